"""Bands kept once made: in memory, and in a folder as Parquet files named by the digest of all that they are made from.

Nothing is ever out of date: an agreement that says another thing, another shape, precision, radius or step has another digest.
A file that cannot be read, or does not hold what its name says, is made again.
"""

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.agreement.as_read import ZoneEra
from holdfire.agreement.model import Agreement, Zone
from holdfire.findings.cover.bands import BAND, Bands, bands
from holdfire.findings.cover.cover import COVER, STEP
from holdfire.findings.places import era_name

_WAY = 1
"""The way bands are made; a change that gives other rows counts it up."""
_BANDS, _DIGEST = b"holdfire.bands", b"holdfire.digest"


def digest_of(agreement: Agreement, eras: Iterable[ZoneEra], radii_km: Iterable[float], step: float = STEP) -> str:
    """SHA-256 over the agreement's digest and the zones, shapes, holes, radii and step that bands are made from."""
    text, shapes = agreement.text, agreement.shapes
    named = {era_name(era): era for era in eras}
    zones = {era.zone: text.zones[era.zone] for era in named.values() if era.zone in text.zones}
    for hole in list(zones.values()):
        zones |= dict(_holes(text.zones, hole))
    drawn = {g for z in zones.values() for g in (z.geometry, *(s.geometry for s in z.shapes)) if g}
    drawn |= {era.geometry for era in named.values() if era.geometry}
    made_from = {
        "way": _WAY,
        "agreement": agreement.digest,
        "eras": list(named),
        "zones": {name: zones[name].model_dump(mode="json") for name in sorted(zones)},
        "shapes": {name: shapes.get(name) for name in sorted(drawn)},
        "radii": sorted(set(radii_km)),
        "step": step,
    }
    return hashlib.sha256(json.dumps(made_from, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _holes(zones: dict[str, Zone], zone: Zone) -> Iterator[tuple[str, Zone]]:
    for name in (*zone.except_zones, *zone.zones):
        if name in zones:
            yield name, zones[name]
            yield from _holes(zones, zones[name])


def write(made: Bands, digest: str, folder: Path) -> Path:
    """Bands as a Parquet file named by their digest; whoever reads while it is written sees the old file or the whole new one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest}.parquet"
    said = {_DIGEST: digest.encode(), _BANDS: json.dumps([made.step, made.band.to_pylist()]).encode()}
    unfinished = folder / f".{digest}.{os.getpid()}"
    pq.write_table(made.cover.replace_schema_metadata(said), unfinished, compression="zstd")
    unfinished.replace(path)
    return path


def read(digest: str, folder: Path) -> Bands | None:
    """The bands of a digest, or None when there are none, or none that can be read."""
    path = folder / f"{digest}.parquet"
    try:
        cover = pq.read_table(path)
        said = cover.schema.metadata or {}
        step, rows = json.loads(said[_BANDS])
        band = pa.Table.from_pylist(rows, schema=BAND)
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
        return None
    cover = cover.replace_schema_metadata(None)
    if said.get(_DIGEST) != digest.encode() or cover.schema != COVER:
        return None
    return Bands(cover, band, step)


class Covers:
    """Bands by what they are made from: those used last in memory, all of them in ``folder`` where one is given."""

    def __init__(self, folder: Path | None = None, most: int = 16) -> None:
        self._folder, self._most = folder, most
        self._kept: OrderedDict[str, Bands] = OrderedDict()

    def bands(
        self, agreement: Agreement, eras: Iterable[ZoneEra], radii_km: Iterable[float], step: float = STEP
    ) -> Bands:
        """The bands, made only where nobody made them before."""
        eras, radii = list(eras), sorted(set(radii_km))
        digest = digest_of(agreement, eras, radii, step)
        found = self._kept.pop(digest, None)
        if found is None and self._folder is not None:
            found = read(digest, self._folder)
        if found is None:
            found = bands(agreement, eras, radii, step)
            if self._folder is not None:
                write(found, digest, self._folder)
        self._kept[digest] = found
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found
