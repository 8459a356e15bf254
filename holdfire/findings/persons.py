"""Who is bound by a provision, and whom it shields: the agreement's roles as rows.

A standing is a small number, so that any engine can take the best of several with ``max``:
0 outsider, 1 excluded, 2 guarantor, 3 not in the agreement, 4 unknown, 5 unclear, 6 bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from holdfire.agreement.acts import AIMED
from holdfire.agreement.as_read import EVER, NEVER
from holdfire.agreement.model import Actor, AgreementText, Bind, OwnAct, Provision, Role
from holdfire.agreement.times import resolve
from holdfire.claims.claim import EACH_OTHER, UNKNOWN
from holdfire.when import seconds

ANYONE = "*"
"""Any target."""
THINGS = ("civilians", "aid", "monitors")
"""Targets that are no actors and that every agreement knows."""
NOT_NAMED = "?"
"""Stands for every actor the agreement does not name."""


class Standing(IntEnum):
    """How an actor stands to a provision."""

    OUTSIDER = 0
    EXCLUDED = 1
    GUARANTOR = 2
    NOT_NAMED = 3
    UNKNOWN = 4
    UNCLEAR = 5
    BOUND = 6


class Shield(IntEnum):
    """How a target stands to a provision."""

    EXCLUDED = 0
    OUTSIDE = 1
    UNCLEAR = 2
    COVERED = 3


@dataclass(frozen=True)
class Who:
    """In [from_s, to_s) an actor doing an act against a target group stands so to a provision, at one of its sites.

    ``site`` is empty for the provision's own zones, a number for a bind that has zones of its own.
    """

    provision: str
    site: str
    act: str
    actor: str
    against: str
    from_s: int
    to_s: int
    standing: int


_BY_ROLE: dict[str, Standing] = {
    "party": Standing.OUTSIDER,
    "guarantor": Standing.GUARANTOR,
    "excluded": Standing.EXCLUDED,
}


def who_rows(text: AgreementText) -> Iterator[Who]:
    """Standing of every actor under every provision that can be broken, act by act."""
    held_when = {actor_id: list(roles(actor, text)) for actor_id, actor in text.actors.items()}
    for name, provision in text.provisions.items():
        sites = _sites(provision)
        for act in provision.broken_by:
            for actor_id, actor in text.actors.items():
                for role, start, end in held_when[actor_id]:
                    held = (role, *actor.also)
                    yield from _clipped(
                        name, act, actor_id, start, end, _standings(provision, act, actor_id, actor, held, text)
                    )
            for site in sites:
                yield Who(name, site, act, UNKNOWN, ANYONE, EVER, NEVER, Standing.UNKNOWN)
                not_named = Standing.BOUND if _everyone(provision, site, act) else Standing.NOT_NAMED
                yield Who(name, site, act, NOT_NAMED, ANYONE, EVER, NEVER, not_named)


def _clipped(
    name: str, act: str, actor: str, start: int, end: int, standings: Iterator[tuple[str, str, int, int, int]]
) -> Iterator[Who]:
    for site, against, standing, from_s, to_s in standings:
        if max(start, from_s) < min(end, to_s):
            yield Who(name, site, act, actor, against, max(start, from_s), min(end, to_s), standing)


def _sites(provision: Provision) -> list[str]:
    """The sites of a provision: its own zones, unless every bind has zones of its own."""
    own = [str(number) for number, bind in enumerate(provision.binds) if bind.zone]
    return own if own and len(own) == len(provision.binds) else ["", *own]


def _everyone(provision: Provision, site: str, act: str) -> bool:
    return any(
        bind.everyone and (str(number) if bind.zone else "") == site and (not bind.acts or act in bind.acts)
        for number, bind in enumerate(provision.binds)
    )


def roles(actor: Actor, text: AgreementText) -> Iterator[tuple[Role, int, int]]:
    """The roles of an actor over all time: ``changes`` first, the standing role in the gaps."""
    if not actor.changes:
        yield actor.role, EVER, NEVER
        return
    changes = sorted(
        ((edge(c.from_, text, EVER), edge(c.until, text, NEVER), c.role) for c in actor.changes), key=lambda c: c[0]
    )
    at = EVER
    for start, end, role in changes:
        if at < start:
            yield actor.role, at, start
        if max(at, start) < end:
            yield role, max(at, start), end
        at = max(at, end)
    if at < NEVER:
        yield actor.role, at, NEVER


def edge(time: str | None, text: AgreementText, default: int) -> int:
    """An edge in seconds; one that is not known, such as a step not reached, lies in the future."""
    if time is None:
        return default
    found: datetime | None = resolve(time, text)
    return seconds(found) if found else NEVER


def _standings(
    provision: Provision, act: str, actor_id: str, actor: Actor, held: tuple[Role, ...], text: AgreementText
) -> Iterator[tuple[str, str, int, int, int]]:
    """(site, against, standing, from, to): without any bind, then for each; whoever is unclear stands where a party would."""
    binding = [
        (str(number) if bind.zone else "", bind)
        for number, bind in enumerate(provision.binds)
        if (not bind.acts or act in bind.acts) and _binds(bind, actor_id, actor, held)
    ]
    bound_at = {site for site, _ in binding}
    without = _BY_ROLE.get(held[0], Standing.OUTSIDER)
    for site in bound_at or set(_sites(provision)[:1]):
        yield site, ANYONE, without, EVER, NEVER
    for site, bind in binding:
        standing = Standing.UNCLEAR if "unclear" in held and not bind.everyone else Standing.BOUND
        # Where some targets only are meant and none is told, it may have been one of them: the shield says that this is open.
        for against in [*bind.against, UNKNOWN, NOT_NAMED] if bind.against else [ANYONE]:
            yield site, against, standing, edge(bind.from_, text, EVER), edge(bind.until, text, NEVER)


def _binds(bind: Bind, actor_id: str, actor: Actor, held: tuple[Role, ...]) -> bool:
    """True when a bind reaches an actor in these roles. An excluded group is bound by nothing."""
    if "excluded" in held:
        return False
    if bind.everyone:
        return True
    if bind.actor:
        return bind.actor == actor_id or bind.actor == actor.part_of
    if bind.side:
        return actor.side == bind.side and bool({"party", "unclear"} & set(held))
    return bind.role in held or (bind.role == "party" and "unclear" in held)


@dataclass(frozen=True)
class Obligor:
    """Somebody who owes a duty: a side, or an actor that has none, with those who act for it and the zones it is owed in.

    ``settled`` is false where the text leaves the standing of one of them open.
    """

    name: str
    actors: frozenset[str]
    zones: tuple[str, ...]
    settled: bool = True


Roles = dict[str, tuple[Role, ...]]


def roles_at(text: AgreementText, at_s: int) -> Roles:
    """The roles of every actor at an instant, the one that changes first."""
    return {
        name: (next(role for role, start, end in roles(actor, text) if start <= at_s < end), *actor.also)
        for name, actor in text.actors.items()
    }


def role_edges(text: AgreementText) -> list[int]:
    """The seconds at which somebody's role, or who is bound by what, may change: between two of them nothing does."""
    timed = [(c.from_, c.until) for actor in text.actors.values() for c in actor.changes]
    timed += [(b.from_, b.until) for provision in text.provisions.values() for b in provision.binds]
    return sorted({edge(start, text, EVER) for start, _ in timed} | {edge(end, text, NEVER) for _, end in timed})


