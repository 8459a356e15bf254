"""Summaries of the Syrian Network for Human Rights, in English or Arabic: breaches by kind, by who is blamed and by province.

Its figures nest: so many by combat (of these so many by each force, of these so many in each province) and so many arrests.
They are kept as stated, as parts of parts; where the sum disagrees, the check of stated totals says so.
"""

import re
from dataclasses import dataclass, field

from holdfire.claims.bulletins.counts import SINCE, Figure, figure_in
from holdfire.claims.bulletins.day import longer
from holdfire.claims.bulletins.model import Maker, Spans
from holdfire.claims.bulletins.parts import Part, parts_text, told_parts
from holdfire.claims.bulletins.russian_centre import people
from holdfire.claims.bulletins.sentences import Piece, sentences
from holdfire.claims.claim import Alternatives, Count
from holdfire.claims.language import numbers_in, times_in
from holdfire.when import Span

BODY = "SNHR"
SERIES = "snhr"
_COMBAT = re.compile(r"combat|military\s(?:attack|operation|action)|fighting|bombard|قتالي|عسكري|عمليات\sقصف", re.I)
_ARREST = re.compile(r"arrest|detain|detention|اعتقال|معتقل", re.I)
_ADJECTIVE = r"(?:(?:alleged|armed|opposition|government|self-?management|pro-\w+|[\w]+-backed|[A-Z][\w’'-]+)\s)"
_FORCE = re.compile(
    rf"(?P<en>{_ADJECTIVE}{{0,4}}(?:forces|factions|militias|regime|coalition)(?:\sand\s{_ADJECTIVE}{{0,3}}(?:forces|factions|militias|allies))?)"
    r"|(?P<ar>(?:القوات\s[\u0621-\u064a]+|قوات\s[\u0621-\u064a]+(?:\s(?:الذاتية|الكردية))?(?:\sالكردية)?"
    r"|فصائل\s[\u0621-\u064a]+(?:\sالمسلحة)?|الميليشيات\s[\u0621-\u064a]+))"
)
_CUT = re.compile(
    r"[,;:،.()]|\b(?:including|included|while|whereas|of\s(?:those|which|them)|in\saddition|منها|بينها|فيما|في\sحين)\b|\n",
    re.I,
)
_OF_WHICH = re.compile(r"\s*(?:of\s(?:those|which|them)|منها)\s", re.I)


@dataclass
class _Kind:
    """One kind of breach: its total, who is blamed and where, as told."""

    name: str
    number: int
    number_at: tuple[int, int]
    by: list[tuple[Part, list[Part]]] = field(default_factory=list)


def read(maker: Maker, language: str) -> None:
    """The count with its nested parts, the running total, and people killed."""
    pieces = sentences(maker.text)
    totals = [f for piece in pieces if (f := figure_in(maker.text, piece, language)) and not _only_kind(piece, f)]
    running = [f for f in totals if f.running and f is not totals[0] and f.number >= totals[0].number]
    kinds: dict[str, _Kind] = {}
    for piece in pieces:
        _kinds(maker.text, piece, language, kinds)
    if totals:
        _count(maker, totals[0], running[-1] if running else None, kinds, pieces)
    elif kinds:
        first = min(kind.number_at[0] for kind in kinds.values())
        maker.leave(first, first + 80, "kinds of breaches without a total", "Enter the total by hand.")
    for piece in pieces:
        counts = [
            n.model_copy(update={"start": n.start + piece.start, "end": n.end + piece.start})
            for n in numbers_in(piece.words, language)
            if not n.measures and n.best is not None
        ]
        people(maker, piece, counts, maker.text)


def _only_kind(piece: Piece, figure: Figure) -> bool:
    """Whether the sentence's first figure is of one kind and no total."""
    tail = _tail(piece.words, figure.number_at[1] - piece.start, len(piece.words))
    return bool(_kind_word(tail) or _FORCE.search(tail)) and not SINCE.search(piece.words)


def _kind_word(words: str) -> str:
    return "combat" if _COMBAT.search(words) else "arrests" if _ARREST.search(words) else ""


