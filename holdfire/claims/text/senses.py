"""What a group of words names: an actor, persons, a thing, a weapon, an act, a place, or something the word lists do not know."""

from dataclasses import dataclass

from holdfire.claims.text.chunks import DAYS, PARTS_OF_DAY, Parsed
from holdfire.claims.text.frame import Span
from holdfire.claims.text.tokens import word_set

_PEOPLE = ("person", "military", "title", "rank")
_SORTS = (
    "actor",
    *_PEOPLE,
    "actorhead",
    "thing",
    "weapon",
    "noun",
    "time",
    "placeword",
    "about",
    "violation",
    "adj",
    "det",
)
_TIME_WORDS = (
    PARTS_OF_DAY
    | DAYS
    | word_set(
        "days nights mornings evenings hours weeks months years time minute minutes moment today tomorrow tonight "
        "january february april june july august september october november december"
    )
)
_PRONOUNS = word_set("he she it they him them we us i you who himself themselves itself someone")
_ARMED = word_set("military army police naval")
_NOT_NAMES = word_set(
    "way part case fact result order account charge behalf addition relation spite favor view number total"
)

_NO = word_set("no any اي ايه никакая никакой никакие ни")
_NOBODY = _NO | word_set("nobody neither anyone anybody whoever احد никто кто-либо")


@dataclass(frozen=True, slots=True)
class Sense:
    """``sort`` of the head: actor, person, thing, weapon, act, time, place, pronoun, name; ``value`` its finer sense."""

    sort: str
    value: str = ""
    plural: bool = False


def sense(s: Parsed, span: Span) -> Sense:
    """The sense of a group, by the head: its last word before "of", or before the text's other ways to hang a noun on a noun."""
    i, j = span
    if j - i == 1 and s.low(i) in _PRONOUNS:
        return Sense("pronoun", s.low(i))
    if not s.chunks:
        return _by_first(s, span)
    if (
        all(s.tags[k] in ("D", ".", "X", "'") for k in range(i, j) if s.tokens[k].sort != "number")
        and s.tokens[j - 1].sort != "number"
    ):
        return Sense("empty")
    head = _head_end(s, i, j)
    entries = s.entries(i, head, *_SORTS)
    last = [f for f in entries if f.j == head and f.entry.sort not in ("det", "adj")]
    plural = s.low(head - 1).endswith("s") or s.low(head - 1) in (
        "people",
        "men",
        "women",
        "children",
        "police",
        "troops",
    )
    if last:
        found = last[-1]
        name = {**dict.fromkeys(_PEOPLE, "person"), "actorhead": "actor", "noun": "act", "placeword": "place"}
        sort = name.get(found.entry.sort, found.entry.sort)
        owners = [f for f in entries if f.entry.sort in ("actor", "actorhead") and f.j < head]
        if sort == "weapon" and owners:  # "Syrian government warplanes": whose they are acts
            return Sense("actor", owners[-1].entry.value, plural)
        if sort == "thing" and any(s.low(k) in _ARMED for k in range(i, head)):
            return Sense("thing", "security", plural)
        if found.entry.sort == "actorhead" and head - i < 2 and j == head:
            return Sense("actor", "organisation", plural)
        return Sense(sort, found.entry.value, plural)
    if s.low(head - 1) in _TIME_WORDS or s.tokens[head - 1].sort == "number":
        return Sense("number" if s.tokens[head - 1].sort == "number" else "time")
    titled = [f for f in entries if f.entry.sort in _PEOPLE]
    if titled:
        return Sense("person", titled[0].entry.value)
    actors = [f for f in entries if f.entry.sort in ("actor", "actorhead")]
    if actors:
        return Sense("actor", actors[-1].entry.value, plural)
    if ([f for f in entries if f.entry.sort == "det"] and entries[0].i == i) or s.low(head - 1) in _NOT_NAMES:
        return Sense("unknown", "", plural)
    return Sense("name")


def _by_first(s: Parsed, span: Span) -> Sense:
    """Arabic and Russian groups are made around a head that the lists know: the first such word says what they are."""
    heads = s.entries(*span, "actor", "person", "military", "thing", "placeword")
    if not heads:
        number = any(s.tokens[k].sort == "number" for k in range(*span))
        return Sense("number" if number else "name")
    sort = {"military": "person", "placeword": "place"}.get(heads[0].entry.sort, heads[0].entry.sort)
    return Sense(sort, heads[0].entry.value, plural=True)


def _head_end(s: Parsed, i: int, j: int) -> int:
    """Where the head ends: before the first "of", unless the words before it only count or group ("a group of", "members of")."""
    for k in range(i + 1, j):
        if s.low(k) == "of" and s.low(k - 1) not in (
            "group",
            "groups",
            "numbers",
            "number",
            "dozens",
            "hundreds",
            "thousands",
            "scores",
            "couple",
            "one",
            "some",
            "most",
            "many",
        ):
            return k
    return j


def is_human(found: Sense, human_act: bool) -> bool:
    """Whether a target is people: by its head, and where the head is unknown, by an act that is only done to people."""
    return found.sort in ("person", "actor") or (human_act and found.sort in ("name", "number", "unknown", "pronoun"))


def may_act(found: Sense) -> bool:
    """Whether a group can be who did it."""
    return found.sort in ("actor", "person", "name", "pronoun")


def is_nobody(s: Parsed, span: Span) -> bool:
    """True for "no group" and "any organization": nobody is named by it."""
    return s.low(span[0]) in _NOBODY or s.low(span[0] - 1) in _NO


def name_in(s: Parsed, span: Span) -> Span | None:
    """The proper name inside a group, where titles or roles stand before it or nothing else does: its words are in no list."""
    i, j = span
    last = next((k for k in range(i, j) if s.low(k) == "of" or s.tags[k] == "'" if s.tags), j)
    known = [False] * (last - i)
    for f in s.entries(i, last, *_SORTS, "prep", "conj", "verbs", "say", "verb", "not", "aux"):
        for k in range(f.i, min(f.j, last)):
            known[k - i] = True
    run: list[int] = []
    for k in range(last - 1, i - 1, -1):
        if known[k - i] or s.tokens[k].sort != "word":
            break
        run.insert(0, k)
    if not run or (len(run) == 1 and not any(known)) or any(s.low(k) in _NOT_NAMES for k in run):
        return None
    return run[0], run[-1] + 1
