"""What is asked of an index is what one finds by sifting the whole record by hand."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire import index
from holdfire.agreement.as_read import eras_of
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.errors import AskError
from holdfire.findings.places import Relation, Site, relations
from holdfire.incidents import Incident
from holdfire.index import Asked, Box, Index, Period, drawing, finding, rows
from holdfire.index.rows import named
from tests.index.read import by_cursor, claims_by_cursor, claims_in, incidents_in, said_in
from tests.projection.test_kept_file import shelling
from tests.projection.test_projection import copied
from tests.projection.truce import FIRST, entries, say, truce_case, truce_folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case of the truce in which nothing has been said."""
    folder = tmp_path_factory.mktemp("asked")
    return truce_case(folder / "case", truce_folder(folder / "agreement"))


_HOURS = st.sampled_from([-31, 0, 1, 24, 60, 73, 100])


@st.composite
def spans(draw: st.DrawFn) -> Period:
    """A stretch of time, open at either end now and then."""
    start, length = draw(_HOURS), draw(st.sampled_from([1, 24, 200]))
    ends = (FIRST + timedelta(hours=start), FIRST + timedelta(hours=start + length))
    return Period(*(draw(st.sampled_from([edge, None])) for edge in ends))


BOXES = [Box(36.0, 34.0, 36.06, 34.06), Box(36.4, 34.4, 36.6, 34.6), Box(170, -10, -170, 10), Box(-180, -90, 180, 90)]
ASKS = st.builds(
    Asked,
    act=st.sampled_from(["", "", "shelling", "aid-delivery"]),
    actor=st.sampled_from(["", "", "north", "south", "unmapped:Wolves", "nobody"]),
    zone=st.sampled_from(["", "", "strip"]),
    stage=st.sampled_from([None, None, None, *index.STAGES]),
    box=st.sampled_from([None, None, *BOXES]),
    span=st.one_of(st.just(Period()), spans()),
    body=st.sampled_from(["", "", "east", "west"]),
    found=st.booleans(),
    place=st.sampled_from([None, None, True, False]),
    order=st.sampled_from(["newest", "oldest"]),
)


def _meets(thing: Claim | Incident, asked: Asked) -> bool:
    start, end = thing.span.start, max(thing.span.end, thing.span.start + timedelta(microseconds=1))
    where, box = thing.where, asked.box
    return (
        (not asked.act or thing.act == asked.act)
        and (not asked.actor or asked.actor in named(thing))
        and (asked.span.end is None or start < asked.span.end)
        and (asked.span.start is None or end > asked.span.start)
        and (asked.place is None or (where is not None) == asked.place)
        and (
            box is None
            or (
                where is not None
                and box.south <= where.lat <= box.north
                and any(west <= where.lon <= east for west, east in box.parts())
            )
        )
    )


def _sifted(case: Case, kept: Index, asked: Asked) -> list[str]:
    """The ids of incidents that are asked for, from the whole record; the stage alone is the index's own."""
    incidents = incidents_in(case)
    said = said_in(case, incidents)
    text = case.agreement.text
    eras = eras_of(["strip"], text, next(iter(text.readings)))
    found = []
    for i in sorted(incidents, key=lambda i: (i.span.start, i.id), reverse=asked.order == "newest"):
        row = kept.row(i.id)
        bodies = {f.body for f in said.standing(said.on_incident.get(i.id, ()))}
        lies = relations(case.agreement, [Site(i.where, i.facility)], eras)
        inside = any(r[0] >= Relation.POSSIBLY for r in lies.values())
        assert row is not None
        if (
            _meets(i, asked)
            and (not asked.zone or inside)
            and (asked.stage is None or row.stage == asked.stage)
            and (not asked.body or (asked.body in bodies) == asked.found)
        ):
            found.append(i.id)
    return found


