"""Faults of the machine in plain words: no room on the disk, a database that is busy or gone. The record is unharmed by them."""

import errno
import sqlite3
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import Response

from holdfire.web.safety import sentence_page

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No room on the disk, none within a quota, or a file longer than the system lets this program write."""


@dataclass(frozen=True)
class Fault:
    """A fault: the HTTP status it is told with, and its sentence in two parts."""

    status: int
    what: str
    remedy: str

    @property
    def sentence(self) -> str:
        """Both parts as one text."""
        return f"{self.what[:1].upper()}{self.what[1:]}. {self.remedy}"


FULL = Fault(
    507,
    "there is no room left on the disk, so this was not kept; the record is as it was",
    "Make room where the case lies, then send it again.",
)
BUSY = Fault(503, "the record is being written by somebody else", "Nothing was kept; send it again in a moment.")


def fault_of(error: BaseException) -> Fault | None:
    """The fault behind an error, looked for in what caused it too; None for an error of another kind."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        if isinstance(at, OSError) and at.errno in _FULL:
            return FULL
        if isinstance(at, sqlite3.Error):
            code = getattr(at, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
                return FULL
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return BUSY
        at = at.__cause__ or at.__context__
    return None


def told_on_pages(app: FastAPI) -> None:
    """Pages tell these faults as a sentence each."""
    for kind in (OSError, sqlite3.Error):
        app.add_exception_handler(kind, _page)


def _page(request: Request, error: Exception) -> Response:
    fault = fault_of(error)
    if fault is None:
        raise error
    return sentence_page(fault.status, fault.sentence)
