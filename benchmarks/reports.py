"""One new report into a case of a thousand, a hundred thousand, a million incidents, to its new board; boards as known before.

Case (``reports_case``). ``syria-2016-09``: four readings, a clock with two limbs, 32 provisions, times that hang on two gates.
Over sixty days from its start incidents are drawn with eleven acts, parties and targets of the agreement, and places in the
north-west of Syria; each is known some minutes to two days later. One in twenty has a second telling or a denial under
one tag; one in a
thousand is aid delivered or stopped. Three claimants tell a count each day, and that they looked; both powers extend the truce by
sixty days on its second day. All of it stands in a ledger, entry by entry.

One new report. The entry is signed and written to the ledger, on the disk when that returns (``append``); it is read from there
and held against its hash, taken in as a claim, fused within its group, judged, marked, and put in its cell, and the projection
commits (``update``); the board is made: windows, the clock's sixty days, gates, provisions under four readings, steps reached,
series, coverage, digest (``board``). Reading a source's row into a claim is left out, and so is sending the board anywhere. 300
reports, one after the other.

As known. Boards as of the last moment, as known at thirty positions spread over the record, against the board at present: from
one open file, asked a second time (``warm``), and from files opened anew for each (``cold``).
Run: ``flock LOCK python -m benchmarks.reports [--sizes 1000,100000,1000000] [--folder DIR]``; cases in a folder that is named are
kept, and used again when they are there.
"""

import argparse
import json
import random
import resource
import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.reports_case import BEGUN, DAYS, entry, made, names_of, told
from holdfire import pipeline, projection
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.projection import Projection
from holdfire.record import open_record
from holdfire.status import Status
from holdfire.told import Told

END = BEGUN + timedelta(days=DAYS)


def anew(agreement: Agreement, every: Told, as_of: datetime, known_at: datetime) -> Status:
    return pipeline.judge_told(agreement, every, as_of, known_at).status


def at(values: list[float], share: float) -> float:
    """Milliseconds at a share of the sorted values."""
    return round(1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))], 1)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def reports(case: Case, kept: Projection, number: int) -> dict[str, Any]:
    """So many new reports, one after the other."""
    rng, names = random.Random(7), names_of(case)  # noqa: S311 - no secret
    parts: dict[str, list[float]] = {"append": [], "update": [], "board": [], "whole": []}
    kept.update()
    kept.board(END)
    with open_record(case) as record:
        for n in range(number):
            start = END + timedelta(seconds=20 * n)
            now = start + timedelta(minutes=5)
            said = [entry(c) for c in told(f"R-{kept.count()}", start, now, rng, names)][-1:]
            marks = [time.perf_counter()]
            record.append(said, now)
            marks.append(time.perf_counter())
            kept.update()
            marks.append(time.perf_counter())
            kept.board(now)
            marks.append(time.perf_counter())
            for name, one, other in (("append", 0, 1), ("update", 1, 2), ("board", 2, 3), ("whole", 0, 3)):
                parts[name].append(marks[other] - marks[one])
    return {name: {"p50_ms": at(values, 0.5), "p95_ms": at(values, 0.95)} for name, values in parts.items()}


def as_known(case: Case, kept: Projection) -> dict[str, Any]:
    """Boards as known before, against the present one."""
    past = [BEGUN + timedelta(days=DAYS * (n + 0.5) / 30) for n in range(30)]
    for known in [None, *past]:
        kept.board(END, known)
    warm: dict[str, list[float]] = {"present": [], "past": []}
    cold: dict[str, list[float]] = {"present": [], "past": []}
    for known in past:
        for name, when in (("present", None), ("past", known)):
            warm[name].append(timed(kept, when))
    for known in past[5::20]:
        for name, when in (("present", None), ("past", known)):
            anew_opened = projection.open(case, anew)
            cold[name].append(timed(anew_opened, when))
            anew_opened.close()
    found: dict[str, Any] = {}
    for name, times in (("warm", warm), ("cold", cold)):
        one, other = median(times["present"]), median(times["past"])
        found[name] = {
            "present_ms": round(1000 * one, 1),
            "past_ms": round(1000 * other, 1),
            "ratio": round(other / one, 2),
        }
    return found


def timed(kept: Projection, known: datetime | None) -> float:
    began = time.perf_counter()
    kept.board(END, known)
    return time.perf_counter() - began


def measured(folder: Path, incidents: int, number: int) -> dict[str, Any]:
    """One size."""
    began = time.perf_counter()
    case = pipeline.open_case(folder) if (folder / "case.yaml").is_file() else made(folder, incidents)
    written = time.perf_counter()
    kept = projection.open(case, anew)
    kept.update()
    built = time.perf_counter()
    found = {
        "incidents": kept.count(),
        "entries_s": round(written - began, 1),
        "build_s": round(built - written, 1),
        "file_mb": sum(p.stat().st_size for p in folder.glob("projection.sqlite*")) // 2**20,
        "cells": kept.cells.size,
        "classes": len(kept.classes.made),
    }
    if incidents <= 20_000:
        ours = kept.board(END).model_dump_json()
        assert ours == anew(case.agreement, pipeline.told_in(case), END, kept.latest(END)).board().model_dump_json()
    found |= {"report": reports(case, kept, number), "as_known": as_known(case, kept), "peak_mb": peak_mb()}
    kept.close()
    return found


def said(name: str, found: dict[str, Any]) -> None:
    report, known = found["report"], found["as_known"]
    parts = "  ".join(
        f"{part} {report[part]['p50_ms']}/{report[part]['p95_ms']}" for part in ("append", "update", "board", "whole")
    )
    print(f"{name:>10}  ms p50/p95: {parts}", flush=True)
    print(
        f"{'':>10}  as known: warm {known['warm']}  cold {known['cold']}  built in {found['build_s']} s, {found['peak_mb']} MB",
        flush=True,
    )


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--sizes", default="1000,100000,1000000")
    asked.add_argument("--reports", type=int, default=300)
    asked.add_argument("--folder", type=Path)
    options = asked.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="reports-"))
    answer: dict[str, Any] = {}
    for size in map(int, options.sizes.split(",")):
        here = folder / str(size)
        answer[str(size)] = measured(here, size, options.reports)
        said(f"{size:,}", answer[str(size)])
        if not options.folder:
            shutil.rmtree(here)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
