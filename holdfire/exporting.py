"""The door to exports: opens a case, makes the table that is asked for, and writes it whole or not at all.

A file is written beside its place and takes its name when it is done, with its dictionary: a full disk or an interruption leaves
no half file, and what lay there before stays.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from pydantic import BaseModel, ConfigDict

from holdfire import __version__, index
from holdfire.agreement.acts import ACCESS
from holdfire.agreement.model import AgreementText
from holdfire.asked import edition_asked
from holdfire.case import Case
from holdfire.claims import Claim, as_known
from holdfire.counting import EVENT
from holdfire.editions import edition_of
from holdfire.errors import AskError, CaseError, did_you_mean
from holdfire.exports import FORMATS, PLACED, About, Made, dictionary, pieces
from holdfire.exports.columns import OF_WHAT
from holdfire.exports.layouts import COLUMNS, laid_out
from holdfire.exports.parties import Hidden, pseudonym
from holdfire.exports.public import public_table
from holdfire.exports.render import refuse
from holdfire.exports.rows import claim_row, coverage_rows, finding_rows, incident_row, status_rows
from holdfire.exports.table import Row
from holdfire.exports.words import NO_LICENCE, said_in
from holdfire.incidents import Incident
from holdfire.index import Asked, Index
from holdfire.pipeline import Judged, board_of, judged_at, told_in
from holdfire.publish.edition_model import Edition, at_a_site
from holdfire.status import Status
from holdfire.when import zone

PAGE = 500
"""Claims that are read from an index at once."""
LAID_OUT = ("csv", "xlsx", "parquet")
"""Formats in which the columns of another data set make sense."""
RULE = EVENT.name
"""Every row is one event as claims were joined to it: nothing is split into single discharges."""


@dataclass(frozen=True)
class Export:
    """What is exported: ``what`` in which format, for whom, in which language, perhaps in the columns of another data set.

    ``licence`` is under which it leaves, in the words of whoever gives it; empty where nobody says.
    """

    what: str
    format: str = "csv"
    edition: str = "internal"
    language: str = "en"
    layout: str = ""
    as_of: str | None = None
    known_at: str | None = None
    licence: str = ""


class Sight(Protocol):
    """What of a case somebody may see, each thing with its closed fields closed; in the order in which it comes."""

    def incidents(self, told: Iterable[Incident]) -> Iterator[Incident]:
        """Those that may be seen."""

    def claims(self, told: Iterable[Claim]) -> Iterator[Claim]:
        """Those that may be seen."""


class Whole:
    """The sight of whoever holds the case: all of it, as it stands in the record."""

    def incidents(self, told: Iterable[Incident]) -> Iterator[Incident]:
        """All of them."""
        return iter(told)

    def claims(self, told: Iterable[Claim]) -> Iterator[Claim]:
        """All of them."""
        return iter(told)


@dataclass(frozen=True)
class Given:
    """What was made of the case already, and who looks at it: what is None is made, and seen whole.

    ``index`` with ``board`` are what incidents and claims are read from as they are known now, some hundreds at a time; coverage
    and status need the board alone.
    """

    judged: Judged | None = None
    edition: Edition | None = None
    sight: Sight | None = None
    index: Index | None = None
    board: Status | None = None


class Written(BaseModel):
    """A file that was written: how many bytes and rows, its SHA-256, and where its dictionary lies.

    ``left_out`` are rows that a layout could not tell, by reason.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    rows: int
    bytes: int
    sha256: str
    dictionary: str
    left_out: dict[str, int]


def checked(asked: Export) -> None:
    """Raise ``AskError`` for a table, edition, format or language that there is not, or for two that do not go together."""
    for name, kind, known in (
        (asked.what, "nothing to export", OF_WHAT),
        (asked.format, "no format", FORMATS),
    ):
        if name not in known:
            remedy = did_you_mean(name, known) or f"There are {', '.join(known)}."
            raise AskError(f'there is {kind} called "{name}"', remedy=remedy)
    edition_asked(asked.edition)
    said_in(asked.language)
    refuse(asked.what, asked.format)
    if asked.layout:
        _checked_layout(asked)
    if (asked.edition, asked.format, asked.what) == ("public", "stix", "findings"):
        raise AskError("the public edition tells findings by number alone, not as opinions", remedy="Ask for csv.")


def _checked_layout(asked: Export) -> None:
    if asked.layout not in COLUMNS:
        remedy = did_you_mean(asked.layout, COLUMNS) or f"There are {', '.join(COLUMNS)}."
        raise AskError(f'there is no layout called "{asked.layout}"', remedy=remedy)
    if asked.what != "incidents" or asked.edition == "public" or asked.format not in LAID_OUT:
        remedy = f"Ask for incidents, internal or party, as {', '.join(LAID_OUT)}."
        raise AskError("a layout is of incidents with their hours and places, as a table", remedy=remedy)


