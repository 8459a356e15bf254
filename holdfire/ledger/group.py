"""Group commit: many threads append to one ledger, and what has gathered while the disk was busy goes in one transaction.

Whoever finds nobody writing writes for all who wait; there is no thread behind it. The bytes are those that the same
batches, appended one after another in that order, would have.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from holdfire.errors import LedgerError
from holdfire.ledger.entry import Entry
from holdfire.ledger.ledger import TRIES, Author, Ledger, at_of
from holdfire.ledger.store import Behind


def _held() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class _Waiting:
    """One caller's batch: signed by its own thread, written by whoever leads. ``size`` or ``fault`` says that it is done.

    ``turn`` is held until it is done, or its caller is to lead.
    """

    entries: Sequence[Entry]
    author: Author
    bodies: list[bytes]
    turn: Lock = field(default_factory=_held)
    size: int | None = None
    fault: BaseException | None = None

    @property
    def done(self) -> bool:
        return self.size is not None or self.fault is not None


class GroupCommit:
    """Appends by many threads to one ledger, which nobody else writes or reads through meanwhile.

    Readers open the ledger once more.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[_Waiting] = []
        self._gate, self._led = Lock(), False
        self._since = ledger.last_at()

    def append(self, entries: Sequence[Entry], author: Author) -> int:
        """Write entries as one batch; see ``Ledger.append``. Returns the size of the ledger after it, once it is on the disk.

        Raises ``BadEntry`` for an entry of these, and ``LedgerError`` when nothing of what had gathered could be written.
        """
        own = _Waiting(entries, author, self._ledger.signed(entries, author, self._since))
        with self._gate:
            self._waiting.append(own)
            follows, self._led = self._led, True
        if follows:
            self._wait(own)
        if not own.done:
            self._lead()
        if own.fault:
            raise own.fault
        return own.size or 0

    def _wait(self, own: _Waiting) -> None:
        try:
            own.turn.acquire()
        except BaseException:
            with self._gate:
                if own in self._waiting:
                    self._waiting.remove(own)
                    if own.turn.acquire(blocking=False):
                        self._next()
            raise

    def _next(self) -> None:
        self._led = bool(self._waiting)
        if self._led:
            self._waiting[0].turn.release()

    def _lead(self) -> None:
        with self._gate:
            gathered, self._waiting = self._waiting, []
        try:
            self._write(gathered)
        except BaseException as fault:
            for one in gathered:
                one.fault = one.fault or _shared(fault)
            if not isinstance(fault, Exception):
                raise
        finally:
            self._hand_over(gathered)

    def _hand_over(self, written: list[_Waiting]) -> None:
        """Wake those whose batches were written, and last the one who leads next: meanwhile more gathers."""
        for one in written:
            one.turn.release()
        with self._gate:
            self._next()

    def _write(self, gathered: list[_Waiting]) -> None:
        for _ in range(TRIES):
            self._since = self._ledger.last_at()
            bodies, ends = self._in_order(gathered)
            try:
                start = self._ledger.append_bodies(bodies) - len(bodies)
            except Behind:
                self._ledger.reload()
                continue
            for one, end in ends:
                one.size = start + end
            return
        raise LedgerError("others write faster than this can", self._ledger.name, "Try again.")

    def _in_order(self, gathered: list[_Waiting]) -> tuple[list[bytes], list[tuple[_Waiting, int]]]:
        """All bodies, and where each caller's end. One dated before what now stands before it is signed again."""
        bodies: list[bytes] = []
        ends = []
        for one in gathered:
            if one.fault:
                continue
            if one.bodies and at_of(one.bodies[0]) < self._since:
                try:
                    one.bodies = self._ledger.signed(one.entries, one.author, self._since)
                except Exception as fault:
                    one.fault = fault
                    continue
            bodies += one.bodies
            ends.append((one, len(bodies)))
            self._since = at_of(bodies[-1]) if bodies else self._since
        return bodies, ends


def _shared(fault: BaseException) -> LedgerError:
    """What each caller is told of a failure that several share: an exception of its own."""
    if isinstance(fault, LedgerError):
        return LedgerError(fault.what, fault.where, fault.remedy)
    remedy = "It was kept whole or not at all: look before it is tried again."
    told = LedgerError(f"the write was interrupted ({type(fault).__name__})", "", remedy)
    told.__cause__ = fault
    return told
