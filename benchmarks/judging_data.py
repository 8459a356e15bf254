"""The events as tables, repeated: what both judges are given."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.data import claims_in, february, ged_syria
from holdfire.findings import incident_tables
from holdfire.findings.tables import IncidentTables
from holdfire.incidents import fuse

SHIFT = 0.00005
"""Degrees, about five metres: the most by which ``moved`` puts a repetition off its place."""


def prepare(wanted: int, folder: Path, *, moved: bool) -> str:
    """Write incident, party and place files; say in a sentence what is in them."""
    agreement = february()
    incidents = fuse([claim for _, claim in claims_in(ged_syria(), agreement)])
    base = incident_tables(agreement, incidents)
    times = -(-wanted // base.incident.num_rows)
    incident = _repeated(base.incident, times).slice(0, wanted)
    party = _repeated(base.party, times)
    party = party.filter(pc.is_in(party["incident"], value_set=incident["incident"].combine_chunks()))
    place = _places(base)
    if moved:
        incident, place = _moved(incident, place)
    for name, table in (("incident", incident), ("party", party), ("place", place)):
        pq.write_table(table, folder / f"{name}.parquet")
    counts = f"{party.num_rows:,} parties, {place.num_rows:,} places"
    return f"{incident.num_rows:,} incidents from {len(incidents):,} events, {counts}"


def _repeated(table: pa.Table, times: int) -> pa.Table:
    ids = table["incident"]
    parts = [
        table.set_column(0, "incident", pc.binary_join_element_wise(ids, pa.scalar(str(n)), "~")) for n in range(times)
    ]
    return pa.concat_tables(parts).combine_chunks()


def _places(base: IncidentTables) -> pa.Table:
    told = [(i, p.lon, p.lat, p.radius_km) for i, s in enumerate(base.sites) if (p := s.place) is not None]
    names = ("place", "lon", "lat", "radius_km")
    return pa.table({name: list(column) for name, column in zip(names, zip(*told, strict=True), strict=True)})


def _moved(incident: pa.Table, place: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Give every incident a place of its own, a few metres off the one it had."""
    chance = np.random.default_rng(20160227)
    at = incident["place"].to_numpy()
    count = incident.num_rows
    shift = chance.uniform(-SHIFT, SHIFT, (2, count))
    places = pa.table(
        {
            "place": np.arange(count, dtype=np.int32),
            "lon": place["lon"].to_numpy()[at] + shift[0],
            "lat": place["lat"].to_numpy()[at] + shift[1],
            "radius_km": place["radius_km"].to_numpy()[at],
        }
    )
    column = incident.schema.get_field_index("place")
    return incident.set_column(column, "place", pa.array(np.arange(count, dtype=np.int32))), places