def table(case: Case, asked: Export, now: datetime, given: Given | None = None) -> Made:
    """The table that is asked for. Raises ``AskError`` where there is none such."""
    checked(asked)
    given = given or Given()
    if asked.edition == "public":
        if asked.known_at:
            raise AskError("the public edition is made of what is known now", remedy="Leave out --known-at.")
        return _public(asked, given.edition or edition_of(case, asked.as_of, now), case)
    told = _told(case, asked, now, given)
    made = _of_edition(asked, told, given.sight or Whole())
    return laid_out(made, asked.layout, told.text) if asked.layout else made


@contextlib.contextmanager
def walking(case: Case, asked: Export, now: datetime) -> Iterator[Given]:
    """What a large case is exported from: its index, where what is known now is asked for; otherwise the whole is judged."""
    checked(asked)
    if not streams(asked):
        yield Given()
        return
    with contextlib.closing(index.open(case)) as kept:
        kept.update()
        yield Given(index=kept, board=board_of(case, asked.as_of, None, now))


def streams(asked: Export) -> bool:
    """True where what is asked for can be read from an index."""
    return asked.what in PLACED and asked.edition != "public" and not asked.known_at


@dataclass(frozen=True)
class _Told:
    """What an export is made from. Incidents and claims are walked each time they are asked for."""

    status: Status
    text: AgreementText
    incidents: Callable[[], Iterable[Incident]]
    claims: Callable[[], Iterable[Claim]]

    def begun(self) -> Iterator[Incident]:
        """Incidents that have begun by the instant of the status."""
        at = datetime.fromisoformat(self.status.as_of)
        return (i for i in self.incidents() if i.span.start < at)

    def kept(self) -> Iterator[Claim]:
        """Claims that nobody rejected."""
        return (c for c in self.claims() if c.review != "rejected")


def _told(case: Case, asked: Export, now: datetime, given: Given) -> _Told:
    if given.index is not None and given.board is not None and streams(asked):
        kept = given.index
        return _Told(given.board, case.agreement.text, kept.every, lambda: _every_claim(kept))
    if given.board is not None and asked.what in ("coverage", "status"):
        return _Told(given.board, case.agreement.text, tuple, tuple)
    judged = given.judged or judged_at(case, asked.as_of, asked.known_at, now)
    known = datetime.fromisoformat(judged.status.known_at)

    def claims() -> list[Claim]:
        every = [c for c in as_known(told_in(case).claims, known) if c.known_from <= known]
        return sorted(every, key=lambda c: (c.start, c.id))

    return _Told(judged.status, judged.agreement.text, lambda: judged.incidents, claims)


def _every_claim(kept: Index) -> Iterator[Claim]:
    after: str | None = None
    while True:
        page = kept.claims(Asked(order="oldest"), after, PAGE)
        yield from page.rows
        after = page.next
        if after is None:
            return


def _public(asked: Export, edition: Edition, case: Case) -> Made:
    about = _about(asked, edition.agreement, edition.agreement_digest, edition.until.isoformat())
    return public_table(edition, about, case.agreement.text)


def _about(asked: Export, agreement: str, digest: str, as_of: str, **more: str) -> About:
    return About(
        what=asked.what,
        edition=asked.edition,
        layout=asked.layout,
        language=asked.language,
        agreement=agreement,
        agreement_digest=digest,
        as_of=as_of,
        rule=RULE,
        licence=asked.licence or said_in(asked.language)(NO_LICENCE),
        made_with=f"Holdfire {__version__}",
        **more,
    )


def _of_edition(asked: Export, told: _Told, sight: Sight) -> Made:
    status, text = told.status, told.text
    known = {"known_at": status.known_at, "head": status.checkpoint, "status_digest": status.digest}
    about = _about(asked, status.agreement, status.agreement_digest, status.as_of, **known)
    columns, tz = OF_WHAT[asked.what], zone(text.time_zone)
    beside = _of_edition(replace(asked, what="incidents"), told, sight) if _needs_incidents(asked) else None
    hidden = Hidden(columns, text) if asked.edition == "party" else None
    rows: Iterable[Row]
    if asked.what in ("incidents", "access"):
        rows = _incidents(asked, told, sight, hidden)
    elif asked.what == "claims":
        rows = _claims(told, sight, hidden)
    else:
        rows = _of_status(asked, status, text)
        if hidden and asked.what == "findings":
            rows = hidden.findings(rows, {c.id: pseudonym(c) for c in told.kept()})
        elif hidden:
            rows = hidden.others(rows)
    return Made(about, hidden.kept if hidden else columns, rows, tz, beside)


