"""The founding case: what the seventh day hung on."""

import json

import pytest

from holdfire import pipeline
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.incidents import fuse
from holdfire.status import Status
from tests.conftest import NOW

FIVE_THIRTY, SEVEN = "2016-09-19T17:30+03:00", "2016-09-19T19:00+03:00"


def _status(case: Case, as_of: str = SEVEN, known_at: str = "2017-04-01") -> Status:
    return pipeline.status_of(case, as_of, known_at, NOW)


def test_the_ministrys_clock_completes_at_seven_and_not_before(founding: Case) -> None:
    """Under the Russian ministry's reading the clock runs at 17:30 and is complete at 19:00."""
    before = _status(founding, FIVE_THIRTY).readings["russian"].clocks["seven-days"]
    after = _status(founding).readings["russian"].clocks["seven-days"]
    assert (before.state, before.elapsed_s) == ("running", 7 * 86400 - 5400)
    assert (after.state, after.elapsed_s, after.complete_at) == ("complete", 7 * 86400, "2016-09-19T19:00:00+03:00")


def test_lavrovs_clock_cannot_be_complete_before_the_23rd(founding: Case) -> None:
    """48 hours and 48 hours and then seven days end on 23 September at the earliest."""
    for as_of in ("2016-09-12T19:00+03:00", "2016-09-16T19:00+03:00", FIVE_THIRTY, SEVEN, "2016-09-22T00:00+03:00"):
        clock = _status(founding, as_of).readings["lavrov"].clocks["seven-days"]
        assert clock.state != "complete" and clock.earliest and clock.earliest >= "2016-09-23T19:00:00+03:00"


def test_the_american_clock_says_which_limb_failed_on_which_day_because_of_which_claims(founding: Case) -> None:
    """Calm failed on the 16th to 18th, access on the 15th, each with claims that exist and are cited."""
    status = _status(founding)
    clock = status.readings["american"].clocks["seven-days"]
    assert clock.elapsed_s < clock.needed_s and clock.state != "complete"
    calm = {d.day: d for d in clock.limbs["calm"]}
    access = {d.day: d for d in clock.limbs["access"]}
    assert [d for d in calm if calm[d].state == "unmet"] == ["2016-09-16", "2016-09-17", "2016-09-18"]
    assert [d for d in access if access[d].state == "unmet"] == ["2016-09-15"]
    assert [d for d in access if access[d].state == "no-coverage"] == [f"2016-09-{d}" for d in (12, 14, 16, 17, 18)]
    for day in [*calm.values(), *access.values()]:
        assert set(day.because) <= set(status.claims)
        assert bool(day.because) == (day.state not in ("no-coverage", "ahead"))


def test_no_coverage_is_not_calm(founding: Case) -> None:
    """A day nobody watched is never met and never counted."""
    clock = _status(founding).readings["american"].clocks["seven-days"]
    for day in clock.days:
        states = {limb: next(d.state for d in rows if d.day == day.day) for limb, rows in clock.limbs.items()}
        assert day.counted_s == 0 or set(states.values()) == {"met"}


def test_the_gate_stays_shut_under_every_reading_and_says_why(founding: Case) -> None:
    """Nobody turned a key of the joint centre."""
    for reading in _status(founding).readings.values():
        gate = reading.gates["G-JIC"]
        assert (
            gate.state == "shut"
            and gate.keys == {"united-states": False, "russia": False}
            and "keys not turned" in gate.why
        )


def test_the_end_declared_by_damascus_is_recorded_and_not_entitled(founding: Case) -> None:
    """A belligerent's claim of the end stands in the record as what it is."""
    ends = [d for d in _status(founding, "2016-09-20").decisions if d.decides == "end"]
    assert len(ends) == 2 and all(not d.entitled and "G-EXIT" in d.why for d in ends)


def test_the_72_hours_count_for_one_and_lapse_for_another(founding: Case) -> None:
    """Russia's extension alone renews under the ministry's reading and not under the lapse reading."""
    status = _status(founding)
    assert status.readings["russian"].windows["truce"].lapsed_at == "2016-09-19T19:00:00+03:00"
    lapse = status.readings["lapse"].windows["truce"]
    assert lapse.lapsed_at == "2016-09-16T19:00:00+03:00" and list(lapse.not_counted) == ["C-055"]


