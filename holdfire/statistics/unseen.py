"""What was not seen: how many incidents there were, from how much independent lists overlap; an interval, never one number.

Each list is an independent origin; each incident is in some of them. Log-linear models of the table "in this list or not" are
fitted by statsmodels (Fienberg 1972): lists that know nothing of each other, and, with three lists or more, every choice of pairs
that lean on each other. For each model the interval is where the deviance, with the unseen cell put in, lies within 3.84 of
its least (profile likelihood; Cormack 1992). All models within 4 of the best by AIC (Burnham and Anderson 2002) are kept, and
the interval is from the lowest to the highest of theirs: which model is right is not known. The lower end of Chao's lower bound
(1987) stands beside it: incidents that are unlike each other (a bombed market, a sniper's shot) make every estimate too low.

Refused: fewer than two lists of ten incidents, fewer than seven told by two lists (Robson and Regier 1964), a pair of lists
that shares nothing, or no upper end within twenty times what was told.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from holdfire.statistics.fitting import LARGEST, poisson, root, two_by_two
from holdfire.statistics.lists import histories, sizes
from holdfire.statistics.model import Check, Interval, Unseen, part, say

FEWEST_IN_LIST = 10
FEWEST_SHARED = 7
MOST_LISTS = 4
"""Lists taken, the longest: with five there are a thousand models, and the tables are empty."""
FAR = 3.841458820694124
"""Chi-square of one degree of freedom at 95 percent."""
NEAR = 4.0
MOST_TIMES = 20.0
"""An upper end beyond so many times what was told is no answer."""
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Model:
    """A model that fits: which pairs of lists lean on each other, its AIC, and its interval of the unseen."""

    pairs: Pairs
    aic: float
    low: float
    high: float


def not_seen(stands_in: Sequence[Sequence[str]], alike: Mapping[str, Sequence[Sequence[str]]] | None = None) -> Unseen:
    """The interval, or why there is none. ``stands_in`` are the lists of each incident.

    ``alike`` are the same for kinds of incidents (with dead, without): whether they are told alike is checked.
    """
    held = [held for held in stands_in if held]
    size = sizes(held)
    kept = [name for name, n in size.items() if n >= FEWEST_IN_LIST][:MOST_LISTS]
    table = histories(held, kept) if kept else Counter()
    told, overlap = sum(table.values()), sum(n for row, n in table.items() if sum(row) > 1)
    shown = {"lists": {name: size[name] for name in kept}, "told": told, "overlap": overlap}
    if len(kept) < 2:
        lists = len(size)
        return Unseen.model_validate({**shown, "refused": say("few-lists", lists=lists, least=FEWEST_IN_LIST)})
    if overlap < FEWEST_SHARED:
        return Unseen.model_validate({**shown, "refused": say("few-shared", shared=overlap, least=FEWEST_SHARED)})
    alone = _sharing_nothing(table, kept)
    if alone:
        return Unseen.model_validate({**shown, "refused": say("lists-share-nothing", lists=" / ".join(alone))})
    models = fits(table, len(kept))
    checks = (*_checks(kept, models), _alike(alike or {}, kept), *_ALWAYS)
    high = max((m.high for m in models), default=math.inf)
    if not models or not math.isfinite(high) or high > MOST_TIMES * told:
        least = at_least(table)
        refused = say("no-upper-end", times=f"{MOST_TIMES:g}")
        return Unseen.model_validate({**shown, "at_least": least, "checks": checks, "refused": refused})
    low = math.floor(min(m.low for m in models))
    more = Interval(low=low, high=math.ceil(high))
    return Unseen.model_validate(
        {
            **shown,
            "interval": Interval(low=told + low, high=told + math.ceil(high)),
            "not_seen": more,
            "at_least": at_least(table),
            "models": len(models),
            "checks": checks,
        }
    )


def at_least(table: Mapping[tuple[bool, ...], int]) -> int | None:
    """The lower 95 percent end of Chao's lower bound of the whole (1987), rounded down; None where nothing was told twice."""
    once, twice = (sum(n for row, n in table.items() if sum(row) == k) for k in (1, 2))
    told, lists = sum(table.values()), len(next(iter(table)))
    if not twice or once < 2:
        return told if twice else None
    share, ratio = (lists - 1) / lists, once / twice
    more = share * once * once / (2 * twice)
    variance = twice * (share / 2 * ratio**2 + share**2 * ratio**3 + share**2 / 4 * ratio**4)
    return told + math.floor(more / math.exp(1.96 * math.sqrt(math.log1p(variance / more**2))))


