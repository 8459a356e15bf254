"""The workload of ``judging_scale`` on a Spark cluster of this machine: one worker against two, and DuckDB beside them.

The master and the workers are processes of their own on the loopback, as the tests start them; each has one core and three
gigabytes. Timed: ``judge_events`` from the Parquet file to the breaches and the counts for each zone and day, in memory. Not
timed: the cluster's and the session's start, which is told apart, reading the agreement and cutting its zones. ``first`` is the
first job of a session, whose Java has nothing compiled; ``again`` the best of two more in it. Memory is the most that the
Python and Java processes of a run hold together, sampled five times a second. DuckDB has both cores, and one thread in another
run. Every answer must have the same digest over all its rows, or the run ends.
Run: ``python -m benchmarks.spark [--data DIR] [--rows N]`` with the packages of requirements-bench.lock.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.judging_scale import files, made
from benchmarks.judging_scale_agreement import COLUMNS, NAMES, scale_agreement

Told = dict[str, Any]
AGAIN = 2
DEFAULTS = """spark.driver.memory 2g
spark.executor.memory 2g
"""


def run(engine: str, threads: int, folder: Path, cover: Path) -> Told:
    """What one fresh process does: seconds of the first and of further jobs, rows, and the digest of the answer."""
    import ibis.backends.duckdb  # noqa: F401, PLC0415 - before the clock starts

    from holdfire.engine import spark_session  # noqa: PLC0415
    from holdfire.findings.events.events import event_rules, judge_events  # noqa: PLC0415

    if engine == "duckdb":
        _threads(threads)
    rules = event_rules(scale_agreement(folder), cover=cover)
    began = time.perf_counter()
    if engine != "duckdb":
        with spark_session.working(engine) as spark:
            spark.range(10).count()
    told: Told = {"start": time.perf_counter() - began}
    seconds = []
    for _ in range(1 + AGAIN):
        began = time.perf_counter()
        found = judge_events(rules, files(folder), engine=engine, keep="breaches", columns=COLUMNS, names=NAMES)
        seconds.append(time.perf_counter() - began)
    assert found.findings is not None
    told |= {"first": seconds[0], "again": min(seconds[1:]), "breaches": found.findings.num_rows}
    return {**told, "digest": digest(found.findings, found.zone_days)}


def _threads(wanted: int) -> None:
    """DuckDB on so many of this process's cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:wanted])


def digest(*tables: Any) -> str:
    """SHA-256 over all rows in an order of their own."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    told = hashlib.sha256()
    for table in tables:
        frame = table.to_pandas(strings_to_categorical=False)
        for name in frame.columns:
            if isinstance(frame[name].dtype, pd.CategoricalDtype):
                frame[name] = frame[name].astype(str)
        hashes = pd.util.hash_pandas_object(frame[sorted(frame.columns)], index=False).to_numpy()
        told.update(np.sort(hashes).tobytes())
    return told.hexdigest()[:16]


@contextmanager
def memory(peak: list[float]) -> Iterator[None]:
    """The most megabytes that the children of this process hold together, put into ``peak``."""
    import psutil  # noqa: PLC0415

    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(0.2):
            held = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    held += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], held / 1e6)

    watch = threading.Thread(target=sample)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()


def apart(engine: str, threads: int, folder: Path, cover: Path, settings: Path) -> Told:
    """The same in a process of its own, with the most memory of all processes beside it."""
    command = [sys.executable, "-m", "benchmarks.spark", "--run", engine, str(threads), str(folder), str(cover)]
    peak = [0.0]
    with memory(peak):
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "SPARK_CONF_DIR": str(settings)}
        )
    if done.returncode:
        sys.exit(f"{engine} failed: {done.stderr.strip()[-2000:]}")
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "peak_mb": round(peak[0])}


def measured(folder: Path) -> dict[str, Told]:
    """Each way once."""
    from tests.engine.cluster import Cluster  # noqa: PLC0415 - the cluster that the tests start

    ways: dict[str, Told] = {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "spark-defaults.conf").write_text(DEFAULTS)
        for threads in (2, 1):
            ways[f"duckdb, {threads} cores"] = apart("duckdb", threads, folder, place / "cover", place)
        for workers in (1, 2):
            cluster = Cluster(place, "3g")
            try:
                cluster.with_workers(workers)
                ways[f"spark, {workers} workers"] = apart(cluster.url, workers, folder, place / "cover", place)
            finally:
                cluster.stop()
    return ways


def main() -> None:
    """Read the arguments, print a table, end with one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--data", type=Path, help="a folder with the workload, or one to make it in")
    parser.add_argument("--run", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        engine, threads, folder, cover = asked.run
        print(json.dumps(run(engine, int(threads), Path(folder), Path(cover))))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the cluster is stopped as well
    with tempfile.TemporaryDirectory() as name:
        ways = measured(made(asked.data or Path(name), asked.rows, 200, 30))
    if len({(way["digest"], way["breaches"]) for way in ways.values()}) != 1:
        sys.exit(f"the answers differ:\n{json.dumps(ways, indent=1)}")
    print(f"{'':18} {'start':>7} {'first':>7} {'again':>7} {'events/s':>10} {'peak MB':>8}")
    for way, told in ways.items():
        rate = asked.rows / told["again"]
        print(
            f"{way:18} {told['start']:7.1f} {told['first']:7.1f} {told['again']:7.1f} {rate:10,.0f} {told['peak_mb']:8,}"
        )
    one, two, duck = (ways[w]["again"] for w in ("spark, 1 workers", "spark, 2 workers", "duckdb, 2 cores"))
    print(
        f"two workers do {one / two:.2f} times the work of one; on both cores DuckDB is {two / duck:.1f} times as fast."
    )
    ratios = {"value": round(one / two, 2), "times_duckdb": round(two / duck, 1)}
    print(json.dumps({"metric": "spark_two_workers_against_one", **ratios, "rows": asked.rows, "ways": ways}))


if __name__ == "__main__":
    main()
