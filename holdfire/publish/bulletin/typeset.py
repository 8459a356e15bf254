"""What Typst sets: a template of ours with data beside it, with the project's own fonts alone, the same bytes each time.

Text goes in as data and never as Typst's own language: what a source wrote is no command.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from holdfire.errors import AskError
from holdfire.publish.bulletin.document import Document, Picture
from holdfire.publish.bulletin.picture_words import apart

SHARED = "drawing.typ"
"""What every template may use: a drawing with its words set over it."""
DOTS = 150.0
"""Dots of an inch in a picture: letters of a map are sharp in print, and ten pictures are some megabytes at most."""


def typeset(template: str, data: dict[str, Any], svgs: dict[str, str], **options: Any) -> list[bytes]:
    """The pages or the file that a template makes of data and drawings. Raises ``AskError`` where the fonts are not there."""
    import typst

    with TemporaryDirectory() as held, as_file(files("holdfire.publish")) as room:
        fonts = Path(room) / "fonts"
        if not any(fonts.glob("*.ttf")):
            raise AskError("the fonts of bulletins are not here", str(fonts), "Run `make setup`, or install the wheel.")
        folder = Path(held)
        for name in (template, SHARED):
            (folder / name).write_bytes(_template(name))
        for name, svg in svgs.items():
            (folder / name).write_text(svg, "utf-8")
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        made = typst.compile(
            folder / template, root=folder, font_paths=[fonts], ignore_system_fonts=True, timestamp=0, **options
        )
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made or b"")]


@cache
def _template(name: str) -> bytes:
    return files("holdfire.publish").joinpath("templates", name).read_bytes()


def picture_data(picture: Picture, name: str) -> tuple[dict[str, Any], str]:
    """A drawing as templates read it, and its SVG, which is to lie beside them under that name."""
    svg, over = apart(picture.svg)
    return {"file": name, "shows": picture.shows, **over}, svg


def as_png(pictures: Sequence[tuple[Document, Picture]]) -> list[bytes]:
    """Drawings as PNG, for formats in which not every program draws SVG, in the order given."""
    if not pictures:
        return []
    told, svgs = [], {}
    for number, (document, picture) in enumerate(pictures):
        name = f"{number}.svg"
        said, svgs[name] = picture_data(picture, name)
        told.append({**said, "language": document.language, "direction": document.direction})
    return typeset("pictures.typ", {"pictures": told}, svgs, format="png", ppi=DOTS)
