"""Which zones points are in, in memory: the same join as in ``expressions``, for callers without an engine."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from holdfire.findings.cover.cover import STEP, cell_of, levels_of
from holdfire.findings.cover.rows import spread

Numbers = np.ndarray[Any, np.dtype[Any]]
_AT_ONCE = 2**18


class Lookup:
    """A cover, sorted to be asked about points. ``step`` is the one it was cut with."""

    def __init__(self, cover: pa.Table, step: float = STEP) -> None:
        order = np.argsort(cover["cell"].to_numpy(), kind="stable")
        self._rows: dict[str, Numbers] = {name: cover[name].to_numpy()[order] for name in cover.column_names}
        self._levels, self._step = levels_of(cover), step

    def zones(self, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
        """Pairs of a point, by its place in what is given, and a zone it is in; longitude first. In no order."""
        found = list(self._found(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)))
        none = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))]
        points, zones = zip(*(found or none), strict=True)
        return np.concatenate(points), np.concatenate(zones)

    def _found(self, lon: Numbers, lat: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        for level in self._levels:
            for start in range(0, len(lon), _AT_ONCE):
                here = slice(start, start + _AT_ONCE)
                point, zone = self._on_level(lon[here], lat[here], level)
                yield point + start, zone

    def _on_level(self, lon: Numbers, lat: Numbers, level: int) -> tuple[Numbers, Numbers]:
        cell, r = cell_of(lon, lat, self._step, level), self._rows
        first, after = (np.searchsorted(r["cell"], cell, side) for side in ("left", "right"))
        point, row = spread(first, after - 1)
        x, y = lon[point], lat[point]
        within = (r["y_lo"][row] <= y) & (y < r["y_hi"][row])
        within &= r["lx"][row] + (y - r["ly"][row]) * r["lk"][row] <= x
        within &= x < r["rx"][row] + (y - r["ry"][row]) * r["rk"][row]
        return point[within], r["zone"][row[within]]
