"""Log-linear means of counts fitted by statsmodels, with errors that admit overdispersion: the one model of this room.

The mean is that of a Poisson model, the errors are not Poisson: deaths come in heaps. Two estimates of the error are made,
quasi-Poisson (one dispersion, Pearson's chi-square over its degrees of freedom, never below 1; Wedderburn 1974) and the
sandwich by day (HC3; White 1980, MacKinnon and White 1985), and the wider one is used: the first is short where some days spread
more than others, the second where there are few days. Days that are like the day before them tell less than they
seem to: the variance is widened by (1+r)/(1-r), r being the correlation of the residuals of neighbouring days, corrected for
its bias (Marriott and Pope 1954), never below 0; days are counted as so many fewer for Student's t.
``python -m benchmarks.statistics`` shows how often the intervals hold a planted truth.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from holdfire.statistics.model import LEVEL, Interval, rounded

MOST_MEMORY = 0.8
"""The most that days are taken to hang together; above it no window of weeks tells anything."""
LARGEST = 700.0
"""Logarithms above it have no number."""


@dataclass(frozen=True)
class Fitted:
    """One coefficient on the log scale: its error by quasi-Poisson, each day's part in it, and how days hang together."""

    value: float
    quasi: float
    by_day: tuple[float, ...]
    dispersion: float
    memory: float
    freedom: float

    @property
    def variance(self) -> float:
        """The wider of the two, widened for memory."""
        return max(self.quasi, math.fsum(d * d for d in self.by_day)) * hang(self.memory)

    @property
    def interval(self) -> Interval:
        """Of the factor that the coefficient stands for."""
        return interval_of(self.value, self.variance, self.freedom)


def poisson(y: Any, x: Any) -> tuple[Any, Any, float]:
    """The coefficients, means and deviance of a log-linear model of counts ``y`` by the columns of ``x``."""
    import numpy as np
    from statsmodels.genmod.families import Poisson  # type: ignore[import-untyped]
    from statsmodels.genmod.generalized_linear_model import GLM  # type: ignore[import-untyped]

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a table that a model fits exactly is no fault here
        made = GLM(y, x, family=Poisson()).fit(maxiter=100, tol=1e-10)
    return made.params, np.asarray(made.mu), float(made.deviance)


def fitted(counts: Sequence[int], x: Any, column: int, follows: Sequence[bool]) -> Fitted:
    """The coefficient of one column. ``follows`` says of each day whether the one in front of it is the day before."""
    import numpy as np

    y = np.array(counts, dtype=float)
    params, mean, _ = poisson(y, x)
    inner = np.linalg.inv(x.T @ (x * mean[:, None]))
    freedom = len(y) - x.shape[1]
    dispersion = max(1.0, float(np.sum((y - mean) ** 2 / mean)) / freedom)
    leverage = np.minimum(mean * np.einsum("ij,jk,ik->i", x, inner, x), 0.99)
    by_day = (x @ inner[column]) * (y - mean) / (1 - leverage)
    memory = memory_of((y - mean).tolist(), mean.tolist(), follows)
    left = len(y) / hang(memory) - x.shape[1]
    quasi = dispersion * float(inner[column, column])
    return Fitted(float(params[column]), quasi, tuple(map(float, by_day)), dispersion, memory, left)


def hang(memory: float) -> float:
    """By how much days that are like the day before them widen a variance."""
    return (1 + memory) / (1 - memory)


def memory_of(apart: Sequence[float], mean: Sequence[float], follows: Sequence[bool]) -> float:
    """The correlation of a day's residual with the day before, corrected for bias, between 0 and the most that is allowed."""
    scaled = [a / math.sqrt(m) for a, m in zip(apart, mean, strict=True)]
    if not scaled:
        return 0.0
    whole = max(
        float(len(scaled)), math.fsum(s * s for s in scaled)
    )  # no less than pure chance has: what is left is rounding
    seen = math.fsum(a * b for a, b, near in zip(scaled, scaled[1:], follows[1:], strict=False) if near) / whole
    return min(MOST_MEMORY, max(0.0, seen + 2 * (1 + 3 * seen) / len(scaled)))


def interval_of(middle: float, variance: float, freedom: float) -> Interval:
    """The interval of a factor whose logarithm has this variance, by Student's t."""
    from scipy.stats import t  # type: ignore[import-untyped]

    far = float(t.ppf((1 + LEVEL) / 2, max(freedom, 1.0))) * math.sqrt(variance)
    return Interval(low=rounded(math.exp(middle - far)), high=rounded(math.exp(min(middle + far, LARGEST))))


def f_at(share: float, freedom: float) -> float:
    """The quantile of the F distribution with one degree of freedom above."""
    from scipy.stats import f

    return float(f.ppf(share, 1, max(1.0, freedom)))


def x_log_y(x: Any, y: Any) -> Any:
    """``x`` times the logarithm of ``y``, 0 where ``x`` is 0."""
    from scipy.special import xlogy  # type: ignore[import-untyped]

    return xlogy(x, y)


def root(above: Callable[[float], float], low: float, high: float) -> float:
    """Where a function crosses zero between two points, to a fifth: what it is asked for is rounded outwards to whole numbers."""
    from scipy.optimize import brentq  # type: ignore[import-untyped]

    return float(brentq(above, low, high, xtol=0.2, rtol=1e-3))


def two_by_two(rows: Sequence[Sequence[int]]) -> float:
    """How often chance alone makes the shares of two rows so unlike (chi-square, uncorrected)."""
    from scipy.stats import chi2_contingency

    return float(chi2_contingency(rows, correction=False).pvalue)


def lasting(hours: Sequence[float], ended: Sequence[int]) -> tuple[float, float, float, float]:
    """The median of how long steps last, its lower and upper end, and the ninetieth percentile; infinite where not reached."""
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight  # type: ignore[import-untyped]

    made = SurvfuncRight(np.array(hours), np.array(ended))
    with np.errstate(all="ignore"):
        low, high = (float(edge) for edge in made.quantile_ci(0.5, method="cloglog"))
    middle, far = (float(made.quantile(p)) for p in (0.5, 0.9))
    return tuple(math.inf if math.isnan(v) else v for v in (middle, low, high, far))  # type: ignore[return-value]
