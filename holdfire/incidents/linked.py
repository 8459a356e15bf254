"""The rule of links over columns: certain, probable or possible, and the groups that certain links make.

A link is **certain** when so much speaks for it that a machine may make it, nothing speaks against it, and no other report
competes; **probable** when a person should look at it first; **possible** when it is among the best a report has. The same rule
stands behind a case's claims (``links``) and behind a table of millions of reports (``linked``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from holdfire.incidents.clusters import Bounds, best_edges, best_outside, groups_of
from holdfire.incidents.fields import FIELDS
from holdfire.incidents.linkweights import EVEN, HAND_SET, UNIT, LinkWeights
from holdfire.incidents.pairing import weighed
from holdfire.incidents.reports import Reports, reports_of
from holdfire.incidents.weights import HOUR, MARGIN, Bools, Ints

Word = Literal["certain", "probable", "possible"]
WORDS: Final[tuple[Word, ...]] = ("certain", "probable", "possible")
CERTAIN, PROBABLE = 20, EVEN
"""Points from which a link is certain, if all else holds, and probable. LEAST (8), as in reconciliation, is possible.

Points alone never reach certainty: in a besieged city two clashes of one day have the same place, day, act and sides, so
particulars are asked for too."""
PARTICULARS: Final = 2
"""So many particulars make a link certain: what two happenings of one day and town seldom share. See ``particulars``."""
NARROW_S: Final = 6 * HOUR
"""Both times together are known to within this: a night's shelling has a dozen, an hour seldom two."""


@dataclass(frozen=True)
class Linked:
    """Every link between reports, as columns; ``one`` and ``other`` are positions in ``reports``, by order of ids.

    ``word`` is a number of ``WORDS``; ``levels`` spell each link out again by the table of ``weights``. ``group`` numbers
    reports by what certain links join, ``maybe`` by what probable ones would join besides, were a person to accept them all:
    each is the position of its first report. ``crowded`` are reports with so many neighbours that they were not compared.
    """

    reports: Reports
    weights: LinkWeights
    one: Ints
    other: Ints
    hundredths: Ints
    levels: Ints
    word: Ints
    group: Ints
    maybe: Ints
    crowded: Ints

    def count_of(self, word: Word) -> int:
        """How many links bear a word."""
        return int((self.word == WORDS.index(word)).sum())

    def links(self) -> pa.Table:
        """(a, b, word, points, and one column a field with its level), in order of their ends."""
        words = pa.DictionaryArray.from_arrays(pa.array(self.word.astype(np.int8)), pa.array(WORDS))
        told = {
            "a": self.reports.ids.take(pa.array(self.one)),
            "b": self.reports.ids.take(pa.array(self.other)),
            "word": words,
        }
        told["points"] = pa.array(self.hundredths / UNIT)
        for name, field in FIELDS.items():
            numbers = pa.array(field.of(self.levels).astype(np.int8))
            told[name] = pa.DictionaryArray.from_arrays(numbers, pa.array(field.levels))
        return pa.table(told)

    def groups(self) -> pa.Table:
        """(id, incident, maybe): each report with the first report of its group by certain links, and by probable ones too."""
        ids = self.reports.ids
        heads = {name: ids.take(pa.array(n)) for name, n in (("incident", self.group), ("maybe", self.maybe))}
        return pa.table({"id": ids, **heads})


@dataclass(frozen=True)
class Settled:
    """What persons have settled, by positions: ``units`` are groups that stand, ``apart`` pairs that never share one."""

    units: Sequence[Sequence[int]] = ()
    apart: frozenset[tuple[int, int]] = frozenset()


def linked(table: pa.Table, weights: LinkWeights = HAND_SET, engine: str | None = None) -> Linked:
    """Hold the reports of a table against each other; see ``reports`` for its columns, and for what is set apart.

    The same in whatever order they come, a report given twice is one, and the same on every engine.
    """
    return linked_reports(reports_of(table), weights, Settled(), engine)


