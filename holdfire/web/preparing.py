"""What is kept beside a large record is made at the start of a server, beside the requests, and pages say how far it has come.

The index answers lists, searches and maps; the projection answers boards. Where little is lacking in them, whoever asks first
takes it in. Where much is, as in a case that was restored or imported, that would be minutes: then a thread makes them, in one
process at a time, and whoever asks for a list or a board meanwhile is told to look again. What needs neither works at once.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

from holdfire.between.peers import alone
from holdfire.errors import BeingMadeError, CaseError, HoldfireError
from holdfire.web.answers import Question
from holdfire.web.boards import Boards
from holdfire.web.desk import Desk

MUCH = 10_000
"""Entries lacking from which they are taken in beside the requests: some three seconds on a laptop."""
PARTS = ("the index", "the boards")
"""What is made, in order."""


@dataclass(frozen=True)
class Stage:
    """How far it has come: which of ``PARTS``, and how many entries it has taken in, of how many."""

    part: int
    done: int
    whole: int


class Preparing:
    """Makes the index and the boards of one desk beside the requests."""

    def __init__(self, desk: Desk, boards: Boards, much: int = MUCH, then: Callable[[], object] = lambda: None) -> None:
        self.desk, self.boards, self.much, self.then = desk, boards, much, then
        self.stage: Stage | None = None
        """None where nothing is being made."""
        self._thread: Thread | None = None

    def begin(self) -> bool:
        """Begin where much is lacking; False where whoever asks may take it in. Called before anybody asks.

        ``then`` is done afterwards, or where nothing is lacking, beside the requests too.
        """
        lacking = max(self.desk.open_index().lacking(), self.boards.open_projection().lacking())
        if lacking < self.much:
            self._thread = Thread(target=self._last, daemon=True, name="what whoever asks first would wait for")
            self._thread.start()
            return False
        self.stage = Stage(0, 0, sum(self.desk.heads().values()))
        self.desk.ready = self.boards.ready = self.ready
        self._thread = Thread(target=self._make, daemon=True, name="index and boards of a large record")
        self._thread.start()
        return True

    def ready(self) -> None:
        """Raises ``BeingMadeError`` while it goes on."""
        stage = self.stage
        if stage is not None:
            what = f"{PARTS[stage.part]} of this case is being made: {stage.done} of {stage.whole} entries are taken in"
            raise BeingMadeError(what, remedy="Look again in a moment; nothing is lost meanwhile.")

    def wait(self) -> None:
        """Until it is done."""
        if self._thread is not None:
            self._thread.join()

    def _make(self) -> None:
        try:
            self._alone()
        except HoldfireError:
            pass  # whoever asks next meets it, and is told
        finally:
            self.stage = None
        self._last()

    def _last(self) -> None:
        with suppress(HoldfireError):
            self.then()

    def _alone(self) -> None:
        waiting = True
        while waiting:
            try:
                with alone(self.desk.folder, "index"):
                    waiting = False
                    self.desk.open_index().update(self._came(0))
                    self.boards.open_projection().update(self._came(1))
                    self.boards.first(Question())
            except CaseError:
                if not waiting:
                    raise

    def _came(self, part: int) -> Callable[[int, int], None]:
        def come(done: int, whole: int) -> None:
            self.stage = Stage(part, done, whole)

        return come
