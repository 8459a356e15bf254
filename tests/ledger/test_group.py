"""Group commit: many threads at once, each its own batch, and the bytes of one after another."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import Author, BadEntry, Entry, Ledger, PrivateKey
from holdfire.ledger.group import GroupCommit
from tests.ledger.bodies import AT, Body, body, claims, decision
from tests.ledger.homes import Home, over_each_store

THREADS = 16


def together(*works: Callable[[], object]) -> None:
    """Run each in a thread of its own, all beginning at once."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@over_each_store
def test_sixteen_threads_lose_nothing_and_each_is_told_its_own_place(russia: Body, home: Home) -> None:
    """The size returned is that of the ledger right after the caller's own last entry."""
    group, told = GroupCommit(russia.ledger), {}

    def write(thread: int) -> None:
        for number in range(20):
            some = (
                claims(1 + number % 3, 10_000 * thread + 100 * number)
                if number % 2
                else [decision(f"D-{thread}-{number}")]
            )
            told[some[-1].key] = group.append(some, russia.author())

    together(*(lambda n=n: write(n) for n in range(THREADS)))  # type: ignore[misc]
    ledger = Ledger(home.store("russia"), russia.origin)
    ledger.verify()
    places = {e.key: p for p, e in ledger.placed("claim-read", "decision")}
    assert len(told) == THREADS * 20
    assert all(size == places[key] + (1 if key.startswith("D") else 2) for key, size in told.items())


@over_each_store
def test_the_bytes_are_those_of_one_after_another(russia: Body, home: Home) -> None:
    """The same batches appended singly, in the order in which they came to stand, make the same ledger."""
    group = GroupCommit(russia.ledger)
    work = [
        [decision(f"D-{n}") for n in range(3)],
        claims(300),
        [*claims(2, 400), decision("D-9"), *claims(1, 500)],
        *([decision(f"E-{n}")] for n in range(THREADS)),
    ]
    placed: dict[int, tuple[list[Entry], float]] = {}

    def write(number: int, entries: list[Entry]) -> None:
        placed[group.append(entries, russia.author(number / 3600))] = (entries, number / 3600)

    together(*(lambda n=n, w=w: write(n, w) for n, w in enumerate(work)))  # type: ignore[misc]
    other = body("russia", home.store("again"))
    for size in sorted(placed):
        entries, hours = placed[size]
        assert other.says(*entries, hours=hours) == size
    assert list(other.ledger.bodies()) == list(russia.ledger.bodies())
    assert other.ledger.head() == russia.ledger.head()


def test_a_bad_entry_harms_nobody_else(russia: Body) -> None:
    """Its caller is told; what had gathered with it is written."""
    group, bad = GroupCommit(russia.ledger), []

    def write_bad() -> None:
        with pytest.raises(BadEntry, match="not representable"):
            group.append([*claims(2), Entry("claim-read", "bad", {"n": float("nan")})], russia.author())
        bad.append(True)

    together(*[write_bad] * 8, *(lambda n=n: group.append([decision(f"D-{n}")], russia.author()) for n in range(8)))  # type: ignore[misc]
    assert len(bad) == 8 and russia.ledger.size() == 2 + 8
    russia.ledger.verify()


class Token:
    """A signer that signs slowly and once: it waits until it is let, and is removed after that."""

    def __init__(self, key: PrivateKey) -> None:
        self.public, self._key = key.public, key
        self.asked, self.let = threading.Event(), threading.Event()

    def sign(self, message: bytes) -> bytes:
        """The first time only."""
        if self.asked.is_set():
            raise OSError("the token was removed")
        self.asked.set()
        self.let.wait()
        return self._key.sign(message)


