"""What speaks for two accounts being one happening: points from a table, for many pairs at once.

Fusing claims and holding two bodies' incidents against each other stand on the same table.
Place, time, act and toll count. Who is blamed does not: two sides that blame each other for one shell must still meet.
Doubt comes first: the wider two places or spans are, the less it says that they meet, and the fewer points it gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from holdfire.agreement.acts import ATTACKS
from holdfire.claims.claim import Claim, Toll
from holdfire.incidents.incident import Incident
from holdfire.where import KM_PER_DEGREE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HOUR, DAY = 3600, 86400
WIDEST_KM, WIDEST_S = 150.0, 33 * DAY
"""Joint doubt (both radii, both spans) beyond which meeting says nothing: a province; a month and a day."""
BEYOND_KM, SLACK_KM, SLACK_S = 2.0, 10.0, 6 * HOUR
"""A village and its outskirts, as in fusing; the next village; and by how much accounts may miss each other in time: those of
the strike of 17 September 2016 differ by one to two hours, and a night's shelling is told of either day."""


@dataclass(frozen=True)
class Weight:
    """A line of the table: in which case, how many points, and why."""

    what: str
    case: str
    points: int
    why: str


WEIGHTS: Final = (
    Weight("record", "same-claim", 16, "Both bodies stand behind one and the same claim."),
    Weight(
        "record", "same-event", 8, "Whoever wrote the record put both under one event's tag; by itself it is enough."
    ),
    Weight(
        "place",
        "halved",
        2,
        "For each halving of the joint radius from 150 km: a quarter of the area, of the others in it.",
    ),
    Weight("place", "most", 12, "No more than this: nobody knows a place better than to two kilometres."),
    Weight("place", "close", 1, "Apart by less than a quarter of the joint radius."),
    Weight(
        "place", "beyond-half", -2, "Apart by more than half the joint radius; places told of one event lie closer."
    ),
    Weight("place", "beyond-both", -4, "Beyond both radii by up to 2 km: a place is off by more than was said."),
    Weight("place", "next-village", -6, "Beyond both radii by up to 10 km: a wrong village of the district."),
    Weight("time", "halved", 1, "For each halving of the joint span from 33 days: half as many others in it."),
    Weight("time", "most", 9, "No more than this: nobody knows an hour better than to an hour and a half."),
    Weight("time", "gap", -3, "They share no moment: one account must be off, by up to six hours."),
    Weight("act", "same", 2, "The same word for what was done."),
    Weight("act", "kin", 0, "Words that one happening goes by: an attack, the means not told, and a shelling."),
    Weight("act", "not-told", 0, "One of them does not tell; nothing speaks for or against."),
    Weight("act", "unrelated", -5, "One happening does not go by both words; only a person can take them for one."),
    Weight("toll", "equal-10", 5, "The same number of dead, ten or more; by chance that is rare."),
    Weight("toll", "equal-3", 3, "The same number of dead, three to nine."),
    Weight("toll", "equal", 1, "The same number of dead, none to two, as of many incidents."),
    Weight("toll", "overlap", 1, "The ranges of dead overlap."),
    Weight("toll", "not-told", 0, "One of them gives no number."),
    Weight("toll", "near", -1, "The ranges miss each other by two, or by half: first tolls are often mended so."),
    Weight("toll", "far", -4, "The ranges are far apart. Not excluded: sides dispute tolls."),
    Weight("decision", "accepted", 100, "A person decided; this outweighs all else."),
)
"""Each point doubles the odds that two are one, roughly, as in record linkage. How they were set: docs/reconciliation.md."""

POINTS: Final = {(w.what, w.case): w.points for w in WEIGHTS}

LEAST = 8
"""A pair with fewer points is not proposed."""
MARGIN = 2
"""The best candidate must be better than the next by so much (four times the odds); else they cannot be told apart."""

MEANS_NOT_TOLD = frozenset({"attack", "attack-on-aid", "attack-on-civilians", "clash"})
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
    """Incidents or claims as columns.

    Degrees, kilometres, whole seconds since 1970; NaN where not told. Acts are numbers of ``acts``.
    """

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

    def take(self, at: Ints | slice) -> "Rows":
        """Some of them, by position."""
        return Rows(**{f.name: getattr(self, f.name)[at] for f in fields(self)})


