"""Where a sentence says that it happened: a name after "in", "near", "at", or the name a target carries."""

from itertools import pairwise

from holdfire.claims.places.model import Mention
from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.exact import covers, explains, is_name, is_origin, level_of, of_report
from holdfire.claims.text.frame import Span
from holdfire.claims.text.model import Said
from holdfire.claims.text.reading import Reading, Sentence
from holdfire.claims.text.senses import sense
from holdfire.claims.text.tokens import word_set

_WHERE = {
    "en": word_set("in at near outside inside on around within of from toward towards into downtown between"),
    "ar": frozenset(
        "في ب قرب بالقرب على من شرق غرب شمال جنوب مدينة بلدة قرية حي ريف محافظة منطقة".replace("ة", "ه").split()
    ),
    "ru": word_set("в во на около под близ у возле районе городе селе деревне провинции поселке"),
}
_FAR = 40
"""Tokens between a trigger and a place beyond which the place is no longer taken for the act's own."""


def place_of(
    reading: Reading, sentence: Sentence, trigger: Span, targets: list[Span]
) -> tuple[Said | None, list[Mention]]:
    """The words of the place and the gazetteer's mentions in the sentence, the nearest after the trigger first."""
    tokens = sentence.parsed.tokens
    end = tokens[trigger[1] - 1].end
    found = reading.mentions_within(sentence.start, sentence.end)
    own = [m for m in found if is_name(sentence.parsed, m) and not of_report(sentence.parsed, m.start)]
    if own:
        chosen = _ranked(reading, sentence, own, trigger, targets)
        return (reading.said(chosen[0].start, chosen[0].end) if chosen else None), chosen
    named = _by_model(reading, sentence, end)
    if named is not None:
        return named, []
    span = _by_words(sentence.parsed, reading.language, trigger, targets)
    return (reading.of(sentence, span) if span else None), []


_LAST = 4


def _ranked(
    reading: Reading, sentence: Sentence, found: list[Mention], trigger: Span, targets: list[Span]
) -> list[Mention]:
    """The names that say where: those of the trigger's clause first, settlements before provinces, then the nearest."""
    tokens = sentence.parsed.tokens
    at, end = tokens[trigger[0]].start, tokens[trigger[1] - 1].end
    hit = [(tokens[i].start, tokens[j - 1].end) for i, j in targets]

    def rank(m: Mention) -> int:
        struck = any(i <= m.start and m.end <= j for i, j in hit)
        return min(_rank(reading, sentence, m, end), 1 if struck else _LAST)

    def level(m: Mention) -> int:
        before = [t.low for t in tokens if t.end <= m.start][-3:]
        after = next((t.low for t in tokens if t.start >= m.end), "")
        return level_of(m, before, after, reading.language)

    ranks = {m.start: rank(m) for m in found}
    located = [m for m in found if ranks[m.start] < _LAST]
    explained = {
        b.start for a, b in pairwise(found) if a in located and explains(tokens, a, b) and level(b) >= level(a)
    }
    explained |= {a.start for a in located for b in located if covers(a, b)}

    def key(m: Mention) -> tuple[int, bool, int, bool, int, int, int]:
        far = _clauses_between(sentence.parsed, at, m.start)
        return (
            far,
            is_origin(sentence.parsed, m.start),
            level(m),
            m.start in explained,
            ranks[m.start],
            abs(m.start - at),
            m.start,
        )

    return sorted(located, key=key)


def _clauses_between(s: Parsed, start: int, end: int) -> int:
    """How many clauses open between two characters of a sentence: after ";" or a word like "while"."""
    low, high = min(start, end), max(start, end)
    return sum(token.low == ";" or token.low in _CLAUSES for token in s.tokens if low < token.start < high)


_CLAUSES = word_set("while whereas although though because بينما فيما пока тогда")


