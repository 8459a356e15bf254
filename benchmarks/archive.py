"""One pass over an archive of many agreements, against judging them one after the other as cases.

The agreements are the bundled ones again and again, moved in place and time (``archive_made``); the events are those of UCDP
GED for Syria, moved with them. Timed in one process: the whole of ``holdfire status --all`` from files to files; a second
run, nothing being new; and for a few of the agreements, spread evenly, the way of a case (claims, incidents, findings,
status) on the events that concern each, from which all of them one after the other is reckoned. The two must say the same:
the numbers of every provision are compared, and the states of every clock. Memory is the peak of the process over the
archive, taken before the cases are judged.
Run: ``python -m benchmarks.archive [--agreements N] [--events M] [--cases K]``.
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.archive_made import BASES, make_agreements, make_events
from holdfire.agreement import load
from holdfire.archive.concern import Concern, card_of
from holdfire.archive.event import EVENT
from holdfire.archive.member import member_of
from holdfire.archive.run import Ask, judge_archive
from holdfire.archive.shuffle import profiles_of
from holdfire.archive.told import claim_of, moment_told
from holdfire.case import bundled
from holdfire.claims import Names
from holdfire.pipeline import judge_told
from holdfire.told import Told
from holdfire.when import zone

FAR = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class Took:
    """Seconds by the clock on the wall, and of processor time: on a machine that does other work the second is the fairer."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Add what is done within."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def megabytes() -> float:
    """The peak so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def concerning(place: Path, name: str, at: datetime) -> list[dict[str, Any]]:
    """The events that concern one agreement and had begun, asked of the whole table."""
    member = member_of(load(place / "agreements" / name), (), at)
    concern = Concern([card_of(member, "")])
    found: list[dict[str, Any]] = []
    for path in sorted((place / "events").glob("*.parquet")):
        events = pq.read_table(path, schema=EVENT).combine_chunks()
        codes, profiles, _ = profiles_of(events, concern)
        _, row = concern.pairs(events, codes, profiles)
        found += events.take(pa.array(row)).to_pylist()
    return [row for row in found if moment_told(row["start"], member.tz, local=row["local"]) < at]


def as_a_case(place: Path, name: str, at: datetime, took: Took) -> tuple[int, dict[str, Any]]:
    """How many events concern an agreement, and the board that a case makes of them."""
    agreement = load(place / "agreements" / name)
    names, tz = Names(agreement), zone(agreement.text.time_zone)
    rows = concerning(place, name, at)
    with took.timed():
        claims = tuple(claim_of(row, names, agreement.text, tz) for row in rows)
        board = judge_told(agreement, Told(claims, ""), at, FAR).status.board()
    return len(rows), board.model_dump(mode="json")


def same(board: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the two say the same of provisions and clocks, under every reading."""
    return all(
        {p: s["findings"] | {"standing": s["standing"]} for p, s in one["provisions"].items()}
        == {p: s["findings"] | {"standing": s["standing"]} for p, s in two["provisions"].items()}
        and one["clocks"] == two["clocks"]
        for one, two in ((board["readings"][r], other["readings"][r]) for r in board["readings"])
    )


def main() -> None:
    """Make the archive, judge it, judge some of it as cases, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agreements", type=int, default=100)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=6)
    parser.add_argument("--in", dest="place", type=Path, help="Where to make it; a temporary folder when left out.")
    asked = parser.parse_args()
    place = asked.place or Path(tempfile.mkdtemp(prefix="archive-"))
    if not (place / "events").is_dir():
        make_agreements(place / "agreements", asked.agreements)
        make_events(place / "events", asked.events, -(-asked.agreements // len(BASES)))
    out = place / "status"
    shutil.rmtree(out, ignore_errors=True)
    whole, again, cases, marks = Took(), Took(), Took(), dict[str, float]()
    begin = time.process_time()

    def progress(what: str, done: int, of: int) -> None:
        if done == of:
            marks[what] = time.process_time() - begin

    with whole.timed():
        outcome = judge_archive(place, out, Ask(), bundled, progress)
    memory = megabytes()
    with again.timed():
        judge_archive(place, out, Ask(), bundled)
    pairs = sum(one.events for one in outcome.agreements)
    told = [one for one in outcome.agreements if one.events]
    some = [told[n] for n in np.linspace(0, len(told) - 1, min(asked.cases, len(told))).astype(int)]
    rows, agree = 0, True
    for one in some:
        board = json.loads((out / "statuses" / f"{one.agreement}.json").read_text("utf-8"))
        events, case = as_a_case(place, one.agreement, datetime.fromisoformat(board["as_of"]), cases)
        rows, agree = rows + events, agree and same(json.loads(json.dumps(case)), board)
    reckoned = cases.cpu / max(1, rows) * pairs
    print(f"{len(outcome.agreements)} agreements, {outcome.events} events, {pairs} pairs that concern each other")
    print(f"{'':<44}{'seconds':>9}{'of processor':>14}{'peak MB':>9}")
    print(f"{'one pass, all of it':<44}{whole.wall:>9.1f}{whole.cpu:>14.1f}{memory:>9.0f}")
    for what, at in marks.items():
        print(f"{'  until ' + what:<53}{at:>14.1f}")
    print(f"{'again, nothing being new':<44}{again.wall:>9.1f}{again.cpu:>14.1f}")
    print(
        f"{f'{len(some)} of them as cases, on {rows} events':<44}{cases.wall:>9.1f}{cases.cpu:>14.1f}   the same: {agree}"
    )
    print(
        f"{'all of them as cases, reckoned by events':<53}{reckoned:>14.1f}   {reckoned / whole.cpu:.1f} times one pass"
    )
    figures = {
        "agreements": len(outcome.agreements), "events": outcome.events, "pairs": pairs, "archive_s": round(whole.wall, 1),
        "archive_cpu_s": round(whole.cpu, 1), "archive_mb": round(memory), "again_cpu_s": round(again.cpu, 2),
        "cases": len(some), "cases_cpu_s": round(cases.cpu, 1), "cases_reckoned_cpu_s": round(reckoned, 1),
        "ratio": round(reckoned / whole.cpu, 1), "same": agree, "digest": outcome.digest,
        **{f"cpu_s_until_{what.replace(' ', '_')}": round(at, 1) for what, at in marks.items()},
    }  # fmt: skip
    if asked.place is None:
        shutil.rmtree(place)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
