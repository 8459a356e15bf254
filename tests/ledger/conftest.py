"""Stores the tests of this room run over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.bodies import Body, body
from tests.ledger.homes import Home
from tests.ledger.postgres import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the test run."""
    started = Server()
    yield started
    started.stop()


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """Where ledgers are kept: SQLite files unless the test runs over each store."""
    postgres = getattr(request, "param", "sqlite") == "postgres"
    found = Home(tmp_path, request.getfixturevalue("server") if postgres else None)
    yield found
    found.close()


@pytest.fixture
def russia(home: Home) -> Body:
    """A body whose ledger holds its two keys."""
    return body("russia", home.store("russia"))


@pytest.fixture
def turkey(home: Home) -> Body:
    """Another one."""
    return body("turkey", home.store("turkey"))
