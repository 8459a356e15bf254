"""Submissions of the forms that ship: the same in every export, sealed where they name people, and as exact as told."""

import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.claims import Claim, Names, read
from holdfire.sources import Report, SetAside, collect
from holdfire.sources.forms import FORMS, form_sheets
from holdfire.sources.sensitive import sensitive_columns
from tests.claims.told import claim_of, reason_of
from tests.conftest import BEGUN, ROOT

NOW = datetime(2026, 11, 23, tzinfo=UTC)
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
INCIDENT = {
    "today": "2016-09-13", "holdfire_form": "incident-1", "said_by": "Local monitors", "reporter": "Abu A.",
    "basis": "seen", "act": "shelling", "precision": "minute", "when": "2016-09-12T19:00:00.000+03:00",
    "place": "Urum", "radius_km": "0.5", "actor": "", "target": "civilians", "weapon": "mortar", "facility_kind": "none",
    "toll/deaths_low": "1", "toll/deaths": "2", "toll/deaths_high": "3", "toll/injured": "4",
    "words": "Three shells fell.", "contact": "0911 222", "persons": "a girl of ten",
}  # fmt: skip
POINT = ("36.14", "36.96", "380", "4.5")


def incident(**changed: str) -> dict[str, str]:
    """A submission with a point, as Kobo's JSON has it."""
    return {**INCIDENT, "location": " ".join(POINT), "_uuid": UUID, **changed}


def central_csv(path: Path) -> Path:
    """ODK Central: groups with hyphens, the point in four columns, the id under KEY."""
    row = {name.replace("/", "-"): value for name, value in INCIDENT.items()}
    row |= dict(zip((f"location-{p}" for p in ("Latitude", "Longitude", "Altitude", "Accuracy")), POINT, strict=True))
    row |= {"KEY": f"uuid:{UUID}", "meta-instanceID": f"uuid:{UUID}", "SubmitterName": "Abu A.", "ReviewState": ""}
    return _table(path, row, ",")


def kobo_csv(path: Path) -> Path:
    """KoboToolbox: groups with slashes, semicolons, the point twice."""
    row = {f"in/{name}" if "/" not in name else name: value for name, value in INCIDENT.items()}
    row["in/location"] = " ".join(POINT)
    row |= dict(zip((f"_location_{p}" for p in ("latitude", "longitude", "altitude", "precision")), POINT, strict=True))
    return _table(path, row | {"_id": "77", "_uuid": UUID, "_submitted_by": "abu"}, ";")


def kobo_json(path: Path) -> Path:
    """KoboToolbox's API: a list under ``results``, nothing for what was not answered."""
    told = {name: value for name, value in incident().items() if value}
    told |= {"_id": 77, "_geolocation": [36.14, 36.96], "_attachments": [{"filename": "abu/attachments/1.jpg"}]}  # type: ignore[dict-item]
    path.write_text(json.dumps({"count": 1, "next": None, "results": [told]}, ensure_ascii=False), "utf-8")
    return path


def central_json(path: Path) -> Path:
    """ODK Central's OData: nested groups, the point as GeoJSON."""
    nested: dict[str, Any] = {"__id": f"uuid:{UUID}", "__system": {"submitterName": "Abu A.", "reviewState": None}}
    for name, value in INCIDENT.items():
        group, _, field = name.rpartition("/")
        (nested.setdefault(group, {}) if group else nested)[field] = value or None
    lat, lon, high, accuracy = map(float, POINT)
    nested["location"] = {"type": "Point", "coordinates": [lon, lat, high], "properties": {"accuracy": accuracy}}
    path.write_text(json.dumps({"value": [nested]}), "utf-8")
    return path


