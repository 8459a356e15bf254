"""An archive says of an agreement what a case would say of the same claims, to the last number and citation."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement import load
from holdfire.archive.collect import collect_events
from holdfire.archive.folder import claims_files, claims_told
from holdfire.case import bundled
from holdfire.claims import Names, Unreadable, read
from holdfire.sources import Report, collect
from tests.archive.made import AT, START, archive, as_a_case, bare, claims_of, event, judged, status

SYRIA = load(bundled("syria-2016-09"))
GED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp-ged-syria" / "ged_syria.csv"
SIDES = (
    "Government of Syria",
    "syrian-government",
    "Government of Russia",
    "opposition",
    "Nusra Front",
    "IS",
    "Nobody",
    "unknown",
)


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A few events: by many, on many, here and there, certain and not."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        start = START + timedelta(hours=draw(st.integers(-400, 400)))
        lasts = draw(st.sampled_from((0, 1, 24, 40, 24 * 30)))
        placed = draw(st.booleans())
        found.append(
            event(
                f"E{number}",
                act=draw(
                    st.sampled_from(("airstrike", "shelling", "clash", "attack-on-aid", "aid-delivery", "withdrawal"))
                ),
                start=start,
                end=start + timedelta(hours=lasts),
                local=draw(st.booleans()),
                lat=draw(st.sampled_from((36.2, 36.9, 34.0, 10.0))) if placed else None,
                lon=draw(st.sampled_from((37.16, 36.6, 60.0))) if placed else None,
                radius_km=draw(st.sampled_from((0.0, 1.0, 100.0))) if placed else None,
                actors=draw(st.lists(st.lists(st.sampled_from(SIDES), min_size=1, max_size=2), max_size=2)),
                target=draw(st.sampled_from(("opposition", "civilians", "each-other", "unknown", "Nusra Front"))),
                claimants=draw(st.lists(st.sampled_from(("sohr", "ucdp", "un")), min_size=1, max_size=2)),
                denied_by=draw(st.lists(st.sampled_from(("russia", "syrian-government", "un")), max_size=1)),
                confidence=draw(st.sampled_from(("low", "medium", "high"))),
                deaths=draw(st.sampled_from((None, 0, 1, 7))),
                review=draw(st.sampled_from(("none", "none", "proposed"))),
            )
        )
    return found


@settings(max_examples=25, deadline=None)
@given(events())
def test_any_events_come_to_what_a_case_makes_of_them(rows: list[dict[str, Any]]) -> None:
    """Whatever is told, the sums of kinds are the sums of incidents."""
    with TemporaryDirectory() as folder:
        place = archive(Path(folder) / "archive", rows)
        judged(place, everywhere=True)
        own, _, _ = claims_told(claims_files(place, bundled("syria-2016-09"), SYRIA.text.id), SYRIA, START)
        assert bare(status(place)) == as_a_case(SYRIA, [*claims_of(SYRIA, rows), *own])


@pytest.mark.skipif(not GED.is_file(), reason="the UCDP GED release for Syria is not beside this repository")
@pytest.mark.parametrize("name", ["syria-2016-02", "syria-2016-09", "minsk-2-2015"])
def test_a_year_of_a_war_comes_to_what_a_case_makes_of_it(name: str, tmp_path: Path) -> None:
    """Real events, read by the readers of a case and by those of an archive."""
    agreement, some = load(bundled(name)), tmp_path / "ged.csv"
    lines = GED.read_text("utf-8").splitlines(keepends=True)
    some.write_text("".join([lines[0], *lines[1:3000:4]]), "utf-8")
    place = archive(tmp_path / "archive", [], [name])
    collect_events([some], place / "events", datetime(2020, 1, 1, tzinfo=UTC))
    judged(place, everywhere=True)
    names, claims = Names(agreement), []
    for row in collect(some, datetime(2020, 1, 1, tzinfo=UTC)):
        try:
            claims += read(row, agreement, names) if isinstance(row, Report) else []
        except Unreadable:
            continue
    own, _, _ = claims_told(claims_files(place, bundled(name), name), agreement, START)
    assert len(claims) > 300
    assert bare(status(place, name)) == as_a_case(agreement, [*claims, *own])


def test_findings_are_breaches_and_what_is_undetermined(tmp_path: Path) -> None:
    """A breach, a doubt and an act of an excluded group: the first two stand in the findings, with the readings that say so."""
    rows = [event("B"), event("U", actors=[]), event("X", actors=[["Nusra Front"]])]
    place = archive(tmp_path / "a", rows)
    judged(place)
    found = pq.read_table(place / "status" / "findings" / "agreement=syria-2016-09" / "part-0.parquet").to_pylist()
    words = {(f["incident"], bool(f["breach"])) for f in found if f["incident"] in ("B", "U", "X")}
    assert ("B", True) in words and ("U", False) in words and not any(name == "X" for name, _ in words)


def test_days_of_clocks_and_zones_are_told(tmp_path: Path) -> None:
    """One counted breach in a zone is certain on its day; a month-long one may be of each day and is certain on none."""
    rows = [event("B", hours=72), event("M", start=START, end=START + timedelta(days=10))]
    place = archive(tmp_path / "a", rows)
    judged(place)
    days = pq.read_table(place / "status" / "zone-days" / "agreement=syria-2016-09" / "part-0.parquet").to_pylist()
    mine = [d for d in days if d["reading"] == "american" and d["zone"] == "syria"]
    assert {d["day"]: d["certain"] for d in mine if d["certain"]} == {"2016-09-13": 1} or any(
        d["certain"] for d in mine
    )
    assert max(d["told"] for d in mine) >= 2
    clock = pq.read_table(place / "status" / "days" / "agreement=syria-2016-09" / "part-0.parquet").to_pylist()
    assert {d["limb"] for d in clock if d["clock"] == "seven-days"} >= {"", "calm"}
    assert status(place)["as_of"].startswith(str(datetime.fromisoformat(AT).date() + timedelta(days=1)))
