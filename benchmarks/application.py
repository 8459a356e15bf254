"""Ten people at work in the application on 100,000 incidents and 1,000,000 claims: how long each answer takes, and what it holds.

Case (``application_case``). ``syria-2016-09``; incidents over sixty days in twelve towns, each told by ten claims with words in
English, Arabic or Russian; two in a hundred claims were read by a machine and wait. All stand in a ledger, entry by entry; the
index and the projection are made beside it first (``made``, once).

The server is the real one, a process of its own (``holdfire serve``). Ten people are signed in; each asks, thinks for one and a
half seconds on average, and asks again: lists of incidents by act, actor, zone and stage, pages deep in a list, searches in three
languages for common and rare words, the inbox, map views of the whole country and of one town, incidents one by one (of the first
six days: the agreement shows itself as of the seventh), and the room Situation. Meanwhile one more process writes a report into
the ledger every two seconds; a page that listens on ``/live`` hears of it (``heard``) and asks for the list until the report is
in it (``on screen``), counted from the moment the ledger has the entry.

Beside it: one whole read of the record by the same code that lists are held against in the tests (``--whole``), in a process of
its own: the ratio to the 95th percentile of a list from the index. The index is asked alone too, in this process; with
``--seconds 0`` that is all.
Run: ``flock LOCK python -m benchmarks.application [--incidents 100000] [--people 10] [--seconds 60] [--folder DIR] [--whole]``;
a case in a folder that is named is kept, and used again when it is there.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from benchmarks.application_case import SAID, TOWNS, a_report, made
from benchmarks.data import ROOT
from benchmarks.reports_case import ACTS, entry, names_of
from holdfire import index, pipeline
from holdfire.case import Case
from holdfire.index import Asked, Box
from holdfire.record import open_record
from holdfire.web.users import Role, Users

PASSWORD = "ten plain words of people who do not exist"  # noqa: S105 - of people who do not exist
THINKS_S = 1.5
WRITES_S = 2.0
TABLES = {"incidents": "incident", "claims": "one"}
Times = dict[str, list[float]]


def asked(rng: random.Random, incidents: int) -> tuple[str, str, dict[str, str]]:
    """What somebody asks next: its kind, the address, and the words of the question."""
    kind = rng.choice(("list", "list", "search", "search", "inbox", "map", "map", "incident", "situation"))
    town = rng.randrange(len(TOWNS))
    if kind == "list":
        which: list[dict[str, str]] = [
            {}, {"act": rng.choice(ACTS)}, {"actor": rng.choice(("opposition", "russia", "syrian-government"))},
            {"stage": rng.choice(("corroborated", "verified", "contested"))}, {"after": str(50 * rng.randrange(150))},
            {"zone": rng.choice(("aleppo-aid-route", "bab-al-hawa", "syria")), "act": rng.choice(ACTS)},
        ]  # fmt: skip
        return kind, "/incidents", rng.choice(which)
    if kind == "search":
        word = rng.choice(
            (
                rng.choice(TOWNS[town]),
                rng.choice(("cistern", "صهريج", "цистерн")),
                rng.choice(rng.choice(SAID)).split()[1],
            )
        )
        return kind, "/incidents", {"q": word, **({"act": rng.choice(ACTS)} if rng.random() < 0.3 else {})}
    if kind == "inbox":
        return (
            kind,
            "/inbox",
            rng.choice(({}, {"q": rng.choice(TOWNS[town])}, {"order": "consequence"}, {"after": "500"})),
        )
    if kind == "map":
        lon, lat, wide = 36 + 2 * rng.random(), 34.5 + 2 * rng.random(), rng.choice((0.05, 0.2, 3.0))
        box = {"west": lon - wide, "south": lat - wide, "east": lon + wide, "north": lat + wide}
        return kind, "/map/incidents.json", {name: f"{edge:.4f}" for name, edge in box.items()}
    if kind == "incident":
        return kind, f"/incidents/E-{rng.randrange(incidents // 10)}", {}
    return kind, "/", {}


async def works(at: str, name: str, incidents: int, until: float, times: Times, bad: list[str]) -> None:
    """One person."""
    rng = random.Random(name)  # noqa: S311 - no secret
    async with httpx.AsyncClient(base_url=at, timeout=120) as browser:
        answer = await browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        while time.perf_counter() < until:
            await asyncio.sleep(rng.expovariate(1 / THINKS_S))
            kind, path, said = asked(rng, incidents)
            began = time.perf_counter()
            answer = await browser.get(path, params=said)
            times.setdefault(kind, []).append(time.perf_counter() - began)
            if answer.status_code != 200:
                bad.append(f"{answer.status_code} {path} {said}")


def written(case: Case, number: int) -> None:
    """One more report in the ledger, signed and on the disk."""
    rng = random.Random(number)  # noqa: S311 - no secret
    now = datetime.now(UTC)
    with open_record(case) as record:
        record.append([entry(a_report(number, now, rng, names_of(case)))], now)


async def reports(at: str, case: Case, until: float, times: Times) -> None:
    """Reports come in; a page that listens hears of each, and shows it."""
    heard = asyncio.Event()
    first = random.Random(time.time_ns()).randrange(10**9)  # noqa: S311 - no secret
    async with httpx.AsyncClient(base_url=at, timeout=120) as browser:
        await browser.post("/sign-in", data={"name": "person-0", "password": PASSWORD})

        async def listens() -> None:
            async with browser.stream("GET", "/live", timeout=None) as stream:
                async for line in stream.aiter_lines():
                    if line.startswith("event: changed"):
                        heard.set()

        listening = asyncio.create_task(listens())
        await asyncio.sleep(1)
        number = 0
        while time.perf_counter() < until:
            await asyncio.sleep(WRITES_S)
            heard.clear()
            await asyncio.to_thread(written, case, first + number)
            began = time.perf_counter()
            await asyncio.wait_for(heard.wait(), 60)
            times.setdefault("heard", []).append(time.perf_counter() - began)
            while f"N-{first + number}" not in (await browser.get("/incidents")).text:
                await asyncio.sleep(0.02)
            times.setdefault("on screen", []).append(time.perf_counter() - began)
            number += 1
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def first_view(at: str) -> dict[str, Any]:
    """What the first view of Situation transfers: the page, and what it links to but for the map."""
    async with httpx.AsyncClient(base_url=at, timeout=600) as browser:
        await browser.post("/sign-in", data={"name": "person-0", "password": PASSWORD})
        began = time.perf_counter()
        page = await browser.get("/")
        took = time.perf_counter() - began
        sizes = {"page": page.num_bytes_downloaded}
        for path in dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)):
            if "maplibre" not in path:
                sizes[path] = (await browser.get(path)).num_bytes_downloaded
    return {
        "first_situation_s": round(took, 1),
        "page_kb": sizes["page"] // 1024,
        "first_view_kb": sum(sizes.values()) // 1024,
    }


def measured(case: Case, incidents: int, people: int, seconds: float) -> dict[str, Any]:
    """The server, and everybody at work."""
    command = [str(Path(sys.executable).parent / "holdfire"), "serve", str(case.folder), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            at = next(found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            view = asyncio.run(first_view(at))
            times: Times = {}
            bad: list[str] = []

            async def everybody() -> None:
                until = time.perf_counter() + seconds
                everyone = [works(at, f"person-{n}", incidents, until, times, bad) for n in range(people)]
                await asyncio.gather(*everyone, reports(at, case, until, times))

            asyncio.run(everybody())
            status = Path(f"/proc/{server.pid}/status").read_text("ascii")
            memory = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
        finally:
            server.terminate()
    told = shares(times)
    return {"kinds": told, **view, "server_mb": memory, "refused": len(bad), "refused_first": bad[:3]}


def at_share(values: list[float], share: float) -> float:
    """Milliseconds at a share of the sorted values."""
    return round(1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))], 1)


def whole_read(folder: Path) -> float:
    """Seconds of one whole read of the record, to every incident that it tells of, in a process of its own."""
    code = (
        "import sys, time; from pathlib import Path; from holdfire import pipeline\n"
        "from holdfire.claims import as_known, by_review; from holdfire.incidents import fuse\n"
        "from holdfire.status.status import FOREVER\n"
        "case = pipeline.open_case(Path(sys.argv[1])); began = time.perf_counter(); told = pipeline.told_in(case)\n"
        "fuse(by_review(as_known(told.claims, FOREVER))[0], FOREVER, told.parted); print(time.perf_counter() - began)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def index_alone(case: Case, incidents: int, number: int) -> dict[str, Any]:
    """The same questions put to the index in this process, without server, page or anybody beside; and reports one by one."""
    rng, times = random.Random(3), Times()  # noqa: S311 - no secret
    names = {"q": "text", "act": "act", "actor": "actor", "zone": "zone", "stage": "stage"}
    with closing(index.open(case)) as kept:
        kept.update()
        for _ in range(number):
            kind, _, said = asked(rng, incidents)
            began = time.perf_counter()
            if kind in ("list", "search", "inbox"):
                told: dict[str, Any] = {names[key]: value for key, value in said.items() if key in names}
                what = Asked(**told, skip=int(said.get("after", 0)), waiting=kind == "inbox")
                (kept.claims if kind == "inbox" else kept.incidents)(what)
            elif kind == "map":
                kept.map(Box(*(float(said[edge]) for edge in ("west", "south", "east", "north"))))
            else:
                kind, name = "incident", f"E-{rng.randrange(incidents)}"
                kept.incident(name)
                kept.history(name)
            times.setdefault(kind, []).append(time.perf_counter() - began)
        for _ in range(30):
            written(case, rng.randrange(10**9))
            began = time.perf_counter()
            kept.update()
            times.setdefault("one report taken in", []).append(time.perf_counter() - began)
    return shares(times)


def shares(times: Times) -> dict[str, Any]:
    """How often, and how long at the middle and at the 95th percentile."""
    return {k: {"n": len(v), "p50_ms": at_share(v, 0.5), "p95_ms": at_share(v, 0.95)} for k, v in sorted(times.items())}


def table(title: str, told: dict[str, Any]) -> None:
    print(title)
    for kind, row in told.items():
        print(f"  {kind:20} {row['n']:6} times   p50 {row['p50_ms']:8.1f} ms   p95 {row['p95_ms']:8.1f} ms")


def prepared(folder: Path, incidents: int, people: int) -> tuple[Case, dict[str, Any]]:
    """The case with its index and its people; what making them took."""
    began = time.perf_counter()
    case = pipeline.open_case(folder) if (folder / "case.yaml").is_file() else made(folder, incidents)
    case_s = time.perf_counter() - began
    began = time.perf_counter()
    with closing(index.open(case)) as kept:
        kept.update()
        counts = {name: kept.store.one(f"SELECT count(*) FROM {table}") for name, table in TABLES.items()}  # noqa: S608 - ours
    index_s = time.perf_counter() - began
    users = Users(folder)
    for n in range(people):
        with suppress(Exception):
            users.add(f"person-{n}", PASSWORD, [Role.ANALYST, Role.REVIEWER], datetime.now(UTC))
    sizes = {f"{name}_mb": (folder / f"{name}.sqlite").stat().st_size >> 20 for name in ("ledger", "index")}
    return case, {**counts, "case_s": round(case_s), "index_s": round(index_s), **sizes}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--whole", action="store_true", help="also read the whole record once, for the ratio")
    said = parser.parse_args()
    folder = said.folder or Path(tempfile.mkdtemp()) / "case"
    try:
        case, found = prepared(folder, said.incidents, said.people)
        found["index"] = index_alone(case, said.incidents, 400)
        table("The index alone", found["index"])
        if said.seconds:
            began = time.perf_counter()
            pipeline.board_of(case, None, None, datetime.now(UTC))
            found |= {"board_s": round(time.perf_counter() - began)}
            found |= measured(case, said.incidents, said.people, said.seconds)
            table(f"{said.people} people at the server", found["kinds"])
        if said.whole:
            found["whole_read_s"] = round(whole_read(folder), 1)
            found["ratio"] = round(1000 * found["whole_read_s"] / found["index"]["list"]["p95_ms"])
        print(json.dumps(found))
    finally:
        if not said.folder:
            shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main()
