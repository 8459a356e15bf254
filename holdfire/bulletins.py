"""Bulletins of a case: made of one day, issued under a number, reissued and withdrawn; what was issued is in the ledger.

What was issued stands as it was issued. When late knowledge changes a day that was declared, the next bulletin names the change.
"""

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from holdfire.agreement.model import AgreementText
from holdfire.asked import EDITIONS, day_asked, edition_asked
from holdfire.case import Case
from holdfire.claims import Claim, as_known, by_review
from holdfire.closely import Closely
from holdfire.counting import DISCHARGE, EVENT, CountsAsked, counts
from holdfire.editions import edition_of
from holdfire.errors import AskError, CaseError
from holdfire.findings.reconcile.model import Reconciliation
from holdfire.incidents import Incident
from holdfire.ledger import Entry
from holdfire.ledger.checkpoint import cosignatures
from holdfire.ledger.entry import BULLETIN, WITHDRAWN
from holdfire.ledger.keys import body_of
from holdfire.measuring import rates_told
from holdfire.pipeline import moments, projected
from holdfire.publish.bulletin import (
    Document,
    Heading,
    Period,
    Seal,
    Told,
    bulletin_of,
    changes_of,
    period_of,
    public_bulletin,
    rendered,
)
from holdfire.publish.bulletin.aid import OF_AID
from holdfire.publish.bulletin.period import Change
from holdfire.publish.bulletin.restrictions import RESTRICTS
from holdfire.publish.edition_model import at_a_site
from holdfire.publish.words import words_in
from holdfire.record import Record, open_record
from holdfire.sides import reconciled
from holdfire.status.reached import reached_in
from holdfire.told import told_by
from holdfire.uncollected import uncollected
from holdfire.when import iso, zone
from holdfire.whole import write_whole

BULLETINS = (*EDITIONS, "joint")
"""For whom a bulletin is: as everything that leaves a case, or of two bodies together."""
OF_CLAIMS = frozenset({*OF_AID, *RESTRICTS})
"""Acts of which a bulletin tells claim by claim: access, markets, sieges, restrictions of monitors."""
KEPT = "bulletins"
"""Folder of a case with the files that were issued, each under its hash."""
MOST_ERRATA = 31
"""The latest days that were declared are looked at again: a month of daily bulletins."""


@dataclass(frozen=True)
class Asked:
    """Which bulletin: of which day, for whom, in which language and format, as known when, with which remarks put in.

    ``language`` may name several (``en,ar``), which stand side by side. ``bodies`` are two whose records are held against each
    other; where none are named, the own body and the first other one whose ledger the case holds.
    """

    day: str
    edition: str = "internal"
    language: str = "en"
    format: str = "html"
    known_at: str | None = None
    remarks: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


