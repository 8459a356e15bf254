"""Where known places lie: a file that is read by name, or a handful held in memory. Both answer the same three questions.

The file is SQLite, opened read-only and never read whole: opening it costs a millisecond and a lookup some microseconds.
Errors raised: ``SourceError`` when the file is missing or is not a gazetteer.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from math import cos, radians
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from holdfire.claims.places.asking import stem_of
from holdfire.claims.places.model import Candidate, PlaceKind
from holdfire.claims.places.spelling import bare, one_script, skeleton
from holdfire.errors import SourceError
from holdfire.where import KM_PER_DEGREE

BUILT = Path(__file__).with_name("gazetteer.sqlite")
"""Where set-up puts the bundled gazetteer; it is built, never committed."""
FORMAT = 1
BUILD_IT = "Build it with `python -m holdfire.claims.places.build`, which `make setup` does."
_SEEN_AT_MOST = 50_000
SQL = Path(__file__).with_name("sql")


class Known(NamedTuple):
    """One place of a gazetteer.

    ``admin1`` is the key of its province; ``source`` says who places it there, ``told`` how many claims do.
    """

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    radius_km: float
    country: str = ""
    admin1: str = ""
    pcode: str = ""
    population: int = 0
    name_ar: str = ""
    name_ru: str = ""
    source: str = ""
    told: int = 0

    def candidate(self, score: float, reasons: Iterable[str], admin1: str = "", pcode: str = "") -> Candidate:
        """The place as an answer, with its score and reasons."""
        return Candidate(
            id=self.id, name=self.name, kind=cast(PlaceKind, self.kind), lat=self.lat, lon=self.lon,
            radius_km=self.radius_km, country=self.country, admin1=admin1, pcode=pcode or self.pcode,
            score=round(min(1.0, max(0.0, score)), 3), reasons=tuple(reasons),
        )  # fmt: skip

    def called(self, language: str) -> str:
        """The name in a language, or the usual one where none is known."""
        return {"ar": self.name_ar, "ru": self.name_ru}.get(language, "") or self.name


class Layer(Protocol):
    """Somewhere places are looked up."""

    def named(self, key: str) -> tuple[Known, ...]:
        """Places one of whose names has this ``bare`` key."""
        ...

    def sounding(self, key: str) -> tuple[tuple[str, Known], ...]:
        """Places one of whose names has this ``skeleton``, each with that name's ``bare`` key."""
        ...

    def around(self, lat: float, lon: float, km: float) -> tuple[Known, ...]:
        """Places whose point lies in the box of ``km`` to each side."""
        ...

    def stemmed(self, stem: str) -> tuple[Known, ...]:
        """Places one of whose names has this key once "upper", "great" and the like are taken off, where that is kept."""
        ...

    def spelled(self, countries: Iterable[str]) -> Iterator[tuple[str, Known]]:
        """Every ``bare`` key of the places of some countries."""
        ...


class Held:
    """Places held in memory: the sites of a case, what it learnt, its districts."""

    def __init__(self, places: Iterable[tuple[Known, Iterable[str]]]) -> None:
        self._named: dict[str, dict[str, Known]] = {}
        self._sounding: dict[str, dict[tuple[str, str], Known]] = {}
        self._stemmed: dict[str, dict[str, Known]] = {}
        self.places: dict[str, Known] = {}
        for place, names in sorted(places, key=lambda p: (p[0].id, p[0])):
            self.places[place.id] = place
            for name in {place.name, place.name_ar, place.name_ru, *names} - {""}:
                self._named.setdefault(bare(name), {})[place.id] = place
                self._sounding.setdefault(skeleton(name), {})[bare(name), place.id] = place
                self._stemmed.setdefault(bare(stem_of(name)), {})[place.id] = place

    def named(self, key: str) -> tuple[Known, ...]:
        """Places one of whose names has this ``bare`` key."""
        found = self._named.get(key)
        return tuple(found[i] for i in sorted(found)) if found else ()

    def sounding(self, key: str) -> tuple[tuple[str, Known], ...]:
        """Places one of whose names has this ``skeleton``."""
        found = self._sounding.get(key, {})
        return tuple((b, found[b, i]) for b, i in sorted(found))

    def stemmed(self, stem: str) -> tuple[Known, ...]:
        """Places one of whose names has this key once "upper", "great" and the like are taken off."""
        found = self._stemmed.get(stem, {})
        return tuple(found[i] for i in sorted(found))

    def around(self, lat: float, lon: float, km: float) -> tuple[Known, ...]:
        """Places whose point lies in the box of ``km`` to each side."""
        return tuple(p for _, p in sorted(self.places.items()) if in_box(p, lat, lon, km))

    def spelled(self, countries: Iterable[str] = ()) -> Iterator[tuple[str, Known]]:
        """Every ``bare`` key with each place that has it; these are the case's own, whatever country they lie in."""
        for key in sorted(self._named):
            for number in sorted(self._named[key]):
                yield key, self._named[key][number]


