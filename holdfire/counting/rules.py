"""The counting rules: named, versioned, each with what it counts, whose rule it is, and what of it is not known.

A rule never changes; one that counts otherwise has another version. All take a log of which some surely belongs to what is asked
for (``sure``) and the rest possibly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from holdfire.counting.log import UNTOLD, Atoms, Bools, Happenings
from holdfire.counting.number import RuledCount
from holdfire.counting.spans import fewest_groups, fewest_spans, most_groups, most_spans
from holdfire.errors import AskError, did_you_mean

ROUNDS = 30
"""Thirty rounds make one incident full: field research, section 1.2, on the rule of Ukraine's Joint Forces Operation."""


@dataclass(frozen=True)
class Rule:
    """``name`` is ``NAME/VERSION``. ``says`` what it counts, ``source`` whose it is, ``unknown`` what nobody told us of it.

    ``of`` is what it looks at: ``fire`` or ``happenings``. A rule that ``adds`` gives for two parts of a log that share no
    happening the sum of both; under the others a span may reach over the border, and parts give more than the whole.
    """

    name: str
    says: str
    source: str
    of: str
    adds: bool
    bounds: Callable[[Atoms, Bools, Happenings, Bools], tuple[int, int | None]]
    unknown: str = ""

    def count(self, atoms: Atoms, sure: Bools, happenings: Happenings, sure_of: Bools) -> RuledCount:
        """The number of what is given: at least by what surely belongs, at most by all."""
        least, most = self.bounds(atoms, sure, happenings, sure_of)
        most = most if most is None else max(least, most)
        return RuledCount(rule=self.name, at_least=least, at_most=most, adds=self.adds)


def _discharges(atoms: Atoms, sure: Bools, happenings: Happenings, sure_of: Bools) -> tuple[int, int | None]:
    """Each single discharge, as the OSCE Special Monitoring Mission to Ukraine counts (field research 1.2, S22 and S41).

    Explosions, projectiles in flight, muzzle flashes, illumination flares, bursts and shots are one each; a burst is one, however
    many rounds it had. Of several accounts of one happening the largest is the least there was, all together the most.
    A round that is both seen in flight and heard to explode is two observations, as in the mission's own figures.
    """
    settled = atoms.take(_settled(atoms, sure))
    most = None if (atoms.most == UNTOLD).any() else int(atoms.most.sum())
    return int(_largest(settled).sum()), most


def _hour_clusters(atoms: Atoms, sure: Bools, happenings: Happenings, sure_of: Bools) -> tuple[int, int | None]:
    """Fire at one place within one hour is one: the fewest spans of an hour that hold all of it.

    Ours, for comparison with tallies by the hour (field research 7.4); one place is one name. Two names are two places, however
    near; fire at no named place may belong to any.
    """
    return fewest_spans(_once(atoms.take(_settled(atoms, sure)))), most_spans(atoms)


def _thirty_rounds(atoms: Atoms, sure: Bools, happenings: Happenings, sure_of: Bools) -> tuple[int, int | None]:
    """Discharges grouped into shelling incidents of at most thirty rounds within one hour at one place.

    Ukraine's Joint Forces Operation groups "discharges into shelling incidents using a 30-round / one-hour rule" (field research
    1.2, S41). We take: of one place, one hour from the first, at most thirty rounds, the thirty-first begins the next. A burst is
    one round, all means of fire are taken.
    """
    least = fewest_groups(_once(atoms.take(_settled(atoms, sure))), ROUNDS)
    return least, most_groups(atoms, ROUNDS)


def _events(atoms: Atoms, sure: Bools, happenings: Happenings, sure_of: Bools) -> tuple[int, int | None]:
    """One for each happening, on the day on which it is told to have begun; the rule of Holdfire's own bulletins.

    Claims that tell of one happening are one. All kinds of happening count, fire or not.
    """
    return int(sure_of.sum()), len(happenings)


