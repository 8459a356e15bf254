"""The terms as decisions have left them: days fixed, groups joined, put out or replaced. The digest stays that of the text."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from holdfire.agreement.candidates import with_candidates
from holdfire.agreement.model import (
    Accession,
    Actor,
    Agreement,
    AgreementText,
    Bind,
    Event,
    Field_,
    Membership,
    Provision,
    Role,
)
from holdfire.agreement.times import resolve, said_by
from holdfire.claims import Claim
from holdfire.findings.decisions import by_whom, decided
from holdfire.when import iso

Actors = dict[str, Actor]


def as_decided(agreement: Agreement, decisions: Iterable[Claim]) -> Agreement:
    """The agreement after these decisions, in order."""
    made = list(decisions)
    text = agreement.text
    fixed = text.model_copy(update={"events": _events(text, made)})
    actors = _put_out(fixed, _joined(fixed, dict(fixed.actors), made), made)
    provisions, actors = _replaced(fixed, actors, made)
    if fixed.events == text.events and actors == text.actors and provisions == text.provisions:
        return agreement
    changed = fixed.model_copy(update={"actors": actors, "provisions": provisions})
    return agreement.model_copy(update={"text": with_candidates(changed)})


def _events(text: AgreementText, decisions: Sequence[Claim]) -> dict[str, Event]:
    """A decision fixes an event (``fix day-d``, with the instant) when everyone the text names takes part; the latest stands."""
    events = dict(text.events)
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
    return events


def _joined(text: AgreementText, actors: Actors, decisions: Sequence[Claim]) -> Actors:
    """Those who declared in time, and were accepted where the text asks for it, have the role from then on."""
    for way in text.accession.values():
        for claim in decisions:
            if claim.decides != way.decides:
                continue
            for name in sorted(by_whom(claim) & set(way.who or text.actors)):
                start = _joins(text, way, name, claim, decisions)
                if name in actors and start:
                    actors[name] = _with_role(actors[name], way.becomes, start)
    return actors


def _joins(text: AgreementText, way: Accession, name: str, claim: Claim, decisions: Sequence[Claim]) -> datetime | None:
    """When a declaration takes effect; None when it came too late or nobody accepted it."""
    before = _moment(text, way.before, end=True)
    if before and claim.start >= before:
        return None
    moments = [claim.start]
    if way.accepted_by:
        accepted = decided(way.accepted_by, f"accept {name}", decisions)
        if accepted is None:
            return None
        moments.append(accepted.at)
    begins = _moment(text, way.from_)
    return max([*moments, begins] if begins else moments)


def _moment(text: AgreementText, field: Field_ | None, *, end: bool = False) -> datetime | None:
    first = next(iter(text.readings), None)
    return resolve(said_by(field, first), text, first, end=end) if field is not None else None


def _put_out(text: AgreementText, actors: Actors, decisions: Sequence[Claim]) -> Actors:
    for way in text.exclusions.values():
        for name in sorted(actors):
            found = decided(way.by, f"{way.decides} {name}", decisions)
            if found:
                actors[name] = _with_role(actors[name], way.becomes, found.at)
    return actors


def _replaced(text: AgreementText, actors: Actors, decisions: Sequence[Claim]) -> tuple[dict[str, Provision], Actors]:
    """Who is put in another's place takes over its role and what binds it by name."""
    provisions = dict(text.provisions)
    for claim in decisions:
        old, found, new = (claim.decides or "").removeprefix("replace ").partition(" by ")
        if not found or old not in actors or new not in actors or claim.decides != f"replace {old} by {new}":
            continue
        needed = set(actors[old].replaceable_by)
        if needed and needed <= by_whom(claim):
            role, at = actors[old].role, iso(claim.start)
            actors[new] = _with_role(actors[new], role, claim.start)
            actors[old] = _with_role(actors[old], "outsider", claim.start)
            provisions = {name: _handed_over(p, old, new, at) for name, p in provisions.items()}
    return provisions, actors


def _handed_over(provision: Provision, old: str, new: str, at: str) -> Provision:
    if not any(bind.actor == old for bind in provision.binds):
        return provision
    binds: list[Bind] = []
    for bind in provision.binds:
        if bind.actor == old:
            binds += [bind.model_copy(update={"until": at}), bind.model_copy(update={"actor": new, "from_": at})]
        else:
            binds.append(bind)
    return provision.model_copy(update={"binds": binds})


def _with_role(actor: Actor, role: Role, start: datetime) -> Actor:
    """The actor in a role from an instant on; an earlier role without end ends there."""
    at = iso(start)
    before = [c if c.until else c.model_copy(update={"until": at}) for c in actor.changes]
    return actor.model_copy(update={"changes": [*before, Membership(role=role, from_=at)]})
