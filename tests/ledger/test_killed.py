"""Writers and servers killed at any moment: the ledger opens, verifies, and holds every entry that was acknowledged."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import Ledger, SqliteStore
from holdfire.ledger.entry import entry_from
from holdfire.ledger.group import GroupCommit
from holdfire.ledger.postgres_store import PostgresStore
from holdfire.ledger.store import Store
from tests.ledger.bodies import body, claims, decision
from tests.ledger.killed import Tell, killed_writer
from tests.ledger.postgres import Server


@dataclass(frozen=True)
class Place:
    """Where one ledger is kept; a process that is forked off opens it anew."""

    folder: Path
    url: str = ""

    def store(self) -> Store:
        """It, opened."""
        return PostgresStore(self.url, str(self.folder)) if self.url else SqliteStore(self.folder / "russia.sqlite")


def one_by_one(place: Place, run: int, tell: Tell) -> None:
    """A decision at a time, each told by its key."""
    russia, number = body("russia", place.store()), 0
    while True:
        russia.says(decision(f"D-{run}-{number}"))
        tell(f"D-{run}-{number}")
        number += 1


def in_batches(place: Place, run: int, tell: Tell) -> None:
    """Batches of lengths around a tile's, each told by the key of its last entry."""
    russia, number = body("russia", place.store()), 0
    while True:
        some = (7, 3, 256, 40)[number % 4]
        russia.says(*claims(some, run * 1_000_000 + number * 1000))
        tell(f"C-{run * 1_000_000 + number * 1000 + some - 1}")
        number += 1


def in_groups(place: Place, run: int, tell: Tell) -> None:
    """Eight threads, whose decisions are committed as they gather."""
    russia = body("russia", place.store())
    group = GroupCommit(russia.ledger)

    def write(thread: int) -> None:
        for number in range(1_000_000):
            group.append([decision(f"D-{run}-{thread}-{number}")], russia.author())
            tell(f"D-{run}-{thread}-{number}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


Way = Callable[[Place, int, Tell], None]


def killed_again_and_again(place: Place, way: Way, kills: int) -> None:
    """Each time opened again: nothing lost of what was told, and now and then verified from the beginning."""
    draw = random.Random(kills)  # noqa: S311 - moments for a test
    acknowledged: set[str] = set()
    found: set[str] = set()
    read = busy = 0
    for run in range(kills):
        told = killed_writer(partial(way, place, run), draw)
        acknowledged.update(told)
        busy += bool(told)
        ledger = body("russia", place.store()).ledger
        found |= {entry_from(b).key for b in ledger.bodies(read)}
        read = ledger.size()
        assert acknowledged <= found
        if run % 25 == 24:
            ledger.verify()
        ledger.close()
    assert busy > kills / 3


@pytest.mark.parametrize("way", [one_by_one, in_batches, in_groups])
def test_a_killed_writer_of_a_file_loses_nothing_it_acknowledged(tmp_path: Path, way: Way) -> None:
    """SIGKILL 150 times each: single appends, batches that fill tiles, and eight threads at once."""
    killed_again_and_again(Place(tmp_path), way, 150)


@pytest.mark.parametrize("way", [one_by_one, in_batches, in_groups])
def test_a_killed_writer_of_a_database_loses_nothing_it_acknowledged(tmp_path: Path, server: Server, way: Way) -> None:
    """The same over PostgreSQL, fifty times each."""
    killed_again_and_again(Place(tmp_path, server.url), way, 50)


def test_a_killed_server_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """SIGKILL to PostgreSQL and all its processes while four threads write: after its recovery the same stores go on."""
    server, draw = Server(), random.Random(5)  # noqa: S311 - moments for a test
    place, acknowledged = Place(tmp_path, server.url), set[str]()
    try:
        first = body("russia", place.store())
        stores = [place.store() for _ in range(4)]
        for run in range(5):
            told: list[str] = []
            faults: list[LedgerError] = []

            def write(number: int, run: int = run, told: list[str] = told, faults: list[LedgerError] = faults) -> None:
                ledger, count = Ledger(stores[number], first.origin), 0
                try:
                    while True:
                        key = f"D-{run}-{number}-{count}"
                        ledger.append([decision(key)], first.author())
                        told.append(key)
                        count += 1
                except LedgerError as fault:
                    faults.append(fault)

            threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(0.05 + draw.random() * 0.2)
            server.kill()
            for thread in threads:
                thread.join()
            assert told and all(str(f).endswith((".", "?")) and "\n" not in str(f) for f in faults) and len(faults) == 4
            server.start()
            acknowledged.update(told)
            first.ledger.reload()
            assert acknowledged <= {e.key for e in first.ledger.entries("decision")}
            first.ledger.verify()
        for store in (*stores, first.ledger.store):
            store.close()
    finally:
        server.stop()
