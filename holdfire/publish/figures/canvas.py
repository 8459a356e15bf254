"""The ground of a figure: days from left to right in every language, values upwards, names in the gutter where a line begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, log10

from holdfire.publish.draw_letters import Letters, width_of
from holdfire.publish.figures.ink import INK, ISOLATES, LINE, SOFT, WIDTH, Pen, Shape, line, number, path, rect
from holdfire.publish.times import Times
from holdfire.publish.words import Words

EDGE, LABEL = 14.0, 58.0
"""Room at the ends of a figure, and the least distance of two dates."""


@dataclass(frozen=True)
class Canvas:
    """One figure in the making. ``gutter`` is the room for names, on the side on which a line of words begins."""

    name: str
    words: Words
    gutter: float = 46.0
    top: float = 12.0
    height: float = 220.0

    @property
    def pen(self) -> Pen:
        """What writes."""
        return Pen(f"{self.name}-{self.words.language}", self.words.direction == "rtl")

    @property
    def left(self) -> float:
        """Where the plot begins, from the left: time is never turned over."""
        return EDGE if self.pen.right_to_left else EDGE + self.gutter

    @property
    def right(self) -> float:
        """Where it ends."""
        return WIDTH - EDGE - (self.gutter if self.pen.right_to_left else 0.0)

    @property
    def bottom(self) -> float:
        """The line of nought."""
        return self.top + self.height

    def step(self, days: Sequence[object]) -> float:
        """The width of one of so many."""
        return (self.right - self.left) / max(len(days), 1)

    def x(self, place: int, days: Sequence[object]) -> float:
        """The left edge of the n-th of so many."""
        return self.left + place * self.step(days)

    def label(self, y: float, text: str, *, ink: str = INK, bold: bool = False, size: float = 12.0) -> Shape:
        """A name in the gutter, cut where it is too long."""
        cut = fitted(text, self.gutter - 10, size)
        if self.pen.right_to_left:
            return self.pen.words(WIDTH - EDGE, y, cut, anchor="end", ink=ink, bold=bold, size=size)
        return self.pen.words(EDGE, y, cut, ink=ink, bold=bold, size=size)

    def label_over(self, y: float, text: str) -> Shape:
        """A line of a heading above rows, where a line of words begins."""
        if self.pen.right_to_left:
            return self.pen.words(WIDTH - EDGE, y, text, anchor="end", bold=True)
        return self.pen.words(EDGE, y, text, bold=True)

    def lines(self, text: str) -> list[str]:
        """A heading broken into lines as wide as the figure."""
        broken = Letters(right_to_left=False).lines(text, WIDTH - 2 * EDGE, "name") if text else []
        return [told.translate(ISOLATES) for told in broken]

    def dates(self, days: Sequence[date], y: float) -> list[Shape]:
        """The dates that have room, beneath their days."""
        shapes, times, last = [], Times(self.words), -LABEL
        for n, day in enumerate(days):
            middle = self.x(n, days) + self.step(days) / 2
            if middle - last >= LABEL:
                shapes += [
                    line(middle, y, middle, y + 5, SOFT),
                    self.pen.words(middle, y + 18, times.date(day.isoformat()), anchor="middle", size=11, ink=SOFT),
                ]
                last = middle
        return shapes

    def values(self, most: float) -> tuple[float, list[Shape]]:
        """How high one is, and lines for round values with their numbers at the gutter."""
        step = round_step(most)
        top = max(ceil(most / step), 1) * step
        scale = self.height / top
        shapes: list[Shape] = []
        for n in range(round(top / step) + 1):
            value, y = n * step, self.bottom - n * step * scale
            shapes.append(line(self.left, y, self.right, y, LINE if n == 0 else "#d5dae0"))
            told = self.words.number(round(value, 2))
            if self.pen.right_to_left:
                shapes.append(self.pen.words(self.right + 6, y + 4, told, size=11, ink=SOFT))
            else:
                shapes.append(self.pen.words(self.left - 6, y + 4, told, anchor="end", size=11, ink=SOFT))
        return scale, shapes

    def starts(self, days: Sequence[date], starts: Sequence[date]) -> list[Shape]:
        """Where the truce begins: a broken line with its words, above everything."""
        shapes: list[Shape] = []
        place = {day: n for n, day in enumerate(days)}
        word = self.words.gettext("truce begins")
        for n, day in enumerate(s for s in sorted(starts) if s in place):
            x = self.x(place[day], days)
            shapes.append(line(x, self.top - 8, x, self.bottom, INK, 1.6, "5 3"))
            if n == 0:
                room = self.right - x > width_of(word, "tick") + 8
                shapes.append(
                    self.pen.words(
                        x + 4 if room else x - 4, self.top - 1, word, anchor="start" if room else "end", size=11
                    )
                )
        return shapes

    def legend(self, entries: Sequence[tuple[Shape | tuple[Shape, ...], str]], y: float) -> tuple[list[Shape], float]:
        """Samples drawn in a box of 22 by 14 at nought, with their words; how far down they reach. Arabic begins at the right."""
        shapes: list[Shape] = []
        x, width = EDGE, WIDTH - 2 * EDGE
        for sample, told in entries:
            wide = 28 + width_of(told, "small") + 18
            if x > EDGE and x + wide > width:
                x, y = EDGE, y + 22
            left = WIDTH - x - 22 if self.pen.right_to_left else x
            for shape in sample if isinstance(sample, tuple) else (sample,):
                shapes.append(moved(shape, left, y))
            if self.pen.right_to_left:
                shapes.append(self.pen.words(left - 6, y + 11, told, anchor="end", size=11.5))
            else:
                shapes.append(self.pen.words(left + 28, y + 11, told, size=11.5))
            x += wide
        return shapes, y + 22 if entries else y

    def swatch(self, look: str, glyph: str = "", ink: str = INK) -> tuple[Shape, ...]:
        """A sample of a fill, with its sign."""
        box = rect(0, 0, 22, 14, self.pen.fill(look), edge=INK)
        return (box, self.pen.sign(glyph, 11, 7, 10, ink)) if glyph else (box,)


def moved(shape: Shape, x: float, y: float) -> Shape:
    """The same elsewhere."""
    found, at = [], f"translate({number(x)} {number(y)})"
    for name, value in shape.attributes:
        found.append((name, f"{at} {value}") if name == "transform" else (name, value))
    if not any(name == "transform" for name, _ in found):
        found.append(("transform", at))
    return Shape(shape.tag, tuple(found), shape.text, shape.title)


def round_step(most: float) -> float:
    """A round step of which four or fewer reach the greatest value; whole from one on."""
    if most <= 0:
        return 1
    raw = most / 4
    power = 10.0 ** int(log10(raw)) if raw >= 1 else 10.0 ** (int(log10(raw)) - 1)
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= raw - 1e-9)
    return max(step, 1) if most >= 1 and float(most).is_integer() else step


def fitted(text: str, width: float, size: float = 12.0) -> str:
    """Words cut so that they fit."""
    share = size / 11
    if width_of(text, "tick") * share <= width:
        return text
    while text and width_of(text + "…", "tick") * share > width:
        text = text[:-1]
    return text.rstrip() + "…"


def dashed(points: list[tuple[float, float]], ink: str, dash: str) -> Shape:
    """A line through points."""
    data = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return path(data, ink=ink, width=2.2, dash=dash)
