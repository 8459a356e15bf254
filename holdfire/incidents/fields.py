"""The fields by which two reports are weighed as one happening, and the levels of each, with their hand-set points.

Every field of a pair falls into one level, and every level has a weight; a link is the sum, as in record linkage (Fellegi and
Sunter 1969). What is set by hand stands here with its reason; what is learnt from a record replaces it (``learning``), and is
kept as a table (``linkweights``). Time, place, act and toll have the points that reconciliation stands on (``weights``).

The levels of a pair are packed into one whole number, a few bits a field, so that a million pairs are eight megabytes, an engine
can count how often each combination occurs, and every link can be spelled out again from it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from holdfire.incidents.weights import POINTS, WIDEST_KM, WIDEST_S, Bools, Ints, Weight

FUSING: Final = (
    Weight("lie", "core", 1, "The places lie apart by an eighth of both radii at most."),
    Weight("lie", "close", 1, "By a quarter."),
    Weight("lie", "inner", 0, "By three eighths."),
    Weight("lie", "half", 0, "By half."),
    Weight("lie", "beyond-half", -2, "By three quarters; places told of one happening lie closer."),
    Weight("lie", "outer", -4, "Within both radii, at their edges: nearly all lie closer."),
    Weight("lie", "beyond-both", -4, "Beyond both radii by up to 2 km: a place is off by more than was said."),
    Weight("lie", "next-village", -6, "Beyond both radii by up to 10 km: a wrong village of the district."),
    Weight("lie", "not-told", 0, "One of the places is not told."),
    Weight("moment", "midst", 1, "The middles of both times lie within a sixteenth of both spans together."),
    Weight("moment", "same", 1, "Within an eighth."),
    Weight("moment", "near", 0, "Within a quarter."),
    Weight("moment", "off", -1, "Within three eighths: times told of one happening lie closer, mostly."),
    Weight("moment", "far", -3, "Further: the spans only just meet."),
    Weight("moment", "touch", -6, "One ends when the other begins."),
    Weight("moment", "gap", -3, "They share no moment: one account must be off, by up to six hours."),
    Weight("moment", "none", 0, "Both are one instant: that is counted under time already."),
    Weight("act", "same", 2, "The same word for what was done."),
    Weight("act", "kin", 0, "Words that one happening goes by: an attack, the means not told, and a shelling."),
    Weight("act", "not-told", 0, "One of them does not tell; nothing speaks for or against."),
    Weight("act", "unrelated", -5, "One happening does not go by both words; only a person can take them for one."),
    Weight("toll", "equal-10", 5, "The same number of dead, ten or more; by chance that is rare."),
    Weight("toll", "equal-3", 3, "The same number of dead, three to nine."),
    Weight("toll", "equal", 1, "The same number of dead, none to two, as of many incidents."),
    Weight("toll", "overlap", 1, "The ranges of dead overlap."),
    Weight("toll", "not-told", 0, "One of them gives no number."),
    Weight("toll", "by-one", -1, "The ranges miss each other by one."),
    Weight("toll", "near", -1, "By two, or by half: first tolls are often mended so."),
    Weight("toll", "far", -4, "The ranges are far apart. Not excluded: sides dispute tolls."),
    Weight("actor", "same", 3, "The same alternatives are blamed: of forty actors in a record few are busy, so three bits."),
    Weight("actor", "shared", 1, "One of the alternatives is the same."),
    Weight("actor", "not-told", 0, "One of them names nobody."),
    Weight("actor", "other", -2, "They blame others. Not excluded: sides blame each other for one shell."),
    Weight("weapon", "same", 2, "The same weapon."),
    Weight("weapon", "not-told", 0, "One of them tells no weapon."),
    Weight("weapon", "other", -2, "Another weapon: often another shell, at times another word for it."),
    Weight("target", "same", 2, "The same facility, or the same target."),
    Weight("target", "not-told", 0, "One of them does not tell whom it struck."),
    Weight("target", "other", -2, "Another facility, or another target."),
    Weight("told", "same-report", -4, "One report tells both: a list of happenings tells each once."),
    Weight("told", "same-source", -1, "One source tells both, in two reports: it seldom tells a happening twice."),
    Weight("told", "other", 0, "Two sources."),
    Weight("words", "copied", 6, "Four in five telling words or more, six at least: one text told again."),
    Weight("words", "most", 4, "Half of the telling words or more."),
    Weight("words", "many", 2, "A third of the telling words or more."),
    Weight("words", "some", 1, "A fifth of the telling words or more."),
    Weight("words", "few", -1, "Fewer: two texts of one happening share a tenth of their words at most in one case of ten."),
    Weight("words", "not-told", 0, "Fewer than six telling words in one of them, or two scripts: nothing to compare."),
    Weight("carried", "no", 0, "They are told of one day."),
    Weight("carried", "over", -6, "The same words are told of another day, up to three days off: carried over, or a formula."),
)  # fmt: skip
"""Points, each doubling the odds, roughly. How they were set: docs/fusing.md."""

BITS: Final = {
    **{"place": 4, "lie": 4, "time": 4, "moment": 3, "act": 2, "toll": 3, "actor": 2, "weapon": 2, "target": 2},
    **{"told": 2, "words": 3, "carried": 1},
}
"""Fields in their order, and how many bits the levels of each take."""
LATER: Final = {"words": "not-told", "carried": "no"}
"""Fields that are looked at after place and time have brought two together, and their level until then: words are many, and
no engine is asked for them."""

PLACE_KM: Final = tuple(WIDEST_KM * 2 ** (-k / POINTS["place", "halved"]) for k in range(POINTS["place", "most"] + 1))
"""Level ``doubt-k`` of ``place``: both radii together are this many kilometres at most. One point a level."""
TIME_S: Final = tuple(WIDEST_S >> k for k in range(POINTS["time", "most"] + 1))
"""Level ``doubt-k`` of ``time``: both spans together are this many seconds at most. One point a level."""
DOUBTS: Final = ("place", "time")
"""Fields that are geometry, not habit: how many other happenings fit into the doubt. Their points are never learnt."""


@dataclass(frozen=True)
class Field:
    """One field: its levels by number, and where their number stands in the packed levels of a pair."""

    name: str
    levels: tuple[str, ...]
    shift: int
    bits: int

    def of(self, packed: Ints) -> Ints:
        """The numbers of this field's levels."""
        found: Ints = (packed >> self.shift) & ((1 << self.bits) - 1)
        return found

    def is_(self, packed: Ints, *levels: str) -> Bools:
        """Whether the level is one of those named."""
        found: Bools = np.isin(self.of(packed), [self.levels.index(level) for level in levels])
        return found


def _fields() -> dict[str, Field]:
    shift, found = 0, {}
    for name, bits in BITS.items():
        counted = {"place": len(PLACE_KM), "time": len(TIME_S)}.get(name, 0)
        told = tuple(f"doubt-{k}" for k in range(counted)) or tuple(w.case for w in FUSING if w.what == name)
        found[name] = Field(name, told, shift, bits)
        shift += bits
    return found


FIELDS: Final = _fields()
PACKED_BITS: Final = sum(BITS.values())
UNSEEN: Final = sum(FIELDS[name].levels.index(level) << FIELDS[name].shift for name, level in LATER.items())
"""The packed levels of fields that are looked at later, before they are."""
HAND_POINTS: Final = {
    **{("place", f"doubt-{k}"): k for k in range(len(PLACE_KM))},
    **{("time", f"doubt-{k}"): k for k in range(len(TIME_S))},
    **{(w.what, w.case): w.points for w in FUSING},
}
"""The points of every level of every field, as set by hand."""