def _settled(atoms: Atoms, sure: Bools) -> Bools:
    """What surely is fire and surely belongs; of a happening with several accounts, only where all of every account does."""
    sure = sure & atoms.certain
    if not atoms.several.any():
        return sure
    most = int(atoms.happening.max(initial=0)) + 1
    whole = np.bincount(atoms.happening[sure], minlength=most)[atoms.happening] == atoms.parts
    settled: Bools = sure & (~atoms.several | whole)
    return settled


def _largest(atoms: Atoms) -> np.ndarray:
    """For each happening the largest account of it."""
    if not len(atoms):
        return np.zeros(0, dtype=np.int64)
    accounts, where = np.unique(atoms.account, return_inverse=True)
    told = np.zeros(len(accounts), dtype=np.int64)
    np.add.at(told, where, atoms.least)
    of = np.zeros(len(accounts), dtype=np.int64)
    of[where] = atoms.happening
    happenings, where = np.unique(of, return_inverse=True)
    found = np.zeros(len(happenings), dtype=np.int64)
    np.maximum.at(found, where, told)
    return found


def _once(atoms: Atoms) -> Atoms:
    """A happening told of by several accounts as one observation that is as wide as they are, with the largest number."""
    if not atoms.several.any():
        return atoms
    again = atoms.take(atoms.several)
    _, begins, where = np.unique(again.happening, return_index=True, return_inverse=True)
    one = again.take(begins)
    first, last = one.first.copy(), one.last.copy()
    np.minimum.at(first, where, again.first)
    np.maximum.at(last, where, again.last)
    low, high = one.place.copy(), one.place.copy()
    np.minimum.at(low, where, again.place)
    np.maximum.at(high, where, again.place)
    told = {"first": first, "last": last, "place": np.where(low == high, low, UNTOLD), "least": _largest(again)}
    whole = {**one.__dict__, **told}
    rest = atoms.take(~atoms.several)
    return Atoms(**{name: np.concatenate([column, rest.__dict__[name]]) for name, column in whole.items()})


DISCHARGE = Rule(
    "discharge/1",
    "Each single discharge is one: an explosion, a projectile in flight, a burst, a shot, a flash, a flare, a round.",
    "The OSCE Special Monitoring Mission to Ukraine, as it is reported.",
    "fire",
    True,
    _discharges,
)
HOUR_CLUSTER = Rule(
    "hour-cluster/1",
    "All fire at one place within one hour is one.",
    "Holdfire’s own, after tallies by the hour.",
    "fire",
    False,
    _hour_clusters,
)
THIRTY_ROUND_HOUR = Rule(
    "thirty-round-hour/1",
    "Up to thirty rounds at one place within one hour are one shelling incident; the thirty-first begins the next.",
    "The Joint Forces Operation of Ukraine, as those tell who restated figures by it.",
    "fire",
    False,
    _thirty_rounds,
    "Whether thirty is the most that one incident holds or the least that makes one, and which weapons it takes, is not "
    "published; this version takes the most, and all weapons.",
)
EVENT = Rule(
    "event/1",
    "Each happening is one, on the day on which it is told to have begun; claims that tell of one happening are one.",
    "Holdfire’s own, that of its bulletins.",
    "happenings",
    True,
    _events,
)
RULES: dict[str, Rule] = {rule.name: rule for rule in (DISCHARGE, HOUR_CLUSTER, THIRTY_ROUND_HOUR, EVENT)}
"""The rules by name, in the order in which they are shown."""


def rule_named(name: str) -> Rule:
    """The rule of a name; without its version, the newest. Raises ``AskError`` where there is none."""
    found = RULES.get(name) or next((r for r in reversed(RULES.values()) if r.name.partition("/")[0] == name), None)
    if found is None:
        remedy = did_you_mean(name, RULES) or f"Rules: {', '.join(RULES)}."
        raise AskError(f'there is no counting rule "{name[:60]}"', remedy=remedy)
    return found
