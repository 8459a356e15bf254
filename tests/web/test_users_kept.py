"""Where users are kept: one layout for SQLite and PostgreSQL, brought up from the version before; limits; several processes."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from holdfire import pipeline, reviews
from holdfire.case import Settings, write_settings
from holdfire.errors import AskError, CaseError, LedgerError
from holdfire.web import serve
from holdfire.web.users import Right, Role, Sight, Users
from holdfire.web.users.engine import PostgresEngine, SqliteEngine
from holdfire.web.users.layout import VERSION
from holdfire.web.users.limits import BY_ADDRESS, TooOftenError, note
from holdfire.web.users.store import FILE, LOCKED
from tests.ledger.postgres import Server
from tests.web.working import PASSWORD, START, form_of, working_case

OLD = """
CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, secret TEXT NOT NULL, roles TEXT NOT NULL, made TEXT NOT NULL, closed TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    token BLOB PRIMARY KEY, name TEXT NOT NULL, form TEXT NOT NULL, made TEXT NOT NULL, used TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS failure (name TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS failure_by_name ON failure (name, at);
"""
"""The layout of the version before, which told no version."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server."""
    started = Server()
    yield started
    started.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def users(request: pytest.FixtureRequest, tmp_path: Path) -> Users:
    """Users in a file, and in a database."""
    if request.param == "postgres":
        origin = f"holdfire/x/russia/{abs(hash(str(tmp_path))):032x}"
        store = request.getfixturevalue("server").url
        write_settings(tmp_path, Settings(body="russia", origin=origin, store=store))
    made = Users(tmp_path)
    assert isinstance(made.engine, PostgresEngine if request.param == "postgres" else SqliteEngine)
    return made


def test_both_engines_do_the_same(users: Users, tmp_path: Path) -> None:
    """Users, roles, sight, sessions, closing, signing out everywhere; and a second program sees it at once."""
    users.add("leila", PASSWORD, [Role.REVIEWER], START, Sight.of(["syria"], [Right.SEE_CLOSED]))
    other = Users(tmp_path)
    token = users.sign_in("leila", PASSWORD, START, "10.0.0.1") or ""
    session = other.session(token, START + timedelta(minutes=5))
    assert session and session.person.zones == {"syria"} and Right.SEE_CLOSED in session.person.rights
    with pytest.raises(AskError, match="already"):
        other.add("leila", PASSWORD, [Role.ANALYST], START)
    other.set_roles("leila", [Role.ADMINISTRATOR])
    other.set_sight("leila", Sight())
    found = users.session(token, START)
    assert found and found.person.rights == {Right.MANAGE, Right.KEEP_ACCOUNT} and found.person.zones is None
    users.sign_in("leila", PASSWORD, START)
    assert other.account("leila").signed_in == 2
    assert other.sign_out_everywhere("leila") == 2 and users.session(token, START) is None
    link = users.new_link(START)
    assert other.let_in_operator(link, START) and users.let_in_operator(link, START) is None
    users.close("leila", START)
    assert other.sign_in("leila", PASSWORD, START) is None
    users.reopen("leila")
    assert other.sign_in("leila", PASSWORD, START)
    assert not isinstance(users.engine, PostgresEngine) or not (tmp_path / FILE).exists()


def test_wrong_passwords_from_one_address_shut_it_for_every_name(users: Users) -> None:
    """Who tries one password on many names is stopped, told for how long, and let in later; another address is not shut."""
    users.add("leila", PASSWORD, [Role.REVIEWER], START)
    with users.open() as tables:
        for _ in range(BY_ADDRESS.most - 1):
            note(tables, BY_ADDRESS, "10.0.0.9", START)
    assert users.sign_in("somebody-else", PASSWORD, START, "10.0.0.9") is None
    with pytest.raises(TooOftenError, match="from this address") as told:
        users.sign_in("leila", PASSWORD, START, "10.0.0.9")
    assert told.value.after_s == LOCKED.total_seconds()
    assert users.sign_in("leila", PASSWORD, START, "10.0.0.8")
    assert users.sign_in("leila", PASSWORD, START + LOCKED, "10.0.0.9")


def test_two_who_decide_hold_one_lock(users: Users, tmp_path: Path) -> None:
    """Between programs as well as within one: whoever comes second waits."""
    (tmp_path / "order").write_text("")
    inside: list[int] = []
    overlaps: list[int] = []

    def decide(writing: object) -> None:
        with writing:  # type: ignore[attr-defined]
            inside.append(1)
            overlaps.append(len(inside))
            threading.Event().wait(0.05)
            inside.pop()

    locks = [users.writing(), users.writing(), Users(tmp_path).writing()]
    threads = [threading.Thread(target=decide, args=(locks[n % 3],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == [1] * 6


def test_a_database_that_was_restarted_is_asked_again(tmp_path: Path) -> None:
    """While it is down one sentence tells; when it is up the next question works, and the session is there."""
    server = Server()
    try:
        write_settings(tmp_path, Settings(body="russia", origin=f"holdfire/x/russia/{1:032x}", store=server.url))
        users = Users(tmp_path)
        users.add("leila", PASSWORD, [Role.REVIEWER], START)
        token = users.sign_in("leila", PASSWORD, START) or ""
        server.kill()
        with pytest.raises(LedgerError, match=r"cannot be read or written .*Is it running\? Try again") as told:
            users.session(token, START)
        assert "\n" not in str(told.value)
        server.start()
        assert users.session(token, START)
        with users.writing():
            pass
    finally:
        server.stop()


# --- from the version before


def _old(folder: Path) -> sqlite3.Connection:
    """A file of the version before, with a user, a session and wrong passwords in it."""
    here = Users(folder / "made")
    (folder / "made").mkdir()
    here.add("leila", PASSWORD, [Role.REVIEWER], START)
    token = here.sign_in("leila", PASSWORD, START) or ""
    file = sqlite3.connect(folder / FILE)
    file.executescript(OLD)
    with here.open(reading=True) as tables:
        user = tables.execute("SELECT name, secret, roles, made, closed FROM account").fetchone()
        session = tables.execute("SELECT token, name, form, made, used FROM session").fetchone()
    file.execute("INSERT INTO user VALUES (?, ?, ?, ?, ?)", user)
    file.execute("INSERT INTO user VALUES ('omar', 'x', '[\"analyst\"]', ?, ?)", (user[3], user[3]))
    file.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", session)
    at = START.isoformat(timespec="microseconds")
    file.executemany("INSERT INTO failure VALUES ('leila', ?)", [(at,)] * 5)
    file.commit()
    (folder / "token").write_text(token)
    return file


def test_a_file_of_the_version_before_is_brought_up_with_all_that_is_in_it(tmp_path: Path) -> None:
    """Passwords, roles, closed users, sessions under way and shut names, all at the first question."""
    _old(tmp_path).close()
    users = Users(tmp_path)
    assert users.session((tmp_path / "token").read_text(), START)
    assert [(a.person.name, a.is_open, a.person.zones) for a in users.accounts()] == [
        ("leila", True, None), ("omar", False, None),
    ]  # fmt: skip
    with pytest.raises(TooOftenError, match="for this name"):
        users.sign_in("leila", PASSWORD, START)
    assert users.sign_in("leila", PASSWORD, START + LOCKED)
    with sqlite3.connect(tmp_path / FILE) as file:
        assert file.execute("SELECT version FROM layout").fetchall() == [(VERSION,)]
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "user" not in names and "failure" not in names


def test_a_step_that_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A table in the way of the last step: nothing of the earlier ones is kept, and once it is gone all goes well."""
    file = _old(tmp_path)
    file.execute("CREATE TABLE sent (mine TEXT)")
    file.commit()
    before = list(file.iterdump())
    with pytest.raises(CaseError, match="users cannot be read or written"):
        Users(tmp_path).accounts()
    assert list(file.iterdump()) == before
    file.execute("DROP TABLE sent")
    file.commit()
    file.close()
    assert len(Users(tmp_path).accounts()) == 2


def test_many_programs_bring_up_one_file_at_once(tmp_path: Path) -> None:
    """One does it, the others find it done."""
    _old(tmp_path).close()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(Users(tmp_path).accounts()))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 6


def test_tables_of_a_later_version_are_left_alone(users: Users) -> None:
    """One sentence says so; nothing is written."""
    users.accounts()
    with users.open() as tables:
        tables.execute("UPDATE layout SET version = ?", (VERSION + 1,))
    fresh = Users(users.folder)
    with pytest.raises(CaseError, match="of a later Holdfire"):
        fresh.accounts()


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    """And signing in does not fail otherwise."""
    (tmp_path / FILE).write_bytes(b"no database at all, and long enough to be read as one" * 50)
    with pytest.raises(CaseError, match=r"users\.sqlite: the users cannot be read or written") as told:
        Users(tmp_path).sign_in("leila", PASSWORD, START)
    assert "\n" not in str(told.value)


# --- several processes


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A case served by two processes: its address, the operator's link, its folder."""
    case = working_case(tmp_path_factory.mktemp("many"))
    command = [Path(sys.executable).parent / "holdfire", "serve", case, "--port", "0", "--workers", "2"]
    served = subprocess.Popen(
        [*command, "--host", "mission.example"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert served.stdout
    at = re.search(r"http://[\d.:]+", served.stdout.readline())
    link = re.search(r"http://\S+", served.stdout.readline())
    assert at and link
    with httpx.Client(transport=httpx.HTTPTransport(retries=40)) as asking:
        assert asking.get(f"{at[0]}/health", timeout=60).status_code == 200
    yield at[0], link[0], case
    served.terminate()
    served.wait(30)


def _signed_in(at: str, name: str) -> httpx.Client:
    browser = httpx.Client(base_url=at, timeout=60)
    assert browser.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return browser


def test_two_people_deciding_at_once_through_two_processes_lose_nothing(many: tuple[str, str, Path]) -> None:
    """On one claim: one entry stands, the other person is told; on different ones both stand."""
    at, _, case = many
    names = [claim.id for claim in reviews.proposals(pipeline.open_case(case))][:2]
    for name in names:
        path = f"/inbox/{name.replace('#', '%23')}"
        people = [_signed_in(at, "reviewer-1") for _ in range(4)]
        forms = [form_of(person.get(path).text) for person in people]
        codes: list[int] = []

        def decide(person: httpx.Client, form: str, path: str = path, codes: list[int] = codes) -> None:
            said = {"form": form, "does": "reject", "why": "an event of another year"}
            codes.append(person.post(path, data=said).status_code)

        threads = [threading.Thread(target=decide, args=(p, f)) for p, f in zip(people, forms, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(codes) == [303, 404, 404, 404]
    told = {c.id: c.review for c in pipeline.told_in(pipeline.open_case(case)).claims}
    assert [told[name] for name in names] == ["rejected", "rejected"]
    assert len([e for e in _entries(case) if e.key in names]) == 2


def _entries(case: Path) -> list[object]:
    from holdfire.record import open_record

    with open_record(pipeline.open_case(case)) as record:
        record.ledger.verify()
        return [entry for entry in record.ledger.entries("correction")]  # noqa: C416


def test_sessions_and_the_operators_link_hold_in_every_process(many: tuple[str, str, Path]) -> None:
    """Whichever process answers; the link is good once among all of them."""
    at, link, _ = many
    person = _signed_in(at, "analyst-1")
    for _ in range(10):
        answer = httpx.get(f"{at}/incidents", cookies=dict(person.cookies), timeout=60)
        assert answer.status_code == 200
    assert sorted(httpx.get(link, timeout=60).status_code for _ in range(4)) == [303, 403, 403, 403]


def test_where_others_reach_the_server_nothing_of_the_case_is_open(many: tuple[str, str, Path]) -> None:
    """Not even under the machine's own name, which a proxy may pass on; the right to see opens it, a zone not all of it."""
    at, _, case = many
    Users(case).add("zoned", PASSWORD, [Role.ANALYST], START, Sight.of(["syria"]))
    for path in ("/", "/status.json", "/why/G-JIC"):
        for host in ("mission.example", "localhost", "127.0.0.1"):
            answer = httpx.get(at + path, headers={"Host": host}, timeout=60)
            assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"), path
        assert _signed_in(at, "administrator-1").get(path).status_code == 403
        assert _signed_in(at, "analyst-1").get(path).status_code == 200
    assert _signed_in(at, "zoned").get("/status.json").status_code == 403


def test_behind_a_proxy_the_cookie_is_for_tls_alone(many: tuple[str, str, Path]) -> None:
    """The named host is answered, others are not; what the proxy says on the way counts."""
    at, _, _ = many
    said = {"name": "analyst-1", "password": PASSWORD}
    through = {"Host": "mission.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    cookie = httpx.post(f"{at}/sign-in", data=said, headers=through, timeout=60).headers["set-cookie"].lower()
    assert "secure" in cookie and "httponly" in cookie and "samesite=strict" in cookie
    plain = httpx.post(f"{at}/sign-in", data=said, headers={"Host": "mission.example"}, timeout=60)
    assert "secure" in plain.headers["set-cookie"].lower()
    assert "secure" not in httpx.post(f"{at}/sign-in", data=said, timeout=60).headers["set-cookie"].lower()
    assert httpx.get(f"{at}/health", headers={"Host": "elsewhere.example"}, timeout=60).status_code == 400


def test_the_tables_of_two_cases_in_one_database_are_apart(server: Server, tmp_path: Path) -> None:
    """A user of one is none of the other's."""
    found = []
    for number in (2, 3):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_settings(folder, Settings(body="russia", origin=f"holdfire/x/russia/{number:032x}", store=server.url))
        found.append(Users(folder))
    found[0].add("leila", PASSWORD, [Role.REVIEWER], START)
    assert len(found[0].accounts()) == 1 and found[1].accounts() == []
    with psycopg.connect(server.url) as db:
        schemas = db.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'holdfire_users_%'").fetchall()
    assert len(schemas) >= 2


@pytest.mark.parametrize("name", ["https://holdfire.example", "holdfire.example:443", "", "a b", "*", "x/y"])
def test_a_name_that_is_no_hosts_is_refused_before_anything_is_bound(tmp_path: Path, name: str) -> None:
    """A star would answer to every name there is."""
    with pytest.raises(AskError, match="is no name of a host"):
        serve(tmp_path, 0, hosts=[name])
