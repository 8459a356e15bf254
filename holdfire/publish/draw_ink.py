"""What a picture is made of: rectangles, lines, dots and words, in pixels from the top left corner. A template writes them down.

A layout is made from left to right and turned over for a language that runs the other way; a map is never turned over.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from holdfire.publish.draw_letters import Letters, height_of

Point = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    """A rectangle. ``title`` is told to whoever points at it."""

    x: float
    y: float
    width: float
    height: float
    look: str
    title: str = ""
    shape: ClassVar[str] = "rect"

    def moved(self, right: float, down: float) -> "Rect":
        """The same elsewhere."""
        return replace(self, x=self.x + right, y=self.y + down)

    def mirrored(self, width: float) -> "Rect":
        """The same on a sheet turned over."""
        return replace(self, x=width - self.x - self.width)


@dataclass(frozen=True)
class Path:
    """Lines through points, each closed or not."""

    lines: tuple[tuple[Point, ...], ...]
    look: str
    closed: bool = False
    title: str = ""
    shape: ClassVar[str] = "path"

    def moved(self, right: float, down: float) -> "Path":
        """The same elsewhere."""
        return replace(self, lines=tuple(tuple((x + right, y + down) for x, y in line) for line in self.lines))

    def mirrored(self, width: float) -> "Path":
        """The same on a sheet turned over."""
        return replace(self, lines=tuple(tuple((width - x, y) for x, y in line) for line in self.lines))


@dataclass(frozen=True)
class Text:
    """One line of words at its baseline. ``anchor`` goes by the direction of reading: ``start`` is where a line begins."""

    x: float
    y: float
    text: str
    look: str
    anchor: str = "start"
    shape: ClassVar[str] = "text"

    def moved(self, right: float, down: float) -> "Text":
        """The same elsewhere."""
        return replace(self, x=self.x + right, y=self.y + down)

    def mirrored(self, width: float) -> "Text":
        """The same on a sheet turned over; the anchor turns with the direction of reading."""
        return replace(self, x=width - self.x)


@dataclass(frozen=True)
class Plate:
    """A map: marks with an order of their own, cut at its edges. It moves as a whole and is not turned over inside."""

    x: float
    y: float
    width: float
    height: float
    name: str
    marks: tuple["Mark", ...]
    shape: ClassVar[str] = "plate"

    def moved(self, right: float, down: float) -> "Plate":
        """The same elsewhere."""
        return replace(self, x=self.x + right, y=self.y + down)

    def mirrored(self, width: float) -> "Plate":
        """The plate on the other side, its ground as it was: east stays right."""
        return replace(self, x=width - self.x - self.width)


Mark = Rect | Path | Text | Plate


@dataclass(frozen=True)
class Drawn:
    """Marks and the height they take; ``told`` says the same in words, sentence by sentence."""

    marks: tuple[Mark, ...]
    height: float
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """One part of the picture with its heading; ``told`` is its description for those who do not see it."""

    name: str
    title: str
    told: str
    y: float
    height: float
    marks: tuple[Mark, ...]


def paragraph(
    letters: Letters, text: str, x: float, y: float, width: float, look: str, *, tint: str = "", most: int = 0
) -> Drawn:
    """Words broken into lines, the first line's top at ``y``. ``tint`` is a second look, such as ``soft``."""
    lines = letters.lines(text, width, look, most)
    step = height_of(look)
    said = f"{look} {tint}".strip()
    marks = tuple(Text(x, y + step * (n + 0.76), line, said) for n, line in enumerate(lines))
    return Drawn(marks, step * len(lines))


def stacked(parts: list[Drawn], gap: float = 0) -> Drawn:
    """Parts one under the other."""
    marks: list[Mark] = []
    told: list[str] = []
    y = 0.0
    for part in parts:
        marks += [mark.moved(0, y) for mark in part.marks]
        told += part.told
        y += part.height + gap
    return Drawn(tuple(marks), max(y - gap, 0.0) if parts else 0.0, tuple(told))
