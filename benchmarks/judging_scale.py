"""Ten million events, two hundred zones, thirty provisions: Holdfire, the bare scan, geopandas and SedonaDB in the same run.

The workload and the peers' scripts are those of ``../shared/peers`` (or of the folder in HOLDFIRE_PEERS): sixty days in one
country, irregular zones of 50 to 500 corners, provisions with actors, acts, zones, times and exceptions. The answer is the
breaches and a count for each zone and day. Every engine must give the same numbers and checksums, or the run ends.

Timed: from the Parquet file to both results in memory. Not timed: imports, and reading the agreement from its text. Each run is
a process of its own; memory is the most that the process and its children hold, sampled every 20 ms. ``scan``: DuckDB reads and
sums the six columns. Each is given the file twice, as the generator writes it (sorted by time) and clustered by place and
time (``findings.events.clustered``, plain Parquet); a peer counts by the quicker.
``holdfire``: all of it, the zones cut. ``cover kept``: the zones were cut before and lie in a folder;
``again``: the same process once more, its steps made. DuckDB's own spatial extension cannot be installed beside DuckDB 2.
Run: ``python -m benchmarks.judging_scale [--rows N] [--zones N] [--provisions N] [--data DIR] [--series NAME]`` with the
packages of requirements-bench.lock. A series (rows, zones, provisions) runs Holdfire, the scan and the peers' plain join in SQL.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
MOST_IN_A_FILE = 10_000_000
PEERS = {"geopandas": "bench_geopandas.py", "sedonadb": "bench_sedonadb.py"}
SERIES = {
    "rows": [(1_000_000, 200, 30), (10_000_000, 200, 30), (100_000_000, 200, 30)],
    "zones": [(10_000_000, 10, 30), (10_000_000, 200, 30), (10_000_000, 5_000, 30)],
    "provisions": [(10_000_000, 200, 30), (10_000_000, 200, 300)],
}
Told = dict[str, Any]


def peers() -> Path:
    """The folder of the workload, or one clear sentence and an end."""
    folder = Path(os.environ.get("HOLDFIRE_PEERS") or ROOT.parent / "shared" / "peers")
    if not (folder / "gen.py").is_file():
        sys.exit(f"{folder / 'gen.py'} is not there: set HOLDFIRE_PEERS to the folder that holds it.")
    return folder


def made(folder: Path, rows: int, zones: int, provisions: int) -> Path:
    """The folder with the workload of this size, made unless it is there."""
    if not (folder / "agreement.json").is_file():
        parts = max(1, rows // MOST_IN_A_FILE)
        size = [f"--rows={rows // parts}", f"--parts={parts}", f"--zones={zones}", f"--obligations={provisions}"]
        print(f"making {rows:,} events, {zones:,} zones, {provisions} provisions")
        subprocess.run([sys.executable, str(peers() / "gen.py"), str(folder), *size], check=True, capture_output=True)
    return folder


def clustered(folder: Path) -> Path:
    """A folder beside with the same workload, its events clustered by place and time; how long that took is printed."""
    from benchmarks.judging_scale_runs import written_clustered  # noqa: PLC0415 - needs Holdfire

    beside = folder.with_name(f"{folder.name}-clustered")
    if not (beside / "agreement.json").is_file():
        began = time.perf_counter()
        written_clustered(files(folder), beside)
        print(f"clustering {folder.name} on write took {time.perf_counter() - began:.1f} s")
        for name in ("zones.parquet", "agreement.json"):
            (beside / name).write_bytes((folder / name).read_bytes())
    return beside


def files(folder: Path) -> list[Path]:
    """The files of events in a folder."""
    return sorted(folder.glob("incidents*.parquet"))


def apart(*command: str) -> tuple[str, float]:
    """What a fresh process prints last, and the most memory it and its children held, in MB."""
    import psutil  # noqa: PLC0415 - of requirements-bench.lock; runs that measure themselves do without

    most, done = 0, threading.Event()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            try:
                own = psutil.Process(process.pid)
                most = max(most, sum(p.memory_info().rss for p in (own, *own.children(recursive=True))))
            except psutil.Error:
                continue

    watching = threading.Thread(target=watch)
    watching.start()
    out, err = process.communicate()
    done.set()
    watching.join()
    if process.returncode:
        sys.exit(f"{' '.join(command[:3])} failed: {err.strip()[-2000:]}")
    return out.strip().splitlines()[-1], most / 2**20


def one(kind: str, folder: Path, cover: Path) -> Told:
    """One run of Holdfire or of the scan in a fresh process."""
    line, peak = apart("-m", "benchmarks.judging_scale", "--run", kind, str(folder), str(cover))
    return {**json.loads(line), "peak_mb": peak}


def peer(script: str, folder: Path, *more: str) -> Told:
    """One run of a peer's script."""
    line, peak = apart(str(peers() / script), str(folder), *more)
    told = json.loads(line.removeprefix("RESULT "))
    return {"seconds": told["total"], "checks": told["checks"], "peak_mb": peak}


def best(runs: list[Told]) -> Told:
    """The fastest of several runs, with the most memory that any took."""
    return {**min(runs, key=lambda r: float(r["seconds"])), "peak_mb": max(r["peak_mb"] for r in runs)}


