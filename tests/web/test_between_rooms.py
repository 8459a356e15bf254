"""Between the sides, the record and access: what each room shows, to whom, and what is entered there."""

import re
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import between, disputes, pipeline, requests
from holdfire.claims import Claim
from holdfire.editions import edition_of
from holdfire.record import open_record
from holdfire.sides import reconciled
from holdfire.web.answers import Question
from holdfire.web.releases import edition_from, errata_from, errata_of
from holdfire.web.rooms.access import pipelines
from holdfire.when import iso
from tests.web.working import START, Clock, application, form_of, signed_in, working_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with people of every role."""
    return working_case(tmp_path_factory.mktemp("between"))


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application."""
    return application(case, Clock())


@pytest.fixture(scope="module")
def reviewer(app: FastAPI) -> TestClient:
    """A reviewer's browser."""
    return signed_in(app, "reviewer-1")


def test_two_records_are_held_against_each_other(reviewer: TestClient) -> None:
    """Each part with its number; what one side alone tells says whose it is; a body that tells nothing is one sentence."""
    html = reviewer.get("/sides?a=russia&b=united-states").text
    assert "Both tell of it" in html and "Only Russia" in html and "Only United States" in html
    only = reviewer.get("/sides?a=russia&b=united-states&part=only_a").text
    assert 'aria-current="true">Only Russia' in only and 'href="/incidents/' in only
    assert "held against itself" in reviewer.get("/sides?a=russia&b=russia").text
    assert reviewer.get("/sides?a=nobody-here&b=russia").status_code == 200


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_why_two_accounts_are_one_is_told_in_the_readers_language(app: FastAPI, case: Path, language: str) -> None:
    """So is where they part; in English both are as the reconciliation says them."""
    found = reconciled(pipeline.open_case(case), "russia", "sohr", None, None, START)
    said = {part.says for m in found.matched for part in m.components} | {
        d.says for m in found.matched for d in m.dissent
    }
    browser = signed_in(app, "reviewer-1")
    english, told = (unescape(browser.get(f"/sides?a=russia&b=sohr&lang={name}").text) for name in ("en", language))
    assert len(said) > 5 and all(says in english for says in said)
    assert not any(says in told for says in said)
    rows = re.sub(
        r"<[^>]*>",
        " ",
        re.sub(r'<span lang="en".*?</span>|<a .*?</a>|<bdi>[A-Z0-9-]+</bdi>', "", told.split("<main")[1]),
    )
    assert not re.search(r"\b(apart|overlap|same|dead|hurt|denies|admits|nobody|confirm|breach|nothing)\b", rows)
    alone = browser.get(f"/sides?a=russia&b=united-states&part=only_b&lang={language}").text
    assert not re.search(r">(denies|disagrees|not confirmed)<", alone)


def test_a_party_is_asked_and_its_reply_put_on_record(app: FastAPI, case: Path, reviewer: TestClient) -> None:
    """Who finds asks, who answers replies; the time that is left is told; neither does the other's."""
    liaison = signed_in(app, "liaison-1")
    form = form_of(reviewer.get("/sides").text)
    said = {"form": form, "to": "united-states", "on": "DEZ-0917", "asks": "Who flew?", "by": "72 hours"}
    assert reviewer.post("/sides/requests", data=said).status_code == 303
    (asked,) = requests.requests(pipeline.open_case(case), START)
    assert asked.state == "open" and asked.left_s == 72 * 3600
    html = liaison.get("/sides").text
    assert "3 days left" in html and "Ask a party" not in html and "Put a reply on record" in html
    reply = {"form": form_of(html), "name": asked.id, "of": "united-states", "says": "Ours, by mistake."}
    assert reviewer.post("/sides/replies", data={**reply, "form": form}).status_code == 403
    assert liaison.post("/sides/replies", data=reply).status_code == 303
    html = reviewer.get("/sides").text
    assert "Ours, by mistake." in html and "replied" in html
    wrong = reviewer.post("/sides/requests", data={**said, "by": "soon"})
    assert wrong.status_code == 400 and "no time to reply by" in wrong.text


