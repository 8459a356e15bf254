"""Status certificates: the same entries give the same bytes on both machines, and both sign that they do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire import certificate, pipeline
from holdfire.case import Case
from holdfire.errors import AskError, LedgerError
from holdfire.record import open_record
from tests.conftest import ROOT
from tests.test_custody import held_by

AT = datetime(2016, 9, 20, tzinfo=UTC)
FOUNDING = ROOT / "agreements" / "syria-2016-09"
COURSE = FOUNDING / "course" / "claims.csv"


def side(folder: Path, body: str, mine: str) -> Case:
    """A side's case with those rows of the founding course whose claimants it is or speaks for."""
    case = pipeline.new_case(folder / body, FOUNDING, pipeline.Founding(AT, body, turned="reported"))
    lines = COURSE.read_text("utf-8").splitlines(keepends=True)
    (folder / f"{body}.csv").write_text("".join([lines[0], *(line for line in lines[1:] if mine in line)]), "utf-8")
    done = pipeline.collect_into(case, folder / f"{body}.csv", AT)
    assert done.kept > 3
    return case


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Case, Case]:
    """Two cases that hold each other's ledger."""
    russia, us = side(tmp_path, "russia", "russian-"), side(tmp_path, "united-states", "us-state")
    return held_by(russia, us), held_by(us, russia)


def test_two_bodies_compute_the_same_status_from_both_ledgers(sides: tuple[Case, Case]) -> None:
    """Whoever asks, whichever ledger is its own: the same bytes, and claims that tell whose ledger they stand in."""
    one, two = (pipeline.status_of(case, "2016-09-19T19:00+03:00", None, AT) for case in sides)
    assert one.model_dump_json() == two.model_dump_json()
    assert {name.partition(":")[0] for name in one.claims} == {"russia", "united-states"}


def test_a_certificate_is_signed_by_both(sides: tuple[Case, Case]) -> None:
    """The second body computes it again from the heads it names before it signs; heads that have grown since do not matter."""
    russia, us = sides
    first = certificate.certify(russia, "2016-09-19T19:00+03:00", None, AT)
    assert first.signed_by == ("russia",)
    us = held_by(us, russia)
    (second,) = certificate.certify_too(us, AT)
    assert second.statement == first.statement and second.signed_by == ("russia", "united-states")
    russia = held_by(russia, us)
    assert [c.signed_by for c in certificate.certificates(russia)] == [("russia", "united-states")]
    pipeline.verified(russia)


def test_what_comes_out_otherwise_is_not_signed(sides: tuple[Case, Case]) -> None:
    """A statement whose reading differs by one byte is refused by name, and nothing is signed."""
    russia, us = sides
    made = certificate.certify(russia, "2016-09-19T19:00+03:00", None, AT).statement
    false = made.model_copy(update={"readings": {**made.readings, "american": "sha256:00"}, "status": "sha256:00"})
    with open_record(russia) as record:
        certificate._sign(record, false, AT)
    us = held_by(us, russia)
    with pytest.raises(LedgerError, match="another status comes out here, under the readings american"):
        certificate.certify_too(us, AT)
    assert certificate.certificates(us)[-1].signed_by == ("russia",)


def test_nothing_to_certify_is_said_so(tmp_path: Path) -> None:
    """With one ledger alone there is nobody to agree with."""
    with pytest.raises(AskError, match="no other body has certified"):
        certificate.certify_too(side(tmp_path, "russia", "russian-"), AT)
