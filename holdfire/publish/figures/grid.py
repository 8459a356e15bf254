"""A grid of days: one row for each thing, one box for each day, filled by its state and told in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.ink import INK, Shape, line, rect

ROW, HEAD = 24.0, 22.0


@dataclass(frozen=True)
class Box:
    """One box: the look of its fill, a sign or a short word on it, the ink of that, what is told to whoever points at it."""

    look: str
    sign: str = ""
    word: str = ""
    ink: str = INK
    title: str = ""


@dataclass(frozen=True)
class Block:
    """Rows under one heading, which may take several lines."""

    title: str
    rows: tuple[tuple[str, tuple[Box, ...]], ...]


def blocks_drawn(
    canvas: Canvas, blocks: Sequence[Block], days: Sequence[date], starts: Sequence[date]
) -> tuple[list[Shape], float]:
    """The blocks one under the other, dates beneath; and how far down they reach."""
    shapes: list[Shape] = []
    y, wide = canvas.top, canvas.step(days)
    for block in blocks:
        for told in canvas.lines(block.title):
            shapes.append(canvas.label_over(y + 14, told))
            y += HEAD - 4
        y += 6 if block.title else 0
        first = y
        for name, boxes in block.rows:
            shapes.append(canvas.label(y + ROW / 2 + 4, name, size=11.5))
            for n, box in enumerate(boxes):
                shapes += _box(canvas, box, canvas.x(n, days), y, wide)
            y += ROW
        begun = [canvas.x(n, days) for n, day in enumerate(days) if day in starts]
        shapes += [line(x, first, x, y, INK, 1.8, "5 3") for x in begun]
        y += 8
    y -= 8
    return [*shapes, *canvas.dates(days, y)], y + 30


def _box(canvas: Canvas, box: Box, x: float, y: float, wide: float) -> list[Shape]:
    gap = 1.0 if wide >= 6 else 0.0
    shapes = [
        rect(
            x + gap,
            y + 1,
            wide - 2 * gap,
            ROW - 2,
            canvas.pen.fill(box.look),
            edge="#8a949e",
            title=canvas.pen.told(box.title),
        )
    ]
    middle = x + wide / 2
    if box.word and wide >= 1 + 6.8 * len(box.word):
        shapes.append(canvas.pen.words(middle, y + ROW / 2 + 4, box.word, anchor="middle", size=11, ink=box.ink))
    elif box.sign and wide >= 9:
        size = min(13.0, wide - 4)
        if box.look in ("blind", "doubt", "aside"):
            shapes.append(rect(middle - size / 2 - 1, y + ROW / 2 - size / 2 - 1, size + 2, size + 2, "#ffffff"))
        shapes.append(canvas.pen.sign(box.sign, middle, y + ROW / 2, size, box.ink))
    return shapes


def stepped(value: float, most: float) -> int:
    """Which of five tones a value has: nought has the lightest, the greatest the darkest."""
    if value <= 0 or most <= 0:
        return 0
    return min(4, 1 + int(4 * (value - 1e-9) / most))


def steps_told(most: int, number: Callable[[float], str]) -> list[tuple[str, str]]:
    """The looks of the tones and the values that each one stands for."""
    found: list[tuple[str, str]] = [("step0", number(0))]
    for step in range(1, 5):
        values = [v for v in range(1, most + 1) if stepped(v, most) == step]
        if values:
            low, high = values[0], values[-1]
            found.append((f"step{step}", number(low) if low == high else f"{number(low)}–{number(high)}"))
    return found
