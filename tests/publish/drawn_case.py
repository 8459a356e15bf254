# ruff: noqa: E501 - an agreement stands here as one would write it
"""An invented agreement with everything a picture can show, and how the tests read a picture."""

import re
import xml.etree.ElementTree as Tree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfire.agreement import Agreement, load
from holdfire.publish.draw_letters import SIZES, width_of

ISOLATES = re.compile("[\u2066-\u2069]")


@dataclass(frozen=True)
class Seat:
    """Something drawn: what it is, what it says, and the room it takes."""

    look: str
    said: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Seat", by: float = 1.0) -> bool:
        """True when the two lie on one another by more than a hair."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > by and down > by

    def holds(self, other: "Seat") -> bool:
        """True when the other lies inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


class Picture:
    """A picture as read back from its text; fails when that is no XML."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = Tree.fromstring(svg)  # noqa: S314 - what we have written ourselves
        self.right_to_left = self.root.get("direction") == "rtl"
        self.seats = list(self._seats(self.root, 0.0, 0.0))

    def words(self) -> str:
        """Every word of it in order, lines joined, isolates left out."""
        said = " ".join(self.lines())
        return " ".join(ISOLATES.sub("", said).split())

    def lines(self) -> list[str]:
        """Each line, title and description."""
        return ["".join(e.itertext()) for e in self.root.iter() if self.tag(e) in ("text", "title", "desc")]

    def looking(self, look: str) -> list[Seat]:
        """Rectangles and lines of text whose look begins so."""
        return [seat for seat in self.seats if seat.look.split()[0] == look]

    def texts(self) -> list[Seat]:
        """Lines of text."""
        return [seat for seat in self.seats if seat.look.split()[0] in SIZES]

    @staticmethod
    def tag(element: Tree.Element) -> str:
        """The name of an element."""
        return element.tag.rpartition("}")[2]

    def _seats(self, element: Tree.Element, x: float, y: float) -> Iterator[Seat]:
        moved = re.match(r"translate\(([\d.-]+) ([\d.-]+)\)", element.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        look = element.get("class", "")
        if self.tag(element) == "rect" and look and element.get("x"):
            left, top, wide, tall = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
            yield Seat(look, "".join(element.itertext()), x + left, y + top, x + left + wide, y + top + tall)
        if self.tag(element) == "text":
            yield self._line(element, look, x + float(element.get("x", "0")), y + float(element.get("y", "0")))
        for child in element:
            yield from self._seats(child, x, y)

    def _line(self, element: Tree.Element, look: str, x: float, y: float) -> Seat:
        said = element.text or ""
        wide, size = width_of(said, look.split(maxsplit=1)[0]), SIZES[look.split(maxsplit=1)[0]][0]
        anchor = element.get("text-anchor", "start")
        before = {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        before = wide - before if self.right_to_left else before
        return Seat(look, said, x - before, y - size * 0.74, x - before + wide, y + size * 0.2)


def everything(folder: Path) -> Agreement:
    """The invented agreement, loaded."""
    (folder / "agreement.yaml").write_text(_YAML, "utf-8")
    (folder / "zones.geojson").write_text(_ZONES, "utf-8")
    return load(folder)


_ZONES = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "id": "land", "geometry": {"type": "Polygon", "coordinates": [[[30, 10], [34, 10], [34, 13], [30, 13], [30, 10]]]}},
{"type": "Feature", "id": "road", "geometry": {"type": "LineString", "coordinates": [[31, 11], [31.2, 11.1], [31.4, 11.1]]}},
{"type": "Feature", "id": "town", "geometry": {"type": "Point", "coordinates": [31.3, 11.0]}},
{"type": "Feature", "id": "front-1", "geometry": {"type": "LineString", "coordinates": [[32, 11], [33, 11]]}},
{"type": "Feature", "id": "front-2", "geometry": {"type": "LineString", "coordinates": [[32, 11.5], [33, 11.5]]}}
]}"""


def _name(en: str) -> str:
    """A name whose Arabic and Russian hold no Latin letter."""
    return f"{{en: {en}, ar: اسم {sum(map(ord, en))}, ru: Имя {sum(map(ord, en))}}}"


_MANY = "\n".join(
    f"  group-{n}: {{name: {_name(f'Group number {n} of the northern hills')}, role: party, side: hills, part-of: south}}"
    for n in range(40)
)

