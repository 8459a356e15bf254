"""Who did what to whom in an English sentence: active, passive, participles, nouns with "of", "on", "against" and "by"."""

from holdfire.claims.text.chunks import QUOTES, Chunk, Parsed, is_clause_word
from holdfire.claims.text.frame import Frame, Span
from holdfire.claims.text.lexicon import Found
from holdfire.claims.text.tokens import word_set

_LIST = frozenset({",", "and", "or", "including", "along with", "as well as", "&", "plus"})
_TARGET_PREPS = frozenset(
    {"of", "on", "against", "at", "upon", "toward", "towards", "in", "into", "near", "outside", "inside", "in front of"}
)
_NEAR_PREPS = _TARGET_PREPS | {"next to", "beside", "under", "across", "behind", "close to", "within"}
_LABELS = frozenset({"terrorist", "criminal", "extremist"})
"""Words before "attack" that judge it and name nobody."""
_FIRM = frozenset({"of", "on", "against", "upon", "toward", "towards"})
_DEFINITE = word_set("the this that these those his her its their such said")
_FEWEST = 2


def frames_in(s: Parsed) -> list[Frame]:
    """All frames of a sentence, in the order of their triggers."""
    frames: list[Frame] = []
    for number, chunk in enumerate(s.chunks):
        if chunk.kind == "VG":
            frames += _verb_frames(s, number)
        elif chunk.kind == "NP":
            frames += _noun_frames(s, number)
    return frames


def _verb_frames(s: Parsed, number: int) -> list[Frame]:
    chunk = s.chunks[number]
    found = [v for v in chunk.verbs if v.entry.sort == "verb"]
    if not found:
        return []
    verb = found[-1]
    frame = Frame((verb.i, verb.j), verb.entry, verb.entry.value, marks=set(chunk.marks))
    frame.passive = "passive" in chunk.marks or _reduced(s, number, verb)
    f = verb.entry.features
    if frame.passive and ("device" in f or "foiled" in f):
        frame.weapon = _weapon_of(s, subject(s, number, reduced="passive" not in chunk.marks))
        frame.targets, frame.actors = _near(s, number), agent(s, number)
    elif frame.passive:
        frame.targets = subject(s, number, reduced="passive" not in chunk.marks)
        frame.actors = agent(s, number)
    elif "device" in f or "foiled" in f:
        frame.actors = subject(s, number)
        frame.weapon = _weapon_of(s, objects(s, number)[:1])
        frame.targets = _near(s, number)
    elif "self" in f:
        after = objects(s, number)
        frame.targets = subject(s, number) if "human" in f else _near(s, number)
        frame.weapon = _weapon_of(s, subject(s, number)) or _weapon_of(s, after)
        frame.actors = subject(s, number) if after and not frame.weapon else []
        if after and _weapon_of(s, after):
            frame.actors = subject(s, number)
    else:
        frame.actors, frame.targets = subject(s, number), objects(s, number)
        if not frame.targets and "human" not in f:
            frame.targets = _near(s, number)
    if "both" in f and not frame.passive:
        frame.actors += _with(s, number)
    return [frame]


def _reduced(s: Parsed, number: int, verb: Found) -> bool:
    """A past form without "was" is passive where "by", a place or a time follows it and a noun stands right before."""
    chunk = s.chunks[number]
    if verb.entry.form != "past" or chunk.marks & {"have", "be", "to"} or "self" in verb.entry.features:
        return False
    if chunk.j - chunk.i > verb.j - verb.i and s.tags[chunk.i] == "A":
        return False
    after = s.chunks[number + 1] if number + 1 < len(s.chunks) else None
    if after is None or after.kind in (".", "C", "R"):
        return True
    return after.kind in ("P", "B") and s.low(after.i) not in ("off", "up", "down", "at", "from", "into", "on")


