"""Scenario files: what a lawyer wrote down is what comes out."""

from pathlib import Path
from typing import get_args

import pytest

from holdfire.agreement import model
from holdfire.agreement.acts import ACTS
from holdfire.answers import CheckedScenario
from holdfire.errors import AgreementError
from holdfire.scenarios import check_folder, run_scenarios

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = sorted(p.parent for p in (ROOT / "agreements").glob("*/agreement.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_bundled_agreement_checks_clean_and_its_scenarios_hold(folder: Path) -> None:
    """An agreement ships with scenarios that hold."""
    for scenario in check_folder(folder, scenarios=True).scenarios:
        assert not scenario.misses, f"{scenario.file}: {scenario.name}"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The founding agreement with room for other scenarios."""
    for name in ("agreement.yaml", "zones.geojson"):
        (tmp_path / name).write_bytes((ROOT / "agreements" / "syria-2016-09" / name).read_bytes())
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def _run(folder: Path, text: str) -> CheckedScenario:
    (folder / "scenarios" / "one.yaml").write_text(text, "utf-8")
    return next(run_scenarios(folder))


def test_a_scenario_that_does_not_hold_says_what_was_found(copied: Path) -> None:
    """A wrong expectation of any kind is told, with what came out instead."""
    outcome = _run(
        copied,
        """
- name: Wrong in every way
  given:
    as-of: 2016-09-14T12:00+03:00
    claims:
      - {id: X-1, kind: incident, act: shelling, when: 2016-09-13, lat: 34.84, lon: 36.73, radius_km: 3,
         actor: syrian-government, target: opposition, said_by: sohr}
  expect:
    findings: {X-1: {S16-02: permitted, S16-03: breach}}
    incidents: {X-1: {unattributed: true}, X-2: {claims: 1}}
    readings:
      russian: {seven-days: {state: complete, elapsed: 9 days, not-before: 2030-01-01, limbs: {calm: {2016-09-13: met}}},
                G-JIC: open, S16-07: kept, S16-99: kept}
      turkish: {G-JIC: shut}
""",
    )
    assert len(outcome.misses) == 12
    assert any("expected permitted, found breach" in miss for miss in outcome.misses)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: not a list", "a scenario file is a list"),
        ("- name: x\n  given: {as-of: 2016-09-14, claims: [{id: X, kind: rumour, when: 2016-09-13}]}", "kind"),
    ],
)
def test_a_scenario_that_cannot_be_read_is_one_sentence(copied: Path, text: str, says: str) -> None:
    """A malformed scenario names its file and what is wrong."""
    with pytest.raises(AgreementError, match=says):
        _run(copied, text)


def test_the_manual_names_every_field_role_and_act() -> None:
    """Whatever the format can hold stands in docs/agreement.md."""
    manual = (ROOT / "docs" / "agreement.md").read_text("utf-8")
    nouns = {
        m
        for m in vars(model).values()
        if isinstance(m, type) and issubclass(m, model.Part) and m is not model.Agreement
    }
    fields = {f.alias or name for noun in nouns for name, f in noun.model_fields.items()}
    missing = sorted(w for w in {*fields, *get_args(model.Role), *ACTS} if f"{w}" not in manual)
    assert not missing
