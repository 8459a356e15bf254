"""The smallest sets that flip a clock: a thousand disputed incidents over thirty days, and smaller cases against peers.

The record is invented: denied air strikes at chance moments, one in ten known to two days only, a look and an aid delivery
on every day, under the American reading of the founding agreement (seven days, an unmet day pauses). Timed: from findings to sets
(taking the clock's model from the machinery, then the search). Not timed: judging. The peers, in the same process on the
same model: *trying sets*, every set of one more incident until one flips; *trying days*, every choice of seven days with the
union of what they need, the plain way to be exact; *greedy*, the seven cheapest days, which is no proof. Sizes must agree.
Run: ``python -m benchmarks.flips [--incidents N] [--days D]``.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from benchmarks.data import ROOT
from holdfire.agreement import load
from holdfire.claims import Claim
from holdfire.findings.decisions import decisions_of
from holdfire.pipeline import judge_claims
from holdfire.status import Known
from holdfire.status.flip_extract import extract
from holdfire.status.flip_model import ClockModel
from holdfire.status.flip_search import flips
from holdfire.status.status import by_then

START = datetime(2016, 9, 12, 16, tzinfo=UTC)
RUNS = 3


def claims(incidents: int, days: int) -> Iterator[Claim]:
    """The invented record."""
    chance = random.Random(20160912)  # noqa: S311 - no secret
    yield _claim("D-1", "decision", START + timedelta(days=1), timedelta(minutes=1), by=("russia", "united-states"),
                 decides="extend", amount=f"{days} days")  # fmt: skip
    for day in range(days + 1):
        begin = datetime(2016, 9, 11, 21, tzinfo=UTC) + timedelta(days=day)
        yield _claim(f"L-{day:03}", "coverage", begin, timedelta(days=1))
        yield _claim(
            f"A-{day:03}", "access", max(begin, START) + timedelta(hours=1), timedelta(hours=1), act="aid-delivery"
        )
    for number in range(incidents):
        at = START + timedelta(seconds=chance.randrange(days * 86400))
        lasts = timedelta(days=1, hours=6) if number % 10 == 0 else timedelta(minutes=5)
        yield _claim(f"I-{number:05}", "incident", at, lasts, act="airstrike", by=("syrian-government",), target="opposition",
                     denied=("un",))  # fmt: skip


def _claim(name: str, kind: Any, start: datetime, lasts: timedelta, *, by: tuple[str, ...] = (), denied: tuple[str, ...] = (),
           **more: Any) -> Claim:  # fmt: skip
    return Claim(
        id=name, report=name, kind=kind, start=start, end=start + lasts, place="Aleppo", lat=36.2, lon=37.16, radius_km=1.0,
        actors=(by,) if by else (), claimants=("sohr",), denied_by=denied, confidence="high", source="invented",
        known_from=START, words="invented", **more,
    )  # fmt: skip


def trying_sets(model: ClockModel) -> int:
    """The size of the smallest set, found by trying every set."""
    for size in range(1, len(model.items) + 1):
        for names in combinations(model.items, size):
            if model.complete({n: model.items[n].clears or 0 for n in names}):
                return size
    return 0


def trying_days(model: ClockModel) -> int:
    """The same by trying every choice of days: what must be ruled out is the union of what their days hold."""
    held = [frozenset(n for limb in day.limbs for n in limb.doubtful) for day in model.days]
    full = [n for n, day in enumerate(model.days) if day.length == 86400]
    return min(len(frozenset().union(*(held[n] for n in some))) for some in combinations(full, model.needs // 86400))


def greedy(model: ClockModel) -> int:
    """The seven days that need least, each for itself."""
    held = sorted(
        (frozenset(n for limb in d.limbs for n in limb.doubtful) for d in model.days if d.length == 86400), key=len
    )
    return len(frozenset().union(*held[: model.needs // 86400]))


def timed(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """Best of some runs, in seconds, and what came out."""
    best, answer = float("inf"), None
    for _ in range(runs):
        began = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - began)
    return best, answer


def measured(incidents: int, days: int, peer: Callable[[ClockModel], int]) -> dict[str, Any]:
    """One size: seconds and peak memory of ours, and of the peer on the same model."""
    agreement, told = load(ROOT / "agreements" / "syria-2016-09"), list(claims(incidents, days))
    at = START + timedelta(days=days)
    judged = judge_claims(agreement, told, "0", at, at)
    known = Known(judged.claims, judged.incidents, judged.findings, "", "")

    def ours() -> tuple[ClockModel, Any]:
        then = by_then(judged.agreement, known, at)
        evidence = then.under("american")
        found = extract(then.run_of(evidence, "seven-days"), evidence, {})
        assert found is not None
        return found.model, flips(found.model)

    seconds, (model, answer) = timed(ours)
    searching, _ = timed(lambda: flips(model))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peers, size = timed(lambda: peer(model), 1)
    assert decisions_of(judged.claims, at, judged.agreement.text)
    return {
        "incidents": sum(i.startswith("I-") for i in model.items), "days": days, "smallest": len(answer.sets[0]),
        "proved": answer.least == len(answer.sets[0]), "seconds": round(seconds, 4), "search_seconds": round(searching, 4),
        "peak_mb": round(peak), "peer": peer.__name__, "peer_smallest": size, "peer_seconds": round(peers, 4),
        "greedy": greedy(model), "ratio": round(peers / seconds, 1),
    }  # fmt: skip


def main() -> None:
    """Print a table and one line of JSON; stop when sizes differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    asked = parser.parse_args()
    rows = [measured(17, 9, trying_sets), measured(asked.incidents, asked.days, trying_days)]
    columns = (
        "incidents",
        "days",
        "smallest",
        "proved",
        "seconds",
        "search_seconds",
        "peak_mb",
        "peer",
        "peer_seconds",
        "ratio",
    )
    print("  ".join(f"{c:>14}" for c in columns))
    for row in rows:
        assert row["smallest"] == row["peer_smallest"], row
        print("  ".join(f"{row[c]!s:>14}" for c in columns))
    print(json.dumps({"flips": rows}))


if __name__ == "__main__":
    main()
