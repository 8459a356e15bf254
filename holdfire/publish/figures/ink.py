"""What a figure is drawn with: shapes as SVG elements with presentation attributes, no style sheet, no script, no other file.

Numbers are pixels from the top left corner. Every fill is told from every other by its pattern and tone, in grey too.
"""

from dataclasses import dataclass
from html import escape

from holdfire.publish.draw_letters import _HARMFUL as HARMFUL

WIDTH = 720.0
"""Width of every figure."""
PAPER, INK, SOFT, LINE, ACCENT = "#ffffff", "#1b2733", "#4a5866", "#8a949e", "#1f3a5f"
GRAVE, DOUBT, FINE = "#b3261e", "#6a5700", "#0b6b3a"
SIZE = 12.0
ISOLATES = {0x2066: None, 0x2067: None, 0x2069: None}
"""Signs that set a direction apart, taken off: pages show them by number, and an element has its own direction."""
FONTS = "Noto Sans, Noto Naskh Arabic, Noto Sans Arabic, sans-serif"


@dataclass(frozen=True)
class Shape:
    """One SVG element. ``title`` is told to whoever points at it, ``text`` is what it says, ``inside`` are shapes within it."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""
    title: str = ""
    inside: tuple["Shape", ...] = ()


def number(value: float) -> str:
    """A number with at most one decimal: ``12``, ``0.5``."""
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def rect(x: float, y: float, width: float, height: float, fill: str, *, edge: str = "", title: str = "") -> Shape:
    """A rectangle; ``edge`` is the colour of its outline."""
    said = (("x", x), ("y", y), ("width", max(width, 0.0)), ("height", max(height, 0.0)))
    outline = (("stroke", edge), ("stroke-width", "0.8")) if edge else ()
    return Shape("rect", (*((k, number(v)) for k, v in said), ("fill", fill), *outline), title=title)


def line(x1: float, y1: float, x2: float, y2: float, ink: str = LINE, width: float = 1, dash: str = "") -> Shape:
    """A straight line."""
    ends = (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
    broken = (("stroke-dasharray", dash),) if dash else ()
    return Shape(
        "line", (*((k, number(v)) for k, v in ends), ("stroke", ink), ("stroke-width", number(width)), *broken)
    )


def path(
    data: str, *, ink: str = "none", fill: str = "none", width: float = 1.5, dash: str = "", at: str = ""
) -> Shape:
    """A path; ``at`` is a transformation."""
    broken = (("stroke-dasharray", dash),) if dash else ()
    moved = (("transform", at),) if at else ()
    stroke = (("stroke", ink), ("stroke-width", number(width)), *broken) if ink != "none" else ()
    return Shape("path", (("d", data), ("fill", fill), *stroke, *moved))


def circle(x: float, y: float, r: float, fill: str, ink: str = "", dash: str = "", opacity: str = "") -> Shape:
    """A circle."""
    said = [("cx", number(x)), ("cy", number(y)), ("r", number(r)), ("fill", fill)]
    said += [("fill-opacity", opacity)] if opacity else []
    said += [("stroke", ink), ("stroke-width", "1.5")] if ink else []
    said += [("stroke-dasharray", dash)] if dash else []
    return Shape("circle", tuple(said))


def polyline(points: list[tuple[float, float]]) -> str:
    """Points joined by lines, as the data of a path."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) if points else ""


@dataclass(frozen=True)
class Look:
    """How a kind of thing is filled: a pattern drawn on a tile of 8 pixels in its own tone; ``tone`` alone is a plain fill."""

    tone: str
    tile: str = ""


