"""Programs that ask: a case being served, with a token for whoever needs one."""

from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire.web.api.tokens import Tokens
from holdfire.web.users import Right, Role, rights_of

AT = "/api/v1"


def secret_of(app: FastAPI, name: str, rights: frozenset[Right] | None = None, days: int = 30) -> str:
    """A new token's secret for a user, with all rights of the role in its name (of every role where it names none), or some."""
    role = name.rpartition("-")[0]
    held = rights_of([Role(role)] if role in list(Role) else list(Role))
    tokens = Tokens(app.state.desk.users)
    now = app.state.desk.clock()
    return tokens.make(name, held, "for a test", held if rights is None else rights, now + timedelta(days=days), now)[1]


def asking(app: FastAPI, name: str, rights: frozenset[Right] | None = None) -> TestClient:
    """A program with a token of this user."""
    program = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    program.headers["authorization"] = f"Bearer {secret_of(app, name, rights)}"
    return program
