"""Requests for information to a party, with a time to reply by, and the replies: signed entries that are counted nowhere.

A monitor that heard of a breach asks whoever is blamed before it finds (the procedures of 28 March 2016; the right of reply of
fact-finding). What is asked, until when, and what came back stand in the record; no clock, gate or finding hangs on them, but
those who judge see that somebody was asked and did or did not reply. Silence is told as silence.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

from holdfire.agreement.model import AgreementText
from holdfire.answers import ReplyTold, RequestTold
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.errors import AskError, did_you_mean
from holdfire.ledger import Entry, Ledger
from holdfire.ledger.entry import REPLY, REQUEST
from holdfire.ledger.keys import body_of
from holdfire.record import Record, open_record
from holdfire.told import MARK
from holdfire.when import duration, iso, zone

MOST = 4000
"""Characters of what is asked or replied."""
AGREEMENT, STATED = "agreement", "stated"


def request(case: Case, to: str, asks: str, act: Act, *, on: str = "", by: str = "") -> str:
    """Ask an actor of the agreement for information, perhaps on an incident. ``by`` is a length (72 hours) or an instant.

    Without it the time that the agreement gives for a reply holds, where it gives one. Returns the id of the request. Raises
    ``AskError`` for an actor that is not there, an empty question, or a time that is none or has passed.
    """
    text = case.agreement.text
    if to not in text.actors or to == case.settings.body:
        raise AskError(f'"{to}" is nobody here who can be asked', remedy=did_you_mean(to, text.actors))
    due, due_from = _due(text, by, act.at)
    if due and due <= act.at:
        raise AskError("the time to reply by has passed already", remedy="Name a later one.")
    with open_record(case) as record:
        name = f"Q-{record.ledger.size()}"
        data = {"id": name, "to": to, "on": on, "asks": _said(asks), "at": iso(act.at, UTC), "due_from": due_from}
        record.append([Entry(REQUEST, name, {**data, **({"due": iso(due, UTC)} if due else {})})], act.at, act.by)
        record.sign(act.at)
    return name


def reply(case: Case, name: str, says: str, act: Act, *, of: str = "") -> int:
    """Reply to a request, or put on record what an actor replied by another way (``of``). Returns the entry's position.

    Raises ``AskError`` for a request that is not held here, or one that the own body neither made nor was asked.
    """
    body = case.settings.body
    with open_record(case) as record:
        found = {r["name"]: r for r in _requests_in(record)}
        asked = found.get(name) or found.get(f"{body}{MARK}{name}")
        if asked is None:
            raise AskError(f'no request "{name}" is held here', remedy=did_you_mean(name, found) or "Exchange first.")
        whose = of or body
        if whose != asked["data"]["to"] and whose not in _voices(case.agreement.text, asked["data"]["to"]):
            raise AskError(f"{name} was put to {asked['data']['to']}", remedy="Name whose reply it is.")
        data = {"request": asked["name"], "of": whose, "says": _said(says), "at": iso(act.at, UTC)}
        position = record.append([Entry(REPLY, asked["name"], data)], act.at, act.by) - 1
        record.sign(act.at)
        return position


def requests(case: Case, now: datetime) -> list[RequestTold]:
    """Every request that any ledger here tells of, with its replies: those that wait first, the most pressing first."""
    tz = zone(case.agreement.text.time_zone)
    with open_record(case) as record:
        replies: dict[str, list[ReplyTold]] = {}
        for ledger in _ledgers(record):
            body = body_of(ledger.origin)
            for _, at, entry in ledger.dated(ledger.size(), REPLY):
                told = ReplyTold(at=iso(at, tz), body=body, of=entry.data["of"], says=entry.data["says"])
                replies.setdefault(_whole(entry.data["request"], body, record), []).append(told)
        found = [_view(r, replies.get(r["name"], []), now, case) for r in _requests_in(record)]
    waiting = ("open", "overdue")
    return sorted(
        found, key=lambda r: (r.state not in waiting, r.left_s if r.left_s is not None else 10**10, r.at, r.id)
    )


def _ledgers(record: Record) -> list[Ledger]:
    return [record.ledger, *record.mirrors().values()]


def _requests_in(record: Record) -> Iterator[dict[str, Any]]:
    """Each request with the body that asks, when, and its id: with the body's mark where several ledgers are held."""
    for ledger in _ledgers(record):
        body = body_of(ledger.origin)
        for _, at, entry in ledger.dated(ledger.size(), REQUEST):
            yield {"name": _whole(entry.data["id"], body, record), "body": body, "at": at, "data": entry.data}


def _whole(name: str, body: str, record: Record) -> str:
    return name if MARK in name or not record.mirrors() else f"{body}{MARK}{name}"


def _view(found: dict[str, Any], replies: list[ReplyTold], now: datetime, case: Case) -> RequestTold:
    tz, data = zone(case.agreement.text.time_zone), found["data"]
    due = datetime.fromisoformat(data["due"]) if data.get("due") else None
    replies = sorted(replies, key=lambda r: (r.at, r.body))
    first = datetime.fromisoformat(replies[0].at) if replies else None
    if first:
        state: Literal["open", "overdue", "replied", "replied-late"] = (
            "replied-late" if due and first > due else "replied"
        )
    else:
        state = "overdue" if due and now >= due else "open"
    return RequestTold(
        id=found["name"],
        body=found["body"],
        to=data["to"],
        on=data["on"],
        asks=data["asks"],
        at=iso(found["at"], tz),
        due=iso(due, tz) if due else None,
        due_from=data["due_from"],
        state=state,
        left_s=int((due - now).total_seconds()) if due and not replies else None,
        replies=tuple(replies),
    )


def _due(text: AgreementText, by: str, at: datetime) -> tuple[datetime | None, str]:
    """By when a reply is asked for, and whether that was stated or is the agreement's."""
    if by:
        try:
            if by[:4].isdigit() and by[4:5] == "-":
                told = datetime.fromisoformat(by)
                return (told if told.tzinfo else told.replace(tzinfo=zone(text.time_zone))), STATED
            return at + duration(by), STATED
        except (ValueError, OverflowError):
            raise AskError(
                f'"{by}" is no time to reply by', remedy="Write 72 hours, or 2016-09-14T19:00+03:00."
            ) from None
    for procedure in text.procedures.values():
        for step in procedure.steps:
            if step.kind == "reply" and step.within:
                try:
                    return at + duration(step.within), AGREEMENT
                except ValueError:
                    continue  # the text does not say
    return None, ""


def _voices(text: AgreementText, body: str) -> set[str]:
    """Those whose word is this actor's word."""
    return {name for name, actor in text.actors.items() if actor.speaks_for == body}


def _said(words: str) -> str:
    words = words.strip()
    if not words or len(words) > MOST:
        raise AskError("nothing is said, or too much", remedy=f"Write one to {MOST:,} characters.")
    return words
