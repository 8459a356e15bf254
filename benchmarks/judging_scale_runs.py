"""One run of Holdfire, or of the bare scan, over the workload: what each fresh process does."""

import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa

from benchmarks.judging_scale import files, peers
from benchmarks.judging_scale_agreement import COLUMNS, NAMES, scale_agreement
from holdfire.engine import Parquet
from holdfire.findings.events.clustered import write_clustered
from holdfire.findings.events.events import EventFindings, event_rules, judge_events

SCAN = """SELECT sum(id), sum(epoch_ms(t)), sum(lon), sum(lat), sum(actor), sum("type") FROM events"""


def run(kind: str, folder: Path, cover: Path) -> dict[str, Any]:
    """``scan``; ``cut``: with the zones cut within the time; ``kept``: with those kept in ``cover``, then once more."""
    if kind == "scan":
        return _scan(folder)
    agreement = scale_agreement(folder)
    ibis.to_sql(
        ibis.table({"a": "int64"}, name="t"), dialect="duckdb"
    )  # imports, before the clock starts, as pandas is with the peers
    began = time.perf_counter()
    rules = event_rules(agreement, cover=cover if kind == "kept" else None)
    ready = time.perf_counter() - began
    found = judge_events(rules, files(folder), keep="breaches", columns=COLUMNS, names=NAMES)
    told: dict[str, Any] = {"seconds": time.perf_counter() - began, "cut": round(ready, 3)}
    if kind == "kept":
        began = time.perf_counter()
        found = judge_events(rules, files(folder), keep="breaches", columns=COLUMNS, names=NAMES)
        told["again"] = time.perf_counter() - began
    return {**told, "checks": _checks(found)}


def written_clustered(paths: list[Path], folder: Path) -> None:
    """The same events clustered by place and time: one file of all."""
    folder.mkdir(parents=True, exist_ok=True)
    write_clustered(Parquet(tuple(paths)), folder / "incidents.parquet", COLUMNS)


def _scan(folder: Path) -> dict[str, Any]:
    began = time.perf_counter()
    connection = duckdb.connect()
    connection.read_parquet([str(path) for path in files(folder)]).create_view("events")
    connection.execute(SCAN).fetchall()
    return {"seconds": time.perf_counter() - began}


def _checks(found: EventFindings) -> dict[str, Any]:
    """The checksums of the peers, from Holdfire's tables."""
    sys.path.insert(0, str(peers()))
    import common  # noqa: PLC0415 - stands with the peers

    assert found.findings is not None
    days = found.zone_days
    zone = _numbers(days["zone"].dictionary_encode().combine_chunks(), "zone-")
    day = days["day"].cast(pa.int32()).to_numpy() - common.T0_MS // common.DAY_MS
    provision = _numbers(found.findings["provision"].combine_chunks(), "P")
    incident = found.findings["incident"].to_numpy()
    checks: dict[str, Any] = common.checks(incident, provision, zone, day, days["events"].to_numpy())
    return checks


def _numbers(words: Any, before: str) -> Any:
    """The numbers within words."""
    own = np.array([int(word.removeprefix(before)) for word in words.dictionary.to_pylist()], np.int64)
    return own[words.indices.to_numpy()]