def subject(s: Parsed, number: int, reduced: bool = False) -> list[Span]:
    """The groups that do what the verb group at ``number`` says (or that it is done to, in the passive)."""
    k, crossed = number - 1, False
    while k > 0 and s.chunks[k].kind == "X":
        k -= 1
    if k > 0 and not reduced and s.low(s.chunks[k].i) in ("and", "or", "but", "then"):
        earlier = _verb_before(s, k)
        if earlier >= 0 and not any(
            s.chunks[x].kind == "NP"
            and s.chunks[x - 1].kind in ("C", ".")
            and s.low(s.chunks[x - 1].i) not in (*QUOTES, "as")
            for x in range(earlier + 2, k)
        ):
            return (
                subject(s, earlier) if "passive" not in s.chunks[earlier].marks else subject(s, earlier, reduced=False)
            )
    while k >= 0:
        chunk = s.chunks[k]
        before = s.chunks[k - 1] if k else None
        if chunk.kind == "NP":
            if before is not None and before.kind == "P" and not (reduced and k == number - 1):
                k -= 2
                continue
            if _aside_number(s, k):
                k -= 1
                continue
            if before is not None and before.kind == "VG" and not reduced and not before.marks & {"ing"} and crossed:
                return subject(s, k - 1)
            return _coordinated_left(s, k)
        if chunk.kind == "VG":
            if not crossed or "ing" in s.chunks[number].marks or (k and s.chunks[k - 1].kind in ("R",)):
                return subject(s, k) if k else []
            crossed = True
        elif chunk.kind == "." and s.low(chunk.i) in (";", ":"):
            return []
        elif chunk.kind == "C" and is_clause_word(s.low(chunk.i)):
            return subject(s, _verb_before(s, k)) if "ing" in s.chunks[number].marks and _verb_before(s, k) >= 0 else []
        elif chunk.kind == ".":
            crossed = True
        k -= 1
    return []


def _aside_number(s: Parsed, k: int) -> bool:
    """An age between commas: "Juan Marin, 32, was killed"."""
    chunk = s.chunks[k]
    alone = chunk.j - chunk.i == 1 and s.tokens[chunk.i].sort == "number"
    return alone and k > 0 and s.low(s.chunks[k - 1].i) == ","


def _verb_before(s: Parsed, number: int) -> int:
    return next((k for k in range(number - 1, -1, -1) if s.chunks[k].kind == "VG"), -1)


def _coordinated_left(s: Parsed, k: int) -> list[Span]:
    """The group at ``k`` with those joined to it by "and" or commas; an apposition between commas yields what it explains too."""
    spans = [_span(s.chunks[k])]
    while k >= _FEWEST:
        joint, left = s.chunks[k - 1], s.chunks[k - 2]
        if joint.kind == "B" and left.kind in ("NP", "."):
            k -= 1
            continue
        joined = (joint.kind == "C" and s.low(joint.i) in ("and", "or")) or (
            joint.kind == "." and s.low(joint.i) == ","
        )
        if not joined or left.kind != "NP" or (k >= _FEWEST + 1 and s.chunks[k - 3].kind in ("P", "VG")):
            break
        spans.insert(0, _span(left))
        k -= 2
    return spans


def objects(s: Parsed, number: int) -> list[Span]:
    """The groups right after a verb group, with those joined to them by "and", commas or "including"."""
    spans: list[Span] = []
    k = number + 1
    while k < len(s.chunks):
        chunk = s.chunks[k]
        if chunk.kind == "NP":
            if spans and _has_own_verb(s, k):
                break
            spans.append(_span(chunk))
            k += 1
            while k < len(s.chunks) and s.chunks[k].kind == "B":
                k += 1
            joined = k
            while joined < len(s.chunks) and s.low(s.chunks[joined].i) in _LIST and s.chunks[joined].kind != "NP":
                joined += 1
            if joined == k:
                break
            k = joined
        elif chunk.kind == "B" and not spans:
            k += 1
        else:
            break
    return spans


