"""Real records held against each other: September 2016, and the two counts of 10 February 2017."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from holdfire import disputes, pipeline
from holdfire.case import Case
from holdfire.cli.app import app
from holdfire.errors import AskError
from holdfire.findings.reconcile.model import CountPart, CountTold, Reconciliation
from holdfire.sides import reconciled
from tests.conftest import BEGUN, NOW, ROOT
from tests.test_custody import held_by
from tests.test_disputes import later, side

END = "2016-09-25"
FEBRUARY = """\
id,kind,when,said_by,count,parts,event,finds,source,published,words
R-1,count,2017-02-09/2017-02-10,russia,10,Latakia=8; Hama=2,RU-0210,,Interfax,2017-02-10,The Russian part records ten.
T-1,count,2017-02-09/2017-02-10,turkey,8,Damascus=3; Aleppo=3; Idlib=2,TR-0210,,Interfax,2017-02-10,The Turkish part: eight.
R-2,statement,2017-02-10,russia,8,,TR-0210,not-confirmed,Interfax,2017-02-10,The Russian part does not confirm the eight.
R-3,statement,2017-02-11,russia,2,Idlib=2,TR-0211,not-confirmed,invented,2017-02-11,Two of the next five are not confirmed.
T-2,count,2017-02-10/2017-02-11,turkey,5,Idlib=5,TR-0211,,invented,2017-02-11,Five on the next day and all in Idlib.
R-4,count,2017-02-09T12:00+03:00/2017-02-10T12:00+03:00,russia,4,,,,invented,2017-02-10,Four over other hours.
"""
"""The day's bulletin as Interfax gave it on 10 February 2017 (in our own words), and three invented rows about the next day."""


