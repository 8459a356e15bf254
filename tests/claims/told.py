"""Reports made for tests of single readers."""

from holdfire.agreement import Agreement
from holdfire.claims import Claim, Names, Unreadable, read
from holdfire.sources import Report

RECEIVED = "2026-11-23T00:00:00+00:00"


def report_of(layout: str, record: dict[str, str], *, key: str = "1", file: str = "x.csv") -> Report:
    """A report of one record."""
    return Report(
        id=f"{layout}:{key}", layout=layout, file=file, row=2, file_digest="", received=RECEIVED, record=record
    )


def claim_of(agreement: Agreement, layout: str, record: dict[str, str], **more: str) -> Claim:
    """The one claim of a record."""
    (claim,) = read(report_of(layout, record, **more), agreement, Names(agreement))
    assert Claim.model_validate_json(claim.model_dump_json()) == claim
    return claim


def reason_of(agreement: Agreement, layout: str, record: dict[str, str]) -> Unreadable:
    """Why a record cannot be read."""
    try:
        read(report_of(layout, record), agreement, Names(agreement))
    except Unreadable as error:
        assert error.reason and "\n" not in error.reason
        return error
    raise AssertionError("the record was read")
