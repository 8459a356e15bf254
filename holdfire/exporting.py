"""The door to exports: opens a case, makes the table that is asked for, and writes it whole or not at all.

A file is written beside its place and takes its name when it is done, with its dictionary: a full disk or an interruption leaves
no half file, and what lay there before stays.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from holdfire import __version__
from holdfire.agreement.acts import ACCESS
from holdfire.case import Case
from holdfire.claims import Claim, as_known
from holdfire.editions import edition_of
from holdfire.errors import AskError, CaseError, did_you_mean
from holdfire.exports import FORMATS, About, Made, dictionary, pieces
from holdfire.exports.columns import OF_WHAT
from holdfire.exports.layouts import COLUMNS, laid_out
from holdfire.exports.parties import Hidden, sites
from holdfire.exports.public import public_table
from holdfire.exports.render import refuse
from holdfire.exports.rows import claim_rows, coverage_rows, finding_rows, incident_row, status_rows
from holdfire.exports.words import NO_LICENCE, said_in
from holdfire.incidents import Incident
from holdfire.pipeline import Judged, judged_at, told_in
from holdfire.publish.edition_model import Edition
from holdfire.when import zone

EDITIONS = ("internal", "party", "public")
LAID_OUT = ("csv", "xlsx", "parquet")
"""Formats in which the columns of another data set make sense."""
RULE = "event/1"
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
    """What of a case somebody may see, each thing with its closed fields closed."""

    def incidents(self, told: Sequence[Incident]) -> list[Incident]:
        """Those that may be seen."""

    def claims(self, told: Sequence[Claim]) -> list[Claim]:
        """Those that may be seen."""


class Whole:
    """The sight of whoever holds the case: all of it, as it stands in the record."""

    def incidents(self, told: Sequence[Incident]) -> list[Incident]:
        """All of them."""
        return list(told)

    def claims(self, told: Sequence[Claim]) -> list[Claim]:
        """All of them."""
        return list(told)


@dataclass(frozen=True)
class Given:
    """What was made of the case already, and who looks at it: what is None is made, and seen whole."""

    judged: Judged | None = None
    edition: Edition | None = None
    sight: Sight | None = None


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
        (asked.edition, "no edition", EDITIONS),
        (asked.format, "no format", FORMATS),
    ):
        if name not in known:
            remedy = did_you_mean(name, known) or f"There are {', '.join(known)}."
            raise AskError(f'there is {kind} called "{name}"', remedy=remedy)
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
    judged = given.judged or judged_at(case, asked.as_of, asked.known_at, now)
    made = _of_edition(case, asked, judged, given.sight or Whole())
    return laid_out(made, asked.layout, judged.agreement.text) if asked.layout else made


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


def _of_edition(case: Case, asked: Export, judged: Judged, sight: Sight) -> Made:
    status, text = judged.status, judged.agreement.text
    told = {"known_at": status.known_at, "head": status.checkpoint, "status_digest": status.digest}
    about = _about(asked, status.agreement, status.agreement_digest, status.as_of, **told)
    columns, tz = OF_WHAT[asked.what], zone(text.time_zone)
    at = datetime.fromisoformat(status.as_of)
    incidents = sight.incidents([i for i in judged.incidents if i.span.start < at])
    party = asked.edition == "party"
    hidden = Hidden(columns, text)
    kept = hidden.kept if party else columns

    if asked.what in ("incidents", "access"):
        chosen = [i for i in incidents if asked.what == "incidents" or i.act in ACCESS]
        pairs = ((incident_row(i), i) for i in chosen)
        return Made(about, kept, hidden.incidents(pairs) if party else (row for row, _ in pairs), tz)
    beside = _beside(case, asked, judged, sight)
    if asked.what == "claims":
        return Made(about, kept, _claims(case, judged, incidents, sight, hidden if party else None), tz, beside)
    rows = {
        "findings": lambda: finding_rows(status),
        "coverage": lambda: coverage_rows(status),
        "status": lambda: status_rows(status, text, asked.language),
    }[asked.what]()
    return Made(about, kept, hidden.others(rows) if party else rows, tz, beside)


def _beside(case: Case, asked: Export, judged: Judged, sight: Sight) -> Made | None:
    """The incidents that a bundle's opinions and reports are on."""
    if asked.format != "stix":
        return None
    return _of_edition(case, replace(asked, what="incidents"), judged, sight)


def _claims(
    case: Case, judged: Judged, incidents: Sequence[Incident], sight: Sight, hidden: Hidden | None
) -> Iterator[Sequence[object]]:
    known = datetime.fromisoformat(judged.status.known_at)
    every = [c for c in as_known(told_in(case).claims, known) if c.known_from <= known and c.review != "rejected"]
    claims = sight.claims(every)
    of = {c.id: i.id for i in incidents for c in i.claims}
    rows = claim_rows(claims, of)
    if hidden is None:
        return rows
    at_sites = {c.id for i in incidents if sites(i, hidden.text) for c in i.claims}
    return hidden.claims(zip(rows, claims, strict=True), at_sites)


def name_of(made: Made, format_: str) -> str:
    """What a file is called where nobody names it."""
    about = made.about
    parts = (about.agreement, about.what, about.edition, about.layout)
    return f"{'-'.join(filter(None, parts))}.{FORMATS[format_][0]}"


def export(case: Case, asked: Export, out: Path, now: datetime) -> Written:
    """Write what is asked for, and its dictionary beside it. ``out`` is a file, or a folder that is there.

    Raises ``AskError`` for what there is not, ``CaseError`` when it cannot be written; then nothing is left behind.
    """
    made = table(case, asked, now)
    path = out / name_of(made, asked.format) if out.is_dir() else out
    counted = _Counted(made)
    beside = path.with_name(path.name + ".dictionary.json")
    parts = [p.with_name(f".{p.name}.{os.getpid()}.part") for p in (path, beside)]
    digest, size = hashlib.sha256(), 0
    try:
        with parts[0].open("wb") as file:
            for piece in pieces(counted.made, asked.format, case.agreement.text):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            _kept(file.fileno())
        said = {**dictionary(made), "rows": counted.rows, "sha256": digest.hexdigest(), "left_out": made.left_out}
        with parts[1].open("w", encoding="utf-8", newline="\n") as text:
            text.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
            text.flush()
            _kept(text.fileno())
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


def _kept(number: int) -> None:
    os.fsync(number)


class _Counted:
    """A table whose rows are counted as they are walked."""

    def __init__(self, made: Made) -> None:
        self.rows = 0
        self.made = replace(made, rows=self._walked(made))

    def _walked(self, made: Made) -> Iterator[Sequence[object]]:
        for row in made.rows:
            self.rows += 1
            yield row
