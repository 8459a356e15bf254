"""The dictionary that goes with a file: what it is of, as known when, under which licence, and what each column means."""

from typing import Any

from holdfire.exports.table import Made
from holdfire.exports.words import said_in

VERSION = 1
"""Of this format; it changes when a column changes its meaning."""


def dictionary(made: Made) -> dict[str, Any]:
    """The dictionary of a table, for JSON. Meanings are said in the language of the file."""
    say = said_in(made.about.language)
    columns = []
    for c in made.columns:
        told = {"name": c.name, "kind": c.kind, "says": say(c.says), "unit": say(c.unit), "hxl": c.hxl}
        columns.append({name: value for name, value in told.items() if value})
    about = {name: value for name, value in made.about.model_dump().items() if value}
    return {"holdfire_export": VERSION, **about, "columns": columns}
