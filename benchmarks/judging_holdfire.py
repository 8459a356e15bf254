"""Holdfire's side of the comparison: its own judge over the tables."""

from pathlib import Path
from typing import Any

import ibis.backends.duckdb  # noqa: F401 - imported before the clock starts, as pandas is on the other side
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.answers import told
from benchmarks.data import february
from holdfire.agreement import Agreement
from holdfire.findings.judge import judge_tables
from holdfire.findings.places import Site
from holdfire.findings.tables import IncidentTables
from holdfire.where import Place


def prepared() -> Agreement:
    """The agreement, loaded before the clock starts."""
    return february()


def judged(agreement: Agreement, folder: Path) -> tuple[pa.Table, pa.Table]:
    """Verdicts and window relations, from the files."""
    incident, party, place = (pq.read_table(folder / f"{name}.parquet") for name in ("incident", "party", "place"))
    rows = zip(*(place[column].to_pylist() for column in ("lat", "lon", "radius_km")), strict=True)
    sites = tuple(Site(Place("", lat, lon, radius)) for lat, lon, radius in rows)
    return judge_tables(agreement, IncidentTables(incident, party, sites), [])


def answer(verdicts: pa.Table, windows: pa.Table) -> dict[str, Any]:
    """Counts and checksum."""
    frame: pd.DataFrame = verdicts.select(["incident", "provision", "lowest", "highest"]).to_pandas()
    frame["verdict"] = frame.lowest.where(frame.lowest == frame.highest, 2)
    return told(frame, windows.to_pandas())
