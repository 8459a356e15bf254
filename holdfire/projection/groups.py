"""Groups of claims: what is fused is fused within a group, and has versions as knowledge grew.

A group is the claims under one event's tag, or one claim by itself. Groups that persons' decisions on links name together are
fused together. Names come from the whole group, later knowledge included, as they do when everything is fused at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from holdfire.claims import Claim, as_known, by_review
from holdfire.incidents import Incident, LinkDecision, fuse
from holdfire.incidents.incident import HAPPENINGS
from holdfire.projection.slots import instant, micros
from holdfire.projection.store import NEVER

TAG, ALONE = "e:", "c:"


class Unkept(Exception):  # noqa: N818 - answered by making the status anew
    """What cannot be kept in parts, with the reason as a sentence."""


@dataclass(frozen=True)
class Version:
    """An incident as it was known from one moment until another, in microseconds."""

    incident: Incident
    known: int
    until: int


@dataclass(frozen=True)
class Stand:
    """A claim that was known: ``name`` is one that it gives and the agreement does not know; None for one that waits."""

    name: str | None
    start: int
    known: int
    until: int


def group_of(claim: Claim) -> str | None:
    """The group in which a claim is fused; None for one that is no part of any incident."""
    if claim.event:
        return TAG + claim.event
    return ALONE + claim.id if claim.kind in HAPPENINGS else None


def groups_named(name: str) -> tuple[str, ...]:
    """The groups that a name in a decision may mean: a claim, an event's tag, or an incident under a tag (``tag.2``)."""
    stem, dot, number = name.rpartition(".")
    return ALONE + name, TAG + name, *([TAG + stem] if dot and number.isdigit() else [])


def versions_of(
    versions: Sequence[Claim], groups: frozenset[str], decisions: Sequence[LinkDecision] = ()
) -> list[Version]:
    """The incidents of some groups, version by version. ``versions`` are all of each claim's, in the order of the record."""
    for claim in versions:
        if claim.review == "accepted" and not claim.event and claim.kind in HAPPENINGS:
            raise Unkept("claims that a machine read are joined by what lies near them")
    moments = sorted({micros(c.known_from) for c in versions} | {micros(d.at) for d in decisions})
    found: list[Version] = []
    holds: dict[str, tuple[Incident, int]] = {}
    for at in moments:
        now = {i.id: i for i in _incidents(versions, groups, decisions, at)}
        for name in [n for n, (incident, _) in holds.items() if now.get(n) != incident]:
            found.append(Version(*holds.pop(name), at))
        holds |= {n: (incident, at) for n, incident in now.items() if n not in holds}
    return found + [Version(incident, since, NEVER) for incident, since in holds.values()]


def _incidents(
    versions: Sequence[Claim], groups: frozenset[str], decisions: Sequence[LinkDecision], at: int
) -> list[Incident]:
    moment = instant(at)
    taken, _ = by_review(as_known(versions, moment))
    made = fuse([c for c in taken if group_of(c) in groups], moment, [d for d in decisions if d.at <= moment])
    if len({i.id for i in made}) < len(made):
        raise Unkept("two incidents have one name")
    return made


def stands_of(versions: Sequence[Claim]) -> list[Stand]:
    """What one claim adds besides its incident: names the agreement does not know, and that it waits for a person."""
    found: list[Stand] = []
    moments = [*sorted({micros(c.known_from) for c in versions}), NEVER]
    for at, until in pairwise(moments):
        (claim,) = as_known(versions, instant(at))
        if claim.review == "proposed":
            found.append(Stand(None, 0, at, until))
        elif claim.review != "rejected":
            found += [Stand(name, micros(claim.start), at, until) for name in claim.unmapped()]
    return found


def told_whole(claim: Claim) -> bool:
    """True for a claim that a board needs as it is: one that tells of no happening, or that stands in a series or a sum."""
    count = claim.count
    summed = count is not None and bool(count.series or count.parts or count.since_start is not None)
    return summed or claim.kind not in (*HAPPENINGS, "denial")


def tags(groups: Iterable[str]) -> list[str]:
    """The events' tags among groups."""
    return [g.removeprefix(TAG) for g in groups if g.startswith(TAG)]
