"""English sentences cut into noun groups and verb groups, by word lists and neighbours alone; capitals are not looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from holdfire.claims.text.lexicon import Found, Lexicon
from holdfire.claims.text.tokens import Token, word_set

_VERBAL = ("verb", "say", "deny", "support", "verbs")
_NOMINAL = (
    "noun",
    "person",
    "actor",
    "actorhead",
    "thing",
    "weapon",
    "title",
    "rank",
    "military",
    "about",
    "violation",
)
_BRACKETS = {"[": "]", "(": ")"}
_LONGEST_BRACKET = 14
_ADVERBS = word_set("also still just already later again recently earlier only meanwhile presumably allegedly")
_NO_ADVERB = word_set("family assembly july italy reply rally ally supply fly early daily weekly only")
_NO_VERB = word_set(
    "need speed seed deed bed red hundred sacred king morning evening building ring spring thing nothing anything "
    "something string meeting wing during following feed weed indeed aged according including"
)
QUOTES = frozenset('"“”«»')
_CLAUSE = word_set("that when while where as because although though if whereas than before after since until")
_RELATIVE = word_set("who which whom that whose where")
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday")
PARTS_OF_DAY = word_set(
    "day night morning afternoon evening midday noon midnight dawn dusk week month year hour weekend"
)
_WHICH_DAY = word_set("same next following previous that this last one very other early late")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of tokens ``[i, j)``: ``NP``, ``VG`` (verbs), ``P`` (preposition), ``C``, ``R`` (who, which), ``.`` or ``B``.

    ``head`` is the token of a noun group's head (before any "of"), ``core`` where its first "of" stands, or ``j``.
    ``verb`` is what the last verb of a verb group means; ``marks`` its passive, negation, moods.
    """

    kind: str
    i: int
    j: int
    head: int = -1
    core: int = -1
    verbs: tuple[Found, ...] = ()
    marks: frozenset[str] = frozenset()


@dataclass
class Parsed:
    """One sentence: its tokens, the entries that begin at each, a tag for each and its chunks."""

    tokens: list[Token]
    found: list[list[Found]]
    tags: list[str]
    chunks: list[Chunk] = field(default_factory=list)
    at: list[int] = field(default_factory=list)

    def low(self, i: int) -> str:
        """The folded word at ``i``, empty outside the sentence."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def entries(self, i: int, j: int, *sorts: str) -> list[Found]:
        """Entries of some classes that lie within tokens ``[i, j)``, longest at each place, none inside another's tokens."""
        out: list[Found] = []
        after = i
        for k in range(i, j):
            if k < after:
                continue
            for f in self.found[k]:
                if f.j <= j and f.entry.sort in sorts:
                    out.append(f)
                    after = f.j
                    break
        return out


def parsed(tokens: list[Token], words: Lexicon) -> Parsed:
    """Tags and chunks of one sentence; in languages other than English the entries alone."""
    found = words.found(tokens)
    if words.language != "en":
        return Parsed(tokens, found, ["O"] * len(tokens))
    sentence = Parsed(tokens, found, _tags(tokens, found))
    sentence.chunks = _chunks(sentence)
    sentence.at = [-1] * len(tokens)
    for number, chunk in enumerate(sentence.chunks):
        for k in range(chunk.i, chunk.j):
            sentence.at[k] = number
    return sentence


def _tags(tokens: Sequence[Token], found: list[list[Found]]) -> list[str]:
    tags: list[str] = []
    i = 0
    while i < len(tokens):
        size = _bracket(tokens, i)
        if size:
            tags += ["B"] * size
            i += size
            continue
        tag, length = _tag(tokens, found, i, tags[-1] if tags else "")
        tags += [tag] * length
        i += length
    return tags


def _bracket(tokens: Sequence[Token], i: int) -> int:
    close = _BRACKETS.get(tokens[i].low)
    if close:
        for k in range(i + 1, min(len(tokens), i + _LONGEST_BRACKET)):
            if tokens[k].low == close:
                return k - i + 1
    return 0


