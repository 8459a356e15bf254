"""The fixed words of the page: all of them, in all three languages."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from holdfire.publish.names import anchor
from holdfire.publish.times import Times
from holdfire.publish.words import words_in

HOLDFIRE = Path(__file__).resolve().parents[2] / "holdfire"
LEAST = {"publish": 200, "web": 30, "exports": 70}
"""Rooms with words of their own, and how many there are at least."""
KEYWORDS = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
Message = str | tuple[str, ...]


def _used(room: str) -> set[tuple[str | None, Message]]:
    methods = [("**.py", "python"), ("**.j2", "jinja2")]
    options = {"**.j2": {"newstyle_gettext": "true", "silent": "false"}}
    found = extract_from_dir(HOLDFIRE / room, methods, options_map=options, keywords=KEYWORDS)
    return {(context, message) for _, _, message, _, context in found}


def _catalog(room: str, language: str) -> Catalog:
    """The messages of a room: of one file, or of all in a folder; no two files have the same message."""
    locales = HOLDFIRE / room / "locales"
    whole = Catalog(language)
    for path in sorted([*locales.glob(f"{language}.po"), *locales.glob(f"{language}/*.po")]):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    first = message.id if isinstance(message.id, str) else message.id[0]
                    assert whole.get(first, message.context) is None, f"{path.name} repeats {first!r}"
                    whole[first] = message
    return whole


def _holes(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("language", ["ar", "ru"])
@pytest.mark.parametrize("room", LEAST)
def test_every_fixed_string_is_translated(room: str, language: str) -> None:
    """No message of templates or code is missing, empty or doubtful; none in the catalogue is unused."""
    catalog, used = _catalog(room, language), _used(room)
    if room == "web":
        used -= _used("publish")
    assert len(used) >= LEAST[room]
    for context, message in used:
        found = catalog.get(message if isinstance(message, str) else message[0], context)
        assert found, f"{language} lacks {message!r}"
        forms = found.string if isinstance(found.string, tuple) else (found.string,)
        assert not found.fuzzy and all(f and f.strip() for f in forms), f"{language}: {message!r} is empty"
    held = {(m.context, m.id) for m in catalog if m.id}
    assert held == used


@pytest.mark.parametrize("language", ["ar", "ru"])
@pytest.mark.parametrize("room", LEAST)
def test_every_placeholder_survives_translation(room: str, language: str) -> None:
    """A number or a name that the English has, the translation has; Arabic may say none, one and two in words."""
    for message in _catalog(room, language):
        if not message.id:
            continue
        wanted = _holes(message.id if isinstance(message.id, str) else message.id[1])
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for number, form in enumerate(forms):
            in_words = {"%(num)s"} if language == "ar" and len(forms) == 6 and number in (0, 1, 2) else set()
            assert _holes(form) <= wanted and wanted - _holes(form) <= in_words, (language, message.id, form)


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("ru", 3)])
@pytest.mark.parametrize("room", LEAST)
def test_plural_forms_are_all_there(room: str, language: str, forms: int) -> None:
    """Arabic has six forms and Russian three."""
    for message in _catalog(room, language):
        if isinstance(message.id, tuple):
            assert len(message.string) == forms


def test_lengths_follow_each_languages_plurals() -> None:
    """One, two, few and many are said as people say them."""
    day = 86400
    assert Times(words_in("en")).length(day + 3600) == "1 day 1 hour"
    assert Times(words_in("ru")).length(21 * day + 3 * 3600) == "21 день 3 часа"
    assert Times(words_in("ru")).length(7 * day) == "7 дней"
    arabic = Times(words_in("ar"))
    assert [arabic.length(n * day) for n in (1, 2, 3, 11)] == ["يوم واحد", "يومان", "3 أيام", "11 يومًا"]
    assert Times(words_in("en")).length(0) == "0 hours"


def test_dates_are_written_in_each_language_and_in_the_agreements_zone() -> None:
    """The hour is that of the offset the instant carries; digits are the same in all three languages."""
    told = {language: Times(words_in(language)).moment("2016-09-19T19:00:00+03:00") for language in ("en", "ar", "ru")}
    assert told == {"en": "19 Sept 2016, 19:00", "ar": "19 أيلول 2016، 19:00", "ru": "19 сент. 2016, 19:00"}


def test_a_day_is_shown_as_a_day_and_not_as_two_midnights() -> None:
    """Never more exact than the source."""
    times = Times(words_in("en"))
    assert times.span("2016-09-17T00:00:00+03:00", "2016-09-18T00:00:00+03:00", "day") == "Sat 17 Sept"
    assert times.span("2016-09-17T15:55:00+03:00", "2016-09-17T18:00:00+03:00") == "17 Sept, 15:55–18:00"


def test_anchors_keep_ids_and_tell_odd_ones_apart() -> None:
    """A claim's id is its anchor; signs that would break a link become their number."""
    assert anchor("C-060") == "C-060"
    assert anchor("a b") != anchor("a/b") and re.fullmatch(r"[\w.-]+", anchor('"><x y'))


def test_no_message_hides_within_a_formatted_string() -> None:
    """What collects messages for translation does not look there."""
    for path in sorted(p for p in HOLDFIRE.rglob("*.py") if "gettext(" in p.read_text("utf-8")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for call in ast.walk(node) if isinstance(node, ast.JoinedStr) else ():
                told = isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)
                assert not (told and ast.unparse(call.func).endswith("gettext")), f"{path}: {ast.unparse(call)}"
