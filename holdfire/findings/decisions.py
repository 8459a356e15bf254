"""Acts of decision, as claims report them: whose key was turned, when the keys sufficed, and what that changes in the terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.agreement.model import AgreementText, Gate, Keys
from holdfire.claims import Claim
from holdfire.when import duration


@dataclass(frozen=True)
class Turned:
    """Who turned which key: actor, the moment from which it surely holds, and the claim that says so."""

    actor: str
    at: datetime
    claim: str


@dataclass(frozen=True)
class Decided:
    """A decision that holds: from when, and the claims that tell of it."""

    at: datetime
    claims: tuple[str, ...]


def decisions_of(claims: Iterable[Claim], as_of: datetime, text: AgreementText) -> list[Claim]:
    """Decisions made before ``as_of``, in order. Whoever denies one through a spokesman denies it."""
    made = [_in_own_name(c, text) for c in claims if c.kind == "decision" and c.start < as_of]
    return sorted(made, key=lambda c: (c.start, c.id))


def _in_own_name(claim: Claim, text: AgreementText) -> Claim:
    voices = [(text.actors[d].speaks_for or d) if d in text.actors else d for d in claim.denied_by]
    return claim if tuple(voices) == claim.denied_by else claim.model_copy(update={"denied_by": tuple(voices)})


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


def decided(keys: Keys, word: str, decisions: Iterable[Claim], since: datetime | None = None) -> Decided | None:
    """When the holders of the keys decided ``word``, or None. Acts before ``since`` do not count.

    Holders vote for by deciding; they vote against by standing in ``denied_by`` of such a decision, or by ``object WORD``. Where
    others have time to object, it holds once that time has run out.
    """
    made = [c for c in decisions if since is None or c.start >= since]
    cast = [c for c in made if c.decides == word and by_whom(c) & set(keys.by)]
    objections = [(c.start, by_whom(c)) for c in made if c.decides == f"object {word}"]
    votes: set[str] = set()
    claims: list[str] = []
    for claim in cast:
        votes = by_whom(claim) & set(keys.by) if keys.jointly else votes | (by_whom(claim) & set(keys.by))
        claims.append(claim.id)
        until = claim.start + (duration(keys.objection_within) if keys.objection_within else timedelta())
        against = set(keys.by) & (
            set(claim.denied_by)
            | {actor for at, who in objections if at <= until or not keys.objection_within for actor in who}
        )
        if enough(keys, votes, against):
            return Decided(until, tuple([claim.id] if keys.jointly else claims))
    return None


def objecting(keys: Keys, word: str, decisions: Iterable[Claim]) -> list[str]:
    """Holders of keys who are against a decision, in order of the keys."""
    made = list(decisions)
    against = {d for c in made if c.decides == word for d in c.denied_by}
    against |= {actor for c in made if c.decides == f"object {word}" for actor in by_whom(c)}
    return [holder for holder in keys.by if holder in against]


def enough(keys: Keys, turned: Iterable[str], against: Iterable[str] = ()) -> bool:
    """Whether these actors suffice, given those against."""
    by = set(keys.by)
    have, objecting = set(turned) & by, set(against) & by
    if keys.quorum is not None and len(have | objecting) < keys.quorum:
        return False
    match keys.need:
        case "all":
            return have >= by
        case "any":
            return bool(have)
        case "majority":
            return len(have - objecting) * 2 > len(by)
        case "consensus":
            return bool(have) and not objecting
        case number:
            return len(have) >= int(number)


def needs_in_words(keys: Keys) -> str:
    """What is needed, for sentences: ``any one is enough``; empty for all."""
    said = {
        "all": "",
        "any": "any one is enough",
        "majority": "more than half are needed",
        "consensus": "consensus is needed",
    }
    return said.get(str(keys.need), f"{keys.need} are needed")
