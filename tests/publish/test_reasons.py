"""Why things stand as they do is said in Arabic and Russian too, with names, numbers and dates as written there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case, agreement_folder
from holdfire.findings.finding import Reason
from holdfire.publish.names import Names
from holdfire.publish.reasons import CODES
from holdfire.publish.words import words_in

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENGLISH = re.compile(r'<span lang="en" dir="auto">(.*?)</span>')


@pytest.mark.parametrize(
    ("reason", "russian"),
    [
        ("7 counted breaches", "учтённых нарушений: 7"),
        ("keys not turned: united-states, russia", "не повёрнуты ключи: Соединённые Штаты и Россия"),
        (
            "seven-days is running at 2 d 05 h 00 of 7 d 00 h 00",
            "Семь дней подряд: идёт, прошло 2 дня 5 часов из 7 дней",
        ),
        (
            "calm: 1 grave incident claimed, none settled; access: no word on aid for this day",
            "Соблюдение перемирия: заявлено тяжких инцидентов: 1, ни один не установлен; "
            "Гуманитарный доступ: о помощи за этот день ничего не известно",
        ),
        (
            "they differ: russia breach, united-states permitted",
            "они расходятся: Россия: нарушение, Соединённые Штаты: допустимо",
        ),
        (
            "S16-06 is not-due: begun and taken back; the text sets no date",
            "S16-06: срок не наступил; начато и взято назад; текст не устанавливает даты",
        ),
        ("attribution-open", "возможные виновники в разном положении, поэтому вывод открыт"),
        ("not decided by united-states", "не решено: Соединённые Штаты"),
        ("not decided by anyone the text names", "не решено никем из названных в тексте"),
        ("decided after the window had run out", "решено после того, как окно истекло"),
    ],
)
def test_a_reason_is_said_in_the_readers_words(agreement: Agreement, reason: str, russian: str) -> None:
    """Its holes are filled as the language writes them."""
    said = Names(agreement.text, words_in("ru")).said(reason)
    assert re.sub(r"</?bdi>", "", said).casefold() == russian.casefold()


def test_what_the_agreement_says_stays_as_it_was_written(agreement: Agreement) -> None:
    """A sentence that is none of our forms is marked as English, and what a source wrote runs nowhere."""
    names = Names(agreement.text, words_in("ar"))
    assert names.said("How serious, how many.") == '<span lang="en" dir="auto">How serious, how many.</span>'
    assert "<script>" not in names.said("done in part: <script>alert(1)</script>")
    assert "<script>" not in names.said("keys not turned: <script>")


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_no_reason_of_the_founding_course_is_left_in_english(founding: Case, language: str) -> None:
    """Day by day, under every reading; sentences of the agreement itself excepted."""
    names = Names(founding.agreement.text, words_in(language))
    own = _squeezed((agreement_folder(founding.folder) / "agreement.yaml").read_text("utf-8"))
    for day in ("2016-09-13", "2016-09-16", "2016-09-19T19:00:00+03:00", "2016-09-22"):
        status = pipeline.status_of(founding, day, None, NOW).model_dump(mode="json")
        for reason in set(_reasons(status)):
            for left in ENGLISH.findall(names.said(reason)):
                assert _squeezed(left) in own, (day, reason)


def test_every_reason_of_a_finding_has_its_sentence() -> None:
    """None of the codes that the judge gives is shown bare."""
    assert set(CODES) == set(Reason)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _reasons(told: Any, key: str = "") -> Iterator[str]:
    match told:
        case dict():
            for name, value in told.items():
                yield from _reasons(value, name)
        case list():
            for value in told:
                yield from _reasons(value, key)
        case str() if key in ("why", "reasons"):
            yield told