_YAML = f"""
holdfire: 1
id: everything
title: {_name("Everything")}
about: Invented.
time-zone: "+02:00"
events:
  start: {{at: {{disputed: {{north: 2030-01-01, south: 2030-01-05}}, why: Two days are named.}}}}
  signed: {{at: 2030-01-01}}
  never: {{at: unknown}}
actors:
  north: {{name: {_name("North")}, role: party, side: north, also: guarantor}}
  south: {{name: {_name("South")}, role: party, side: south, answered-for-by: big}}
  band: {{name: {_name("Band")}, role: excluded, answered-for-by: big, part-of: south, speaks-for: north}}
  late: {{name: {_name("Late")}, role: outsider, changes: [{{role: party, from: 2031-01-01}}]}}
  big: {{name: {_name("Big")}, role: guarantor, part-of: club}}
  club: {{name: {_name("Club")}, role: witness}}
  envoy: {{name: {_name("Envoy")}, role: monitor, speaks-for: club}}
  helper: {{name: {_name("Helper")}, role: provider}}
  open: {{name: {_name("Open")}, role: unclear}}
  radio: {{name: {_name("Radio")}, role: claimant, speaks-for: north}}
{_MANY}
zones:
  land: {{name: {_name("Land")}, kind: country, geometry: land, precision-km: 2}}
  road: {{name: {_name("Road")}, kind: line, geometry: road, left-m: 900, right-m: 300}}
  town: {{name: {_name("Town")}, kind: point, geometry: town, buffer-m: 800, precision-km: 0.5}}
  around: {{name: {_name("Around")}, kind: ring, geometry: town, buffer-m: 3000, inner-m: 1500}}
  front: {{name: {_name("Front")}, kind: moving, shapes: [{{geometry: front-1, until: 2030-02-01}}, {{geometry: front-2, from: 2030-02-01}}]}}
  both: {{name: {_name("Both")}, kind: list, zones: [road, town]}}
  clinics: {{name: {_name("Clinics")}, kind: facility, facilities: [hospital]}}
  later: {{name: {_name("Later zone")}, kind: to-be-agreed}}
  annex: {{name: {_name("Annex")}, kind: unpublished}}
facilities: {{hospital: A hospital}}
windows:
  truce: {{name: {_name("Truce")}, from: start, lasts: 60 days, renewable: true, renewed-by: [north, south]}}
  calm: {{name: {_name("Calm")}, from: signed, lasts: open-ended}}
  talks: {{name: {_name("Talks")}, from: G-2 opens, until: G-3 opens}}
provisions:
  P-1: {{article: "1", title: {_name("Pull back")}, says: Pull back., rule: must, binds: [{{side: hills}}], kept-by: [withdrawal], start-by: start + 2 days, deadline: start + 9 days}}
  P-2: {{article: "2", title: {_name("Report")}, says: Report., rule: must, binds: [{{actor: envoy}}], kept-by: [monitoring], from: signed, every: 30 days}}
  P-3: {{article: "3", title: {_name("Elections")}, says: Vote., rule: must, binds: [{{role: party}}], kept-by: [release], deadline: 2041-06-01}}
  P-4: {{article: "4", title: {_name("Feast")}, says: Rest., rule: must, binds: [{{actor: big}}], kept-by: [release], deadline: eid-al-fitr 2030}}
  P-5: {{article: "5", title: {_name("Secret")}, says: Hide., rule: must, binds: [{{actor: south}}], kept-by: [release], deadline: unpublished}}
  P-6: {{article: "6", title: {_name("Someday")}, says: Wait., rule: must, binds: [{{actor: south}}], kept-by: [release], deadline: never + 3 days}}
clocks:
  week: {{title: {_name("Week")}, needs: 7 days, starts: start}}
gates:
  G-1: {{title: {_name("First")}, says: First., decides: one, opens-when: [{{id: a, says: A., clock: week}}, {{id: b, says: B., provision: P-1, in-time: true}}], opens: {{by: [north, south, big], need: majority}}, decider: All}}
  G-2: {{title: {_name("Second")}, says: Second., decides: two, opens-when: [{{id: a, says: A., gate: G-1}}, {{id: b, says: B., window: truce}}], opens: {{by: [north, south], need: any}}, closes: {{by: [north], need: all}}, shuts-when: [{{id: x, says: X., broken: P-2}}], decider: All}}
  G-3: {{title: {_name("Third")}, says: Third., decides: three, opens-when: [{{id: a, says: A., any-of: [{{id: p, says: P., gate: G-2}}, {{id: q, says: Q., time: 2030-03-01}}]}}, {{id: r, says: R., gate: G-4}}], opens: {{by: [north, south, big], need: 2}}, per-window: truce, decider: All}}
  G-4: {{title: {_name("Fourth")}, says: Fourth., decides: four, opens-when: [{{id: a, says: A., gate: G-3, under: [first]}}], opens: {{by: [north, south], need: consensus}}, decider: All}}
  G-5: {{title: {_name("Fifth")}, says: Fifth., decides: five, decider: Nobody}}
readings:
  first: {{title: {_name("First reading")}, whose: nobody, basis: Words., starts: start, clocks: {{week: {{kind: calendar, lead-in: 2 days}}}}}}
  second: {{title: {_name("Second reading")}, whose: nobody, basis: Words., starts: start}}
"""
