"""UCDP GED, both releases: nothing is lost, and nothing is known better than the release knows it."""

import csv
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.agreement.model import Alias
from holdfire.case import Case
from holdfire.claims import Claim, Names, Unreadable, read
from holdfire.sources import Report, SetAside, collect
from holdfire.when import zone
from tests.conftest import BEGUN
from tests.sources.ged_rows import ged_row, write_ged

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data"
SYRIA, SAMPLE = DATA / "ucdp-ged-syria/ged_syria.csv", DATA / "ucdp-ged-sample-231/ged_sample.csv"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SECONDS_AT_MOST = 20
RELEASES = {"syria": (SYRIA, 7793), "sample": (SAMPLE, 973)}
AGREEMENTS = ("syria-2016-02", "syria-2016-09")


@pytest.fixture(scope="module")
def february() -> Agreement:
    """The cessation of hostilities of February 2016."""
    return load(ROOT / "agreements" / "syria-2016-02")


def claim_of(tmp_path: Path, agreement: Agreement, row: dict[str, str]) -> Claim:
    """The claim read from one row."""
    (report,) = collect(write_ged(tmp_path / "ged.csv", row), NOW)
    assert isinstance(report, Report)
    (claim,) = read(report, agreement, Names(agreement))
    return claim


def refusal_of(tmp_path: Path, agreement: Agreement, row: dict[str, str]) -> Unreadable:
    """The reason why one row cannot be read."""
    with pytest.raises(Unreadable) as refused:
        claim_of(tmp_path, agreement, row)
    return refused.value


def rows_in(path: Path) -> list[dict[str, str]]:
    """The release as a plain table, or a skip."""
    if not path.is_file():
        pytest.skip(f"{path.parent.name} is not beside the repository: shared data folder absent")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=[(a, r) for a in AGREEMENTS for r in RELEASES], ids=" ".join)
def collected(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Case, pipeline.Collected, list[dict[str, str]]]:
    """A fresh case into which one release was collected."""
    name, release = request.param
    path, _ = RELEASES[release]
    rows = rows_in(path)
    case = pipeline.new_case(tmp_path_factory.mktemp("ged") / "case", ROOT / "agreements" / name, BEGUN)
    began = time.monotonic()
    result = pipeline.collect_into(case, path, NOW)
    assert time.monotonic() - began < SECONDS_AT_MOST, "collecting a release is a matter of seconds"
    return case, result, rows


def test_every_row_is_kept_or_set_aside(
    collected: tuple[Case, pipeline.Collected, list[dict[str, str]]],
) -> None:
    """No row of a release is lost: each becomes one claim or is set aside with a reason and a remedy."""
    case, result, rows = collected
    aside = pipeline.set_aside_of(case)
    claims, _ = pipeline.claims_of(case)
    assert len(rows) in {number for _, number in RELEASES.values()}
    assert result.kept == len(claims) and result.set_aside == len(aside)
    assert len(claims) + len(aside) == len(rows)
    assert all(row.reason and row.remedy and row.text for row in aside)
    impossible = {r["id"] for r in rows if int(r["low"]) > int(r["high"])}
    assert {r["id"] for r in rows} - {c.id.removeprefix("ged-") for c in claims} == impossible


def test_claims_say_what_their_rows_say(
    collected: tuple[Case, pipeline.Collected, list[dict[str, str]]],
) -> None:
    """Days, place, radius and toll of each claim are those of its row, and no more exact."""
    case, _, rows = collected
    tz = zone(case.agreement.text.time_zone)
    by_id = {row["id"]: row for row in rows}
    precision = {"1": "day", "2": "days", "3": "week", "4": "month", "5": "months"}
    for claim in pipeline.claims_of(case)[0]:
        row = by_id[claim.id.removeprefix("ged-")]
        moment = timedelta(seconds=1)
        first, before = claim.start.astimezone(tz), (claim.start - moment).astimezone(tz)
        last, after = (claim.end - moment).astimezone(tz), claim.end.astimezone(tz)
        assert f"{first:%Y-%m-%d}" == row["date_start"][:10] and before.date() < first.date()
        assert f"{last:%Y-%m-%d}" == row["date_end"][:10] and after.date() > last.date()
        assert claim.precision == precision[row["date_prec"]]
        assert (claim.lat, claim.lon) == (float(row["latitude"]), float(row["longitude"]))
        assert claim.radius_km is not None and claim.radius_km >= 2
        assert claim.toll and (claim.toll.low, claim.toll.best, claim.toll.high) == tuple(
            int(row[c]) for c in ("low", "best", "high")
        )
        assert claim.act == ("attack-on-civilians" if row["type_of_violence"] == "3" else "clash")
        assert not claim.provisional, "both releases hold only events that are final"


