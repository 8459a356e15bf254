"""Whether a name that a gazetteer knows is a place where it stands: "End", "Obama" and "March" are villages somewhere.

Rules look at the words around it, at capitals, and at the whole text: a word that also stands there in small letters, or behind
somebody's first name, is no place. What is well known (a country, a city, a site by hand, a place the case learnt) needs less.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from holdfire.claims.places.asking import AFTER
from holdfire.claims.places.choosing import Near
from holdfire.claims.places.lexicon import (
    ARABIC_COMMON,
    COMMON,
    CUES,
    FIRST_NAMES,
    LEADS,
    MONTHS_AND_DAYS,
    ORGANISATION,
    SAINTS,
    SAYING,
    TITLES,
)
from holdfire.claims.places.store import Known
from holdfire.claims.places.tokens import Token, begins_sentence, joined, mostly_capitals

WELL_KNOWN = 100_000
"""People from which a place needs no word before it that makes it one."""
LITTLE_KNOWN = 15_000
"""People below which an English name of one word needs such a word, unless the case is about its country."""


@dataclass
class Around:
    """A text as the rules see it: its words, which of them also stand in small letters, and which are somebody's name."""

    text: str
    tokens: list[Token]
    near: Near
    capitals: bool = False
    small: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    proven: set[str] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, tokens: list[Token], near: Near) -> "Around":
        """Look the text over once."""
        around = cls(text, tokens, near, mostly_capitals(tokens))
        around.starts, around.ends = [t.start for t in tokens], [t.end for t in tokens]
        for n, token in enumerate(tokens):
            if token.text.islower():
                around.small.add(token.plain)
            before = around.before(n)
            if before and token.capital and token.script != "arabic" and len(token.text) > 2:
                named = before.plain in FIRST_NAMES and before.capital
                if (named or before.plain in TITLES) and token.plain not in FIRST_NAMES:
                    around.people.add(token.plain)
        return around

    def within(self, start: int, end: int) -> list[int]:
        """The words on characters ``[start, end)``."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        return list(range(first, last))

    def before(self, n: int) -> Token | None:
        """The word directly before, if nothing divides them; an abbreviated title's stop does not."""
        if n == 0:
            return None
        one, other = self.tokens[n - 1], self.tokens[n]
        close = joined(self.text, one, other) or self.text[one.end : other.start] == ". "
        return one if close and (one.plain in TITLES or joined(self.text, one, other)) else None

    def after(self, n: int) -> Token | None:
        """The word directly behind, if nothing divides them."""
        if n + 1 >= len(self.tokens):
            return None
        other = self.tokens[n + 1]
        return other if joined(self.text, self.tokens[n], other) else None


def plausible(around: Around, first: int, last: int, places: Sequence[Known], *, held: bool) -> bool:
    """Whether tokens ``first`` to ``last`` name one of ``places`` here. ``held``: the text says in what it lies."""
    token = around.tokens[first]
    if token.script == "arabic":
        return _arabic(around, first, last, places)
    before, after = around.before(first), around.after(last)
    cue = before is not None and before.plain in CUES
    known = _known(places, around.near)
    if "$" in around.text[max(0, token.start - 1) : around.tokens[last].end + 1]:
        return False
    if first == last and not _word(around, token, places, known, cue=cue, held=held):
        return False
    if before is not None and _person_before(around, before, first) and not cue:
        return False
    land = any(p.kind == "country" for p in places)
    if not _nothing_more(around, first, last, before, after, known, cue=cue, land=land):
        return False
    if first != last and _all_common(around.tokens[first : last + 1]) and not (held or known >= 2):
        return False
    if known >= 2 or held:
        return True
    if first != last:
        return not _all_common(around.tokens[first : last + 1]) and (known >= 1 or cue or token.plain not in SAINTS)
    if after is not None and after.plain in SAYING:
        return False
    if begins_sentence(around.text, token) and not around.capitals:
        return token.plain in around.proven
    return cue or known >= 1


def _known(places: Sequence[Known], near: Near) -> int:
    """How well known: 2 for countries, cities and the case's own, 1 for towns and for the case's country, 0 for the rest."""
    best = 0
    for place in places:
        if place.kind in ("country", "province") or place.told or place.id.startswith("site:"):
            return 2
        if place.population >= WELL_KNOWN:
            return 2
        if place.population >= LITTLE_KNOWN or place.country in near.countries:
            best = 1
    return best


def _word(around: Around, token: Token, places: Sequence[Known], known: int, *, cue: bool, held: bool) -> bool:
    """Whether a single word may be a place at all."""
    land = any(p.kind in ("country", "province") and not p.id.startswith("around:") for p in places)
    if token.plain in MONTHS_AND_DAYS or len(token.text) < 2 or token.text.isdigit():
        return False
    if (
        token.shouted
        and len(token.text) < 5
        and not around.capitals
        and not land
        and not any(c.isdigit() for c in token.text)
    ):
        return False
    if token.plain in around.people and not (held or (cue and known >= 2) or land):
        return False
    if token.plain in COMMON:
        return token.text == "US" or (
            cue and (known >= 2 or held) and not around.capitals and token.plain not in around.small
        )
    if token.plain in FIRST_NAMES and not (cue or held or token.plain in around.proven):
        return False
    return around.capitals or token.plain not in around.small or known >= 2


def _person_before(around: Around, before: Token, first: int) -> bool:
    if not before.capital or before.text.isdigit():
        return False
    return before.plain in TITLES or before.plain in FIRST_NAMES or len(before.text) == 1


def _nothing_more(
    around: Around,
    first: int,
    last: int,
    before: Token | None,
    after: Token | None,
    known: int,
    *,
    cue: bool,
    land: bool,
) -> bool:
    """Whether the name is not part of a longer one that is no place: an organisation, a person, a paper."""
    if around.capitals:
        return True
    dash = around.text[around.tokens[last].end : around.tokens[last].end + 1] in ("–", "—", "-")
    if after is not None and after.capital and after.text[0].isalpha() and not dash:
        if after.plain in ("state", "city", "town", "college"):
            return False
        if after.plain in AFTER or after.plain in MONTHS_AND_DAYS or after.plain in CUES:
            return True
        if after.plain in ORGANISATION:
            return land
        if first == last and (around.tokens[first].plain in FIRST_NAMES or not cue):
            return False
    if before is not None and before.capital and before.plain in LEADS and not land:
        return False
    lone = before is not None and before.capital and before.text[0].isalpha() and not cue
    return not (lone and first == last and known < 2 and not begins_sentence(around.text, around.tokens[first - 1]))


def _all_common(tokens: Sequence[Token]) -> bool:
    return all(t.plain in COMMON or t.plain in FIRST_NAMES or t.plain in ORGANISATION for t in tokens)


def _arabic(around: Around, first: int, last: int, places: Sequence[Known]) -> bool:
    """Arabic has no capitals: a word before it, the case's country or fame must make a name of one word a place."""
    token, before = around.tokens[first], around.before(first)
    cue = before is not None and before.plain in CUES
    if before is not None and before.plain in TITLES:
        return False
    known = _known(places, around.near)
    if first != last:
        return known >= 1 or cue
    if token.plain in ARABIC_COMMON or token.plain.removeprefix("ال") in ARABIC_COMMON or len(token.plain) < 3:
        return cue and known >= 1 and before is not None and before.plain not in ("في", "من", "الي", "علي", "بين")
    return known >= 2 or (cue and known >= 1)
