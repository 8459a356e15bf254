"""Rows of boxes with words in them, framed in groups, and arrows between them. Everything is laid from left to right."""

from collections import defaultdict
from dataclasses import dataclass

from holdfire.publish.draw_ink import Drawn, Mark, Path, Point, Rect, paragraph
from holdfire.publish.draw_letters import Letters
from holdfire.publish.draw_links import Link, Route, beside, routes

BULLET = "• "
PAD, INSET, LANE, HEAD = 8.0, 7.0, 9.0, 8.0
"""Inside of a box, distance of a frame from its boxes, distance of two lanes, length of an arrowhead."""


@dataclass(frozen=True)
class Box:
    """A box at a row and a column; ``lines`` are paragraphs with their looks, ``title`` the whole of its name."""

    key: str
    row: int
    column: int
    lines: tuple[tuple[str, str], ...]
    title: str
    look: str = "box"


@dataclass(frozen=True)
class Frame:
    """A frame around boxes, with its label: so many rows and columns from a first box."""

    row: int
    column: int
    rows: int
    columns: int
    label: str


@dataclass(frozen=True)
class Heading:
    """A heading over so many columns, above a row."""

    row: int
    column: int
    columns: int
    text: str


@dataclass(frozen=True)
class Grid:
    """What is to be laid out. ``even`` makes the boxes of a row equally tall."""

    columns: int
    boxes: tuple[Box, ...]
    links: tuple[Link, ...] = ()
    frames: tuple[Frame, ...] = ()
    headings: tuple[Heading, ...] = ()
    even: bool = True


class _Plan:
    """Where columns, rows, gutters and lanes of a grid lie."""

    def __init__(self, grid: Grid, letters: Letters, width: float) -> None:
        self.grid, self.letters = grid, letters
        self.boxes = {b.key: b for b in grid.boxes}
        self.led = routes(grid.links, {b.key: (b.row, b.column) for b in grid.boxes}, down=not grid.headings)
        self.rows = max((b.row for b in grid.boxes), default=-1) + 1
        self._columns(width)
        self._rows()
        self.ports = self._ports()

    def _columns(self, width: float) -> None:
        count, inset = self.grid.columns, INSET if self.grid.frames else 0.0
        lanes = [1 + max((r.lane for r in self.led if r.gutter == g), default=-1) for g in range(count + 1)]
        between = max(2 * inset, 8.0) + LANE * max(lanes[1:-1], default=0) + 8
        gaps = [between] * (count + 1)
        gaps[0], gaps[-1] = (inset + (LANE * n + 6 if n else 0) for n in (lanes[0], lanes[-1]))
        self.wide = (width - sum(gaps)) / count
        self.gutters = [sum(gaps[:g]) + self.wide * g for g in range(count + 1)]
        self.gaps, self.lanes = gaps, lanes
        self.left = [self.gutters[c] + gaps[c] for c in range(count)]

    def _rows(self) -> None:
        """Tops and heights of rows, and of the gutter beneath each."""
        inset = INSET if self.grid.frames else 0.0
        self.top: list[float] = []
        self.tall: list[float] = []
        self.head_top: dict[int, float] = {}
        y = 0.0
        for row in range(self.rows):
            headings = [h for h in self.grid.headings if h.row == row]
            if headings:
                self.head_top[row] = y = y + (14 if row else 0)
                y += max(self.heading(h, 0.0).height for h in headings) + 9
            frames = [f for f in self.grid.frames if f.row == row]
            y += max((self.label(f, 0.0).height for f in frames), default=0.0) + (inset + 2 if frames else inset)
            self.top.append(round(y, 1))
            self.tall.append(max(self.words(b, 0, 0).height + 2 * PAD for b in self.grid.boxes if b.row == row))
            lanes = 1 + max((r.beneath.get(row, -1) for r in self.led), default=-1)
            y = self.top[-1] + self.tall[-1] + inset + (LANE * lanes + 10 if lanes else 9 if inset else 18)
        self.height = y

    def _ports(self) -> dict[tuple[int, str], Point]:
        """Where each link touches each of its boxes, by the link's number and the box: side by side where they are many."""
        users: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for number, route in enumerate(self.led):
            for key in route.straight:
                users[key, "bottom"].append((number, key))
            for key in (*route.link.members, *([route.link.root] if route.link.members else [])):
                users[key, self.side(route, key)].append((number, key))
        found: dict[tuple[int, str], Point] = {}
        for (key, side), uses in users.items():
            x, y = self.corner(key)
            tall = self.box_height(self.boxes[key])
            for n, use in enumerate(uses):
                aside = (n - (len(uses) - 1) / 2) * min(10.0, (tall if side != "bottom" else self.wide) / len(uses))
                across = {"left": (x, y + tall / 2 + aside), "right": (x + self.wide, y + tall / 2 + aside)}
                found[use] = across.get(side, (x + self.wide / 2 + aside, y + tall))
        return found

    def side(self, route: Route, key: str) -> str:
        """The side of a box at which a link touches it."""
        column = self.boxes[key].column
        if not beside(column, route.gutter):
            return "bottom"
        return "left" if column == route.gutter else "right"

    def corner(self, key: str) -> Point:
        """The top left corner of a box."""
        return self.left[self.boxes[key].column], self.top[self.boxes[key].row]

    def box_height(self, box: Box) -> float:
        """How tall a box is."""
        return self.tall[box.row] if self.grid.even else self.words(box, 0, 0).height + 2 * PAD

    def span(self, column: int, columns: int) -> tuple[float, float]:
        """Left edge and width of so many columns."""
        last = column + columns - 1
        return self.left[column], self.left[last] + self.wide - self.left[column]

    def trunk(self, route: Route) -> float:
        """The x of a link's trunk."""
        gap, lanes = self.gaps[route.gutter], self.lanes[route.gutter]
        return self.gutters[route.gutter] + gap / 2 + (route.lane - (lanes - 1) / 2) * LANE

    def level(self, row: int, lane: int) -> float:
        """The y of a lane beneath a row."""
        return self.top[row] + self.tall[row] + (INSET if self.grid.frames else 0) + 6 + LANE * lane

    def words(self, box: Box, x: float, y: float) -> Drawn:
        """The paragraphs of a box. Those that begin with a bullet hang from it."""
        marks: list[Mark] = []
        down = 0.0
        for look, text in box.lines:
            said, _, tint = look.partition(" ")
            hang = 11.0 if text.startswith(BULLET) else 0.0
            wide = self.wide - 2 * PAD - hang
            drawn = paragraph(
                self.letters, text.removeprefix(BULLET), x + hang, y + down, wide, said, tint=tint, most=12
            )
            if hang:
                marks += paragraph(self.letters, BULLET, x, y + down, hang, said).marks
            marks += drawn.marks
            down += drawn.height + 1
        return Drawn(tuple(marks), down)

    def heading(self, heading: Heading, y: float) -> Drawn:
        """A heading, no wider than its columns."""
        x, wide = self.span(heading.column, heading.columns)
        return paragraph(self.letters, heading.text, x, y, wide, "h3", tint="accent", most=3)

    def label(self, frame: Frame, y: float) -> Drawn:
        """The label of a frame, no wider than its first box."""
        return paragraph(self.letters, frame.label, self.left[frame.column], y, self.wide, "small", tint="soft", most=3)


