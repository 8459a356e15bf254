"""Names in running text:

runs of words that a gazetteer knows, in the forms a language may give them, where they are plausible.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from holdfire.claims.places.asking import AFTER, BEFORE, NAMING, SPANNING, asked
from holdfire.claims.places.choosing import AS_WRITTEN, INFLECTED, SPELLED, Match
from holdfire.claims.places.inflection import base_forms
from holdfire.claims.places.lexicon import COMMON, CUES, FEATURES, LOWER_INSIDE, PREFIXES, STATE_ABBREVIATIONS
from holdfire.claims.places.plausible import Around, plausible
from holdfire.claims.places.spelling import bare, plain
from holdfire.claims.places.store import Known
from holdfire.claims.places.tokens import joined

if TYPE_CHECKING:
    from holdfire.claims.places.gazetteer import Gazetteer

LONGEST = 6
"""Words in a name, at most."""
_COMMA = re.compile(r"^\s*[,،]\s*$|^\s*\($")


@dataclass(frozen=True)
class Found:
    """A name that was found: tokens and characters, what it matched, the kinds its words tell, what it says it lies in."""

    first: int
    last: int
    start: int
    end: int
    matches: tuple[Match, ...]
    kinds: tuple[str, ...] = ()
    inside: tuple[Known, ...] = ()

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What makes two mentions the same: the same places, and the same kinds."""
        return tuple(sorted({m.place.id for m in self.matches})), self.kinds


