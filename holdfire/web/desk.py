"""What one running application has at hand: the case, its users, and the link that lets its operator in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from fastapi import Request

from holdfire import index
from holdfire.case import Case
from holdfire.errors import AskError, ClockBehindError
from holdfire.index import Asked, Index
from holdfire.web.answers import Answers
from holdfire.web.users import Users
from holdfire.web.users.limits import Pace
from holdfire.when import iso

APART = timedelta(minutes=2)
"""So far the clocks of two machines that write to one record may be apart."""
MOST_WAITED_FOR = 20_000
"""Incidents of a case that is judged in memory while somebody waits; what is known now of more is walked from the index."""


def _clock() -> datetime:
    return datetime.now(UTC)


class Desk:
    """One case being served. ``clock`` tells the time; tests give their own.

    Who decides holds ``writing``: one at a time, in whichever process; who comes second is told so. ``pace`` is
    how many forms a session may send; ``outside`` says that others than this machine reach it, by a proxy with TLS.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = _clock) -> None:
        self.folder, self.clock = folder, clock
        self.answers = Answers(folder)
        self.users = Users(folder)
        self._alone = self.users.writing()
        self.pace = Pace(clock)
        self.outside = False
        self.ready: Callable[[], None] = lambda: None
        """Raises ``BeingMadeError`` while what answers lists is being made."""

        self._link = ""
        self._lock = Lock()
        self._opening = Lock()
        self._index: Index | None = None

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self.answers.opened.case

    @property
    def index(self) -> Index:
        """What the record holds, in columns, brought up to date. Raises ``BeingMadeError`` while it is being made."""
        self.ready()
        kept = self.open_index()
        kept.update()
        return kept

    def open_index(self) -> Index:
        """The index as it lies there: opened once, anew only when settings or agreement changed."""
        case = self.case
        with self._opening:
            if self._index is None or self._index.case is not case:
                self._index = index.open(case)
            return self._index

    def few_enough(self, remedy: str) -> None:
        """Raise ``AskError`` where more incidents are told than are judged in memory while somebody waits."""
        if self.index.incidents(Asked(), None, 1).count > MOST_WAITED_FOR:
            what = f"this case has more than {MOST_WAITED_FOR} incidents, too many to judge while you wait"
            raise AskError(what, remedy=remedy)

    def heads(self) -> dict[str, int]:
        """How many entries each ledger here has, by its origin; other processes' entries included."""
        return {origin: size for origin, size, _ in self.answers.opened.heads()}

    def behind(self) -> datetime | None:
        """When the record's last entry was made, where the clock of this machine shows a time before that; None otherwise."""
        self.answers.opened.heads()
        last = self.answers.opened.last_at
        at = datetime.fromisoformat(last) if last else None
        return at if at is not None and self.clock() + APART < at else None

    @property
    def writing(self) -> AbstractContextManager[None]:
        """One who decides at a time. Raises ``ClockBehindError`` where what is decided would be dated before the last entry."""
        return self._writing()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if at := self.behind():
            what = f"the clock of this machine shows {iso(self.clock(), UTC)}, which is before the last entry of the record"
            raise ClockBehindError(f"{what}, {iso(at, UTC)}", remedy="Set the clock right; nothing was kept meanwhile.")
        with self._alone:
            yield

    @property
    def link(self) -> str:
        """The path that lets the operator of this machine in, once."""
        with self._lock:
            self._link = self._link or self.users.new_link(self.clock())
            return f"/enter?link={self._link}"

    def enter(self, link: str) -> str | None:
        """A session for whoever holds the link in force, which is then good no more; None for another one."""
        token = self.users.let_in_operator(link, self.clock()) if link else None
        with self._lock:
            self._link = "" if token and link == self._link else self._link
        return token


def desk_of(request: Request) -> Desk:
    """The desk of the application that answers."""
    desk: Desk = request.app.state.desk
    return desk
