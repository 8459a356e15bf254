"""A view that does not know the date: on which day does a series change most, and which days could it have been?

One step in the mean is looked for on every day at least a week from either end. What each day explains is the fall of the
Poisson deviance, divided by the dispersion that is left (quasi-likelihood) and by what days that hang together are worth. How
often chance makes as sharp a step is found by shuffling the days (999 times, seed 20160227). The days compatible with
the data are those whose likelihood ratio to the best day is below -2 ln(1 - sqrt(0.95)) = 7.35 (Yao 1987; Hansen 2000), which
holds more often than stated where the step is large.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from holdfire.statistics.fitting import hang, memory_of, x_log_y
from holdfire.statistics.model import LEVEL, ChangePoint, Stretch, Unit, part, rounded, say
from holdfire.statistics.rates import FEWEST_ACTIVE, FEWEST_COUNTED

EDGE = 7
"""Days at either end where no step is looked for: a mean of fewer says nothing."""
FEWEST = 28
"""Days below which no step is looked for."""
DRAWS, SEED = 999, 20160227
FAR = -2 * math.log(1 - math.sqrt(LEVEL))
"""How far below the best day a day may lie: 7.35."""
SURE = 0.05
"""Above it, chance makes as sharp a step too often: no day is named."""


def change_point(kind: str, unit: Unit, first: date, counts: Sequence[int]) -> ChangePoint:
    """The day of the sharpest step and the days that are compatible, or why none is named."""
    days, counted = len(counts), sum(counts)
    last = first + timedelta(days=max(days - 1, 0))
    window = Stretch(first=first.isoformat(), last=last.isoformat(), days=days)
    told = {"kind": kind, "unit": unit, "window": window, "counted": counted}
    if days < FEWEST:
        return ChangePoint.model_validate({**told, "refused": say("few-days", days=days, least=FEWEST)})
    if counted < FEWEST_COUNTED:
        return ChangePoint.model_validate(
            {**told, "refused": say("few-counted", counted=counted, least=FEWEST_COUNTED)}
        )
    if (active := sum(n > 0 for n in counts)) < FEWEST_ACTIVE:
        return ChangePoint.model_validate({**told, "refused": say("few-active", days=active, least=FEWEST_ACTIVE)})
    return ChangePoint.model_validate({**told, **_found(first, counts)})


def _found(first: date, counts: Sequence[int]) -> dict[str, object]:
    import numpy as np

    y = np.array([counts], dtype=float)
    falls = _falls(y)[0]
    best = int(np.argmax(falls))
    at = best + EDGE
    sides = (y[0, :at], y[0, at:])
    means = [float(side.mean()) for side in sides]
    mean = np.repeat(means, [len(s) for s in sides])
    apart, level = y[0] - mean, np.maximum(mean, 0.5 / len(counts))
    dispersion = max(1.0, float(np.sum(apart**2 / level)) / (len(counts) - 2))
    memory = memory_of(apart.tolist(), level.tolist(), [False] + [True] * (len(counts) - 1))
    scale = dispersion * hang(memory)
    shuffled = np.random.default_rng(SEED).permuted(np.repeat(y, DRAWS, axis=0), axis=1)
    by_chance = _falls(shuffled).max(axis=1)
    as_sharp = int(np.sum(by_chance >= falls[best] / hang(memory) * (1 - 1e-9)))
    p = part((1 + as_sharp) / (1 + DRAWS))
    if p > SURE:
        sharpest = (first + timedelta(days=at)).isoformat()
        return {"p": p, "draws": DRAWS, "refused": say("no-step", day=sharpest, p=p)}
    near = [n for n in range(len(falls)) if falls[best] - falls[n] <= FAR * scale + 1e-9]
    day = [first + timedelta(days=n + EDGE) for n in (best, near[0], near[-1])]
    return {
        **dict(zip(("day", "first", "last"), (d.isoformat() for d in day), strict=True)),
        "before": rounded(means[0]),
        "after": rounded(means[1]),
        "p": p,
        "draws": DRAWS,
    }


def _falls(y: Any) -> Any:
    """For each row of counts and each day that may begin a new level, by how much the deviance falls."""
    import numpy as np

    days = y.shape[1]
    so_far = np.cumsum(y, axis=1)
    whole = so_far[:, -1:]
    n = np.arange(EDGE, days - EDGE + 1)
    left, right = so_far[:, EDGE - 1 : days - EDGE], whole - so_far[:, EDGE - 1 : days - EDGE]
    return 2 * (x_log_y(left, left / n) + x_log_y(right, right / (days - n)) - x_log_y(whole, whole / days))
