"""Words of acts, weapons, actors, targets, speech and doubt: tables beside this file, one for each language.

A row has a class, forms (``|`` between; a word ending in ``*`` stands for any ending), a value and features. English verbs are
written ``base/past/participle`` where they are irregular and are inflected when the table is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from holdfire.claims.text.tokens import Token, folded, word_set

LANGUAGES = ("en", "ar", "ru")
_VOWELS = "aeiou"
_VERBS = frozenset({"verb", "say", "deny", "verbs", "support"})
_DOUBLED = word_set(
    "stab club plan plot rob jam cut hit drag trap stop gun equip rap ram run kidnap commit admit occur control "
    "patrol mob set bar"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a form: its class, its value (an act, a sense), its features. ``form``: base, past, ing or plain."""

    sort: str
    value: str
    features: frozenset[str]
    form: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry on tokens ``[i, j)`` of a sentence."""

    i: int
    j: int
    entry: Entry


class Lexicon:
    """Looks up the longest forms at each token. Made once for each language."""

    def __init__(self, rows: Iterator[tuple[str, str, str, frozenset[str]]], language: str) -> None:
        self.language = language
        self._exact: dict[str, dict[tuple[str, ...], list[Entry]]] = {}
        self._stems: dict[str, dict[tuple[str, ...], list[Entry]]] = {}
        for sort, forms, value, features in rows:
            for form in forms.split("|"):
                self._add(sort, form.strip(), value, features)

    def _add(self, sort: str, form: str, value: str, features: frozenset[str]) -> None:
        if self.language == "en" and sort in _VERBS:
            for spelled, name in _inflected(form):
                self._keep(spelled, Entry(sort, value, features, name))
        else:
            self._keep(form, Entry(sort, value, features, ""))

    def _keep(self, form: str, entry: Entry) -> None:
        words = tuple(_key(word) for word in form.split())
        if not words:
            return
        first = words[0]
        table = self._stems if first.endswith("*") else self._exact
        kept = table.setdefault(first.removesuffix("*"), {}).setdefault(words, [])
        if entry not in kept:
            kept.append(entry)

    def found(self, tokens: Sequence[Token]) -> list[list[Found]]:
        """For each token the entries that begin there: the most words first, then exact forms, then the longest stems."""
        return [self._at(tokens, i) for i in range(len(tokens))]

    def _at(self, tokens: Sequence[Token], i: int) -> list[Found]:
        if tokens[i].sort == "mark" and tokens[i].low != "'s":
            return []
        found: list[Found] = []
        for low in _readings(tokens[i].low, self.language):
            for words, entries in self._forms(low):
                length = _matched(words, tokens, i, low, self.language)
                if length:
                    found += [Found(i, i + length, entry) for entry in entries]
            if found:
                break
        return sorted(found, key=lambda f: -f.j)

    def _forms(self, low: str) -> Iterator[tuple[tuple[str, ...], list[Entry]]]:
        yield from self._exact.get(low, {}).items()
        for length in range(min(len(low), 14), 2, -1):
            yield from self._stems.get(low[:length], {}).items()


def _key(word: str) -> str:
    return folded(word)


def _readings(low: str, language: str) -> tuple[str, ...]:
    """A word as it stands, then without what Arabic writes on to it (and, so, with, to, as, the)."""
    if language != "ar":
        return (low,)
    found = [low]
    for prefix in ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك"):
        if low.startswith(prefix) and len(low) - len(prefix) >= 3:
            found.append(low[len(prefix) :])
    return tuple(found)


def _matched(words: tuple[str, ...], tokens: Sequence[Token], i: int, first: str, language: str) -> int:
    """How many tokens the form takes at ``i``, 0 where it does not stand there."""
    if len(words) > len(tokens) - i:
        return 0
    for offset, word in enumerate(words):
        options = (first,) if offset == 0 else _readings(tokens[i + offset].low, language)
        stem = word.removesuffix("*")
        if not any(o.startswith(stem) if word.endswith("*") else o == word for o in options):
            return 0
    return len(words)


def _inflected(form: str) -> Iterator[tuple[str, str]]:
    """The forms of an English verb, the particle kept: ``blow up`` gives ``blew up``, ``blown up``, ``blowing up``."""
    parts = [p.strip() for p in form.split("/")]
    head, _, rest = parts[0].partition(" ")
    tail = f" {rest}" if rest else ""
    if len(parts) == 3:
        yield parts[1], "past"
        yield parts[2], "past"
    else:
        yield _past(head) + tail, "past"
    yield head + tail, "base"
    yield _third(head) + tail, "base"
    yield _ing(head) + tail, "ing"


def _doubles(head: str) -> bool:
    return head in _DOUBLED


def _past(head: str) -> str:
    if head.endswith("e"):
        return head + "d"
    if head.endswith("y") and head[-2] not in _VOWELS:
        return head[:-1] + "ied"
    return head + head[-1] + "ed" if _doubles(head) else head + "ed"


def _third(head: str) -> str:
    if head.endswith(("s", "sh", "ch", "x", "z", "o")):
        return head + "es"
    return head[:-1] + "ies" if head.endswith("y") and head[-2] not in _VOWELS else head + "s"


def _ing(head: str) -> str:
    if head.endswith("ie"):
        return head[:-2] + "ying"
    if head.endswith("e") and not head.endswith("ee"):
        return head[:-1] + "ing"
    return head + head[-1] + "ing" if _doubles(head) else head + "ing"


@lru_cache(maxsize=16)
def lexicon(language: str, actors: tuple[tuple[str, str], ...] = ()) -> Lexicon:
    """The words of one language, with names of actors and their senses beside them.

    A single word that the lists know already, or of two letters, names nobody here: "IS" and "us" would be everywhere.
    """
    text = resources.files("holdfire.claims.text").joinpath(f"data/{language}.tsv").read_text("utf-8")
    rows = list(_rows(text))
    taken = {folded(form.strip().removesuffix("*")) for _, forms, _, _ in rows for form in forms.split("|")}
    named = [(name.replace("|", " "), sense) for name, sense in actors if _names_somebody(name, taken)]
    return Lexicon(iter([*rows, *(("actor", name, sense, frozenset[str]()) for name, sense in named)]), language)


def _names_somebody(name: str, taken: set[str]) -> bool:
    low = folded(name).strip()
    return len(low) > 2 and low not in taken and "*" not in low


def _rows(text: str) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            sort, forms, *rest = line.split("\t")
            value = rest[0] if rest else ""
            yield sort, forms, value, frozenset(rest[1].split() if len(rest) > 1 else ())
