"""What speaks for two incidents being one: points from a table, for many pairs at once.

Place, time, act and toll count. Who is blamed does not: two sides that blame each other for one shell must still meet.
Doubt comes first: the wider two places or spans are, the less it says that they meet, and the fewer points it gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from holdfire.agreement.acts import ATTACKS
from holdfire.incidents import Incident
from holdfire.where import KM_PER_DEGREE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HOUR, DAY = 3600, 86400
SLACK_KM = 2.0
"""As in fusing: a village and its outskirts."""
SLACK_S = 6 * HOUR
"""Two accounts may miss each other by so much; accounts of the strike of 17 September 2016 differ by one to two hours."""


@dataclass(frozen=True)
class Weight:
    """A line of the table: up to which doubt (or in which case), how many points, and why."""

    what: str
    case: str
    points: int
    why: str
    up_to: float = 0.0


WEIGHTS: Final = (
    Weight("record", "same-claim", 8, "Both bodies stand behind one and the same claim."),
    Weight("record", "same-event", 5, "Whoever wrote the record put both under one event's tag."),
    Weight("place", "5 km", 5, "Two places known to a village or quarter; a chance meeting is rare.", 5),
    Weight("place", "15 km", 4, "A circle nine times as wide in area holds about nine times as many others.", 15),
    Weight("place", "40 km", 3, "Much of a district.", 40),
    Weight("place", "80 km", 2, "Several districts.", 80),
    Weight("place", "150 km", 1, "A province; wider than that, meeting says nothing.", 150),
    Weight("place", "beyond-a-radius", -1, "Each point lies outside the other's radius, so both must be off."),
    Weight("place", "beyond-both", -2, "They meet only if a place is off by more than it was said to be."),
    Weight("time", "6 h", 4, "Two spans of hours.", 6 * HOUR),
    Weight("time", "2 d", 3, "A day each.", 50 * HOUR),
    Weight("time", "9 d", 2, "A week and a day or two.", 9 * DAY),
    Weight("time", "33 d", 1, "A month and a day; wider than that, overlap says nothing.", 33 * DAY),
    Weight("time", "gap", -2, "They share no moment: one account must be off, by up to six hours."),
    Weight("act", "same", 3, "The same word for what was done."),
    Weight("act", "kin", 1, "Words that one happening goes by: an attack, the means not told, and a shelling."),
    Weight("act", "not-told", 0, "One of them does not tell; nothing speaks for or against."),
    Weight("act", "unrelated", -5, "One happening does not go by both words; only a person can take them for one."),
    Weight("toll", "equal", 3, "The same number of dead, three or more."),
    Weight("toll", "overlap", 2, "The ranges of dead overlap."),
    Weight("toll", "none", 1, "Both say that nobody died, as of most incidents."),
    Weight("toll", "not-told", 0, "One of them gives no number."),
    Weight("toll", "near", -1, "The ranges miss each other by two, or by half: first tolls are often mended so."),
    Weight("toll", "far", -3, "The ranges are far apart. Not excluded: sides dispute tolls."),
    Weight("decision", "accepted", 100, "A person decided; this outweighs all else."),
)
"""Points are sums of what speaks for a pair, as in record linkage. What each line was set by: docs/reconciliation.md."""

POINTS: Final = {(w.what, w.case): w.points for w in WEIGHTS}
PLACE_BANDS = [w for w in WEIGHTS if w.what == "place" and w.up_to]
TIME_BANDS = [w for w in WEIGHTS if w.what == "time" and w.up_to]

LEAST = 8
"""A pair with fewer points is not proposed: a village, a day and kin acts reach it, two provinces and a week do not."""
MARGIN = 1
"""Candidates whose points differ by less cannot be told apart."""

_MEANS_NOT_TOLD = frozenset({"attack", "attack-on-aid", "attack-on-civilians", "clash"})
KIN: Final = (
    frozenset({"airstrike", "shelling", "guided-missile"}),
    frozenset({"sniper-fire", "small-arms-fire"}),
    frozenset({"ground-advance", "occupation", "clash"}),
    frozenset({"arrest", "abduction"}),
    frozenset({"aid-blocked", "obstruction", "siege"}),
    frozenset({"withdrawal-reversed", "reinforcement", "troop-movement", "presence"}),
    frozenset({"withdrawal", "troop-movement"}),
)
"""Acts that one happening may go by. The four attacks whose means are not told are kin of every attack."""


@dataclass(frozen=True)
class Rows:
    """Incidents as columns. Degrees, kilometres, whole seconds since 1970; NaN where not told. Acts are numbers of ``acts``."""

    lat: Floats
    lon: Floats
    radius: Floats
    start: Ints
    end: Ints
    act: Ints
    low: Floats
    high: Floats
    best: Floats

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class Scored:
    """Pairs with their points by component. ``possible`` is False where place, time or act keep a pair apart."""

    record: Ints
    place: Ints
    time: Ints
    act: Ints
    toll: Ints
    km: Floats
    gap_s: Ints
    possible: Bools

    @property
    def total(self) -> Ints:
        """The sum."""
        return self.record + self.place + self.time + self.act + self.toll


def rows_of(incidents: Sequence[Incident], acts: dict[str | None, int]) -> Rows:
    """The columns of incidents; ``acts`` numbers the words for acts of both sides, None among them."""
    places = [i.where for i in incidents]
    dead = [[n for n in (i.toll.low, i.toll.best, i.toll.high) if n is not None] for i in incidents]
    nan = float("nan")
    return Rows(
        lat=_floats(p.lat if p else nan for p in places),
        lon=_floats(p.lon if p else nan for p in places),
        radius=_floats(p.radius_km if p else nan for p in places),
        start=_ints(i.span.start.timestamp() for i in incidents),
        end=_ints(i.span.end.timestamp() for i in incidents),
        act=_ints(acts[i.act] for i in incidents),
        low=_floats(min(d, default=nan) for d in dead),
        high=_floats(max(d, default=nan) for d in dead),
        best=_floats(nan if i.toll.best is None else i.toll.best for i in incidents),
    )


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)


def _ints(values: Iterable[float]) -> Ints:
    return np.array([int(v) for v in values], dtype=np.int64)


def act_numbers(*sides: Sequence[Incident]) -> dict[str | None, int]:
    """A number for each word, the same whichever side comes first."""
    words = sorted({i.act for side in sides for i in side if i.act})
    return {None: 0, **{word: n for n, word in enumerate(words, 1)}}


def act_points(acts: dict[str | None, int]) -> Ints:
    """Points of every two acts, a square table."""
    table = np.zeros((len(acts), len(acts)), dtype=np.int64)
    for one, row in acts.items():
        for other, column in acts.items():
            table[row, column] = POINTS["act", act_relation(one, other)]
    return table


def act_relation(one: str | None, other: str | None) -> str:
    """``same``, ``kin``, ``not-told``, or ``unrelated`` where one happening does not go by both words."""
    if one is None or other is None:
        return "not-told"
    if one == other:
        return "same"
    vague = {one, other} & _MEANS_NOT_TOLD and one in ATTACKS and other in ATTACKS
    return "kin" if vague or any({one, other} <= kin for kin in KIN) else "unrelated"


def score(a: Rows, b: Rows, pairs: tuple[Ints, Ints], acts: Ints, record: Ints | None = None) -> Scored:
    """Points of pairs (positions in ``a``, positions in ``b``). ``record`` are points from shared claims and tags.

    The same whichever side is called A.
    """
    one, other = pairs
    km = distance_km(a.lat[one], a.lon[one], b.lat[other], b.lon[other])
    place, near = _place(km, a.radius[one], b.radius[other])
    gap = np.maximum(a.start[one], b.start[other]) - np.minimum(a.end[one], b.end[other])
    doubt = (a.end[one] - a.start[one]) + (b.end[other] - b.start[other])
    apart = ~_meet(a, b, pairs)
    time = _banded(doubt.astype(np.float64), TIME_BANDS) + np.where(apart, POINTS["time", "gap"], 0)
    act = acts[a.act[one], b.act[other]]
    return Scored(
        record=np.zeros(len(one), dtype=np.int64) if record is None else record,
        place=place,
        time=time,
        act=act,
        toll=_toll(a, b, pairs),
        km=km,
        gap_s=np.where(apart, np.maximum(gap, 0), -1),
        possible=near & (gap <= SLACK_S) & (act != POINTS["act", "unrelated"]),
    )


def _meet(a: Rows, b: Rows, pairs: tuple[Ints, Ints]) -> Bools:
    """Whether half-open spans share a moment; an instant lies in the span that begins with it."""
    one, other = pairs
    start = np.maximum(a.start[one], b.start[other])
    found: Bools = (start < np.minimum(a.end[one], b.end[other])) | (
        ((a.start[one] == a.end[one]) & (b.start[other] <= a.start[one]) & (a.start[one] < b.end[other]))
        | ((b.start[other] == b.end[other]) & (a.start[one] <= b.start[other]) & (b.start[other] < a.end[one]))
        | ((a.start[one] == b.start[other]) & (a.end[one] == b.end[other]))
    )
    return found


def distance_km(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Kilometres on a sphere, good to 0.5% within a few hundred kilometres; across the date line too."""
    east = np.abs(lon - other_lon)
    east = np.minimum(east, 360 - east) * np.cos(np.radians((lat + other_lat) / 2))
    found: Floats = np.hypot(east, lat - other_lat) * KM_PER_DEGREE
    return found


