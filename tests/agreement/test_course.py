"""The bundled course of the September 2016 truce: whole by itself, and true to the history table it restates."""

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "agreements/syria-2016-09/course/claims.csv"
HISTORY = ROOT.parent / "shared/history/syria-2016-09.csv"

Row = dict[str, str]
Moments = tuple[datetime, datetime]

UNPLOTTED = {"statement", "decision"}
DENIED_EVENING = "2016-09-19T19:00+03:00/2016-09-20T00:00+03:00"
URUM_AL_KUBRA = ("36.14", "36.96", "2")
LONGEST_SHARED_RUN = 7
SAID_IN_GENEVA, WHOLE_OF_SYRIA = "C-044", ("35.0", "38.0", "300")  # a briefing is not the place it speaks of


def rows_of(path: Path) -> list[Row]:
    """Every row of a comma-separated table, by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def moments(text: str) -> Moments:
    """First and last moment of an interval, an instant or a bare day in Damascus."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        midnight = datetime.fromisoformat(f"{text}T00:00+03:00")
        return midnight, midnight + timedelta(days=1)
    start, _, end = text.partition("/")
    return datetime.fromisoformat(start), datetime.fromisoformat(end or start)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of ``length`` consecutive words."""
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.fixture(scope="module")
def course() -> list[Row]:
    """Read the bundled claims."""
    return rows_of(COURSE)


@pytest.fixture(scope="module")
def pairs(course: list[Row]) -> list[tuple[Row, Row]]:
    """Pair each bundled claim with the history row it restates."""
    if not HISTORY.parent.is_dir():
        pytest.skip(f"the history table is not beside this checkout ({HISTORY.parent.name} folder absent)")
    history = rows_of(HISTORY)
    assert len(course) == len(history)
    return list(zip(course, history, strict=True))


def test_ids_run_in_order_without_gap_or_repeat(course: list[Row]) -> None:
    """Claims are numbered C-001 to C-116 in the order of the table."""
    assert [row["id"] for row in course] == [f"C-{n:03}" for n in range(1, 117)]


def test_every_claim_says_where_it_was_read_and_what_it_says(course: list[Row]) -> None:
    """A claim without source, publication date or words cannot be checked."""
    assert [row["id"] for row in course if not (row["source"] and row["published"] and row["words"])] == []


def test_five_russian_days_add_up_to_the_stated_total(course: list[Row]) -> None:
    """The daily figures 23, 37, 45, 39 and 55 make the 199 that Russia states for 17 September."""
    daily = [row for row in course if row["series"] == "russia-daily"]
    assert [int(row["count"]) for row in daily] == [23, 37, 45, 39, 55]
    assert sum(int(row["count"]) for row in daily) == int(daily[-1]["since_start"]) == 199


def test_running_totals_agree_with_the_days_before_them(course: list[Row]) -> None:
    """Where a Russian day also states a total since the start, the days up to it give that total."""
    total = 0
    for row in course:
        if row["series"] == "russia-daily":
            total += int(row["count"])
            assert row["since_start"] in ("", str(total)), row["id"]


def test_counts_and_only_counts_carry_a_number_and_its_unit(course: list[Row]) -> None:
    """A number over a period is never mistaken for an incident."""
    for row in course:
        assert bool(row["count"] and row["unit"]) == (row["kind"] == "count"), row["id"]


def test_lowest_and_highest_tolls_enclose_the_toll(course: list[Row]) -> None:
    """Where tolls differ, the one given lies between the lowest and the highest told."""
    for row in course:
        assert bool(row["deaths_low"]) == bool(row["deaths_high"]), row["id"]
        if row["deaths_low"]:
            assert int(row["deaths_low"]) <= int(row["deaths"]) <= int(row["deaths_high"]), row["id"]


def test_statements_and_decisions_are_not_plotted(course: list[Row]) -> None:
    """What was said or decided in a capital is no place on the map of Syria."""
    for row in course:
        assert bool(row["lat"] and row["lon"] and row["radius_km"]) == (row["kind"] not in UNPLOTTED), row["id"]


def test_the_file_is_plain_utf8_with_line_feeds() -> None:
    """The bytes are the same on every machine: no byte order mark, no carriage return."""
    raw = COURSE.read_bytes()
    assert raw.decode("utf-8").startswith("id,kind,act,")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


def test_times_are_those_of_the_history(pairs: list[tuple[Row, Row]]) -> None:
    """A claim is dated as its source dates it; a denial is dated by what it denies and keeps the day it was said."""
    for claim, past in pairs:
        if claim["kind"] == "denial":
            assert claim["when"] == DENIED_EVENING, claim["id"]
            assert moments(claim["said"]) == moments(past["time_local"]), claim["id"]
        else:
            assert moments(claim["when"]) == moments(past["time_local"]), claim["id"]
            assert claim["precision"] == past["precision"], claim["id"]


def test_places_are_those_of_the_history(pairs: list[tuple[Row, Row]]) -> None:
    """A claim that is plotted stands where the history puts it, as uncertain as it is there."""
    for claim, past in pairs:
        place = claim["lat"], claim["lon"], claim["radius_km"]
        if claim["kind"] == "denial":
            assert place == URUM_AL_KUBRA, claim["id"]
        elif claim["id"] == SAID_IN_GENEVA:
            assert place == WHOLE_OF_SYRIA, claim["id"]
        elif claim["kind"] not in UNPLOTTED:
            assert place == (past["lat"], past["lon"], past["geo_precision_km"]), claim["id"]


def test_tolls_are_those_of_the_history(pairs: list[tuple[Row, Row]]) -> None:
    """Deaths and injuries are the claimant's numbers, and a blank is not a zero."""
    for claim, past in pairs:
        assert (claim["deaths"], claim["injured"]) == (past["deaths"], past["injuries"]), claim["id"]


def test_publication_and_confidence_are_those_of_the_history(pairs: list[tuple[Row, Row]]) -> None:
    """When a text came out, how it was read and how far we trust it are carried over unchanged."""
    for claim, past in pairs:
        told = claim["published"], claim["source_kind"], claim["confidence"]
        assert told == (past["source_date"], past["source_kind"], past["confidence"]), claim["id"]


def test_words_are_our_own(pairs: list[tuple[Row, Row]]) -> None:
    """No claim repeats eight words in a row from the summary it restates."""
    length = LONGEST_SHARED_RUN + 1
    for claim, past in pairs:
        assert claim["words"] != past["summary"], claim["id"]
        assert not runs(claim["words"], length) & runs(past["summary"], length), claim["id"]
