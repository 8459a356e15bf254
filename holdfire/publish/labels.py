"""Labels on a map, set one by one where they hide nothing; one that finds no place is left out."""

from dataclasses import dataclass, replace

LETTER, LINE = 6.2, 13.0
Seat = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A label at its baseline. ``kind`` is ``zone`` or ``mark``."""

    x: float
    y: float
    anchor: str
    text: str
    kind: str


def place_labels(wanted: list[Label], taken: list[Seat], width: float, height: float) -> tuple[Label, ...]:
    """Try right, left, above and below of each point, in the order given."""
    seats, placed = list(taken), []
    for label in wanted:
        for try_ in _tries(label):
            seat = _seat(try_)
            inside = seat[0] > 2 and seat[1] > 2 and seat[2] < width - 2 and seat[3] < height - 26
            if inside and not any(_meet(seat, other) for other in seats):
                seats.append(seat)
                placed.append(try_)
                break
    return tuple(placed)


def _tries(label: Label) -> list[Label]:
    x, y = label.x, label.y
    spots = [(x + 9, y + 4, "start"), (x - 9, y + 4, "end"), (x, y - 10, "middle"), (x, y + 19, "middle")]
    far = [(x + 9, y - 9, "start"), (x + 9, y + 17, "start"), (x - 9, y - 9, "end"), (x - 9, y + 17, "end")]
    return [replace(label, x=round(a, 1), y=round(b, 1), anchor=c) for a, b, c in spots + far]


def _seat(label: Label) -> Seat:
    wide = len(label.text) * LETTER
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return (left, label.y - LINE + 3, left + wide, label.y + 3)


def _meet(a: Seat, b: Seat) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
