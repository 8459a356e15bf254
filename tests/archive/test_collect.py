"""From event data sets to the event table: nothing is mapped, days stay days, what is no event is counted apart."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from holdfire.agreement import load
from holdfire.archive.collect import collect_events
from holdfire.archive.event import EVENT
from holdfire.archive.told import claim_of
from holdfire.case import bundled
from holdfire.claims import Names
from holdfire.errors import SourceError
from holdfire.when import zone

RECEIVED = datetime(2020, 1, 1, tzinfo=UTC)
GED = (
    "id,type_of_violence,dyad_name,side_a,side_b,where_prec,where_coordinates,latitude,longitude,event_clarity,date_prec,"
    "date_start,date_end,low,best,high\n"
    '7,1,A - B,"Government of Syria, Hezbollah",IS,1,Aleppo,36.2,37.16,1,1,2016-09-13,2016-09-13,1,2,3\n'
    "8,3,A - C,IS,Civilians,9,Nowhere,36.2,37.16,1,1,2016-09-13,2016-09-13,1,2,3\n"
)
ACLED = "\n".join(
    ",".join(f'"{value}"' for value in row)
    for row in zip(
        *(
            ("event_id_cnty", "SYR1"), ("event_date", "13 September 2016"), ("year", "2016"), ("time_precision", "1"),
            ("disorder_type", "Political violence"), ("event_type", "Explosions/Remote violence"),
            ("sub_event_type", "Air/drone strike"), ("actor1", "Military Forces of Syria (2000-2024)"), ("assoc_actor_1", ""),
            ("inter1", "1"), ("actor2", "Civilians (Syria)"), ("assoc_actor_2", ""), ("inter2", "7"), ("interaction", "17"),
            ("civilian_targeting", "Civilian targeting"), ("iso", "760"), ("region", "Middle East"), ("country", "Syria"),
            ("admin1", "Aleppo"), ("admin2", ""), ("admin3", ""), ("location", "Aleppo"), ("latitude", "36.2"),
            ("longitude", "37.16"), ("geo_precision", "1"), ("source", "SOHR"), ("source_scale", "Other"),
            ("notes", "A strike."), ("fatalities", "4"), ("tags", ""), ("timestamp", "1"),
        ),
        strict=True,
    )
)  # fmt: skip


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_ged_keeps_names_and_days(tmp_path: Path) -> None:
    """Sides stay as they are written, the day has no zone yet, and a row that cannot be read is set aside."""
    done = collect_events([_file(tmp_path, "ged.csv", GED)], tmp_path / "events", RECEIVED)
    table = pq.read_table(tmp_path / "events" / "ged.csv.parquet")
    assert table.drop("cell").schema.equals(EVENT) and done.events == 1
    row = table.to_pylist()[0]
    assert row["actors"] == [["Government of Syria, Hezbollah"], ["IS"]] and row["naming"] == "ucdp" and row["local"]
    assert (row["id"], row["claims"], row["deaths_low"], row["deaths_high"]) == ("GED-7", ["ged-7"], 1, 3)
    assert [s.row for s in done.set_aside] == [3] and "where_prec" in done.set_aside[0].reason


def test_a_day_is_the_day_of_whoever_asks(tmp_path: Path) -> None:
    """The same row is another span of time in Damascus than in Bogota."""
    collect_events([_file(tmp_path, "ged.csv", GED)], tmp_path / "events", RECEIVED)
    row = pq.read_table(tmp_path / "events" / "ged.csv.parquet").to_pylist()[0]
    starts = []
    for name in ("syria-2016-09", "colombia-2016"):
        agreement = load(bundled(name))
        claim = claim_of(row, Names(agreement), agreement.text, zone(agreement.text.time_zone))
        starts.append(claim.start.isoformat())
    assert starts == ["2016-09-12T21:00:00+00:00", "2016-09-13T05:00:00+00:00"]


def test_names_joined_by_commas_are_taken_apart_by_who_knows_them(tmp_path: Path) -> None:
    """Two groups in one field: the agreement that names both reads them as acting together."""
    collect_events([_file(tmp_path, "ged.csv", GED)], tmp_path / "events", RECEIVED)
    row = pq.read_table(tmp_path / "events" / "ged.csv.parquet").to_pylist()[0]
    agreement = load(bundled("syria-2016-09"))
    claim = claim_of(row, Names(agreement), agreement.text, zone(agreement.text.time_zone))
    assert "syrian-government" in claim.actors[0] and len(claim.actors[0]) == 2


def test_acled_keeps_its_spelling(tmp_path: Path) -> None:
    """The years behind a name stay, to be taken off by who asks."""
    done = collect_events([_file(tmp_path, "acled.csv", ACLED)], tmp_path / "events", RECEIVED)
    row = pq.read_table(tmp_path / "events" / "acled.csv.parquet").to_pylist()[0]
    assert done.events == 1 and row["actors"] == [["Military Forces of Syria (2000-2024)"]]
    assert (row["act"], row["target"], row["naming"], row["deaths"]) == ("airstrike", "civilians", "acled", 4)


def test_what_is_no_event_data_set_is_refused(tmp_path: Path) -> None:
    """A table of claims belongs to an agreement and not into the event table."""
    text = "id,kind,when,said_by,source,published,words\nx,incident,2016-09-13,un,s,2016-09-14,w\n"
    with pytest.raises(SourceError, match="no event data set"):
        collect_events([_file(tmp_path, "claims.csv", text)], tmp_path / "events", RECEIVED)
    assert not list((tmp_path / "events").glob("*.parquet"))


def test_a_file_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    """No part of an event table stays where its source could not be read."""
    (tmp_path / "claims.csv").write_text("id,kind\nC-1,incident\n", "utf-8")
    with pytest.raises(SourceError):
        collect_events([tmp_path / "claims.csv"], tmp_path / "events", datetime(2026, 1, 1, tzinfo=UTC))
    assert not list((tmp_path / "events").iterdir())
