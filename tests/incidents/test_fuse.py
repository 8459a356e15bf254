"""Fusing: one happening, once, and reversible."""

import random

from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims import Claim
from holdfire.incidents import fuse


def test_a_strike_and_the_advance_that_followed_it_are_two_incidents(course: list[Claim]) -> None:
    """The coalition's strike bears the event's name; the hill taken after it is another incident."""
    found = {i.id: i for i in fuse(course)}
    assert found["DEZ-0917"].act == "airstrike" and found["DEZ-0917.2"].act == "ground-advance"
    assert {"C-071", "C-073", "C-076", "C-077"} <= {c.id for c in found["DEZ-0917"].claims}
    assert (found["DEZ-0917"].toll.low, found["DEZ-0917"].toll.high) == (15, 94)


def test_no_incident_is_placed_more_exactly_than_its_best_claim(course: list[Claim]) -> None:
    """The place and the span of an incident are those of one of its claims."""
    for incident in fuse(course):
        assert incident.where is None or incident.where in [c.where for c in incident.claims]
        assert incident.span in [c.span for c in incident.claims]


@given(st.integers(0, 9999))
def test_order_of_claims_does_not_matter(course: list[Claim], seed: int) -> None:
    """The same claims in any order give the same incidents under the same names."""
    shuffled = list(course)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    same = fuse(shuffled) == fuse(course)
    assert same


def test_names_of_incidents_do_not_change_as_knowledge_grows(course: list[Claim]) -> None:
    """An incident known on one day has the same name on every later day."""
    days = sorted({c.known_from for c in course})
    seen: dict[str, set[str]] = {}
    for day in days:
        for incident in fuse(course, day):
            now = {c.id for c in incident.claims}
            assert seen.get(incident.id, set()) <= now
            seen[incident.id] = now
