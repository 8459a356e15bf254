"""Versions of what is looked at, so that whoever decides second is told who decided first, and nothing is lost.

A claim or incident comes with an ``ETag``; a decision on it sends it back as ``If-Match``. Where something was decided in
between, the answer is 409: it says by whom, when and why, and gives back what was sent and not written. ``*`` decides whatever
there is now.
"""

import hashlib
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel

from holdfire.case import Case
from holdfire.ledger.entry import BadEntry, read_entry
from holdfire.ledger.ledger import mark_of
from holdfire.record import Record, open_record
from holdfire.web.api.problems import Decided, RefusedError

MEANWHILE = "urn:holdfire:decided-meanwhile"
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", max_length=200, description="The `ETag` of what you looked at; `*` for whatever there is now."
    ),
]


def version_of(noun: BaseModel) -> str:
    """The entity tag of a claim or an incident: the same while nothing of it changes."""
    return f'"{hashlib.sha256(noun.model_dump_json().encode()).hexdigest()[:32]}"'


def unchanged(sent: str | None, now: BaseModel, decided: Decided | None, yours: BaseModel) -> None:
    """Raises 428 where nothing was said about what was looked at, and 409 where something else is there by now."""
    if sent is None:
        remedy = "Send the ETag of what you looked at as If-Match, or * for whatever there is now."
        raise RefusedError(428, "a decision says what it is about", remedy)
    if sent.strip() not in ("*", version_of(now)):
        raise meanwhile(decided, yours)


def meanwhile(decided: Decided | None, yours: BaseModel) -> RefusedError:
    """What whoever comes second is told."""
    who = f"{decided.by} decided on this at {decided.at}" if decided else "this was changed"
    remedy = "Look at it as it is now; what you sent was not written and stands under `yours`."
    more: dict[str, Any] = {"decided": decided, "yours": yours.model_dump(mode="json", exclude_none=True)}
    return RefusedError(409, f"{who} before you", remedy, kind=MEANWHILE, **more)


def last_decided(case: Case, kinds: tuple[str, ...], key: str) -> Decided | None:
    """Who last put something on record in the own ledger under a key; None where nobody did."""
    with open_record(case) as record:
        found = [one for kind in kinds for one in _under(record, kind, key)]
    return max(found, key=lambda d: d.at, default=None)


def _under(record: Record, kind: str, key: str) -> list[Decided]:
    holders = {k.public.id: k.holder for k in record.ledger.ring().keys.values()}
    found = []
    for body in record.ledger.store.marked([mark_of(kind, key)]):
        try:
            one = read_entry(body)
        except BadEntry:
            continue
        if (one.entry.kind, one.entry.key) == (kind, key):
            found.append(Decided(by=holders.get(one.by, one.by), at=one.at, why=str(one.entry.data.get("why", ""))))
    return found
