"""The same rules written by hand as pandas masks, with geopandas for the zone: a second judge that shares no code with the first.

Only S02-03 and S02-04 speak of the acts in the event data; that the other provisions find nothing is part of the answer.
From the agreement it takes who has which role and side, and the outline of the country; the rules are written out below.
"""

from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.affinity import affine_transform
from shapely.geometry import shape

from benchmarks.answers import told
from benchmarks.data import february

OUTSIDE_SCOPE, PERMITTED, UNDETERMINED, BREACH = range(4)
FORCE = [
    "airstrike",
    "shelling",
    "sniper-fire",
    "small-arms-fire",
    "guided-missile",
    "explosive-device",
    "clash",
    "attack",
]
SELF_DEFENCE = ["self-defence", "return-fire"]
START = int(pd.Timestamp("2016-02-27T00:00+02:00").timestamp())
ENDS = {"as-written": np.inf, "two-weeks": START + 14 * 86400}
METRES_PER_DEGREE, BORDER_DOUBT_M = 111_195, 3000


@dataclass(frozen=True)
class Rule:
    """Who must not attack whom."""

    provision: str
    bound: str
    protected: str


RULES = (Rule("S02-03", "opposition", "government"), Rule("S02-04", "government", "opposition"))


@dataclass(frozen=True)
class Setting:
    """Roles and sides by actor, and the outline on a plane in metres around its middle."""

    role: dict[str, str]
    side: dict[str, str]
    outline: Any
    middle: tuple[float, float]
    scale: tuple[float, float]


def prepared() -> Setting:
    """What the rules need to know of the agreement, made before the clock starts."""
    agreement = february()
    actors = agreement.text.actors
    country = shape(agreement.shapes["syria"])
    x, y = country.centroid.x, country.centroid.y
    east, north = METRES_PER_DEGREE * cos(radians(y)), METRES_PER_DEGREE
    flat = affine_transform(country, [east, 0, 0, north, -x * east, -y * north])
    roles, sides = {n: a.role for n, a in actors.items()}, {n: a.side or "" for n, a in actors.items()}
    return Setting(roles, sides, flat, (x, y), (east, north))


def judged(setting: Setting, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Verdicts and window relations, from the files."""
    incident = pd.read_parquet(folder / "incident.parquet")
    party = pd.read_parquet(folder / "party.parquet")
    incident = incident.merge(pd.read_parquet(folder / "place.parquet"), on="place", how="left")
    incident["outside"], incident["near"] = _zone(setting, incident)
    rows = party.merge(incident[["incident", "act", "manner", "outside", "near"]], on="incident")
    rows = rows[rows.act.isin(FORCE)]
    verdicts = pd.concat([_verdicts(setting, rule, rows) for rule in RULES], ignore_index=True)
    return verdicts, _windows(verdicts, incident)


def _zone(setting: Setting, incident: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Surely outside the country, and too near its border to tell."""
    (x, y), (east, north) = setting.middle, setting.scale
    at = gpd.points_from_xy((incident.lon - x) * east, (incident.lat - y) * north)
    points = gpd.GeoDataFrame(geometry=at)
    country = gpd.GeoDataFrame(geometry=[setting.outline])
    border = gpd.GeoDataFrame(geometry=[setting.outline.boundary])
    inside = np.zeros(len(points), dtype=bool)
    inside[gpd.sjoin(points, country, predicate="intersects").index] = True
    near = np.zeros(len(points), dtype=bool)
    near[gpd.sjoin(points, border, predicate="dwithin", distance=BORDER_DOUBT_M).index] = True
    # A point outside may still stand for a place inside, as far as its own radius reaches.
    beyond = np.flatnonzero(~inside & ~near)
    reach = BORDER_DOUBT_M + incident.radius_km.to_numpy()[beyond] * 1000
    near[beyond] = points.geometry.iloc[beyond].distance(setting.outline.boundary).to_numpy() <= reach
    return ~inside & ~near, near


def _verdicts(setting: Setting, rule: Rule, rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each incident: who did it is one of the alternatives, and the gravest actor of each counts."""
    role, target_role = rows.actor.map(setting.role), rows.target.map(setting.role)
    unclear = (role == "unclear") & (rows.actor.map(setting.side) == rule.bound)
    bound = (role == "party") & (rows.actor.map(setting.side) == rule.bound)
    nobody_known = rows.actor.isin(["unknown", "?"])
    never_bound = ~bound & ~unclear & ~nobody_known
    named = (target_role != "excluded") & (rows.target.map(setting.side) == rule.protected)
    target_open = rows.target.isin(["unknown", "?"]) | (named & (target_role == "unclear"))
    unprotected = ~named & ~target_open
    verdict = np.select(
        [rows.outside | never_bound | unprotected, rows.manner.isin(SELF_DEFENCE), ~bound | target_open | rows.near],
        [OUTSIDE_SCOPE, PERMITTED, UNDETERMINED],
        BREACH,
    )
    told_of = rows[["incident", "alt"]].assign(verdict=verdict)
    alternative = told_of.groupby(["incident", "alt"], sort=False).verdict.max()
    both = alternative.groupby(level="incident", sort=False).agg(["min", "max"]).reset_index()
    both["verdict"] = both["min"].where(both["min"] == both["max"], UNDETERMINED)
    return both[["incident", "verdict"]].assign(provision=rule.provision)


def _windows(verdicts: pd.DataFrame, incident: pd.DataFrame) -> pd.DataFrame:
    """2 surely in the window, 1 perhaps, 0 surely not."""
    timed = verdicts[["incident", "provision"]].merge(incident[["incident", "t0", "t1"]], on="incident")
    last = timed.t1.where(timed.t0 != timed.t1, timed.t1 + 1)
    under = []
    for reading, end in ENDS.items():
        within, meets = (timed.t0 >= START) & (last <= end), (timed.t0 < end) & (last > START)
        relation = np.select([within, meets], [2, 1], 0)
        under.append(timed[["incident", "provision"]].assign(reading=reading, in_force=relation))
    return pd.concat(under, ignore_index=True)


def answer(verdicts: pd.DataFrame, windows: pd.DataFrame) -> dict[str, Any]:
    """Counts and checksum."""
    return told(verdicts, windows)
