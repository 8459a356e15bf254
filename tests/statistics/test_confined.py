"""Statistics of some zones alone: nothing of them hangs on what lies, or may lie, anywhere else."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfire import disputes, pipeline
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.measuring import measured
from holdfire.publish.statistics import as_text, statistics_page
from holdfire.publish.words import words_in
from holdfire.statistics import Statistics
from tests.conftest import NOW, ROOT

COURSE = ROOT / "agreements" / "syria-2016-09" / "course" / "claims.csv"
ZONE = "west-aleppo"
FIRST = datetime(2016, 8, 20, 6, tzinfo=UTC)
THERE = {"place": "West Aleppo", "lat": "36.203", "lon": "37.147", "radius_km": "0.5"}
NEAR = {"place": "its edge", "lat": "36.245", "lon": "37.147", "radius_km": "1"}
"""A place of which nobody can say whether it lies in the zone."""
FAR = {"place": "Homs", "lat": "34.73", "lon": "36.71", "radius_km": "1"}
TELLING = datetime(2016, 9, 25, tzinfo=UTC)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"on": "2016-09-05", "baseline": 14},
    {"on": "2016-09-05", "known_at": "2016-10-30"},
    {"on": "2016-09-05", "as_of": "2016-09-15"},
    {"hides": lambda claim, name: True},
)
"""What may be asked: each as somebody could ask it on the page."""


def _row(name: str, day: float, **said: str) -> dict[str, str]:
    at = FIRST + timedelta(days=day)
    return {
        **{"id": name, "kind": "incident", "act": "shelling", "when": at.isoformat(), "precision": "hour"},
        **{
            "actor": "opposition",
            "target": "syrian-government",
            "said_by": "sohr",
            "confidence": "medium",
            "source": "SOHR",
        },
        **{"published": at.date().isoformat(), "source_kind": "retrieved", "words": "A strike."},
        **THERE,
        **said,
    }


def _there() -> Iterator[dict[str, str]]:
    """Two a day for a month by two sources, fewer after the start, three under tags, and a patrol that looked."""
    for day in range(31):
        for hour in range(1 if day > 23 else 2):
            who = ("sohr", "sana", "snhr")[(day + hour) % 3]
            yield _row(
                f"T-{day}-{hour}", day + hour / 8, said_by=who, deaths=str(hour), event=f"E-{day}" * (not day % 9)
            )
    yield _row("T-look", 3, kind="coverage", act="monitoring", actor="russia", radius_km="0.8", said_by="press")
    yield _row("T-alone", 4.5, event="", actor="syrian-government", target="opposition")


def _elsewhere() -> Iterator[dict[str, str]]:
    """Far away, near the edge and nowhere: before all that lies there and after it, under its tags, and of every kind."""
    for day in range(-20, 31):
        yield _row(f"F-{day}", day, said_by=f"monitor-{day % 4}", deaths="7", actor="isil", event="", **FAR)
        yield _row(f"N-{day}", day, said_by="neighbour", deaths="5", act="airstrike", event="", **NEAR)
    for day in (0, 9, 18, 27):
        tag = {"event": f"E-{day}"}
        yield _row(f"A-{day}", day, said_by="townsman", deaths="40", actor="isil", **tag, **FAR)
        yield _row(f"B-{day}", day, said_by="edge", deaths="41", actor="russia", **tag, **NEAR | {"radius_km": "0.1"})
        yield _row(f"C-{day}", day, kind="count", act="", said_by="nobody-there", deaths="42", **tag, **_nowhere())
        yield _row(f"D-{day}", day, kind="denial", said_by="russian-mod", denied_by="russian-mod", **tag, **_nowhere())
    yield _row("F-look", 5, kind="coverage", act="monitoring", actor="russia", **FAR)
    yield _row("N-look", 6, kind="coverage", act="monitoring", actor="un", said_by="un", **NEAR | {"radius_km": "9"})
    yield _row("F-late", 29, said_by="late", **FAR)
    yield _row("W-0", 2, said_by="wherever", event="", **_nowhere())


def _nowhere() -> dict[str, str]:
    return dict.fromkeys(THERE, "")


def _case(folder: Path, *tables: Sequence[Mapping[str, str]]) -> Case:
    """A case that tells of these claims, each table a week after the one before."""
    begun = pipeline.Founding(FIRST, "russia", turned="reported")
    case = pipeline.new_case(folder / "case", ROOT / "agreements" / "syria-2016-09", begun)
    with COURSE.open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    for number, rows in enumerate(tables):
        path = folder / f"table-{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            made = csv.DictWriter(file, head, restval="")
            made.writeheader()
            made.writerows(rows)
        taken = pipeline.collect_into(case, path, received=TELLING + timedelta(days=7 * number))
        assert not taken.set_aside, taken
    return case


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case that tells of nothing but what lies there."""
    return _case(tmp_path_factory.mktemp("alone"), list(_there()))