def test_a_name_is_mapped_or_listed(
    collected: tuple[Case, pipeline.Collected, list[dict[str, str]]],
) -> None:
    """Every side is an actor of the agreement, or stands under its own name in the list of unmapped names."""
    case, result, rows = collected
    known = set(case.agreement.text.actors)
    seen: Counter[str] = Counter()
    for claim in pipeline.claims_of(case)[0]:
        named = {actor for group in claim.actors for actor in group}
        assert named and all(a in known or a.startswith("unmapped:") for a in named)
        seen.update(claim.unmapped())
    assert dict(sorted(seen.items())) == result.unmapped
    assert not {"Government of Syria", "Syrian insurgents", "IS", "SDF", "Jabhat Fateh al-Sham"} & set(seen) or (
        case.agreement.text.id != "syria-2016-02"
    )
    assert all(any(name in row["side_a"] or name in row["side_b"] for row in rows) for name in seen)


def test_a_release_collected_twice_adds_nothing(
    collected: tuple[Case, pipeline.Collected, list[dict[str, str]]],
) -> None:
    """The second time, each row is known to be held, and the claims are the same."""
    case, first, rows = collected
    before = [c.id for c in pipeline.claims_of(case)[0]]
    path = SYRIA if len(rows) == RELEASES["syria"][1] else SAMPLE
    again = pipeline.collect_into(case, path, NOW + timedelta(days=1))
    assert (again.kept, again.held, again.set_aside) == (0, first.kept, first.set_aside)
    assert [c.id for c in pipeline.claims_of(case)[0]] == before
    assert len(pipeline.set_aside_of(case)) == first.set_aside, "rows waiting are not listed twice"


def test_status_with_a_release_takes_seconds(
    collected: tuple[Case, pipeline.Collected, list[dict[str, str]]],
) -> None:
    """A case that holds a whole release answers while one waits."""
    case, _, _ = collected
    began = time.monotonic()
    status = pipeline.status_of(case, None, None, NOW)
    assert time.monotonic() - began < SECONDS_AT_MOST
    assert status.unmapped and all(r.provisions for r in status.readings.values())


@pytest.mark.parametrize(
    ("code", "least"), [("1", 1), ("2", 25), ("3", 25), ("4", 60), ("5", 40), ("6", 300), ("7", 300)]
)
def test_a_place_is_as_wide_as_its_precision(tmp_path: Path, february: Agreement, code: str, least: float) -> None:
    """A village is a point with a small radius, a province or a country one with a large radius."""
    claim = claim_of(tmp_path, february, ged_row(where_prec=code))
    assert claim.radius_km is not None and claim.radius_km >= least


def test_a_month_is_not_its_first_day(tmp_path: Path, february: Agreement) -> None:
    """An event known to the month spans the month."""
    claim = claim_of(tmp_path, february, ged_row(date_prec="4", date_start="2016-03-01", date_end="2016-03-31"))
    assert claim.precision == "month" and claim.span.length > timedelta(days=30)


@pytest.mark.parametrize("text", ["2016-03-01 00:00:00", "2016-03-01 00:00:00.000", "2016-03-01T00:00:00"])
def test_older_releases_write_midnight_behind_a_day(tmp_path: Path, february: Agreement, text: str) -> None:
    """A day with an idle midnight is the same day, not an instant."""
    claim = claim_of(tmp_path, february, ged_row(date_start=text, date_end=text))
    assert claim.span.length == timedelta(days=1)


def test_who_fired_first_stays_open(tmp_path: Path, february: Agreement) -> None:
    """Two sides that fought are alternatives, and each is the other's target."""
    claim = claim_of(tmp_path, february, ged_row())
    assert claim.actors == (("syrian-government",), ("opposition",)) and claim.target == "each-other"


def test_one_sided_violence_names_its_actor(tmp_path: Path, february: Agreement) -> None:
    """An attack on civilians has one actor, and civilians as target."""
    claim = claim_of(tmp_path, february, ged_row(type_of_violence="3", side_a="IS", side_b="Civilians"))
    assert claim.actors == (("isil",),) and claim.target == "civilians" and not claim.unmapped()


