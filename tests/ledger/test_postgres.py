"""What is PostgreSQL's own: addresses, settings, rights, lost connections, many writers, damaged pages."""

import builtins
import threading
from pathlib import Path

import psycopg
import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import Ledger
from holdfire.ledger.postgres_store import PostgresStore
from tests.ledger.bodies import body, claims, decision
from tests.ledger.postgres import Server


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    """What, where, remedy; the address, which may hold a password, is not repeated."""
    with pytest.raises(LedgerError) as told:
        PostgresStore(f"postgresql://somebody:hunter2@/x?host={tmp_path}", "holdfire/a/russia/0")
    said = str(told.value)
    assert said.startswith("holdfire/a/russia/0: the database cannot be reached (") and said.endswith("Try again.")
    assert "\n" not in said and "hunter2" not in said


def test_an_address_that_is_none_is_one_sentence() -> None:
    """Whatever the user typed."""
    with pytest.raises(LedgerError, match="cannot be reached"):
        PostgresStore("postgresql://[", "x")


def test_without_the_driver_its_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver is an extra of the package."""
    real = builtins.__import__

    def missing(name: str, *rest: object, **named: object) -> object:
        if name == "psycopg":
            raise ImportError(name)
        return real(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(LedgerError, match=r"pip install holdfire\[postgres\]"):
        PostgresStore("postgresql://", "x")


def test_a_commit_waits_for_the_disk_whatever_the_server_is_set_to(server: Server, tmp_path: Path) -> None:
    """``synchronous_commit`` is on, or stronger where the server asks for more."""
    for set_to, found in (("off", "on"), ("local", "on"), ("on", "on"), ("remote_apply", "remote_apply")):
        store = PostgresStore(f"{server.url}&options=-csynchronous_commit%3D{set_to}", str(tmp_path))
        assert store._rows("SHOW synchronous_commit") == [(found,)]
        store.close()


def test_a_server_that_can_lose_what_it_acknowledged_is_refused(tmp_path: Path) -> None:
    """A ledger is not kept where ``fsync`` is off."""
    server = Server()
    try:
        server.kill()
        with (server.data / "postgresql.conf").open("a") as file:
            file.write("fsync = off\n")
        server.start()
        with pytest.raises(LedgerError, match=r"can lose what it acknowledged \(fsync is off\)\. Set fsync = on"):
            PostgresStore(server.url, "x")
    finally:
        server.stop()


def test_ten_open_a_new_database_at_once(server: Server, tmp_path: Path) -> None:
    """The tables are made once, and a new ledger gets one number."""
    with psycopg.connect(server.url, autocommit=True) as db:
        db.execute("DROP DATABASE IF EXISTS fresh")
        db.execute("CREATE DATABASE fresh")
    url, numbers = server.url.replace("/postgres?", "/fresh?"), []

    def make() -> None:
        store = PostgresStore(url, "x")
        numbers.append(store._number)
        store.close()

    threads = [threading.Thread(target=make) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 10 and len(set(numbers)) == 1


def test_a_user_without_rights_is_told_which(server: Server, tmp_path: Path) -> None:
    """Neither may make the tables nor read them."""
    with psycopg.connect(server.url, autocommit=True) as db:
        db.execute("DROP DATABASE IF EXISTS closed")
        db.execute("DROP ROLE IF EXISTS visitor")
        db.execute("CREATE DATABASE closed")
        db.execute("CREATE ROLE visitor LOGIN")
    url = server.url.replace("/postgres?", "/closed?")
    visitor = url.replace("holdfire@", "visitor@")
    with pytest.raises(LedgerError, match=r"the tables of a ledger cannot be made .*Give its user the right"):
        PostgresStore(visitor, "x")
    PostgresStore(url, "x").close()
    with pytest.raises(LedgerError, match=r"the database refuses .*to read and write the schema holdfire"):
        PostgresStore(visitor, "x")


def test_a_connection_that_was_lost_is_made_anew(server: Server, tmp_path: Path) -> None:
    """Ended by the server between two questions or two batches, of one row or of many: nothing is lost or written twice."""
    russia = body("russia", PostgresStore(server.url, str(tmp_path)))
    store = russia.ledger.store
    assert isinstance(store, PostgresStore)

    def cut() -> None:
        with psycopg.connect(server.url, autocommit=True) as db:
            ours = store._connection().info.backend_pid
            db.execute("SELECT pg_terminate_backend(%s, 5000)", (ours,))

    for some in (claims(1), claims(1, 1), claims(300, 2), claims(300, 302)):
        cut()
        assert russia.says(*some)
        cut()
        assert store.size() == russia.ledger.size()
    assert [e.key for e in russia.ledger.entries("claim-read")] == [f"C-{n}" for n in range(602)]
    russia.ledger.verify()
    store.close()


def test_a_writer_that_hangs_does_not_hold_up_the_others_for_ever(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a wait one sentence tells; when the other is gone, writing goes on."""
    monkeypatch.setattr("holdfire.ledger.postgres_store.WAIT_S", 0.1)
    russia = body("russia", PostgresStore(server.url, str(tmp_path)))
    with psycopg.connect(server.url) as hanging:
        hanging.execute("SELECT size FROM holdfire.ledger WHERE name = %s FOR UPDATE", (str(tmp_path),))
        for some in ([decision("D-1")], claims(300)):
            with pytest.raises(LedgerError, match=r"lock timeout\)\. Nothing of it was kept; try again"):
                russia.says(*some)
    assert russia.says(decision("D-1")) == 3
    russia.ledger.close()


def test_many_writers_with_connections_of_their_own_lose_nothing(server: Server, tmp_path: Path) -> None:
    """Eight of them, single entries and batches that fill tiles: each finds itself behind and looks again."""
    first = body("russia", PostgresStore(server.url, str(tmp_path)))

    def write(number: int) -> None:
        ledger = Ledger(PostgresStore(server.url, str(tmp_path)), first.origin)
        for count in range(5):
            ledger.append([decision(f"D-{number}-{count}")], first.author())
            ledger.append(claims(70, 1000 * number + 100 * count), first.author())
        ledger.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first.ledger.reload()
    keys = [e.key for e in first.ledger.entries("claim-read", "decision")]
    assert len(keys) == len(set(keys)) == 8 * 5 * 71
    first.ledger.verify()
    first.ledger.close()


@pytest.mark.parametrize(("ignored", "told"), [("off", "the database is damaged"), ("on", "entry 79 is not what was")])
def test_a_page_damaged_on_the_servers_disk_is_told(tmp_path: Path, ignored: str, told: str) -> None:
    """A bit changed in the table's file: the server's checksum tells, or the entry's own hash where that is ignored."""
    server = Server()
    try:
        russia = body("russia", PostgresStore(server.url, "x"))
        russia.says(*claims(300))
        russia.ledger.close()
        with psycopg.connect(server.url, autocommit=True) as db:
            (name,) = db.execute("SELECT pg_relation_filepath('holdfire.entry')").fetchone() or ("",)
            db.execute("CHECKPOINT")
        server.kill()
        file = server.data / name
        pages = bytearray(file.read_bytes())
        pages[pages.index(b'"id":"C-77"') + 7] ^= 1
        file.write_bytes(pages)
        server.start()
        reader = Ledger(
            PostgresStore(f"{server.url}&options=-cignore_checksum_failure%3D{ignored}", "x"), russia.origin
        )
        with pytest.raises(LedgerError, match=told):
            list(reader.bodies())
        reader.close()
    finally:
        server.stop()
