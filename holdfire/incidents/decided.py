"""What persons decide on incidents: two are one, or they are not; and how a name that was given once is found again.

An incident that several were joined into bears the name of its earliest; the names of the others still lead to it. Taking a
joining back gives each its own name again. Of several decisions on one pair the latest holds, and what was decided stays on
record.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from holdfire.claims.claim import Noun
from holdfire.incidents.incident import Incident


class LinkDecision(Noun):
    """A person takes two incidents for one happening, or says that they are not.

    ``a`` and ``b`` name either by an id of the incident, now or before, by a claim of it or by its event's tag, in either order.
    """

    a: str
    b: str
    holds: bool
    by: str = ""
    why: str = ""
    at: datetime


def settled(
    decisions: Iterable[LinkDecision], names: Mapping[str, int]
) -> tuple[list[tuple[int, ...]], set[tuple[int, int]]]:
    """What decisions come to for numbered incidents: groups that are one, and pairs that are not. ``names`` numbers every name.

    The latest decision on a pair holds. Where joinings would bring together two that are kept apart, what was decided later
    stands, and the earlier gives way.
    """
    latest: dict[tuple[int, int], LinkDecision] = {}
    for decision in sorted(decisions, key=_in_time):
        one, other = names.get(decision.a), names.get(decision.b)
        if one is not None and other is not None and one != other:
            latest[min(one, other), max(one, other)] = decision
    groups: dict[int, set[int]] = {}
    apart: set[tuple[int, int]] = set()
    for pair, decision in sorted(latest.items(), key=lambda item: _in_time(item[1]), reverse=True):
        here, there = (groups.get(n, {n}) for n in pair)
        if not decision.holds and here is not there and not here & there:
            apart.add(pair)
        elif decision.holds and not _kept_apart(here, there, apart):
            both = here | there
            groups.update(dict.fromkeys(both, both))
    found = {tuple(sorted(g)) for g in groups.values() if len(g) > 1}
    return sorted(found), apart


def _in_time(decision: LinkDecision) -> tuple[datetime, bool, str, str, str, str]:
    first, second = sorted((decision.a, decision.b))
    return decision.at, decision.holds, first, second, decision.by, decision.why


def _kept_apart(here: set[int], there: set[int], apart: set[tuple[int, int]]) -> bool:
    return any((min(a, b), max(a, b)) in apart for a in here for b in there)


def resolve(name: str, incidents: Sequence[Incident]) -> str | None:
    """The id, now, of the incident that has or had this id, or that holds this claim; None when there is none.

    An event's tag leads to the incident that bears it.
    """
    for incident in incidents:
        if incident.id == name:
            return name
    for incident in incidents:
        if name in incident.was or any(c.id == name for c in incident.claims):
            return incident.id
    return None