class Issued(BaseModel):
    """One bulletin as it stands in the ledger. ``sha256`` is of the file; ``withdrawn`` says why, where it was withdrawn.

    ``remarks`` are what people put in before it was issued.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    day: str
    edition: str
    language: str
    format: str
    sha256: str
    known_at: str
    issued_at: str
    by: str
    why: str = ""
    remarks: tuple[str, ...] = ()
    withdrawn: str = ""


def issued(case: Case) -> list[Issued]:
    """Every bulletin that was issued, the first first."""
    with open_record(case) as record:
        withdrawn = {e.data["number"]: e.data["why"] for e in record.ledger.entries(WITHDRAWN)}
        rows = [entry.data for entry in record.ledger.entries(BULLETIN)]
    return [Issued.model_validate({**row, "withdrawn": withdrawn.get(row["number"], "")}) for row in rows]


def draft(case: Case, asked: Asked, now: datetime) -> bytes:
    """A bulletin that is not issued. Raises ``AskError`` for a day, an edition, a language or a format that there is not."""
    return rendered(documents(case, asked, Heading(0, asked.edition, asked.remarks), now, issued(case)), asked.format)


def issue(case: Case, asked: Asked, now: datetime, why: str = "", by: str | None = None) -> tuple[Issued, bytes]:
    """The bulletin under its number, entered in the ledger, and its bytes.

    A day and edition that was issued already is issued again only with a reason. Raises ``AskError`` otherwise.
    """
    every = issued(case)
    alike = (asked.day, asked.edition, asked.language, asked.format)
    standing = [i for i in every if not i.withdrawn and (i.day, i.edition, i.language, i.format) == alike]
    if standing and not why.strip():
        remedy = "Say why it is issued again with `--why`, or withdraw it first."
        raise AskError(f"the bulletin of {asked.day} was issued as number {standing[-1].number}", remedy=remedy)
    number = max((i.number for i in every), default=0) + 1
    at = iso(now, zone(case.agreement.text.time_zone))
    heading = Heading(number, asked.edition, asked.remarks, at)
    data = rendered(documents(case, asked, heading, now, every), asked.format)
    keep(case, data, asked.format)
    with open_record(case) as record:
        known = iso(_known(case, asked, now), UTC)
        row = Issued(
            number=number,
            **{name: getattr(asked, name) for name in ("day", "edition", "language", "format")},
            sha256=hashlib.sha256(data).hexdigest(),
            known_at=known,
            issued_at=iso(now, UTC),
            by=by or case.settings.body,
            why=why.strip(),
            remarks=asked.remarks,
        )
        record.append([Entry(BULLETIN, str(number), row.model_dump(exclude={"withdrawn"}))], now, by)
        record.sign(now)
    return row, data


def withdraw(case: Case, number: int, why: str, now: datetime, by: str | None = None) -> None:
    """Withdraw a bulletin; that it was issued stays in the ledger. Raises ``AskError`` for one that there is not."""
    standing = [i.number for i in issued(case) if not i.withdrawn]
    if number not in standing:
        raise AskError(f"no bulletin stands under number {number}", remedy=f"Those that do: {standing or 'none'}.")
    if not why.strip():
        raise AskError("a bulletin is withdrawn for a reason", remedy="Say it with `--why`.")
    with open_record(case) as record:
        record.append([Entry(WITHDRAWN, str(number), {"number": number, "why": why.strip()})], now, by)
        record.sign(now)


def keep(case: Case, data: bytes, format_: str) -> None:
    """Keep the bytes of an issued bulletin under their hash, beside the ledger that names it. Raises ``CaseError``."""
    path = _kept(case, hashlib.sha256(data).hexdigest(), format_)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        what = f"the bulletin cannot be kept ({error.strerror}); nothing was issued"
        remedy = "Make room, or give the right to write there, and issue it again."
        raise CaseError(what, str(path.parent), remedy) from None


def _kept(case: Case, sha256: str, format_: str) -> Path:
    return case.folder / KEPT / f"{sha256}.{format_}"


def file_of(case: Case, number: int) -> tuple[Issued, bytes]:
    """An issued bulletin as it was issued, withdrawn or not. Raises ``AskError`` where its bytes are not here or were changed."""
    row = next((i for i in issued(case) if i.number == number), None)
    if row is None:
        raise AskError(f"no bulletin was issued under number {number}", remedy="`holdfire bulletins CASE` lists them.")
    path = _kept(case, row.sha256, row.format)
    if not path.is_file():
        raise AskError(
            f"the file of bulletin {number} is not here", str(path), "Put a copy there: its hash is checked."
        )
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != row.sha256:
        remedy = "Put the file that was issued in its place; the ledger has its hash."
        raise AskError(f"the file of bulletin {number} is not the one that was issued", str(path), remedy)
    return row, data


@uncollected()
def documents(case: Case, asked: Asked, heading: Heading, now: datetime, every: list[Issued]) -> tuple[Document, ...]:
    """The bulletin in each language that is asked for."""
    edition_asked(asked.edition, BULLETINS)
    names = dict.fromkeys(name.strip() for name in asked.language.split(","))
    languages, period = [words_in(name) for name in names], period_of(case.agreement.text, _day(asked.day))
    if asked.edition == "public":
        edition = edition_of(case, None, now)
        return tuple(public_bulletin(case.agreement, edition, period.day, heading, words) for words in languages)
    told = _told(case, period, asked, now, every)
    return tuple(bulletin_of(told, heading, words) for words in languages)


def told_of(case: Case, asked: Asked, now: datetime) -> Told:
    """What a bulletin of a day is made from."""
    return _told(case, period_of(case.agreement.text, _day(asked.day)), asked, now, issued(case))


def _told(case: Case, period: Period, asked: Asked, now: datetime, every: list[Issued]) -> Told:
    """All that the bulletin tells: boards from the projection, the incidents looked at by themselves."""
    with open_record(case) as record:
        told, seals = told_by(record), seals_of(record)
    ends = iso(period.ends, period.ends.tzinfo)
    at, known = moments(case, ends, asked.known_at, told.latest, now)
    with closing(projected(case)) as kept:
        kept.update()
        board, before = (kept.board(moment, known) for moment in (at, period.begins))
        looked = Closely(case.agreement, kept.alike).look(told, at, known, reached_in(case.agreement.text, board))
    asked_for = CountsAsked(period.day, period.day, (DISCHARGE.name, EVENT.name), "zone")
    listed = {view.id for view in looked.views}
    taken, _ = by_review(as_known(told.claims, known))
    return Told(
        case.agreement,
        period,
        board.model_copy(update={"incidents": looked.views, "listed": True}),
        before,
        _changes(case, period, known, every),
        counts([i for i in looked.incidents if i.id in listed], case.agreement, asked_for),
        tuple(c for c in taken if c.act in OF_CLAIMS and c.known_from <= known and c.start < at),
        _sides(case, asked, ends, now),
        seals,
        _at_sites(looked.incidents, taken, case.agreement.text),
        rates_told(case.agreement.text, board, taken, looked.incidents, looked.findings),
    )


def _at_sites(incidents: Iterable[Incident], claims: Iterable[Claim], text: AgreementText) -> frozenset[str]:
    """The claims of which any word tells of a protected site, and all that tell of the same happening."""
    told = {c.id for i in incidents if at_a_site(i, text) for c in i.claims}
    return frozenset(told | {c.id for c in claims if at_a_site(c, text)})


def _sides(case: Case, asked: Asked, ends: str, now: datetime) -> Reconciliation | None:
    """Two bodies' records held against each other. None where the case holds one ledger alone and no bodies are named."""
    bodies = asked.bodies or (case.settings.body, *(body_of(origin) for origin in _held(case)))[:2]
    if len(bodies) != 2:
        if asked.bodies or asked.edition == "joint":
            remedy = "Name them with `--bodies A,B`: actors of the agreement, or whose ledgers the case holds."
            raise AskError("a joint bulletin is of two bodies", "--bodies", remedy)
        return None
    try:
        return reconciled(case, bodies[0], bodies[1], ends, asked.known_at, now)
    except AskError:
        if asked.bodies or asked.edition == "joint":
            raise
        return None


