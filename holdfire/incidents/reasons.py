"""Why two accounts are taken for one, in sentences for a person: each part of the points with what it stands on."""

import numpy as np

from holdfire.claims.claim import UNKNOWN, Alternatives, Claim, Noun, Toll
from holdfire.incidents.fields import FIELDS
from holdfire.incidents.linkweights import HAND_SET, LinkWeights, points
from holdfire.incidents.texts import likeness
from holdfire.incidents.weights import act_relation
from holdfire.when import Span, spoken
from holdfire.where import Place, distance_km

MOST_WORDS = 8
"""So many shared words are named."""


_MOMENT = {
    "midst": "the middles of the times meet",
    "same": "the middles of the times nearly meet",
    "near": "the middles of the times are near",
    "off": "the middles of the times are apart",
    "far": "the times only just meet",
    "touch": "one ends when the other begins",
    "gap": "they share no moment",
    "none": "both are one instant",
}
_LIE = {
    "core": "the places nearly meet",
    "close": "the places are close, by their radii",
    "inner": "the places are near, by their radii",
    "half": "the places lie half their radii apart",
    "beyond-half": "the places lie apart",
    "outer": "the places lie at the edges of their radii",
    "beyond-both": "the places lie just beyond their radii",
    "next-village": "the places lie as far apart as two villages",
    "not-told": "a place is not told",
}
ALWAYS = ("place", "time", "act")
"""Parts that are told whatever their points."""


class Reason(Noun):
    """One part of why two claims are linked: its points, positive or negative, and the sentence for a person."""

    what: str
    points: int | float
    says: str


def reasons_of(pair: tuple[Claim, Claim], levels: int, weights: LinkWeights = HAND_SET) -> tuple[Reason, ...]:
    """Every part that speaks, for or against; their points add up to the link's. ``levels`` are the pair's, packed."""
    one, other = pair
    packed = np.array([levels], dtype=np.int64)
    told = []
    for name, field in FIELDS.items():
        number = int(field.of(packed)[0])
        hundredths = int(weights.tables[name][number])
        if hundredths or name in ALWAYS:
            says = _part_says(name, field.levels[number], one, other)
            told.append(Reason(what=CARRIED if name == "carried" else name, points=points(hundredths), says=says))
    if weights.base:
        told.append(Reason(what="base", points=points(weights.base), says="how often near accounts are one, as learnt"))
    return tuple(told)


CARRIED = "carried-over"


def _part_says(part: str, case: str, one: Claim, other: Claim) -> str:
    match part:
        case "place":
            return place_says(one.where, other.where, km_between(one.where, other.where))
        case "lie":
            return _LIE[case]
        case "time":
            return time_says(one.span, other.span, gap_between(one.span, other.span))
        case "moment":
            return _MOMENT[case]
        case "act":
            return act_says(one.act, other.act)
        case "toll":
            return toll_says(one.toll or Toll(), other.toll or Toll())
        case "carried":
            return "the same words are told again of another day" if case == "over" else "they are told of one day"
        case "told":
            same = {"same-report": "one report tells both", "same-source": f"{one.source} tells both"}
            return same.get(case, "two sources")
    return f"{part}: told by one only, or by none" if case == "not-told" else _word_says(part, one, other)


def _word_says(part: str, one: Claim, other: Claim) -> str:
    match part:
        case "actor":
            return f"who: {_who(one.actors)} and {_who(other.actors)}"
        case "weapon":
            return _two("weapon", one.weapon, other.weapon)
        case "target":
            return _two("target", one.facility or one.target, other.facility or other.target)
    share, both = likeness(one.words, other.words)
    named = f": {', '.join(both[:MOST_WORDS])}" if both else ""
    return f"{len(both)} telling words are shared, {share:.0%}{named}"


def km_between(one: Place | None, other: Place | None) -> float:
    """Kilometres between two places; not a number where one is not told."""
    return float("nan") if one is None or other is None else distance_km(one.lat, one.lon, other.lat, other.lon)


def gap_between(one: Span, other: Span) -> int:
    """Seconds by which two spans miss each other, negative where they share a moment."""
    gap = int((max(one.start, other.start) - min(one.end, other.end)).total_seconds())
    meet = gap < 0 or (one.start <= other.start and other.start == other.end < one.end)
    meet = meet or (other.start <= one.start and one.start == one.end < other.end)
    return -1 if meet or (one.start, one.end) == (other.start, other.end) else gap


def _two(what: str, one: str | None, other: str | None) -> str:
    return f"same {what}: {one}" if one == other else f"another {what}: {' and '.join(sorted((str(one), str(other))))}"


def _who(actors: Alternatives) -> str:
    return " or ".join(" and ".join(group) for group in actors) or UNKNOWN


def dead_in(toll: Toll) -> tuple[int, int] | None:
    """The lowest and the highest number of dead told, or None."""
    told = [n for n in (toll.low, toll.best, toll.high) if n is not None]
    return (min(told), max(told)) if told else None


def place_says(one: Place | None, other: Place | None, km: float) -> str:
    """``places 1.2 km apart, within radii 2 + 5 km``."""
    if one is None or other is None:
        return "a place is not told"
    radii = " + ".join(f"{r:g}" for r in sorted((one.radius_km, other.radius_km)))
    within = km <= one.radius_km + other.radius_km
    return f"places {_km(km)} apart, {'within' if within else 'beyond'} radii {radii} km"


def _km(km: float) -> str:
    return f"{km:.1f} km" if km < 10 else f"{km:.0f} km"


def time_says(one: Span, other: Span, gap_s: int) -> str:
    """``times overlap (known to 1 d and 1 d)``, or by how much they miss each other; ``gap_s`` is negative where they meet."""
    lengths = " and ".join(_length(int(s)) for s in sorted((one.length.total_seconds(), other.length.total_seconds())))
    if gap_s >= 0:
        return f"times miss each other by {spoken(gap_s)} (known to {lengths})"
    return f"times overlap (known to {lengths})"


def _length(seconds: int) -> str:
    if seconds >= 86400:
        return f"{seconds / 86400:.3g} d"
    return f"{seconds / 3600:.3g} h" if seconds >= 3600 else f"{seconds // 60} min"


def act_says(one: str | None, other: str | None) -> str:
    """``same act: shelling``, kin, unrelated, or told by one only."""
    match act_relation(one, other):
        case "same":
            return f"same act: {one}"
        case "kin":
            return f"kin acts: {' and '.join(sorted((str(one), str(other))))}"
        case "unrelated":
            return f"unrelated acts: {' and '.join(sorted((str(one), str(other))))}"
        case _:
            return f"act told by one only: {one or other}" if one or other else "no act told"


def toll_says(one: Toll, other: Toll) -> str:
    """``dead: 3 and 3 to 5, which overlap``."""
    mine, theirs = dead_in(one), dead_in(other)
    if mine is None or theirs is None:
        return "dead: no number, or only one side's"
    ranges = " and ".join(f"{low} to {high}" if low != high else str(low) for low, high in sorted((mine, theirs)))
    meet = max(mine[0], theirs[0]) <= min(mine[1], theirs[1])
    return f"dead: {ranges}, which {'overlap' if meet else 'do not meet'}"
