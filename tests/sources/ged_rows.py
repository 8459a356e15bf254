"""Rows in the layout of UCDP GED, made for tests: values are invented, columns are real."""

import csv
from pathlib import Path

ROW = {
    "id": "900001",
    "type_of_violence": "1",
    "dyad_name": "Government of Syria - Syrian insurgents",
    "side_a": "Government of Syria",
    "side_b": "Syrian insurgents",
    "source_headline": "Clashes near the village",
    "where_prec": "1",
    "where_coordinates": "Teir Maaleh village",
    "latitude": "34.80",
    "longitude": "36.70",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2016-03-01",
    "date_end": "2016-03-01",
    "low": "2",
    "best": "3",
    "high": "5",
}


def ged_row(**changed: str) -> dict[str, str]:
    """One row, some columns changed or added."""
    return ROW | changed


def write_ged(path: Path, *rows: dict[str, str]) -> Path:
    """A file of these rows; columns are those of the first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