def _place(km: Floats, radius: Floats, other: Floats) -> tuple[Ints, Bools]:
    doubt = radius + other
    known = ~np.isnan(doubt)
    points = _banded(doubt, PLACE_BANDS)
    points += np.where(km > doubt, POINTS["place", "beyond-both"], 0)
    points += np.where((km > np.maximum(radius, other)) & (km <= doubt), POINTS["place", "beyond-a-radius"], 0)
    return np.where(known, points, 0), ~known | (km <= doubt + SLACK_KM)


def _banded(doubt: Floats, bands: Sequence[Weight]) -> Ints:
    """Points of the first band that is wide enough; 0 beyond the last, and where there is no doubt to measure."""
    limits = np.array([w.up_to for w in bands])
    points = np.array([*(w.points for w in bands), 0], dtype=np.int64)
    found: Ints = points[np.searchsorted(limits, doubt)]
    return found


def _toll(a: Rows, b: Rows, pairs: tuple[Ints, Ints]) -> Ints:
    one, other = pairs
    low, high = np.maximum(a.low[one], b.low[other]), np.minimum(a.high[one], b.high[other])
    told, meet = ~np.isnan(low + high), low <= high
    most = np.maximum(a.high[one], b.high[other])
    equal = (a.best[one] == b.best[other]) & (a.best[one] >= 3)
    near = low - high <= np.maximum(2, low / 2)
    cases = [~told, meet & (most == 0), meet & equal, meet, near]
    names = ["not-told", "none", "equal", "overlap", "near"]
    return np.select(cases, [POINTS["toll", n] for n in names], POINTS["toll", "far"]).astype(np.int64)
