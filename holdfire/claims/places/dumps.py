"""GeoNames' own dumps, where an operator has them: places of a country (``SY.txt``) and names of provinces.

Tab-separated, 19 columns, no header, as https://download.geonames.org/export/dump/readme.txt tells. Only places where
people live and seats of administration (feature class P) are taken.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from holdfire.claims.places.store import Known
from holdfire.errors import SourceError

Town = Callable[[str, list[str], float, float, str, str, int], tuple[Known, tuple[str, ...]]]
COLUMNS = 19


def dumped(folder: Path, town: Town) -> Iterator[tuple[Known, tuple[str, ...]]]:
    """Each place of each dump in a folder, file by file. Raises ``SourceError`` with the line when a row is cut."""
    if not folder.is_dir():
        raise SourceError("this folder of GeoNames dumps is not there", str(folder), "Name the folder they lie in.")
    for path in sorted(folder.glob("*.txt")):
        if path.name.startswith("admin"):
            continue
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                cells = line.rstrip("\n").split("\t")
                if len(cells) == 1 or line.startswith("#"):
                    continue
                if len(cells) != COLUMNS:
                    where = f"{path}:{number}"
                    raise SourceError(
                        f"{len(cells)} columns where GeoNames has {COLUMNS}", where, "Fetch the file again."
                    )
                if cells[6] == "P":
                    names = [cells[1], cells[2], *cells[3].split(",")]
                    lat, lon, people = float(cells[4]), float(cells[5]), int(cells[14] or 0)
                    yield town(cells[0], names, lat, lon, cells[8], cells[10], people)


def names_of_provinces(folder: Path | None) -> dict[str, str]:
    """``SY.09`` to "Aleppo", from ``admin1CodesASCII.txt``; empty without a folder or the file."""
    path = folder / "admin1CodesASCII.txt" if folder else None
    if path is None or not path.is_file():
        return {}
    rows = (line.rstrip("\n").split("\t") for line in path.read_text("utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) >= 2}