def test_a_joint_decision_is_signed_where_it_waits(tmp_path: Path) -> None:
    """Proposed by one body, taken in by exchange, signed by the other's signatory, and then it holds."""
    russia = pipeline.open_case(working_case(tmp_path))
    other = pipeline.new_case(tmp_path / "us", russia.folder / "agreement", pipeline.Founding(START, "united-states"))
    russia, other = between.trust(russia, other.settings.origin), between.trust(other, russia.settings.origin)
    made = disputes.propose(other, ["russia", "united-states"], {"decides": "extend", "for": "48 hours"}, START)
    with open_record(other) as record:
        between.write_file(between.Errand(record, START), tmp_path / "pack")
    with open_record(russia) as record:
        between.take_files(between.Errand(record, START), [tmp_path / "pack"])
    app = application(russia.folder, Clock())
    signatory = signed_in(app, "signatory-1")
    html = signatory.get("/sides").text
    assert "does not hold yet" in html and "verified and cosigned here" in html
    assert signatory.post("/sides/joint", data={"form": form_of(html), "name": made.id}).status_code == 303
    assert [j.holds for j in disputes.joints(pipeline.open_case(russia.folder))] == [True]
    assert "Every ledger held here verifies" in signatory.get("/sides?verify=true").text
    assert "Cosigned by us" in signatory.get("/record").text


def test_a_joint_decision_is_proposed_on_the_page(app: FastAPI, case: Path, reviewer: TestClient) -> None:
    """By whoever signs for the body, to whom must sign too; what cannot be one is said in a sentence, and nothing is kept."""
    signatory = signed_in(app, "signatory-1")
    html = signatory.get("/sides").text
    assert "Propose a joint decision" in html and "Propose a joint decision" not in reviewer.get("/sides").text
    said = {"form": form_of(html), "with": "united-states", "decides": "extend", "amount": "48 hours"}
    for wrong, why in (({"with": []}, "another body"), ({"decides": " "}, "what is decided"), ({"at": "soon"}, "soon")):
        answer = signatory.post("/sides/proposals", data={**said, **wrong})
        assert answer.status_code == 400 and why in answer.text
    assert disputes.joints(pipeline.open_case(case)) == []
    assert signatory.post("/sides/proposals", data={**said, "at": "2016-09-14T19:00+03:00"}).status_code == 303
    (made,) = disputes.joints(pipeline.open_case(case))
    assert (made.decides, made.needs, made.signed_by) == ("extend", ("russia", "united-states"), ("russia",))
    assert "does not hold yet" in signatory.get("/sides").text


def test_the_record_shows_its_head_and_hands_over_proofs(case: Path, reviewer: TestClient) -> None:
    """The bytes of an entry that everybody may see are handed over; of a report as received only the digest."""
    html = reviewer.get("/record").text
    with open_record(pipeline.open_case(case)) as record:
        size = record.ledger.kept_note()[0].size  # type: ignore[index]
        report = next(position for position, _ in record.ledger.placed("report-received"))
        claim = next(position for position, _ in record.ledger.placed("claim-read"))
    assert "nobody cosigns this record" in html
    assert reviewer.get("/record/head?since=5").json()["proof"]
    assert "body" not in reviewer.get(f"/record/entry?at={report}").json()
    assert "body" in reviewer.get(f"/record/entry?at={claim}").json()
    for wrong in (size + 10_000, -1, "x"):
        assert reviewer.get(f"/record/entry?at={wrong}").status_code in (404, 422)


def test_a_pack_is_handed_out_by_whoever_signs(app: FastAPI, reviewer: TestClient) -> None:
    """And by nobody else."""
    assert reviewer.post("/record/pack", data={"form": form_of(reviewer.get("/sides").text)}).status_code == 403
    signatory = signed_in(app, "signatory-1")
    got = signatory.post("/record/pack", data={"form": form_of(signatory.get("/record").text)})
    assert got.status_code == 200 and len(got.content) > 1000


def test_late_knowledge_names_the_days_that_it_changed(app: FastAPI, case: Path, reviewer: TestClient) -> None:
    """Of the founding course: days that were declared one way, by what was known at their end, and stand otherwise now.

    The page makes them from boards: they are those of the whole record.
    """
    there, asked = pipeline.open_case(case), Question("2016-09-21")
    found = errata_of(there, asked, START)
    assert reviewer.get("/record/errata?as_of=2016-09-21").text.count("<tr>") == len(found) + 1
    assert errata_from(app.state.boards, asked) == found
    assert found and all(e["then"] != e["now"] for e in found)
    for e in found[:2]:
        end = (datetime.fromisoformat(e["day"]) + timedelta(days=1)).date().isoformat()
        assert e["day"] < end <= "2016-09-22"


