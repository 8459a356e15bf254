"""Bytes of an export, for tests of each format."""

from datetime import UTC, datetime
from typing import Any

from holdfire.case import Case
from holdfire.exporting import Export, Given, table
from holdfire.exports import pieces
from holdfire.pipeline import Judged

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def data_of(case: Case, judged: Judged, **asked: Any) -> bytes:
    """What is asked for, of a case that was judged before."""
    wanted = Export(**asked)
    return b"".join(pieces(table(case, wanted, NOW, Given(judged)), wanted.format, case.agreement.text))
