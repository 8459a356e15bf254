"""A line of time on which long stretches without anything are left out, each at a marked break. One scale throughout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from dateutil.relativedelta import relativedelta

BREAK, EDGE, BETWEEN_TICKS, MOST = 46.0, 28.0, 96.0, 4
"""Width of a break, room before and after what a piece holds, least distance of two dates on the line, most breaks."""
LONG, APART = 0.4, 10.0
"""Where two instants lie nearer to one another than so many pixels, a gap longer than this part of the line is left out."""
DAYS = (1, 2, 4, 7, 14)
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True)
class Piece:
    """An unbroken stretch of time and where it lies, edges included."""

    start: datetime
    end: datetime
    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A date on the line."""

    x: float
    at: datetime


@dataclass(frozen=True)
class Axis:
    """The pieces in order; a break lies between each two."""

    pieces: tuple[Piece, ...]
    per_second: float

    def x(self, at: datetime) -> float:
        """Where an instant lies. One in a stretch left out lies in its break; one beyond the ends, at the end."""
        before = self.pieces[0]
        for piece in self.pieces:
            if at < piece.start:
                if piece is before:
                    return piece.x + EDGE
                share = (at - before.end) / (piece.start - before.end)
                first = before.x + before.width - EDGE
                return round(first + share * (piece.x + EDGE - first), 1)
            if at <= piece.end:
                return round(piece.x + EDGE + (at - piece.start).total_seconds() * self.per_second, 1)
            before = piece
        return round(before.x + before.width - EDGE, 1)

    def breaks(self) -> Iterator[tuple[float, timedelta]]:
        """The middle of each break and how much time it leaves out."""
        for before, after in pairwise(self.pieces):
            yield round((before.x + before.width + after.x) / 2, 1), after.start - before.end

    def ticks(self, tz: tzinfo) -> Iterator[Tick]:
        """Local midnights, as many as have room for their date; the first instant of a piece that holds none."""
        for piece in self.pieces:
            found = list(_midnights(piece, self.per_second, tz))
            yield from found or [Tick(self.x(piece.start), piece.start)]


def axis(instants: Iterable[datetime], x: float, width: float) -> Axis:
    """The line of time that holds these instants; one without pieces where there are none."""
    at = sorted(set(instants))
    if not at:
        return Axis((), 0.0)
    bounds = [at[0], *(edge for gap in _left_out(at, width) for edge in gap), at[-1]]
    pairs = list(zip(bounds[::2], bounds[1::2], strict=True))
    room = width - BREAK * (len(pairs) - 1) - 2 * EDGE * len(pairs)
    held = sum((end - start).total_seconds() for start, end in pairs)
    per_second = room / held if held else 0.0
    pieces = []
    for start, end in pairs:
        wide = 2 * EDGE + (end - start).total_seconds() * per_second
        pieces.append(Piece(start, end, x, wide))
        x += wide + BREAK
    return Axis(tuple(pieces), per_second)


def _left_out(at: list[datetime], width: float) -> list[tuple[datetime, datetime]]:
    """The gaps that are left out, in order of time."""
    gaps = sorted(pairwise(at), key=lambda gap: (gap[0] - gap[1], gap[0]))
    total = sum((end - start for start, end in gaps), timedelta())
    out: list[tuple[datetime, datetime]] = []
    for gap in gaps[: min(len(gaps) - 1, MOST)]:
        nearest = (gaps[-1][1] - gaps[-1][0]) / total * (width - BREAK * len(out) - 2 * EDGE * (len(out) + 1))
        length = gap[1] - gap[0]
        if length <= total * LONG or nearest >= APART:
            break
        out.append(gap)
        total -= length
    return sorted(out)


def _midnights(piece: Piece, per_second: float, tz: tzinfo) -> Iterator[Tick]:
    first = piece.start.astimezone(tz)
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    step = _step(per_second)
    if step.months or step.years:
        day = day.replace(day=1)
    last = -BETWEEN_TICKS
    while day <= piece.end:
        if day >= piece.start:
            at = piece.x + EDGE + (day - piece.start).total_seconds() * per_second
            if at - last >= BETWEEN_TICKS * 0.9:
                yield Tick(round(at, 1), day)
                last = at
        day = day + step


def _step(per_second: float) -> relativedelta:
    """The shortest step whose dates have room."""
    for days in DAYS:
        if days * 86400 * per_second >= BETWEEN_TICKS:
            return relativedelta(days=days)
    for months in MONTHS:
        if months * 30 * 86400 * per_second >= BETWEEN_TICKS:
            return relativedelta(months=months)
    return relativedelta(years=25)
