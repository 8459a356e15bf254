"""Small gazetteers that tests share, made of a few places each."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from holdfire.claims import Claim
from holdfire.claims.places import Gazetteer
from holdfire.claims.places.build import build
from holdfire.claims.places.store import BUILT, Held, Known

AGREEMENTS = Path(__file__).resolve().parents[2] / "agreements"


def built(folder: Path) -> Path:
    """The bundled gazetteer: the one set-up built, or, where it did not, one built into ``folder``."""
    if BUILT.is_file():
        return BUILT
    build(folder / "gazetteer.sqlite", AGREEMENTS)
    return folder / "gazetteer.sqlite"


def known(name: str, lat: float, lon: float, kind: str = "village", **more: object) -> Known:
    """A place in Syria."""
    place = Known("test:" + name, name, kind, lat, lon, 2.0, "SY", "SY.10")
    return place._replace(**more)


def small(places: Iterable[tuple[Known, Iterable[str]]]) -> Gazetteer:
    """A gazetteer of these places alone."""
    return Gazetteer((Held(places),))


def claim(number: int, place: str, lat: float, lon: float, radius_km: float = 2.0) -> Claim:
    """A located claim."""
    at = datetime(2016, 3, 1, tzinfo=UTC)
    return Claim(
        id=f"c{number}", report="r", kind="incident", start=at, end=at, known_from=at, place=place, lat=lat, lon=lon,
        radius_km=radius_km, claimants=("monitor",), source="a monitor", words=place,
    )  # fmt: skip