class Finder:
    """Walks over the words of one text."""

    def __init__(self, gazetteer: "Gazetteer", around: Around) -> None:
        self._gazetteer, self._around = gazetteer, around
        self._text, self._tokens = around.text, around.tokens
        self._known: dict[str, list[Match]] = {}

    def all(self) -> list[Found]:
        """Two walks: the first learns which names are places beyond doubt, the second takes them where they stand alone."""
        first = self._walk()
        self._around.proven |= {plain(self._text[f.start : f.end]) for f in first}
        return self._walk()

    def given(self, first: int, last: int, start: int, end: int) -> Found:
        """A name whose words are given: what it may be, by the gazetteer's looser rules where it is not known as written."""
        name = self._text[start:end]
        if state := self._state(first):
            return Found(first, last, start, end, tuple(state), ("province",))
        kinds, _ = self._kinds(first, last)
        question = asked(name)
        matches = [m for form, _ in self._forms(first, last) for m in self._named(form)] + self._inflected(first, last)
        matches = matches or [m for n in question.names for m in self._gazetteer.matches(n)]
        return Found(first, last, start, end, tuple(matches), question.kinds or kinds, self._inside(last))

    def _walk(self) -> list[Found]:
        out: list[Found] = []
        n = 0
        while n < len(self._tokens):
            token = self._tokens[n]
            found = self._at(n) if token.capital or token.plain in LOWER_INSIDE else None
            if found is None:
                n += 1
                continue
            out.append(found)
            n = found.last + 1
        return out

    def _at(self, n: int) -> Found | None:
        token = self._tokens[n]
        if token.text[0].islower() and token.plain not in LOWER_INSIDE:
            return None
        if not (token.capital or (token.plain in LOWER_INSIDE and self._article(n))) or (
            not token.script and not token.text[0].isdigit()
        ):
            return None
        if token.script == "latin" and (state := self._abbreviated(n)):
            return state
        for last in range(self._reach(n), n - 1, -1):
            if last > n and not (self._tokens[last].capital or self._tokens[last].plain in FEATURES):
                continue
            for name, skipped in self._forms(n, last):
                matches = self._named(name) + self._inflected(n, last)
                if matches and (found := self._taken(n, last, skipped, matches)):
                    return found
        return self._unknown(n)

    def _article(self, n: int) -> bool:
        """A small article that begins a name: "al-Bab"."""
        after = self._around.after(n)
        return (
            after is not None
            and after.capital
            and self._tokens[n].plain in ("al", "el", "ad", "ar", "as", "ash", "an", "at", "az", "ez", "the")
        )

    def _reach(self, n: int) -> int:
        """The last word that may belong to a name beginning here."""
        last = n
        for m in range(n + 1, min(len(self._tokens), n + LONGEST)):
            token = self._tokens[m]
            if not joined(self._text, self._tokens[m - 1], token) or (
                token.script and token.script != self._tokens[n].script
            ):
                break
            if token.capital or token.plain in FEATURES:
                last = m
            elif token.plain not in LOWER_INSIDE:
                break
        return last

    def _forms(self, first: int, last: int) -> Iterable[tuple[str, int]]:
        """A name as written, then as its language may have changed it, and how many letters belong to the word before."""
        words = [t.text for t in self._tokens[first : last + 1]]
        name = " ".join(words)
        yield name, 0
        if self._tokens[first].script == "arabic":
            for prefix in PREFIXES:
                rest = words[0].removeprefix(prefix)
                if rest != words[0] and len(rest) > 2:
                    article = "ال" if prefix.endswith(("ال", "لل")) else ""
                    yield " ".join([article + rest, *words[1:]]), len(prefix) - (2 if prefix.endswith("ال") else 0)

    def _inflected(self, first: int, last: int) -> list[Match]:
        """What a Russian name in one of its cases may stand for."""
        if self._tokens[first].script != "cyrillic":
            return []
        words = [t.text for t in self._tokens[first:last]]
        forms = (" ".join([*words, form]) for form in base_forms(self._tokens[last].plain))
        return [replace(m, fit=0.94, how=INFLECTED) for form in forms for m in self._named(form)]

    def _named(self, name: str) -> list[Match]:
        if name in self._known:
            return self._known[name]
        key, spelled = bare(name), plain(name)
        self._known[name] = [
            Match(p, 1.0, AS_WRITTEN)
            if spelled in (plain(p.name), plain(p.name_ar), plain(p.name_ru))
            else Match(p, 0.97, SPELLED)
            for layer in self._gazetteer.layers
            for p in (layer.named(key) if key else ())
        ]
        return self._known[name]

    def _taken(self, first: int, last: int, skipped: int, matches: list[Match]) -> Found | None:
        kinds, end = self._kinds(first, last)
        if end > last and self._tokens[end].plain not in NAMING and not any(m.place.kind in kinds for m in matches):
            kinds, end = (), last
        matches = [m for m in matches if not m.place.id.startswith("around:") or "province" in kinds]
        inside = self._inside(end)
        held = bool(kinds) or bool(inside)
        if not matches or not plausible(self._around, first, last, [m.place for m in matches], held=held):
            return None
        start, stop = self._tokens[first].start + skipped, self._tokens[end].end
        return Found(first, end, start, stop, tuple(matches), kinds, inside)

    def _kinds(self, first: int, last: int) -> tuple[tuple[str, ...], int]:
        """Kinds told by the words around a name, and the last word of the name with them ("Laurel County")."""
        after = self._around.after(last)
        if after is not None and after.plain in AFTER and AFTER[after.plain]:
            return AFTER[after.plain], last + 1 if after.capital and after.plain in SPANNING else last
        before = self._around.before(first)
        if before is None:
            return (), last
        two = self._around.before(first - 1)
        phrase = f"{two.plain} {before.plain}" if two else ""
        return BEFORE.get(phrase) or BEFORE.get(before.plain.removeprefix("ال")) or (), last

    def _inside(self, last: int) -> tuple[Known, ...]:
        """What follows behind a comma, where it is a country, a province or the like: "Bayji, Iraq", "Gainesville, Fla."."""
        if last + 1 >= len(self._tokens) or not _COMMA.match(
            self._text[self._tokens[last].end : self._tokens[last + 1].start]
        ):
            return ()
        after = self._tokens[last + 1]
        if not after.capital:
            return ()
        state = self._state(last + 1)
        if state:
            return tuple(m.place for m in state)
        for end in range(self._reach(last + 1), last, -1):
            name = " ".join(t.text for t in self._tokens[last + 1 : end + 1])
            outer = [m.place for m in self._named(name) if m.place.kind in ("country", "province", "district")]
            outer = [p for p in outer if not p.id.startswith("around:")]
            if outer:
                return tuple(outer)
        return ()

    def _state(self, n: int) -> list[Match]:
        """An American state by its abbreviation: "Fla.", "W. Va.", "TX"."""
        token, after = self._tokens[n], self._around.after(n)
        short = token.plain.rstrip(".")
        if short == "w" and after is not None and after.plain == "va":
            short = "w.va"
        written = self._text[token.end : token.end + 1] == "." or "." in token.text
        code = (
            STATE_ABBREVIATIONS.get(short, "")
            if written
            else token.text
            if token.shouted and len(token.text) == 2
            else ""
        )
        name = self._gazetteer.province_names.get(f"US.{code}", "") if code else ""
        return (
            [m for m in self._named(name) if m.place.admin1 == f"US.{code}" and m.place.kind == "province"]
            if name
            else []
        )

    def _abbreviated(self, n: int) -> Found | None:
        """A state's abbreviation behind a comma, as a name of its own."""
        token = self._tokens[n]
        if (
            n == 0
            or not _COMMA.match(self._text[self._tokens[n - 1].end : token.start])
            or not self._tokens[n - 1].capital
        ):
            return None
        matches = self._state(n)
        if not matches:
            return None
        last = n + 1 if token.plain == "w" else n
        end = self._tokens[last].end
        end += self._text[end : end + 1] == "." and self._text[end - 1] != "."
        return Found(n, last, token.start, end, tuple(matches), ("province",))

    def _unknown(self, n: int) -> Found | None:
        """A name nobody knows, where the words before or behind say that it is a place: "the village of X", "X County"."""
        token = self._tokens[n]
        if token.script == "arabic" or not token.capital or self._around.capitals:
            return None
        last = n
        while (after := self._around.after(last)) and after.capital and after.plain not in AFTER and last - n < 3:
            last += 1
        behind, before = self._around.after(last), self._around.before(n)
        if (
            behind is not None
            and behind.capital
            and behind.plain in NAMING
            and token.plain not in _NO_NAME
            and last - n < 2
        ):
            return Found(n, last + 1, token.start, self._tokens[last + 1].end, (), AFTER[behind.plain])
        two = self._around.before(n - 1) if before else None
        if before and two and BEFORE.get(f"{two.plain} {before.plain}"):
            return Found(n, last, token.start, self._tokens[last].end, (), BEFORE[f"{two.plain} {before.plain}"])
        return None


_NO_NAME = CUES | LOWER_INSIDE | COMMON
