"""The public edition: nothing in it is finer, sooner or more personal than its rules, and secrets have no field to stand in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.editions import edition_of, released
from holdfire.errors import CaseError
from holdfire.incidents.incident import incident_from
from holdfire.ledger.entry import EDITION
from holdfire.publish import edition_model
from holdfire.publish.edition import Rules, edition, rules_in
from holdfire.publish.edition_model import Edition, PublicIncident
from holdfire.record import open_record
from holdfire.status import Status

AT = datetime(2016, 9, 25, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def status(founding: Case) -> Status:
    """The founding case as it stood."""
    return pipeline.status_of(founding, "2016-09-21", None, NOW)


def _claim(**said: Any) -> Claim:
    start = said.pop("start", datetime(2016, 9, 14, 10, tzinfo=UTC))
    plain = {
        "id": "X-1", "report": "R-1", "kind": "incident", "act": "shelling", "start": start, "end": start + timedelta(hours=1),
        "claimants": ("sohr",), "source": "a source", "known_from": start, "words": "words", "place": "Somewhere",
        "lat": 36.2, "lon": 37.1, "radius_km": 1.0,
    }  # fmt: skip
    return Claim.model_validate({**plain, **said})


def _made(agreement: Agreement, status: Status, rules: Rules, *claims: Claim, at: datetime = AT) -> Edition:
    incidents = [incident_from(c.id, None, (c,)) for c in claims]
    return edition(agreement, incidents, status, at, rules)


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), tenths=st.integers(2, 100), radius=st.floats(0, 300))
def test_no_place_is_finer_than_the_rule(
    agreement: Agreement, status: Status, lat: float, lon: float, tenths: int, radius: float
) -> None:
    """Two places in one cell cannot be told apart, and a place not known so exactly has no cell."""
    made = _made(agreement, status, Rules(cell_tenths=tenths), _claim(lat=lat, lon=lon, radius_km=radius))
    (told,) = made.incidents
    assert (told.cell is None) == (radius > tenths * 11.1 / 2)
    if told.cell:
        south, west = told.cell.row * tenths / 10 - 90, told.cell.column * tenths / 10 - 180
        assert south - 1e-6 <= min(lat, 89.9999999) <= south + tenths / 10 + 1e-6
        assert west - 1e-6 <= (lon if lon < 180 else -180) <= west + tenths / 10 + 1e-6


@given(hours=st.integers(0, 24 * 30), delay=st.integers(24, 24 * 20), longer=st.integers(24, 24 * 20))
def test_nothing_is_told_sooner_than_its_delay(
    agreement: Agreement, status: Status, hours: int, delay: int, longer: int
) -> None:
    """By act, counted from its end; and what is too recent is counted."""
    start = AT - timedelta(hours=hours + 1)
    rules = Rules(delay_hours=delay, delay_hours_of={"shelling": longer})
    made = _made(agreement, status, rules, _claim(start=start))
    if made.incidents:
        assert hours >= max(delay, longer) and not made.withheld.get("too-recent")
    else:
        assert made.withheld["too-recent"] == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"facility": "hospital"}, "protected-site"),
        ({"act": "abduction"}, "act-withheld"),
        ({"confidence": "low"}, "not-sure"),
        ({"start": AT - timedelta(hours=3)}, "too-recent"),
    ],
)
def test_what_is_withheld_is_counted_by_its_rule(
    agreement: Agreement, status: Status, said: dict[str, Any], why: str
) -> None:
    """One rule each; nothing of it but the number."""
    made = _made(agreement, status, Rules(), _claim(**said))
    assert not made.incidents and made.withheld[why] == 1  # type: ignore[index]


def test_sources_are_told_by_kind_and_only_the_bound_by_name(agreement: Agreement, status: Status) -> None:
    """A monitor that is blamed is not named either; a name the agreement does not know is nobody's here."""
    claim = _claim(
        claimants=("sohr", "a secret friend"), actors=(("russia",), ("unmapped:Abu Secret", "un")), target="unmapped:Secret Ward",
        toll=Toll(low=1, high=3),
    )  # fmt: skip
    (told,) = _made(agreement, status, Rules(), claim).incidents
    assert told.blamed == (("other",), ("russia",)) and told.target == "other"
    assert told.sources == ("monitor", "other") and (told.dead_low, told.dead_high) == (1, 3)


def test_no_public_type_can_hold_free_text_or_a_coordinate() -> None:
    """Every string of the schema is one of a list, a date, or a word of the agreement; no number has a fraction."""
    checked = {"act", "blamed", "target", "clock", "gate", "provision", "reading", "agreement", "agreement_digest"}
    for model in _models():
        for name, field in model.model_json_schema()["properties"].items():
            for said in _leaves(field):
                assert said.get("type") != "number", (model, name)
                free = said.get("type") == "string" and not {"enum", "const", "format", "pattern"} & set(said)
                assert not free or name in checked, (model, name)
    for field, wrong in (("act", "went to 36.2021, 37.1343"), ("target", "Dr Secret"), ("blamed", [["sohr"]])):
        with pytest.raises(ValidationError):
            PublicIncident.model_validate({"day": date(2016, 9, 14), field: wrong})


def _models() -> Iterator[type[BaseModel]]:
    for thing in vars(edition_model).values():
        if isinstance(thing, type) and issubclass(thing, edition_model.Public) and thing is not edition_model.Public:
            yield thing


def _leaves(field: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(field, dict):
        return
    inner = [*field.get("anyOf", ()), field.get("items"), field.get("additionalProperties")]
    if any(isinstance(i, dict) for i in inner):
        for one in inner:
            yield from _leaves(one)
    elif "$ref" not in field:
        yield field


def test_without_an_agreement_nothing_can_be_told() -> None:
    """A word that nobody can hold against the text is refused."""
    with pytest.raises(ValidationError):
        PublicIncident.model_validate({"day": date(2016, 9, 14), "act": "shelling"})


@pytest.mark.parametrize("said", ["cell_tenths: 1", "delay_hours: 5", "names: all", "sites: [", "delay_hours: soon"])
def test_rules_that_go_too_far_are_refused(tmp_path: Path, said: str) -> None:
    """No finer than a fifth of a degree, no sooner than a day, nothing unknown; one sentence each."""
    (tmp_path / "edition.yaml").write_text(said, "utf-8")
    with pytest.raises(CaseError, match=r"edition\.yaml"):
        rules_in(tmp_path)


def test_a_release_is_on_record_once(tmp_path: Path) -> None:
    """Its digest and how much it withholds; the same edition again adds nothing."""
    case = pipeline.demo_case(tmp_path / "case")
    made = edition_of(case, "2016-09-25", NOW)
    assert made == edition_of(case, "2016-09-25", NOW) and made.incidents and made.until == date(2016, 9, 23)
    digests = {released(case, made, NOW) for _ in range(2)}
    with open_record(case) as record:
        entries = record.ledger.entries(EDITION)
        assert [e.data["sha256"] for e in entries] == list(digests)
    assert edition_of(case, "2016-09-25", NOW) == made
