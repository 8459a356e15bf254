"""The form on a phone, at the server: no field is lost, nothing is taken twice, what arrives waits in the inbox."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from holdfire import pipeline, reviews
from holdfire.record import open_record
from holdfire.sources.raw import RawStore
from holdfire.web.rooms.form_model import OFFERED, PhoneForm, Question, every_name, phone_form, submission
from tests.web.working import Clock, application, signed_in, working_case

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"
KEY = "0b5c1c1e-7b0f-4f2d-9a58-0123456789ab"
SAID = {
    "which": "incident", "key": KEY, "said_by": "Field team", "reporter": "Umm Hidden", "basis": "seen", "act": "shelling",
    "precision": "minute", "when": "2026-02-28T21:05:30", "zone": "Asia/Damascus", "place": "قرية", "location-lat": "36.2",
    "location-lon": "37.1", "location-m": "12", "radius_km": "2", "target": "civilians", "facility_kind": "none",
    "deaths": "3", "words": "three shells", "end": "2026-03-01T08:00:00Z",
}  # fmt: skip
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=30
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with people of every role."""
    return working_case(tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application."""
    return application(case, Clock())


@pytest.fixture(scope="module")
def monitor(app: FastAPI) -> TestClient:
    """A monitor's phone."""
    return signed_in(app, "monitor-1")


def _sent(browser: TestClient, said: dict[str, str], **files: bytes) -> Any:
    secret = browser.get("/form/now").json()["form"]
    pictures = {name: ("shot.png", data, "image/png") for name, data in files.items()}
    return browser.post(
        "/form", data={**said, "form": secret}, files=pictures or None, headers={"Accept": "application/json"}
    )


def _received(case: Path, key: str) -> dict[str, str]:
    """The record of the submission as it was kept, sealed fields opened."""
    with open_record(pipeline.open_case(case)) as record:
        found = [e for e in record.ledger.entries("report-received") if e.data["id"] == f"odk:{key}"]
        assert len(found) == 1, key
        told = found[0].data["record"]
        return {
            k: v if isinstance(v, str) else record.vault.value(v["sealed"] if isinstance(v, dict) else v)
            for k, v in told.items()
        }


def test_what_a_monitor_sends_is_kept_as_received_and_waits_in_the_inbox(case: Path, monitor: TestClient) -> None:
    """The time with its zone, the place with its accuracy, the picture by its digest; sent again it is held, not doubled."""
    answer = _sent(monitor, SAID, **{"photo-0": PNG})
    assert answer.status_code == 200 and answer.json()["kept"] == 1, answer.text
    (digest,) = answer.json()["pictures"]
    again = _sent(monitor, SAID, **{"photo-0": PNG})
    assert (again.json()["kept"], again.json()["held"]) == (0, 1)
    told = _received(case, KEY)
    assert told["when"] == "2026-02-28T21:05:30+03:00" and told["location"] == "36.2 37.1 0 12"
    assert told[f"attachment/{KEY}-0.png"] == f"sha256:{digest}"
    opened = pipeline.open_case(case)
    assert RawStore(opened.folder).has(f"sha256:{digest}")
    (claim,) = [c for c in reviews.proposals(opened) if c.report == f"odk:{KEY}"]
    assert claim.act == "shelling" and claim.place == "قرية" and claim.radius_km == 2 and claim.review == "proposed"
    assert claim.toll and claim.toll.best == 3 and claim.start.isoformat() == "2026-02-28T18:05:30+00:00"
    with open_record(opened) as record:
        assert not [body for body in record.ledger.bodies() if b"Umm Hidden" in body or b"monitor-1" in body]


def test_nothing_observed_is_coverage_and_an_access_event_is_one(case: Path, monitor: TestClient) -> None:
    """Who looked, where and when; and what came through, with how many."""
    looked = {
        "which": "nothing_observed", "key": KEY.replace("0b5c", "1b5c"), "said_by": "Field team", "from": "2026-02-28T08:00",
        "until": "2026-02-28T18:00", "zone": "UTC", "place": "Post 4", "radius_km": "5", "how": "post", "could_look": "yes",
    }  # fmt: skip
    came = {
        "which": "access", "key": KEY.replace("0b5c", "2b5c"), "said_by": "Field team", "act": "aid-delivery", "precision": "day",
        "day": "2026-02-27", "place": "East Town", "radius_km": "2", "count": "14", "unit": "trucks", "words": "flour",
    }  # fmt: skip
    for said in (looked, came):
        assert _sent(monitor, said).json().get("kept") == 1, said
    told = {c.report.removeprefix("odk:"): c for c in reviews.proposals(pipeline.open_case(case))}
    assert told[looked["key"]].kind == "coverage" and told[looked["key"]].place == "Post 4"
    access = told[came["key"]]
    assert (access.kind, access.act) == ("access", "aid-delivery") and access.count and access.count.number == 14


@st.composite
def filled(draw: DrawFn) -> tuple[PhoneForm, dict[str, str]]:
    """A form filled in, any way that its questions allow."""
    form = phone_form(draw(st.sampled_from(OFFERED)))
    said = {"zone": draw(st.sampled_from(["UTC", "Asia/Damascus", "+05:30"])), "end": "2026-03-01T08:00:00Z"}
    for question in form.questions:
        if question.answered and (question.required or draw(st.booleans())):
            said |= draw(_answer(question))
    return form, said


def _answer(question: Question) -> st.SearchStrategy[dict[str, str]]:
    plain = {
        "select_one": st.sampled_from([name for name, _ in question.choices] or [""]),
        "dateTime": st.datetimes().map(lambda t: t.replace(year=2026, microsecond=0, day=min(t.day, 28)).isoformat()),
        "date": st.dates().map(str),
        "integer": st.integers(0, 10**6).map(str),
        "text": LINES,
    }
    if question.kind != "geopoint":
        return plain[question.kind].map(lambda value: {question.name: value})
    parts = st.tuples(st.integers(-90, 90), st.integers(-180, 180), st.integers(0, 10**5))
    return parts.map(lambda p: {f"{question.name}-{n}": str(v) for n, v in zip(("lat", "lon", "m"), p, strict=True)})


@given(filled())
@settings(max_examples=15)
def test_no_field_is_lost_on_the_way(case: Path, monitor: TestClient, made: tuple[PhoneForm, dict[str, str]]) -> None:
    """What a phone sends is, field for field, in the report that was kept, or it is told which answer was not taken."""
    form, said = made
    key = uuid.uuid4()
    expected = submission(form, str(key), said, [])
    answer = _sent(monitor, {**said, "which": form.name, "key": str(key)})
    if answer.status_code == 422:
        assert answer.json()["why"]
        return
    assert answer.json()["kept"] == 1
    told = _received(case, str(key))
    assert {name: told[name] for name in expected} == expected
    asked = {
        q.name
        for q in form.questions
        if q.answered and q.asked(said) and (said.get(q.name) or said.get(f"{q.name}-lat"))
    }
    assert asked <= set(expected)


@pytest.mark.parametrize("name", OFFERED)
def test_every_question_of_a_form_is_on_the_page_and_nothing_else(monitor: TestClient, name: str) -> None:
    """The fields come from the form that is declared once, in the reader's language; Arabic is first."""
    monitor.cookies.pop("holdfire-language", None)
    assert monitor.get("/form").headers["location"] == "/form?lang=ar"
    form = phone_form(name)
    for language in ("en", "ar", "ru"):
        html = monitor.get(f"/form?lang={language}").text
        part = html.split(f'data-form="{name}"')[1].split("</form>")[0]
        for field in every_name(form):
            assert f'name="{field}"' in part or field == "end", field
        for question in form.questions:
            assert question.label[language].replace("'", "&#39;") in part or question.name == "photo_words"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": ""}, "was not answered"),
        ({"act": "dancing"}, "cannot be taken"),
        ({"when": "yesterday"}, "cannot be taken"),
        ({"deaths": "-1"}, "cannot be taken"),
        ({"location-lat": "123"}, "cannot be taken"),
        ({"zone": "Atlantis/Deep"}, "cannot be taken"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_and_what_was_written_stays(
    monitor: TestClient, change: dict[str, str], told: str
) -> None:
    """One sentence that names the question; without a script the page comes back as it was filled in."""
    key = KEY.replace("0b5c", "9b5c")
    answer = _sent(monitor, {**SAID, "key": key, **change})
    assert answer.status_code == 422, answer.text
    monitor.cookies.set("holdfire-language", "en")
    page = monitor.post("/form", data={**SAID, "key": key, **change, "form": monitor.get("/form/now").json()["form"]})
    assert page.status_code == 422 and told in page.text and "Umm Hidden" in page.text


def test_what_is_no_picture_and_no_form_is_refused(app: FastAPI, monitor: TestClient) -> None:
    """A script under a picture's name, another form, a made-up key, another site's form, a liaison."""
    key = KEY.replace("0b5c", "8b5c")
    assert "JPEG" in _sent(monitor, {**SAID, "key": key}, **{"photo-1": b"<script>"}).json()["why"]
    for wrong in ({"which": "market"}, {"key": "../../x"}, {"key": ""}):
        assert _sent(monitor, {**SAID, **wrong}).status_code == 400
    assert monitor.post("/form", data={**SAID, "form": "made up"}).status_code == 403
    assert signed_in(app, "liaison-1").get("/form").status_code == 403


def test_the_worker_may_serve_the_form_alone(app: FastAPI) -> None:
    """Its scope is said in the header; the manifest starts there."""
    nobody = TestClient(app)
    answer = nobody.get("/form-worker.js")
    assert answer.headers["service-worker-allowed"] == "/form" and "javascript" in answer.headers["content-type"]
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    manifest = json.loads(nobody.get("/static/form.webmanifest").content)
    assert (
        manifest["scope"] == manifest["start_url"] == "/form"
        and nobody.get(manifest["icons"][0]["src"]).status_code == 200
    )