def _held(case: Case) -> list[str]:
    """Other bodies' ledgers of which something is here, by origin."""
    with open_record(case) as record:
        return [origin for origin, ledger in record.mirrors().items() if ledger.size()]


def seals_of(record: Record) -> tuple[Seal, ...]:
    """The heads of all ledgers held, each with the cosignatures that verify on that head."""
    ledgers = sorted([record.ledger, *record.mirrors().values()], key=lambda ledger: ledger.origin)
    witnesses = {ledger.origin: ledger.ring().witnesses() for ledger in ledgers}
    found = []
    for ledger in ledgers:
        head, kept = ledger.head(), ledger.kept_note()
        signed = kept is not None and kept[0] == head
        by = sorted({(body_of(c.by), c.at) for c in cosignatures(kept[1], witnesses)}) if kept and signed else []
        moments_ = tuple((who, iso(datetime.fromtimestamp(at, UTC), UTC)) for who, at in by)
        found.append(Seal(ledger.origin, head.head, signed, moments_))
    return tuple(found)


def _changes(case: Case, period: Period, known: datetime, every: list[Issued]) -> tuple[Change, ...]:
    """What late knowledge changed of each earlier day that was declared, since it was last declared."""
    declared = {
        i.day: datetime.fromisoformat(i.known_at) for i in every if not i.withdrawn and _day(i.day) < period.day
    }
    found: list[Change] = []
    if not declared:
        return ()
    with closing(projected(case)) as kept:
        kept.update()
        for day in sorted(declared)[-MOST_ERRATA:]:
            ends = period_of(case.agreement.text, _day(day)).ends
            found += changes_of(kept.board(ends, declared[day]), kept.board(ends, known), day)
    return tuple(found)


def _known(case: Case, asked: Asked, now: datetime) -> datetime:
    with open_record(case) as record:
        latest = told_by(record).latest
    return moments(case, None, asked.known_at, latest, now)[1]


def _day(told: str) -> date:
    return day_asked(told, "--day")