def obligors(provision: Provision, text: AgreementText, at_s: int, held_by: Roles | None = None) -> list[Obligor]:
    """Who owes a duty at an instant, in the order of the text; whoever is unclear only where a bind names it.

    ``held_by`` are the roles of that instant, where they are known already.
    """
    found: dict[str, Obligor] = {}
    held_by = roles_at(text, at_s) if held_by is None else held_by
    binds = [b for b in provision.binds if edge(b.from_, text, EVER) <= at_s < edge(b.until, text, NEVER)]
    for actor_id, actor in text.actors.items():
        held = held_by[actor_id]
        for bind in binds:
            unclear = "unclear" in held and not (bind.actor or bind.everyone)
            if not unclear and _binds(bind, actor_id, actor, held):
                name = bind.actor or actor.side or actor_id
                before = found.get(name, Obligor(name, frozenset(), ()))
                zones = dict.fromkeys((*before.zones, *bind.zone))
                settled = before.settled and (bind.everyone or "unclear" not in held)
                found[name] = Obligor(name, before.actors | {actor_id}, tuple(zones), settled)
    return list(found.values())


def target_rows(text: AgreementText) -> Iterator[tuple[str, str]]:
    """(target, group): the groups a target belongs to, for binds that hold against some targets only."""
    for actor_id, actor in text.actors.items():
        yield actor_id, ANYONE
        yield actor_id, actor_id
        if actor.side and actor.side != actor_id:
            yield actor_id, actor.side
    for word in (*THINGS, *text.facilities, UNKNOWN, NOT_NAMED, EACH_OTHER):
        yield word, ANYONE
        yield word, word


def shield_rows(text: AgreementText) -> Iterator[tuple[str, str, str, int]]:
    """(provision, act, target, shield): does the provision shield this target against this act?"""
    for name, provision in text.provisions.items():
        shields = [(actor_id, _shield(provision, actor_id, actor)) for actor_id, actor in text.actors.items()]
        for act in provision.broken_by:
            for actor_id, shield in shields:
                yield name, act, actor_id, shield
            for word in (*THINGS, *text.facilities):
                covered = not provision.protects or word in provision.protects
                yield name, act, word, Shield.COVERED if covered else Shield.OUTSIDE
            untold = Shield.UNCLEAR if needs_target(provision, act, text) else Shield.COVERED
            for word in (UNKNOWN, NOT_NAMED):
                yield name, act, word, untold


def needs_target(provision: Provision, act: str, text: AgreementText) -> bool:
    """True when it matters to whom an act was done: an act aimed at somebody, or a clause that shields some only."""
    own = text.acts.get(act)
    aimed = act in AIMED or (isinstance(own, OwnAct) and own.aimed)
    return aimed or bool(provision.protects) or any(bind.against for bind in provision.binds)


def _shield(provision: Provision, actor_id: str, actor: Actor) -> int:
    if actor.role == "excluded":
        return Shield.EXCLUDED
    if provision.protects:
        named = actor_id in provision.protects or actor.side in provision.protects
        return Shield.COVERED if named and actor.role != "unclear" else Shield.UNCLEAR if named else Shield.OUTSIDE
    if actor.role == "unclear":
        return Shield.UNCLEAR
    return Shield.OUTSIDE if actor.role == "outsider" else Shield.COVERED
