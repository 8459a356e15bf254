"""Alerts in words: every kind in three languages, in full, and no state without a sentence."""

from typing import get_args

import pytest

from holdfire.agreement import Agreement
from holdfire.alerts import Alert, Fact
from holdfire.alerts.rules import CLOCK_EVENTS, GATE_EVENTS
from holdfire.publish.alert import Speaker, command_of, path_of, together
from holdfire.publish.words import words_in

AT = "2016-09-19T19:00:00+03:00"
STATES = {
    "clock": CLOCK_EVENTS,
    "gate": GATE_EVENTS,
    "provision": ("due", "overdue"),
    "breaches": ("above",),
    "observations": ("above",),
    "window": ("due",),
    "step": ("due", "overdue"),
    "claimant": ("silent",),
    "source": ("silent",),
    "bulletin": ("draft",),
}
THINGS = {
    "clock": "seven-days",
    "gate": "G-JIC",
    "provision": "S16-06",
    "breaches": "S16-02",
    "observations": "discharge/1",
    "window": "truce",
    "step": "march/URUM/reply",
    "claimant": "sohr",
    "source": "Reuters",
    "bulletin": "pdf",
}


def _alert(what: str, state: str, since: str = AT, edition: str = "internal", reading: str = "american") -> Alert:
    said = {"rule": "r", "edition": edition, "what": what, "thing": THINGS[what], "state": state, "reading": reading}
    since = since[:10] if what == "bulletin" else since
    numbers = {"number": 1234, "limit": 10, "elapsed_s": 90_000, "of_s": 604_800, "at": AT, "since": since}
    fact = Fact.model_validate({**said, **numbers})
    return Alert(id=f"{what}-{state}-{reading}", fact=fact, rule_digest="ab" * 32, as_of=AT, known_at=AT)


def test_every_kind_of_fact_has_its_states_here() -> None:
    """What is added to the model is said in words, or fails here."""
    assert set(STATES) == set(get_args(Fact.model_fields["what"].annotation))


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_every_state_is_said_in_full_in_every_language(agreement: Agreement, language: str) -> None:
    """Names in the reader's language, nothing left open, and other words in another language."""
    speaker = Speaker(agreement.text, words_in(language), "https://h.example")
    english = Speaker(agreement.text, words_in("en"))
    alerts = [_alert(what, state) for what, states in STATES.items() for state in states]
    alerts += [_alert("claimant", "silent", since="")]
    sentences = [speaker.sentence(alert.fact) for alert in alerts]
    assert len(set(sentences)) == len(alerts) and not [s for s in sentences if "%(" in s or "{" in s]
    if language != "en":
        assert not {speaker.sentence(a.fact) for a in alerts} & {english.sentence(a.fact) for a in alerts}
    letter = speaker.letter(alerts, 5)
    assert "abababababababab" in letter and "https://h.example/why/" in letter
    assert agreement.text.title.in_(language) in letter and f"{speaker.words.number(len(alerts) - 5)} " in letter
    assert "\n" not in speaker.subject(alerts) and all("\n" not in part for part in speaker.trial()[:1])


def test_alerts_that_differ_by_their_reading_alone_stand_together(agreement: Agreement) -> None:
    """Once, with the readings named; the command then leaves the reading open."""
    alerts = [_alert("gate", "open", reading=name) for name in ("american", "russian")] + [_alert("gate", "shut")]
    both, one = together(alerts)
    speaker = Speaker(agreement.text, words_in("en"))
    told = "\n".join(speaker.lines(both, "en"))
    assert "United States" in told and "Russian Foreign Ministry" in told and "--reading" not in told
    assert "--reading american" in "\n".join(speaker.lines(one, "en"))


def test_each_alert_names_the_command_and_the_page_that_show_it() -> None:
    """As of and as known then; in public the public edition alone; for a bulletin its draft."""
    assert command_of(_alert("gate", "open"), "en") == (
        f"holdfire why CASE G-JIC --as-of {AT} --known-at {AT} --reading american"
    )
    assert command_of(_alert("breaches", "above"), "en").startswith("holdfire why CASE S16-02 --as-of")
    assert command_of(_alert("step", "overdue"), "en").startswith("holdfire why CASE URUM ")
    assert "--day 2016-09-19 --edition party --format pdf --lang ar" in command_of(
        _alert("bulletin", "draft", edition="party"), "ar"
    )
    public = _alert("gate", "open", edition="public")
    assert (command_of(public, "en"), path_of(public)) == ("holdfire edition CASE --out FOLDER", "/public/")
    assert path_of(_alert("bulletin", "draft")) == "/bulletins/draft?day=2016-09-19&edition=internal&format=pdf"
    observed = _alert("observations", "above")
    assert command_of(observed, "en") == f"holdfire count CASE --by day --rule discharge/1 --known-at {AT}"
    assert path_of(observed).startswith("/numbers?by=day&rule=discharge%2F1")
    there = observed.model_copy(update={"fact": observed.fact.model_copy(update={"zones": ("aleppo",)})})
    assert "CASE --zone aleppo --rule discharge/1" in command_of(there, "en") and path_of(there).startswith(
        "/numbers?by=zone"
    )
    assert path_of(_alert("claimant", "silent")).startswith("/?as_of=")
