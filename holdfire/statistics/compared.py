"""The covered against the rest: did what the truce is about fall further than fighting that it is not about?

The ratio of the two ratios, on the days that both share. Whatever moves all fighting alike (winter, a holiday, one source that
goes silent) divides out; what moves one and not the other does not, and is not told apart from the truce. The variances are
added. Where the two move against each other from day to day, as when fighters go from one front to another, that
is added too; where they move together it is not taken off.
"""

import math

from holdfire.statistics.fitting import hang, interval_of
from holdfire.statistics.model import Comparison, Unit, rounded, say
from holdfire.statistics.rates import Sides, step, too_thin


def compared(unit: Unit, covered: Sides, other: Sides, of: str = "covered") -> Comparison:
    """The ratio of ratios, or why there is none."""
    for sides, group in ((covered, "covered"), (other, "other")):
        if refused := too_thin(sides):
            return Comparison(unit=unit, group=of, refused=refused)
        if not any(sides.after):
            return Comparison(unit=unit, group=of, refused=say(f"none-after-{group}"))
    (one, _), (two, _) = step(covered), step(other)
    against = math.fsum(a * b for a, b in zip(one.by_day, two.by_day, strict=True))
    wider = max(hang(one.memory), hang(two.memory))
    variance = one.variance + two.variance + 2 * max(0.0, -against) * wider
    middle = one.value - two.value
    found = interval_of(middle, variance, min(one.freedom, two.freedom))
    return Comparison(unit=unit, group=of, ratio=rounded(math.exp(middle)), interval=found)
