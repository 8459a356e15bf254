"""Incidents in the columns of ACLED, UCDP GED, or GDELT with PLOVER: what their readers find again is never more than was told.

A place or a time that is known less exactly than the other data set can say leaves the row out, and the row is counted: a wider
radius is never narrowed to fit. A target is told only where the other's columns cannot make it the one to blame. Who acted
together, the range of a toll in ACLED, the hour, denials and confidence stay behind; ``notes`` tells them in words.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import UNKNOWN, UNMAPPED
from holdfire.exports.crosswalk import Words, crosswalk
from holdfire.exports.table import Column, Made, Row, joined

ACLED_COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type", "actor1"),
    *("assoc_actor_1", "actor2", "assoc_actor_2", "civilian_targeting", "location", "latitude", "longitude"),
    *("geo_precision", "source", "notes", "fatalities"),
)
UCDP_COLUMNS = (
    *("id", "type_of_violence", "dyad_name", "side_a", "side_b", "source_headline", "where_prec", "where_coordinates"),
    *("latitude", "longitude", "event_clarity", "date_prec", "date_start", "date_end", "low", "best", "high"),
)
PLOVER_COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "Actor1Name", "Actor2Name", "EventCode", "EventRootCode", "ActionGeo_Type"),
    *("ActionGeo_FullName", "ActionGeo_Lat", "ActionGeo_Long", "SOURCEURL", "plover_event_type"),
    *("plover_event_mode", "plover_contexts"),
)
COLUMNS = {"acled": ACLED_COLUMNS, "ucdp": UCDP_COLUMNS, "plover": PLOVER_COLUMNS}
DEGREES = frozenset({"latitude", "longitude", "ActionGeo_Lat", "ActionGeo_Long"})
ACLED_KM = ((2.0, "1"), (25.0, "2"), (100.0, "3"))
UCDP_KM = ((2.0, "1"), (25.0, "2"), (40.0, "3"), (60.0, "5"), (100.0, "4"), (400.0, "6"))
GDELT_KM = ((25.0, "4"), (100.0, "5"), (400.0, "1"))
"""Radius in km up to which a code holds, by the readers of these data sets (docs/exports.md)."""
UNIDENTIFIED = "Unidentified Armed Group"
CIVILIANS = "Civilians"
BATTLE = "Armed clash"
ORDERED = frozenset({"Attack", "Abduction/forced disappearance"})
"""Violence against civilians: actor 1 did it to actor 2, so two who may have done it cannot stand there."""
NO_WORD, NO_PLACE, WIDE, LONG, NOBODY, NO_DEAD = (
    *("no word for the act", "no place", "place too uncertain", "time too uncertain", "nobody is blamed"),
    "nobody is told killed",
)
"""Why a row is left out."""

Told = dict[str, Any]


class LeftOutError(Exception):
    """A row that a layout cannot tell, and why."""


def laid_out(made: Made, layout: str, text: AgreementText) -> Made:
    """The incidents of a table in the columns of another data set; ``left_out`` of the new table fills while it is walked."""
    makers: dict[str, Callable[[Told, Words, Layout], Row]] = {"acled": _acled, "ucdp": _ucdp, "plover": _plover}
    left: Counter[str] = Counter()
    columns = tuple(Column(name, "number" if name in DEGREES else "text", "") for name in COLUMNS[layout])
    rows = _rows(made, makers[layout], Layout(made, text), left)
    return Made(made.about, columns, rows, made.zone, None, left)


class Layout:
    """What a row is told with: the agreement's names, its time zone."""

    def __init__(self, made: Made, text: AgreementText) -> None:
        self.text = text
        self.zone = made.zone

    def name(self, actor: str) -> str:
        """An actor's English name, which readers map back; a name that only the source knew as it gave it."""
        if actor == UNKNOWN:
            return UNIDENTIFIED
        return self.text.actors[actor].name.en if actor in self.text.actors else actor.removeprefix(UNMAPPED)

    def aimed(self, target: str) -> str:
        """The target where it is an actor, else nothing."""
        return self.name(target) if target in self.text.actors or target.startswith(UNMAPPED) else ""

    def days(self, told: Told) -> tuple[date, date]:
        """The first and the last day on which it may have happened."""
        start, end = told["start"].astimezone(UTC), told["end"].astimezone(UTC)
        last = end - timedelta(microseconds=1) if end > start else end
        return start.astimezone(self.zone).date(), last.astimezone(self.zone).date()


def _rows(made: Made, make: Callable[[Told, Words, Layout], Row], layout: Layout, left: Counter[str]) -> Iterator[Row]:
    names = [column.name for column in made.columns]
    known = crosswalk()
    for row in made.rows:
        told = dict(zip(names, row, strict=True))
        try:
            if told["act"] not in known:
                raise LeftOutError(NO_WORD)
            yield make(told, known[told["act"]], layout)
        except LeftOutError as reason:
            left[str(reason)] += 1


def _code(told: Told, steps: tuple[tuple[float, str], ...]) -> str:
    """The first code that is not narrower than the place is known."""
    if told["radius_km"] is None:
        raise LeftOutError(NO_PLACE)
    code = next((code for km, code in steps if told["radius_km"] <= km), None)
    if code is None:
        raise LeftOutError(WIDE)
    return code