def measured(folder: Path, runs: int) -> dict[str, Told]:
    """Scan and Holdfire, taking turns; with the zones cut, with them kept, and once more in the same process."""
    with tempfile.TemporaryDirectory() as name:
        cover = Path(name)
        one("kept", folder, cover)
        found: dict[str, list[Told]] = {"scan": [], "holdfire": [], "cover kept": []}
        for _ in range(runs):
            found["scan"].append(one("scan", folder, cover))
            found["holdfire"].append(one("cut", folder, cover))
            found["cover kept"].append(one("kept", folder, cover))
    told = {kind: best(some) for kind, some in found.items()}
    told["again"] = {**told["cover kept"], "seconds": min(run["again"] for run in found["cover kept"])}
    return told


def held_equal(told: dict[str, Told]) -> None:
    """Stop when two answers differ."""
    answers = {json.dumps(run["checks"], sort_keys=True) for run in told.values() if run.get("checks")}
    if len(answers) != 1:
        sys.exit("the answers differ:\n" + "\n".join(f"{kind}: {run.get('checks')}" for kind, run in told.items()))


def compare(folder: Path, rows: int, runs: int, asked: list[str]) -> None:
    """Print a table for each kind of file and one line of JSON."""
    kinds = {"by time": folder, "clustered": clustered(folder)}
    told: dict[str, dict[str, Told]] = {}
    for name in asked:
        if importlib.util.find_spec(name) is None:
            sys.exit(f"{name} is not installed: install requirements-bench.lock, or leave it out with --peers.")
    for kind, place in kinds.items():
        told[kind] = measured(place, runs)
        told[kind] |= {name: best([peer(PEERS[name], place) for _ in range(min(runs, 2))]) for name in asked}
    held_equal({f"{kind} {name}": run for kind, some in told.items() for name, run in some.items()})
    for kind, some in told.items():
        print(f"\nevents {kind}")
        shown(some)
    line: dict[str, Any] = {"metric": "judging_scale_kept_over_scan", "rows": rows}
    for kind, some in told.items():
        scan, cut = some["scan"]["seconds"], some["holdfire"]["seconds"]
        own = {f"{n}_over_scan": round(some[n]["seconds"] / scan, 2) for n in ("cover kept", "again")}
        quickest = {name: min(other[name]["seconds"] for other in told.values()) for name in asked}
        own |= {f"{name}_over_holdfire": round(seconds / cut, 1) for name, seconds in quickest.items()}
        own |= {"seconds": {k: round(run["seconds"], 3) for k, run in some.items()}}
        line[kind] = own | {"peak_mb": {k: round(run["peak_mb"]) for k, run in some.items()}}
    line["again_clustered_over_scan_by_time"] = round(
        told["clustered"]["again"]["seconds"] / told["by time"]["scan"]["seconds"], 2
    )
    print(json.dumps(line | {"answer": told["by time"]["holdfire"]["checks"]}))


def shown(told: dict[str, Told]) -> None:
    """The table of one size."""
    scan, cut = told["scan"]["seconds"], told["holdfire"]["seconds"]
    print(f"{'':12} {'seconds':>9} {'x scan':>8} {'x holdfire':>11} {'peak MB':>9}")
    for kind, run in told.items():
        seconds = run["seconds"]
        print(f"{kind:12} {seconds:9.3f} {seconds / scan:8.1f} {seconds / cut:11.1f} {run['peak_mb']:9,.0f}")
    checks = told["holdfire"]["checks"]
    print(f"{checks['breaches']:,} breaches, {checks['pairs']:,} events in zones; all answers equal")


def series(kind: str, root: Path, runs: int) -> None:
    """Holdfire, the scan and the plain join at each size of a series."""
    line: dict[str, Any] = {"metric": f"judging_scale_{kind}", "sizes": []}
    for rows, zones, provisions in SERIES[kind]:
        folder = made(root / f"{rows}-{zones}-{provisions}", rows, zones, provisions)
        told = measured(folder, runs)
        told["plain join"] = peer("bench_duckdb.py", folder, "--glob", "incidents*.parquet")
        held_equal(told)
        print(f"\n{rows:,} events, {zones:,} zones, {provisions} provisions")
        shown(told)
        size = {"rows": rows, "zones": zones, "provisions": provisions, "cut_s": told["holdfire"]["cut"]}
        size |= {f"{k}_s": round(run["seconds"], 3) for k, run in told.items()}
        line["sizes"].append({**size, "peak_mb": {k: round(run["peak_mb"]) for k, run in told.items()}})
    print(json.dumps(line))


def main() -> None:
    """Read the arguments; ``--run`` is how this module calls itself."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--zones", type=int, default=200)
    parser.add_argument("--provisions", type=int, default=30)
    parser.add_argument(
        "--data", type=Path, help="a folder to make the data in, or that holds it; a temporary one if left out"
    )
    parser.add_argument("--series", choices=sorted(SERIES))
    parser.add_argument("--peers", nargs="*", choices=sorted(PEERS), default=sorted(PEERS))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        from benchmarks.judging_scale_runs import run  # noqa: PLC0415 - only in a process that runs

        print(json.dumps(run(asked.run[0], Path(asked.run[1]), Path(asked.run[2]))))
        return
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        root = asked.data or Path(name)
        if asked.series:
            series(asked.series, root, asked.runs)
        else:
            compare(made(root, asked.rows, asked.zones, asked.provisions), asked.rows, asked.runs, asked.peers)
    print(f"took {time.perf_counter() - began:.0f} s in all", file=sys.stderr)


if __name__ == "__main__":
    main()