def test_the_edition_is_that_of_the_whole_record(app: FastAPI, case: Path, reviewer: TestClient) -> None:
    """Made from incidents of the index and a board; once for each state of the record and of the rules."""
    assert reviewer.get("/edition").status_code == 200
    boards = app.state.boards
    made = edition_from(boards)
    assert made == edition_of(pipeline.open_case(case), None, START) and edition_from(boards) is made
    (case / "edition.yaml").write_text("delay_hours: 48\n", "utf-8")
    assert edition_from(boards) == edition_of(pipeline.open_case(case), None, START) != made
    (case / "edition.yaml").unlink()


def _claim(number: int, act: str, day: int, place: str = "East Town", **said: Any) -> Claim:
    start = START - timedelta(days=day)
    plain = {
        "id": f"C-{number}",
        "report": "r",
        "kind": "access",
        "act": act,
        "start": start,
        "end": start + timedelta(hours=1),
    }
    rest = {"claimants": ("un",), "source": "s", "known_from": START, "words": "w", "place": place}
    return Claim.model_validate({**plain, **rest, **said})


def test_access_is_a_pipeline_by_place_and_by_whose_word() -> None:
    """Days since a delivery are counted from the last that a person took; whoever waits longest is first; nothing is added."""
    trucks: dict[str, Any] = {"count": {"number": 20, "unit": "trucks"}}
    claims = [
        _claim(1, "aid-request", 9),
        _claim(2, "aid-delivery", 6, **trucks),
        _claim(3, "aid-delivery", 6, claimants=("russia",), count={"number": 9, "unit": "trucks"}),
        _claim(4, "aid-delivery", 1, review="proposed"),
        _claim(5, "aid-blocked", 2, place="West Town"),
        _claim(6, "aid-delivery", 3, place="North Town", **trucks),
    ]
    west, east, north = pipelines(claims, START, iso)
    assert [(p.place, p.days) for p in (west, east, north)] == [
        ("West Town", None),
        ("East Town", 5),
        ("North Town", 2),
    ]
    told = dict(east.stages)["aid-delivery"]
    assert [(t.by, t.number, t.waits) for t in told] == [
        (("un",), 20, False),
        (("russia",), 9, False),
        (("un",), None, True),
    ]


def test_a_place_of_access_is_located_where_one_of_its_claims_is() -> None:
    """By coordinates with a radius; a name alone locates nothing."""
    there: dict[str, Any] = {"lat": 36.2, "lon": 37.15, "radius_km": 2}
    claims = [
        _claim(1, "aid-request", 9),
        _claim(2, "aid-delivery", 6, **there),
        _claim(3, "aid-blocked", 2, place="West Town"),
    ]
    assert {p.place: p.located for p in pipelines(claims, START, iso)} == {"West Town": False, "East Town": True}


def test_a_place_that_is_told_and_not_located_says_so(tmp_path: Path) -> None:
    """Beside its name, in the reader's language; no place that is located does."""
    case, lost = working_case(tmp_path), tmp_path / "lost.csv"
    columns, rows = (
        "id,kind,act,when,precision,place,said_by,source,published,words\n",
        ("L-1,access,aid-delivery,2016-09-19,day,Lost Village,un,A paper,2016-09-20,Trucks came.\n"),
    )
    lost.write_text(columns + rows, "utf-8")
    pipeline.collect_into(pipeline.open_case(case), lost, received=START)
    browser = signed_in(application(case, Clock()), "reviewer-1")
    for language, words in (("en", "not located"), ("ar", "غير محدد المكان"), ("ru", "место не определено")):
        heads = re.findall(r'<h2 id="p-\d+">(.*?)</h2>', browser.get(f"/access?lang={language}").text)
        assert [head for head in heads if f"<small>({words})</small>" in head] == [h for h in heads if "Lost Vill" in h]
        assert len(heads) > 2 and sum("Lost Village" in head for head in heads) == 1


def test_the_room_of_access_shows_the_founding_course(reviewer: TestClient) -> None:
    """Refusals and deliveries of the course, each by whose word, with the way to the form."""
    html = reviewer.get("/access").text
    assert "since the last delivery" in html and "No delivery is told of." in html and 'href="/form"' in html
