"""The form on a phone: the questions of the forms that come with Holdfire, as a page asks them and as a submission has them.

Nothing is declared a second time: questions, choices, what is asked when, and the words in three languages are those of
``holdfire.sources.forms``, and what is filled in becomes a submission of that form, as a phone with ODK or Kobo would send it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from holdfire.sources.forms import form_sheets, titles_of
from holdfire.when import zone

OFFERED = ("incident", "nothing_observed", "access")
"""The forms that a monitor fills in here."""
LANGUAGES = ("en", "ar", "ru")
PICTURES = 3
"""Pictures that one submission may bring."""
MOST_CHARACTERS = 10_000
"""Characters of one answer."""
_RULE = re.compile(r"\$\{(\w+)\} (=|!=) '([^']*)'")
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WAITS = {"ReviewState": "on hold"}
"""What a monitor sends waits in the inbox until a reviewer has looked at it."""


@dataclass(frozen=True)
class Question:
    """One question. ``relevant`` is (another, ``=`` or ``!=``, its answer): asked only then. ``label`` is by language."""

    kind: str
    name: str
    label: Mapping[str, str]
    required: bool = False
    relevant: tuple[str, str, str] | None = None
    from_nought: bool = False
    long: bool = False
    choices: tuple[tuple[str, Mapping[str, str]], ...] = field(default=())

    @property
    def answered(self) -> bool:
        """True for one with an answer of its own: no remark, no heading, nothing of a picture."""
        return self.kind not in ("note", "begin_group", "begin_repeat", "image") and self.name != "photo_words"

    def asked(self, said: Mapping[str, str]) -> bool:
        """True where it is asked, given the other answers."""
        if self.relevant is None:
            return True
        name, sign, value = self.relevant
        return (said.get(name, "") == value) == (sign == "=")


@dataclass(frozen=True)
class PhoneForm:
    """One form: the word its submissions carry, its titles by language, its questions in order."""

    name: str
    word: str
    title: Mapping[str, str]
    questions: tuple[Question, ...]


@cache
def phone_form(name: str) -> PhoneForm:
    """One of the forms that are offered. Raises ``KeyError`` for another."""
    if name not in OFFERED:
        raise KeyError(name)
    sheets = form_sheets(name)
    head, *rows = sheets["survey"]
    _, *choices = sheets["choices"]
    told = [dict(zip(head, row, strict=True)) for row in rows]
    word = next(row["calculation"].strip("'") for row in told if row["name"] == "holdfire_form")
    questions = tuple(_question(row, choices) for row in told if row["type"].split(" ")[0] in _KINDS)
    return PhoneForm(name, word, dict(zip(LANGUAGES, titles_of(name), strict=True)), questions)


_KINDS = (
    "note",
    "text",
    "select_one",
    "dateTime",
    "date",
    "geopoint",
    "integer",
    "image",
    "begin_group",
    "begin_repeat",
)


def _labels(row: list[str]) -> dict[str, str]:
    return dict(zip(LANGUAGES, row, strict=True))


def _question(row: dict[str, str], choices: list[list[str]]) -> Question:
    kind, _, named = row["type"].partition(" ")
    lists = named.split("_or_") if named else []
    rule = _RULE.fullmatch(row["relevant"])
    return Question(
        kind=kind,
        name=row["name"],
        label=_labels([value for key, value in row.items() if key.startswith("label::")]),
        required=row["required"] == "yes",
        relevant=(rule[1], rule[2], rule[3]) if rule else None,
        from_nought=row["constraint"] == ". >= 0",
        long=row["appearance"] == "multiline",
        choices=tuple((name, _labels(labels)) for of, name, *labels in choices if of in lists),
    )


class UnfilledError(ValueError):
    """What was sent cannot be taken; ``question`` is the one it is about, ``why`` one of ``missing`` and ``wrong``."""

    def __init__(self, question: Question, why: str) -> None:
        super().__init__(f"{question.name}: {why}")
        self.question, self.why = question, why


def good_key(key: str) -> bool:
    """True for an id that a phone gives a submission, so that it is kept once however often it is sent."""
    return _KEY.fullmatch(key) is not None


def submission(form: PhoneForm, key: str, said: Mapping[str, str], pictures: list[str]) -> dict[str, Any]:
    """The submission as a phone would send it. ``pictures`` are names of files. Raises ``UnfilledError``.

    The same answers under the same key give the same submission, whenever it arrives.
    """
    found: dict[str, Any] = {"holdfire_form": form.word, "instanceID": f"uuid:{key}", **_WAITS}
    for question in form.questions:
        if not question.answered or not question.asked(said):
            continue
        value = _answer(question, said)
        if value:
            found[question.name] = value
        elif question.required:
            raise UnfilledError(question, "missing")
    if said.get("end"):
        found["end"] = said["end"][:40]
    shots = [
        {"photo": name, **({"photo_words": words} if (words := said.get(f"photo_words-{n}", "")) else {})}
        for n, name in enumerate(pictures)
        if name
    ]
    return found | ({"photos": shots} if shots else {})


def _answer(question: Question, said: Mapping[str, str]) -> str:
    """One answer as a submission has it; empty where none was given."""
    value = said.get(question.name, "").strip()
    if len(value) > MOST_CHARACTERS:
        raise UnfilledError(question, "wrong")
    if question.kind == "geopoint":
        return _point(question, said)
    if not value:
        return ""
    try:
        if question.kind == "dateTime":
            return _instant(value, said.get("zone", "") or "UTC")
        if question.kind == "date":
            return datetime.strptime(value, "%Y-%m-%d").date().isoformat()
        if question.kind == "integer":
            return (
                str(int(value))
                if value.isascii() and int(value) >= (0 if question.from_nought else -(10**9))
                else _no(question)
            )
    except ValueError:
        _no(question)
    if question.kind == "select_one" and value not in dict(question.choices):
        _no(question)
    return value


def _no(question: Question) -> str:
    raise UnfilledError(question, "wrong")


def _instant(value: str, tz: str) -> str:
    """A local time in a zone, with its offset; one that carries an offset keeps it."""
    told = datetime.fromisoformat(value)
    return (told if told.tzinfo else told.replace(tzinfo=zone(tz))).isoformat()


def _point(question: Question, said: Mapping[str, str]) -> str:
    """``latitude longitude altitude accuracy``, as phones write a point; empty where either degree is."""
    lat, lon, metres = (said.get(f"{question.name}-{part}", "").strip() for part in ("lat", "lon", "m"))
    if not lat or not lon:
        return ""
    try:
        numbers = float(lat), float(lon), float(metres or 0)
    except ValueError:
        return _no(question)
    if not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180 and 0 <= numbers[2] <= 1e7):
        _no(question)
    return f"{lat} {lon} 0 {metres or 0}"


def every_name(form: PhoneForm) -> tuple[str, ...]:
    """Names under which a page sends the answers of a form."""
    names = [q.name for q in form.questions if q.answered and q.kind != "geopoint"]
    points = [f"{q.name}-{part}" for q in form.questions if q.kind == "geopoint" for part in ("lat", "lon", "m")]
    words = [f"photo_words-{n}" for n in range(PICTURES)] if any(q.kind == "image" for q in form.questions) else []
    return (*names, *points, *words, "zone", "end")
