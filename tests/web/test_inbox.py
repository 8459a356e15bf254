"""The inbox: the queue, who looks at what, where it was, what hangs on it, two persons, taking back."""

import re
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import confirming, custody, pipeline, reviews
from holdfire.case import write_settings
from holdfire.web.rooms.inbox.leases import LASTS, Leases
from holdfire.web.rooms.inbox.points import point_of, spoken
from holdfire.web.users import Role, Users
from tests.web.working import PASSWORD, START, Clock, application, form_of, signed_in, working_case

ARABIC = (
    "قصفت الطائرات الحربية سوقا في مدينة إدلب يوم 15 أيلول 2016 "
    "مما أدى إلى مقتل خمسة مدنيين، بحسب المرصد السوري لحقوق الإنسان."
)


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with something in its inbox, and two reviewers, made once for all tests."""
    made = working_case(tmp_path_factory.mktemp("made"))
    Users(made).add("reviewer-2", PASSWORD, [Role.REVIEWER], START)
    custody.make_person(pipeline.open_case(made), "reviewer-2", START)
    return made


@pytest.fixture
def case(made_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(copytree(made_once, tmp_path / "case"))


@pytest.fixture
def app(case: Path, clock: Clock) -> FastAPI:
    """The application."""
    return application(case, clock)


@pytest.fixture
def first(app: FastAPI) -> TestClient:
    """One reviewer's browser."""
    return signed_in(app, "reviewer-1")


def _waiting(case: Path) -> list[str]:
    return [c.id for c in reviews.proposals(pipeline.open_case(case))]


def _path(name: str) -> str:
    return f"/inbox/{name.replace('#', '%23')}"


def _form(browser: TestClient) -> str:
    return form_of(browser.get("/inbox").text)


def test_the_queue_is_searched_and_narrowed(first: TestClient) -> None:
    """By words, act, who is named and whether it has a place; what does not fit is not shown."""
    assert "barrel" not in first.get("/inbox?q=market").text and "market" in first.get("/inbox?q=market").text
    assert first.get("/inbox?act=shelling").text.count("data-row") == 1
    assert "Nothing waits here" in first.get("/inbox?q=nowhere").text
    known, unknown = (first.get(f"/inbox?place={word}").text.count("data-row") for word in ("known", "unknown"))
    assert known + unknown == first.get("/inbox").text.count("data-row")


def test_the_next_free_claim_is_offered_to_each_reviewer(app: FastAPI, first: TestClient, case: Path) -> None:
    """Two who ask get two different claims; a third is told that all are looked at; silence ends a lease."""
    second = signed_in(app, "reviewer-2")
    taken = [unquote(b.post("/queue/next", data={"form": _form(b)}).headers["location"]) for b in (first, second)]
    assert sorted(taken) == sorted(f"/inbox/{name}" for name in _waiting(case))
    Users(case).add("reviewer-3", PASSWORD, [Role.REVIEWER], START)
    third = signed_in(app, "reviewer-3")
    answer = third.post("/queue/next", data={"form": _form(third)})
    assert "Somebody looks at every claim" in third.get(answer.headers["location"]).text
    assert "reviewer-1" in third.get("/inbox").text and "is looking at it" in third.get("/inbox").text


def test_a_lease_ends_after_minutes_of_silence_and_can_be_let_go(case: Path) -> None:
    """Whoever gives signs of life keeps it; another process sees the same."""
    leases, other = Leases(Users(case)), Leases(Users(case))
    assert leases.take("C-1", "rahimi", START).name == "rahimi"
    assert other.take("C-1", "osei", START + LASTS).name == "rahimi"
    leases.take("C-1", "rahimi", START + LASTS)
    assert other.held(["C-1", "C-2"], START + LASTS)["C-1"].since == START
    assert not other.release("C-1", "osei") and leases.release("C-1", "rahimi")
    assert other.take("C-1", "osei", START + LASTS).name == "osei"
    assert leases.take("C-1", "rahimi", START + 2 * LASTS + timedelta(seconds=1)).name == "rahimi"


def test_a_lease_keeps_nobody_from_deciding_and_who_is_second_is_told(
    app: FastAPI, first: TestClient, case: Path
) -> None:
    """What the second typed is shown again, with who decided and why."""
    second, name = signed_in(app, "reviewer-2"), _waiting(case)[0]
    form = form_of(first.get(_path(name)).text)
    shown = second.get(_path(name)).text
    assert "reviewer-1 is looking at this claim now" in shown
    said = {"form": form_of(shown), "does": "reject", "why": "an old event"}
    assert second.post(_path(name), data=said).status_code == 303
    late = first.post(
        _path(name), data={"form": form, "does": "accept", "why": "it is right", "place": "a place of mine"}
    )
    assert late.status_code == 404 and "decided meanwhile" in late.text
    assert all(words in late.text for words in ("reviewer-2", "an old event", "it is right", "a place of mine"))


