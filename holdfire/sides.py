"""Two bodies' records of one case, reconciled: whose claims are whose, and what persons decided on matches.

A body's record is its own ledger where the case holds several (claims whose id begins with ``<body>:``). Where it has none here,
it is what it says itself or through those who speak for it (``speaks-for`` in the agreement), alone or together with others.
"""

from collections.abc import Iterable
from datetime import datetime

from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.claims import Claim, as_known, by_review
from holdfire.errors import AskError, did_you_mean
from holdfire.findings.reconcile.model import DENIES, NOT_CONFIRMED, MatchDecision, Reconciliation, Side, Stance
from holdfire.findings.reconcile.reconcile import reconcile
from holdfire.findings.reconcile.said import with_said
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.weights import WIDEST_KM
from holdfire.pipeline import judge_claims, moments, told_in
from holdfire.record import open_record
from holdfire.told import MARK, MATCHED, UNMATCHED
from holdfire.when import iso, zone

NO_LEDGER = "0 none"


def reconciled(case: Case, a: str, b: str, as_of: str | None, known_at: str | None, now: datetime) -> Reconciliation:
    """Two bodies' records held against each other, as of an instant and as known at a point in the record.

    Raises ``AskError`` when a body is not there or says nothing, or is asked to be held against itself.
    """
    told = told_in(case)
    every = list(told.claims)
    at, known = moments(case, as_of, known_at, told.latest, now)
    said = told.known(known) if known_at else told.said
    sides = [
        with_said(side, said, voices(case.agreement, side.name))
        for side in sides_of(case.agreement, every, (a, b), at, known)
    ]
    found = reconcile(
        sides[0], sides[1], decisions_on_matches(case, known if known_at else None), zone(case.agreement.text.time_zone)
    )
    return found.model_copy(update={"as_of": iso(at), "known_at": iso(known)})


def sides_of(
    agreement: Agreement, every: list[Claim], names: tuple[str, str], at: datetime, known: datetime
) -> tuple[Side, Side]:
    """Each body's claims fused, judged and counted by themselves, and its stances on what the other says.

    ``every`` are all versions of all claims, in the order of the record.
    """
    if names[0] == names[1]:
        raise AskError(f"{names[0]} is held against itself", remedy="Name two bodies.")
    one, other = (_told_by(agreement, every, name) for name in names)
    a = _side(agreement, every, names, (one, other), at, known)
    b = _side(agreement, every, (names[1], names[0]), (other, one), at, known)
    return a, b


def voices(agreement: Agreement, body: str) -> frozenset[str]:
    """A body and all whose word is its word."""
    found = {body}
    while more := {n for n, actor in agreement.text.actors.items() if actor.speaks_for in found} - found:
        found |= more
    return frozenset(found)


def _told_by(agreement: Agreement, every: list[Claim], body: str) -> list[Claim]:
    """The versions of the claims that are a body's: those of its ledger, else those it makes. Raises ``AskError`` for none."""
    own = [c for c in every if c.id.startswith(body + MARK)]
    said_by = voices(agreement, body)
    found = own or [c for c in every if said_by & set(c.claimants)]
    if not found:
        known = {*agreement.text.actors, *(who for c in every for who in c.claimants)}
        remedy = did_you_mean(body, known - {body}) or "Name an actor of the agreement that says something here."
        raise AskError(f'nothing in this record is told by "{body}"', remedy=remedy)
    happened = {c.event for c in found if c.event and c.kind in HAPPENINGS}
    return [_as_its_own(c, said_by, told_otherwise=c.event in happened) for c in found]


def _as_its_own(claim: Claim, said_by: frozenset[str], *, told_otherwise: bool) -> Claim:
    """What a claim is in one body's record taken alone.

    Of another's inquiry a body reports the happening; whom it blames is the finding of the one who inquired, named first. A
    count of the dead of one event at one place is an account of it, where the body tells nothing else of that event.
    """
    if claim.kind == "investigation" and not said_by & set(claim.claimants[:1]):
        return claim.model_copy(update={"actors": (), "finds": None})
    placed = claim.where is not None and claim.where.radius_km <= WIDEST_KM
    if claim.kind == "count" and claim.event and claim.toll and placed and not told_otherwise:
        return claim.model_copy(update={"kind": "incident", "count": None})
    return claim


def _side(
    agreement: Agreement,
    every: list[Claim],
    names: tuple[str, str],
    told: tuple[list[Claim], list[Claim]],
    at: datetime,
    known: datetime,
) -> Side:
    """One side. Decisions of everybody bear on what the terms are; they make no incident of this side's."""
    mine = {c.id for c in told[0]}
    decisions = [c.model_copy(update={"event": None}) for c in every if c.kind == "decision" and c.id not in mine]
    judged = judge_claims(agreement, [*told[0], *decisions], NO_LEDGER, at, known)
    incidents = [i for i in judged.incidents if i.span.start < at]
    verdicts: dict[str, dict[str, str]] = {}
    for finding in judged.findings:
        verdicts.setdefault(finding.incident, {})[finding.provision] = finding.verdict
    now = [c for c in by_review(as_known(told[0], known))[0] if c.known_from <= known and c.start < at]
    theirs = [c for c in by_review(as_known(told[1], known))[0] if c.known_from <= known and c.start < at]
    return Side(
        name=names[0],
        incidents=incidents,
        counts=[c for c in now if c.kind == "count" and c.count],
        verdicts=verdicts,
        stances=tuple(_stances(agreement, names, now, theirs)),
    )


def _stances(agreement: Agreement, names: tuple[str, str], mine: list[Claim], theirs: list[Claim]) -> Iterable[Stance]:
    """What is not confirmed, by own statements about an event's tag; and what is denied, by the word of the other's claims."""
    for claim in mine:
        if claim.finds == NOT_CONFIRMED and claim.event:
            number = int(claim.count.number) if claim.count else None
            yield Stance(
                about=_on_the_other_side(claim.event, names),
                says="not-confirmed",
                number=number,
                parts=claim.count.parts if claim.count else "",
                claim=claim.id,
            )
    said_by = voices(agreement, names[0])
    for claim in theirs:
        if said_by & set(claim.denied_by):
            yield Stance(about=claim.id, says=DENIES, claim=claim.id)


def _on_the_other_side(event: str, names: tuple[str, str]) -> str:
    """A tag as the other body's ledger has it, where ledgers are told apart by their bodies."""
    own = names[0] + MARK
    return names[1] + MARK + event.removeprefix(own) if event.startswith(own) else event


def decisions_on_matches(case: Case, known: datetime | None) -> tuple[MatchDecision, ...]:
    """What persons decided on matches of two bodies' events, from every ledger here, by ``known`` if given; the latest holds."""
    found: list[MatchDecision] = []
    with open_record(case) as record:
        for ledger in (record.ledger, *record.mirrors().values()):
            for _, at, entry in ledger.dated(ledger.size(), MATCHED, UNMATCHED):
                if known is None or at <= known:
                    pair = {"a": entry.data["a"], "b": entry.data["b"], "why": entry.data.get("why", "")}
                    found.append(MatchDecision(holds=entry.kind == MATCHED, at=iso(at), **pair))
    return tuple(found)