def _tail(words: str, start: int, end: int) -> str:
    """What stands after a number, as far as its clause goes."""
    if lead := _OF_WHICH.match(words, start, end):
        start = lead.end()
    cut = _CUT.search(words, start, end)
    return words[start : cut.start() if cut else end]


def _kinds(text: str, piece: Piece, language: str, kinds: dict[str, _Kind]) -> None:
    """Numbers of a sentence in order: a kind's own, then by whom, each with the places that brackets after it give."""
    numbers = [
        n for n in numbers_in(piece.words, language) if not n.measures and n.best is not None and n.best == int(n.best)
    ]
    current: _Kind | None = None
    last = piece.start
    for at, number in enumerate(numbers):
        start, end = piece.start + number.start, piece.start + number.end
        stop = piece.start + numbers[at + 1].start if at + 1 < len(numbers) else piece.end
        tail = _tail(text, end, stop)
        kind, force = _kind_word(tail), _force(text, end, end + len(tail)) or _force_before(text, last, start)
        last = end
        if kind and kind not in kinds:
            current = kinds[kind] = _Kind(kind, int(number.best or 0), (start, end))
        elif kind:
            current = kinds[kind]
        if force and current and start >= current.number_at[0] and int(number.best or 0) <= current.number:
            blamed = Part(text[slice(*force)], int(number.best or 0), force, (start, end))
            current.by.append((blamed, _places(text, end, piece.end, language, blamed.number)))


def _force(text: str, start: int, end: int) -> tuple[int, int] | None:
    match = _FORCE.search(text, start, end)
    return match.span() if match else None


def _force_before(text: str, start: int, end: int) -> tuple[int, int] | None:
    """As in "Kurdish forces were responsible for nine": a force whose verb leads to the number."""
    found = [m for m in _FORCE.finditer(text, start, end) if re.fullmatch(r"\s(?:\w+\s){1,4}", text[m.end() : end])]
    return found[-1].span() if found else None


def _places(text: str, start: int, end: int, language: str, most: int) -> list[Part]:
    """Places in brackets right after who is blamed: "government forces (Daraa 13, Homs 4)"."""
    opened = re.compile(r"[^,.;:()\d]{0,60}\(").match(text, start, end)
    closed = text.find(")", opened.end(), end) if opened else -1
    if not opened or closed < 0:
        return []
    parts = told_parts(text, opened.end() - 1, closed, language)
    return [p for p in parts if p.number <= most and not _FORCE.search(p.name)]


def _count(maker: Maker, total: Figure, running: Figure | None, kinds: dict[str, _Kind], pieces: list[Piece]) -> None:
    spans: Spans = {"count.number": total.number_at}
    for kind in kinds.values():
        spans[f"count.parts.{kind.name}"] = kind.number_at
    actors = dict.fromkeys(maker.context.actor(part.name) for kind in kinds.values() for part, _ in kind.by)
    if running:
        spans["count.since_start"] = running.number_at
    count = Count(
        number=total.number,
        unit="violations",
        parts="; ".join(_nested(kind) for kind in kinds.values()),
        since_start=running.number if running else total.number if total.running else None,
        series=SERIES,
    )
    together: Alternatives = (tuple(sorted(actors)),) if actors else ()
    span = longer(maker.text[total.start : total.end], maker.window, _start(maker, total, pieces))
    maker.add("count", total.start, total.end, spans, count=count, actors=together, span=span, precision="range")


def _start(maker: Maker, total: Figure, pieces: list[Piece]) -> Span | None:
    """A stated day from which the total counts: the first one in its sentence that comes after "since" or "from"."""
    for said in times_in(maker.text[total.start : total.end], "en", maker.window, maker.context.tz):
        before = maker.text[max(total.start, total.start + said.start - 40) : total.start + said.start]
        if (
            re.search(r"\b(?:since|from|between|began|started|into effect|منذ|من)\b", before)
            and not said.background
            and total.running
        ):
            return Span(said.first, said.last)
    return None


def _nested(kind: _Kind) -> str:
    inner = "; ".join(
        _one(part) + (f"[{'; '.join(_one(p) for p in where)}]" if where else "") for part, where in kind.by
    )
    return f"{kind.name}={kind.number}" + (f"[{inner}]" if inner else "")


def _one(part: Part) -> str:
    return parts_text([part])