def test_a_decision_is_taken_back_and_the_claim_waits_again(first: TestClient, case: Path) -> None:
    """The last act is offered; taking it back is an entry more."""
    name = _waiting(case)[0]
    said = {"form": form_of(first.get(_path(name)).text), "does": "reject", "why": "an old event"}
    at = first.post(_path(name), data=said).headers["location"]
    page = first.get(at).text
    entry = re.search(r'name="entry" value="(\d+)"', page)
    assert entry and "an old event" in page and name not in _waiting(case)
    undone = first.post("/acts/undo", data={"form": form_of(page), "entry": entry[1]})
    assert undone.status_code == 303 and name in _waiting(case)
    assert first.get(_path(name)).status_code == 200


def test_a_place_is_looked_for_and_chosen_without_losing_what_was_typed(first: TestClient, case: Path) -> None:
    """Candidates are read back; nothing is decided by looking; the one chosen fills the fields."""
    name = _waiting(case)[0]
    form = form_of(first.get(_path(name)).text)
    found = first.post(_path(name), data={"form": form, "does": "locate", "sought": "Aleppo", "why": "half a senten"})
    values = re.findall(r'name="spot" value="([^"]+)"', found.text)
    assert found.status_code == 200 and "half a senten" in found.text and name in _waiting(case)
    assert "36.20 N, 37.1" in found.text and "within" in found.text and "Do you mean" in found.text
    said = {
        "form": form,
        "does": "accept",
        "why": "as the page says",
        "spot": values[0],
        "reliability": "B",
        "credibility": "3",
    }
    assert first.post(_path(name), data=said).status_code == 303
    now = {c.id: c for c in pipeline.told_in(pipeline.open_case(case)).claims}[name]
    assert now.place.startswith("Aleppo") and now.radius_km and (now.reliability, now.credibility) == ("B", "3")


def test_a_point_or_an_unknown_place_is_told_plainly(first: TestClient, case: Path) -> None:
    """A point is read back as one; what nobody knows is said so, and what is not on earth too."""
    path = _path(_waiting(case)[0])
    form = form_of(first.get(path).text)

    def sought(text: str) -> str:
        return first.post(path, data={"form": form, "does": "locate", "sought": text}).text

    assert "36.2000 N, 37.1600 E" in sought("36°12'00\"N 37°09'36\"E")
    assert "Nobody here knows that place" in sought("Qqqqzzzxx")
    assert "out of range" in sought("96.5 37.1")


@pytest.mark.parametrize(
    ("text", "lat", "lon", "km"),
    [
        ("36.2, 37.16", 36.2, 37.16, 5.56),
        ("36.20 N, 37.16 E", 36.2, 37.16, 0.556),
        ("37.16E 36.20N", 36.2, 37.16, 0.556),
        ("36°12'00\"N 37°09'36\"E", 36.2, 37.16, 0.1),
        ("12 S 77 W", -12.0, -77.0, 55.598),
        ("-12.05 -77.05", -12.05, -77.05, 0.556),
    ],
)
def test_points_are_read_as_people_write_them(text: str, lat: float, lon: float, km: float) -> None:
    """No more exactly than they are written, latitude first unless the letters say otherwise."""
    found = point_of(text)
    assert (
        found and (found.lat, found.lon) == pytest.approx((lat, lon)) and found.radius_km == pytest.approx(km, abs=0.01)
    )
    assert point_of("near Aleppo") is None and spoken(36.2, 37.16, 6) == "36.20 N, 37.16 E"


def test_what_hangs_on_a_claim_is_told_and_orders_the_queue(app: FastAPI, first: TestClient, case: Path) -> None:
    """A strike that would move a clock stands first and says so; nothing of it is entered."""
    strike = "An air strike hit a market in Aleppo on 17 September 2016, killing forty civilians, residents said."
    first.post("/queue/reports", data={"form": _form(first), "pasted": strike})
    before = pipeline.told_in(pipeline.open_case(case)).checkpoint
    app.state.work.weigh()
    moved = app.state.work.hanging(_waiting(case))
    assert set(moved) == set(_waiting(case))
    page = first.get("/inbox?order=consequence").text
    order = re.findall(r'href="/inbox/([^"?]+)"', page.split('<ol class="queue"')[1])
    weights = [sum(m.weight for m in moved[unquote(name)]) for name in order]
    assert weights == sorted(weights, reverse=True)
    assert ("This one moves the clock" in page or "This one flips the gate" in page) == (max(weights) > 0)
    assert pipeline.told_in(pipeline.open_case(case)).checkpoint == before


def test_a_report_is_pasted_or_sent_and_read(first: TestClient, case: Path) -> None:
    """What a machine reads in it waits; an Arabic text keeps its own direction, its words marked."""
    answer = first.post("/queue/reports", data={"form": _form(first), "pasted": ARABIC})
    assert answer.status_code == 200 and "was taken in" in answer.text
    new = [c for c in reviews.proposals(pipeline.open_case(case)) if "إدلب" in c.words]
    assert new
    page = first.get(_path(new[0].id)).text
    assert re.search(r'class="source" dir="auto">[^<]*<mark>', page)
    empty = first.post("/queue/reports", data={"form": _form(first), "pasted": " "})
    assert empty.status_code == 400 and "Paste a text or choose a file" in empty.text
    program = first.post(
        "/queue/reports", data={"form": _form(first)}, files={"file": ("report.txt", b"\x7fELF" + b"x" * 99)}
    )
    assert program.status_code == 400 and "is a program" in program.text