def _has_own_verb(s: Parsed, k: int) -> bool:
    """True where the group at ``k``, with what hangs on it by prepositions, is the subject of a verb of its own."""
    after = k + 1
    while after + 1 < len(s.chunks) and s.chunks[after].kind == "P" and s.chunks[after + 1].kind == "NP":
        if s.chunks[k - 1].kind != ".":
            break
        after += 2
    if after >= len(s.chunks) or s.chunks[after].kind != "VG":
        return False
    says = any(v.entry.sort in ("say", "deny") and v.entry.form == "past" for v in s.chunks[after].verbs)
    return not _participle(s, after) or (says and s.low(s.chunks[k - 1].i) == ",")


def _participle(s: Parsed, number: int) -> bool:
    marks = s.chunks[number].marks
    return (
        bool(marks & {"ing", "past"})
        and not marks & {"be", "have", "if", "plan", "to"}
        and s.tags[s.chunks[number].i] == "V"
    )


def agent(s: Parsed, number: int) -> list[Span]:
    """The groups after "by" that belong to the passive at ``number``."""
    for k in range(number + 1, len(s.chunks) - 1):
        chunk = s.chunks[k]
        if chunk.kind == "P" and s.low(chunk.i) in ("by",) and s.chunks[k + 1].kind == "NP":
            return objects(s, k)
        if chunk.kind == "VG" or (chunk.kind in ("C", "R") and is_clause_word(s.low(chunk.i))) or s.low(chunk.i) == ";":
            return []
    return []


def _near(s: Parsed, number: int) -> list[Span]:
    """Groups after "near", "outside", "in", "at" that follow a verb without object: what an explosion stood beside."""
    for k in range(number + 1, min(len(s.chunks) - 1, number + 6)):
        chunk = s.chunks[k]
        if chunk.kind == "VG" or chunk.kind in ("C", "R"):
            return []
        if chunk.kind == "P" and s.low(chunk.i) in _NEAR_PREPS and s.chunks[k + 1].kind == "NP":
            spans = [x for x in objects(s, k) if s.entries(*x, "thing", "person")]
            if spans:
                return spans
    return []


def _with(s: Parsed, number: int) -> list[Span]:
    for k in range(number + 1, min(len(s.chunks) - 1, number + 4)):
        if (
            s.chunks[k].kind == "P"
            and s.low(s.chunks[k].i) in ("with", "against", "between")
            and s.chunks[k + 1].kind == "NP"
        ):
            return objects(s, k)
    return []


def _noun_frames(s: Parsed, number: int) -> list[Frame]:
    chunk = s.chunks[number]
    frames = []
    for found in s.entries(chunk.i, chunk.j, "noun"):
        if any(
            w.i <= found.i and found.j <= w.j and w.j - w.i > found.j - found.i
            for w in s.entries(chunk.i, chunk.j, "weapon", "thing")
        ):
            continue
        frames.append(_noun_frame(s, number, found))
    return frames


def _noun_frame(s: Parsed, number: int, found: Found) -> Frame:
    chunk = s.chunks[number]
    frame = Frame((found.i, found.j), found.entry, found.entry.value, noun=True)
    frame.definite = s.low(chunk.i) in _DEFINITE
    frame.plural = s.low(found.j - 1).endswith("s") and s.low(found.j - 1) != "arms"
    if any(s.low(k) in ("no", "without", "any") for k in range(max(0, chunk.i - 1), found.i)):
        frame.marks.add("not")
    _before_noun(s, chunk, found, frame)
    if chunk.j > found.j and s.low(found.j) == "of":
        frame.targets += [(found.j + 1, chunk.j)]
    _after_noun(s, number, found, frame)
    _governor(s, number, frame)
    return frame


