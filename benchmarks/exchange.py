"""Exchange of 100,000 entries over loopback between two cases, the client killed once in the middle and run again.

One process serves a case of so many claims; another pulls them, verifies every entry, hash and signature, takes them into its
mirror, cosigns, and hands its own ledger and the cosignature over. The time is that of both runs together, from the start of
the first process to the end of the second. Beside it, in the same run, a plain HTTP download of a file of the same bytes with
its SHA-256: what carrying alone costs. Run: ``python -m benchmarks.exchange [entries]``.
"""

import functools
import hashlib
import http.server
import json
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from holdfire import between, pipeline
from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.record import open_record

AGREEMENT = Path(__file__).resolve().parents[1] / "agreements" / "syria-2016-09"
BEGUN = datetime(2016, 9, 12, 16, tzinfo=UTC)
BATCH = 2000
PULL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from holdfire import between, pipeline
from holdfire.record import open_record
def told(here, of):
    print(here, flush=True)
with open_record(pipeline.open_case(Path(sys.argv[1]))) as record:
    between.exchange_over(between.Errand(record, datetime.now(UTC)), sys.argv[2], told)
"""
SERVE = "import sys; from holdfire.cli import main; main(['serve', sys.argv[1], '--port', '0', '--exchange'])"


def filled(where: Path, entries: int) -> tuple[Case, Case]:
    """Two cases that accept each other; the first with so many claims."""
    one, two = (
        pipeline.new_case(where / body, AGREEMENT, pipeline.Founding(BEGUN, body))
        for body in ("russia", "united-states")
    )
    one, two = between.trust(one, two.settings.origin), between.trust(two, one.settings.origin)
    with open_record(one) as record:
        for start in range(0, entries, BATCH):
            some = [Entry("claim-read", f"C-{i}", claim(i)) for i in range(start, min(start + BATCH, entries))]
            record.append(some, BEGUN + timedelta(hours=1))
        record.sign(BEGUN + timedelta(hours=1))
    return one, two


def claim(i: int) -> dict[str, object]:
    """A claim of usual length."""
    return {
        "id": f"C-{i}",
        "source": "SNHR",
        "words": "قصف مدفعي على بلدة",
        "lat": 35 + i % 100 / 97,
        "lon": 37.5,
        "killed": i % 4,
    }


def exchanged(two: Case, url: str, entries: int) -> tuple[float, int]:
    """Seconds for both runs, and at how many entries the first was killed."""
    command = [sys.executable, "-c", PULL, str(two.folder), url]
    began = time.perf_counter()
    here = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        while here < entries // 2:
            here = int(first.stdout.readline())
        first.send_signal(signal.SIGKILL)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began, here


def carried(pack: Path) -> float:
    """Seconds for a plain download of the same bytes with their SHA-256, by a process of its own."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *a: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=str(pack.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    began = time.perf_counter()
    digest = hashlib.sha256()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/{pack.name}") as answer:
        while some := answer.read(1 << 16):
            digest.update(some)
    took = time.perf_counter() - began
    server.shutdown()
    assert digest.digest() == hashlib.sha256(pack.read_bytes()).digest()
    return took


def main(entries: int) -> None:
    """Fill, exchange, compare, print."""
    with tempfile.TemporaryDirectory() as folder:
        one, two = filled(Path(folder), entries)
        pack = Path(folder) / "russia.pack"
        with open_record(one) as record:
            out = BytesIO()
            between.packed_from(record, out, 0, [])
            pack.write_bytes(out.getvalue())
        with subprocess.Popen(
            [sys.executable, "-c", SERVE, str(one.folder)], stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            url = server.stdout.readline().split(" on ")[1].split(" ")[0]
            seconds, killed = exchanged(two, url, entries)
            server.send_signal(signal.SIGKILL)
        plain = min(carried(pack) for _ in range(3))
        with open_record(two) as record:
            held = record.mirror(one.settings.origin).size()
            assert held >= entries and record.mirror(one.settings.origin).verify().size == held
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = pack.stat().st_size
    print(f"{held:,} entries, {size / 1e6:.1f} MB; client killed at {killed:,} and run again")
    print(f"exchange, verified and cosigned   {seconds:6.2f} s")
    print(f"plain download and SHA-256        {plain:6.2f} s")
    print(f"ratio                             {seconds / plain:6.1f}")
    print(f"peak memory of a process          {peak:6.0f} MB")
    told = {"entries": held, "bytes": size, "seconds": round(seconds, 2), "plain_seconds": round(plain, 3)}
    print(json.dumps({**told, "ratio": round(seconds / plain, 1), "peak_mb": round(peak), "killed_at": killed}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
