"""What is refused between the sides and of bulletins is said in Arabic and Russian too, with what to do about it."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import pipeline, requests
from holdfire.agreement import Agreement
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.publish.names import Names
from holdfire.web.refusals import FORMS, NO_WORD, REMEDIES, refused
from holdfire.web.shell import app_words
from tests.conftest import ROOT
from tests.web.working import START, Clock, application, form_of, signed_in, working_case

TOLD = re.compile(r'<p class="told"[^>]*>(.*?)</p>', re.DOTALL)
LATIN = re.compile("[A-Za-z]")
KEPT = re.compile("<bdi>.*?</bdi>|72 hours|2016-09-1[24]T19:00|extend|`holdfire check`")
"""Names and ids, and what is written the same in every language."""
UNCOMPARED = {
    "a=russia&b=russia": "russia is held against itself. Name two bodies.",
    "a=rusia&b=sohr": 'nothing in this record is told by "rusia". Did you mean "russia"',
    "a=xqzwvk&b=sohr": 'nothing in this record is told by "xqzwvk". Name an actor of the agreement',
}
ASKED = {"to": "united-states", "asks": "Who flew?"}
PROPOSED = {"with": "united-states", "decides": "extend"}
REFUSED: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("reviewer-1", "/sides/requests", {**ASKED, "to": "xqzwvk"}),
    ("reviewer-1", "/sides/requests", {**ASKED, "to": "united-state"}),
    ("reviewer-1", "/sides/requests", {**ASKED, "by": "soon"}),
    ("reviewer-1", "/sides/requests", {**ASKED, "by": "2010-01-01"}),
    ("reviewer-1", "/sides/requests", {**ASKED, "asks": " "}),
    ("liaison-1", "/sides/replies", {"name": "Q-99999", "says": "Nobody."}),
    ("liaison-1", "/sides/replies", {"name": "", "of": "turkey", "says": "Nobody."}),
    ("signatory-1", "/sides/joint", {"name": "xqzwvk"}),
    ("signatory-1", "/sides/proposals", {"decides": "extend"}),
    ("signatory-1", "/sides/proposals", {**PROPOSED, "decides": " "}),
    ("signatory-1", "/sides/proposals", {**PROPOSED, "at": "soon"}),
    ("signatory-1", "/sides/proposals", {**PROPOSED, "at": "9999-12-31"}),
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case in which a party was asked something."""
    folder = working_case(tmp_path_factory.mktemp("refused"))
    requests.request(pipeline.open_case(folder), "united-states", "Who flew?", Act(START, "to know"))
    return folder


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application."""
    return application(case, Clock())


def _told(html: str) -> str:
    found = TOLD.search(html.split("<main")[1])
    assert found
    return found[1]


def _in_the_language(told: str) -> bool:
    """Whether nothing but names is left in Latin letters, and nothing is marked as English."""
    return 'lang="en"' not in told and not LATIN.search(KEPT.sub("", told))


@pytest.mark.parametrize("asked", UNCOMPARED)
def test_why_nothing_can_be_compared_is_said_in_the_readers_language(app: FastAPI, asked: str) -> None:
    """In English it is the sentence of the command line."""
    browser = signed_in(app, "reviewer-1")
    english, *others = (_told(browser.get(f"/sides?{asked}&lang={name}").text) for name in ("en", "ar", "ru"))
    assert UNCOMPARED[asked] in unescape(english)
    for told in others:
        assert _in_the_language(told), told


@pytest.mark.parametrize(("who", "path", "said"), REFUSED)
def test_what_is_not_entered_says_why_in_the_readers_language(
    app: FastAPI, case: Path, who: str, path: str, said: Mapping[str, str]
) -> None:
    """Of requests, replies and joint decisions; a name that was meant is offered there too."""
    browser: TestClient = signed_in(app, who)
    (held,) = requests.requests(pipeline.open_case(case), START)
    data = {
        "form": form_of(browser.get("/sides").text),
        **said,
        **({"name": held.id} if said.get("name") == "" else {}),
    }
    for language in ("ar", "ru"):
        answer = browser.post(f"{path}?lang={language}", data=data)
        assert answer.status_code == 400 and _in_the_language(_told(answer.text)), _told(answer.text)


BULLETINS: tuple[Mapping[str, str], ...] = (
    {"day": "someday"},
    {"day": "9999-12-31"},
    {"day": "2016-09-16", "edition": "joint"},
    {"day": "2016-09-16", "remarks": "breachs=Posts are closed."},
    {"day": "2016-09-16"},
    {"does": "withdraw", "number": "7", "why": "a slip"},
    {"does": "withdraw", "number": "1", "why": " "},
)


def test_what_cannot_be_issued_or_withdrawn_says_why_in_the_readers_language(app: FastAPI) -> None:
    """A bulletin that was issued already among them; names that were meant are offered."""
    browser = signed_in(app, "signatory-1")
    form = {"form": form_of(browser.get("/bulletins").text), "does": "issue", "edition": "public", "language": "ru"}
    assert browser.post("/bulletins", data={**form, "day": "2016-09-16"}).status_code == 200
    for language in ("ar", "ru"):
        for said in BULLETINS:
            answer = browser.post(f"/bulletins?lang={language}", data={**form, **said})
            assert answer.status_code == 400 and _in_the_language(_told(answer.text)), _told(answer.text)


def test_every_form_is_of_a_sentence_that_somebody_raises() -> None:
    """None is left of a sentence that nobody says any more."""
    rooms = (
        "sides",
        "requests",
        "disputes",
        "when",
        "errors",
        "asked",
        "bulletins",
        "publish/bulletin/remarks",
        "web/rooms/sides",
    )
    raised = "".join((ROOT / "holdfire" / f"{room}.py").read_text("utf-8") for room in rooms)
    for form in {*FORMS, *REMEDIES} - {NO_WORD}:
        for part in re.split(r"%\(\w+\)s", form):
            assert part.strip(' "') in raised, form


def test_what_is_no_form_of_ours_stays_marked_and_runs_nowhere(agreement: Agreement) -> None:
    """Where it happened and what to do are kept beside it."""
    names = Names(agreement.text, app_words("ru"))
    error = AskError("the moon was <full>.", "file.yaml", "Name two bodies.")
    assert refused(error, names) == (
        '<bdi>file.yaml</bdi>: <span lang="en" dir="auto">the moon was &lt;full&gt;</span>. Назовите два органа.'
    )
    assert refused(error, Names(agreement.text, app_words("en"))) == (
        "file.yaml: the moon was &lt;full&gt;. Name two bodies."
    )
    told = refused(AskError("<b> is not for russia under this agreement", "", 'Did you mean "<i>" or "turkey"?'), names)
    assert "<b>" not in told and "<i>" not in told and "Турция" in told and "Россия" in told
