"""Bulletins of a case: made of one day, issued under a number, reissued and withdrawn; what was issued is in the ledger.

What was issued stands as it was issued. When late knowledge changes a day that was declared, the next bulletin names the change.
"""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict

from holdfire.case import Case
from holdfire.counting import DISCHARGE, EVENT, CountsAsked, counts
from holdfire.editions import edition_of
from holdfire.errors import AskError, did_you_mean
from holdfire.ledger import Entry
from holdfire.ledger.entry import BULLETIN, WITHDRAWN
from holdfire.pipeline import judge_told, moments, projected
from holdfire.publish.bulletin import (
    Document,
    Heading,
    Period,
    Told,
    bulletin_of,
    changes_of,
    period_of,
    public_bulletin,
    rendered,
)
from holdfire.publish.bulletin.period import Change
from holdfire.publish.words import words_in
from holdfire.record import open_record
from holdfire.told import told_by
from holdfire.when import iso

EDITIONS = ("internal", "party", "public")
MOST_ERRATA = 31
"""The latest days that were declared are looked at again: a month of daily bulletins."""


@dataclass(frozen=True)
class Asked:
    """Which bulletin: of which day, for whom, in which language and format, as known when, with which remarks put in."""

    day: str
    edition: str = "internal"
    language: str = "en"
    format: str = "html"
    known_at: str | None = None
    remarks: tuple[str, ...] = ()


class Issued(BaseModel):
    """One bulletin as it stands in the ledger. ``sha256`` is of the file; ``withdrawn`` says why, where it was withdrawn."""

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
    withdrawn: str = ""


def issued(case: Case) -> list[Issued]:
    """Every bulletin that was issued, the first first."""
    with open_record(case) as record:
        withdrawn = {e.data["number"]: e.data["why"] for e in record.ledger.entries(WITHDRAWN)}
        rows = [entry.data for entry in record.ledger.entries(BULLETIN)]
    return [Issued.model_validate({**row, "withdrawn": withdrawn.get(row["number"], "")}) for row in rows]


def draft(case: Case, asked: Asked, now: datetime) -> bytes:
    """A bulletin that is not issued. Raises ``AskError`` for a day, an edition, a language or a format that there is not."""
    return rendered(_document(case, asked, 0, now, issued(case)), asked.format)


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
    document = _document(case, asked, number, now, every)
    data = rendered(document, asked.format)
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


def _document(case: Case, asked: Asked, number: int, now: datetime, every: list[Issued]) -> Document:
    if asked.edition not in EDITIONS:
        remedy = did_you_mean(asked.edition, EDITIONS) or f"Editions: {', '.join(EDITIONS)}."
        raise AskError(f'there is no edition "{asked.edition}"', remedy=remedy)
    words, period = words_in(asked.language), period_of(case.agreement.text, _day(asked.day))
    if asked.edition == "public":
        return public_bulletin(case.agreement, edition_of(case, None, now), period.day, number, words)
    told = _told(case, period, asked, now, every)
    return bulletin_of(told, Heading(number, asked.edition, asked.remarks), words)


def _told(case: Case, period: Period, asked: Asked, now: datetime, every: list[Issued]) -> Told:
    with open_record(case) as record:
        told = told_by(record)
    ends = iso(period.ends, period.ends.tzinfo)
    at, known = moments(case, ends, asked.known_at, told.latest, now)
    end, beginning = (judge_told(case.agreement, told, moment, known) for moment in (at, period.begins))
    asked_for = CountsAsked(period.day, period.day, (DISCHARGE.name, EVENT.name), "zone")
    counted = counts(end.incidents, case.agreement, asked_for)
    return Told(case.agreement, period, end.status, beginning.status, _changes(case, period, known, every), counted)


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
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise AskError(f'"{told}" is no day', "--day", "Write it as 2016-09-18.") from None
