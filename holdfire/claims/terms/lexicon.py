"""What a language's words for agreements are: one file of words a language (``words/en.toml``), one engine for all.

A file lists alternatives, each a pattern; ``<name>`` in one stands for the list of that name. A pattern begins and ends at the
edges of words. The files say what is what; nothing here knows a language.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

FLAGS = re.IGNORECASE | re.UNICODE
LANGUAGES = ("en", "ar", "ru")
_NAMED = re.compile(r"(?<!\?P)<([a-z_]+)>")
_DEPTH = 5


@cache
def pattern(source: str, *, cased: bool = False) -> re.Pattern[str]:
    """A pattern whose words begin and end at the edges of words."""
    return re.compile(rf"(?<!\w)(?:{source})(?!\w)", re.UNICODE if cased else FLAGS)


@dataclass(frozen=True)
class ActWords:
    """Words that mean an act of the agreement: ``rule`` is what a duty with them asks for."""

    act: str
    rule: str
    words: str

    @cached_property
    def found(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return pattern(self.words)


@dataclass(frozen=True)
class Lexicon:
    """The words of one language; each ``str`` field is the source of a pattern. Where a field is empty, nothing is found by it.

    ``reached`` are verbs by which an agreement comes to be; ``unreached`` stands before one that did not, ``asked`` before what
    was only wanted; ``old`` marks an earlier one. ``conditions`` have the groups ``cond`` and ``effect``; ``will`` makes a
    sentence speak of what is to come, ``steps`` what a step consists in. ``loose`` parts an act from the subject before it,
    ``aside`` is a clause within another;
    ``doubt`` takes a sentence back. ``bodies`` are what a state acts through; ``home`` the government of the country that it is
    about, ``leader`` whose it is. ``it`` begins a sentence that goes on about the agreement of the one before; ``in_place`` makes
    a capital a city.
    """

    language: str
    truce: str
    deal: str
    reached: str
    unreached: str
    asked: str
    old: str
    begins: str
    lasts: str
    will: str
    steps: str
    must: str
    loose: str
    aside: str
    doubt: str
    toward: str
    causes: str
    joined: str
    within: str
    between: str
    passive: str
    it: str
    in_place: str
    quiet: str
    more: str
    of: str
    bodies: str
    home: str
    leader: str
    sides: str
    opposition: str
    jihad: str
    jihad_class: str
    named_group: str
    exempt: str
    fought: str
    parted: str
    backs: str
    backed_by: str
    it_backs: str
    near: str
    place: str
    war_long: str
    agencies: str
    told_agency: str
    monitors: str
    officials: str
    institutions: str
    persons: str
    speech: str
    he_said: str
    acronym: str
    no_place: str
    conditions: tuple[str, ...]
    numbers: dict[str, int]
    units: dict[str, int]
    whole_units: dict[str, int]
    international: dict[str, str]
    groups: dict[str, str]
    zone_words: tuple[tuple[str, str, str], ...]
    killed: tuple[tuple[str, str, str], ...]
    acts: tuple[ActWords, ...]


@cache
def lexicon(language: str) -> Lexicon:
    """The words of ``en``, ``ar`` or ``ru``."""
    raw = tomllib.loads((resources.files("holdfire.claims.terms") / "words" / f"{language}.toml").read_text("utf-8"))
    lists = {**raw["macros"], **raw["words"]}

    def whole(words: Any) -> str:
        text = words if isinstance(words, str) else "|".join(words)
        for _ in range(_DEPTH):
            text = _NAMED.sub(lambda match: f"(?:{_plain(lists[match[1]])})", text)
        return text

    return Lexicon(
        language=language,
        **{name: whole(words) for name, words in raw["words"].items()},
        conditions=tuple(whole(one) for one in raw["patterns"]["conditions"]),
        numbers=raw["numbers"],
        units=raw["units"],
        whole_units=raw["whole_units"],
        international=raw["international"],
        groups=raw["groups"],
        zone_words=tuple((one["kind"], one["name"], whole(one["words"])) for one in raw["zone_words"]),
        killed=tuple((one["of"], one["before"], one["after"]) for one in raw["killed"]),
        acts=tuple(ActWords(one["act"], one["rule"], whole(one["words"])) for one in raw["acts"]),
    )


def _plain(words: str | list[str]) -> str:
    return words if isinstance(words, str) else "|".join(words)