def _before_noun(s: Parsed, chunk: Chunk, found: Found, frame: Frame) -> None:
    """Words before the noun: "guerrilla attack" names who, "'s murder" whom, "'s attack" who."""
    owner = next((k for k in range(found.i - 1, chunk.i, -1) if s.tags[k] == "'"), -1)
    if owner > 0:
        side = frame.targets if frame.entry.features & {"human"} else frame.actors
        side.append((chunk.i, owner))
    elif s.entries(chunk.i, found.i, "actor"):
        actor = s.entries(chunk.i, found.i, "actor")[-1]
        if s.low(actor.i) in _LABELS:
            return
        if frame.entry.features & {"kill"} and actor.entry.value in ("police", "government-forces", "cartel"):
            return
        frame.actors.append((actor.i, actor.j))


def _after_noun(s: Parsed, number: int, found: Found, frame: Frame) -> None:
    k = number + 1
    while k < len(s.chunks) - 1:
        chunk, after = s.chunks[k], s.chunks[k + 1]
        if chunk.kind == "B":
            k += 1
            continue
        if chunk.kind == "VG" and k == number + 1 and "ing" not in chunk.marks and s.tags[chunk.i] == "V":
            k += 1
            continue
        if chunk.kind != "P" or after.kind != "NP":
            break
        prep = s.low(chunk.i)
        if (prep == "by" and not frame.actors) or (prep in ("between", "with") and "both" in frame.entry.features):
            frame.actors += objects(s, k)
        elif prep in _FIRM and (not frame.targets or prep in ("on", "against")):
            frame.targets += [x for x in objects(s, k) if not _time(s, x)]
        elif prep in _TARGET_PREPS and not frame.targets:
            frame.targets += [x for x in objects(s, k) if s.entries(*x, "thing")]
        k += 2


def _time(s: Parsed, span: Span) -> bool:
    last = s.low(span[1] - 1)
    return (
        last.isdigit()
        or last[:3] in _DAYS
        or (s.low(span[0]).isdigit() and span[1] - span[0] <= _FEWEST + 1 and not s.entries(*span, "person", "thing"))
    )


_DAYS = word_set("mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec nig mor day")


def _governor(s: Parsed, number: int, frame: Frame) -> None:
    """Verbs that carry the noun: "launched an attack", "claimed responsibility for", "accused X of", "is blamed for"."""
    k = number - 1
    while k >= 0 and (
        s.chunks[k].kind in ("P", "B")
        or (s.chunks[k].kind == "NP" and k and s.chunks[k - 1].kind == "VG" and number - k <= 3)
    ):
        k -= 1
    if k < 0 or s.chunks[k].kind != "VG":
        return _passive_governor(s, number, frame)
    verbs = s.chunks[k].verbs
    if verbs and _supports(s, verbs[-1]) and "passive" not in s.chunks[k].marks:
        frame.actors = frame.actors or subject(s, k)
        frame.marks |= s.chunks[k].marks & {"not", "if", "plan"}
    return None


def _supports(s: Parsed, verb: Found) -> bool:
    return any(f.entry.sort == "support" for f in s.found[verb.i])


def _passive_governor(s: Parsed, number: int, frame: Frame) -> None:
    k = number + 1
    while k < len(s.chunks) and s.chunks[k].kind in ("P", "B", "NP", "R"):
        k += 1
    if k < len(s.chunks) and s.chunks[k].kind == "VG":
        verbs = s.chunks[k].verbs
        if verbs and _supports(s, verbs[-1]):
            frame.actors = frame.actors or agent(s, k)
            frame.marks |= s.chunks[k].marks & {"not", "if", "plan"}
        elif "not" in s.chunks[k].marks:
            frame.marks.add("not")


def _weapon_of(s: Parsed, spans: list[Span]) -> Span | None:
    for span in spans:
        for found in s.entries(*span, "weapon"):
            return found.i, found.j
    return None


def _span(chunk: Chunk) -> Span:
    return chunk.i, chunk.j