def _rank(reading: Reading, sentence: Sentence, mention: Mention, trigger_end: int) -> int:
    """0 and 1 for names after a word of place, after and before the trigger; 2 other names after it; 4 names that say whose."""
    before = reading.text[max(sentence.start, mention.start - 40) : mention.start].casefold().split()
    words = _WHERE[reading.language]
    last = before[-1].strip(",.()[]\"'") if before else ""
    near = [w.strip(",.()[]\"'") for w in before[-3:]]
    placed = last in words or (
        any(w in words for w in near)
        and last
        in (
            "the",
            "of",
            "city",
            "town",
            "village",
            "province",
            "northern",
            "southern",
            "eastern",
            "western",
            "central",
            "downtown",
            "nearby",
            "neighboring",
        )
    )
    after = mention.start >= trigger_end
    if placed:
        return 0 if after else 1
    following = reading.text[mention.end : mention.end + 14].casefold().split()
    if following and following[0].strip(",.") in (
        "department",
        "province",
        "city",
        "district",
        "town",
        "village",
        "governorate",
        "region",
    ):
        return 1 if after else 2
    if (
        following
        and reading.text[mention.end : mention.end + 2] in ("'s", "’s")
        and _ground_after(sentence, mention.end)
    ):
        return 2
    return 2 if before and before[-1].endswith(",") and after else _LAST


def _ground_after(sentence: Sentence, end: int) -> bool:
    """True where a name's possessive owns ground: "Aleppo's eastern districts"."""
    s = sentence.parsed
    i = next((k for k, token in enumerate(s.tokens) if token.start >= end), len(s.tokens))
    chunk = s.chunks[s.at[i]] if s.at and i < len(s.tokens) and s.at[i] >= 0 else None
    if chunk is None or chunk.kind != "NP":
        return False
    found = sense(s, (max(i + 1, chunk.i), chunk.j)) if chunk.j > i + 1 else None
    return found is not None and (found.sort == "place" or (found.sort == "thing" and found.value == "area"))


def _by_model(reading: Reading, sentence: Sentence, trigger_end: int) -> Said | None:
    """The nearest name that a model takes for a place and that follows a word of place."""
    found = []
    for start, end, named in reading.names:
        if named == "place" and sentence.start <= start < sentence.end:
            before = reading.text[max(sentence.start, start - 30) : start].casefold().split()
            placed = any(w.strip(",.()[]") in _WHERE[reading.language] for w in before[-3:])
            if placed and not of_report(sentence.parsed, start):
                found.append((start < trigger_end, abs(start - trigger_end), start, min(end, sentence.end)))
    return reading.said(*min(found)[2:]) if found else None


def _by_words(s: Parsed, language: str, trigger: Span, targets: list[Span]) -> Span | None:
    words = _WHERE[language]
    candidates: list[tuple[int, Span]] = []
    for i in range(len(s.tokens) - 1):
        if s.low(i) not in words or s.low(i) in ("of", "from", "on", "into", "من", "على"):
            continue
        if not s.chunks and any(f.j > i + 1 for f in s.found[i]):
            continue
        span = _name_after(s, i + 1)
        if span is not None and not of_report(s, s.tokens[span[0]].start):
            distance = span[0] - trigger[1] if span[0] >= trigger[1] else (trigger[0] - span[1]) + _FAR // 2
            if abs(distance) <= _FAR:
                candidates.append((distance, span))
    return min(candidates)[1] if candidates else None


def _name_after(s: Parsed, i: int) -> Span | None:
    """A noun group after a word of place whose head is a name or a kind of place."""
    chunk = s.chunks[s.at[i]] if s.at and s.at[i] >= 0 else None
    if chunk is not None and chunk.kind == "NP" and chunk.i <= i:
        found = sense(s, (i, chunk.j))
        if found.sort in ("name", "place") or (found.sort == "thing" and found.value == "area"):
            return i, chunk.j
        return None
    if any(f.entry.sort in ("thing", "person", "actor") and f.entry.value != "area" for f in s.found[i]):
        return None
    j = i
    while (
        j < len(s.tokens)
        and j - i < 4
        and s.tokens[j].sort == "word"
        and not any(
            f.entry.sort
            in ("conj", "prep", "verb", "say", "time", "not", "noun", "det", "aux", "accord", "actor", "person")
            for f in s.found[j]
        )
    ):
        j += 1
    return (i, j) if j > i and not s.chunks else None
