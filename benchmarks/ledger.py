"""What the ledger costs beside what it stands on: SQLite alone, and a peer's Merkle tree. Ratios of the same run.

Every figure is that of a process of its own, peers taking turns; the best of three counts. Files lie in a temporary folder
(``--folder`` names another disk: commits are as fast as it is) and every commit waits for it.
Run: ``python -m benchmarks.ledger [append single proofs verify] [--entries 1000000]``. pymerkle, with which proofs are compared,
is under the GPL and used by this benchmark alone; where it is not installed the other figures are given.
"""

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import ledger_runs

ROUNDS = 3
PARTS = ("append", "single", "proofs", "verify")


@dataclass
class Bench:
    """One run of the benchmark: where, over how many entries, and what was found."""

    folder: Path
    entries: int
    told: dict[str, Any] = field(default_factory=dict)

    def apart(self, *arguments: str) -> str:
        """What a fresh process prints last."""
        command = [sys.executable, "-m", "benchmarks.ledger", "--folder", str(self.folder), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(arguments)} failed: {done.stderr.strip()[-2000:]}")
        return (done.stdout.strip().splitlines() or [""])[-1]

    def compared(self, title: str, some: int, *names: str, rounds: int = ROUNDS) -> dict[str, float]:
        """Rates a second of runs that take turns; a table of them."""
        best: dict[str, dict[str, float]] = {}
        for _ in range(rounds):
            for name in names:
                found = json.loads(self.apart("--run", name, str(some)))
                self._removed()
                if name not in best or found["seconds"] < best[name]["seconds"]:
                    best[name] = found
        print(f"\n{title}\n{'':24} {'seconds':>9} {'a second':>11} {'peak MB':>9} {'before MB':>10}")
        for name, run in best.items():
            rate = f"{some / run['seconds']:11,.0f}"
            print(f"{name:24} {run['seconds']:9.2f} {rate} {run['peak_mb']:9,.0f} {run['before_mb']:10,.0f}")
        self.told.setdefault("peak_mb", {}).update({name: round(run["peak_mb"]) for name, run in best.items()})
        rates = {name: some / run["seconds"] for name, run in best.items()}
        self.told.setdefault("a_second", {}).update({name: round(rate) for name, rate in rates.items()})
        return rates

    def _removed(self) -> None:
        kept = ("stored", "small", "pymerkle")
        for path in self.folder.iterdir():
            if not path.name.startswith(kept):
                path.unlink()

    def ratio(self, name: str, value: float, says: str) -> None:
        """A ratio, in words and in the last line."""
        self.told.setdefault("ratios", {})[name] = round(value, 3)
        print(f"{says}: {value:.2f}")

    def stored(self) -> None:
        """The ledger that is read, made once."""
        if not (self.folder / ledger_runs.STORED).is_file():
            print(f"writing a ledger of {self.entries:,} entries")
            self.apart("--build", ledger_runs.STORED, str(self.entries))


def append(bench: Bench) -> None:
    """Batches of 1,000, a durable commit each."""
    bench.stored()
    some = min(bench.entries, 200_000)
    names = ("append_bare", "append_ledger", "append_made", "append_hashed", "append_indexed", "append_entries")
    rate = bench.compared(
        f"append: {some:,} entries in batches of {ledger_runs.BATCH:,}, a durable commit each", some, *names
    )
    ours = rate["append_ledger"]
    bench.ratio("append", ours / rate["append_made"], "of a bare insert of the same rows, each made on the way")
    bench.ratio("append_ready", ours / rate["append_bare"], "of a bare insert of the same rows, made before")
    bench.ratio(
        "append_hashed", ours / rate["append_hashed"], "of a bare insert of leaf hash and body, hashed on the way"
    )
    bench.ratio(
        "append_indexed", ours / rate["append_indexed"], "of a bare insert of the same rows with an index on marks"
    )
    bench.ratio("append_json", rate["append_entries"] / rate["append_made"], "with canonical JSON and signatures")


def single(bench: Bench) -> None:
    """One entry, one durable commit; and sixteen writers in groups."""
    some = 4000
    names = ("single_bare", "single_ledger", "single_entries", "group_signed", "group_entries")
    rate = bench.compared(f"single: {some:,} entries, each durable before the next", some, *names)
    bare = rate["single_bare"]
    bench.ratio("single", rate["single_ledger"] / bare, "of SQLite's own commit rate, signed before")
    bench.ratio("single_signing", rate["single_entries"] / bare, "the same with JSON and signature")
    bench.ratio("group", rate["group_signed"] / bare, "16 writers in groups, signed before")
    bench.ratio("group_signing", rate["group_entries"] / bare, "the same with signature")


def proofs(bench: Bench) -> None:
    """Proofs from the stored ledger, whose tiles are read as they are needed."""
    bench.stored()
    title = f"proofs from {bench.entries:,} stored entries"
    rate = bench.compared(title, 20_000, "proofs_inclusion", "proofs_consistency")
    if importlib.util.find_spec("pymerkle") is None:
        print("pymerkle is not installed: no comparison (requirements-bench.lock)")
        return
    bench.apart("--build", "pymerkle", str(bench.entries))
    peer = bench.compared("pymerkle over the same entries", 20, "pymerkle_inclusion", "pymerkle_consistency", rounds=1)
    for kind in ("inclusion", "consistency"):
        ratio = rate[f"proofs_{kind}"] / peer[f"pymerkle_{kind}"]
        bench.ratio(f"{kind}_to_pymerkle", ratio, f"{kind} proofs, times those of pymerkle's SQLite store")


def verify(bench: Bench) -> None:
    """Everything checked, and the memory for it, at two lengths."""
    bench.stored()
    small = bench.entries // 10
    if not (bench.folder / "small.sqlite").is_file():
        bench.apart("--build", "small.sqlite", str(small))
    bench.compared(f"verify: {small:,} entries", small, "verify_small", rounds=1)
    rate = bench.compared(f"verify: {bench.entries:,} entries", bench.entries, "verify_whole")
    peak = bench.told["peak_mb"]
    bench.told["verify_seconds"] = round(bench.entries / rate["verify_whole"], 2)
    bench.ratio(
        "verify_memory", peak["verify_whole"] / peak["verify_small"], "peak memory, ten times the length to one"
    )


def one_run(name: str, folder: Path, some: int) -> dict[str, float]:
    """Run once in this process."""
    told: dict[str, float] = {}
    ledger_runs.RUNS[name](folder, some, told)
    return {**told, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    """Read the arguments; ``--run`` and ``--build`` are how this module calls itself."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}; all when left out")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keeps the files; a temporary folder when left out")
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--build", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        print(json.dumps(one_run(asked.run[0], asked.folder, int(asked.run[1]))))
    elif asked.build and asked.build[0] == "pymerkle":
        ledger_runs.pymerkle_build(asked.folder, int(asked.build[1]))
    elif asked.build:
        ledger_runs.build(asked.folder, int(asked.build[1]), asked.build[0])
    elif set(asked.parts) - set(PARTS):
        parser.error(f"the parts are {', '.join(PARTS)}")
    else:
        with tempfile.TemporaryDirectory() as name:
            bench = Bench(asked.folder or Path(name), asked.entries)
            bench.folder.mkdir(exist_ok=True)
            measures: dict[str, Callable[[Bench], None]] = {f.__name__: f for f in (append, single, proofs, verify)}
            for part in asked.parts or PARTS:
                measures[part](bench)
            print("\n" + json.dumps({"metric": "ledger", "entries": bench.entries, **bench.told}))


if __name__ == "__main__":
    main()
