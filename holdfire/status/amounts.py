"""How much of a duty is done: numbers that add up, levels that do not, milestones on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from holdfire.agreement.model import Provision, Quantity
from holdfire.agreement.times import resolve, said_by
from holdfire.incidents import Incident
from holdfire.status.evidence import Evidence

LEVELS = ("percent", "%", "metres", "kilometres", "m", "km")
"""Units of which the latest figure stands; figures in every other unit are added up."""


@dataclass(frozen=True)
class Amount:
    """How much of one quantity is done; None when no claim gives a number in its unit.

    ``by`` is when it is due; ``late`` when it was not enough by then, and is now.
    """

    quantity: Quantity
    done: float | None
    by: datetime | None
    in_percent: bool = False
    late: bool = False

    @property
    def whole_unknown(self) -> bool:
        """True where all are owed and nobody knows how many there are."""
        return self.quantity.all_ and self.quantity.out_of is None and not self.in_percent

    def enough(self) -> bool:
        """True when what is told fulfils the quantity."""
        if self.done is None:
            return False
        wanted = self.quantity
        if wanted.all_:
            whole = wanted.out_of if wanted.out_of is not None and wanted.unit not in LEVELS[:2] else 100
            return self.done >= whole
        low = wanted.exactly if wanted.exactly is not None else wanted.at_least
        high = wanted.exactly if wanted.exactly is not None else wanted.at_most
        return (low is None or self.done >= low) and (high is None or self.done <= high)

    def __str__(self) -> str:
        """``3 of 5 trucks``, ``60 percent of all weapons``, in the words of the status."""
        wanted = self.quantity
        least = wanted.exactly if wanted.exactly is not None else wanted.at_least
        whole = f"all {wanted.out_of:g}" if wanted.out_of else "all"
        goal = whole if wanted.all_ else f"{least:g}" if least is not None else ""
        level = self.in_percent and (wanted.unit == "percent" or not wanted.out_of)
        told = "no number told" if self.done is None else f"{self.done:g}{' percent' if level else ''}"
        unit = "" if level and wanted.unit == "percent" else wanted.unit
        return " ".join(filter(None, (told, "of" if goal else "", goal, unit)))


def done_of(provision: Provision, moves: Sequence[tuple[Incident, bool]], e: Evidence) -> list[Amount]:
    """Each quantity of a duty with how much of it acts told of have done; what was taken back is taken off."""
    found = []
    for quantity in provision.quantities:
        units = {quantity.unit, "percent"} if quantity.all_ else {quantity.unit}
        told = [(i, done) for i, done in moves if i.number is not None and i.unit in units]
        by = resolve(said_by(quantity.by, e.reading), e.text, e.reading, end=True) if quantity.by is not None else None
        in_percent = any(i.unit in LEVELS[:2] for i, _ in told)
        amount = Amount(quantity, _sum(told, quantity), by, in_percent)
        if by is not None and amount.enough():
            then = _sum([(i, done) for i, done in told if i.span.start < by], quantity)
            amount = replace(amount, late=not replace(amount, done=then).enough())
        found.append(amount)
    return found


def _sum(told: Iterable[tuple[Incident, bool]], quantity: Quantity) -> float | None:
    figures = [(i.number or 0.0, i.unit, done) for i, done in told]
    if not figures:
        return None
    levels = [number for number, unit, done in figures if unit in LEVELS and done]
    if levels:
        percent_of = quantity.out_of if quantity.all_ and quantity.out_of and quantity.unit not in LEVELS else None
        return levels[-1] if percent_of is None else levels[-1] / 100 * percent_of
    return sum(number if done else -number for number, _, done in figures)


def short_of(amounts: Sequence[Amount]) -> str:
    """What is lacking, in words, due or not; empty when all is done. A number nobody told of is not held lacking."""
    lacking = [a for a in amounts if a.done is not None and not a.whole_unknown and not a.enough()]
    return ", ".join(f"{a} ({a.quantity.what})" for a in lacking)
