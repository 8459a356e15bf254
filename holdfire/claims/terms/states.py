"""States by the names a text uses for their governments: name, adjective, capital."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from holdfire.claims.terms.lexicon import FLAGS


@dataclass(frozen=True)
class StateWord:
    """A word for a state on characters ``[start, end)`` of a sentence: adjective, capital (it may mean the city) or name."""

    start: int
    end: int
    state: str
    adjective: bool
    capital: bool


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (resources.files("holdfire.claims.terms") / "states.csv").read_text("utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def name_of(state: str) -> str:
    """The English name; the code itself for a state that is not listed."""
    return next((row["en"].partition("|")[0] for row in _rows() if row["code"] == state), state)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    parts = []
    for row in _rows():
        for letter, column in (("n", language), ("c", f"{language}_capital"), ("a", f"{language}_adj")):
            if words := [word for word in row[column].split("|") if word]:
                parts.append(rf"(?P<{letter}{row['code']}>{_forms(words, language, adjective=letter == 'a')})")
    before = (
        r"(?<!\w)(?:[وفبكل]|ال|وال|بال|لل|فال|كال)?" if language == "ar" else r"(?<![\w.])(?<!pro-)(?<!Pro-)(?<!anti-)"
    )
    return re.compile(rf"{before}(?:{'|'.join(parts)})(?![\w])", re.UNICODE if language == "en" else FLAGS)


def _forms(words: list[str], language: str, *, adjective: bool = False) -> str:
    longest = sorted(words, key=len, reverse=True)
    if language == "ru":
        return "|".join(rf"{word}(?:[а-яё]{{0,3}})?" for word in longest)
    if language == "ar":
        ending = "(?:ة|ين|ون|تين|ان|تان)?" if adjective else ""
        return "|".join(f"{word}{ending}" for word in longest)
    return "|".join(word if word.endswith(")") else word.replace(".", r"\.") for word in longest)


def states_in(text: str, language: str) -> list[StateWord]:
    """Every word for a state, in order."""
    found = []
    for match in _pattern(language).finditer(text):
        group = match.lastgroup or ""
        found.append(StateWord(match.start(group), match.end(group), group[1:], group[0] == "a", group[0] == "c"))
    return found
