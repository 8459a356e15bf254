"""Whether words that tell of an act tell that it happened: negation, doubt, plans, threats, attempts, general talk, old news."""

import re

from holdfire.claims.text.chunks import Parsed, is_clause_word
from holdfire.claims.text.frame import Frame
from holdfire.claims.text.model import Aside

_PROMISED = ("withdrawal", "evacuation", "siege")
"""Nouns that, beside a word for an agreement, name what was agreed and not what was done."""
_REACH = 6
"""Tokens before a trigger within which a word of doubt governs it, where no verb group says so itself."""
_LASTING = re.compile(
    r"^(?:\w+-)?(?:day|week|month|year|decade)s?-(?:long|old)$|^(?:много|\w+)(?:недельн|месячн|летн)\w+$"
)
"""Adjectives that stretch an act over a time no single happening has: "a month-long offensive"."""


def judge_all(s: Parsed, frames: list[Frame], language: str) -> None:
    """Set ``aside`` and ``stage`` of a sentence's frames in order: what hangs on a frame that is no incident is none itself."""
    for number, frame in enumerate(frames):
        judge_moods(s, frame, language)
        if not frame.aside and number and frames[number - 1].aside and _hangs_on(s, frames[number - 1], frame):
            frame.aside = frames[number - 1].aside


def _hangs_on(s: Parsed, earlier: Frame, frame: Frame) -> bool:
    """A participle ("..., killing many"; "while still targeting") or "which" and "that" right after a noun for an act."""
    if frame.noun or not s.chunks:
        return False
    chunk = s.at[frame.trigger[0]]
    if chunk <= 0:
        return False
    marks = s.chunks[chunk].marks
    if "ing" in marks and not marks & {"be", "have"}:
        return True
    before = s.chunks[chunk - 1]
    return before.kind == "R" and s.low(before.i) in ("which", "that") and earlier.noun


def judge_moods(s: Parsed, frame: Frame, language: str) -> None:
    """Set ``aside`` and ``stage`` of a frame by the words that govern it."""
    governing = _governing(s, frame)
    if _denied(s, frame, governing):
        frame.aside = "denied-by-the-text"
        return
    if "if" in governing or "if" in frame.marks:
        frame.aside = "hypothetical"
    if "threat" in governing:
        frame.stage, frame.aside = "threatened", "hypothetical"
    if "plan" in governing or "plan" in frame.marks:
        frame.aside = frame.aside or "planned"
    if frame.noun and frame.act in _PROMISED and any(f.entry.sort == "about" for here in s.found for f in here):
        frame.aside = frame.aside or "planned"
    if "end" in governing and frame.noun and "both" in frame.entry.features:
        frame.aside = frame.aside or "referred-to"
    if governing & {"avoid", "end"} and not (frame.noun and (frame.actors or frame.targets) and frame.definite):
        frame.aside = frame.aside or "referred-to"
    if "attempt" in governing or "foiled" in frame.entry.features:
        frame.stage = "attempted" if frame.stage == "done" else frame.stage
    if not frame.aside and _general(s, frame):
        frame.aside = "general"


def _denied(s: Parsed, frame: Frame, governing: set[str]) -> bool:
    return "not" in frame.marks or "not" in governing


def _governing(s: Parsed, frame: Frame) -> set[str]:
    """Values of the words of doubt that stand before the trigger in its clause, and of attempts anywhere near it.

    Where the clause tells who owns the act or is blamed for it, a negation is of that: "no group has claimed the attack".
    """
    found: set[str] = set()
    start, end = frame.trigger
    first = _clause_start(s, start)
    owning = any(f.entry.sort == "cause" for k in range(first, start) for f in s.found[k])
    for k in range(first, start):
        for f in s.found[k]:
            if f.entry.sort == "hypo" and f.j <= start and (start - f.j <= _REACH or f.entry.value == "if"):
                found.add(f.entry.value)
            elif f.entry.sort == "not" and not owning and f.j <= start and start - f.j <= 2 and s.low(f.j) != "only":
                found.add("not")
            elif f.entry.sort == "attempt" and start - f.j <= 3:
                found.add("attempt")
    if frame.noun and not s.chunks and end < len(s.tokens) and any(f.entry.sort == "not" for f in s.found[end]):
        found.add("not")
    for k in range(end, min(len(s.tokens), end + 4)):
        if any(f.entry.sort == "attempt" and f.entry.value == "attempt" for f in s.found[k]) and frame.noun:
            found.add("attempt")
    return found


def _clause_start(s: Parsed, i: int) -> int:
    for k in range(i - 1, -1, -1):
        if s.tokens[k].low in (";", ":", '"', "“", "«", "”", "»"):
            return k + 1
        if is_clause_word(s.low(k)) and s.low(k) not in ("if", "than"):
            return k
    return 0


def _general(s: Parsed, frame: Frame) -> bool:
    """A bare plural ("attacks") with a word of habit or long time beside it, and nobody harmed by name or number."""
    values = {f.entry.value for here in s.found for f in here if f.entry.sort == "background"}
    if "recall" in values:
        return True
    if frame.noun and any(_LASTING.search(s.low(k)) for k in range(max(0, frame.trigger[0] - 3), frame.trigger[0])):
        return True
    cues = bool(values)
    if not cues:
        return frame.noun and frame.plural and not (frame.targets or frame.actors) and not frame.definite
    counted = any(s.tokens[k].sort == "number" for span in frame.targets for k in range(*span))
    return not counted


def reason_by_time(background: bool, days_before: float | None, old_days: int) -> Aside:
    """``summary`` for spans no single happening has, ``long-ago`` for days far before publication, else nothing."""
    if background:
        return "summary"
    if days_before is not None and days_before > old_days:
        return "long-ago"
    return ""
