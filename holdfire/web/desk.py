"""What one running application has at hand: the case, its users, and the link that lets its operator in."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from fastapi import Request

from holdfire import pipeline
from holdfire.case import Case
from holdfire.record import Record
from holdfire.web.answers import Answers
from holdfire.web.users import Users


def _clock() -> datetime:
    return datetime.now(UTC)


class Desk:
    """One case being served. ``clock`` tells the time; tests give their own. Who decides holds ``writing``: one at a time."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = _clock) -> None:
        self.folder, self.clock = folder, clock
        self.answers = Answers(folder)
        self.users = Users(folder)
        self._link = secrets.token_urlsafe(24)
        self._lock = Lock()
        self._record: Record | None = None
        self.writing = Lock()

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return pipeline.open_case(self.folder)

    def heads(self) -> dict[str, int]:
        """How many entries each ledger here has, by its origin; other processes' entries included."""
        with self._lock:
            if self._record is None:
                self._record = Record(self.case)
            self._record.case = self.case
            ledgers = [self._record.ledger, *self._record.mirrors().values()]
            for ledger in ledgers:
                ledger.reload()
            return {ledger.origin: ledger.size() for ledger in ledgers}

    @property
    def link(self) -> str:
        """The path that lets the operator of this machine in, once."""
        return f"/enter?link={self._link}"

    def used(self, link: str) -> bool:
        """True for the link in force, which is then replaced: it is good once."""
        with self._lock:
            if not secrets.compare_digest(link.encode(), self._link.encode()):
                return False
            self._link = secrets.token_urlsafe(24)
            return True


def desk_of(request: Request) -> Desk:
    """The desk of the application that answers."""
    desk: Desk = request.app.state.desk
    return desk
