"""States by the names a text uses for their governments: name, adjective, capital."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from holdfire.claims.terms.lexicon import FLAGS


@dataclass(frozen=True)
class StateWord:
    """A word for a state on characters ``[start, end)`` of a sentence; ``adjective`` where it is one."""

    start: int
    end: int
    state: str
    adjective: bool


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
        nouns = [word for column in (language, f"{language}_capital") for word in row[column].split("|") if word]
        adjectives = [word for word in row[f"{language}_adj"].split("|") if word]
        parts += [rf"(?P<n{row['code']}>{_forms(nouns, language)})"] if nouns else []
        parts += [rf"(?P<a{row['code']}>{_forms(adjectives, language, adjective=True)})"] if adjectives else []
    before = r"(?<!\w)(?:[وفبكل]|ال|وال|بال|لل|فال|كال)?" if language == "ar" else r"(?<![\w.])"
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
        found.append(StateWord(match.start(group), match.end(group), group[1:], group[0] == "a"))
    return found
