"""Acts of decision, as claims report them: whose key was turned, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from holdfire.agreement.model import Gate, Keys
from holdfire.claims import Claim


@dataclass(frozen=True)
class Turned:
    """Who turned which key: actor, the moment from which it surely holds, and the claim that says so."""

    actor: str
    at: datetime
    claim: str


def decisions_of(claims: Iterable[Claim], as_of: datetime, known_at: datetime | None = None) -> list[Claim]:
    """Decisions made before ``as_of`` and known by ``known_at``, in order."""
    made = [
        c for c in claims if c.kind == "decision" and c.start < as_of and (known_at is None or c.known_from <= known_at)
    ]
    return sorted(made, key=lambda c: (c.start, c.id))


def by_whom(claim: Claim) -> set[str]:
    """The actors a decision is said to be made by."""
    return {actor for group in claim.actors for actor in group}


def keys_turned(gate: Gate, decisions: list[Claim]) -> list[Turned]:
    """The opening keys of a gate that decisions say were turned."""
    if gate.opens is None:
        return []
    turned = []
    for claim in decisions:
        if claim.decides == gate.decides:
            turned += [Turned(a, claim.start, claim.id) for a in gate.opens.by if a in by_whom(claim)]
    return turned


def enough(keys: Keys, turned: Iterable[str]) -> bool:
    """Whether these actors together suffice."""
    have = set(turned)
    return have >= set(keys.by) if keys.need == "all" else bool(have & set(keys.by))