@pytest.fixture(scope="module")
def among(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The same with all that lies elsewhere: told later, tied to what lies there, decided, found and asked."""
    case = _case(tmp_path_factory.mktemp("among"), list(_there()), list(_elsewhere()))
    at = TELLING + timedelta(days=20)

    def act(days: float) -> Act:
        return Act(at + timedelta(days=days), "they say so")

    disputes.link(case, ["T-1-0", "F-1"], "TIED", act(0))
    disputes.link(case, ["T-alone", "N-4", "W-0"], "TIED-TOO", act(1))
    disputes.unlink(case, ["T-alone", "N-4"], act(2))
    disputes.correct(case, "F-2", {"lat": 34.8}, act(3))
    disputes.decide(case, "D-1", {"decides": "reset"}, act(4))
    disputes.find(case, {"incident": "E-0", "verdict": "undetermined"}, act(5))
    disputes.find(case, {"incident": "F-3", "verdict": "undetermined"}, act(6))
    return case


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("zones", [{ZONE}, {ZONE, "east-aleppo", "no-such-zone"}, {"vacated-strip"}, set()])
def test_what_lies_elsewhere_changes_nothing(alone: Case, among: Case, zones: set[str], asked: dict[str, Any]) -> None:
    """All of it is the same, to the byte, whether or not anything is told of anywhere else."""
    one, other = (measured(case, NOW, zones=zones, **asked) for case in (alone, among))
    assert one.model_dump_json() == other.model_dump_json()


def test_it_would_be_told_without_the_zones(alone: Case, among: Case) -> None:
    """What lies elsewhere is much, and of every part of the whole something changes by it."""
    one, other = (measured(case, NOW, on="2016-09-05").model_dump() for case in (alone, among))
    parts = ("known_at", "before", "changes", "comparisons", "change_points", "areas", "source_set", "unseen", "lags")
    assert [part for part in parts if one[part] == other[part]] == []


@pytest.mark.parametrize("asked", QUESTIONS)
def test_it_is_what_a_case_of_these_zones_alone_would_tell(alone: Case, among: Case, asked: dict[str, Any]) -> None:
    """Every number is that of the whole of such a case; other areas, later steps and the digest are left out."""
    told, whole = measured(among, NOW, zones={ZONE}, **asked), measured(alone, NOW, **asked)
    left_out = {"zones", "digest", "areas", "changes", "lines", "lags"}
    assert told.model_dump(exclude=left_out) == whole.model_dump(exclude=left_out)
    assert told.changes == tuple(c for c in whole.changes if c.kind != "zone" or c.group == ZONE)
    assert told.areas == tuple(a for a in whole.areas if a.area == ZONE) and told.lags == whole.lags[:1]
    assert (told.zones, told.digest, whole.zones) == ((ZONE,), "", None)


def test_there_is_something_to_tell(among: Case) -> None:
    """Rates with a ratio, a look, three sources and how long reports took."""
    told = measured(among, NOW, on="2016-09-05", zones={ZONE})
    both = next(c for c in told.changes if c.kind == "all" and c.unit == "incidents")
    assert both.before.counted > 20 and both.after.counted > 15 and both.ratio
    assert [a.area for a in told.areas] == [ZONE] and told.areas[0].grades.get("nobody", 0) < len(told.areas[0].days)
    assert told.source_set.sources == 3 and [lag.step for lag in told.lags] == ["report"] and told.lags[0].n > 50


def test_a_tie_among_what_lies_there_is_kept(tmp_path: Path) -> None:
    """Two claims that somebody took for one are one, whoever else was tied to them, and since there were two of them."""
    case = _case(tmp_path, [_row("T-1", 1), _row("T-2", 1.1), _row("F-1", 1, **FAR)])
    assert _counted(measured(case, NOW, zones={ZONE})) == 2
    days = [TELLING + timedelta(days=n) for n in (1, 2, 3)]
    for at, names in zip(days, (["T-1", "F-1"], ["T-2", "F-1"], ["T-1", "F-1"]), strict=True):
        disputes.link(case, names, "ONE", Act(at, "the same crater"))
    told = measured(case, NOW, zones={ZONE})
    assert _counted(told) == 1 and datetime.fromisoformat(told.known_at) == days[1]
    assert _counted(measured(case, NOW, zones={ZONE}, known_at=told.known_at)) == 1
    assert _counted(measured(case, NOW, zones={ZONE}, known_at=(days[1] - timedelta(hours=1)).isoformat())) == 2


def test_what_was_corrected_away_is_not_told_any_more(tmp_path: Path) -> None:
    """Where it was known to lie then, it is told as known then."""
    case = _case(tmp_path, [_row("T-1", 1), _row("T-2", 1.1)])
    moved = TELLING + timedelta(days=1)
    disputes.correct(case, "T-2", {"lat": 34.73, "lon": 36.71}, Act(moved, "another town of that name"))
    told = measured(case, NOW, zones={ZONE})
    assert _counted(told) == 1 and datetime.fromisoformat(told.known_at) == TELLING
    assert _counted(measured(case, NOW, zones={ZONE}, known_at=(moved - timedelta(hours=1)).isoformat())) == 2


def test_a_zone_that_is_not_drawn_and_a_place_in_doubt_show_nothing(tmp_path: Path) -> None:
    """No number, no area, no source: the same as of a record that is empty."""
    empty = _case(tmp_path / "empty")
    doubt = _case(tmp_path / "doubt", [_row("N-1", 1, **NEAR), _row("W-1", 1, **_nowhere()), _row("T-1", 1)])
    for zones in ({"vacated-strip"}, {"designated-areas"}, {"east-checkpoint"}, {"no-such-zone"}, set[str]()):
        told = measured(doubt, NOW, zones=zones)
        assert told == measured(empty, NOW, zones=zones) and not told.areas and not _counted(told)
    assert _counted(measured(doubt, NOW, zones={ZONE})) == 1


def test_the_whole_says_nothing_of_zones(among: Case) -> None:
    """Whoever sees all has the page and the fields that there always were."""
    whole = measured(among, NOW)
    assert "zones" not in whole.model_dump(mode="json") and whole.digest and len(whole.lags) == 4
    assert whole.areas[-1].area == "*"
    page = as_text(statistics_page(whole, among.agreement.text, words_in("en")))
    assert "these zones alone" not in page and "may lie outside it" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "these zones alone: West Aleppo."), ("ar", "وحدها: غرب حلب."), ("ru", "в этих зонах: Западный Алеппо.")],
)
def test_the_page_says_of_which_zones_it_is_and_what_is_left_out(among: Case, language: str, said: str) -> None:
    """First of all, in each language, with a sentence on whoever looked in from outside."""
    told = measured(among, NOW, zones={ZONE})
    sections = statistics_page(told, among.agreement.text, words_in(language))
    assert said in sections[0].says[0]
    plain = statistics_page(told.model_copy(update={"zones": None}), among.agreement.text, words_in(language))
    more = {s.key: len(s.says) - len(p.says) for s, p in zip(sections, plain, strict=True)}
    assert {key: n for key, n in more.items() if n} == {"window": 3, "coverage": 1}


def _counted(told: Statistics) -> int:
    return sum(stretch.n for stretch in told.lags[:1])
