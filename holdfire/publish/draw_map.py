"""The zones on a map: shapes with their names, buffers and belts of doubt; what is not drawn is listed in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

import shapely
from shapely.geometry.base import BaseGeometry

from holdfire.agreement.model import Agreement, Zone
from holdfire.publish.draw_ground import Ground, drawn_zones, grounds, near_frame, outlines, whole_frame
from holdfire.publish.draw_ink import Drawn, Mark, Path, Plate, Rect, Text, paragraph, stacked
from holdfire.publish.draw_letters import Letters, width_of
from holdfire.publish.draw_say import Say
from holdfire.publish.labels import LETTER, Label, Seat, place_labels
from holdfire.publish.map import WIDTH, Frame, bar_of, inset_of

GAP, COLUMNS = 20.0, 3
ALONG, MOST_ALONG = 8.0, 500
"""A line is kept clear of names at every so many pixels, unless it has more such spots than that."""


@dataclass(frozen=True)
class _Plan:
    """What every map of a picture shares: numbers by zone, and how words are set."""

    agreement: Agreement
    say: Say
    letters: Letters
    features: dict[str, list[str]]
    numbers: dict[str, int]

    def label(self, key: str) -> str:
        """``3 Castello Road``."""
        return f"{self.numbers[key]} {self.say.name(self.agreement.text.zones[key].name)}"


def map_drawn(agreement: Agreement, say: Say, letters: Letters, width: float) -> Drawn:
    """The panel of zones, ``width`` pixels wide."""
    features = drawn_zones(agreement)
    plan = _Plan(agreement, say, letters, features, {key: n for n, key in enumerate(features, 1)})
    rest = [key for key in agreement.text.zones if key not in features]
    entries = [(plan.label(key), _about(say, agreement.text.zones[key])) for key in features]
    undrawn = [(say.name(agreement.text.zones[key].name), say.not_drawn(agreement.text.zones[key])) for key in rest]
    parts = [*_maps(plan, entries, width)]
    if not features:
        parts.append(paragraph(letters, say.gettext("The agreement draws no zone."), 0, 0, width, "body"))
    if undrawn:
        head = paragraph(letters, say.gettext("Zones that are not drawn"), 0, 0, width, "h3", tint="accent")
        parts += [head, _listed(letters, undrawn, width, COLUMNS)]
    told = tuple(f"{name}: {about}." if about else f"{name}." for name, about in (*entries, *undrawn))
    whole = stacked(parts, 12)
    return Drawn(whole.marks, whole.height, told)


def _maps(plan: _Plan, entries: list[tuple[str, str]], width: float) -> Iterator[Drawn]:
    """The whole area and, where most zones crowd on little ground, that ground; beside or beneath them the names."""
    whole = whole_frame(plan.agreement, plan.features)
    if whole is None:
        return
    near = near_frame(plan.agreement, plan.features)
    say, letters = plan.say, plan.letters
    yield paragraph(
        letters,
        say.gettext("Drawn from the agreement’s own shapes. Outlines are reading aids and take no view on any border."),
        0, 0, width, "small", tint="soft",
    )  # fmt: skip
    yield _legend(plan, width)
    if near is None:
        plate = _plate(plan, "whole", whole, set(plan.features), None)
        beside = _listed(letters, entries, width - WIDTH - GAP, 1)
        marks = (plate, *(mark.moved(WIDTH + GAP, 0) for mark in beside.marks))
        yield Drawn(marks, max(plate.height, beside.height))
        return
    closer = _inside(plan, near)
    first = _plate(plan, "whole", whole, set(plan.features) - closer, inset_of(whole, near))
    second = _plate(plan, "near", near, closer, None).moved(WIDTH + GAP, 0)
    under = max(first.height, second.height) + 4
    one = paragraph(letters, say.gettext("The whole area of the agreement"), 0, under, WIDTH, "small", tint="soft")
    closely = say.gettext("Closer: smaller zones that lie near one another")
    two = paragraph(letters, closely, WIDTH + GAP, under, WIDTH, "small", tint="soft")
    yield Drawn((first, second, *one.marks, *two.marks), under + max(one.height, two.height))
    yield _listed(letters, entries, width, COLUMNS)


def _inside(plan: _Plan, near: Frame) -> set[str]:
    """The zones that lie on the closer map as a whole, which names them."""
    found = set()
    for ground in grounds(plan.agreement, plan.features, near):
        left, top, right, bottom = ground.wide.bounds
        if left > 0 and top > 0 and right < WIDTH and bottom < near.height:
            found.add(ground.key)
    return found


def _plate(plan: _Plan, name: str, frame: Frame, named: set[str], inset: tuple[float, ...] | None) -> Plate:
    """One map. ``named`` are the zones whose names it bears."""
    height = round(frame.height, 1)
    found = grounds(plan.agreement, plan.features, frame)
    marks: list[Mark] = [Rect(0, 0, WIDTH, height, "sea")]
    for ground in found:
        marks += _drawn(plan, ground, WIDTH, height)
    if inset:
        marks.append(Rect(inset[0], inset[1], inset[2], inset[3], "inset"))
    bar = bar_of(frame)
    base = height - 14
    taken = [(inset[0], inset[1], inset[0] + inset[2], inset[1] + inset[3])] if inset else []
    marks += _labels(plan, [g for g in reversed(found) if g.key in named], found, taken, height)
    km = plan.say.gettext("%(km)s km") % {"km": plan.say.words.number(bar.km)}
    marks.append(Rect(6, base - 13, bar.width + 20 + width_of(km, "small"), 20, "plaque"))
    marks.append(Path((((12, base - 5), (12, base), (12 + bar.width, base), (12 + bar.width, base - 5)),), "scale"))
    ends = "end" if plan.letters.right_to_left else "start"
    marks.append(Text(bar.width + 20, base, plan.letters.plain(km), "small on-map", ends))
    return Plate(0, 0, WIDTH, height, name, tuple(marks))


def _drawn(plan: _Plan, ground: Ground, width: float, height: float) -> Iterator[Mark]:
    """A zone's area or buffer, its own line or point, and its belt."""
    title = plan.letters.plain(plan.label(ground.key))

    def path(geometry: BaseGeometry, look: str) -> Iterator[Mark]:
        lines, closed = outlines(geometry, width, height)
        if lines:
            yield Path(lines, look, closed, title)

    if ground.kind == "country":
        yield from path(ground.wide, "zone country")
    elif ground.wide.area > 0:
        yield from path(ground.wide, "zone buffer" if ground.buffered else "zone area")
    for edge in ground.belt:
        yield from path(edge, "belt")
    if ground.core.area == 0 and ground.core.length > 0:
        yield from path(ground.core, "zone line")
    elif ground.core.area > 0 and ground.buffered:
        yield from path(ground.core, "zone area")
    for part in shapely.get_parts(ground.core):
        if part.geom_type == "Point" and 0 <= part.x <= width and 0 <= part.y <= height:
            x, y = round(part.x, 1), round(part.y, 1)
            yield Path((((x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)),), "zone point", True, title)


