"""Lists of incidents for the question of what was not seen: one list for each origin that hangs on no other.

Two origins are one list as soon as their claims of any one incident hang together: they share a report or a monitor, or
one copies the other's text or picture. What hangs together once is not independent anywhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from holdfire.claims.claim import UNKNOWN
from holdfire.incidents import Incident, independent, origins
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.origins import NO_CONTEXT, Context

MARK = " + "
"""Between the names of origins that are one list."""


@dataclass(frozen=True)
class Lists:
    """Which lists each incident stands in, and the list that each origin's word belongs to."""

    stands_in: Mapping[str, tuple[str, ...]]
    named: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The lists of some origins."""
        return tuple(sorted({self.named.get(n, self.aliases.get(n, n)) for n in names if n != UNKNOWN}))

    def called(self, aliases: Mapping[str, str]) -> "Lists":
        """The same with other names for some origins."""
        other = {whole: MARK.join(aliases.get(n, n) for n in whole.split(MARK)) for whole in set(self.named.values())}
        named = {name: other[whole] for name, whole in self.named.items()}
        held = {incident: tuple(sorted(other.get(n, n) for n in lists)) for incident, lists in self.stands_in.items()}
        return Lists(held, named, aliases)


def lists_of(incidents: Iterable[Incident], context: Context = NO_CONTEXT) -> Lists:
    """For each incident the lists it stands in, in order. A list is named by its origins, joined by `` + ``.

    Claims whose origin is unknown stand in no list, for nobody can say that it is not one of the others; nor do claims put in
    several mouths at once, for they are one claim and show no overlap.
    """
    told: dict[str, set[str]] = {}
    together = _Together()
    for incident in incidents:
        claims = [c for c in incident.claims if c.kind in HAPPENINGS and c.review in ("none", "accepted")]
        by_claim = {
            name: o.names for name, o in origins(claims, context).items() if o.how != "unknown" and len(o.names) == 1
        }
        told[incident.id] = {n for names in by_claim.values() for n in names}
        if len(told[incident.id]) > 1:
            for some in independent(claims, context).sets:
                together.join([n for name in some for n in by_claim.get(name, ())])
    lists = Lists({}, together.named())
    return Lists({incident: lists.of(names) for incident, names in told.items()}, lists.named)


def histories(stands_in: Iterable[Sequence[str]], kept: Sequence[str]) -> Counter[tuple[bool, ...]]:
    """How many incidents stand in each combination of some lists, those in none of them left out."""
    found = Counter(tuple(name in held for name in kept) for held in map(set, stands_in))
    del found[(False,) * len(kept)]
    return found


def sizes(stands_in: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """How many incidents each list has, the longest first."""
    found = Counter(name for held in stands_in for name in held)
    return dict(sorted(found.items(), key=lambda row: (-row[1], row[0])))


class _Together:
    """Names put together: whoever was joined to one of a group belongs to it."""

    def __init__(self) -> None:
        self._head: dict[str, str] = {}

    def _of(self, name: str) -> str:
        self._head.setdefault(name, name)
        while self._head[name] != name:
            name = self._head[name]
        return name

    def join(self, names: Sequence[str]) -> None:
        """Put names together."""
        heads = sorted({self._of(n) for n in names})
        for head in heads[1:]:  # the first in order stands for all
            self._head[head] = heads[0]

    def named(self) -> dict[str, str]:
        """Each name with the name of its group."""
        groups: dict[str, list[str]] = {}
        for name in self._head:
            groups.setdefault(self._of(name), []).append(name)
        return {name: MARK.join(sorted(group)) for group in groups.values() for name in group}