@pytest.fixture(scope="module")
def february(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case of two guarantors, made from the template, with the two counts of one day."""
    folder = tmp_path_factory.mktemp("february")
    text = yaml.safe_load((ROOT / "agreements" / "template" / "agreement.yaml").read_text("utf-8"))
    for name, ar, ru in (("Russia", "روسيا", "Россия"), ("Turkey", "تركيا", "Турция")):
        text["actors"][name.lower()] = {"name": {"en": name, "ar": ar, "ru": ru}, "role": "guarantor", "source": ["T"]}
    text["time-zone"] = "+03:00"
    agreement = folder / "agreement"
    agreement.mkdir()
    (agreement / "agreement.yaml").write_text(yaml.safe_dump(text, allow_unicode=True), "utf-8")
    zones = ROOT / "agreements" / "template" / "zones.geojson"
    (agreement / "zones.geojson").write_bytes(zones.read_bytes())
    case = pipeline.new_case(folder / "case", agreement, BEGUN)
    (folder / "rows.csv").write_text(FEBRUARY, "utf-8")
    done = pipeline.collect_into(case, folder / "rows.csv", datetime(2017, 3, 1, tzinfo=UTC))
    assert (done.kept, done.set_aside) == (6, 0)
    return case


def held(case: Case, a: str, b: str, as_of: str = END) -> Reconciliation:
    """Two bodies of a case, with all that the record holds."""
    return reconciled(case, a, b, as_of, None, NOW)


def parts(told: CountTold) -> dict[str, int]:
    """A count's parts by path: ``combat/russia``."""
    found: dict[str, int] = {}

    def walk(inner: tuple[CountPart, ...], path: str) -> None:
        for part in inner:
            found[path + part.name] = part.number
            walk(part.parts, f"{path}{part.name}/")

    walk(told.parts, "")
    return found


def matches(found: Reconciliation) -> dict[tuple[str, str], tuple[str, ...]]:
    """Each match with the kinds it is of."""
    return {(m.a.incident, m.b.incident): m.kinds for m in found.matched}


def test_russia_and_snhr_mirror_each_other_by_the_parts_of_their_counts(founding: Case) -> None:
    """Over the same seven days Russia counts 302 breaches, all by armed groups; of SNHR's, 203 in combat are by the government.

    Six of SNHR's in combat are by the opposition, and Russia counts none by the government. Each ledger lists what the other
    leaves out. The two totals stand side by side and are never added.
    """
    found = held(founding, "russia", "snhr")
    (week,) = [p for p in found.counts if p.periods == "same"]
    assert (week.a.claim, week.a.number, week.a.of) == ("C-016", 302, (("opposition",),))
    assert (week.b.claim, week.b.number) == ("C-017", 242)
    assert {actor for pair in found.counts for group in pair.a.of for actor in group} == {"opposition", "ahrar-al-sham"}
    combat = {name: number for name, number in parts(week.b).items() if name.startswith("combat/")}
    assert combat == {"combat/syrian-government": 203, "combat/russia": 10, "combat/opposition": 6}
    three_days = next(p.b for p in found.counts if p.b.claim == "C-015")
    by_province = {name: number for name, number in parts(three_days).items() if "/" not in name}
    assert by_province == {"syrian-government": 61, "opposition": 3}
    assert week.says == (
        "The same period. russia counts 302 violations by opposition. "
        "snhr counts 242 violations by opposition, russia, syrian-government."
    )
    assert "544" not in found.model_dump_json()


def test_of_russias_incidents_snhr_tells_none_and_russia_denies_the_one_both_speak_of(founding: Case) -> None:
    """Russia tells of fire by armed groups and of the coalition; SNHR of Talbiseh and of Urum al-Kubra, where Russia denies."""
    found = held(founding, "russia", "snhr")
    assert matches(found) == {("URUM", "URUM"): ("denied",)}
    assert {x.incident: x.position for x in found.only_a} == {
        "C-025": "opposition",
        "CAST-CP": "opposition",
        "CAST-1": "syrian-government",
        "CAST-1.2": "syrian-government",
        "DEZ-0917": "us-coalition",
    }
    assert {x.incident: x.position for x in found.only_b} == {"RESUME": "russia and syrian-government"}
    assert not found.ambiguous_a and not found.ambiguous_b


def test_russia_and_sohr_agree_who_struck_near_deir_ez_zor_and_differ_over_the_dead(founding: Case) -> None:
    """Both say that the coalition did it: 62 dead by Russia, 83 to 94 by the Observatory, whose count is of that one event."""
    found = held(founding, "russia", "sohr")
    assert matches(found) == {("DEZ-0917", "DEZ-0917"): ("different-toll",), ("URUM", "URUM"): ("denied",)}
    strike = found.matched[0]
    assert "who: us-coalition" in strike.agreed
    assert [d.says for d in strike.dissent] == ["russia: 62 dead, 100 hurt; sohr: 83 to 94 dead, 110 hurt"]
    assert {c.what: c.points for c in strike.components}["toll"] == -1


def test_russia_counts_breaches_and_sohr_the_dead_so_no_two_counts_are_paired(founding: Case) -> None:
    """Counts of two different things are listed by themselves, and the shellings told of mirror each other too."""
    found = held(founding, "russia", "sohr")
    assert not found.counts
    assert {c.unit for c in found.counts_only_a} == {"violations"}
    assert {c.unit for c in found.counts_only_b} == {"deaths"}
    blamed = {x.position for x in found.only_a if x.act == "shelling"}
    assert blamed == {"opposition"}
    by_government = [x for x in found.only_b if "syrian-government" in x.position]
    by_others = [x for x in found.only_b if x.blames and "syrian-government" not in x.position]
    assert (len(by_government), [x.incident for x in by_others]) == (22, ["C-057", "C-084"])


def test_russia_and_the_united_states_dispute_the_intent_and_not_the_strike(founding: Case) -> None:
    """One claim of theirs tells of it; Washington admits it and denies that it was meant; Moscow denies that inquiry's word."""
    found = held(founding, "russia", "united-states")
    assert matches(found) == {("DEZ-0917", "DEZ-0917"): ("denied",), ("URUM", "URUM"): ("denied",)}
    strike = found.matched[0]
    assert "who: us-coalition" in strike.agreed and strike.b.position == "admits it (us-coalition)"
    assert strike.components[0].says == "both stand behind the same claim: C-076"
    assert [d.says for d in strike.dissent] == [
        "russia: denies, in part or whole, C-077; united-states: denies, in part or whole, C-076"
    ]
    withdrawal = next(x for x in found.only_a if x.incident == "CAST-1")
    assert [(s.says, s.about) for s in withdrawal.stances] == [("denies", "C-050")]
    assert [x.incident for x in found.only_b] == ["C-038"]


def test_an_inquirys_finding_is_that_of_the_body_that_inquired(founding: Case) -> None:
    """The Board's alternatives are not the Observatory's word; the Commission names the government, and Russia denies."""
    assert held(founding, "sohr", "russia").of_kind("denied")[0].a.position == "nobody named"
    (match,) = held(founding, "un-commission-of-inquiry", "russia").matched
    assert match.kinds == ("different-attribution", "denied")
    assert match.dissent[0].says == "un-commission-of-inquiry: syrian-government; russia: denies it"


def test_as_of_an_earlier_instant_what_came_later_is_not_there(founding: Case) -> None:
    """At 19:00 on 19 September nobody has told of Urum al-Kubra, and the week's counts are known only afterwards."""
    found = reconciled(founding, "russia", "snhr", "2016-09-19T19:00+03:00", "2016-09-19T19:00+03:00", NOW)
    assert not found.matched and not found.only_b
    assert {c.b.claim for c in found.counts} == {"C-015"}


def test_ten_february_2017_all_eight_of_turkeys_not_confirmed_by_russia(february: Case) -> None:
    """Ten and eight stand side by side with their provinces; the Russian part confirms none of the Turkish eight."""
    found = held(february, "russia", "turkey", "2017-02-12")
    (day,) = [p for p in found.counts if p.periods == "same"]
    assert (day.a.number, parts(day.a)) == (10, {"Latakia": 8, "Hama": 2})
    assert (day.b.number, parts(day.b)) == (8, {"Damascus": 3, "Aleppo": 3, "Idlib": 2})
    assert day.b.marks == ("all 8 not confirmed by russia",) and day.a.marks == ()
    assert day.says == (
        "The same period. russia counts 10 violations. turkey counts 8 violations. Of turkey's, all 8 not confirmed by russia."
    )
    assert not found.matched and not found.only_a and not found.only_b
    assert held(february, "turkey", "russia", "2017-02-12").counts[0].a.marks == ("all 8 not confirmed by russia",)


def test_some_of_a_count_may_be_left_unconfirmed(february: Case) -> None:
    """Two of the next day's five, and which; other hours are said to be other hours."""
    found = held(february, "russia", "turkey", "2017-02-12")
    overlapping = {(p.a.claim, p.b.claim): p for p in found.counts if p.periods == "overlapping"}
    assert set(overlapping) == {("R-4", "T-1"), ("R-4", "T-2")}
    assert overlapping["R-4", "T-2"].b.marks == ("2 of 5 not confirmed by russia (Idlib=2)",)
    assert overlapping["R-4", "T-1"].says.startswith("Periods that share some time: the numbers are not of one period.")


def test_two_ledgers_are_reconciled_and_a_persons_decision_stands(tmp_path: Path) -> None:
    """Each ledger is a side; the rule proposes the crater, a person accepts it with a reason, another entry takes it back."""
    russia, us = side(tmp_path, "russia"), side(tmp_path, "united-states")
    for case in (russia, us):
        disputes.link(case, ["C-1", "C-2"], "CRATER", later(1))
    russia, us = held_by(russia, us), held_by(us, russia)
    pair = ("russia:CRATER", "united-states:CRATER")
    (proposed,) = held(russia, "russia", "united-states").matched
    assert (proposed.a.incident, proposed.b.incident) == pair and proposed.status == "proposed"
    assert proposed.a.claims == ("russia:C-1", "russia:C-2") and proposed.kinds == ("agreed",)
    disputes.match(russia, *pair, later(2))
    (accepted,) = held(russia, "united-states", "russia").matched
    assert accepted.status == "accepted" and accepted.decision and accepted.decision.why == "the same crater"
    assert held(held_by(us, russia), "russia", "united-states").matched[0].status == "accepted"
    disputes.match(russia, *pair[::-1], later(3), holds=False)
    apart = held(russia, "russia", "united-states")
    assert not apart.matched and [(u.a, u.b) for u in apart.undone] == [pair]
    known = (later(2).at + timedelta(minutes=1)).isoformat()
    assert not reconciled(russia, "russia", "united-states", END, known, NOW).undone


def test_findings_and_positions_on_record_stand_in_the_reconciliation(tmp_path: Path) -> None:
    """Russia finds a breach, the United States holds it permitted and does not confirm the finding: each by a signed entry."""
    russia, us = side(tmp_path, "russia"), side(tmp_path, "united-states")
    for case in (russia, us):
        disputes.link(case, ["C-1", "C-2"], "CRATER", later(1))
    ours = disputes.find(russia, {"incident": "CRATER", "provision": "S16-02", "verdict": "breach"}, later(2))
    disputes.find(us, {"incident": "CRATER", "provision": "S16-02", "verdict": "permitted"}, later(2))
    us = held_by(us, russia)
    position = {"of": "finding", "on": f"russia:{ours.id}", "says": "not-confirmed"}
    disputes.take_position(us, position, later(3))
    (match,) = held(us, "russia", "united-states").matched
    assert match.kinds == ("different-verdict", "not-confirmed")
    assert [d.says for d in match.dissent] == [
        "S16-02: russia: breach; united-states: permitted",
        "russia: nothing; united-states: does not confirm russia:CRATER",
    ]
    before = (later(1).at + timedelta(minutes=1)).isoformat()
    (earlier,) = reconciled(us, "russia", "united-states", END, before, NOW).matched
    assert earlier.kinds == ("agreed",)


def test_a_body_that_says_nothing_here_is_told_with_the_nearest_name(founding: Case) -> None:
    """A slip of the pen, and a body held against itself."""
    with pytest.raises(AskError, match=r'nothing in this record is told by "snrh". Did you mean "snhr"'):
        held(founding, "russia", "snrh")
    with pytest.raises(AskError, match="held against itself"):
        held(founding, "russia", "russia")


def test_the_command_prints_both_sides_and_its_json_is_the_reconciliation(founding: Case, february: Case) -> None:
    """Tables for people, one document for programs."""
    run = CliRunner()
    told = run.invoke(
        app, ["reconcile", str(founding.folder), "russia", "sohr", "--as-of", END], env={"COLUMNS": "160"}
    )
    assert told.exit_code == 0 and "Same event, different toll: 1" in told.output
    assert "Agreed core: none" in told.output and "dead: 62 and 83 to 94, which do not meet (-1)" in told.output
    counts = run.invoke(app, ["reconcile", str(february.folder), "russia", "turkey"], env={"COLUMNS": "160"})
    assert "all 8 not confirmed by russia" in counts.output
    asked = ["reconcile", str(founding.folder), "russia", "snhr", "--as-of", END, "--json"]
    assert Reconciliation.model_validate(json.loads(run.invoke(app, asked).output)) == held(founding, "russia", "snhr")