LOOKS: dict[str, Look] = {
    "a": Look("#1f3a5f"),
    "b": Look("#a8481a", "M-2 2l4-4M0 8l8-8M6 10l4-4"),
    "c": Look("#0b6b3a", "M2 2h2v2h-2zM6 6h2v2h-2z"),
    "d": Look("#74828f"),
    "e": Look("#5b3a8c", "M0 2h8M0 6h8"),
    "f": Look("#7a5d00", "M2 0v8M6 0v8M0 4h8"),
    "g": Look("#4a5866", "M4 0v8"),
    "none": Look("#ffffff"),
    "grave": Look("#b3261e"),
    "doubt": Look("#6a5700", "M-2 2l4-4M0 8l8-8M6 10l4-4"),
    "fine": Look("#cfe6d9"),
    "aside": Look("#3d4a5c", "M0 2h8M0 6h8"),
    "blind": Look("#5c6873", "M1 1h1.6v1.6h-1.6zM5 5h1.6v1.6h-1.6z"),
    "step0": Look("#eef2f6"),
    "step1": Look("#c3d0dd"),
    "step2": Look("#8fa6bd"),
    "step3": Look("#4f6f90"),
    "step4": Look("#1f3a5f"),
}
"""Every fill there is. Series take ``a`` to ``g``; ``blind`` is what nobody looked at; steps run from few to many."""
SERIES = ("a", "b", "c", "d", "e", "f", "g")
STEPS = ("step0", "step1", "step2", "step3", "step4")
GLYPHS = {
    "check": "M3 8.5 6.6 12 13 4.5",
    "cross": "M4 4 12 12M12 4 4 12",
    "ask": "M5 5.6C5 1.6 11.3 1.8 11 5.6 10.8 7.6 8 7.6 8 10.2M8 12.4V14",
    "outside": "M8 2.5A5.5 5.5 0 1 1 8 13.5A5.5 5.5 0 1 1 8 2.5M4.2 11.8 11.8 4.2",
    "differ": "M2.5 6H13.5M2.5 10H13.5M11 2.5 5 13.5",
    "half": "M8 2.5A5.5 5.5 0 1 1 8 13.5A5.5 5.5 0 1 1 8 2.5M8 2.5V13.5",
    "dot": "M7 8H9",
    "ahead": "M3 8H3.6M8 8H8.6M13 8H13.6",
    "eye": "M1.5 8C5 2.8 11 2.8 14.5 8 11 13.2 5 13.2 1.5 8ZM8 7V9",
}
"""Signs on a square of 16 pixels, drawn as lines."""


@dataclass(frozen=True)
class Pen:
    """Writes one figure in one language: ``name`` keeps the names of its patterns apart from those of other figures."""

    name: str
    right_to_left: bool

    def fill(self, look: str) -> str:
        """What a shape is filled with."""
        found = LOOKS[look]
        return f"url(#{self.name}-{look})" if found.tile else found.tone

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        ink: str = INK,
        bold: bool = False,
    ) -> Shape:
        """Words at their baseline; ``start`` is the left end in every language, though SVG means the end where reading begins."""
        turned = self.right_to_left and any("\u0590" <= letter <= "\u08ff" for letter in text)
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor) if turned else anchor
        said = [("x", number(x)), ("y", number(y)), ("font-size", number(size)), ("fill", ink)]
        said += [("text-anchor", anchor)] if anchor != "start" else []
        said += [("direction", "rtl")] if turned else []
        said += [("font-weight", "700")] if bold else []
        return Shape("text", tuple(said), text=self.told(text))

    def told(self, text: str) -> str:
        """Words on one line, nothing in them that changes the order of others."""
        return HARMFUL.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", " ".join(text.split()))

    def sign(self, glyph: str, x: float, y: float, size: float, ink: str = INK) -> Shape:
        """A sign with its middle at a point."""
        k = size / 16
        at = f"translate({number(x - size / 2)} {number(y - size / 2)}) scale({k:.3f})"
        return path(GLYPHS.get(glyph, GLYPHS["dot"]), ink=ink, width=2.2, at=at)


def svg(name: str, language: str, title: str, shows: str, shapes: tuple[Shape, ...], height: float) -> str:
    """One SVG document that stands alone, and can stand in a page beside others, in other languages too."""
    mark = f"{name}-{language}"
    every = [*shapes, *(part for shape in shapes for part in shape.inside)]
    used = {value for shape in every for _, value in shape.attributes if value.startswith("url(#")}
    tiles = "".join(_tile(f"{mark}-{look}", found) for look, found in LOOKS.items() if f"url(#{mark}-{look})" in used)
    size = f'viewBox="0 0 {number(WIDTH)} {number(height)}" width="{number(WIDTH)}" height="{number(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="{mark}-title {mark}-desc" '
        f'xml:lang="{language}" font-family="{FONTS}">\n'
        f'<title id="{mark}-title">{escape(title)}</title>\n<desc id="{mark}-desc">{escape(shows)}</desc>\n'
        + (f"<defs>{tiles}</defs>\n" if tiles else "")
        + f'<rect width="{number(WIDTH)}" height="{number(height)}" fill="{PAPER}"/>\n'
        + "".join(map(written, shapes))
        + "</svg>\n"
    )


def written(shape: Shape) -> str:
    """A shape as an element."""
    said = "".join(f' {name}="{escape(value)}"' for name, value in shape.attributes)
    inside = (f"<title>{escape(shape.title)}</title>" if shape.title else "") + escape(shape.text)
    inside += "".join(map(written, shape.inside))
    return f"<{shape.tag}{said}>{inside}</{shape.tag}>\n" if inside else f"<{shape.tag}{said}/>\n"


def _tile(name: str, look: Look) -> str:
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{PAPER}"/>'
        f'<path d="{look.tile}" fill="{look.tone if "z" in look.tile else "none"}" '
        f'stroke="{look.tone}" stroke-width="{"0" if "z" in look.tile else "2"}"/></pattern>'
    )
