"""The claims table's grades and review, and what a candidate release makes of an event."""

import pytest

from holdfire.agreement import Agreement
from tests.claims.told import claim_of, reason_of
from tests.sources.ged_rows import ged_row

ROW = {
    "id": "c1", "kind": "incident", "when": "2016-09-12", "said_by": "local-activists", "source": "s",
    "published": "2016-09-12", "words": "Shells fell.",
}  # fmt: skip


def test_source_and_information_are_graded_apart(agreement: Agreement) -> None:
    """A letter for the source, a digit for this information; neither is guessed from the other."""
    claim = claim_of(agreement, "claims-table", ROW | {"reliability": "b", "credibility": "2"})
    assert (claim.reliability, claim.credibility) == ("B", "2")
    plain = claim_of(agreement, "claims-table", ROW)
    assert (plain.reliability, plain.credibility, plain.review) == ("F", "6", "none")


@pytest.mark.parametrize("review", ["proposed", "accepted", "rejected", "none"])
def test_what_a_person_decided_is_read(agreement: Agreement, review: str) -> None:
    """A table may carry proposals of a machine, and what became of them."""
    assert claim_of(agreement, "claims-table", ROW | {"review": review}).review == review


@pytest.mark.parametrize(
    ("proposed", "review", "read"),
    [("yes", "", "proposed"), ("no", "", "none"), ("yes", "accepted", "accepted"), ("TRUE", "", "proposed")],
)
def test_a_proposal_may_be_marked_with_a_yes(agreement: Agreement, proposed: str, review: str, read: str) -> None:
    """What became of it says more, and counts."""
    assert claim_of(agreement, "claims-table", ROW | {"proposed": proposed, "review": review}).review == read


def test_weapon_and_origin_are_read(agreement: Agreement) -> None:
    """The weapon as it was told, and whose word it is in the end."""
    claim = claim_of(agreement, "claims-table", ROW | {"weapon": "barrel bomb", "origin": "SOHR"})
    assert (claim.weapon, claim.origin) == ("barrel bomb", "SOHR")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reliability": "B2"}, "no letter from A to F"),
        ({"reliability": "G"}, "no letter from A to F"),
        ({"credibility": "0"}, "no digit from 1 to 6"),
        ({"credibility": "probable"}, "no digit from 1 to 6"),
        ({"proposed": "maybe"}, "neither yes nor no"),
        ({"review": "accept"}, 'review: "accept" is none of'),
    ],
)
def test_a_grade_that_is_none_is_refused(agreement: Agreement, changed: dict[str, str], said: str) -> None:
    """With the grades there are."""
    error = reason_of(agreement, "claims-table", ROW | changed)
    assert said in error.reason and error.remedy


def test_a_mapped_row_is_read_as_the_table(agreement: Agreement) -> None:
    """What a mapping made is read by the same rules; the source's own columns are left alone."""
    record = ROW | {"their/Type": "x", "mapping": "m@0"}
    one, two = claim_of(agreement, "mapped", record), claim_of(agreement, "claims-table", ROW)
    assert one.model_copy(update={"report": ""}) == two.model_copy(update={"report": ""})


@pytest.mark.parametrize(
    ("file", "status", "provisional"),
    [
        ("GEDEvent_v25_1.csv", "Clear", False),
        ("GEDEvent_v25_0_9.csv", "Clear", True),
        ("GEDEvent_v25_1.csv", "Check dyad", True),
    ],
)
def test_a_candidate_event_is_provisional(agreement: Agreement, file: str, status: str, provisional: bool) -> None:
    """What has not had the yearly check may still change, whatever its row says."""
    claim = claim_of(agreement, "ucdp-ged", ged_row(code_status=status), file=file)
    assert claim.provisional is provisional
