"""What the record tells: claims, findings, positions and decisions, read from the entries of one ledger or of several.

With several ledgers each claim's id begins with the body whose ledger it stands in (``russia:C-001``), and so do events, so
that two bodies' records are never taken for one. Ledgers are read in the order of their origins: both sides read the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from holdfire.claims import Claim
from holdfire.ledger import Entry, Ledger
from holdfire.ledger.keys import body_of
from holdfire.record import Record

MARK = ":"


@dataclass(frozen=True)
class Told:
    """What was read. ``checkpoint`` is ``size root`` of one ledger, or ``origin size root`` of each, joined by ``; ``."""

    claims: tuple[Claim, ...]
    checkpoint: str


def told_by(record: Record) -> Told:
    """The own ledger and every one held here."""
    ledgers = sorted([record.ledger, *record.mirrors().values()], key=lambda ledger: ledger.origin)
    if len(ledgers) == 1:
        return Told(tuple(_claims(ledgers[0], "")), ledgers[0].checkpoint())
    claims = [claim for ledger in ledgers for claim in _claims(ledger, body_of(ledger.origin) + MARK)]
    return Told(tuple(claims), "; ".join(f"{ledger.origin} {ledger.checkpoint()}" for ledger in ledgers))


def _claims(ledger: Ledger, mark: str) -> Iterator[Claim]:
    for entry in ledger.entries("claim-read"):
        yield Claim.model_validate(_marked(entry, mark))


def _marked(entry: Entry, mark: str) -> dict[str, Any]:
    if not mark:
        return entry.data
    event = entry.data.get("event")
    named = {"id": mark + entry.data["id"], "report": mark + entry.data["report"]}
    return {**entry.data, **named, **({"event": mark + event} if event else {})}