def _table(path: Path, row: dict[str, str], delimiter: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([list(row), list(row.values())])
    return path


def kept(path: Path) -> Report:
    """The one report of a file."""
    (report,) = collect(path, NOW)
    assert isinstance(report, Report), report
    return report


def claim_in(agreement: Agreement, path: Path) -> Claim:
    """The one claim of a file."""
    (claim,) = read(kept(path), agreement, Names(agreement))
    return claim


def test_every_export_gives_the_same_claim(tmp_path: Path, agreement: Agreement) -> None:
    """Whichever system and format a submission comes by, its id and what it says are the same."""
    paths = [
        central_csv(tmp_path / "a.csv"),
        kobo_csv(tmp_path / "b.csv"),
        kobo_json(tmp_path / "c.json"),
        central_json(tmp_path / "d.json"),
    ]
    claims = [claim_in(agreement, path) for path in paths]
    assert claims == [claims[0]] * 4 and {kept(p).id for p in paths} == {f"odk:{UUID}"}
    claim = claims[0]
    assert (claim.act, claim.target, claim.place, claim.weapon) == ("shelling", "civilians", "Urum", "mortar")
    assert claim.start == datetime(2016, 9, 12, 16, 0, tzinfo=UTC) and claim.span.length.total_seconds() == 60
    assert claim.toll and (claim.toll.low, claim.toll.best, claim.toll.high, claim.toll.injured) == (1, 2, 3, 4)
    assert (claim.lat, claim.lon, claim.radius_km) == (36.14, 36.96, 0.5) and claim.published == "2016-09-13"


@pytest.mark.parametrize("made", [central_csv, kobo_csv, kobo_json, central_json], ids=lambda f: f.__name__)
def test_who_people_are_is_sealed_in_every_export(tmp_path: Path, made: Any) -> None:
    """Reporter, contact and persons never stand in the open, nor does whoever sent the form."""
    report = kept(made(tmp_path / ("x.json" if "json" in made.__name__ else "x.csv")))
    hidden = sensitive_columns(report, protected=False)
    opened = " ".join(v for k, v in report.record.items() if k not in hidden)
    assert not any(told in opened for told in ("Abu A.", "0911", "girl", "abu"))


@pytest.mark.parametrize(
    ("point", "told", "radius"),
    [("36.14 36.96 0 4.5", "0.5", 0.5), ("36.14 36.96 0 900", "0.5", 0.9), ("36.14 36.96", "0.1", 0.1)],
)
def test_a_place_is_no_more_exact_than_phone_or_person(
    agreement: Agreement, point: str, told: str, radius: float
) -> None:
    """The accuracy of the phone and the doubt of the person: the larger counts."""
    assert claim_of(agreement, "odk", incident(location=point, radius_km=told)).radius_km == radius


def test_a_site_is_kept_coarse_even_if_the_agreement_does_not_name_its_kind(agreement: Agreement) -> None:
    """A hospital's point is put on a grid, and its columns are sealed."""
    record = incident(facility_kind="hospital")
    claim = claim_of(agreement, "odk", record)
    assert claim.radius_km == 8 and claim.lat != 36.14 and claim.facility is None and "hospital" in claim.words
    report = Report(id="odk:1", layout="odk", file="x", row=1, file_digest="", received=NOW.isoformat(), record=record)
    assert {"location", "radius_km"} <= set(sensitive_columns(report, protected=False))


@pytest.mark.parametrize(
    ("state", "review"),
    [
        ({"ReviewState": "rejected"}, "rejected"),
        ({"ReviewState": "hasIssues"}, "proposed"),
        ({"ReviewState": "approved"}, "none"),
        ({"__system/reviewState": "rejected"}, "rejected"),
        ({"_validation_status": "Not approved"}, "rejected"),
        ({"_validation_status/uid": "validation_status_on_hold"}, "proposed"),
        ({}, "none"),
    ],
)
def test_what_was_rejected_is_exported_all_the_same(agreement: Agreement, state: dict[str, str], review: str) -> None:
    """Both systems export rejected submissions; the claim says so and does not count."""
    assert claim_of(agreement, "odk", incident(**state)).review == review


def test_an_edited_submission_keeps_its_id(tmp_path: Path) -> None:
    """An edit gives a form a new instance; what both systems keep of the first is what it is known by."""
    central = kept(_table(tmp_path / "a.csv", INCIDENT | {"KEY": f"uuid:{UUID}", "meta-instanceID": "uuid:later"}, ","))
    kobo = kept(_table(tmp_path / "b.csv", INCIDENT | {"meta/rootUuid": f"uuid:{UUID}", "_uuid": "later"}, ","))
    assert central.id == kobo.id == f"odk:{UUID}"


NOTHING = {
    "holdfire_form": "nothing-1", "said_by": "Local monitors", "from": "2016-09-12T08:00:00.000+03",
    "until": "2016-09-12T20:00:00.000+03", "place": "Urum", "radius_km": "2", "location": "36.14 36.96 0 5",
    "how": "post", "could_look": "yes", "words": "",
}  # fmt: skip


def test_nothing_observed_is_coverage(agreement: Agreement) -> None:
    """Somebody looked, from when to when, as far as they could see."""
    claim = claim_of(agreement, "odk", NOTHING)
    assert (claim.kind, claim.act, claim.radius_km) == ("coverage", "monitoring", 2)
    assert claim.span.length.total_seconds() == 12 * 3600


def test_who_was_kept_from_looking_covers_nothing(agreement: Agreement) -> None:
    """Not having been free to look is told as that, and makes no quiet hours."""
    claim = claim_of(agreement, "odk", NOTHING | {"could_look": "no", "kept_by": "a checkpoint"})
    assert (claim.kind, claim.act) == ("incident", "monitors-restricted") and "a checkpoint" in claim.words
    assert claim_of(agreement, "odk", NOTHING | {"could_look": "partly"}).confidence == "low"


MARKET = {
    "holdfire_form": "market-1", "said_by": "Council", "day": "2016-09-12", "place": "Urum", "radius_km": "2",
    "act": "market-empty", "days_without_delivery": "41", "currency": "SYP", "basket/bread_there": "little",
    "basket/bread_price": "900", "basket/oil_there": "no", "held_by": "opposition", "words": "",
}  # fmt: skip


def test_a_market_check_tells_access_and_no_calm(agreement: Agreement) -> None:
    """Prices stand in the words: as counts they would pass for somebody who watched over the truce."""
    claim = claim_of(agreement, "odk", MARKET)
    assert (claim.kind, claim.act, claim.count) == ("access", "market-empty", None)
    assert claim.held_by == "opposition" and claim.span.length.days == 1
    assert "41 days since goods last came in" in claim.words and "Bread (1 kg): little, 900 SYP" in claim.words


def test_an_access_event_counts_its_trucks(agreement: Agreement) -> None:
    """How many of what, by whose leave."""
    record = {
        "holdfire_form": "access-1", "said_by": "Council", "act": "aid-blocked", "precision": "day", "day": "2016-09-12",
        "place": "Urum", "radius_km": "2", "actor": "syrian-government", "count": "20", "unit": "trucks", "words": "Sent back.",
    }  # fmt: skip
    claim = claim_of(agreement, "odk", record)
    assert (claim.kind, claim.target, claim.actors) == ("access", "aid", (("syrian-government",),))
    assert claim.count and (claim.count.number, claim.count.unit) == (20, "trucks")


HOTLINE = {
    "holdfire_form": "hotline-1", "said": "2016-09-12T20:00:00.000+03:00", "line": "Line of the centre", "caller": "resident",
    "contact": "0911", "basis": "hearsay", "act": "airstrike", "precision": "hour", "when": "2016-09-12T19:00:00.000+03:00",
    "place_told": "Orem", "place": "Urum al-Kubra", "place_agreed": "yes", "location": "36.14 36.96 0 0", "radius_km": "2",
    "words": "Two planes.",
}  # fmt: skip


def test_a_place_that_was_read_back_and_agreed_is_on_the_map(agreement: Agreement) -> None:
    """The operator found it, the caller said yes."""
    claim = claim_of(agreement, "odk", HOTLINE)
    assert (claim.place, claim.radius_km, claim.origin) == ("Urum al-Kubra", 2, "Line of the centre")
    assert claim.said == datetime(2016, 9, 12, 17, 0, tzinfo=UTC) and claim.confidence == "low"


def test_a_place_that_the_caller_did_not_agree_to_is_not(agreement: Agreement) -> None:
    """It keeps the name that the caller used, and says that it was not confirmed."""
    claim = claim_of(agreement, "odk", HOTLINE | {"place_agreed": "no"})
    assert claim.where is None and claim.place == "Orem" and "did not confirm" in claim.words


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"holdfire_form": "survey-9"}, "none that comes with Holdfire"),
        ({"location": "36.14"}, "location"),
        ({"location": "136.14 36.96 0 0"}, "swapped"),
        ({"when": "yesterday"}, "when"),
        ({"said_by": ""}, "nobody"),
        ({"toll/deaths": "some"}, "deaths"),
        ({"words": ""}, "words"),
    ],
)
def test_a_submission_that_makes_no_sense_is_refused(agreement: Agreement, changed: dict[str, str], said: str) -> None:
    """With the field it is about."""
    assert said in reason_of(agreement, "odk", incident(**changed)).reason


