"""Words of a drawing that a PDF must set itself: letters that join, which a drawing in an archived PDF cannot carry.

PDF/A asks for the character behind every glyph. Typst has it for its own text and not for joined Arabic letters in an SVG, so
those words are taken out of the drawing and set over it.
"""

import re
from html import unescape
from typing import Any

_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>\n?")
_SAID = re.compile(r'([\w-]+)="([^"]*)"')
_JOINED = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
USUAL = "13"
"""The size of letters where a drawing names it once for all of its words."""


def apart(svg: str) -> tuple[str, dict[str, Any]]:
    """The drawing without its joined letters; its width and height, and those words with their place (pixels), size and ink."""
    words: list[dict[str, Any]] = []

    def taken(found: re.Match[str]) -> str:
        text = unescape(found[2])
        if not _JOINED.search(text):
            return found[0]
        said = dict(_SAID.findall(found[1]))
        anchor = said.get("text-anchor", "start")
        if said.get("direction") == "rtl":
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        words.append(
            {
                "x": float(said["x"]),
                "y": float(said["y"]),
                "text": text,
                "anchor": {"start": "left", "end": "right"}.get(anchor, "center"),
                "size": float(said.get("font-size", USUAL)),
                "fill": said.get("fill", "#1b2733"),
                "bold": said.get("font-weight") == "700",
            }
        )
        return ""

    left = _TEXT.sub(taken, svg)
    size = _SIZE.search(svg)
    width, height = (float(size[1]), float(size[2])) if size else (1.0, 1.0)
    return left, {"width": width, "height": height, "words": words}
