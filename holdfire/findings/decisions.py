"""Acts of decision, as claims report them: whose key was turned, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from holdfire.agreement.candidates import with_candidates
from holdfire.agreement.model import Agreement, Gate, Keys
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


def as_decided(agreement: Agreement, decisions: Iterable[Claim]) -> Agreement:
    """The agreement with its events where decisions have fixed or moved them; the latest decision stands.

    A decision fixes an event (``fix day-d``, with the instant) when everyone the text names takes part. The digest stays that
    of the text.
    """
    events = dict(agreement.text.events)
    for claim in decisions:
        name = (claim.decides or "").removeprefix("fix ")
        event = events.get(name)
        if (
            event
            and claim.decides == f"fix {name}"
            and claim.amount
            and event.fixed_by
            and set(event.fixed_by) <= by_whom(claim)
        ):
            events[name] = event.model_copy(update={"at": claim.amount})
    if events == agreement.text.events:
        return agreement
    text = agreement.text.model_copy(update={"events": events})
    return agreement.model_copy(update={"text": with_candidates(text)})


def enough(keys: Keys, turned: Iterable[str]) -> bool:
    """Whether these actors together suffice."""
    have = set(turned)
    return have >= set(keys.by) if keys.need == "all" else bool(have & set(keys.by))