def test_groups_in_one_cell_fight_together(tmp_path: Path, february: Agreement) -> None:
    """A list of groups is one side; those that nobody mapped keep their names."""
    row = ged_row(side_b="Ahrar al-Sham, Jabhat Fateh al-Sham, Sham Legion")
    claim = claim_of(tmp_path, february, row)
    assert claim.actors[1] == ("ahrar-al-sham", "nusra", "unmapped:Sham Legion")
    assert claim.unmapped() == ("Sham Legion",)


@pytest.mark.parametrize("day", ["2016-01-05", "2016-12-05", "2018-03-05"])
@pytest.mark.parametrize("name", ["Jabhat Fateh al-Sham", "HTS", "Jabhat al-Nusra"])
def test_a_later_name_of_an_excluded_group_holds_at_any_date(
    tmp_path: Path, february: Agreement, name: str, day: str
) -> None:
    """UCDP files the group under later names for earlier dates; it is the same excluded group."""
    claim = claim_of(tmp_path, february, ged_row(side_b=name, date_start=day, date_end=day))
    assert claim.actors[1] == ("nusra",)


def test_a_name_can_mean_two_actors_at_two_times(february: Agreement) -> None:
    """A name that passes from one group to another is read by the day of the event."""
    text = february.text
    aliases = {
        "ahrar-al-sham": Alias(name="The Front", until="2016-05-01"),
        "hezbollah": Alias(name="The Front", from_="2016-05-01"),
    }
    actors = {name: text.actors[name].model_copy(update={"aliases": [alias]}) for name, alias in aliases.items()}
    changed = text.model_copy(update={"actors": text.actors | actors})
    names = Names(february.model_copy(update={"text": changed}))
    assert names.actor("the front", datetime(2016, 4, 30, tzinfo=UTC)) == "ahrar-al-sham"
    assert names.actor("The  Front", datetime(2016, 5, 2, tzinfo=UTC)) == "hezbollah"


@pytest.mark.parametrize(("status", "provisional"), [("Clear", False), ("", False), ("Check dyad", True)])
def test_an_event_that_is_not_final_is_marked(
    tmp_path: Path, february: Agreement, status: str, provisional: bool
) -> None:
    """What UCDP itself still checks is provisional."""
    assert claim_of(tmp_path, february, ged_row(code_status=status)).provisional is provisional


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"date_start": "2016-02-30", "date_end": "2016-02-30"}, "does not exist"),
        ({"date_start": "1/3/2016"}, "is no day"),
        ({"date_start": "2016-03"}, "is no day"),
        ({"date_end": "9999-12-31"}, "edge of the calendar"),
        ({"date_start": "2016-03-05", "date_end": "2016-03-01"}, "before date_start"),
        ({"date_end": "2036-03-01"}, "more than ten years"),
        ({"latitude": "136.70", "longitude": "34.80"}, "swapped"),
        ({"latitude": "91"}, "swapped"),
        ({"longitude": "181"}, "out of range"),
        ({"latitude": "nan"}, "finite"),
        ({"longitude": "inf"}, "finite"),
        ({"latitude": "north"}, "no numbers"),
        ({"latitude": ""}, "no numbers"),
        ({"best": "-1"}, "below zero"),
        ({"best": "1.05"}, "no whole number"),
        ({"best": "many"}, "no whole number"),
        ({"best": "9" * 30}, "no whole number"),
        ({"best": "999999999999"}, "more than"),
        ({"low": "6"}, "above high"),
        ({"where_prec": "8"}, "where_prec"),
        ({"type_of_violence": "4"}, "type_of_violence"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_value_that_makes_no_sense_is_refused(
    tmp_path: Path, february: Agreement, changed: dict[str, str], said: str
) -> None:
    """A row is set aside for one value that cannot be, with the reason and what would mend it."""
    refused = refusal_of(tmp_path, february, ged_row(**changed))
    assert said in refused.reason and refused.remedy
    assert "\n" not in refused.reason


def test_a_spreadsheets_decimals_are_whole_numbers(tmp_path: Path, february: Agreement) -> None:
    """A sheet that was opened and saved writes 4.0 for 4."""
    claim = claim_of(tmp_path, february, ged_row(low="4.0", best="4.0", high="10.0"))
    assert claim.toll and (claim.toll.low, claim.toll.best, claim.toll.high) == (4, 4, 10)


def test_an_id_that_stands_twice_is_set_aside(tmp_path: Path) -> None:
    """Of two rows with one id neither silently replaces the other."""
    path = write_ged(tmp_path / "ged.csv", ged_row(), ged_row(best="4"))
    first, second = collect(path, NOW)
    assert isinstance(first, Report) and isinstance(second, SetAside)
    assert "stands in row 2 already" in second.reason and second.row == 3