def fits(table: Mapping[tuple[bool, ...], int], lists: int) -> list[Model]:
    """The models that are near the best by AIC, each with its interval of the unseen."""
    cells = [row for row in product((True, False), repeat=lists) if any(row)]
    counts = [table.get(row, 0) for row in cells]
    every = list(combinations(range(lists), 2)) if lists > 2 else []
    fitted: list[tuple[Pairs, float, Any]] = []
    for pairs in (p for n in range(len(every) + 1) for p in combinations(every, n)):
        if len(pairs) + lists + 1 > len(cells) or not _margins(table, pairs):
            continue
        deviance, unseen = _fit(cells, counts, pairs)
        if math.isfinite(unseen):
            fitted.append((pairs, deviance + 2 * (len(pairs) + lists + 1), (deviance, unseen)))
    best = min((aic for _, aic, _ in fitted), default=0.0)
    models = []
    for pairs, aic, (deviance, unseen) in fitted:
        if aic - best <= NEAR:
            low, high = _interval(cells, counts, pairs, deviance, unseen)
            models.append(Model(pairs, aic - best, low, high))
    return models


def _margins(table: Mapping[tuple[bool, ...], int], pairs: Pairs) -> bool:
    """Whether each pair that leans has incidents in all of its combinations that can be seen."""
    return all(
        any(n and row[i] is a and row[j] is b for row, n in table.items())
        for i, j in pairs
        for a, b in ((True, True), (True, False), (False, True))
    )


def _design(cells: Sequence[tuple[bool, ...]], pairs: Pairs) -> Any:
    import numpy as np

    return np.array([[1.0, *map(float, row), *(float(row[i] and row[j]) for i, j in pairs)] for row in cells])


def _fit(cells: Sequence[tuple[bool, ...]], counts: Sequence[float], pairs: Pairs) -> tuple[float, float]:
    """The deviance of a model, and how many it says were in no list."""
    import numpy as np

    params, _, deviance = poisson(np.array(counts, dtype=float), _design(cells, pairs))
    return deviance, float(np.exp(min(params[0], LARGEST)))


def _interval(
    cells: Sequence[tuple[bool, ...]], counts: Sequence[int], pairs: Pairs, least: float, unseen: float
) -> tuple[float, float]:
    """Where the deviance with so many unseen lies within 3.84 of its least."""
    nobody = (False,) * len(cells[0])

    def above(x: float) -> float:
        return _fit([*cells, nobody], [*counts, x], pairs)[0] - least - FAR

    middle = max(unseen, 0.05)
    low = 0.0 if above(0.0) <= 0 else root(above, 0.0, middle)
    far = max(2 * middle, 5.0)
    top = MOST_TIMES * 4 * (sum(counts) + 1)
    while above(far) < 0:
        far *= 2
        if far > top:
            return low, math.inf
    return low, root(above, middle, far)


def _sharing_nothing(table: Mapping[tuple[bool, ...], int], kept: Sequence[str]) -> list[str]:
    for i, j in combinations(range(len(kept)), 2):
        if not any(n and row[i] and row[j] for row, n in table.items()):
            return [kept[i], kept[j]]
    return []


_ALWAYS = (
    Check(code="closed", holds="unknown"),
    Check(code="matched", holds="unknown"),
    Check(code="equally-told", holds="unknown"),
)
"""What the data cannot tell."""


def _checks(kept: Sequence[str], models: Sequence[Model]) -> Iterable[Check]:
    """Whether lists lean on each other: nobody can tell of two; of more, by which models are kept."""
    if len(kept) == 2:
        yield Check(code="independent", holds="unknown", values={"lists": str(len(kept))})
        return
    plain = any(not m.pairs for m in models)
    best = min(models, key=lambda m: (m.aic, m.pairs), default=None)
    pairs = "; ".join(f"{kept[i]} / {kept[j]}" for i, j in best.pairs) if best else ""
    yield Check(code="independent", holds="yes" if plain else "no", values={"lists": str(len(kept)), "pairs": pairs})


def _alike(alike: Mapping[str, Sequence[Sequence[str]]], kept: Sequence[str]) -> Check:
    """Whether kinds of incidents are told by two lists equally often (chi-square of two by two, uncorrected)."""
    rows = []
    for held in alike.values():
        table = histories(held, kept)
        rows.append((sum(n for r, n in table.items() if sum(r) > 1), sum(n for r, n in table.items() if sum(r) == 1)))
    if len(rows) != 2 or any(sum(row) < FEWEST_IN_LIST for row in rows) or not all(map(sum, zip(*rows, strict=True))):
        return Check(code="alike", holds="unknown")
    p = part(two_by_two(rows))
    shares = [f"{part(a / (a + b)):.2f}" for a, b in rows]
    return Check(code="alike", holds="no" if p < 0.05 else "yes", values={"p": str(p), "shares": " / ".join(shares)})