def test_why_two_claims_may_be_one_is_told_in_the_readers_language(first: TestClient, case: Path) -> None:
    """Each part of the points of each pair; in English as the link says it."""
    first.post("/queue/reports", data={"form": _form(first), "pasted": ARABIC})
    strike = "Warplanes bombed a market in Idlib on 15 September 2016, killing six civilians, activists said."
    first.post("/queue/reports", data={"form": _form(first), "pasted": strike})
    name = next(c.id for c in reviews.proposals(pipeline.open_case(case)) if "Warplanes" in c.words)
    parts = ("same target: civilians", "places 0.0 km apart", "times overlap", "which do not meet", "tells both")
    english, arabic, russian = (first.get(f"{_path(name)}?lang={language}").text for language in ("en", "ar", "ru"))
    assert all(words in english for words in parts)
    assert not any(words in told for words in parts for told in (arabic, russian))
    assert "الهدف نفسه: <bdi>المدنيون</bdi>" in arabic and "та же цель: <bdi>гражданские лица</bdi>" in russian


def test_a_claim_is_accepted_under_a_tag_so_that_only_its_own_incident_is_made(
    app: FastAPI, first: TestClient, case: Path
) -> None:
    """Its own tag, or that of an incident near it: no incident is joined with whatever lies near."""
    before, name = app.state.desk.index.joined, _waiting(case)[0]
    page = first.get(_path(name)).text
    assert "Which incident it tells of" in page and f'<option value="E-{name}">' in page
    said = {"form": form_of(page), "does": "accept", "why": "read beside the page", "event": f"E-{name}"}
    assert first.post(_path(name), data=said).status_code == 303
    kept = app.state.desk.index
    assert kept.claim(name).event == f"E-{name}" and kept.joined == before == ""
    assert kept.incident(name).id == f"E-{name}"


def test_two_persons_stand_behind_an_acceptance(app: FastAPI, first: TestClient, case: Path) -> None:
    """Proposed by one, it waits in a queue of its own; the same person cannot confirm, another can."""
    opened = pipeline.open_case(case)
    write_settings(case, opened.settings.model_copy(update={"two_persons": ("accept", "find")}))
    second, name = signed_in(app, "reviewer-2"), _waiting(case)[0]
    page = first.get(_path(name)).text
    assert "counts only when a second person confirms" in page
    said = {"form": form_of(page), "does": "accept", "why": "read beside the page", "toll_best": "8", "toll_low": "7"}
    assert first.post(_path(name), data=said).status_code == 303
    assert name in _waiting(case)
    mine, theirs = first.get("/inbox").text, second.get("/inbox").text
    assert "proposed by reviewer-1" in theirs and 'value="confirm"' in theirs and 'value="confirm"' not in mine
    waits = confirming.waiting(pipeline.open_case(case))[0].id
    confirm = {"proposal": waits, "why": "so it stands there"}
    own = first.post("/acts/confirm", data={"form": form_of(mine), **confirm})
    assert own.status_code == 400 and "a second, different person" in own.text
    assert second.post("/acts/confirm", data={"form": form_of(theirs), **confirm}).status_code == 303
    now = {c.id: c for c in pipeline.told_in(pipeline.open_case(case)).claims}[name]
    assert now.review == "accepted" and now.toll and now.toll.best == 8
    assert "Waits for a second person" not in second.get("/inbox").text


def test_a_user_without_a_key_is_told_that_two_persons_need_keys(case: Path, app: FastAPI) -> None:
    """The organisation's key is nobody in particular; the form comes back as it was."""
    opened = pipeline.open_case(case)
    write_settings(case, opened.settings.model_copy(update={"two_persons": ("accept",)}))
    Users(case).add("keyless", PASSWORD, [Role.REVIEWER], START)
    browser, name = signed_in(app, "keyless"), _waiting(case)[0]
    said = {"form": form_of(browser.get(_path(name)).text), "does": "accept", "why": "so"}
    answer = browser.post(_path(name), data=said)
    assert answer.status_code == 400 and "nobody in particular" in answer.text


def test_a_reviewer_confined_to_a_zone_sees_no_other_claim(app: FastAPI, case: Path) -> None:
    """Neither in the queue nor by its address, and nothing of it can be decided."""
    from holdfire.web.users import Sight

    Users(case).add("confined", PASSWORD, [Role.REVIEWER], START, Sight.of([]))
    browser, name = signed_in(app, "confined"), _waiting(case)[0]
    queue = browser.get("/inbox").text
    assert "data-row" not in queue and "outside what you may see" in queue
    assert browser.get(_path(name)).status_code == 404
    said = {"form": form_of(queue), "does": "accept", "why": "so"}
    assert browser.post(_path(name), data=said).status_code == 404 and name in _waiting(case)
    graded = browser.post("/acts/grade", data={"form": form_of(queue), "claim": name, "grade": "A1", "why": "so"})
    assert graded.status_code == 400 and "may not see" in graded.text
