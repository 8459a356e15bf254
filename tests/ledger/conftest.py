"""Stores the tests of this room run over."""

from pathlib import Path

import pytest

from tests.ledger.bodies import Body, body


@pytest.fixture
def russia(tmp_path: Path) -> Body:
    """A body whose ledger holds its two keys."""
    return body("russia", tmp_path)


@pytest.fixture
def turkey(tmp_path: Path) -> Body:
    """Another one."""
    return body("turkey", tmp_path)
