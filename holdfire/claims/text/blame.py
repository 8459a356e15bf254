"""Who blames whom: "claimed responsibility", "accused X of", "attributed to X", and the speaker where none of these is said."""

from holdfire.claims.text import ordered
from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.english import agent, objects, subject
from holdfire.claims.text.event import Event
from holdfire.claims.text.frame import Span
from holdfire.claims.text.model import Said
from holdfire.claims.text.reading import Reading, Sentence
from holdfire.claims.text.senses import is_nobody, may_act, sense


def blame(reading: Reading, sentence: Sentence, events: list[Event], said: list[Said]) -> None:
    """Add to the events of a sentence who did them by whose word. ``said`` are the sentence's speakers."""
    owner, accused, accusers = _ties(reading, sentence)
    for event in events:
        if owner and not event.aside:
            event.actors = _fresh(event.actors, owner)
            event.owned = True
        if accused:
            event.actors = _fresh(accused, event.actors)
        if accusers:
            event.blamed_by += [x for x in accusers if x not in event.blamed_by]
        elif event.actors and said and not owner:
            event.blamed_by += [x for x in said if x not in event.blamed_by and x not in event.actors]
        event.speakers += [x for x in said if x not in event.speakers]
        if event.actors and not event.actor_sense:
            event.actor_sense = "named"


def _ordered_ties(reading: Reading, sentence: Sentence) -> tuple[list[Said], list[Said], list[Said]]:
    """Arabic names who owns up or accuses after the verb, Russian before it; who is accused comes last in both."""
    s = sentence.parsed
    parties = [p for p in ordered.parties_in(s, reading.language) if not is_nobody(s, p)]
    cause = next((f for here in s.found for f in here if f.entry.sort == "cause"), None)
    if cause is None or _not_before(s, cause.i):
        return [], [], []
    after = [reading.of(sentence, p) for p in parties if p[0] >= cause.j]
    before = [reading.of(sentence, p) for p in parties if p[1] <= cause.i]
    if cause.entry.value == "claimed":
        near = (before[-1:] or after[:1]) if reading.language == "ru" else (after[:1] or before[-1:])
        return near, [], []
    if reading.language == "ru":
        return [], after[:1], before[-1:]
    return [], after[1:2] or after[:1], after[:1] if len(after) > 1 else before[-1:]


def _not_before(s: Parsed, i: int) -> bool:
    """Whether the word right before is one that negates: "не взяла", "لم تتبن"."""
    return i > 0 and any(f.entry.sort == "not" and f.j == i for f in s.found[i - 1])


def _who_may(s: Parsed, number: int) -> list[Span]:
    """The subject, or that of the verb before where the nearest noun is a leaflet or a call."""
    found = [x for x in subject(s, number) if sense(s, x).sort in ("actor", "person", "name")]
    earlier = max((k for k in range(number) if s.chunks[k].kind == "VG"), default=-1)
    return found or (subject(s, earlier) if earlier >= 0 else [])


def _somebody(s: Parsed, span: Span) -> bool:
    found = sense(s, span)
    return may_act(found) and found.sort != "pronoun" and not is_nobody(s, span)


def _fresh(first: list[Said], more: list[Said]) -> list[Said]:
    return [*first, *(x for x in more if all(x.start != k.start for k in first))]


def _ties(reading: Reading, sentence: Sentence) -> tuple[list[Said], list[Said], list[Said]]:
    """Who owns up, who is accused, who accuses, as words of the sentence."""
    s = sentence.parsed
    owner: list[Span] = []
    accused: list[Span] = []
    accusers: list[Span] = []
    if reading.language != "en":
        return _ordered_ties(reading, sentence)
    for number, chunk in enumerate(s.chunks):
        words = [f for k in range(chunk.i, chunk.j) for f in s.found[k] if f.entry.sort == "cause"]
        if not words:
            continue
        value = words[0].entry.value
        verb = number if chunk.kind == "VG" else max((k for k in range(number) if s.chunks[k].kind == "VG"), default=-1)
        passive = "passive" in chunk.marks
        if value == "claimed":
            owner += [] if "not" in s.chunks[max(0, verb)].marks else _who_may(s, verb if verb >= 0 else number)
        elif value == "accuses" and chunk.kind == "VG":
            accused += subject(s, number) if passive else objects(s, number)
            accusers += agent(s, number) if passive else subject(s, number)
        elif value == "attributed" and chunk.kind == "VG":
            accused += objects(s, number + 1)
        elif value == "is-author":
            accused += subject(s, verb if verb >= 0 else number)

    def words_of(spans: list[Span]) -> list[Said]:
        return [reading.of(sentence, x) for x in spans if _somebody(s, x)]

    return words_of(owner), words_of(accused), words_of(accusers)