def _needs_incidents(asked: Export) -> bool:
    """Whether a bundle's opinions and reports are on incidents that stand beside them."""
    return asked.format == "stix" and asked.what in ("claims", "findings")


def _of_status(asked: Export, status: Status, text: AgreementText) -> Iterator[Row]:
    if asked.what == "findings":
        return finding_rows(status)
    return coverage_rows(status) if asked.what == "coverage" else status_rows(status, text, asked.language)


def _incidents(asked: Export, told: _Told, sight: Sight, hidden: Hidden | None) -> Iterator[Row]:
    begun = (i for i in told.begun() if asked.what == "incidents" or i.act in ACCESS)
    if hidden is None:
        return (incident_row(i) for i in sight.incidents(begun))
    called: dict[str, str] = {}
    named = _naming(begun, called)
    return hidden.incidents(((incident_row(i), i) for i in sight.incidents(named)), called)


def _naming(incidents: Iterable[Incident], called: dict[str, str]) -> Iterator[Incident]:
    """The same incidents; what their claims are called is noted before anybody's sight closes a field."""
    for incident in incidents:
        called.update((c.id, pseudonym(c)) for c in incident.claims)
        yield incident


def _claims(told: _Told, sight: Sight, hidden: Hidden | None) -> Iterator[Row]:
    """Claims with the incident each is in: one line of memory a claim, for its incident may come long before it."""
    of: dict[str, str] = {}
    at_sites: set[str] = set()
    for incident in sight.incidents(told.begun()):
        of.update((c.id, incident.id) for c in incident.claims)
        if hidden and at_a_site(incident, told.text):
            at_sites.update(c.id for c in incident.claims)
    if hidden is None:
        return (claim_row(c, of.get(c.id)) for c in sight.claims(told.kept()))
    called: dict[str, str] = {}

    def named() -> Iterator[Claim]:
        for claim in told.kept():
            called[claim.id] = pseudonym(claim)
            yield claim

    seen = ((claim_row(c, of.get(c.id)), c) for c in sight.claims(named()))
    return hidden.claims(seen, at_sites, called)


def name_of(made: Made, format_: str) -> str:
    """What a file is called where nobody names it."""
    about = made.about
    parts = (about.agreement, about.what, about.edition, about.layout)
    return f"{'-'.join(filter(None, parts))}.{FORMATS[format_][0]}"


def export(case: Case, asked: Export, out: Path, now: datetime) -> Written:
    """Write what is asked for, and its dictionary beside it. ``out`` is a file, or a folder that is there.

    Raises ``AskError`` for what there is not, ``CaseError`` when it cannot be written; then nothing is left behind.
    """
    with walking(case, asked, now) as given:
        made = table(case, asked, now, given)
        path = out / name_of(made, asked.format) if out.is_dir() else out
        return _written(made, asked.format, path, case.agreement.text)


def _written(made: Made, format_: str, path: Path, text: AgreementText) -> Written:
    beside = path.with_name(path.name + ".dictionary.json")
    parts = [p.with_name(f".{p.name}.{os.getpid()}.part") for p in (path, beside)]
    counted, digest, size = _Counted(made), hashlib.sha256(), 0
    try:
        with parts[0].open("wb") as file:
            for piece in pieces(counted.made, format_, text):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            _kept(file)
        said = {**dictionary(made), "rows": counted.rows, "sha256": digest.hexdigest(), "left_out": made.left_out}
        with parts[1].open("wb") as file:
            file.write((json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
            _kept(file)
        for part, name in zip(parts, (path, beside), strict=True):
            part.replace(name)
    except OSError as error:
        remedy = "Nothing was left half written; name a place with room that may be written to."
        raise CaseError(f"the file cannot be written ({error.strerror})", str(path), remedy) from None
    finally:
        for part in parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return Written(
        file=str(path),
        rows=counted.rows,
        bytes=size,
        sha256=digest.hexdigest(),
        dictionary=str(beside),
        left_out=dict(made.left_out),
    )


def _kept(file: BinaryIO) -> None:
    """On the disk, not only on its way there."""
    file.flush()
    os.fsync(file.fileno())


class _Counted:
    """A table whose rows are counted as they are walked."""

    def __init__(self, made: Made) -> None:
        self.rows = 0
        self.made = replace(made, rows=self._walked(made))

    def _walked(self, made: Made) -> Iterator[Row]:
        for row in made.rows:
            self.rows += 1
            yield row