@given(
    st.lists(entries(), min_size=8, max_size=30), st.lists(ASKS, min_size=8, max_size=8), st.sampled_from([20_000, 1])
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_filter_finds_what_sifting_by_hand_finds(
    empty: Case, monkeypatch: pytest.MonkeyPatch, said: list[object], asks: list[Asked], few: int
) -> None:
    """Filters together, in either order, page by page; whether rows are looked up or walked makes no difference."""
    monkeypatch.setattr(finding, "FEW", few)
    with copied(empty) as case:
        say(case, said, FIRST)  # type: ignore[arg-type]
        kept = index.open(case)
        try:
            kept.update()
            for asked in asks:
                assert by_cursor(kept, asked, 3) == _sifted(case, kept, asked)
                claims = claims_by_cursor(
                    kept, Asked(act=asked.act, actor=asked.actor, span=asked.span, box=asked.box), 3
                )
                wanted = [
                    c
                    for c in claims_in(case).values()
                    if _meets(c, Asked(act=asked.act, actor=asked.actor, span=asked.span, box=asked.box))
                ]
                assert claims == sorted(wanted, key=lambda c: (c.start, c.id), reverse=True)
        finally:
            kept.close()


@pytest.fixture
def spoken(empty: Case, tmp_path: Path) -> Index:
    """An index of sixty shellings, some told in Arabic and in Russian, two of them nowhere, and who looked on one day."""
    case = truce_case(tmp_path / "case", truce_folder(tmp_path / "agreement"))
    words = {
        3: "قُصِفَتْ مدينةُ حَلَبَ، وأُصيب أحد الأهالي", 4: "قصفت مدينة حلب واصيب احد الاهالي",
        5: "Обстрел города Алеппо; ёлка уцелела", 6: "Shells fell on Aleppo's café market",
    }  # fmt: skip
    said = [shelling(n, **({"words": words[n]} if n in words else {})) for n in range(58)]
    said += [shelling(n, lat=None, lon=None, radius_km=None) for n in (58, 59)]
    day = {"start": (FIRST + timedelta(days=1)).isoformat(), "end": (FIRST + timedelta(days=2)).isoformat()}
    look = {**shelling(90).data, **day, "id": "L-1", "kind": "coverage", "act": None, "toll": None, "actors": []}
    say(case, [*said, type(said[0])("claim-read", "L-1", look)], FIRST)
    kept = index.open(case)
    kept.update()
    return kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("حلب", {"S-3", "S-4"}), ("حَلَب", {"S-3", "S-4"}),
        ("أصيب احد", {"S-3", "S-4"}), ("اهالي", {"S-3", "S-4"}), ("والأهالي", {"S-3", "S-4"}),
        ("وأصيب أحد", {"S-3", "S-4"}),
        ("الاهالى", {"S-3", "S-4"}), ("алеппо", {"S-5"}), ("ОБСТРЕЛ Алепп", {"S-5"}), ("елка", {"S-5"}),
        ("cafe", {"S-6"}), ("CAFÉ mark", {"S-6"}), ("mark cafe", set()), ("S-17", {"S-17"}), ('"', set()), ("AND OR (", set()),
        ("aleppo NOT market", set()),
    ],
)  # fmt: skip
def test_a_search_finds_words_however_they_are_written(spoken: Index, text: str, found: set[str]) -> None:
    """Vowel marks, forms of alef, articles, accents and capitals make no difference; nothing typed is taken for a command."""
    assert {row.id for row in spoken.incidents(Asked(text=text)).rows} == found
    assert {claim.id for claim in spoken.claims(Asked(text=text)).rows} == found


