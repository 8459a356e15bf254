"""Counting rules: what each makes of the same log, and that unlike ones never meet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.counting import RULES, CountsAsked, Row, RuledCount, counts, log_of, rule_named
from holdfire.counting.rules import ROUNDS
from holdfire.errors import AskError, UnlikeRulesError
from tests.counting.logs import DAY, happenings, observed


def _told(row: Row) -> dict[str, str]:
    return {parts.rule: parts.all.plain for parts in row.under}


def test_the_day_of_612_is_shown_with_its_491_exercises_and_the_121_that_remain(agreement: Agreement) -> None:
    """The mission's figures of 26 November 2021: 612 violations, 491 of them assessed as live-fire training."""
    numbers = [(121, None), (200, "live-fire-exercise"), (291, "live-fire-exercise")]
    claims = [
        observed(f"row-{n}", 60 * n, number, "bursts: heard", manner=manner, place=f"near post {n}")
        for n, (number, manner) in enumerate(numbers)
    ]
    total = counts(happenings(claims), agreement, CountsAsked(rules=("discharge/1",))).total
    (under,) = total.under
    assert [str(c) for c in (under.all, under.exercises, under.remainder)] == [
        "612 by discharge/1",
        "491 by discharge/1",
        "121 by discharge/1",
    ]
    assert under.all - under.exercises == under.remainder


def test_one_log_under_every_rule(agreement: Agreement) -> None:
    """An hour of shelling at one place, a pause, a few more there, and shots elsewhere: four numbers of unlike things."""
    claims = [
        observed("a", 0, 40, "explosions: heard, outgoing"),
        observed("b", 30, 10, "rounds"),
        observed("c", 200, 3, "explosions"),
        observed("d", 210, 25, "shots: heard", place="Zolote", act="small-arms-fire"),
    ]
    assert _told(counts(happenings(claims), agreement, CountsAsked()).total) == {
        "discharge/1": "78",
        "hour-cluster/1": "3",
        "thirty-round-hour/1": "4",
        "event/1": "4",
    }


def test_unlike_rules_can_be_neither_added_nor_subtracted_nor_compared() -> None:
    """The sentence says which rules they were; a bare number is by no rule."""
    one = RuledCount(rule="discharge/1", at_least=5, at_most=5, adds=True)
    other = RuledCount(rule="event/1", at_least=2, at_most=2, adds=True)
    for meet in (lambda: one + other, lambda: one - other, lambda: one < other, lambda: one > other):
        with pytest.raises(UnlikeRulesError, match="by discharge/1 and one by event/1 cannot be"):
            meet()
    with pytest.raises(UnlikeRulesError, match="no rule"):
        one + 3  # type: ignore[operator]
    with pytest.raises(UnlikeRulesError):
        sorted([one, other])
    assert str(one + one) == "10 by discharge/1" and one != other


def test_what_straddles_a_border_is_a_range(agreement: Agreement) -> None:
    """A burst told of some hour about midnight is on neither day for sure, and at most on either."""
    midnight = DAY - timedelta(hours=2)  # of Damascus, in winter
    around = observed("a", 0, 7, start=midnight - timedelta(hours=1), end=midnight + timedelta(hours=1))
    sure = observed("b", 60, 2)
    found = counts(happenings([around, sure]), agreement, CountsAsked(by="day", rules=("discharge/1",)))
    assert {row.name: row.under[0].all.plain for row in found.rows} == {"2021-11-25": "0 to 7", "2021-11-26": "2 to 9"}
    assert found.total.under[0].all.plain == "9"


def test_two_accounts_of_one_happening_are_not_added(agreement: Agreement) -> None:
    """At least what the larger says, at most both; what the same observer tells again elsewhere is told once."""
    claims = [
        observed("a", 0, 5, event="E"),
        observed("b", 0, 8, event="E", claimants=("jccc",)),
        observed("c", 0, 5, event="E", source="weekly"),
    ]
    assert _told(counts(happenings(claims), agreement, CountsAsked()).total) == {
        "discharge/1": "8 to 13",
        "hour-cluster/1": "1",
        "thirty-round-hour/1": "1",
        "event/1": "1",
    }


def test_numbers_that_are_not_told_have_no_upper_end(agreement: Agreement) -> None:
    """Shelling of which nobody says how much is one at least; trucks are no rounds, and none is none."""
    claims = [observed("a", 0, None), observed("b", 300, 40, "trucks", act="aid-delivery"), observed("c", 400, 0)]
    told = _told(counts(happenings(claims), agreement, CountsAsked()).total)
    assert told["discharge/1"] == "at least 1" and told["event/1"] == "3"
    assert counts([], agreement, CountsAsked()).total.under[0].all.plain == "0"


@pytest.mark.parametrize("number", [2.5, -3, float("inf"), float("nan"), 10**30, 10**10])
def test_a_number_that_can_be_none_of_rounds_is_not_told(agreement: Agreement, number: float) -> None:
    """At least one was perceived; how many is not known, and nothing breaks."""
    told = _told(counts(happenings([observed("a", 0, number)]), agreement, CountsAsked()).total)  # type: ignore[arg-type]
    assert told == {
        "discharge/1": "at least 1",
        "hour-cluster/1": "1",
        "thirty-round-hour/1": "at least 1",
        "event/1": "1",
    }