def _acled(told: Told, words: Words, layout: Layout) -> Row:
    civilians = told["target"] == "civilians"
    kind = words.acled_event_type_civilians if civilians else words.acled_event_type
    sub = words.acled_sub_event_type_civilians if civilians else words.acled_sub_event_type
    if not sub:
        raise LeftOutError(NO_WORD)
    geo = _code(told, ACLED_KM)
    day, precision = _acled_day(*layout.days(told))
    (first, beside), (second, beside_second) = _acled_sides(told, layout, sub)
    return (
        *(told["id"], day.isoformat(), str(day.year), precision, kind, sub, first, beside, second, beside_second),
        *("Civilian targeting" if civilians else "", told["place"], told["lat"], told["lon"]),
        *(geo, "; ".join(layout.name(n) for n in told["claimants"]), _notes(told), _whole(told["dead_best"])),
    )


def _acled_day(first: date, last: date) -> tuple[date, str]:
    """The date and its precision: a day, seven days around one, or a calendar month."""
    if first == last:
        return first, "1"
    if (last - first).days <= 6:
        return first + timedelta(days=3), "2"
    if (first.year, first.month) == (last.year, last.month):
        return first.replace(day=15), "3"
    raise LeftOutError(LONG)


def _acled_sides(told: Told, layout: Layout, sub: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both sides, each with who is beside it. Where alternatives are more than columns, both are unidentified."""
    groups, battle = told["actors"], sub == BATTLE
    sides = [(layout.name(g[0]), "; ".join(map(layout.name, g[1:]))) for g in groups]
    nobody = (UNIDENTIFIED, "")
    civilians = (CIVILIANS, "")
    if len(groups) == 1:
        if told["target"] == "civilians":
            return sides[0], civilians
        other = layout.aimed(told["target"])
        return sides[0], (other or (UNIDENTIFIED if battle else ""), "")
    if len(groups) == 2 and told["target"] != "civilians" and sub not in ORDERED:
        return sides[0], sides[1]
    return nobody, civilians if told["target"] == "civilians" else nobody if battle else ("", "")


def _ucdp(told: Told, words: Words, layout: Layout) -> Row:
    if words.ucdp != "force":
        raise LeftOutError(NO_WORD)
    if not any(told[n] for n in ("dead_low", "dead_best", "dead_high")):
        raise LeftOutError(NO_DEAD)
    where = _code(told, UCDP_KM)
    first, last = layout.days(told)
    side_a, side_b, kind = _ucdp_sides(told, layout)
    toll = [told[n] for n in ("dead_low", "dead_best", "dead_high")]
    clarity = "1" if told["confidence"] == "high" else "2"
    return (
        *(told["id"], kind, f"{side_a} - {side_b}", side_a, side_b, _notes(told), where, told["place"]),
        *(told["lat"], told["lon"], clarity, _date_prec(first, last)),
        *(first.isoformat(), last.isoformat(), *map(_whole, toll)),
    )


def _ucdp_sides(told: Told, layout: Layout) -> tuple[str, str, str]:
    """Side A, side B and the type of violence: one-sided against civilians, else 2, since GED alone says who is a state."""
    groups = told["actors"]
    sides = [", ".join(map(layout.name, g)) for g in groups]
    if told["target"] == "civilians":
        if len(groups) != 1 or UNKNOWN in groups[0]:
            raise LeftOutError(NOBODY)
        return sides[0], CIVILIANS, "3"
    other = layout.aimed(told["target"])
    if len(groups) == 2:
        return sides[0], sides[1], "2"
    if len(groups) == 1 and other:
        return sides[0], other, "2"
    raise LeftOutError(NOBODY)


def _date_prec(first: date, last: date) -> str:
    """GED's steps: the day, two to six days, a week, a month, more."""
    days = (last - first).days + 1
    return "1" if days == 1 else "2" if days <= 6 else "3" if days == 7 else "4" if days <= 31 else "5"


def _plover(told: Told, words: Words, layout: Layout) -> Row:
    if not words.cameo:
        raise LeftOutError(NO_WORD)
    geo = _code(told, GDELT_KM)
    first, last = layout.days(told)
    if first != last:
        raise LeftOutError(LONG)
    groups = told["actors"]
    who = layout.name(groups[0][0]) if len(groups) == 1 and len(groups[0]) == 1 else ""
    whom = CIVILIANS if told["target"] == "civilians" else layout.aimed(told["target"])
    return (
        *(told["id"], first.strftime("%Y%m%d"), who, whom, words.cameo, words.cameo[:2], geo, told["place"]),
        *(told["lat"], told["lon"], "", words.plover, words.plover_mode, words.plover_contexts),
    )


def _notes(told: Told) -> str:
    """What the columns do not say."""
    said = [f"act {told['act']}", f"between {_iso(told['start'])} and {_iso(told['end'])}"]
    said += [f"blamed {joined(told['actors'])}" if told["actors"] else "nobody is blamed", f"target {told['target']}"]
    toll = [n for n in (told["dead_low"], told["dead_high"]) if n is not None]
    said += [f"killed {' to '.join(map(str, dict.fromkeys(toll)))}"] if toll else []
    said += [f"denied by {', '.join(told['denied_by'])}"] if told["denied_by"] else []
    return f"{'; '.join(said)}; confidence {told['confidence']}; within {told['radius_km']} km."


def _iso(value: datetime) -> str:
    return value.isoformat(timespec="minutes")


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)
