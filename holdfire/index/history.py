"""An incident as it was known, version by version."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from holdfire.claims import Claim, as_known, by_review
from holdfire.incidents import Incident, LinkDecision, fuse
from holdfire.index.leaves import as_matched
from holdfire.projection.groups import Unkept, Version, versions_of
from holdfire.projection.slots import instant, micros
from holdfire.projection.store import NEVER
from holdfire.told import told_by

if TYPE_CHECKING:
    from holdfire.index.keeping import Keeping


def history_of(kept: "Keeping", incident: Incident) -> list[Version]:
    """The versions of one incident, by the id that it has now. The caller holds the lock.

    Where incidents are joined across groups the whole record is read, and looked at whenever a claim that was ever part of the
    incident, or a decision on links, became known; a change at another moment is told at the next of these.
    """
    if not kept.joined:
        names = [incident.id, *incident.was, *(c.id for c in incident.claims)]
        groups = tuple(dict.fromkeys(g for name in names for c in kept.closure_of(name) for g in c))
        rule = kept.book.rule()
        claims = with_matches(kept.book.versions(kept.book.members_of(groups)), rule)
        decisions = [d for d in kept.book.parted if {*kept._meant(d.a), *kept._meant(d.b)} & set(groups)]
        try:
            told = versions_of(claims, frozenset(groups), decisions)
        except Unkept:
            pass
        else:
            return sorted((v for v in told if v.incident.id == incident.id), key=lambda v: v.known)
    told_whole = told_by(kept.record)
    return _from_record(told_whole.claims, told_whole.parted, incident)


def with_matches(versions: Sequence[Claim], rule: Sequence[tuple[str, str, object]]) -> list[Claim]:
    """Versions of claims with those that matches add at their ends."""
    if not rule:
        return list(versions)
    last = {c.id: c for c in versions}
    return [*versions, *(more for c in last.values() for more in as_matched(c, rule))]  # type: ignore[arg-type]


def _from_record(versions: Sequence[Claim], parted: Sequence[LinkDecision], incident: Incident) -> list[Version]:
    moments = {micros(d.at) for d in parted}
    seen: set[str] = set()
    fresh = {c.id for c in incident.claims}
    at_moment: dict[int, Incident | None] = {}
    while fresh:
        seen |= fresh
        moments |= {micros(c.known_from) for c in versions if c.id in fresh}
        fresh = set()
        for at in sorted(moments - at_moment.keys()):
            found = next((i for i in _known(versions, parted, at) if i.id == incident.id), None)
            at_moment[at] = found
            fresh |= {c.id for c in found.claims} - seen if found else set()
    return _versions(sorted(at_moment.items()))


def _known(versions: Iterable[Claim], parted: Iterable[LinkDecision], at: int) -> list[Incident]:
    moment = instant(at)
    return fuse(by_review(as_known(versions, moment))[0], moment, [d for d in parted if d.at <= moment])


def _versions(told: Sequence[tuple[int, Incident | None]]) -> list[Version]:
    found: list[Version] = []
    for number, (at, incident) in enumerate(told):
        if incident is None or (number and told[number - 1][1] == incident):
            continue
        until = next((later for later, other in told[number + 1 :] if other != incident), NEVER)
        found.append(Version(incident, at, until))
    return found