@dataclass(frozen=True)
class Scored:
    """Pairs with their points by component.

    ``possible`` is False where place, time or act keep a pair apart, and ``telling`` where
    doubt is so wide that meeting says nothing.
    """

    record: Ints
    place: Ints
    time: Ints
    act: Ints
    toll: Ints
    km: Floats
    gap_s: Ints
    possible: Bools
    telling: Bools

    @property
    def total(self) -> Ints:
        """The sum."""
        return self.record + self.place + self.time + self.act + self.toll

    def where(self, keep: Bools) -> "Scored":
        """Some of the pairs."""
        return Scored(**{f.name: getattr(self, f.name)[keep] for f in fields(self)})


def rows_of(incidents: Sequence[Incident | Claim], acts: dict[str | None, int]) -> Rows:
    """The columns of incidents or claims; ``acts`` numbers the words for acts of both sides, None among them."""
    places = [i.where for i in incidents]
    tolls = [i.toll or Toll() for i in incidents]
    dead = [[n for n in (t.low, t.best, t.high) if n is not None] for t in tolls]
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
        best=_floats(nan if t.best is None else t.best for t in tolls),
    )


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)


def _ints(values: Iterable[float]) -> Ints:
    return np.array([int(v) for v in values], dtype=np.int64)


def act_numbers(*sides: Sequence[Incident | Claim]) -> dict[str | None, int]:
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
    vague = {one, other} & MEANS_NOT_TOLD and one in ATTACKS and other in ATTACKS
    return "kin" if vague or any({one, other} <= kin for kin in KIN) else "unrelated"


def score(a: Rows, b: Rows, pairs: tuple[Ints, Ints], acts: Ints, record: Ints | None = None) -> Scored:
    """Points of pairs (positions in ``a``, positions in ``b``). ``record`` are points from shared claims and tags.

    The same whichever side is called A.
    """
    one, other = pairs
    km = distance_km(a.lat[one], a.lon[one], b.lat[other], b.lon[other])
    gap = np.maximum(a.start[one], b.start[other]) - np.minimum(a.end[one], b.end[other])
    span = (a.end[one] - a.start[one]) + (b.end[other] - b.start[other])
    radius = a.radius[one] + b.radius[other]
    apart = ~_meet(a, b, pairs)
    time = _halvings(span.astype(np.float64), WIDEST_S, "time") + np.where(apart, POINTS["time", "gap"], 0)
    act = acts[a.act[one], b.act[other]]
    return Scored(
        record=np.zeros(len(one), dtype=np.int64) if record is None else record,
        place=_place(km, radius),
        time=time,
        act=act,
        toll=_toll(a, b, pairs),
        km=km,
        gap_s=np.where(apart, np.maximum(gap, 0), -1),
        possible=~(km > radius + SLACK_KM) & (gap <= SLACK_S) & (act != POINTS["act", "unrelated"]),
        telling=(radius <= WIDEST_KM) & (span <= WIDEST_S),
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


def _place(km: Floats, radius: Floats) -> Ints:
    """``radius`` is that of both together; 0 where a place is not told."""
    cases = [np.isnan(radius), km > radius + BEYOND_KM, km > radius, km > radius / 2, km < radius / 4]
    names = ("next-village", "beyond-both", "beyond-half", "close")
    lie: Ints = np.select(cases, [0, *(POINTS["place", n] for n in names)], 0).astype(np.int64)
    return _halvings(np.nan_to_num(radius, nan=np.inf), WIDEST_KM, "place") + lie


def _halvings(doubt: Floats, widest: float, what: str) -> Ints:
    """Points for how much narrower a doubt is than the widest that says anything."""
    halved = np.log2(np.maximum(widest / np.maximum(doubt, 1e-9), 1))
    points: Ints = np.minimum(np.floor(POINTS[what, "halved"] * halved), POINTS[what, "most"]).astype(np.int64)
    return points


def _toll(a: Rows, b: Rows, pairs: tuple[Ints, Ints]) -> Ints:
    one, other = pairs
    low, high = np.maximum(a.low[one], b.low[other]), np.minimum(a.high[one], b.high[other])
    told, meet = ~np.isnan(low + high), low <= high
    equal, best = a.best[one] == b.best[other], a.best[one]
    near = low - high <= np.maximum(2, low / 2)
    cases = [~told, meet & equal & (best >= 10), meet & equal & (best >= 3), meet & equal, meet, near]
    names = ("not-told", "equal-10", "equal-3", "equal", "overlap", "near")
    points: Ints = np.select(cases, [POINTS["toll", n] for n in names], POINTS["toll", "far"]).astype(np.int64)
    return points