def _labels(plan: _Plan, named: list[Ground], found: list[Ground], taken: list[Seat], height: float) -> Iterator[Mark]:
    """Names where they hide no other name and no point, and no line if they can; a number where there is room for no more.

    A point is named right beside it, were it on a line: further off, the name could be that of another point.
    """
    seats = [*taken, *(seat for ground in found for seat in points_of(ground))]
    lines = [seat for ground in found for seat in _lines(ground)]
    other_way = {"start": "end", "end": "start", "middle": "middle"}
    for ground in named:
        full, number = plan.label(ground.key), str(plan.numbers[ground.key])
        tries = [(full, seats), (number, seats)]
        if ground.core.geom_type != "Point":
            tries.insert(0, (full, seats + lines))
        placed = next(filter(None, (_placed(words, ground, clear, height) for words, clear in tries)), None)
        if placed:
            words, label, seat = placed
            seats.append(seat)
            anchor = other_way[label.anchor] if plan.letters.right_to_left else label.anchor
            yield Text(label.x, label.y, plan.letters.plain(words), "label on-map name", anchor)


def points_of(ground: Ground) -> Iterator[Seat]:
    """Where a name may be seated: the points, or the middles of the parts, of a drawn zone."""
    for part in shapely.get_parts(ground.core):
        if part.geom_type == "Point":
            yield part.x - 5, part.y - 5, part.x + 5, part.y + 5


def _lines(ground: Ground) -> Iterator[Seat]:
    """Spots all along a line, as long as it is not endless."""
    for part in shapely.get_parts(ground.core):
        if part.geom_type == "LineString" and part.length < MOST_ALONG * ALONG:
            for n in range(int(part.length / ALONG) + 1):
                spot = part.interpolate(n * ALONG)
                yield spot.x - 2, spot.y - 2, spot.x + 2, spot.y + 2


def _placed(words: str, ground: Ground, seats: list[Seat], height: float) -> tuple[str, Label, Seat] | None:
    """The first place for some words at a zone. Letters are counted here as the map's labels count them."""
    letters = ceil(width_of(words, "label") / LETTER)
    for x, y, inside in _spots(ground, height):
        found = place_labels([Label(x, y, "start", "x" * letters, "zone")], seats, WIDTH, height)
        if found:
            label = found[0]
            wide = letters * LETTER
            left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
            seat = (left, label.y - 11, left + wide, label.y + 4)
            if not inside or ground.wide.contains(shapely.box(*seat)):
                return words, replace(label, text=words), seat
    return None


