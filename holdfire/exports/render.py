"""A table in the format that was asked for, piece by piece."""

from collections.abc import Callable, Iterator

from holdfire.agreement.model import AgreementText
from holdfire.errors import AskError
from holdfire.exports.as_csv import csv_pieces, hxl_pieces
from holdfire.exports.as_geojson import geojson_pieces
from holdfire.exports.as_parquet import parquet_pieces
from holdfire.exports.as_stix import stix_pieces
from holdfire.exports.as_xlsx import xlsx_pieces
from holdfire.exports.table import Made
from holdfire.exports.words import said_in

FORMATS = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": ("geojson", "application/geo+json"),
    "hxl": ("hxl.csv", "text/csv; charset=utf-8"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "stix": ("stix.json", "application/stix+json;version=2.1"),
}
"""Format to the end of a file's name and its media type."""
PLACED = ("incidents", "claims", "access")
"""What has places."""
OF_WHAT = {"geojson": PLACED, "stix": (*PLACED, "findings"), "hxl": ("incidents", "claims", "access", "coverage")}
"""Formats that tell only some of what there is."""


def refuse(what: str, format_: str) -> None:
    """Raise ``AskError`` where a format has no words for what is asked."""
    kept = OF_WHAT.get(format_)
    if kept and what not in kept:
        others = ", ".join(name for name in FORMATS if what in OF_WHAT.get(name, (what,)))
        raise AskError(f"{format_} has no form for {what}", remedy=f"Ask for {others}.")


def pieces(made: Made, format_: str, text: AgreementText) -> Iterator[bytes]:
    """The bytes of a file. ``text`` gives actors their names where a format is for people."""
    says = said_in(made.about.language)
    writers: dict[str, Callable[[], Iterator[bytes]]] = {
        "csv": lambda: csv_pieces(made),
        "xlsx": lambda: xlsx_pieces(made, text),
        "geojson": lambda: geojson_pieces(made),
        "hxl": lambda: hxl_pieces(made, says),
        "parquet": lambda: parquet_pieces(made),
        "stix": lambda: stix_pieces(made),
    }
    return writers[format_]()
