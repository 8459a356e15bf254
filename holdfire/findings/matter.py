"""With what, and how many: whether the thing a claim tells of is one a provision speaks of, and within its ceiling."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from holdfire.agreement.kinds import wider
from holdfire.agreement.model import AgreementText, Provision, Quantity


class Fit(IntEnum):
    """How a thing fits a provision. The numbers order how much of it is held against someone."""

    OTHER_OBJECT = 0
    WITHIN_LIMIT = 1
    OBJECT_UNCLEAR = 2
    NUMBER_UNCLEAR = 3
    FITS = 4


@dataclass(frozen=True)
class Matter:
    """What a claim tells of: kinds of object it surely is, its calibre in millimetres, a number and its unit."""

    objects: tuple[str, ...] = ()
    calibre_mm: float | None = None
    number: float | None = None
    unit: str = ""


NOTHING_TOLD = Matter()


def fit(matter: Matter, provision: Provision, text: AgreementText) -> Fit:
    """How a thing fits a provision: the kind first, then the number."""
    kind = of_kind(matter, provision.objects, text)
    if kind is not True:
        return Fit.OTHER_OBJECT if kind is False else Fit.OBJECT_UNCLEAR
    ceilings = [q for q in provision.quantities if q.at_most is not None or q.exactly is not None]
    if provision.rule == "must" or not ceilings:
        return Fit.FITS
    return _under(matter, ceilings)


def of_kind(matter: Matter, wanted: Sequence[str], text: AgreementText) -> bool | None:
    """True when it is surely of a wanted kind, False when surely not, None when the claim does not tell enough."""
    if not wanted:
        return True
    known = [name for name in matter.objects if name in text.objects]
    told = wider(known, text)
    if told & set(wanted):
        return True
    if len(known) < len(matter.objects) or not known:
        return None
    return None if any(_may_be(kind, matter, told, text) for kind in wanted) else False


def _may_be(kind: str, matter: Matter, told: set[str], text: AgreementText) -> bool:
    """True for a kind that is narrower than one told, or that its calibre alone tells apart, when the calibre is not told."""
    calibre = text.objects[kind].calibre_mm
    if calibre is not None:
        return matter.calibre_mm is None and bool(set(text.objects[kind].kind_of) & told)
    return bool((wider([kind], text) - {kind}) & set(matter.objects))


def _under(matter: Matter, ceilings: Sequence[Quantity]) -> Fit:
    """A number below every ceiling in its unit breaks nothing; one that is not told, or in a unit of none, leaves it open."""
    tops = [q.at_most if q.at_most is not None else q.exactly for q in ceilings if q.unit == matter.unit]
    if matter.number is None or not tops:
        return Fit.NUMBER_UNCLEAR
    return Fit.FITS if any(top is not None and matter.number > top for top in tops) else Fit.WITHIN_LIMIT
