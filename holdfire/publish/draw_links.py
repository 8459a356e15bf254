"""Lines between boxes on a grid, led through the gutters so that none crosses a box and no two lie on one another.

Column ``c`` has gutter ``c`` before it; row ``r`` has gutter ``r`` beneath it. Several boxes that belong to one share one trunk,
which runs down a gutter beside that one. Each gutter has as many lanes as trunks meet in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Spot = tuple[int, int]
Stretch = tuple[float, float]


@dataclass(frozen=True)
class Link:
    """Some boxes (``members``) and the one they belong to (``root``), by key; ``heads`` says where the arrowheads are."""

    root: str
    members: tuple[str, ...]
    look: str
    heads: Literal["root", "members"] = "root"


@dataclass(frozen=True)
class Route:
    """A link as led: the gutter and lane of its trunk, and for each row whose members go beneath it the lane there.

    ``straight`` are the members that stand right above the root and go down to it without a trunk.
    """

    link: Link
    gutter: int
    lane: int
    beneath: dict[int, int]
    straight: tuple[str, ...] = ()


def routes(links: Iterable[Link], spots: dict[str, Spot], *, down: bool = False) -> list[Route]:
    """Every link led through the gutters. ``spots`` gives row and column by key; what is not on the grid is left out.

    ``down`` lets a member right above its root go straight down, where no words stand between rows.
    """
    upright: dict[int, list[list[Stretch]]] = {}
    level: dict[int, list[list[Stretch]]] = {}
    led = []
    for asked in links:
        members = tuple(m for m in asked.members if m in spots and m != asked.root)
        if asked.root not in spots or not members:
            continue
        row, column = spots[asked.root]
        straight = tuple(m for m in members if down and spots[m] == (row - 1, column))
        link = Link(asked.root, tuple(m for m in members if m not in straight), asked.look, asked.heads)
        if not link.members:
            led.append(Route(link, column, -1, {}, straight))
            continue
        gutter = _gutter(link, spots)
        lane = _lane(upright.setdefault(gutter, []), _rows(link, gutter, spots))
        beneath = {
            row: _lane(level.setdefault(row, []), stretch) for row, stretch in _levels(link, gutter, spots).items()
        }
        led.append(Route(link, gutter, lane, beneath, straight))
    return led


def beside(column: int, gutter: int) -> bool:
    """True when a box in this column touches the gutter and can go into it from its side."""
    return column in (gutter - 1, gutter)


def _gutter(link: Link, spots: dict[str, Spot]) -> int:
    """The gutter before or after the root, whichever spares the members the longer way."""
    column = spots[link.root][1]

    def cost(gutter: int) -> tuple[int, int]:
        columns = [spots[m][1] for m in link.members]
        return (sum(not beside(c, gutter) for c in columns), sum(abs(2 * c + 1 - 2 * gutter) for c in columns))

    return min((column + 1, column), key=cost)


def _rows(link: Link, gutter: int, spots: dict[str, Spot]) -> Stretch:
    """From where to where the trunk runs: a row is an even number, the gutter beneath it the odd one after."""
    ends = [2 * spots[link.root][0]]
    for member in link.members:
        row, column = spots[member]
        ends.append(2 * row if beside(column, gutter) else 2 * row + 1)
    return (min(ends), max(ends))


def _levels(link: Link, gutter: int, spots: dict[str, Spot]) -> dict[int, Stretch]:
    """For each row whose members are not beside the gutter: from where to where the line beneath that row runs."""
    found: dict[int, list[float]] = {}
    for member in link.members:
        row, column = spots[member]
        if not beside(column, gutter):
            found.setdefault(row, [float(gutter)]).append(column + 0.5)
    return {row: (min(ends), max(ends)) for row, ends in sorted(found.items())}


def _lane(lanes: list[list[Stretch]], wanted: Stretch) -> int:
    """The first lane in which nothing meets the stretch; a new one where there is none."""
    for number, lane in enumerate(lanes):
        if all(wanted[1] < start or end < wanted[0] for start, end in lane):
            lane.append(wanted)
            return number
    lanes.append([wanted])
    return len(lanes) - 1
