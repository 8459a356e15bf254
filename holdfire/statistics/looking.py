"""Coverage: who looked where on each day, and what a quiet day is worth.

A day in an area is graded by rules that stand here and nowhere else:

- **watched**: posts, patrols, cameras or networks looked for at least 20 of the day's hours;
- **low**: they looked for fewer (a camera dark for six hours leaves 18);
- **report-only**: nobody looked on the spot, but somebody with sources in reach gave a count for the day, zero included;
- **refused**: nobody looked and nothing was counted, and somebody was kept from looking;
- **nobody**: no word.

Calm is asserted only of a day that is watched and of which nothing is told; "calm, low coverage" of a day that is low. A
report-only, refused or unwatched day without incidents says nothing. Rates are for 24 hours of looking: incidents on days on
which somebody looked on the spot, over the hours looked.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfire.statistics.fitting import interval_of
from holdfire.statistics.happening import Happening
from holdfire.statistics.model import Area, AreaDay, DayWord, Grade, rounded, say
from holdfire.when import Span, merged

WATCHED_HOURS = 20.0
"""Hours of looking from which a day is watched: five in six. Ours; no text of a mission gives one that we could find."""
FEWEST_HOURS = 48.0
"""Hours of looking below which no rate is given."""
WHOLE = "*"
"""The area that is everything the agreement speaks of."""


@dataclass(frozen=True)
class Look:
    """Somebody looked (``spot``), counted from afar, or was ``refused``; from when to when, in which areas, by whose account."""

    span: Span
    kind: str
    areas: tuple[str, ...]
    by: tuple[str, ...] = ()


SPOT, REPORT, REFUSED = "spot", "report", "refused"


def looking(
    areas: Iterable[str],
    days: Sequence[tuple[date, Span]],
    looks: Sequence[Look],
    happenings: Sequence[Happening],
    as_of: datetime,
) -> tuple[Area, ...]:
    """Each area over these days. The whole (``*``) is looked at wherever anybody looks, and so is never surely calm."""
    told: dict[str, Counter[date]] = defaultdict(Counter)
    for one in happenings:
        if one.day is not None:
            for area in {*one.zones, WHOLE}:
                told[area][one.day] += 1
    in_area: dict[str, list[Look]] = defaultdict(list)
    for look in sorted(looks, key=lambda one: (one.span, one.kind, one.by)):
        for area in {*look.areas, WHOLE}:
            in_area[area].append(look)
    return tuple(_area(area, days, in_area[area], told[area], as_of) for area in areas)


def _area(
    area: str, days: Sequence[tuple[date, Span]], looks: Sequence[Look], told: Mapping[date, int], as_of: datetime
) -> Area:
    rows = tuple(_day(area, day, span, looks, told.get(day, 0), as_of) for day, span in days)
    grades = Counter(row.grade for row in rows)
    looked = [row for row in rows if row.grade in ("watched", "low")]
    hours, counted = math.fsum(row.hours for row in looked), sum(row.incidents for row in looked)
    found: dict[str, object] = {}
    if area == WHOLE:
        found = {"refused": say("whole-not-looked-at")}
    elif hours < FEWEST_HOURS:
        found = {"refused": say("few-hours", hours=rounded(hours), least=f"{FEWEST_HOURS:g}")}
    elif not counted:
        # The rule of three (Hanley and Lippman-Hand 1983): with none in so long, up to three in as long.
        found = {"per_24h": 0.0, "interval": {"low": 0.0, "high": rounded(3 / hours * 24)}}
    else:
        found = _rate(looked, hours, counted)
    return Area.model_validate(
        {
            "area": area,
            "days": rows,
            "grades": {g: grades[g] for g in sorted(grades)},
            "hours": rounded(hours),
            "calm": sum(row.says == "calm" for row in rows),
            "incidents_looked": counted,
            **found,
        }
    )


def _rate(looked: Sequence[AreaDay], hours: float, counted: int) -> dict[str, object]:
    """Incidents for 24 hours of looking; quasi-Poisson over the days, each by its hours."""
    each = counted / hours
    freedom = len(looked) - 1
    if freedom < 6 or counted < 5:
        return {"per_24h": rounded(each * 24), "refused": say("few-days-looked", days=len(looked), counted=counted)}
    spread = math.fsum((row.incidents - each * row.hours) ** 2 / (each * row.hours) for row in looked) / freedom
    made = interval_of(math.log(each * 24), max(1.0, spread) / counted, freedom)
    return {"per_24h": rounded(each * 24), "interval": made}


def _day(area: str, day: date, span: Span, looks: Sequence[Look], incidents: int, as_of: datetime) -> AreaDay:
    near = [look for look in looks if look.span.meets(span)]
    spot = [cut for look in near if look.kind == SPOT and (cut := look.span.cut(span))]
    seconds = math.fsum(s.length.total_seconds() for s in merged(spot))
    hours = rounded(seconds / 3600)
    refusals = sum(look.kind == REFUSED for look in near)
    ended = span.start < as_of
    grade = _grade(seconds / 3600, near, refusals) if ended else "ahead"
    by = tuple(dict.fromkeys(b for look in near if look.kind != REFUSED for b in look.by))
    return AreaDay(
        day=day.isoformat(),
        grade=grade,
        says=_says(area, grade, incidents),
        hours=hours,
        by=by,
        refusals=refusals,
        incidents=incidents,
    )


def _grade(hours: float, near: Sequence[Look], refusals: int) -> Grade:
    if hours >= WATCHED_HOURS:
        return "watched"
    if hours > 0 or any(look.kind == SPOT for look in near):
        return "low"
    if any(look.kind == REPORT for look in near):
        return "report-only"
    return "refused" if refusals else "nobody"


def _says(area: str, grade: Grade, incidents: int) -> DayWord:
    """What may be said of a day. Of the whole nobody can say that it was calm because one road was watched."""
    if grade == "ahead":
        return "ahead"
    if incidents:
        return "told"
    if grade == "watched" and area != WHOLE:
        return "calm"
    return "calm-low" if grade == "low" and area != WHOLE else "no-word"
