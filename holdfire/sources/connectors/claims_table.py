"""Holdfire's own table of claims, one claim a row, that a spreadsheet can write. Columns: docs/sources.md."""

from holdfire.sources.connectors.layout import Layout

NEEDED = ("id", "kind", "when", "said_by", "source", "published", "words")
COLUMNS = (
    *(
        "id",
        "kind",
        "act",
        "when",
        "precision",
        "said",
        "place",
        "lat",
        "lon",
        "radius_km",
        "actor",
        "target",
        "object",
    ),
    *("weapon", "facility", "held_by", "manner", "said_by", "denied_by", "deaths", "deaths_low", "deaths_high"),
    *("injured", "count", "unit", "parts", "since_start", "series", "event", "decides", "for", "finds", "standard"),
    *(
        "confidence",
        "reliability",
        "credibility",
        "tags",
        "review",
        "proposed",
        "origin",
        "source",
        "published",
        "words",
    ),
    *("contact", "persons", "exact_place", "exact_lat", "exact_lon"),
)
"""Every column that is read or sealed; others are kept with the record."""
NUMBERS = frozenset(
    {
        *("lat", "lon", "radius_km", "deaths", "deaths_low", "deaths_high", "injured", "count", "since_start"),
        *("exact_lat", "exact_lon"),
    }
)

LAYOUT = Layout(
    name="claims-table",
    title="the claims table",
    key=("id",),
    needs=frozenset(NEEDED),
)
