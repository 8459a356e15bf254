"""Who is bound by a provision, and whom it shields: the agreement's roles as rows.

A standing is a small number, so that any engine can take the best of several with ``max``:
0 outsider, 1 excluded, 2 guarantor, 3 not in the agreement, 4 unknown, 5 unclear, 6 bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from holdfire.agreement.model import Actor, AgreementText, Bind, Provision, Role
from holdfire.agreement.times import resolve
from holdfire.claims.claim import EACH_OTHER, UNKNOWN
from holdfire.when import seconds

EVER, NEVER = -(10**11), 10**11
"""Seconds far before and after anything an agreement can speak of (about 3,000 years either way)."""
ANYONE = "*"
"""Any target."""
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
    """In [from_s, to_s) an actor doing an act against a target group stands so to a provision."""

    provision: str
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
    for name, provision in text.provisions.items():
        for act in provision.broken_by:
            for actor_id, actor in text.actors.items():
                for role, start, end in roles(actor, text):
                    for against, standing in _standings(provision, act, actor_id, actor, role):
                        yield Who(name, act, actor_id, against, start, end, standing)
            yield Who(name, act, UNKNOWN, ANYONE, EVER, NEVER, Standing.UNKNOWN)
            yield Who(name, act, NOT_NAMED, ANYONE, EVER, NEVER, Standing.NOT_NAMED)


def roles(actor: Actor, text: AgreementText) -> Iterator[tuple[Role, int, int]]:
    """The roles of an actor over all time: ``changes`` first, the standing role in the gaps."""
    changes = sorted(
        ((_edge(c.from_, text, EVER), _edge(c.until, text, NEVER), c.role) for c in actor.changes), key=lambda c: c[0]
    )
    at = EVER
    for start, end, role in changes:
        if at < start:
            yield actor.role, at, start
        yield role, max(at, start), end
        at = max(at, end)
    if at < NEVER:
        yield actor.role, at, NEVER


def _edge(time: str | None, text: AgreementText, default: int) -> int:
    found: datetime | None = resolve(time, text) if time else None
    return seconds(found) if found else default


def _standings(provision: Provision, act: str, actor_id: str, actor: Actor, role: Role) -> Iterator[tuple[str, int]]:
    """The standing without any bind, then that of each bind. Whoever is unclear stands where a party would, and unclear."""
    yield ANYONE, _BY_ROLE.get(role, Standing.OUTSIDER)
    as_if: Role = "party" if role == "unclear" else role
    for bind in provision.binds:
        if (not bind.acts or act in bind.acts) and _binds(bind, actor_id, actor, as_if):
            for against in bind.against or [ANYONE]:
                yield against, Standing.UNCLEAR if role == "unclear" else Standing.BOUND


def _binds(bind: Bind, actor_id: str, actor: Actor, role: Role) -> bool:
    if role == "excluded":
        return False
    if bind.actor:
        return bind.actor == actor_id or bind.actor == actor.part_of
    if bind.side:
        return actor.side == bind.side and role in ("party", "unclear")
    return bind.role == role or (bind.role is None and not bind.acts)


def target_rows(text: AgreementText) -> Iterator[tuple[str, str]]:
    """(target, group): the groups a target belongs to, for binds that hold against some targets only."""
    for actor_id, actor in text.actors.items():
        yield actor_id, ANYONE
        yield actor_id, actor_id
        if actor.side:
            yield actor_id, actor.side
    for word in ("civilians", "aid", "monitors", UNKNOWN, NOT_NAMED, EACH_OTHER):
        yield word, ANYONE
        yield word, word


def shield_rows(text: AgreementText) -> Iterator[tuple[str, str, int]]:
    """(provision, target, shield): does the provision shield this target?"""
    for name, provision in text.provisions.items():
        if not provision.broken_by:
            continue
        for actor_id, actor in text.actors.items():
            yield name, actor_id, _shield(provision, actor_id, actor)
        for word in ("civilians", "aid", "monitors"):
            covered = not provision.protects or word in provision.protects
            yield name, word, Shield.COVERED if covered else Shield.OUTSIDE
        for word in (UNKNOWN, NOT_NAMED):
            yield name, word, Shield.UNCLEAR


def _shield(provision: Provision, actor_id: str, actor: Actor) -> int:
    if actor.role == "excluded":
        return Shield.EXCLUDED
    if provision.protects:
        named = actor_id in provision.protects or actor.side in provision.protects
        return Shield.COVERED if named and actor.role != "unclear" else Shield.UNCLEAR if named else Shield.OUTSIDE
    if actor.role == "unclear":
        return Shield.UNCLEAR
    return Shield.OUTSIDE if actor.role == "outsider" else Shield.COVERED