def linked_reports(reports: Reports, weights: LinkWeights, settled: Settled, engine: str | None = None) -> Linked:
    """The rule. Groups that persons made stand, and what they part is never put together."""
    unit = np.zeros(len(reports), dtype=np.int64)
    for number, members in enumerate(settled.units, 1):
        unit[list(members)] = number
    bounds = Bounds(reports.rows, reports.columns["report"].astype(np.int64), unit, settled.apart)
    pairs = weighed(reports, weights, engine)
    sure = np.zeros(len(pairs.one), dtype=bool)
    high = np.flatnonzero(pairs.hundredths >= CERTAIN * UNIT)
    sure[high] = _sure(reports, pairs.one[high], pairs.other[high], pairs.levels[high])
    word, group, maybe = _worded(len(reports), pairs.edges, sure, bounds, settled.units)
    keep = np.flatnonzero(word >= 0)
    one, other, sums, levels = (c[keep] for c in (*pairs.edges, pairs.levels))
    crowded = np.flatnonzero(pairs.crowded)
    return Linked(reports, weights, one, other, sums, levels, word[keep], group, maybe, crowded)


def _worded(
    size: int, edges: tuple[Ints, Ints, Ints], sure: Bools, bounds: Bounds, units: Sequence[Sequence[int]]
) -> tuple[Ints, Ints, Ints]:
    """The word for each pair (-1: none), the group of each report by certain links alone, and that by probable ones too.

    Groups are made of probable pairs first, so that reports that compete for one are seen; within them a pair is certain when
    it is sure and better, by ``MARGIN``, than the best that either end has outside.
    """
    one, other, points = edges
    order, margin = np.arange(size), MARGIN * UNIT
    strong = points >= PROBABLE * UNIT
    firm = strong & best_edges(size, (one, other, np.where(strong, points, 0)), margin)
    whole = groups_of(size, _where(edges, firm), order, bounds, units)
    outside = best_outside(size, edges, whole)
    inside = whole[one] == whole[other]
    rival = np.maximum(outside[one], outside[other])
    certain = inside & sure & (points >= CERTAIN * UNIT) & (points >= rival + margin)
    group = groups_of(size, _where(edges, certain), order, bounds, units)
    certain &= group[one] == group[other]
    shown = best_edges(size, edges, margin) & ~((group[one] == group[other]) & ~certain)
    word = np.select([certain, inside & strong & shown, shown], [0, 1, 2], -1).astype(np.int64)
    return word, group, whole


def _where(edges: tuple[Ints, Ints, Ints], keep: Bools) -> tuple[Ints, Ints, Ints]:
    return edges[0][keep], edges[1][keep], edges[2][keep]


def particulars(reports: Reports, one: Ints, other: Ints, levels: Ints) -> Ints:
    """How many particulars each pair shares: two for ten dead or more on both sides, or the same or mostly the same words.

    One each for three to nine dead on both sides, for many words, one weapon, one facility or target, and times that are both
    known closely.
    """
    rows, words, toll = reports.rows, FIELDS["words"], FIELDS["toll"]
    spans = (rows.end - rows.start)[one] + (rows.end - rows.start)[other]
    named = FIELDS["target"].is_(levels, "same") & (reports.facility[one] != 0)
    close = (spans <= NARROW_S) & ~FIELDS["moment"].is_(levels, "gap", "touch")
    total = 2 * words.is_(levels, "copied", "most").astype(np.int64) + words.is_(levels, "many")
    total += 2 * toll.is_(levels, "equal-10").astype(np.int64) + toll.is_(levels, "equal-3")
    total += named.astype(np.int64) + FIELDS["weapon"].is_(levels, "same") + close
    return total


def _sure(reports: Reports, one: Ints, other: Ints, levels: Ints) -> Bools:
    """Particulars are shared and nothing speaks against it.

    One act, a shared moment, within each other's radii, no other toll, blame, weapon or target, two reports.
    Two places that are not told are as good as one only where the words are the same.
    """
    is_ = {name: field.is_ for name, field in FIELDS.items()}
    placed = ~is_["lie"](levels, "not-told", "beyond-both", "next-village")
    copied = is_["lie"](levels, "not-told") & is_["words"](levels, "copied")
    found: Bools = (
        (particulars(reports, one, other, levels) >= PARTICULARS)
        & is_["act"](levels, "same")
        & ~is_["moment"](levels, "gap", "touch")
        & ~is_["toll"](levels, "by-one", "near", "far")
        & (placed | copied)
        & ~(is_["actor"](levels, "other") | is_["weapon"](levels, "other") | is_["target"](levels, "other"))
        & ~is_["told"](levels, "same-report")
    )
    return found