def test_who_must_sign_again_and_cannot_is_told_alone(russia: Body) -> None:
    """An entry dated before what came to stand before it is signed again; its signer's failure is its own."""
    group, faults, token = GroupCommit(russia.ledger), [], Token(russia.key)

    def late() -> None:
        try:
            group.append([decision("D-2")], Author(token, AT))
        except OSError as fault:
            faults.append(str(fault))

    threads = [threading.Thread(target=late)]
    threads[0].start()
    token.asked.wait()
    group.append([decision("D-1")], russia.author(hours=5))
    with sqlite3.connect(russia.ledger.store.path) as lock:  # type: ignore[attr-defined]
        lock.execute("BEGIN IMMEDIATE")
        for key in ("E-0", "E-1", "E-2"):
            threads.append(threading.Thread(target=lambda k=key: group.append([decision(k)], russia.author())))  # type: ignore[misc]
            threads[-1].start()
        token.let.set()
        time.sleep(0.05)
        lock.execute("ROLLBACK")
    for thread in threads:
        thread.join()
    assert faults == ["the token was removed"]
    assert {e.key for e in russia.ledger.entries("decision")} == {"D-1", "E-0", "E-1", "E-2"}
    russia.ledger.verify()


def test_a_ledger_that_cannot_be_written_is_told_to_every_caller(russia: Body) -> None:
    """Each gets an error of its own; once it can be written again, it is."""
    group, faults = GroupCommit(russia.ledger), []
    russia.ledger.store._db.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    def write() -> None:
        try:
            group.append([decision("D-1")], russia.author())
        except LedgerError as fault:
            faults.append(fault)

    together(*[write] * THREADS)
    assert len({id(f) for f in faults}) == THREADS and {str(f) for f in faults} == {
        "russia.sqlite: the batch could not be written (attempt to write a readonly database). Nothing of it was kept; try again."
    }
    russia.ledger.store._db.execute("PRAGMA query_only=OFF")  # type: ignore[attr-defined]
    assert group.append([decision("D-2")], russia.author()) == 3


@over_each_store
def test_groups_and_single_writers_do_not_lose_each_other(russia: Body, home: Home) -> None:
    """Three groups over three stores of one ledger, as three servers would be: whoever is behind looks again."""
    ledgers = [Ledger(home.store("russia"), russia.origin) for _ in range(3)]

    def write(number: int, group: GroupCommit) -> None:
        for count in range(6):
            group.append([decision(f"D-{number}-{count}")], russia.author())

    groups = [GroupCommit(ledger) for ledger in ledgers]
    together(*(lambda n=n: write(n, groups[n % 3]) for n in range(12)))  # type: ignore[misc]
    russia.ledger.reload()
    assert len({e.key for e in russia.ledger.entries("decision")}) == 72
    russia.ledger.verify()


def _until(holds: Callable[[], bool]) -> None:
    """Look until it holds, for ten seconds at most."""
    ends = time.monotonic() + 10
    while not holds() and time.monotonic() < ends:
        time.sleep(0.01)


def _interrupt_once(holds: Callable[[], bool]) -> None:
    _until(holds)
    time.sleep(0.05)  # from standing in the queue to waiting
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, in a suite that was started in the background too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_caller_who_is_interrupted_while_it_waits_leaves_the_others_going(russia: Body) -> None:
    """Its batch is withdrawn, and whoever stands behind it is not left waiting for ever."""
    group = GroupCommit(russia.ledger)
    with sqlite3.connect(russia.ledger.store.path) as lock:  # type: ignore[attr-defined]
        lock.execute("BEGIN IMMEDIATE")
        threads = [
            threading.Thread(target=lambda n=n: group.append([decision(f"D-{n}")], russia.author())) for n in range(2)
        ]  # type: ignore[misc]
        threads[0].start()
        _until(lambda: group._led and not group._waiting)
        threading.Thread(target=_interrupt_once, args=(lambda: bool(group._waiting),)).start()
        with pytest.raises(KeyboardInterrupt):
            group.append([decision("withdrawn")], russia.author())
        threads[1].start()
        _until(lambda: bool(group._waiting))
        lock.execute("ROLLBACK")
        for thread in threads:
            thread.join(20)
    assert group.append([decision("D-2")], russia.author()) == 5
    assert [e.key for e in russia.ledger.entries("decision")] == ["D-0", "D-1", "D-2"]
