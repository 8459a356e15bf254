"""What the record tells: claims, findings, positions and decisions, read from the entries of one ledger or of several.

With several ledgers each claim's id begins with the body whose ledger it stands in (``russia:C-001``), and so do events, so
that two bodies' records are never taken for one. Ledgers are read in the order of their origins: both sides read the same.

A later entry supersedes: a link, a correction and a match make a new version of a claim, known from the moment of that entry;
what was known before stays known for its time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any, Protocol, TypeVar

from holdfire.claims import Claim
from holdfire.errors import LedgerError
from holdfire.findings.body import BodyFinding, BodyPosition
from holdfire.findings.decisions import decision_claim
from holdfire.findings.said import NOTHING_SAID, Said
from holdfire.incidents import LinkDecision
from holdfire.ledger import Checkpoint, Entry, Ledger
from holdfire.ledger.joint import signed_jointly
from holdfire.ledger.keys import KeyRing, body_of
from holdfire.record import Record

MARK = ":"
CLAIM_READ, LINKED, UNLINKED, CORRECTED = "claim-read", "link-made", "link-undone", "correction"
DECIDED, JOINT, MATCHED, UNMATCHED = "decision", "joint", "match-made", "match-undone"
NOT_SIGNED: dict[str, Any] = {"signed_by": ()}
"""What was read or corrected is a report, whoever is said in it to have signed: only entries of a body turn its keys."""
FOUND, POSITION = "finding", "position"
Kept = TypeVar("Kept")
KINDS = (CLAIM_READ, LINKED, UNLINKED, CORRECTED, DECIDED, JOINT, MATCHED, UNMATCHED, FOUND, POSITION)


@dataclass(frozen=True)
class Told:
    """What was read; ``signed`` where only signed decisions turn keys.

    ``checkpoint`` is ``size root`` of one ledger, or ``origin size root`` of each, joined by ``; ``.
    """

    claims: tuple[Claim, ...]
    checkpoint: str
    heads: tuple[Checkpoint, ...] = ()
    said: Said = NOTHING_SAID
    signed: bool = False
    parted: tuple[LinkDecision, ...] = ()
    """What persons took apart, and put together again, that a machine joins."""

    @property
    def latest(self) -> datetime | None:
        """The latest that is known: of claims, of what bodies found and held, of incidents parted or joined."""
        said = [self.said.latest] if self.said.latest else []
        return max([*(c.known_from for c in self.claims), *said, *(d.at for d in self.parted)], default=None)

    def decided(self, at: datetime) -> tuple[LinkDecision, ...]:
        """The decisions on incidents that were known by then."""
        return tuple(d for d in self.parted if d.at <= at)

    def known(self, at: datetime) -> Said:
        """What bodies had found and which positions they had taken by then."""
        return Said(
            tuple(f for f in self.said.findings if f.moment <= at),
            tuple(p for p in self.said.positions if p.moment <= at),
        )


class Lookup(Protocol[Kept]):
    """What is kept of each claim by its id; a dictionary will do."""

    def get(self, name: str, /) -> Kept | None:
        """What is kept of a claim; None where it is not there."""

    def __setitem__(self, name: str, kept: Kept, /) -> None:
        """Keep it."""


@dataclass
class Taking:
    """Entries as they are taken in: the versions of claims so far, and the last one and the first event of each."""

    rings: Mapping[str, KeyRing]
    versions: list[Claim] = field(default_factory=list)
    last: Lookup[Claim] = field(default_factory=dict)
    own_event: Lookup[str | None] = field(default_factory=dict)
    findings: list[BodyFinding] = field(default_factory=list)
    positions: list[BodyPosition] = field(default_factory=list)
    matched: dict[tuple[str, str], tuple[datetime, bool]] = field(default_factory=dict)
    parted: list[LinkDecision] = field(default_factory=list)

    def add(self, claim: Claim) -> None:
        """A new version of a claim."""
        self.versions.append(claim)
        self.last[claim.id] = claim

    def take(self, entry: Entry, at: datetime, body: str, mark: str) -> None:
        """What one entry tells."""
        data, own = entry.data, {"body": body, "entered": at}  # whatever it says: a ledger speaks for its own body
        match entry.kind:
            case "claim-read":
                claim = Claim.model_validate({**_marked(data, mark), **NOT_SIGNED})
                self.own_event[claim.id] = claim.event
                self.add(claim)
            case "link-made" | "link-undone":
                for name in data["claims"]:
                    event = mark + data["event"] if entry.kind == LINKED else self.own_event.get(mark + name)
                    self._changed(mark + name, {"event": event}, at)
                self._parted([mark + name for name in data["claims"]], at, holds=entry.kind == LINKED)
            case "correction":
                self._changed(mark + data["claim"], {**data["changes"], **NOT_SIGNED}, at)
            case "decision":
                self.add(decision_claim(body, data, at, at, mark + entry.key))
            case "joint":
                statement = data["statement"]
                if set(signed_jointly(data, self.rings)) >= set(statement["by"]):
                    self.add(decision_claim(tuple(statement["by"]), statement["decision"], at, at, entry.key))
            case "finding":
                self.findings.append(BodyFinding.model_validate({**_placed(data, mark, "incident"), **own}))
            case "position":
                self.positions.append(BodyPosition.model_validate({**_placed(data, mark, "on"), **own}))
            case "match-made" | "match-undone":
                pair = tuple(sorted((data["a"], data["b"])))
                self.matched[pair] = (at, entry.kind == MATCHED)

    def _parted(self, names: list[str], at: datetime, *, holds: bool) -> None:
        """Claims taken apart are not joined by a machine; put together again, they may be."""
        before = {(d.a, d.b) for d in self.parted}
        for a, b in combinations(sorted(set(names)), 2):
            if not holds or (a, b) in before:
                self.parted.append(LinkDecision(a=a, b=b, holds=holds, at=at))

    def _changed(self, name: str, changes: Mapping[str, Any], at: datetime) -> None:
        if last := self.last.get(name):
            said = last.model_dump(mode="json")
            self.add(Claim.model_validate({**said, **changes, "known_from": at.isoformat()}))

    def match(self) -> None:
        """Claims of events that a person matched across two bodies share the first event's tag from then on."""
        for (one, other), (at, holds) in sorted(self.matched.items()):
            if holds:
                for name in dict.fromkeys(c.id for c in self.versions):
                    if (claim := self.last.get(name)) and claim.event == other:
                        self._changed(name, {"event": one}, at)


