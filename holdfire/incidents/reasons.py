"""Why two accounts are taken for one, in sentences for a person: each part of the points with what it stands on."""

from holdfire.claims.claim import UNKNOWN, Alternatives, Claim, Noun, Toll
from holdfire.incidents.likeness import CASES, FUSING_POINTS, PARTS, Likeness
from holdfire.incidents.texts import likeness
from holdfire.incidents.weights import act_relation
from holdfire.when import Span, spoken
from holdfire.where import Place

MOST_WORDS = 8
"""So many shared words are named."""


_MOMENT = {
    "same": "the middles of the times nearly meet",
    "near": "the middles of the times are near",
    "off": "the middles of the times are apart",
    "far": "the times only touch",
    "none": "no common time to compare",
}


class Reason(Noun):
    """One part of why two claims are linked: its points, positive or negative, and the sentence for a person."""

    what: str
    points: int
    says: str


def reasons_of(pair: tuple[Claim, Claim], found: Likeness, at: int) -> tuple[Reason, ...]:
    """Every part that speaks, for or against; their points add up to the link's. ``at`` is the pair's place in ``found``."""
    one, other = pair
    scored = found.scored
    carried = int(found.carried[at])
    told = [
        Reason(
            what="place", points=int(scored.place[at]), says=place_says(one.where, other.where, float(scored.km[at]))
        ),
        Reason(what="time", points=int(scored.time[at]), says=time_says(one.span, other.span, int(scored.gap_s[at]))),
        Reason(what="act", points=int(scored.act[at]), says=act_says(one.act, other.act)),
        Reason(what="toll", points=int(scored.toll[at]), says=toll_says(one.toll or Toll(), other.toll or Toll())),
    ]
    if carried:
        told.append(Reason(what="carried-over", points=carried, says="the same words are told again of another day"))
    for part in PARTS:
        case = CASES[part][int(found.cases[part][at])]
        told.append(Reason(what=part, points=FUSING_POINTS[part, case], says=_part_says(part, case, one, other)))
    return tuple(r for r in told if r.points or r.what in ("place", "time", "act"))


def _part_says(part: str, case: str, one: Claim, other: Claim) -> str:
    if case == "not-told":
        return f"{part}: told by one only, or by none"
    match part:
        case "moment":
            return _MOMENT[case]
        case "edge":
            return "the places lie at the edges of their radii"
        case "actor":
            return f"who: {_who(one.actors)} and {_who(other.actors)}"
        case "weapon":
            return _two("weapon", one.weapon, other.weapon)
        case "target":
            return _two("target", one.facility or one.target, other.facility or other.target)
        case "words":
            share, both = likeness(one.words, other.words)
            named = f": {', '.join(both[:MOST_WORDS])}" if both else ""
            return f"{len(both)} telling words are shared, {share:.0%}{named}"
        case _:
            return {"same-report": "one report tells both", "same-source": f"{one.source} tells both"}.get(
                case, "two sources"
            )


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
