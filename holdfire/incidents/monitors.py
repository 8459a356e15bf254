"""Names of monitors and agencies as texts write them, and whose word a sentence passes on.

"The Observatory said", "SOHR told AFP", نقلا عن المرصد, по данным Сирийской обсерватории: the word is the monitor's, whoever
prints it. A name counts only where it is said to say something: one that is merely spoken of is no origin.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from holdfire.incidents.texts import folded

LIST = Path(__file__).with_name("monitors.csv")
"""Names of bodies and agencies in three languages, each row with where its spelling was met, or that nobody has checked it."""


def _names(kind: str) -> dict[str, tuple[str, ...]]:
    """Bodies of a kind by key, each with every name it goes by, in the order of the list."""
    held: dict[str, list[str]] = {}
    with LIST.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row["kind"] == kind:
                held.setdefault(row["key"], []).extend(row["names"].split("|"))
    return {key: tuple(dict.fromkeys(names)) for key, names in held.items()}


MONITORS: Final[Mapping[str, tuple[str, ...]]] = _names("monitor")
"""Bodies that watch, by the names they are quoted under. Agreements name their own actors besides."""

AGENCIES: Final[Mapping[str, tuple[str, ...]]] = _names("agency")
"""Agencies whose words outlets print, by the names under which they are credited."""

_SAYS: Final = (
    r"said|says|say|told|tells|reported|reports|announced|stated|confirmed|documented|recorded|counted|put the (?:toll|number)"
    r"|according to|citing|cited|quoted|quoting|added|noted|logged|claimed|estimates?|estimated|tweeted|wrote"
    r"|قال|قالت|وقال|وقالت|اضاف|واضاف|افاد|وافاد|افادت|ذكر|وذكر|ذكرت|اعلن|واعلن|اعلنت|اكد|واكد|وثق|وثقت|احصي|بحسب|وبحسب"
    r"|حسب|وفق|وفقا|ووفقا|نقلا عن|نقلت عن|اوضح|واوضح|اشار|واشار|صرح|مدير|رصد"
    r"|сообщил[аио]?|сообщают|сообщает|сообщили|заявил[аио]?|заявляет|по данным|по сведениям|по информации|со ссылкой на"
    r"|ссылаясь на|передает|передал[аио]?|отметил[аио]?|уточнил[аио]?|говорится в|рассказал[аио]?|зафиксировал[аио]?|утвержда\w+"
)
_REACH = 60
"""Characters between a name and the word that says it says something: a title and a place, "the Britain-based Observatory's
head"."""
_SENTENCE: Final = re.compile(r"(?<=[.!?؟…])\s+|\n+")


@dataclass(frozen=True)
class Quoted:
    """Whose word a sentence passes on: the name it goes by here, and the words it stands on."""

    name: str
    words: str


def monitors_quoted(text: str, more: Mapping[str, Iterable[str]] | None = None) -> tuple[Quoted, ...]:
    """Bodies whose word a text passes on, each once, by first mention. ``more`` adds names, as of an agreement's actors."""
    pattern, names = _quoting(tuple((k, tuple(v)) for k, v in (more or {}).items()))
    found: dict[str, Quoted] = {}
    for sentence in _SENTENCE.split(text):
        plain = folded(sentence)
        for match in pattern.finditer(plain):
            name = names[match.group("name")]
            around = plain[max(0, match.start() - _REACH) : match.end() + _REACH]
            if name not in found and _SAYING.search(around):
                found[name] = Quoted(name, sentence.strip()[:200])
    return tuple(found.values())


def agency_of(credit: str) -> str:
    """The agency that a credit names (``Beirut (AFP)``, ``© Reuters 2016``), or the credit itself, folded; empty for none."""
    plain = folded(credit)
    pattern, names = _pattern(_frozen(AGENCIES))
    match = pattern.search(plain)
    return names[match.group("name")] if match else " ".join(plain.split())


@lru_cache(maxsize=65_536)
def known_as(name: str) -> str:
    """What a monitor or agency is called here, by any of its names; a name that is not known comes back folded."""
    plain = " ".join(folded(name).split())
    return _BY_NAME.get(plain, plain)


_SAYING: Final = re.compile(rf"(?<!\w)(?:{folded(_SAYS)})(?!\w)")
_BY_NAME: Final = {
    folded(n): key for table in (AGENCIES, MONITORS) for key, names in table.items() for n in (*names, key)
}


def _frozen(table: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, tuple(names)) for key, names in sorted(table.items()))


@lru_cache(maxsize=64)
def _quoting(more: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of monitors' names and of others besides."""
    return _pattern(_frozen({**dict(more), **MONITORS}))


@lru_cache(maxsize=64)
def _pattern(table: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all names, the longest first, and what each means."""
    names = {folded(n): key for key, spelled in table for n in spelled if n}
    longest = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(rf"(?<!\w)(?P<name>{'|'.join(map(re.escape, longest))})(?:'s)?(?!\w)"), names
