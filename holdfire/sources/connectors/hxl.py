"""HXL-tagged tables: a row of ``#hashtags`` below the header says what each column holds (HXL 1.1, hxlstandard.org).

Columns are known by their tags; a column without one keeps its header. Which tags make a claim: docs/sources.md. The tags are
plain enough to be read here, so that no further library is needed.
"""

import re

from holdfire.sources.connectors.layout import Layout

_TAG = re.compile(r"^#[A-Za-z][A-Za-z0-9_]*(?:\s*\+[A-Za-z][A-Za-z0-9_]*)*$")
TAG_ROWS = 25
"""The row of tags stands among the first 25 rows (HXL 1.1, section on tag rows)."""
TAGGED = 0.5
"""At least half of the filled cells of a tag row are tags, as libhxl asks."""


def tag_row(values: list[str]) -> bool:
    """True for a row of hashtags: at least two, and at least half of the cells that are filled."""
    filled = [v.strip() for v in values if v.strip()]
    tags = sum(1 for v in filled if _TAG.match(v))
    return tags >= 2 and tags >= TAGGED * len(filled)


def named_by_tags(header: list[str], tags: list[str]) -> list[str]:
    """A name for each column: its tag, written in one way; its header where it has none or the tag stands before."""
    names: list[str] = []
    for place in range(max(len(header), len(tags))):
        told = tags[place].strip() if place < len(tags) else ""
        title = header[place].strip() if place < len(header) else ""
        name = normal(told) if _TAG.match(told) else title or f"column {place + 1}"
        names.append(name if name not in names else f"{name} ({title or place + 1})")
    return names


def normal(tag: str) -> str:
    """A tag in lower case without spaces, its attributes in order of the alphabet: ``#geo+lat``."""
    first, *attributes = (part.strip().lower() for part in tag.split("+"))
    return "+".join([first, *sorted(set(attributes))])


def parts(name: str) -> tuple[str, frozenset[str]]:
    """The hashtag and the attributes of a column's name; an empty hashtag for a column without a tag."""
    first, *attributes = name.split(" (", maxsplit=1)[0].split("+")
    return (first, frozenset(attributes)) if first.startswith("#") else ("", frozenset())


def _kind(name: str) -> str:
    """What a column is to the layout: the day of an event, what happened, or itself."""
    tag, attributes = parts(name)
    if tag == "#date" and not attributes & {"reported", "published", "updated", "added", "approved"}:
        return "#date"
    return tag if tag == "#event" else name


def _identity(record: dict[str, str]) -> str:
    """The source's own id where a column is tagged as one; else empty, and the record's own words are its key."""
    for wanted in ("#meta+id", "#event+id", "#event+code", "#meta+code"):
        if value := record.get(wanted, "").strip():
            return value
    return ""


LAYOUT = Layout(
    name="hxl",
    title="an HXL-tagged table of events",
    key=(),
    needs=frozenset({"#date", "#event"}),
    bare=_kind,
    identity=_identity,
)
