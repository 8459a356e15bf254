"""Coverage: who looked where on each day, and what a quiet day is worth.

A day in an area is graded by rules that stand here and nowhere else. An area is told by points spread evenly over it; a look
reaches those that lie within the radius it is told with:

- **watched**: posts, patrols, cameras or networks reached four fifths of the area for at least 20 of the day's hours;
- **low**: they reached half of it or more, for fewer hours (a camera dark for six hours leaves 18) or for hours not told;
- **part**: they reached less than half of it, or it is not drawn: one road is not a country;
- **report-only**: nobody looked on the spot, but somebody with sources in reach gave a count for the day, zero included;
- **refused**: nobody looked and nothing was counted, and somebody was kept from looking;
- **nobody**: no word.

Calm is asserted only of a day that is watched and of which nothing is told; "calm, low coverage" of a day that is low. Any other
day without incidents says nothing. Hours are of looking at the whole of an area: two hours at half of it are one. Rates are
incidents on days on which somebody looked on the spot, for 24 such hours.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfire.statistics.fitting import interval_of
from holdfire.statistics.happening import Happening
from holdfire.statistics.model import Area, AreaDay, DayWord, Grade, rounded, say
from holdfire.when import Span, merged

WATCHED_HOURS = 20.0
"""Hours of looking from which a day is watched: five in six. Ours; no text of a mission gives one that we could find."""
WATCHED_SHARE, LOW_SHARE = 0.8, 0.5
"""Shares of an area that must be reached for it to be watched, and to be seen at all. Ours too."""
FEWEST_HOURS = 48.0
"""Hours of looking below which no rate is given."""
WHOLE = "*"
"""The area that is everything the agreement speaks of."""


@dataclass(frozen=True)
class Look:
    """Somebody looked (``spot``), counted from afar, or was ``refused``; from when to when, by whose account.

    ``areas`` are those concerned, each with the points of it that were reached. No length of time: the hours are not told.
    """

    span: Span
    kind: str
    areas: Mapping[str, frozenset[int]]
    by: tuple[str, ...] = ()


SPOT, REPORT, REFUSED = "spot", "report", "refused"


def looking(
    areas: Mapping[str, int],
    days: Sequence[tuple[date, Span]],
    looks: Sequence[Look],
    happenings: Sequence[Happening],
    as_of: datetime,
    *,
    whole: bool = True,
) -> tuple[Area, ...]:
    """Each area over these days, then the whole. ``areas`` says by how many points each is told; 0 where it is not drawn.

    The whole (``*``) is looked at wherever anybody looks, and so is never surely calm. It is left out where ``whole`` is False.
    """
    told: dict[str, Counter[date]] = defaultdict(Counter)
    for one in happenings:
        if one.day is not None:
            for area in {*one.zones, WHOLE}:
                told[area][one.day] += 1
    near = _by_area_and_day(looks, [span for _, span in days])
    every = {**areas, WHOLE: 0} if whole else areas
    return tuple(
        _area(
            area,
            [
                _day(_Near(area, points, near.get((area, n), ()), span), day, told[area][day], as_of)
                for n, (day, span) in enumerate(days)
            ],
        )
        for area, points in every.items()
    )


def _by_area_and_day(looks: Sequence[Look], days: Sequence[Span]) -> dict[tuple[str, int], list[Look]]:
    """The looks that meet each day, by area, in order of time. Days follow one another."""
    starts = [day.start for day in days]
    found: dict[tuple[str, int], list[Look]] = defaultdict(list)
    for look in sorted(looks, key=lambda one: (one.span, one.kind, one.by)):
        first = max(0, bisect_right(starts, look.span.start) - 1)
        for n in range(first, max(first + 1, bisect_left(starts, look.span.end))):
            if n < len(days) and look.span.meets(days[n]):
                for area in (*look.areas, WHOLE):
                    found[area, n].append(look)
    return found


@dataclass(frozen=True)
class _Near:
    """The looks at one area that meet one day."""

    area: str
    points: int
    looks: Sequence[Look]
    day: Span

    @property
    def spot(self) -> list[Look]:
        return [look for look in self.looks if look.kind == SPOT]

    def hours(self) -> list[float]:
        """Hours for which each point was looked at, of points that were reached."""
        at: dict[int, list[Span]] = defaultdict(list)
        for look in self.spot:
            for point in look.areas.get(self.area, ()):
                at[point].append(look.span)
        cut = ([c for span in spans if (c := span.cut(self.day))] for _, spans in sorted(at.items()))
        return [math.fsum(s.length.total_seconds() for s in merged(spans)) / 3600 for spans in cut]

    def grade(self, hours: Sequence[float]) -> Grade:
        """By the rules of this file."""
        if self.points and sum(h >= WATCHED_HOURS for h in hours) >= WATCHED_SHARE * self.points:
            return "watched"
        if self.points and len(hours) >= LOW_SHARE * self.points:
            return "low"
        if self.spot:
            return "part"
        if any(look.kind == REPORT for look in self.looks):
            return "report-only"
        return "refused" if self.looks else "nobody"


def _area(area: str, rows: Sequence[AreaDay]) -> Area:
    grades = Counter(row.grade for row in rows)
    looked = [row for row in rows if row.hours]
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
            "days": tuple(rows),
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


def _day(near: _Near, day: date, incidents: int, as_of: datetime) -> AreaDay:
    hours = near.hours()
    grade: Grade = near.grade(hours) if near.day.start < as_of else "ahead"
    by = tuple(dict.fromkeys(b for look in near.looks if look.kind != REFUSED for b in look.by))
    return AreaDay(
        day=day.isoformat(),
        grade=grade,
        says=_says(grade, incidents),
        hours=rounded(math.fsum(hours) / near.points) if near.points else 0.0,
        by=by,
        refusals=sum(look.kind == REFUSED for look in near.looks),
        incidents=incidents,
    )


def _says(grade: Grade, incidents: int) -> DayWord:
    if grade == "ahead":
        return "ahead"
    if incidents:
        return "told"
    return {"watched": "calm", "low": "calm-low"}.get(grade, "no-word")  # type: ignore[return-value]