def test_urum_is_unattributed_on_the_20th_and_has_two_findings_in_april(founding: Case) -> None:
    """Late knowledge adds, and erases nothing."""
    early = {i.id: i for i in _status(founding, "2016-09-20T00:00+03:00", "2016-09-20").incidents}["URUM"]
    late = {i.id: i for i in _status(founding, "2016-09-20T00:00+03:00", "2017-04-01").incidents}["URUM"]
    assert (
        early.unattributed and not early.attribution and set(early.denied_by) == {"russian-mod", "syrian-army-command"}
    )
    said = {(p.by[0], p.says, p.blames) for p in late.positions}
    assert ("un-board-of-inquiry", "undetermined", (("syrian-government",), ("russia",))) in said
    assert ("un-commission-of-inquiry", "blames", (("syrian-government",),)) in said
    assert set(early.claims) < set(late.claims) and set(early.denied_by) <= set(late.denied_by)
    assert (late.deaths_low, late.deaths_high) != (early.deaths_low, early.deaths_high)


def test_statements_and_counts_never_become_incidents(founding: Case, course: list[Claim]) -> None:
    """Every incident rests on a claim of a happening, or on denials alone."""
    for incident in fuse(course):
        kinds = {c.kind for c in incident.claims}
        assert kinds & {"incident", "investigation", "access", "duty"} or kinds == {"denial"}
    in_incidents = [
        c.id for i in fuse(course) for c in i.claims if c.kind in ("incident", "investigation", "access", "duty")
    ]
    happenings = [c.id for c in course if c.kind in ("incident", "investigation", "access", "duty")]
    assert sorted(in_incidents) == sorted(happenings)


def test_sums_that_do_not_add_up_are_flagged_and_both_numbers_kept(founding: Case) -> None:
    """Russia's 199 is confirmed; SNHR's arrests, total and 72-hour figure are flagged."""
    sums = {(s.claim, s.what): (s.stated, s.summed, s.agrees) for s in _status(founding).sums}
    assert (199, 199, True) in sums.values()
    assert sums["C-017", "arrests"] == (32, 23, False)
    assert sums["C-017", "violations, all parts"][::2] == (242, False)
    assert sums["C-015", "syrian-government"] == (61, 59, False)


def test_series_of_different_claimants_stay_apart(founding: Case) -> None:
    """No series mixes the words of a Russian body, a Syrian one and a monitor."""
    text = founding.agreement.text

    def voice(claimant: str) -> str:
        return text.actors[claimant].speaks_for or claimant if claimant in text.actors else claimant

    series = {s.name: {voice(c) for c in s.claimants} for s in _status(founding).series}
    assert all(len(voices) == 1 for voices in series.values()), series
    daily = next(s for s in _status(founding).series if s.name == "russia-daily")
    assert [p.number for p in daily.points] == [23, 37, 45, 39, 55]


def test_same_record_same_bytes(founding: Case) -> None:
    """Two runs over the same record give the same bytes and the same digest."""
    assert _status(founding).model_dump_json() == _status(founding).model_dump_json()


def test_two_machines_build_the_same_record(founding: Case, tmp_path: object) -> None:
    """Building the founding case twice gives ledgers with one root."""
    again = pipeline.demo_case(tmp_path / "again")  # type: ignore[operator]
    assert pipeline.claims_of(again)[1] == pipeline.claims_of(founding)[1]


def test_knowledge_only_grows(founding: Case) -> None:
    """Every claim known on a day is known ever after."""
    known: set[str] = set()
    for day in ("2016-09-13", "2016-09-20", "2016-12-31", "2017-04-01"):
        now = set(_status(founding, "2016-09-24", day).claims)
        assert known <= now
        known = now


def test_a_replay_day_by_day_ends_where_one_look_does(founding: Case) -> None:
    """The status of each day computed in a row equals that day computed at once."""
    days = list(pipeline.replayed(founding, "2017-04-01", NOW, SEVEN))
    assert len(days) == 7
    for status in days:
        assert status == _status(founding, status.as_of)


@pytest.mark.parametrize("as_of", [FIVE_THIRTY, SEVEN, "2016-09-24"])
def test_the_outline_of_the_json_is_kept(founding: Case, as_of: str) -> None:
    """The names in the design are in the output."""
    said = json.loads(_status(founding, as_of).model_dump_json())
    american = said["readings"]["american"]
    clock = american["clocks"]["seven-days"]
    assert {"state", "elapsed_s", "needed_s", "limbs", "resets"} <= set(clock)
    assert {"day", "state", "because"} <= set(clock["limbs"]["calm"][0])
    assert {"state", "keys", "conditions"} <= set(american["gates"]["G-JIC"])
    assert set(american["provisions"]["S16-02"]["findings"]) == {"breach", "permitted", "outside-scope", "undetermined"}
    assert set(said) >= {"agreement", "as_of", "known_at", "digest", "readings"}
