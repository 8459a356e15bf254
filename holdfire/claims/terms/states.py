"""States by the names a text uses for their governments: name, adjective, capital.

Those that make, back and break truces, and those around them, are listed with all three; of the others the name alone is known.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel import Locale

from holdfire.claims.terms.lexicon import FLAGS

_NO_STATES = {"EU", "EZ", "QO", "UN", "ZZ"}
_LEAST = {"en": 4, "ru": 3, "ar": 4}
"""Letters of a name from CLDR; shorter ones are words too often."""
_WORD = re.compile(r"(?<![\w.])[^\W\d_]")
_SYMPATHY = re.compile(r"(?:pro|anti)-$", re.IGNORECASE)
"""Whoever is for or against a state is not that state."""
_ONTO = "وفبكل"
"""Arabic "and", "so", "by", "as", "to": written onto the next word."""


@dataclass(frozen=True)
class StateWord:
    """A word for a state on characters ``[start, end)`` of a sentence: adjective, capital (it may mean the city) or name."""

    start: int
    end: int
    state: str
    adjective: bool
    capital: bool


@dataclass(frozen=True)
class _Form:
    state: str
    kind: str
    found: re.Pattern[str]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    """The list of words, and after it every other state by the name that CLDR has for it, without adjective and capital."""
    text = (resources.files("holdfire.claims.terms") / "states.csv").read_text("utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    listed = {row["code"] for row in rows} | _NO_STATES
    named = {language: {str(k): str(v) for k, v in Locale(language).territories.items()} for language in _LEAST}
    for code in sorted(code for code in named["en"] if code.isalpha() and code[0] != "X" and code not in listed):
        names = {language: re.sub(r"\s*\(.*\)", "", known.get(code, "")) for language, known in named.items()}
        names["ru"] = re.sub(r"[аяйьыи]$", "", names["ru"]) if " " not in names["ru"] else names["ru"]
        rows.append({"code": code} | {k: re.escape(v) if len(v) >= _LEAST[k] else "" for k, v in names.items()})
    return tuple(rows)


def name_of(state: str) -> str:
    """The English name; the code itself for a state that is not listed."""
    name = next((row["en"].partition("|")[0] for row in _rows() if row["code"] == state), "")
    return re.sub(r"\\(.)", r"\1", name) or state


@cache
def _index(language: str) -> dict[str, list[_Form]]:
    """Forms by their first two letters."""
    endings = {"ru": "[а-яё]{0,3}", "ar": "(?:ة|ين|ون|تين|ان|تان)?"}
    found: dict[str, list[_Form]] = {}
    for row in _rows():
        for kind, column in (("name", language), ("capital", f"{language}_capital"), ("adjective", f"{language}_adj")):
            for word in filter(None, row.get(column, "").split("|")):
                ending = endings.get(language, "") if language != "ar" or kind == "adjective" else ""
                source = rf"(?:{word.replace('U.S.', 'U[.]S[.]')}){ending}(?!\w)"
                flags = re.UNICODE if language == "en" else FLAGS
                found.setdefault(word[:2].casefold(), []).append(_Form(row["code"], kind, re.compile(source, flags)))
    return found


def states_in(text: str, language: str) -> list[StateWord]:
    """Every word for a state, in order."""
    index = _index(language)
    found: list[StateWord] = []
    for word in _WORD.finditer(text):
        if (found and word.start() < found[-1].end) or _SYMPATHY.search(text[max(0, word.start() - 5) : word.start()]):
            continue
        best: tuple[int, int, _Form] | None = None
        for start, article in _starts(text, word.start(), language):
            for form in index.get(text[start : start + 2].casefold(), ()):
                if article and form.kind != "adjective":
                    continue
                match = form.found.match(text, start)
                if match and (best is None or match.end() > best[1]):
                    best = (start, match.end(), form)
        if best:
            form = best[2]
            found.append(StateWord(best[0], best[1], form.state, form.kind == "adjective", form.kind == "capital"))
    return found


def _starts(text: str, at: int, language: str) -> Iterator[tuple[int, bool]]:
    """Where a name may begin in a word, and whether an article stands before it."""
    yield at, False
    if language == "ar":
        after = at + 1 if text[at] in _ONTO else at
        if after > at:
            yield after, False
        if text.startswith("ال", after):
            yield after + 2, True
        if text.startswith("لل", at):
            yield at + 2, True
