"""The case as it is on the disk now, opened anew only when its settings or its agreement changed, and how far its ledgers go."""

from pathlib import Path
from threading import Lock

from holdfire import pipeline
from holdfire.case import SETTINGS, Case, agreement_folder
from holdfire.record import Record

Files = tuple[tuple[str, int, int], ...]
"""Name, time in nanoseconds and size of files."""
Heads = tuple[tuple[str, int, str], ...]
"""Of each ledger: its origin, how many entries it has, and its head."""


class Opened:
    """One case folder. Raises ``CaseError`` for one that is none."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, Lock()
        self._record: Record | None = None
        self.last_at = ""
        """When the last entry of the own ledger was made, as ISO 8601; as of the last look at the heads."""

        self._files = self._files_now()
        self._case = pipeline.open_case(folder)

    @property
    def case(self) -> Case:
        """The case as it is now; the same object while its settings and its agreement are as they were."""
        files = self._files_now()
        with self._lock:
            if files != self._files:
                self._case, self._files = pipeline.open_case(self._folder), files
            return self._case

    def _files_now(self) -> Files:
        """The settings and the agreement's files, whatever lies deeper in its folder included."""
        paths = [self._folder / SETTINGS, *sorted(agreement_folder(self._folder).rglob("*"))]
        told = [(str(path), path.stat()) for path in paths if path.is_file()]
        return tuple((name, about.st_mtime_ns, about.st_size) for name, about in told)

    def heads(self) -> Heads:
        """The heads of the ledgers here, other processes' entries included."""
        case = self.case
        with self._lock:
            if self._record is None:
                self._record = Record(case)
            self._record.case = case
            ledgers = [self._record.ledger, *self._record.mirrors().values()]
            for ledger in ledgers:
                ledger.reload()
            self.last_at = self._record.ledger.last_at()
            return tuple((ledger.origin, ledger.size(), ledger.head().root.hex()) for ledger in ledgers)

    def state(self) -> tuple[Files, Heads]:
        """What every answer hangs on."""
        heads = self.heads()
        return self._files, heads