def laid(grid: Grid, letters: Letters, width: float) -> Drawn:
    """The grid as marks, ``width`` pixels wide."""
    plan = _Plan(grid, letters, width)
    marks: list[Mark] = []
    for heading in grid.headings:
        x, wide = plan.span(heading.column, heading.columns)
        drawn = plan.heading(heading, plan.head_top[heading.row])
        under = plan.head_top[heading.row] + drawn.height + 3
        marks += [*drawn.marks, Path((((x, under), (x + wide, under)),), "rule")]
    for frame in grid.frames:
        marks += _framed(plan, frame)
    for number, route in enumerate(plan.led):
        marks += _linked(plan, number, route)
    for box in grid.boxes:
        x, y = plan.corner(box.key)
        marks.append(Rect(x, y, plan.wide, plan.box_height(box), box.look, letters.plain(box.title)))
        marks += plan.words(box, x + PAD, y + PAD).marks
    return Drawn(tuple(marks), plan.height)


def _framed(plan: _Plan, frame: Frame) -> list[Mark]:
    x, wide = plan.span(frame.column, frame.columns)
    label = plan.label(frame, 0.0).height
    top, last = plan.top[frame.row], frame.row + frame.rows - 1
    bottom = plan.top[last] + plan.tall[last]
    high = top - label - INSET
    outline = Rect(x - INSET, high, wide + 2 * INSET, bottom + INSET - high, "frame", plan.letters.plain(frame.label))
    return [outline, *plan.label(frame, high + 4).marks]


def _linked(plan: _Plan, number: int, route: Route) -> list[Mark]:
    """One trunk, a branch to each member and one to the root, and the arrowheads; above a gap in whatever they cross."""
    link = route.link
    lines = [*_straight(plan, number, route), *(_branches(plan, number, route) if link.members else [])]
    heads: list[Mark] = []
    for key in (link.root, *link.members):
        if link.members and (key == link.root) == (link.heads == "root"):
            heads.append(_head(plan.ports[number, key], plan.side(route, key), link.look))
    for key in route.straight:
        (x, y), foot = plan.ports[number, key], plan.corner(link.root)[1]
        heads.append(_head((x, foot), "top", link.look) if link.heads == "root" else _head((x, y), "bottom", link.look))
    return [Path(tuple(lines), "casing"), Path(tuple(lines), f"link {link.look}"), *heads]


def _straight(plan: _Plan, number: int, route: Route) -> list[tuple[Point, ...]]:
    foot = plan.corner(route.link.root)[1]
    return [(plan.ports[number, key], (plan.ports[number, key][0], foot)) for key in route.straight]


def _branches(plan: _Plan, number: int, route: Route) -> list[tuple[Point, ...]]:
    """The lines of a link; no part of one lies on another, or dashes would fill each other's gaps."""
    x = plan.trunk(route)
    lines: list[tuple[Point, ...]] = []
    turns: list[float] = []
    levels: dict[int, list[Point]] = defaultdict(list)
    for key in (route.link.root, *route.link.members):
        (at, y), side = plan.ports[number, key], plan.side(route, key)
        if side == "bottom":
            levels[plan.boxes[key].row].append((at, y))
        else:
            lines.append(((at, y), (x, y)))
            turns.append(y)
    for row, ports in levels.items():
        y = plan.level(row, route.beneath[row])
        lines += [(port, (port[0], y)) for port in ports]
        reach = (x, *(port[0] for port in ports))
        lines.append(((min(reach), y), (max(reach), y)))
        turns.append(y)
    if max(turns) > min(turns):
        lines.append(((x, min(turns)), (x, max(turns))))
    return lines


def _head(tip: Point, side: str, look: str) -> Path:
    """An arrowhead that points into a box at one of its sides."""
    x, y = tip
    half = HEAD / 2
    if side in ("bottom", "top"):
        down = HEAD if side == "bottom" else -HEAD
        points: tuple[Point, ...] = ((x - half, y + down), (x, y), (x + half, y + down))
    else:
        way = -1 if side == "left" else 1
        points = ((x + way * HEAD, y - half), (x, y), (x + way * HEAD, y + half))
    return Path((points,), f"head {look}", closed=look != "speaks")
