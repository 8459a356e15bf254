"""Where the real data lies, and the event data set read through Holdfire's own first two rooms."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from holdfire.agreement import Agreement, load
from holdfire.claims import Claim, Names, read
from holdfire.errors import SourceError
from holdfire.sources import Report, collect

ROOT = Path(__file__).resolve().parents[1]
RECEIVED = datetime(2020, 1, 1, tzinfo=UTC)
"""When the release is taken to have reached us; nothing measured here hangs on it."""


def ged_syria() -> Path:
    """The Syria release of UCDP GED, or one clear sentence and an end."""
    folder = Path(os.environ.get("HOLDFIRE_DATA") or ROOT.parent / "shared" / "data")
    path = folder / "ucdp-ged-syria" / "ged_syria.csv"
    if not path.is_file():
        sys.exit(f"{path} is not there: set HOLDFIRE_DATA to the folder that holds ucdp-ged-syria.")
    return path


def february() -> Agreement:
    """The cessation of hostilities of February 2016."""
    return load(ROOT / "agreements" / "syria-2016-02")


def claims_in(path: Path, agreement: Agreement) -> Iterator[tuple[Report, Claim]]:
    """Each record with its claim. Rows that are set aside are passed over here."""
    names = Names(agreement)
    for row in collect(path, RECEIVED):
        if not isinstance(row, Report):
            continue
        try:
            yield from ((row, claim) for claim in read(row, agreement, names))
        except ValueError as error:
            if isinstance(error, SourceError):
                raise
