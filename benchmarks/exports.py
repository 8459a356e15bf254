"""Exports of a million rows: seconds and peak memory of each format, beside pandas and geopandas on the same rows.

``python -m benchmarks.exports [--rows N] [--formats csv,geojson,parquet]``. Every job runs in a process of its own, which makes
the rows itself; making them alone is measured too, and taken off both sides' seconds. Peers hold the whole table in memory
before they write it, as their interfaces ask. The last line is JSON.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from holdfire.agreement import load
from holdfire.case import bundled
from holdfire.exports import FORMATS, About, Made, pieces
from holdfire.exports.as_csv import flat, made_of
from holdfire.exports.columns import INCIDENTS
from holdfire.exports.table import batches
from holdfire.when import zone

ROWS = 1_000_000
ZONE = zone("Asia/Damascus")
BEGIN = datetime(2016, 2, 27, tzinfo=UTC)
ACTS = ("shelling", "airstrike", "clash", "small-arms-fire", "aid-delivery")
ACTORS = ((("russia",),), (("syrian-government",), ("russia",)), (("opposition",),), ())
PEERS = {"csv": "pandas", "geojson": "geopandas", "parquet": "pandas"}
PLACES = ("Aleppo, الأنصاري", "Daraya", "حمص", "=Idlib", "Castello road, north")


def rows(number: int) -> Iterator[tuple[Any, ...]]:
    """Incidents that are made up: the same each time."""
    for n in range(number):
        start = BEGIN + timedelta(minutes=n % 80_000)
        dead = n % 7 or None
        yield (
            *(f"X-{n}", ACTS[n % 5], start, start + timedelta(hours=1 + n % 24), "range", PLACES[n % 5]),
            *(32 + n % 5000 / 1000, 35 + n % 7000 / 1000, 1.0 + n % 25, ACTORS[n % 4], "civilians", None),
            *(dead, dead, dead, n % 11, None, None, "medium", ("sohr", "shaam"), (), (f"C-{n}", f"D-{n}"), None, ()),
        )


def made(number: int) -> Made:
    """The table."""
    about = About(
        what="incidents", edition="internal", agreement="a", agreement_digest="d", as_of="2016-09-21", rule="event/1",
        licence="none", made_with="Holdfire",
    )  # fmt: skip
    return Made(about, INCIDENTS, rows(number), ZONE)


def ours(format_: str, number: int, out: Path) -> None:
    """Row by row."""
    text = load(bundled("syria-2016-09")).text
    with out.open("wb") as file:
        for piece in pieces(made(number), format_, text):
            file.write(piece)


def theirs(format_: str, number: int, out: Path) -> float:
    """A frame of the same cells, and its own writer, whose seconds alone come back."""
    import pandas as pd  # noqa: PLC0415 - a peer

    if format_ == "parquet":
        frame = pd.DataFrame(rows(number), columns=[c.name for c in INCIDENTS])
        start = time.perf_counter()
        frame.to_parquet(out, compression="zstd", index=False)
        return time.perf_counter() - start
    makers = [flat(c, ZONE) for c in INCIDENTS]
    cells = (row for batch in batches(rows(number)) for row in made_of(makers, batch))
    frame = pd.DataFrame(cells, columns=[c.name for c in INCIDENTS])
    if format_ == "csv":
        start = time.perf_counter()
        frame.to_csv(out, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        return time.perf_counter() - start
    import geopandas as gpd  # noqa: PLC0415 - a peer

    start = time.perf_counter()
    points = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"))
    gpd.GeoDataFrame(frame, geometry=points, crs=4326).to_file(out, driver="GeoJSON")
    return time.perf_counter() - start


def one(job: str, format_: str, number: int) -> None:
    """One job in this process; its figures as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"out.{format_}"
        start, alone = time.perf_counter(), 0.0
        if job == "rows":
            deque(rows(number), maxlen=0)
        elif job == "ours":
            ours(format_, number, out)
        else:
            alone = theirs(format_, number, out)
        seconds = time.perf_counter() - start
        size = out.stat().st_size if out.is_file() else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "alone": alone, "peak_mb": peak, "mb": size / 1e6}))


def run(job: str, format_: str, number: int) -> dict[str, float]:
    """One job in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.exports", "--job", job, "--formats", format_, "--rows", str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the table and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--formats", default=",".join(PEERS))
    parser.add_argument("--job", default="", help="used by the benchmark itself")
    asked = parser.parse_args()
    if asked.job:
        one(asked.job, asked.formats, asked.rows)
        return
    base = run("rows", "csv", asked.rows)
    print(f"{asked.rows:,} rows; making them takes {base['seconds']:.1f} s and {base['peak_mb']:.0f} MB")
    print("format      ours s  peak MB  file MB  peer          s  its writer alone s  peak MB  times  alone  memory")
    told: dict[str, float] = {"rows": asked.rows}
    for format_ in asked.formats.split(","):
        us = run("ours", format_, asked.rows)
        a = us["seconds"] - base["seconds"]
        told |= {f"{format_}_s": round(a, 2), f"{format_}_peak_mb": round(us["peak_mb"])}
        line = f"{format_:9} {a:8.1f} {us['peak_mb']:8.0f} {us['mb']:8.0f}"
        if format_ in PEERS:
            them = run("theirs", format_, asked.rows)
            b, memory = them["seconds"] - base["seconds"], them["peak_mb"] / us["peak_mb"]
            told |= {f"{format_}_times": round(b / a, 2), f"{format_}_times_alone": round(them["alone"] / a, 2)}
            told[f"{format_}_memory_times"] = round(memory, 1)
            line += f"  {PEERS[format_]:9} {b:5.1f} {them['alone']:19.1f} {them['peak_mb']:8.0f}"
            line += f" {b / a:6.2f} {them['alone'] / a:6.2f} {memory:7.1f}"
        print(line)
    assert set(asked.formats.split(",")) <= set(FORMATS)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
