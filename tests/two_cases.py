"""Two bodies with a case each, what they say, carry and serve, for the tests of exchange."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from holdfire import between, pipeline
from holdfire.answers import Exchanged
from holdfire.case import Case
from holdfire.ledger import Entry, Ledger, SqliteStore
from holdfire.ledger.checkpoint import cosignatures
from holdfire.record import KeySet, open_record
from tests.conftest import ROOT

BEGUN = datetime(2016, 9, 12, 16, tzinfo=UTC)
AGREEMENT = ROOT / "agreements" / "syria-2016-09"


def a_case(where: Path, body: str, keys: KeySet | None = None) -> Case:
    """A case of one body."""
    return pipeline.new_case(where / body, AGREEMENT, pipeline.Founding(BEGUN, body, keys or KeySet.make()))


def two_cases(where: Path) -> tuple[Case, Case]:
    """Two bodies that have compared fingerprints."""
    one, two = a_case(where, "russia"), a_case(where, "united-states")
    return between.trust(one, two.settings.origin), between.trust(two, one.settings.origin)


def says(case: Case, n: int, start: int = 0, hours: float = 1) -> None:
    """Entries in a body's own ledger."""
    with open_record(case) as record:
        at = BEGUN + timedelta(hours=hours)
        record.append([Entry("collected", f"file-{i}", {"n": i, "words": "هدنة"}) for i in range(start, start + n)], at)
        record.sign(at)


def pack_of(case: Case, to: str | None = None, hours: float = 2) -> bytes:
    """A pack as a courier carries it."""
    out = BytesIO()
    with open_record(case) as record:
        between.write_exchange(between.Errand(record, BEGUN + timedelta(hours=hours)), out, to)
    return out.getvalue()


def take(case: Case, pack: bytes, hours: float = 3) -> list[Exchanged]:
    """Take a pack in."""
    with open_record(case) as record:
        return between.take_file(between.Errand(record, BEGUN + timedelta(hours=hours)), BytesIO(pack))


def own(case: Case) -> Ledger:
    """The case's own ledger."""
    return Ledger(SqliteStore(case.ledger_path), case.settings.origin)


def held(case: Case, other: Case) -> list[bytes]:
    """What a case holds of another one's ledger."""
    with open_record(case) as record:
        return list(record.mirror(other.settings.origin).bodies())


def both_hold_all(one: Case, two: Case) -> bool:
    """Each holds the whole of the other's ledger."""
    return held(one, two) == list(own(two).bodies()) and held(two, one) == list(own(one).bodies())


def cosigned_heads(one: Case, two: Case) -> bool:
    """Each one's latest head carries the other's cosignature."""
    for case, other in ((one, two), (two, one)):
        with open_record(case) as record:
            kept = record.ledger.kept_note()
            witnesses = record.mirror(other.settings.origin).ring().witnesses()
            if kept is None or kept[0] != record.ledger.head():
                return False
            if not any(cosignatures(kept[1], {other.settings.origin: witnesses})):
                return False
    return True


def restored(case: Case, ledger: bytes) -> None:
    """A case's ledger put back as it was."""
    for beside in case.folder.glob("ledger.sqlite-*"):
        beside.unlink()
    case.ledger_path.write_bytes(ledger)


@contextmanager
def served(case: Case, *options: str) -> Iterator[str]:
    """The case, served by a process of its own."""
    command = [sys.executable, "-m", "holdfire.cli", "serve", str(case.folder), "--port", "0", "--exchange", *options]
    code = "from holdfire.cli import main; main()"
    command = [sys.executable, "-c", code, *command[3:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.split(" on ")[1].split(" ")[0]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def over(case: Case, url: str, progress: Callable[[int, int], None] | None = None) -> list[Exchanged]:
    """One exchange over HTTP."""
    with open_record(case) as record:
        return between.exchange_over(between.Errand(record, datetime.now(UTC)), url, progress)