def told_by(record: Record, sizes: Mapping[str, int] | None = None) -> Told:
    """The own ledger and every one held here; with ``sizes``, each as it was when it had so many entries."""
    ledgers = sorted([record.ledger, *record.mirrors().values()], key=lambda ledger: ledger.origin)
    if sizes is not None:
        ledgers = [ledger for ledger in ledgers if ledger.origin in sizes]
    heads = tuple(_head(ledger, sizes) for ledger in ledgers)
    reading = Taking({body_of(ledger.origin): ledger.ring() for ledger in ledgers})
    for ledger, head in zip(ledgers, heads, strict=True):
        body = body_of(ledger.origin)
        for _, at, entry in ledger.dated(head.size, *KINDS):
            reading.take(entry, at, body, body + MARK if len(ledgers) > 1 else "")
    reading.match()
    said = Said(tuple(reading.findings), tuple(reading.positions))
    signed = record.case.settings.keys == "signed"
    return Told(tuple(reading.versions), heads_in_words(heads), heads, said, signed, tuple(reading.parted))


def heads_in_words(heads: Iterable[Checkpoint]) -> str:
    """``size root`` where there is one ledger, so that a case by itself has the checkpoint it always had."""
    found = list(heads)
    return found[0].head if len(found) == 1 else "; ".join(f"{head.origin} {head.head}" for head in found)


def _head(ledger: Ledger, sizes: Mapping[str, int] | None) -> Checkpoint:
    size = sizes[ledger.origin] if sizes else ledger.size()
    if size > ledger.size():
        remedy = "Exchange ledgers first: `holdfire exchange`."
        raise LedgerError(
            f"{ledger.origin} has {ledger.size()} entries here, and {size} are asked for", ledger.name, remedy
        )
    return ledger.head(size)


def _placed(data: dict[str, Any], mark: str, on: str) -> dict[str, Any]:
    """A finding or position by the ids of the whole record; what it names with another body's mark is that body's."""
    if not mark:
        return data
    thing = data[on] if MARK in data[on] else mark + data[on]
    later = {"supersedes": mark + data["supersedes"]} if data.get("supersedes") else {}
    return {**data, "id": mark + data["id"], on: thing, **later}


def _marked(data: dict[str, Any], mark: str) -> dict[str, Any]:
    if not mark:
        return data
    event = data.get("event")
    named = {"id": mark + data["id"], "report": mark + data["report"]}
    return {**data, **named, **({"event": mark + event} if event else {})}
