"""Acts of decision, as claims report them: whose key was turned, when the keys sufficed, and what that changes in the terms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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


def decisions_of(claims: Iterable[Claim], as_of: datetime, text: AgreementText, *, signed: bool = False) -> list[Claim]:
    """Decisions made before ``as_of``, in order. Whoever denies one through a spokesman denies it.

    With ``signed`` its makers are only those whose organisation key signed it: what is merely reported turns no key.
    """
    made = [_in_own_name(c, text) for c in claims if c.kind == "decision" and c.start < as_of]
    kept = [found for c in made if (found := as_signed(c))] if signed else made
    return sorted(kept, key=lambda c: (c.start, c.id))


def as_signed(decision: Claim) -> Claim | None:
    """A decision by those of its makers who signed it; None when none of them did."""
    signers = set(decision.signed_by)
    groups = tuple(dict.fromkeys(g for group in decision.actors if (g := tuple(a for a in group if a in signers))))
    return decision.model_copy(update={"actors": groups}) if groups else None


def unsigned(decision: Claim) -> tuple[str, ...]:
    """Makers of a decision whose signature it does not carry, in order of their names."""
    return tuple(sorted(by_whom(decision) - set(decision.signed_by)))


def decision_claim(
    body: str | tuple[str, ...], data: Mapping[str, Any], at: datetime, known_from: datetime, id_: str
) -> Claim:
    """A decision that a body signed, or several together, as a claim: ``{"decides": "extend", "for": "48 hours"}``.

    It takes effect at ``data["at"]`` (ISO 8601) where that is given, else ``at``; ``data["words"]`` are its words.
    ``known_from`` is when the record took it in, ``id_`` the entry's key. Call it only for signatures that were verified.
    """
    by = (body,) if isinstance(body, str) else tuple(sorted(body))
    start = datetime.fromisoformat(data["at"]) if "at" in data else at
    return Claim(
        id=id_, report=id_, kind="decision", start=start, end=start + timedelta(minutes=1), precision="minute",
        actors=(by,), claimants=by, signed_by=by, decides=data["decides"], amount=data.get("for"), confidence="high",
        source="signed entry", known_from=known_from, words=data.get("words") or f"{' and '.join(by)} decides: {data['decides']}",
    )  # fmt: skip


def _in_own_name(claim: Claim, text: AgreementText) -> Claim:
    voices = [(text.actors[d].speaks_for or d) if d in text.actors else d for d in claim.denied_by]
    return claim if tuple(voices) == claim.denied_by else claim.model_copy(update={"denied_by": tuple(voices)})


def by_whom(claim: Claim) -> set[str]:
    """The actors a decision is said to be made by."""
    return {actor for group in claim.actors for actor in group}


def keys_turned(gate: Gate, decisions: Iterable[Claim]) -> list[Turned]:
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
