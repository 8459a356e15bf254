"""What was not seen: an interval from overlap, never one number, and refusals where lists cannot bear one."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims import Claim
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from
from holdfire.statistics.lists import Lists, lists_of
from holdfire.statistics.unseen import at_least, not_seen

Held = list[tuple[str, ...]]


def told(**numbers: int) -> Held:
    """So many incidents in each combination of lists, ``ab=3``."""
    return [tuple(names.upper()) for names, number in numbers.items() for _ in range(number)]


def test_two_lists_give_an_interval_around_the_old_estimate() -> None:
    """60 and 50 with 20 in both: Lincoln and Petersen say 150; the interval holds it and its ends are no less than was told."""
    found = not_seen(told(a=40, b=30, ab=20))
    assert found.interval and found.interval.high and found.interval.low < 150 < found.interval.high
    assert found.told == 90 and found.overlap == 20 and found.interval.low >= 90
    assert found.not_seen and found.not_seen.low == found.interval.low - 90
    assert found.at_least and found.at_least <= 150


def test_two_lists_cannot_show_that_they_are_independent_and_three_can() -> None:
    """The check says so; three lists that lean on nothing pass it, and two that repeat each other fail it."""
    two = not_seen(told(a=40, b=30, ab=20))
    free = not_seen(told(a=42, b=42, c=42, ab=18, ac=18, bc=18, abc=8))
    leaning = not_seen(told(a=20, b=20, c=60, ab=80, ac=6, bc=6, abc=24))
    holds = [next(c.holds for c in found.checks if c.code == "independent") for found in (two, free, leaning)]
    assert holds == ["unknown", "yes", "no"]
    assert free.models > 1


def test_what_cannot_be_known_is_said_beside_it() -> None:
    """That all look at the same places, that one happening is known for one, that all are told alike."""
    codes = {c.code: c.holds for c in not_seen(told(a=40, b=30, ab=20)).checks}
    assert {codes[name] for name in ("closed", "matched", "equally-told", "alike")} == {"unknown"}


def test_kinds_that_are_told_unlike_each_other_are_found() -> None:
    """Incidents with dead are in both lists, those without in one."""
    deadly, others = told(a=5, b=5, ab=25), told(a=40, b=35, ab=4)
    found = not_seen([*deadly, *others], {"deadly": deadly, "not-deadly": others})
    assert next(c for c in found.checks if c.code == "alike").holds == "no"


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ([], "few-lists"),
        (told(a=200), "few-lists"),
        (told(a=100, b=9), "few-lists"),
        (told(a=40, b=40, ab=6), "few-shared"),
        (told(a=40, b=40, c=40, ab=10, ac=10), "lists-share-nothing"),
    ],
)
def test_lists_that_cannot_bear_it_are_refused(held: Held, code: str) -> None:
    """Too few, too thin, or with nothing in common; no number is given."""
    found = not_seen(held)
    assert found.refused and found.refused.code == code and found.interval is None and found.not_seen is None


def test_no_upper_end_is_no_answer() -> None:
    """Lists that hardly overlap allow any number; the lower end of Chao's bound is given all the same."""
    found = not_seen(told(a=400, b=400, ab=7))
    assert found.refused and found.refused.code == "no-upper-end" and found.interval is None
    assert found.at_least and found.at_least > 807


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_more_overlap_never_means_more_unseen(numbers: list[int]) -> None:
    """With the same lists, and order plays no part."""
    a, b, ab = numbers
    held = told(a=a + 10, b=b + 10, ab=ab + 7)
    more = told(a=a + 10, b=b + 10, ab=ab + 27)
    found, after = not_seen(held), not_seen(more)
    assert found == not_seen(held[::-1])
    if found.interval and after.interval and found.not_seen and after.not_seen:
        assert after.not_seen.low <= found.not_seen.low
        assert (after.not_seen.high or 0) <= (found.not_seen.high or 0)


def test_the_lower_bound_needs_something_told_twice() -> None:
    """And is at least what was told."""
    assert at_least({(True, False): 5, (False, True): 3}) is None
    assert at_least({(True, True): 9, (True, False): 1}) == 10


def _incident(number: int, *claims: Claim) -> Incident:
    return incident_from(f"X-{number}", None, tuple(c.model_copy(update={"id": f"{c.id}-{number}"}) for c in claims))


@pytest.fixture(scope="module")
def claim(course: Sequence[Claim]) -> Claim:
    """A claim of one incident, whose words quote nobody."""
    found = next(c for c in course if c.kind == "incident")
    return found.model_copy(update={"words": "Shells fell.", "origin": "", "claimants": ("one",)})


def _by(claim: Claim, *who: str, **more: str) -> Claim:
    name = more.get("report", "+".join(who))
    return claim.model_copy(
        update={"id": f"C-{'-'.join(who)}", "report": name, "claimants": who, "source": name, **more}
    )


def _lists(*incidents: Incident) -> Lists:
    return lists_of(incidents)


def test_origins_that_repeat_each_other_are_one_list(claim: Claim) -> None:
    """Once they share a report they are one everywhere, in incidents that only one of them tells too."""
    apart, shared = (_by(claim, name) for name in ("sohr", "snhr")), "one-page"
    together = (_by(claim, name, report=shared) for name in ("snhr", "vdc"))
    found = _lists(_incident(1, *apart), _incident(2, *together), _incident(3, _by(claim, "vdc")))
    assert found.stands_in["X-1"] == ("snhr + vdc", "sohr")
    assert found.stands_in["X-3"] == ("snhr + vdc",)


def test_one_claim_in_two_mouths_shows_no_overlap(claim: Claim) -> None:
    """It stands in no list: nobody can say that two looked."""
    assert _lists(_incident(1, _by(claim, "sohr", "snhr"))).stands_in["X-1"] == ()


def test_other_names_change_no_list(claim: Claim) -> None:
    """A source that is not to be named is told by a number; lists stay as long as they are."""
    found = _lists(_incident(1, _by(claim, "sohr"), _by(claim, "a teacher"))).called({"a teacher": "closed source 1"})
    assert found.stands_in["X-1"] == ("closed source 1", "sohr") and found.of(["a teacher"]) == ("closed source 1",)