def test_pictures_that_came_along_are_digested(tmp_path: Path) -> None:
    """Names of the repeat's files are kept; those beside the export have their digest, the others are known to be missing."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "1.jpg").write_bytes(b"picture")
    path = central_csv(tmp_path / "incident.csv")
    repeats = [
        ["photo", "photo_words", "PARENT_KEY", "KEY"],
        ["1.jpg", "a crater", f"uuid:{UUID}", "k1"],
        ["2.jpg", "", f"uuid:{UUID}", "k2"],
    ]
    with (tmp_path / "incident-photos.csv").open("w", newline="") as file:
        csv.writer(file).writerows(repeats)
    report = kept(path)
    assert report.record["photos[1]/photo"] == "1.jpg" and report.record["photos[1]/photo_words"] == "a crater"
    assert report.record["attachment/1.jpg"] == f"sha256:{hashlib.sha256(b'picture').hexdigest()}"
    assert report.record["attachment/2.jpg"] == ""


def test_repeats_and_lines_in_json_are_kept(tmp_path: Path) -> None:
    """A repeat stands under its number, a trace as its points, and a name that climbs out of the folder is no attachment."""
    told = {**incident(), "photos": [{"photos/photo": "../../etc/x.jpg"}, {"photos/photo": "b.jpg"}]}
    told["route"] = {"type": "LineString", "coordinates": [[36.9, 36.1, 0], [37.0, 36.2, 0]]}  # type: ignore[assignment]
    (tmp_path / "x.json").write_text(json.dumps([told]), "utf-8")
    report = kept(tmp_path / "x.json")
    assert report.record["photos[2]/photo"] == "b.jpg"
    assert [name for name in report.record if name.startswith("attachment/")] == ["attachment/b.jpg"]
    assert report.record["route"] == "36.1 36.9 0 0; 36.2 37 0 0"


def test_json_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    """Each whole submission is kept; the break is told once."""
    text = json.dumps({"results": [incident(_uuid=f"u{n}") for n in range(300)]})
    (tmp_path / "x.json").write_text(text[:-400], "utf-8")
    rows = list(collect(tmp_path / "x.json", NOW))
    assert len([r for r in rows if isinstance(r, Report)]) >= 298
    (aside,) = (r for r in rows if isinstance(r, SetAside))
    assert "breaks off" in aside.reason


def test_a_case_keeps_a_submission_once_and_sealed(tmp_path: Path) -> None:
    """Collected by two exports it is held already, and the ledger shows no name."""
    case: Case = pipeline.new_case(tmp_path / "case", ROOT / "agreements" / "syria-2016-09", BEGUN)
    first = pipeline.collect_into(case, kobo_json(tmp_path / "x.json"), NOW)
    again = pipeline.collect_into(case, kobo_json(tmp_path / "x.json"), NOW)
    assert (first.kept, again.held) == (1, 1)
    assert b"Abu A." not in case.ledger_path.read_bytes() and b"girl of ten" not in case.ledger_path.read_bytes()


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_asks_is_read_or_kept(name: str) -> None:
    """Every question that names a person is sealed, and the hidden field that tells the form is there."""
    survey = form_sheets(name)["survey"]
    asked = [row[1] for row in survey]
    assert "holdfire_form" in asked and "words" in asked
    record = dict.fromkeys(asked, "x")
    report = Report(id="odk:1", layout="odk", file="x", row=1, file_digest="", received="", record=record)
    named = {"reporter", "contact", "persons"} & set(asked)
    assert named and named <= set(sensitive_columns(report, protected=False))
