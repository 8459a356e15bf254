"""The days a page has room for: those nearest to its instant. The rest is counted, and the record keeps it."""

from dataclasses import dataclass

from holdfire.status.model import ClockStatus, Status

BEFORE, AFTER = 45, 15
"""Days shown before and after the instant when there are more than both together."""


@dataclass(frozen=True)
class Nearest:
    """A status with no more days than a page can show, and how many were left out of each clock and of the coverage."""

    status: Status
    clock_days_left_out: int
    coverage_left_out: int


def nearest_days(status: Status) -> Nearest:
    """The same status with the days of its clocks, and its coverage, cut to those near its instant."""
    readings, left_out = {}, 0
    for name, reading in status.readings.items():
        clocks = {}
        for key, clock in reading.clocks.items():
            clocks[key] = _cut(clock, status.as_of)
            left_out = max(left_out, len(clock.days) - len(clocks[key].days))
        readings[name] = reading.model_copy(update={"clocks": clocks})
    coverage = status.coverage[-(BEFORE + AFTER) :]
    short = status.model_copy(update={"readings": readings, "coverage": coverage})
    return Nearest(short, left_out, len(status.coverage) - len(coverage))


def _cut(clock: ClockStatus, as_of: str) -> ClockStatus:
    if len(clock.days) <= BEFORE + AFTER:
        return clock
    begun = sum(day.day <= as_of[:10] for day in clock.days)
    first = min(max(begun - BEFORE, 0), len(clock.days) - BEFORE - AFTER)
    held = slice(first, first + BEFORE + AFTER)
    limbs = {limb: days[held] for limb, days in clock.limbs.items()}
    return clock.model_copy(update={"days": clock.days[held], "limbs": limbs})
