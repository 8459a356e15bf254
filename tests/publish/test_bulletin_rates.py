"""Rates in a bulletin: the same numbers that the statistics of the case tell, with their window; or why none are given."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfire import bulletins, pipeline
from holdfire.bulletins import Asked
from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.measuring import measured
from holdfire.publish.bulletin import Heading
from holdfire.publish.bulletin.document import Section
from holdfire.publish.statistics import statistics_page
from holdfire.publish.words import words_in
from holdfire.record import open_record
from holdfire.statistics import Statistics
from tests.conftest import ROOT

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BEGUN = datetime(2016, 9, 12, 16, tzinfo=UTC)
DAY = "2016-10-01"
BEFORE, AFTER = 30, 20


def _strikes() -> list[Entry]:
    """Two to four strikes a day on thirty days before the truce, one or two on each of the twenty after, with their dead."""
    found = []
    for day in range(-BEFORE, AFTER):
        for n in range(2 + day % 3 if day < 0 else 1 + day % 2):
            at = BEGUN.replace(hour=6) + timedelta(days=day, hours=n)
            name = f"S{day}-{n}"
            said = {
                "id": name,
                "report": f"r-{name}",
                "kind": "incident",
                "act": "airstrike",
                "start": at.isoformat(),
                "end": (at + timedelta(minutes=30)).isoformat(),
                "known_from": (at + timedelta(hours=5)).isoformat(),
                "source": "drawn",
                "words": "In so many words.",
                "claimants": ["un"],
                "actors": [["russia"]],
                "target": "opposition",
                "toll": {"low": n, "best": n + 1, "high": n + 3},
                "place": f"Town {day} {n}",
                "lat": 34.5 + n / 2,
                "lon": 36.5 + (day + BEFORE) / 50,
                "radius_km": 1.0,
            }
            found.append(Entry("claim-read", name, said))
    return found


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case with days enough on both sides."""
    folder = tmp_path_factory.mktemp("rates") / "case"
    made = pipeline.new_case(
        folder, ROOT / "agreements" / "syria-2016-09", pipeline.Founding(BEGUN, "observer", turned="reported")
    )
    with open_record(made) as record:
        record.append(_strikes(), NOW)
        record.sign(NOW)
    return made


def _rates(case: Case, day: str, language: str = "en") -> Section:
    (document,) = bulletins.documents(case, Asked(day, language=language), Heading(0, "internal"), NOW, [])
    return next(section for section in document.sections if section.key == "rates")


def _measured(case: Case) -> Statistics:
    """The statistics up to the same cut-off: days begin at midnight in Damascus."""
    return measured(case, NOW, as_of="2016-10-02T00:00:00+03:00")


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_a_bulletin_tells_the_rates_that_the_statistics_tell(case: Case, language: str) -> None:
    """Line by line, with the window; groups of zones, actors and dyads stay with the statistics."""
    page = statistics_page(_measured(case), case.agreement.text, words_in(language))
    window, changes = (next(s for s in page if s.key == key) for key in ("window", "before-after"))
    rates = _rates(case, DAY, language)
    told = len(rates.tables[0].rows)
    assert told >= 4 and rates.tables[0].rows == changes.tables[0].rows[:told]
    assert rates.tables[0].head == changes.tables[0].head and rates.tables[0].rule == changes.tables[0].rule
    assert set(window.says) <= set(rates.says)


def test_the_strikes_fell_by_half_and_the_interval_says_so(case: Case) -> None:
    """85 on 28 days before, 29 on the 19 whole days after."""
    covered = next(c for c in _measured(case).changes if (c.kind, c.unit) == ("covered", "incidents"))
    assert (covered.before.per_day, covered.after.per_day) == (3.04, 1.53)
    assert covered.ratio is not None and abs(covered.ratio - (29 / 19) / (85 / 28)) < 0.01
    assert covered.interval and covered.interval.high and covered.interval.high < 0.8
    row = _rates(case, DAY).tables[0].rows[0]
    assert row[0] == "what the truce covers" and row[2:4] == ("85", "29")


def test_too_few_days_are_refused_in_the_bulletin_too(founding: Case) -> None:
    """The founding record begins three days before the truce: no ratio, and the reason."""
    rates = _rates(founding, "2016-09-18")
    assert not rates.tables
    assert rates.says[0] == "Refused: too few days before (3; at least 14 are needed)."


def test_what_comes_after_the_cut_off_changes_no_rate(case: Case, tmp_path: Path) -> None:
    """A bulletin of an earlier day counts up to its own last day."""
    (table,) = _rates(case, "2016-09-27").tables
    assert dict(zip(table.head, table.rows[0], strict=True))["Counted after"] == "23"