def test_a_log_that_lies_at_the_edge_of_the_calendar_is_counted(agreement: Agreement) -> None:
    """Years 2 and 9998 are in one log; only all the days between them are too many to be told one by one."""
    ends = [
        observed("a", 0, 1, day=DAY.replace(year=2)),
        observed("b", 0, 1, day=DAY.replace(year=9998)),
        observed("c", 0, 1),
    ]
    day = CountsAsked(DAY.date(), DAY.date(), by="day")
    assert counts(happenings(ends), agreement, day).total.under[0].all.plain == "1"
    assert _told(counts(happenings(ends), agreement, CountsAsked()).total)["event/1"] == "3"
    with pytest.raises(AskError, match="more than 3660 days"):
        counts(happenings(ends), agreement, CountsAsked(by="day"))


def test_what_a_machine_read_is_in_no_log(agreement: Agreement) -> None:
    """Until a person accepts it."""
    waiting = [observed("a", 0, 9, review="proposed"), observed("b", 0, 9, review="rejected")]
    assert _told(counts(happenings(waiting), agreement, CountsAsked()).total)["event/1"] == "0"


def test_a_rule_is_found_by_its_name_and_a_slip_is_answered() -> None:
    """Without a version, the newest."""
    assert rule_named("discharge") is RULES["discharge/1"]
    with pytest.raises(AskError, match='Did you mean "discharge/1"'):
        rule_named("dischrage/1")


def test_days_and_parts_that_are_none_are_refused(agreement: Agreement) -> None:
    """With what there is."""
    with pytest.raises(AskError, match="no days to count"):
        counts([], agreement, CountsAsked(date(2021, 1, 2), date(2021, 1, 1)))
    with pytest.raises(AskError, match="By day, zone, act, actor"):
        counts([], agreement, CountsAsked(by="colour"))


claims_of_a_day = st.lists(
    st.tuples(
        st.integers(0, 300),  # minutes
        st.integers(1, 400),  # how long
        st.one_of(st.none(), st.integers(1, 70)),
        st.sampled_from(["Zolote", "Svitlodarsk", ""]),
        st.sampled_from(["osce-smm", "jccc"]),
        st.sampled_from([None, "E1", "E2"]),
        st.sampled_from([None, "live-fire-exercise"]),
    ),
    max_size=9,
).map(
    lambda rows: [
        observed(
            f"c{n}",
            at,
            number,
            end=DAY + timedelta(minutes=at + long),
            place=place,
            claimants=(by,),
            event=event,
            manner=how,
        )
        for n, (at, long, number, place, by, event, how) in enumerate(rows)
    ]
)


@given(claims_of_a_day, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(agreement: Agreement, claims: list, chance) -> None:  # type: ignore[no-untyped-def,type-arg]
    """The same claims in another order, some of them twice, give the same numbers."""
    again = [*claims, *claims[:3]]
    chance.shuffle(again)
    asked = CountsAsked(by="day")
    assert counts(happenings(claims), agreement, asked) == counts(happenings(again), agreement, asked)


@given(claims_of_a_day)
def test_parts_and_the_whole_agree(agreement: Agreement, claims: list) -> None:  # type: ignore[type-arg]
    """A part is never surely more than the whole, the whole never surely more than its parts together."""
    found = counts(happenings(claims), agreement, CountsAsked(by="day"))
    for number, rule in enumerate(found.rules):
        whole = found.total.under[number].all
        parts = [row.under[number].all for row in found.rows]
        assert all(part.at_least <= (whole.at_most or part.at_least) for part in parts), rule
        if parts and all(part.at_most is not None for part in parts):
            assert whole.at_least <= sum(part.at_most or 0 for part in parts)
        under = found.total.under[number]
        for part in (under.exercises, under.remainder):
            assert not part > under.all and (part.at_most is None or part.at_most >= part.at_least)


minutes = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 45)), min_size=1, max_size=8)


@given(minutes)
def test_exact_times_give_the_fewest_groups(rows: list[tuple[int, int]]) -> None:
    """Against a count by hand: from the first round on, a group ends after an hour or thirty rounds."""
    claims = [
        observed(f"c{n}", at, number, end=DAY + timedelta(minutes=at), precision="exact")
        for n, (at, number) in enumerate(rows)
    ]
    rounds = sorted(at for at, number in rows for _ in range(number))
    spans = groups = 0
    begun = full = None
    for at in rounds:
        if begun is None or at >= begun + 60:
            spans, begun = spans + 1, at
        if full is None or at >= full[0] + 60 or full[1] == ROUNDS:
            groups, full = groups + 1, [at, 0]
        full[1] += 1
    log = log_of(happenings(claims))
    sure = log.atoms.certain
    for name, number in (("hour-cluster/1", spans), ("thirty-round-hour/1", groups)):
        found = RULES[name].count(log.atoms, sure, log.happenings, log.happenings.exercise)
        assert (found.at_least, found.at_most) == (number, number), name


@given(minutes, st.lists(st.integers(0, 89), min_size=8, max_size=8))
def test_whatever_the_true_times_were_the_range_holds(rows: list[tuple[int, int]], later: list[int]) -> None:
    """Observations told of an hour and a half, each of them at some minute in it."""
    told = [observed(f"c{n}", at, number, end=DAY + timedelta(minutes=at + 90)) for n, (at, number) in enumerate(rows)]
    true = [
        observed(f"c{n}", at + later[n], number, end=DAY + timedelta(minutes=at + later[n]))
        for n, (at, number) in enumerate(rows)
    ]
    for name in ("hour-cluster/1", "thirty-round-hour/1"):
        wide, exact = (
            RULES[name].count(log.atoms, log.atoms.certain, log.happenings, log.happenings.exercise)
            for log in (log_of(happenings(told)), log_of(happenings(true)))
        )
        assert wide.at_least <= exact.at_least and (wide.at_most or 0) >= (exact.at_most or 0), name
