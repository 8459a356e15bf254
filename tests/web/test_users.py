"""Users: passwords, sessions, lock-out."""

import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from holdfire.errors import AskError
from holdfire.web.users import Right, Role, Users, rights_of
from holdfire.web.users.store import FILE, IDLE, LASTS, LOCKED, TRIES
from tests.web.working import PASSWORD, START


@pytest.fixture
def users(tmp_path: Path) -> Users:
    """One reviewer."""
    made = Users(tmp_path)
    made.add("leila", PASSWORD, [Role.REVIEWER], START)
    return made


def test_a_password_opens_a_session_and_a_wrong_one_does_not(users: Users) -> None:
    """The session tells who it is and what they may do."""
    token = users.sign_in("leila", PASSWORD, START)
    assert token
    session = users.session(token, START)
    assert session and session.person.name == "leila" and Right.REVIEW in session.person.rights
    assert Right.MANAGE not in session.person.rights
    assert users.sign_in("leila", PASSWORD + "x", START) is None
    assert users.sign_in("nobody", PASSWORD, START) is None
    assert users.session("made up", START) is None


def test_neither_passwords_nor_tokens_are_kept(users: Users, tmp_path: Path) -> None:
    """Whoever takes the file can sign in with nothing that is in it; and only its owner can read it."""
    token = users.sign_in("leila", PASSWORD, START)
    assert token
    kept = (tmp_path / FILE).read_bytes()
    assert PASSWORD.encode() not in kept and token.encode() not in kept and b"$argon2id$" in kept
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_sessions_end_by_themselves_and_by_signing_out(users: Users) -> None:
    """After a shift, after a time unused, and at once when asked for."""
    token = users.sign_in("leila", PASSWORD, START) or ""
    assert users.session(token, START + IDLE)
    assert users.session(token, START + 2 * IDLE)
    assert users.session(token, START + 3 * IDLE + timedelta(seconds=1)) is None
    token = users.sign_in("leila", PASSWORD, START) or ""
    at = START
    while at - START <= LASTS - IDLE:
        at += IDLE
        assert users.session(token, at)
    assert users.session(token, at + timedelta(seconds=1)) is None
    token = users.sign_in("leila", PASSWORD, START) or ""
    users.sign_out(token)
    assert users.session(token, START) is None


def test_a_name_is_shut_for_a_while_after_too_many_wrong_passwords(users: Users) -> None:
    """Even the right password is refused then; another name is not; after the while it opens again."""
    users.add("omar", PASSWORD, [Role.ANALYST], START)
    for _ in range(TRIES):
        assert users.sign_in("leila", "a wrong password", START) is None
    with pytest.raises(AskError, match="too many wrong passwords"):
        users.sign_in("leila", PASSWORD, START + timedelta(minutes=1))
    assert users.sign_in("omar", PASSWORD, START)
    assert users.sign_in("leila", PASSWORD, START + LOCKED + timedelta(seconds=1))


def test_a_closed_account_and_a_changed_password_end_sessions(users: Users) -> None:
    """At once, whoever holds the cookie."""
    token = users.sign_in("leila", PASSWORD, START) or ""
    users.change("leila", "four other plain words")
    assert users.session(token, START) is None and users.sign_in("leila", PASSWORD, START) is None
    token = users.sign_in("leila", "four other plain words", START) or ""
    users.close("leila", START)
    assert users.session(token, START) is None and users.sign_in("leila", "four other plain words", START) is None
    assert users.all()[0][1] is False


@pytest.mark.parametrize("name", ["", "Leila", "../x", "operator", "a b", "x" * 3 + "\n"])
def test_what_is_no_name_is_refused(users: Users, name: str) -> None:
    """A name becomes that of a key's file."""
    with pytest.raises(AskError):
        users.add(name, PASSWORD, [Role.ANALYST], START)


def test_short_passwords_and_second_accounts_of_one_name_are_refused(users: Users) -> None:
    """With what to do."""
    with pytest.raises(AskError, match="12 characters"):
        users.add("omar", "short", [Role.ANALYST], START)
    with pytest.raises(AskError, match="already"):
        users.add("leila", PASSWORD, [Role.ANALYST], START)


def test_no_role_may_do_everything_and_the_public_nothing() -> None:
    """Deny by default: managing users gives no sight of the case."""
    assert rights_of([]) == frozenset()
    assert all(rights_of([role]) != frozenset(Right) for role in Role)
    assert Right.SEE not in rights_of([Role.ADMINISTRATOR]) and Right.SEE not in rights_of([Role.MONITOR])


def test_a_damaged_hash_lets_nobody_in(users: Users, tmp_path: Path) -> None:
    """And does not fail."""
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE account SET secret = 'damaged'")
    assert users.sign_in("leila", PASSWORD, START) is None
