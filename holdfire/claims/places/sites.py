"""Lists of places by hand: ``places.csv`` beside an agreement, or a case's own.

One place a row: ``id``, ``name_en``, ``name_ar``, ``name_ru``, ``aliases`` (divided by ``;``), ``kind``, ``lat``,
``lon``, ``radius_km``, ``country`` (two letters), ``admin1`` (GeoNames key of the province, ``SY.09``), ``pcode``,
``source``. A sentence behind ``#`` is a remark. Hospitals, schools and other protected sites do not belong in it: where
they are never leaves in a public edition.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from holdfire.claims.places.model import PlaceKind
from holdfire.claims.places.store import Known
from holdfire.errors import SourceError
from holdfire.where import Place

COLUMNS = (
    *("id", "name_en", "name_ar", "name_ru", "aliases", "kind", "lat", "lon", "radius_km", "country", "admin1"),
    *("pcode", "source"),
)
Named = tuple[Known, tuple[str, ...]]
"""A place and every name it goes by."""
UNITS = ("subdistrict", "district", "province", "country")
"""Kinds that are never a point: each needs a radius that covers it."""
LEAST_UNIT_KM = 5.0
"""A unit of administration with a smaller radius is taken for a slip; the smallest Syrian district is some 10 km across."""


def read_sites(path: Path) -> list[Named]:
    """The places of one list. Raises ``SourceError`` with the row and a remedy when one cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise SourceError("this list of places is not there", str(path), "Name another file.") from error
    except UnicodeDecodeError as error:
        raise SourceError("this list of places is not UTF-8", str(path), "Save it as UTF-8.") from error
    rows = csv.DictReader(io.StringIO("".join(_rows(text))))
    missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
    if missing:
        raise SourceError(f"columns are missing: {', '.join(missing)}", str(path), "Add them to the first row.")
    found: dict[str, Named] = {}
    for number, row in enumerate(rows, 2):
        where = f"{path}, row {number}"
        named = _site(row, where)
        if named[0].id in found:
            raise SourceError(f'the id "{row["id"]}" stands twice', where, "Give one of them another id.")
        found[named[0].id] = named
    return [found[i] for i in sorted(found)]


def _rows(text: str) -> Iterator[str]:
    return (line for line in text.splitlines(keepends=True) if line.strip() and not line.startswith("#"))


def _site(row: dict[str, str | None], where: str) -> Named:
    cell = {column: (row.get(column) or "").strip() for column in COLUMNS}
    if not cell["id"] or not cell["name_en"]:
        raise SourceError("a place needs an id and a name_en", where, "Fill both, or take the row out.")
    if cell["kind"] not in get_args(PlaceKind):
        raise SourceError(
            f'the kind "{cell["kind"]}" is unknown', where, f"Take one of {', '.join(get_args(PlaceKind))}."
        )
    try:
        place = Place(cell["name_en"], float(cell["lat"]), float(cell["lon"]), float(cell["radius_km"]))
    except ValueError as error:
        raise SourceError(str(error), where, "Write degrees and kilometres as decimal numbers.") from error
    if cell["kind"] in UNITS and place.radius_km < LEAST_UNIT_KM:
        raise SourceError(
            f"a {cell['kind']} is never a point, and {place.radius_km} km is one",
            where,
            "Give a radius that covers it.",
        )
    known = Known(
        "site:" + cell["id"], place.name, cell["kind"], place.lat, place.lon, place.radius_km, cell["country"].upper(),
        cell["admin1"], cell["pcode"], 0, cell["name_ar"], cell["name_ru"], cell["source"],
    )  # fmt: skip
    return known, tuple(filter(None, (a.strip() for a in cell["aliases"].split(";"))))


def every_site(lists: Iterable[Path]) -> list[Named]:
    """The places of several lists, sorted by id. Raises ``SourceError`` when two lists use one id."""
    found: dict[str, Named] = {}
    for path in sorted(lists):
        for named in read_sites(path):
            if named[0].id in found:
                raise SourceError(f'the id "{named[0].id}" stands in two lists', str(path), "Rename one of them.")
            found[named[0].id] = named
    return [found[i] for i in sorted(found)]
