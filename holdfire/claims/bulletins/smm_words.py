"""Words of the mission for weapons, fire and exercises, and what act they come to."""

import re

EXERCISE = "live-fire-exercise"
MOST_RANGE_KM = 60.0
"""A range beyond this is a misread cell: nobody hears a gun so far off."""
ASSESSED = re.compile(r"live-?\s?fire\s(?:training\s)?(?:exercise|training)|exercise|учени\w+|учебн\w+", re.I)
_LIGHT = re.compile(
    r"small\s?-?arms|heavy\s?-?machine\s?-?gun|\bhmg\b|machine-?gun|rifle|стрелков\w+|пулем[её]т\w*|\bspg\b", re.I
)
_HEAVY = re.compile(
    r"mortar|artillery|howitzer|mlrs|tank|cannon|grenade|\bagl\b|\bifv\b|\bapc\b|\bspg\b|rocket|missile|atgm|мином[её]т|артилл|рсзо|танк|бмп|гранатом",
    re.I,
)
_SMALL_SEEN = re.compile(r"burst|shot|очеред|выстрел", re.I)
WEAPON = re.compile(rf"(?:{_LIGHT.pattern}|{_HEAVY.pattern})(?:[\s-](?:launcher|fire|arms))?", re.I)


def act_of(weapon: str, notes: str) -> str | None:
    """The act by its weapon, else by what was seen; None for an explosion of which no more is known."""
    if weapon and _LIGHT.search(weapon) and not _HEAVY.search(weapon):
        return "small-arms-fire"
    if weapon and _HEAVY.search(weapon):
        return "shelling"
    if _SMALL_SEEN.search(notes):
        return "small-arms-fire"
    return None
