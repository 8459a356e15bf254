"""From a source to signed entries, as `holdfire collect` does it: pages and claims a second of one core, rows a second, memory.

Pages are those of pages-scrapinghub (news in English, each with its markup), put into one web archive; beside them the same
pages through trafilatura alone, which reads an article and nothing else. Rows are those of UCDP GED's Syria release, as the
table and as the zip in which UCDP publishes it. Each case is fresh, and everything is on disk, signed, when the clock stops. Time
is processor time of one process; each task runs in a process of its own, so that its peak of memory is its own.
Run: ``python -m benchmarks.collecting [--pages 100]``.
"""

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from benchmarks.articles_pages import data, scrapinghub
from benchmarks.data import RECEIVED, ROOT, ged_syria
from holdfire import pipeline
from holdfire.case import Case

TASKS = ("pages", "trafilatura", "table", "zip")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--pages", type=int, default=100)
    asked.add_argument("--task", choices=TASKS)
    told = asked.parse_args()
    if told.task:
        print(json.dumps(_task(told.task, told.pages)))
        return
    found = {}
    print(f"{'task':<12} {'done':>9} {'a second':>9} {'claims':>8} {'claims a second':>16} {'peak MB':>8}")
    for task in TASKS:
        words = [sys.executable, "-m", "benchmarks.collecting", "--task", task, "--pages", str(told.pages)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        found[task] = json.loads(done.stdout.splitlines()[-1])
        row = found[task]
        rates = f"{row['a_second']:>9} {row['claims']:>8,} {row['claims_a_second']:>16} {row['peak_mb']:>8}"
        print(f"{task:<12} {row['done']:>9,} {rates}")
    ratio = round(found["pages"]["a_second"] / found["trafilatura"]["a_second"], 2)
    print(json.dumps({**found, "pages_to_trafilatura_alone": ratio}))


def _task(task: str, pages: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        case = pipeline.new_case(
            place / "case", ROOT / "agreements" / "syria-2016-02", pipeline.Founding(RECEIVED, "bench")
        )
        bodies = (
            [p.raw for p in scrapinghub(data() / "pages-scrapinghub")[:pages]]
            if task in ("pages", "trafilatura")
            else []
        )
        if task == "trafilatura":
            return _alone(bodies)
        made = _archive(place, bodies) if task == "pages" else _zipped(place) if task == "zip" else ged_syria()
        return _collected(case, made)


def _collected(case: Case, path: Path) -> dict[str, Any]:
    began = time.process_time()
    done = pipeline.collect_into(case, path, RECEIVED)
    seconds = time.process_time() - began
    claims = done.proposed or done.kept
    rows = done.kept + done.set_aside
    return _said(rows, claims, seconds) | {"kept": done.kept, "set_aside": done.set_aside}


def _alone(bodies: list[bytes]) -> dict[str, Any]:
    from trafilatura import extract  # noqa: PLC0415 - the other tasks are measured without it

    extract(bodies[0])  # what it loads once
    began = time.process_time()
    for body in bodies:
        extract(body)
    return _said(len(bodies), 0, time.process_time() - began)


def _said(done: int, claims: int, seconds: float) -> dict[str, Any]:
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    rates = {"a_second": round(done / seconds, 1), "claims_a_second": round(claims / seconds, 1)}
    return {"done": done, "claims": claims, "seconds": round(seconds, 2), **rates, "peak_mb": peak}


def _archive(place: Path, bodies: list[bytes]) -> Path:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415 - as above
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - as above

    with (place / "pages.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, body in enumerate(bodies):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            address = f"https://news.example/{number}"
            writer.write_record(writer.create_warc_record(address, "response", io.BytesIO(body), http_headers=http))
    return place / "pages.warc.gz"


def _zipped(place: Path) -> Path:
    with zipfile.ZipFile(place / "ged-csv.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(ged_syria(), "GEDEvent_v19_1.csv")
    return place / "ged-csv.zip"


if __name__ == "__main__":
    main()