def test_a_common_word_is_found_row_by_row(spoken: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rows in the same order as when they are looked up."""
    looked_up = by_cursor(spoken, Asked(text="south", place=True))
    monkeypatch.setattr(finding, "FEW", 1)
    monkeypatch.setattr(finding, "STRIDE", 5)
    assert by_cursor(spoken, Asked(text="south", place=True)) == looked_up and len(looked_up) == 58


def test_what_came_in_since_a_position_is_told(spoken: Index) -> None:
    """Later claims, and later versions of what was there; nothing where nothing came."""
    seen = spoken.position()
    assert spoken.incidents(Asked(since=seen)).count == spoken.claims(Asked(since=seen)).count == 0
    late = {"claim": "S-9", "changes": {"act": "clash"}, "why": "read again"}
    say(spoken.case, [shelling(70), type(shelling(0))("correction", "S-9", late)], FIRST + timedelta(hours=2))
    assert set(spoken.update().incidents) == {"S-9", "S-70"}
    assert {row.id for row in spoken.incidents(Asked(since=seen)).rows} == {"S-9", "S-70"}
    assert {claim.id for claim in spoken.claims(Asked(since=seen)).rows} == {"S-9", "S-70"}
    assert spoken.incidents(Asked(since={})).count == 61


def test_a_map_shows_circles_where_they_are_few_and_counts_where_they_are_many(
    spoken: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never more than so many features, none lost, and what has no place is counted beside the map."""
    whole = Box(-180, -90, 180, 90)
    near = spoken.map(whole)
    assert (len(near.incidents), near.cells, near.placed, near.nowhere) == (58, (), 58, 2)
    assert all(row.radius_km is not None for row in near.incidents)
    monkeypatch.setattr(drawing, "MOST_ALONE", 10)
    far = spoken.map(whole)
    assert far.incidents == () and sum(cell.count for cell in far.cells) == far.placed == 58
    assert max(cell.radius_km for cell in far.cells) == 0.1
    (cell,) = far.cells
    assert cell.box.south <= 34.05 < cell.box.north and cell.box.west <= 36.05 < cell.box.east
    assert spoken.map(Box(170, -90, -170, 90)).placed == 0
    hour = Period(FIRST, FIRST + timedelta(hours=1))
    assert spoken.map(whole, hour).placed == spoken.incidents(Asked(span=hour, place=True)).count
    for cells in (1, 3, 40, 500):
        for box in (whole, Box(36, 34, 36.1, 34.1), Box(175, -5, -175, 5)):
            size = drawing.cell_size(box, min(cells, drawing.MOST_CELLS))
            wide = sum(east - west for west, east in box.parts())
            assert (wide / size + 1) * ((box.north - box.south) / size + 1) <= (drawing.MOST_CELLS + 1) ** 2


def test_a_day_on_which_nobody_looked_is_told_apart_from_a_calm_one(spoken: Index) -> None:
    """Each day of the agreement with what began on it and who looked; the sum is all there is."""
    days = spoken.days(Period(FIRST - timedelta(days=1), FIRST + timedelta(days=6)))
    assert [day.watched for day in days] == [False, False, True, False, False, False, False]
    assert days[2].looked == ("observer",) and days[0].incidents == 0
    assert sum(day.incidents for day in days) == 60
    assert all(after.start == before.end for before, after in pairwise(days))
    assert sum(d.incidents for d in spoken.days(Period(FIRST, FIRST + timedelta(days=6)), "strip")) == 58
    for start, end in ((None, FIRST), (FIRST, FIRST), (FIRST, FIRST + timedelta(days=4000))):
        with pytest.raises(AskError):
            spoken.days(Period(start, end))


@pytest.mark.parametrize("cursor", ["", "here", "|", "0|1|x|x", "0|" + "9" * 40 + "|1|x"])
def test_a_cursor_that_is_none_is_refused(spoken: Index, cursor: str) -> None:
    """With one sentence; an empty one is the first page."""
    if cursor:
        with pytest.raises(AskError, match="no place in the list"):
            spoken.incidents(Asked(), cursor)
    else:
        assert len(spoken.incidents(Asked(), cursor).rows) == 50


def test_a_queue_is_ordered_by_age_and_by_what_hangs_on_it(spoken: Index) -> None:
    """What a caller says of consequences holds until the file is made anew; every claim of the queue comes once."""
    say(spoken.case, [shelling(100 + n, review="proposed") for n in range(9)], FIRST + timedelta(hours=3))
    spoken.update()
    by_age = [c.id for c in claims_by_cursor(spoken, Asked(waiting=True, order="oldest"), 2)]
    assert len(by_age) == 9
    spoken.weigh({"S-104": 2.5, "S-107": 1.0, "no such": 9.0})
    by_weight = [c.id for c in claims_by_cursor(spoken, Asked(waiting=True, order="consequence"), 2)]
    assert by_weight == ["S-104", "S-107", *(n for n in by_age if n not in ("S-104", "S-107"))]
    claim, place, number = spoken.waiting(by_age[3]) or (None, 0, 0)
    assert claim is not None and (claim.id, place, number) == (by_age[3], 4, 9)
    assert spoken.following(claim) == by_age[4] and spoken.waiting("S-1") is None


SIGNS = st.text(alphabet="abAé ёЁйнلاأبوسقى'-_1٢ \nسْال", max_size=24)


@given(SIGNS, SIGNS)
@settings(max_examples=150)
def test_a_text_holds_what_the_full_text_search_would_find_in_it(text: str, words: str) -> None:
    """Looked for row by row or looked up: one rule."""
    query = rows.query_of(words)
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE VIRTUAL TABLE t USING fts5(text, tokenize = \"unicode61 remove_diacritics 2\", prefix = '3')"
        )
        db.execute("INSERT INTO t VALUES (?)", (rows.folded(text),))
        found = bool(query) and bool(db.execute("SELECT 1 FROM t WHERE t MATCH ?", (query,)).fetchall())
    assert found == (bool(query) and rows.holds(words, rows.folded(text)))