def _tag(tokens: Sequence[Token], found: list[list[Found]], i: int, before: str) -> tuple[str, int]:
    token = tokens[i]
    if token.sort == "mark":
        return ("'" if token.low == "'s" else "."), 1
    if token.sort == "number":
        return "N", 1
    here = found[i]
    sorts = {f.entry.sort for f in here}
    if token.low in PARTS_OF_DAY and before == "X" and any(tokens[i - 1].low[:3] == d[:3] for d in DAYS):
        return "X", 1
    if any(f.j - f.i > 1 and f.entry.sort in _NOMINAL for f in here[:1]):
        return "O", here[0].j - here[0].i
    if token.low == "to":
        return ("T" if _verb_follows(found, i + 1) else "P"), 1
    for sort, tag in (
        ("time", "X"),
        ("adverb", "X"),
        ("accord", "P"),
        ("det", "D"),
        ("prep", "P"),
        ("aux", "A"),
        ("pron", "R"),
        ("conj", "C"),
        ("not", "X"),
    ):
        for f in here:
            if f.entry.sort == sort:
                if sort in ("prep", "conj") and token.low == "that" and before in ("V", "A", ""):
                    return "C", 1
                return _closed(tokens, i, f, tag, before)
    if sorts & set(_VERBAL):
        verbal = next(f for f in here if f.entry.sort in _VERBAL)
        if _is_verb(tokens, found, i, verbal, sorts, before):
            return "V", verbal.j - verbal.i
        return "O", 1
    return _open(tokens, found, i, before, sorts)


def _closed(tokens: Sequence[Token], i: int, f: Found, tag: str, before: str) -> tuple[str, int]:
    if tokens[i].low == "that" and tag == "D" and i + 1 < len(tokens):
        return "C" if before in ("V", "O", "N", ".") else "D", 1
    return tag, f.j - f.i


def _open(tokens: Sequence[Token], found: list[list[Found]], i: int, before: str, sorts: set[str]) -> tuple[str, int]:
    low = tokens[i].low
    if sorts & set(_NOMINAL):
        return "O", 1
    if low in _ADVERBS or (low.endswith("ly") and len(low) > 4 and low not in _NO_ADVERB):
        return "X", 1
    after = _next_sort(tokens, found, i + 1)
    if len(low) > 4 and low not in _NO_VERB and "adj" not in sorts:
        if low.endswith("ed") and before in ("O", "R", "A", "N", "X") and after in ("D", "P", "N", "T", ".", "C", ""):
            return "V", 1
        if low.endswith("ing") and before in ("A", ".", "C", "") and after in ("D", "P", "N", "O"):
            return "V", 1
    return "O", 1


def _next_sort(tokens: Sequence[Token], found: list[list[Found]], i: int) -> str:
    if i >= len(tokens):
        return ""
    if tokens[i].sort != "word":
        return "N" if tokens[i].sort == "number" else "."
    if tokens[i].low == "to":
        return "T"
    for f in found[i]:
        tag = {"det": "D", "prep": "P", "accord": "P", "conj": "C", "aux": "A", "pron": "R"}.get(f.entry.sort)
        if tag:
            return tag
    return "O"


def _verb_follows(found: list[list[Found]], i: int) -> bool:
    if i >= len(found) or any(f.entry.sort == "weapon" for f in found[i]):
        return False
    return any(f.entry.sort in (*_VERBAL, "aux") and f.entry.form in ("base", "") for f in found[i])


def _is_verb(
    tokens: Sequence[Token], found: list[list[Found]], i: int, verbal: Found, sorts: set[str], before: str
) -> bool:
    """Whether a word that may be a verb is one here, by what stands on either side."""
    after = _next_sort(tokens, found, verbal.j)
    form = verbal.entry.form
    if form == "past":
        if before == "O" and any(f.entry.sort in ("actor", "person") and f.j == i for f in found[i - 1]):
            return True
        if before in ("D", "P", "'") or ("adj" in sorts and before not in ("A", "X") and after == "O"):
            return after in ("D", "P") and before != "D" and tokens[i - 1].low not in ("of", "by", "with")
        return True
    if form == "ing":
        return before not in ("D", "'") and not (before in ("O", "") and after in ("P", ".", "") and "noun" in sorts)
    if before in ("T", "R", "A") or (before == "X" and after != "P"):
        return True
    if sorts & {"noun", "weapon", "person", "actor", "thing", "title", "placeword"} or before in ("D", "P", "'", "N"):
        return before == "O" and after in ("D", "N") and "weapon" not in sorts and tokens[i].low.endswith("s")
    return before in ("O", "B", ",", "", ".") or after in ("D", "N")


def _chunks(s: Parsed) -> list[Chunk]:
    out: list[Chunk] = []
    i, n = 0, len(s.tokens)
    while i < n:
        tag = s.tags[i]
        if tag in ("A", "V", "T") or (tag == "X" and _verb_after(s, i)):
            chunk = _verb_group(s, i)
        elif tag in ("D", "N", "O"):
            chunk = _noun_group(s, i)
        elif tag == "B":
            j = i
            while j < n and s.tags[j] == "B" and not (j > i and s.low(j) in _BRACKETS):
                j += 1
            chunk = Chunk("B", i, j)
        else:
            kind = "R" if s.low(i) in _RELATIVE and tag in ("C", "R", "P") else {"'": ".", "R": "NP"}.get(tag, tag)
            j = i + 1
            while (
                tag == "P"
                and j < n
                and any(f.i == i and f.j > j and f.entry.sort in ("prep", "accord") for f in s.found[i])
            ):
                j += 1
            chunk = Chunk(kind, i, j, i, j)
        out.append(chunk)
        i = chunk.j
    return out


