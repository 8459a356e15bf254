"""The line of time: for each reading its windows, clocks and deadlines, each in a row of its own; then the gates in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from holdfire.agreement import Agreement
from holdfire.publish.draw_axis import Axis, Tick, axis
from holdfire.publish.draw_gates import gates_drawn
from holdfire.publish.draw_ink import Drawn, Mark, Path, Point, Rect, Text, paragraph, stacked
from holdfire.publish.draw_letters import Letters, height_of, width_of
from holdfire.publish.draw_rows import Band, Row, bands
from holdfire.publish.draw_say import Say
from holdfire.when import zone

LABEL, GUTTER, BAR, ENDLESS = 330.0, 22.0, 12.0, 80.0
"""Width of the labels, room between them and the line, height of a bar, room for bars without end."""
SIZE, STEP = 6.0, 16.0
"""Half the size of a sign, and the least distance of two."""
UNDATED = 3
"""Columns of what has no date."""


@dataclass(frozen=True)
class _Track:
    """Where the line of time lies, and how words are set."""

    say: Say
    letters: Letters
    width: float
    axis: Axis
    tz: tzinfo

    @property
    def left(self) -> float:
        """Where the line begins."""
        return LABEL + GUTTER


def time_drawn(agreement: Agreement, say: Say, letters: Letters, width: float) -> Drawn:
    """The panel of time, ``width`` pixels wide."""
    held = bands(agreement, say)
    rows = [row for band in held for row in band.rows]
    instants = [at for row in rows for at in row.instants()]
    endless = any(row.start and not row.end for row in rows)
    line = axis(instants, LABEL + GUTTER, width - LABEL - GUTTER - (ENDLESS if endless else 0))
    track = _Track(say, letters, width, line, zone(agreement.text.time_zone))
    parts = [_legend(track, rows)] if line.pieces else []
    parts += [_band(track, band) for band in held]
    gates = gates_drawn(agreement.text, say, letters, width)
    told = [sentence for band in held for sentence in _told(say, band)]
    whole = stacked([*parts, gates], 20)
    return Drawn(whole.marks, whole.height, (*told, *gates.told))


def _told(say: Say, band: Band) -> Iterable[str]:
    """A band in sentences, for those who do not see it."""
    yield f"{_title(say, band)}."
    for row in band.rows:
        who = f" ({row.who})" if row.who else ""
        yield f"{row.label}{who}: {row.told}."


def _title(say: Say, band: Band) -> str:
    names = say.joined([say.reading(reading) for reading in band.readings])
    return say.gettext("In every reading: %(readings)s") % {"readings": names} if band.everyone else names


def _band(track: _Track, band: Band) -> Drawn:
    """One band: its title, the dates, a row for each thing, then what has no date."""
    say, letters, width = track.say, track.letters, track.width
    title = paragraph(letters, _title(say, band), 10, 7, width - 20, "h3", tint="accent")
    top = title.height + 14
    dated = [row for row in band.rows if row.dated]
    rest = [row for row in band.rows if not row.dated]
    parts: list[Drawn] = []
    if dated:
        rows = stacked([_row(track, row) for row in dated])
        ticks = _ticks(track, rows.height)
        parts.append(
            Drawn((*ticks.marks, *(m.moved(0, ticks.height) for m in rows.marks)), ticks.height + rows.height + 4)
        )
    if rest:
        parts.append(_undated(track, rest))
    if not band.rows:
        parts.append(
            paragraph(
                letters, say.gettext("Nothing beyond what every reading has."), 10, 0, width - 20, "small", tint="soft"
            )
        )
    inside = stacked(parts, 8)
    high = top + inside.height + 8
    frame = Rect(0, 0, width, round(high, 1), "band")
    head = Rect(0, 0, width, round(top - 4, 1), "band-head")
    return Drawn((frame, head, *title.marks, *(m.moved(0, top) for m in inside.marks)), round(high, 1))


def _ticks(track: _Track, below: float) -> Drawn:
    """Dates above thin upright lines; beneath the dates, at each break, how much time it leaves out."""
    marks: list[Mark] = []
    breaks = list(track.axis.breaks())
    line = height_of("tick")
    tall = line * (2 if breaks else 1) + 4
    free = 0.0
    for tick in track.axis.ticks(track.tz):
        marks.append(Path((((tick.x, tall), (tick.x, tall + below)),), "tick"))
        date, half = _date(track, tick, line - 3)
        if date.x - half >= free:
            marks.append(date)
            free = date.x + half + 6
    for x, length in breaks:
        for aside in (-3.5, 3.5):
            zigzag = tuple((x + aside + (3 if n % 2 else -3), tall + below * n / 8) for n in range(9))
            marks.append(Path((zigzag,), "break"))
        words = track.letters.plain(track.say.days(length))
        marks.append(Text(x, tall - 4, words, "tick soft", "middle"))
    return Drawn(tuple(marks), tall)


def _date(track: _Track, tick: Tick, y: float) -> tuple[Text, float]:
    """A date at its line, moved inward at the ends of the line, and half its width."""
    words = track.say.day(tick.at)
    half = width_of(words, "tick") / 2
    x = min(max(tick.x, track.left + half - 14), track.width - half - 4)
    return Text(round(x, 1), y, track.letters.plain(words), "tick soft", "middle"), half


def _row(track: _Track, row: Row) -> Drawn:
    """A label and what it names on the line; words beside or beneath it."""
    letters = track.letters
    label = paragraph(letters, row.label, 10, 5, LABEL - 14, "body")
    who = paragraph(letters, row.who, 10, 5 + label.height, LABEL - 14, "small", tint="soft")
    left = label.height + who.height + 10
    drawn = _bar(track, row, row.start) if row.start else _points(track, row)
    tall = max(left, drawn.height)
    rule = Path((((10, tall), (track.width - 10, tall)),), "rule")
    return Drawn((rule, *label.marks, *who.marks, *drawn.marks), tall)


def _bar(track: _Track, row: Row, start: datetime) -> Drawn:
    """A stretch of time as a bar with its words beneath; one without end runs off the line."""
    x = track.axis.x(start)
    end = track.axis.x(row.end) if row.end else track.width - 12
    top, middle = 7.0, 7.0 + BAR / 2
    whole = track.letters.plain(f"{row.label}: {row.told}")
    marks: list[Mark] = []
    begins = track.axis.x(start + row.lead_in) if row.lead_in else x
    if row.lead_in:
        marks.append(Rect(x, top, round(begins - x, 1), BAR, "bar lead-in", whole))
    look = f"bar {row.kind}" + ("" if row.end else " open")
    marks.append(Rect(round(begins, 1), top, round(max(end - begins, 3.0), 1), BAR, look, whole))
    if row.end is None:
        tip = ((end, top - 4), (end + 10, middle), (end, top + BAR + 4))
        marks.append(Path((tip,), "head open", closed=True))
    marks += _whisker(track, row, x, middle)
    words = _beneath(track, row.told, x, end, top + BAR + 3)
    return Drawn((*marks, *words.marks), top + BAR + 3 + words.height + 5)


def _points(track: _Track, row: Row) -> Drawn:
    """The dates of a duty, with words beside a single one and beneath several."""
    spots = _spots([(track.axis.x(at), kind) for at, kind in row.marks])
    top, middle = 5.0, 5.0 + height_of("body") / 2
    whole = track.letters.plain(f"{row.label}: {row.told}")
    marks: list[Mark] = []
    for x, level, kind in spots:
        y = middle + level * STEP
        marks += [*_whisker(track, row, x, y), Path((_sign(kind, x, y),), f"sign {kind}", True, whole)]
    first, last = min(x for x, _, _ in spots), max(x for x, _, _ in spots)
    reach = SIZE + 6 + (_doubt_px(track, row) if _shown(track, row) else 0)
    wide, plain = width_of(row.told, "small"), track.letters.plain(row.told)
    if len(spots) == 1 and first + reach + wide <= track.width - 6:
        return Drawn((*marks, Text(first + reach, middle + 4, plain, "small halo")), top * 2 + 17)
    if len(spots) == 1 and first - reach - wide >= track.left:
        return Drawn((*marks, Text(first - reach, middle + 4, plain, "small halo", "end")), top * 2 + 17)
    under = middle + max(level for _, level, _ in spots) * STEP + SIZE + 3
    words = _beneath(track, row.told, first, last, under)
    return Drawn((*marks, *words.marks), under + words.height + 5)


def _spots(marks: Sequence[tuple[float, str]]) -> list[tuple[float, int, str]]:
    """Where each sign goes: x and how many steps down, so that none covers another.

    Of a duty that recurs too often to tell its dates apart, as many are drawn as have room.
    """
    taken: dict[int, float] = {}
    found = []
    for x, kind in marks:
        if kind == "again" and taken and x - max(taken.values()) < SIZE + 3:
            continue
        level = next((n for n in range(len(taken)) if x - taken[n] >= STEP), len(taken))
        taken[level] = x
        found.append((x, level, kind))
    return found


def _beneath(track: _Track, told: str, x: float, end: float, y: float) -> Drawn:
    """Words beneath a mark: from its beginning on, or up to its end, whichever has more room."""
    ahead, behind = track.width - 6 - x, min(end, track.width - 6) - track.left
    if ahead >= min(behind, width_of(told, "small")):
        return paragraph(track.letters, told, x, y, ahead, "small", tint="halo")
    lines = paragraph(track.letters, told, 0, y, behind, "small", tint="halo")
    stop = min(end, track.width - 6)
    texts = (Text(stop, m.y, m.text, m.look, "end") for m in lines.marks if isinstance(m, Text))
    return Drawn(tuple(texts), lines.height)


def _doubt_px(track: _Track, row: Row) -> float:
    return row.doubt.total_seconds() * track.axis.per_second


def _shown(track: _Track, row: Row) -> bool:
    """True when the doubt of a date is longer than its sign is wide."""
    return row.dated and _doubt_px(track, row) > SIZE + 3


def _whisker(track: _Track, row: Row, x: float, y: float) -> list[Mark]:
    """A thin line as long as a date is in doubt, either way; a shorter doubt is told in words alone."""
    if not _shown(track, row):
        return []
    reach = _doubt_px(track, row)
    ends = (((x - reach, y - 4), (x - reach, y + 4)), ((x + reach, y - 4), (x + reach, y + 4)))
    return [Path((((x - reach, y), (x + reach, y)), *ends), "whisker")]


def _sign(kind: str, x: float, y: float) -> tuple[Point, ...]:
    """A shape for each kind of date, so that none rests on colour."""
    s = SIZE
    if kind == "begun":
        return ((x - s, y - s), (x + s, y), (x - s, y + s))
    if kind == "again":
        return ((x - 3.5, y - 3.5), (x + 3.5, y - 3.5), (x + 3.5, y + 3.5), (x - 3.5, y + 3.5))
    if kind == "milestone":
        return ((x, y - s), (x + s, y + s), (x - s, y + s))
    return ((x, y - s - 1), (x + s + 1, y), (x, y + s + 1), (x - s - 1, y))


def _undated(track: _Track, rows: Sequence[Row]) -> Drawn:
    """What has no date, in words, in columns that are filled one after the other."""
    say, letters = track.say, track.letters
    head = paragraph(letters, say.gettext("Without a date"), 10, 0, track.width - 20, "name")
    wide = (track.width - 20 - 24 * (UNDATED - 1)) / UNDATED
    items = []
    for row in rows:
        label = paragraph(letters, row.label, 0, 0, wide, "body")
        who = f"{row.who}: {row.told}" if row.who else row.told
        items.append(stacked([label, paragraph(letters, who, 0, 0, wide, "small", tint="soft")]))
    each = -(-len(items) // UNDATED)
    columns = [stacked(items[n : n + each], 7) for n in range(0, len(items), each)]
    marks = [m.moved(10 + (wide + 24) * n, head.height + 4) for n, column in enumerate(columns) for m in column.marks]
    return Drawn((*head.marks, *marks), head.height + 4 + max(column.height for column in columns))


def _legend(track: _Track, rows: Sequence[Row]) -> Drawn:
    """What bars, marks and breaks mean; only what is there."""
    say, kinds = track.say, {row.kind for row in rows if row.dated} | {kind for row in rows for _, kind in row.marks}
    y = 9.0
    entries: list[tuple[Mark, str]] = []
    bars = {
        "window": ("bar window", say.gettext("window")),
        "clock": ("bar clock", say.gettext("clock: from its start to the earliest day it can be complete")),
        "lead-in": ("bar lead-in", say.gettext("time that does not count")),
    }
    kinds |= {"lead-in"} if any(row.lead_in for row in rows if row.dated) else set()
    entries += [(Rect(0, y - 5, 30, 10, look), words) for kind, (look, words) in bars.items() if kind in kinds]
    signs = {
        "due": say.gettext("due"),
        "begun": say.gettext("to be begun"),
        "again": say.gettext("falls due again and again"),
        "milestone": say.gettext("a part is due"),
        "other": say.gettext("another date"),
    }
    entries += [(Path((_sign(k, 15, y),), f"sign {k}", True), words) for k, words in signs.items() if k in kinds]
    if any(_shown(track, row) for row in rows):
        lines: tuple[tuple[Point, ...], ...] = (((2, y), (28, y)), ((2, y - 4), (2, y + 4)), ((28, y - 4), (28, y + 4)))
        entries.append((Path(lines, "whisker"), say.gettext("the date may be off by as much")))
    if len(track.axis.pieces) > 1:
        waves = tuple(tuple((15 + a + (3 if n % 2 else -3), y - 8 + 4 * n) for n in range(5)) for a in (-3.5, 3.5))
        entries.append((Path(waves, "break"), say.gettext("time left out")))
    return _flowing(track, entries)


def _flowing(track: _Track, entries: list[tuple[Mark, str]]) -> Drawn:
    """Signs with their words, line after line."""
    marks: list[Mark] = []
    x = y = 0.0
    for sign, words in entries:
        wide = 40 + width_of(words, "small") + 26
        if x and x + wide > track.width:
            x, y = 0.0, y + 24
        marks += [sign.moved(x, y), Text(x + 40, y + 13, track.letters.plain(words), "small")]
        x += wide
    return Drawn(tuple(marks), y + 22)
