"""A million incidents judged by Holdfire, and by the same rules written as pandas masks with a geopandas join.

Input: every readable event of the Syria release of UCDP GED, repeated under new ids, with times and places as given, as
three Parquet files (incidents, parties, places). Timed: from the files to the verdicts and their relation to the windows of
both readings. Not timed: imports and loading the agreement. Each run is a process of its own; the best of three counts.
Both must give the same counts and the same checksum over every (incident, provision, verdict) and window relation.

To be fair about it: repeated rows mean few distinct places (about 1,800) and few distinct sets of parties (about 2,500
incidents differ in what a rule asks for). Holdfire judges alike incidents once and each place once, so such data favours
it; the masks go through every row, as they are commonly written. Give ``--moved`` to shift every repetition by up to some
metres, so that every place is its own and nothing is alike. Holdfire also gives reasons, which the masks do not.
Run: ``python -m benchmarks.judging [--incidents N] [--moved]`` with the packages of requirements-bench.lock.
"""

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.data import ged_syria

RUNS = 3
ENGINES = {"holdfire": "benchmarks.judging_holdfire", "pandas": "benchmarks.judging_pandas"}


def one_run(engine: str, folder: Path) -> dict[str, Any]:
    """Judge once in this process: seconds, peak memory, then what was found."""
    module = importlib.import_module(ENGINES[engine])
    agreement = module.prepared()
    began = time.perf_counter()
    verdicts, windows = module.judged(agreement, folder)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "answer": module.answer(verdicts, windows)}


def apart(*arguments: str) -> str:
    """What a fresh process prints last."""
    command = [sys.executable, "-m", "benchmarks.judging", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments[:2])} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout.strip().splitlines()[-1]


def best_of(engine: str, folder: Path) -> dict[str, Any]:
    """The fastest run; peak memory is that of the same run."""
    runs = [json.loads(apart("--run", engine, str(folder))) for _ in range(RUNS)]
    return min(runs, key=lambda r: float(r["seconds"]))


def compare(incidents: int, moved: bool) -> None:
    """Print a table and one line of JSON; stop when the two disagree."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(apart("--prepare", str(incidents), str(folder), *(["--moved"] if moved else [])))
        best = {engine: best_of(engine, folder) for engine in ENGINES}
    ours, masks = best["holdfire"], best["pandas"]
    if ours["answer"] != masks["answer"]:
        sys.exit(f"the two disagree:\n{json.dumps(ours['answer'])}\n{json.dumps(masks['answer'])}")
    for provision, counts in ours["answer"]["verdicts"].items():
        print(f"{provision}: " + ", ".join(f"{word} {number:,}" for word, number in counts.items()))
    print(f"{'':12} {'seconds':>9} {'events/s':>11} {'peak MB':>9}")
    for engine, run in best.items():
        print(f"{engine:12} {run['seconds']:9.2f} {incidents / run['seconds']:11,.0f} {run['peak_mb']:9,.0f}")
    faster, leaner = masks["seconds"] / ours["seconds"], masks["peak_mb"] / ours["peak_mb"]
    print(f"pandas masks take {faster:.1f} times as long and {leaner:.1f} times the memory; answers equal.")
    rates = {engine: round(incidents / run["seconds"]) for engine, run in best.items()}
    peaks = {engine: round(run["peak_mb"]) for engine, run in best.items()}
    told = {"metric": "judging_speed_ratio", "value": round(faster, 2), "memory_ratio": round(leaner, 2)}
    print(json.dumps({**told, "incidents": incidents, "moved": moved, "events_per_s": rates, "peak_mb": peaks}))


def main() -> None:
    """Read the arguments; the first two forms are how this module calls itself."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument(
        "--moved", action="store_true", help="shift every repetition, so that no two places are the same"
    )
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--prepare", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        print(json.dumps(one_run(asked.run[0], Path(asked.run[1]))))
    elif asked.prepare:
        module = importlib.import_module("benchmarks.judging_data")
        print(module.prepare(int(asked.prepare[0]), Path(asked.prepare[1]), moved=asked.moved))
    elif importlib.util.find_spec("geopandas") is None:
        sys.exit("geopandas is not installed: install requirements-bench.lock, or run `make bench`.")
    else:
        ged_syria()
        compare(asked.incidents, asked.moved)


if __name__ == "__main__":
    main()
