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
_COMBAT = re.compile(r"combat|military\s(?:attack|operation)|fighting|bombard|قتالي|عسكري|عمليات\sقصف", re.I)
_ARREST = re.compile(r"arrest|detain|detention|اعتقال|معتقل", re.I)
_FORCE = re.compile(
    r"forces?\b|factions?|regime|militias?|opposition|ISIS|Self-management|PYD|coalition|قوات|القوات|فصائل|النظام|ميليشيا|المعارضة|الإدارة",
    re.I,
)

_GOES_ON = re.compile(r"provinc|governorate|محافظ|forces?\b|قوات", re.I)


@dataclass
class _Kind:
    """One kind of breach: its total, who is blamed and where, as told."""

    name: str
    number: int
    number_at: tuple[int, int]
    by: list[tuple[Part, list[Part]]] = field(default_factory=list)
    where: list[Part] = field(default_factory=list)


def read(maker: Maker, language: str) -> None:
    """The count with its nested parts, the running total, and people killed."""
    pieces = sentences(maker.text)
    totals = [f for piece in pieces if (f := figure_in(maker.text, piece, language)) and not _only_kind(piece, f)]
    running = [f for f in totals if f.running and f is not totals[0]]
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
    words = piece.words[figure.number_at[1] - piece.start : figure.number_at[1] - piece.start + 60]
    return bool(
        re.match(r"[^,.;:،]{0,60}?(?:combat|arrest|military|قتالي|اعتقال|عسكري)", words, re.I)
    ) and not SINCE.search(piece.words)


def _kinds(text: str, piece: Piece, language: str, kinds: dict[str, _Kind]) -> None:
    """Numbers of a sentence in order: the kind's own, then by whom, then where."""
    current: _Kind | None = None
    for part in told_parts(text, piece.start, piece.end, language, names_after=True):
        around = text[part.number_at[0] : max(part.name_at[1], part.number_at[1]) + 45]
        near = re.split(r"[,;:،]|\b(?:including|while|and\s\d)", around[part.number_at[1] - part.number_at[0] :])[0]
        for name, pattern in (("combat", _COMBAT), ("arrests", _ARREST)):
            if pattern.search(near) and name not in kinds:
                current = kinds[name] = _Kind(name, part.number, part.number_at)
                break
        else:
            _into(current or (_last(kinds) if _GOES_ON.search(piece.words) else None), part, near)
    _unnamed_kinds(text, piece, language, kinds)


def _unnamed_kinds(text: str, piece: Piece, language: str, kinds: dict[str, _Kind]) -> None:
    """As in "32 breaches in the form of arrests: 18 by government forces": a kind whose words are nothing but the kind."""
    numbers = [n for n in numbers_in(piece.words, language) if not n.measures and n.best is not None]
    for number in numbers:
        words = re.split(r"[,;:.،]|\bincluding|\bwhile\b", piece.words[number.end : number.end + 60])[0]
        for name, pattern in (("combat", _COMBAT), ("arrests", _ARREST)):
            if name not in kinds and pattern.search(words) and not _FORCE.search(words):
                at = (piece.start + number.start, piece.start + number.end)
                kinds[name] = _Kind(name, int(number.best or 0), at)
                for part in told_parts(text, piece.start + number.end, piece.end, language, names_after=True):
                    _into(kinds[name], part, text[part.number_at[1] : part.number_at[1] + 60])


def _last(kinds: dict[str, _Kind]) -> _Kind | None:
    return list(kinds.values())[-1] if kinds else None


def _into(kind: _Kind | None, part: Part, near: str) -> None:
    if kind is None or part.number > kind.number:
        return
    if _FORCE.search(part.name) or _FORCE.search(near):
        if all(part.number_at != own.number_at for own, _ in kind.by):
            kind.by.append((part, []))
    elif kind.by and sum(p.number for p in kind.by[-1][1]) + part.number <= kind.by[-1][0].number:
        kind.by[-1][1].append(part)
    else:
        kind.where.append(part)


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
    inner = inner or "; ".join(_one(part) for part in kind.where)
    return f"{kind.name}={kind.number}" + (f"[{inner}]" if inner else "")


def _one(part: Part) -> str:
    return parts_text([part])
