"""Who did what to whom in Arabic and Russian, by word lists, the order of words, prepositions and Russian case endings.

No parser is needed: persons, things and armed groups are known by their words. Russian agents stand in the instrumental or after
"со стороны", before an active verb or after the noun for an attack; Arabic ones follow the verb or stand after "من قبل" or "ل".
"""

from dataclasses import dataclass

from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.frame import Frame, Span
from holdfire.claims.text.lexicon import Found

_NOUNS = ("actor", "person", "military", "thing")
_STOP = (
    "prep",
    "conj",
    "verb",
    "noun",
    "say",
    "not",
    "time",
    "access",
    "deny",
    "accord",
    "hypo",
    "weapon",
    "cause",
    "about",
)
_AGENT = {"ru": frozenset({"со стороны"}), "ar": frozenset({"من قبل", "على يد", "علي يد", "بواسطه"})}
_ONTO = {"ru": frozenset({"по", "на", "против", "в отношении", "в", "во"}), "ar": frozenset({"علي", "ضد", "في"})}
_BREAKS = frozenset({";", ":", "،,", "—", "–"})
_INSTRUMENTAL = ("ами", "ями", "ией", "ьми")
_MODIFIER = ("ый", "ий", "ая", "ое", "ые", "ие", "ых", "их", "ого", "его", "ому", "ыми", "ими", "ной", "ой", "ую")
_LONGEST = 8
_TAIL = 3
_REACH = 14


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of words on tokens ``[i, j)``: what its head is, the preposition before it, and whether it is an agent by form."""

    i: int
    j: int
    sort: str
    value: str
    prep: str
    agent: bool


def frames_in(s: Parsed, language: str) -> list[Frame]:
    """All frames of a sentence, in the order of their triggers."""
    groups = _groups(s, language)
    frames: list[Frame] = []
    after = 0
    for i in range(len(s.tokens)):
        if i < after:
            continue
        found = next((f for f in s.found[i] if f.entry.sort in ("verb", "noun")), None)
        if found is None or any(f.j > found.j and f.entry.sort in _NOUNS for f in s.found[i]):
            continue
        frames.append(_frame(s, found, groups, language))
        after = found.j
    return frames


def _frame(s: Parsed, found: Found, groups: list[_Group], language: str) -> Frame:
    frame = Frame((found.i, found.j), found.entry, found.entry.value, noun=found.entry.sort == "noun")
    features = found.entry.features
    near = [g for g in groups if _within(s, found, g)]
    following = _next_trigger(s, found.j)
    after = [g for g in near if found.j <= g.i < following and not (g.j == following and language == "ru")]
    before = [g for g in near if g.j <= found.i]
    frame.plural = frame.noun and language == "ru" and s.low(found.i).endswith(("ы", "и", "ов", "ей"))
    if frame.noun:
        _noun_roles(frame, after, before, features)
    elif "passive" in features or ("either" in features and _is_passive(after, before)):
        frame.passive = True
        frame.actors = _spans([g for g in near if g.agent])
        frame.targets = _spans(_people(after, before))
    elif language == "ar" or "self" in features:
        _verb_first(frame, after, before, features)
    else:
        actors = [g for g in before if g.sort in ("actor", "military") and not g.prep] or [
            g for g in after if g.sort == "actor" and not g.prep
        ][:1]
        frame.actors = _spans(actors[-1:])
        rest = [g for g in after if (g.i, g.j) not in frame.actors]
        frame.targets = _spans([g for g in rest if not g.prep or g.prep in _ONTO[language]][:2])
    if "both" in features:
        frame.actors = _spans([g for g in near if g.sort in ("actor", "military")][:2])
        frame.targets = []
    return frame


def _next_trigger(s: Parsed, i: int) -> int:
    """Where the next verb for an act stands: what lies beyond it is its own."""
    return next(
        (k for k in range(i, len(s.tokens)) if any(f.entry.sort == "verb" for f in s.found[k])), len(s.tokens) + 1
    )


def _noun_roles(frame: Frame, after: list[_Group], before: list[_Group], features: frozenset[str]) -> None:
    agents = [g for g in (*after, *before) if g.agent]
    frame.actors = _spans(agents[:1])
    rest = [g for g in after if g not in agents]
    if rest and not agents and rest[0].sort == "actor" and not rest[0].prep and "human" not in features:
        frame.actors = _spans(rest[:1])
        rest = rest[1:]
    onto = [g for g in rest if g.prep in _ONTO["ru"] | _ONTO["ar"]]
    direct = [g for g in rest[:1] if not g.prep]
    frame.targets = _spans((direct if "obj" in features or "human" in features else []) + onto[:1])


def _verb_first(frame: Frame, after: list[_Group], before: list[_Group], features: frozenset[str]) -> None:
    """Verb, who, whom; or who, verb, whom."""
    actors = [g for g in before[-1:] if g.sort == "actor" and not g.prep] or [
        g for g in after if g.sort in ("actor",) and not g.prep
    ][:1]
    actors = [g for g in after if g.agent][:1] or actors
    frame.actors = _spans(actors)
    rest = [g for g in after if g not in actors]
    frame.targets = _spans(rest[:2] if "self" not in features else [g for g in rest if g.prep][:1])


def _is_passive(after: list[_Group], before: list[_Group]) -> bool:
    """The Arabic passive is written as the active: what follows was hit, unless it is a party and persons follow it."""
    first = next((g for g in after if not g.prep), None)
    if first is None:
        return not any(g.sort == "actor" for g in before)
    second = next((g for g in after if not g.prep and g.i > first.i), None)
    return not (first.sort == "actor" and second is not None and second.sort in ("person", "military"))


def _people(after: list[_Group], before: list[_Group]) -> list[_Group]:
    """Persons that a passive verb can mean: those right after it that hang on no preposition, else the last before it."""
    people = [g for g in after if g.sort in ("person", "military", "actor", "number") and not g.agent and not g.prep]
    if people:
        kept = people[:1]
        for g in people[1:]:
            if g.i - kept[-1].j <= _TAIL:
                kept.append(g)
        return kept
    earlier = [g for g in before if g.sort in ("person", "military", "actor", "number") and not g.agent and not g.prep]
    things = [g for g in (*after, *before) if g.sort == "thing" and not g.prep]
    return earlier[-1:] or things[:1]


def _within(s: Parsed, found: Found, g: _Group) -> bool:
    if g.i < found.j and found.i < g.j:
        return False
    between = range(found.j, g.i) if g.i >= found.j else range(g.j, found.i)
    told = any(f.entry.sort == "say" for k in between for f in s.found[k])
    return len(between) <= _REACH and not told and not any(s.low(k) in _BREAKS for k in between)


def _spans(groups: list[_Group]) -> list[Span]:
    return [(g.i, g.j) for g in groups]


def parties_in(s: Parsed, language: str) -> list[Span]:
    """Armed groups and forces that a sentence names, in order."""
    return [(g.i, g.j) for g in _groups(s, language) if g.sort == "actor"]


def _groups(s: Parsed, language: str) -> list[_Group]:
    out: list[_Group] = []
    i = 0
    while i < len(s.tokens):
        head = next((f for f in s.found[i] if f.entry.sort in _NOUNS), None)
        stop = any(f.entry.sort in _STOP and (head is None or f.j > head.j) for f in s.found[i])
        if head is None or stop:
            if s.tokens[i].sort == "number" and not _counts_next(s, i):
                out.append(_Group(i, i + 1, "number", "", _prep(s, i, language), False))
            i += 1
            continue
        start, end = _start(s, i, out[-1].j if out else 0), _end(s, head.j)
        agent = _is_agent(s, head, start, language)
        prep = _prep(s, start, language)
        out.append(_Group(start, end, head.entry.sort, head.entry.value, "" if agent else prep, agent))
        i = end
    return out


def _counts_next(s: Parsed, i: int) -> bool:
    return any(f.entry.sort in _NOUNS for k in range(i + 1, min(len(s.tokens), i + 4)) for f in s.found[k])


def _start(s: Parsed, i: int, least: int) -> int:
    """Numbers, words of measure and Russian adjectives before the head belong to the group."""
    start = i
    while start > least and i - start < _LONGEST:
        token = s.tokens[start - 1]
        det = any(f.entry.sort == "det" for f in s.found[start - 1])
        inside = next(
            (
                f
                for k in range(max(least, start - 4), start)
                for f in s.found[k]
                if f.entry.sort == "det" and f.j == start
            ),
            None,
        )
        if inside is not None:
            start = inside.i
        elif (
            token.sort == "number"
            or det
            or (token.sort == "word" and token.low.endswith(_MODIFIER) and not s.found[start - 1])
        ):
            start -= 1
        else:
            break
    return start


def _end(s: Parsed, j: int) -> int:
    """Words in no list after the head are its name."""
    end = j
    while (
        end < len(s.tokens)
        and end - j < _TAIL
        and s.tokens[end].sort == "word"
        and not any(f.entry.sort in (*_STOP, *_NOUNS, "det") for f in s.found[end])
    ):
        end += 1
    return end


def _is_agent(s: Parsed, head: Found, start: int, language: str) -> bool:
    if head.entry.sort not in ("actor", "military"):
        return False
    if _before(s, start, _AGENT[language]):
        return True
    if language == "ru":
        return any(s.low(k).endswith(_INSTRUMENTAL) for k in range(head.i, head.j)) and not _prep(s, start, language)
    return s.low(start).startswith("ل") and len(s.low(start)) > 4 and not s.low(start).startswith("لا")


def _prep(s: Parsed, i: int, language: str) -> str:
    """The preposition right before a group, or written on to it in Arabic."""
    for k in range(max(0, i - 3), i):
        for f in s.found[k]:
            if f.entry.sort == "prep" and f.j == i:
                return " ".join(s.low(x) for x in range(f.i, f.j))
    if (
        language == "ar"
        and i < len(s.tokens)
        and s.low(i).startswith(("ب", "بال"))
        and not any(f.entry.sort in _NOUNS and f.j == i + 1 and len(s.low(i)) < 4 for f in s.found[i])
    ):
        return "ب" if s.low(i).startswith("بال") else ""
    return ""


def _before(s: Parsed, i: int, phrases: frozenset[str]) -> bool:
    return any(" ".join(s.low(k) for k in range(max(0, i - n), i)) in phrases for n in (2, 3))