def _spots(ground: Ground, height: float) -> Iterator[tuple[float, float, bool]]:
    """Points at which a zone may be named, and whether the name must then lie inside it.

    First a point itself or the middle of a bare line, then the middle of an area, then the outermost points of an outline.
    """
    seen = shapely.clip_by_rect(ground.wide, 4, 4, WIDTH - 4, height - 4)
    if seen.is_empty:
        return
    if ground.core.geom_type == "Point" or (ground.core.area == 0 and not ground.buffered):
        line = ground.core.geom_type == "LineString"
        middle = ground.core.interpolate(0.5, normalized=True) if line else ground.core.representative_point()
        yield middle.x, middle.y, False
    inner = seen.representative_point()
    if ground.core.area > 0:
        for x in (inner.x, inner.x - 60, inner.x - 120):
            yield x, inner.y, True
    corners = shapely.get_coordinates(seen).tolist()
    for order in (lambda p: p[1], lambda p: p[0], lambda p: -p[0], lambda p: -p[1]):
        x, y = min(corners, key=order)
        yield x, y, False
    yield inner.x, inner.y, False


def _about(say: Say, zone: Zone) -> str:
    """What a zone is, how far it reaches beyond its shape, and how exactly it is drawn."""
    said = [say.zone(zone.kind) or say.not_drawn(zone)]
    if zone.buffer_m:
        said.append(say.gettext("%(length)s around it") % {"length": say.metres(zone.buffer_m)})
    if zone.left_m:
        said.append(say.gettext("%(length)s on its left") % {"length": say.metres(zone.left_m)})
    if zone.right_m:
        said.append(say.gettext("%(length)s on its right") % {"length": say.metres(zone.right_m)})
    if zone.inner_m:
        said.append(say.gettext("without the inner %(length)s") % {"length": say.metres(zone.inner_m)})
    if zone.precision_km:
        said.append(say.gettext("may be off by %(length)s") % {"length": say.metres(zone.precision_km * 1000)})
    if zone.except_zones:
        said.append(say.gettext("except %(zones)s") % {"zones": say.zones(zone.except_zones)})
    return say.joined(said)


def _listed(letters: Letters, entries: list[tuple[str, str]], width: float, columns: int) -> Drawn:
    """Names with what is said of them, in columns that are filled one after the other."""
    wide = (width - 24 * (columns - 1)) / columns
    items = []
    for name, about in entries:
        parts = [
            paragraph(letters, name, 0, 0, wide, "body"),
            paragraph(letters, about, 0, 0, wide, "small", tint="soft"),
        ]
        items.append(stacked(parts))
    each = max(-(-len(items) // columns), 1)
    held = [stacked(items[n : n + each], 6) for n in range(0, len(items), each)]
    marks = [mark.moved((wide + 24) * n, 0) for n, column in enumerate(held) for mark in column.marks]
    return Drawn(tuple(marks), max((column.height for column in held), default=0.0))


def _legend(plan: _Plan, width: float) -> Drawn:
    """What lines and fills mean; only what is there."""
    say, zones = plan.say, [plan.agreement.text.zones[key] for key in plan.features]
    y = 8.0
    square = (((0, y - 7), (30, y - 7), (30, y + 7), (0, y + 7)),)
    entries: list[tuple[Path, str]] = []
    if any(z.kind == "country" for z in zones):
        entries.append((Path(square, "zone country", True), say.zone("country")))
    if any(z.kind in ("polygon", "ring") for z in zones):
        entries.append((Path(square, "zone area", True), say.zone("polygon")))
    if any(z.kind in ("line", "corridor") for z in zones):
        entries.append((Path((((0, y), (30, y)),), "zone line"), say.zone("line")))
    if any(z.kind == "point" for z in zones):
        entries.append((Path((((15, y - 4), (19, y), (15, y + 4), (11, y)),), "zone point", True), say.zone("point")))
    if any(z.buffer_m or z.left_m or z.right_m for z in zones):
        entries.append((Path(square, "zone buffer", True), say.gettext("buffer")))
    if any(z.precision_km for z in zones):
        entries.append(
            (Path((((0, y), (30, y)),), "belt"), say.gettext("edge of the belt in which nothing is surely in or out"))
        )
    marks: list[Mark] = []
    x = down = 0.0
    for sign, words in entries:
        wide = 38 + width_of(words, "small") + 22
        if x and x + wide > width:
            x, down = 0.0, down + 22
        marks += [sign.moved(x, down), Text(x + 38, y + 4 + down, plan.letters.plain(words), "small")]
        x += wide
    return Drawn(tuple(marks), down + 18 if marks else 0.0)
