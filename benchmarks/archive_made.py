"""An archive made in code: the bundled agreements again and again, each time in another place and at another time.

A *world* holds the six bundled agreements, moved by so many degrees of longitude and so many days, their actors renamed. Events
are those of UCDP GED for Syria, moved with their world, near the zones of one of its agreements, jittered by a few kilometres so
that no two are alike. Nothing here is real but the texts and the shape of the data.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.data import ROOT, ged_syria
from holdfire.agreement import load
from holdfire.agreement.load import SHAPES, TEXT
from holdfire.agreement.yaml_text import read_yaml
from holdfire.archive.collect import collect_events
from holdfire.archive.event import EVENT

BASES = ("syria-2016-02", "syria-2016-09", "minsk-2-2015", "hudaydah-2018", "karabakh-2020", "colombia-2016")
STARTS = ("2016-02-27", "2016-09-12", "2015-02-15", "2018-12-18", "2020-11-10", "2016-08-29")
"""When each truce began, so that events can be moved to it."""
_DATE = re.compile(r"\b(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)")
_YEAR_END = re.compile(r"\bend of (\d{4})(?![\d-])")
WORLD_DAYS, WORLD_DEGREES = 97, 7.0
ROWS_AT_ONCE = 250_000


def _moved(value: Any, days: int) -> Any:
    """Every date in a text, so many days later."""
    if isinstance(value, dict):
        return {key: _moved(v, days) for key, v in value.items()}
    if isinstance(value, list):
        return [_moved(v, days) for v in value]
    if isinstance(value, str):
        value = _YEAR_END.sub(lambda m: f"end of {m[1]}-12-31", value)
        return _DATE.sub(lambda m: (date.fromisoformat(m[0]) + timedelta(days=days)).isoformat(), value)
    return value


def _turned(coordinates: Any, degrees: float) -> Any:
    if coordinates and isinstance(coordinates[0], int | float):
        return [round(coordinates[0] + degrees, 7), *coordinates[1:]]
    return [_turned(part, degrees) for part in coordinates]


def _renamed(actors: dict[str, Any], world: int) -> None:
    for actor in actors.values():
        for language, name in actor["name"].items() if isinstance(actor["name"], dict) else ():
            actor["name"][language] = f"{name} {world}"
        if isinstance(actor["name"], str):
            actor["name"] = f"{actor['name']} {world}"
        for number, alias in enumerate(actor.get("aliases", [])):
            if isinstance(alias, dict):
                alias["name"] = f"{alias['name']} {world}"
            else:
                actor["aliases"][number] = f"{alias} {world}"


def degrees_of(world: int) -> float:
    """How far a world is moved, 42 degrees either way at most, so that shapes stay on the map."""
    return (world * WORLD_DEGREES + 42) % 84 - 42


def make_agreements(folder: Path, many: int) -> None:
    """So many agreements, world by world."""
    for number in range(many):
        world, base = divmod(number, len(BASES))
        source, place = ROOT / "agreements" / BASES[base], folder / f"{BASES[base]}-w{world:04}"
        place.mkdir(parents=True, exist_ok=True)
        said, _ = read_yaml(source / TEXT)
        head = {key: said.pop(key) for key in ("sources", "about")}
        said = _moved(said, world * WORLD_DAYS) | head
        said["id"] = place.name
        _renamed(said["actors"], world)
        (place / TEXT).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        shapes = json.loads((source / SHAPES).read_text("utf-8"))
        for feature in shapes["features"]:
            feature["geometry"]["coordinates"] = _turned(feature["geometry"]["coordinates"], degrees_of(world))
        (place / SHAPES).write_text(json.dumps(shapes), "utf-8")


def _middles() -> list[tuple[float, float]]:
    """The middle of the first drawn zone of each base."""
    found = []
    for base in BASES:
        agreement = load(ROOT / "agreements" / base)
        boxes = [_box(s["coordinates"]) for s in agreement.shapes.values()]
        west, south, east, north = np.array(max(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1])))
        found.append(((west + east) / 2, (south + north) / 2))
    return found


def _box(coordinates: Any) -> tuple[float, float, float, float]:
    flat = np.array(list(_points(coordinates)))
    return (*flat.min(axis=0), *flat.max(axis=0))


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _points(part)


def make_events(folder: Path, rows: int, worlds: int, seed: int = 20160227) -> None:
    """So many events, file by file."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = folder.parent / "raw"
    collect_events([ged_syria()], raw, datetime(2020, 1, 1, tzinfo=UTC))
    ged = pq.read_table(raw / "ged_syria.csv.parquet")
    chance, middles = np.random.default_rng(seed), _middles()
    home = middles[0]
    begins = [np.datetime64(s) for s in STARTS]
    for number, start in enumerate(range(0, rows, ROWS_AT_ONCE)):
        size = min(ROWS_AT_ONCE, rows - start)
        of = np.arange(start, start + size)
        row, turn = of % ged.num_rows, of // ged.num_rows
        base, world = turn % len(BASES), (turn // len(BASES)) % worlds
        some = ged.take(pa.array(row))
        lat, lon = some["lat"].to_numpy(), some["lon"].to_numpy()
        to = np.array(middles)[base] - np.array(home)
        turned = np.array([degrees_of(w) for w in range(worlds)])[world]
        days = world * WORLD_DAYS + np.array([int((b - begins[0]) / np.timedelta64(1, "D")) for b in begins])[base]
        moved = days.astype("timedelta64[D]")
        columns = {
            "id": pa.array([f"E{n:010}" for n in of.tolist()]),
            "claims": pa.array([[]] * size, EVENT.field("claims").type),
            "lon": pa.array(lon + to[:, 0] + turned + chance.normal(0, 0.02, size)),
            "lat": pa.array(np.clip(lat + to[:, 1] + chance.normal(0, 0.02, size), -89, 89)),
            **{c: pa.array(some[c].to_numpy() + moved, pa.timestamp("us", "UTC")) for c in ("start", "end")},
            "actors": _named(some["actors"], world),
        }
        table = pa.table([columns.get(c, some[c]) for c in EVENT.names], schema=EVENT)
        pq.write_table(table, folder / f"part-{number:05}.parquet", compression="zstd")


def _named(actors: pa.ChunkedArray, world: np.ndarray[Any, np.dtype[Any]]) -> pa.Array:
    told = actors.combine_chunks()
    inner = told.values
    names = inner.values.to_numpy(zero_copy_only=False)
    each = np.repeat(world, np.diff(told.offsets.to_numpy()))
    each = np.repeat(each, np.diff(inner.offsets.to_numpy()))
    renamed = pa.array([f"{name} {w}" for name, w in zip(names, each.tolist(), strict=True)])
    return pa.ListArray.from_arrays(told.offsets, pa.ListArray.from_arrays(inner.offsets, renamed))
