"""Where a sentence says that it happened: a name after "in", "near", "at", or the name a target carries."""

from holdfire.claims.places.model import Mention
from holdfire.claims.text.chunks import Parsed
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
    at, end = tokens[trigger[0]].start, tokens[trigger[1] - 1].end
    found = reading.mentions_within(sentence.start, sentence.end)
    if found:
        hit = [(tokens[i].start, tokens[j - 1].end) for i, j in targets]

        def rank(m: Mention) -> int:
            struck = any(i <= m.start and m.end <= j for i, j in hit)
            return min(_rank(reading, sentence, m, end), 1 if struck else _LAST)

        ranked = sorted(found, key=lambda m: (rank(m), abs(m.start - at), m.start))
        located = [m for m in ranked if rank(m) < _LAST]
        chosen = located or []
        if chosen:
            return reading.said(chosen[0].start, chosen[0].end), chosen
        return None, []
    named = _by_model(reading, sentence, end)
    if named is not None:
        return named, []
    span = _by_words(sentence.parsed, reading.language, trigger, targets)
    return (reading.of(sentence, span) if span else None), []


_LAST = 4


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
    return 2 if before and before[-1].endswith(",") and after else _LAST


def _by_model(reading: Reading, sentence: Sentence, trigger_end: int) -> Said | None:
    """The nearest name that a model takes for a place and that follows a word of place."""
    found = []
    for start, end, named in reading.names:
        if named == "place" and sentence.start <= start < sentence.end:
            before = reading.text[max(sentence.start, start - 30) : start].casefold().split()
            if any(w.strip(",.()[]") in _WHERE[reading.language] for w in before[-3:]):
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
        if span is not None:
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