def _verb_after(s: Parsed, i: int) -> bool:
    while i < len(s.tags) and s.tags[i] == "X":
        i += 1
    return i < len(s.tags) and s.tags[i] in ("A", "V")


def _verb_group(s: Parsed, i: int) -> Chunk:
    j, n = i, len(s.tokens)
    verbs: list[Found] = []
    marks: set[str] = set()
    while j < n and s.tags[j] in ("A", "V", "T", "X"):
        if s.tags[j] == "V":
            if verbs and s.tags[j - 1] not in ("T", "A", "X", "V"):
                break
            known = [f for f in s.found[j] if f.entry.sort in _VERBAL]
            if known:
                verbs.append(known[0])
                marks.add(known[0].entry.form)
                j = known[0].j
                continue
            marks.add("past" if s.low(j).endswith("ed") else "ing")
        elif s.tags[j] == "T":
            marks.add("to")
        elif s.low(j) in ("is", "are", "was", "were", "be", "been", "being", "got"):
            marks.add("be")
        elif s.low(j) in ("not", "never", "n't") or s.low(j).endswith("n't"):
            marks.add("not")
        elif s.low(j) in ("would", "could", "might", "may", "should", "can", "must", "shall"):
            marks.add("if")
        elif s.low(j) == "will":
            marks.add("plan")
        elif s.low(j) in ("has", "have", "had"):
            marks.add("have")
        j += 1
    if verbs and verbs[-1].entry.form == "past" and (("be" in marks) or (not marks & {"be", "have"} and "to" in marks)):
        marks.add("passive")
    return Chunk("VG", i, max(j, i + 1), verbs=tuple(verbs), marks=frozenset(marks))


def _noun_group(s: Parsed, i: int) -> Chunk:
    """A noun group with what hangs on it by "of" and by the possessive; "of" after a word for an act hangs on the act."""
    j, head, core = _simple(s, i)
    while j < len(s.tokens):
        if s.tags[j] == "'" and j + 1 < len(s.tokens) and s.tags[j + 1] in ("O", "N"):
            j, head, core = _simple(s, j + 1)
            core = -1
        elif s.low(j) == "of" and j + 1 < len(s.tokens) and s.tags[j + 1] in ("D", "N", "O") and not _act_word(s, i, j):
            core = j if core < 0 else core
            j, _, _ = _simple(s, j + 1)
        else:
            break
    return Chunk("NP", i, j, head, core if core > 0 else j)


def _simple(s: Parsed, i: int) -> tuple[int, int, int]:
    j = i
    while j < len(s.tokens) and s.tags[j] == "D":
        j += 1
    if i < j < len(s.tokens) - 1 and s.tags[j] == "X" and s.low(j).endswith("ly") and s.tags[j + 1] == "O":
        j += 1
    while j < len(s.tokens) and (s.tags[j] in ("O", "N") or _inner_quote(s, i, j)):
        if j > i + 1 and _time_ends(s, i, j):
            break
        j += 1
    j = max(j, i + 1)
    return j, j - 1, -1


def _time_ends(s: Parsed, i: int, j: int) -> bool:
    """True where a time in words ends at ``j`` and another group begins: "the same day | rebels"."""
    if s.low(j - 1) not in PARTS_OF_DAY or s.low(j) in PARTS_OF_DAY:
        return False
    led = any(s.low(k) in _WHICH_DAY or s.low(k) in DAYS for k in range(i, j - 1))
    plain = all(s.tags[k] in ("D", "N") or s.low(k) in _WHICH_DAY or s.low(k) in DAYS for k in range(i, j - 1))
    return led and plain


def _inner_quote(s: Parsed, i: int, j: int) -> bool:
    """A quotation mark within a name: the "Canessa" plant."""
    if s.low(j) not in QUOTES or not (j + 1 < len(s.tokens)):
        return False
    near = range(max(i, j - 5), min(len(s.tokens), j + 6))
    marks = [k for k in near if s.low(k) in QUOTES]
    return len(marks) > 1 and all(s.tags[k] in ("O", "N", "D") or k in marks for k in range(marks[0], marks[-1] + 1))


def _act_word(s: Parsed, i: int, j: int) -> bool:
    return any(
        f.entry.sort == "noun" and "count" not in f.entry.features
        for k in range(max(i, j - 3), j)
        for f in s.found[k]
        if f.j == j
    )


def is_clause_word(low: str) -> bool:
    """True for words that open a clause of their own."""
    return low in _CLAUSE
