"""Who says so: the subject of a verb of saying, "according to", and whoever a quotation that runs over sentences belongs to."""

from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.english import objects, subject
from holdfire.claims.text.frame import Span
from holdfire.claims.text.reading import Reading, Sentence
from holdfire.claims.text.senses import sense
from holdfire.claims.text.tokens import word_set

_OPEN = '"“«„'
_CLOSE = '"”»“'
_NEAREST = 8
_WITHIN_NAMES = word_set("по при ل")


def speakers_in(sentence: Sentence, language: str, *sorts: str) -> list[Span]:
    """Groups of words that say something in this sentence, by verbs of the classes ``sorts``."""
    wanted = sorts or ("say",)
    if language == "en":
        return _english(sentence.parsed, wanted)
    return _by_order(sentence.parsed, wanted, language)


def _english(s: Parsed, sorts: tuple[str, ...]) -> list[Span]:
    found: list[Span] = []
    for number, chunk in enumerate(s.chunks):
        if chunk.kind == "P" and "say" in sorts and s.entries(chunk.i, chunk.j, "accord"):
            found += objects(s, number)[:1]
        if chunk.kind != "VG" or not any(v.entry.sort in sorts for v in chunk.verbs):
            continue
        if "passive" in chunk.marks:
            continue
        after = _after_verb(s, objects(s, number)) if _closes_quote(s, chunk.i) else []
        if after and number + 2 < len(s.chunks) and s.chunks[number + 2].kind == "VG":
            after = []
        found += after or _together(s, subject(s, number))
    return [x for x in dict.fromkeys(found) if sense(s, x).sort not in ("thing", "weapon", "act", "time", "number")]


def _together(s: Parsed, spans: list[Span]) -> list[Span]:
    """The last of several subjects, and those that "and" joins to it; what stands before a comma is only explained by it."""
    kept = spans[-1:]
    for span in reversed(spans[:-1]):
        if any(s.low(k) == "," for k in range(span[1], kept[0][0])):
            break
        kept.insert(0, span)
    return kept


def _after_verb(s: Parsed, spans: list[Span]) -> list[Span]:
    """The first of several groups after the verb, and those that "and" joins to it."""
    kept = spans[:1]
    for span in spans[1:]:
        if s.low(span[0] - 1) != "and" or any(s.low(k) == "," for k in range(kept[-1][1], span[0])):
            break
        kept.append(span)
    return kept


def _closes_quote(s: Parsed, i: int) -> bool:
    return i > 0 and (s.low(i - 1) in _CLOSE or (s.low(i - 1) == "," and i > 1))


def _by_order(s: Parsed, sorts: tuple[str, ...], language: str) -> list[Span]:
    """Arabic puts the speaker after the verb, Russian on the side that is not the quotation: the next words up to a mark."""
    found: list[Span] = []
    for i in range(len(s.tokens)):
        for f in s.found[i]:
            if f.entry.sort in sorts or (f.entry.sort == "accord" and "say" in sorts):
                span = _words_after(s, f.j)
                if language == "ru" and f.entry.sort != "accord":
                    first = f.entry.sort == "deny" or span is None or s.low(f.j) in (",", "что")
                    span = (_words_before(s, f.i) or span) if first else span
                if span:
                    found.append(span)
                break
    return found


def _words_after(s: Parsed, i: int) -> Span | None:
    j = i
    while j < len(s.tokens) and j - i < _NEAREST and s.tokens[j].sort == "word" and not _ends(s, j):
        j += 1
    return (i, j) if j > i else None


def _words_before(s: Parsed, j: int) -> Span | None:
    i = j
    while i > 0 and j - i < _NEAREST and s.tokens[i - 1].sort == "word" and not _ends(s, i - 1):
        i -= 1
    return (i, j) if j > i else None


def _ends(s: Parsed, i: int) -> bool:
    if s.low(i) in _WITHIN_NAMES:
        return False
    return any(f.entry.sort in ("conj", "say", "verb", "prep", "time", "deny") for f in s.found[i])


def quoted_speaker(reading: Reading, at: int, spoken: dict[int, list[Span]]) -> tuple[int, Span] | None:
    """Sentence number and words of the speaker of a sentence that lies within a quotation and names none itself."""
    sentence = reading.sentences[at]
    if not _within_quotation(reading, sentence):
        return None
    for step in (1, -1, 2, -2):
        near = at + step
        if (
            0 <= near < len(reading.sentences)
            and reading.sentences[near].paragraph == sentence.paragraph
            and spoken.get(near)
        ):
            return near, spoken[near][0]
    return None


def _within_quotation(reading: Reading, sentence: Sentence) -> bool:
    start = sentence.start
    first = min(
        s.start
        for s in reading.sentences[max(0, sentence.number - 12) : sentence.number + 1]
        if s.paragraph == sentence.paragraph
    )
    before = reading.text[first:start]
    straight = before.count('"') % 2 == 1
    curled = before.count("“") + before.count("«") > before.count("”") + before.count("»")
    return straight or curled or reading.text[start : start + 1] in tuple(_OPEN)