def in_box(place: Known, lat: float, lon: float, km: float) -> bool:
    """Whether a place's point lies within a box of ``km`` to each side (of longitude: as at that latitude)."""
    south, north, west, east = box(lat, lon, km)
    return south <= place.lat <= north and west <= place.lon <= east


def box(lat: float, lon: float, km: float) -> tuple[float, float, float, float]:
    """South, north, west and east of a box of ``km`` to each side; it stops at the date line."""
    up = km / KM_PER_DEGREE
    across = up / max(0.02, cos(radians(lat)))
    return lat - up, lat + up, lon - across, lon + across


class Stored:
    """The bundled gazetteer: a SQLite file, read by name. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise SourceError("the gazetteer is not there", str(path), BUILD_IT)
        self.path = path
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[Known, ...]] = {}
        self._read = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            (version,) = self._read.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise SourceError("this is not a gazetteer", str(path), BUILD_IT) from error
        if version != FORMAT:
            raise SourceError(f"this gazetteer has format {version}, not {FORMAT}", str(path), BUILD_IT)
        self._sql = {p.stem: p.read_text("utf-8") for p in SQL.glob("*.sql")}

    def named(self, key: str) -> tuple[Known, ...]:
        """Places one of whose names has this ``bare`` key; the last few thousand answers are kept."""
        found = self._seen.get(key)
        if found is None:
            found = tuple(Known(*row) for row in self._ask("named", (key,)))
            if len(self._seen) >= _SEEN_AT_MOST:
                self._seen.clear()
            self._seen[key] = found
        return found

    def sounding(self, key: str) -> tuple[tuple[str, Known], ...]:
        """Places one of whose names has this ``skeleton``; kept for countries that write Arabic or Cyrillic."""
        return tuple((row[0], Known(*row[1:])) for row in self._ask("sounding", (key,)))

    def around(self, lat: float, lon: float, km: float) -> tuple[Known, ...]:
        """Places whose point lies in the box of ``km`` to each side."""
        return tuple(Known(*row) for row in self._ask("around", box(lat, lon, km)))

    def stemmed(self, stem: str) -> tuple[Known, ...]:
        """Nothing: the file keeps whole names only."""
        return ()

    def spelled(self, countries: Iterable[str]) -> Iterator[tuple[str, Known]]:
        """Every ``bare`` key of the places of some countries; reads the whole file once for each country."""
        for country in sorted(countries):
            for row in self._ask("spelled", (country,)):
                yield row[0], Known(*row[1:])

    def provinces(self) -> dict[str, str]:
        """The name of each province by its key, where one is known."""
        return dict(self._ask("provinces", ()))

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._read.execute(self._sql[query], values).fetchall()


def good_names(names: Iterable[str]) -> list[str]:
    """Names written in one of the three scripts throughout and longer than a letter; sorted, each once."""
    return sorted({n.strip() for n in names if len(n.strip()) > 1 and one_script(n)})
