"""The days of a clock under every reading, laid out on one shared line of time: numbers for the template to draw."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.agreement.model import AgreementText, Clock
from holdfire.publish.times import Times
from holdfire.publish.words import State, Words
from holdfire.status.model import ClockDay, ClockStatus, LimbDay, Status, WindowStatus

WIDTH, GUTTER, DAY_AT_LEAST = 1180, 172, 46
TITLE, BAR, CLOCK, LIMB, GAP = 24, 16, 44, 28, 20
LETTER = 6.4
"""Width of a letter at the strip's size, somewhat more than the truth: a word that may not fit is left to the table."""


@dataclass(frozen=True)
class Cell:
    """One day of a row. ``wide`` says that its word fits; ``look`` picks the pattern.

    ``sure`` is the width of what has counted of a day that counts in part, or has only begun.
    """

    x: float
    width: float
    sure: float
    state: State
    look: str
    title: str
    wide: bool


@dataclass(frozen=True)
class Row:
    """A row of cells: the clock itself, or one limb."""

    label: str
    y: float
    height: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Stretch:
    """A stretch of the window, drawn as a bar; ``open`` while no end is set."""

    x: float
    width: float
    open: bool


@dataclass(frozen=True)
class Band:
    """One reading: its title, its window, its rows."""

    title: str
    told: str
    y: float
    bar_y: float
    stretches: tuple[Stretch, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tick:
    """A local midnight on the line of time."""

    x: float
    label: str


@dataclass(frozen=True)
class Strip:
    """The whole figure. ``now`` is where the instant of the status falls."""

    clock: str
    title: str
    width: float
    height: float
    now: float
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Scale:
    """Instants to x."""

    start: datetime
    end: datetime
    width: float

    def x(self, moment: datetime) -> float:
        """Where an instant falls, kept inside the figure."""
        share = (moment - self.start) / (self.end - self.start)
        return round(GUTTER + min(max(share, 0.0), 1.0) * (self.width - GUTTER), 1)


def strips(status: Status, text: AgreementText, words: Words) -> tuple[Strip, ...]:
    """One figure for each clock that any reading runs."""
    found = (_strip(name, clock, status, text, words) for name, clock in text.clocks.items())
    return tuple(s for s in found if s)


def _strip(name: str, clock: Clock, status: Status, text: AgreementText, words: Words) -> Strip | None:
    runs = {r: reading.clocks[name] for r, reading in status.readings.items() if name in reading.clocks}
    days = [d for run in runs.values() for d in run.days]
    if not days:
        return None
    scale = _scale(days, status.as_of)
    bands, y = [], 30.0
    for reading, run in runs.items():
        windows = status.readings[reading].windows
        title = text.readings[reading].title.in_(words.language)
        band, y = _band(title, run, clock, windows, scale, words, y)
        bands.append(band)
    now = scale.x(_moment(status.as_of))
    title = clock.title.in_(words.language)
    return Strip(name, title, scale.width, y + 8, now, _ticks(scale, words), tuple(bands))


def _scale(days: list[ClockDay], as_of: str) -> Scale:
    start = min(_moment(d.start) for d in days)
    end = max([_moment(d.end) for d in days] + [_moment(as_of)])
    number = max((end - start) / timedelta(days=1), 1.0)
    return Scale(start, end, max(WIDTH, GUTTER + number * DAY_AT_LEAST))


def _ticks(scale: Scale, words: Words) -> tuple[Tick, ...]:
    times, ticks = Times(words), []
    day = scale.start.replace(hour=0, minute=0, second=0)
    while day <= scale.end:
        if day >= scale.start:
            ticks.append(Tick(scale.x(day), times.date(day.isoformat())))
        day += timedelta(days=1)
    return tuple(ticks)


def _band(
    title: str, run: ClockStatus, clock: Clock, windows: dict[str, WindowStatus], scale: Scale, words: Words, y: float
) -> tuple[Band, float]:
    times = Times(words)
    told = words.gettext("%(elapsed)s of %(needed)s") % {
        "elapsed": times.length(run.elapsed_s),
        "needed": times.length(run.needed_s),
    }
    bar_y = y + TITLE
    top = bar_y + BAR
    rows = [_row(words.gettext("Clock"), run.days, scale, words, top, CLOCK)]
    top += CLOCK + 3
    for limb, days in run.limbs.items():
        label = clock.limbs[limb].in_(words.language) if limb in clock.limbs else limb
        rows.append(_row(label, days, scale, words, top, LIMB))
        top += LIMB + 3
    band = Band(title, f"{words.state('clock', run.state).word}: {told}", y, bar_y, _bars(windows, scale), tuple(rows))
    return band, top + GAP


def _row(
    label: str, days: tuple[ClockDay, ...] | tuple[LimbDay, ...], scale: Scale, words: Words, y: float, height: float
) -> Row:
    return Row(_fit(label, GUTTER - 12), y, height, tuple(_cell(d, scale, words) for d in days))


def _cell(day: ClockDay | LimbDay, scale: Scale, words: Words) -> Cell:
    x, end = scale.x(_moment(day.start)), scale.x(_moment(day.end))
    state, width = words.state("day", day.state), round(end - x, 1)
    title, look, sure = f"{Times(words).span(day.start, day.end)}: {state.word}", state.name, 0.0
    if isinstance(day, ClockDay) and day.state in ("counted", "part"):
        share = day.counted_s / max((_moment(day.end) - _moment(day.start)).total_seconds(), 1)
        if share < 1:
            title, look, sure = f"{title}, {Times(words).length(day.counted_s)}", "part", round(width * share, 1)
    return Cell(x, width, sure, state, look, title, len(state.word) * LETTER < width - 8)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _bars(windows: dict[str, WindowStatus], scale: Scale) -> tuple[Stretch, ...]:
    bars = []
    for window in windows.values():
        for s in window.stretches:
            start = _moment(s.start)
            end = _moment(s.end) if s.end else scale.end
            x = scale.x(start)
            bars.append(Stretch(x, max(round(scale.x(end) - x - 2, 1), 0.0), s.end is None))
    return tuple(bars)


def _fit(label: str, width: float) -> str:
    most = int(width / LETTER)
    return label if len(label) <= most else label[: most - 1] + "…"
