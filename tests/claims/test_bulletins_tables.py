"""Tables of observations: position, range and bearing, number, what was seen, and when."""

from datetime import UTC, datetime

import pytest

from holdfire.claims.bulletins import BulletinContext, bulletin_claims, recognised, table_claims
from holdfire.claims.page.model import Article
from holdfire.claims.places.offsets import seen_from
from holdfire.when import Span, iso, zone
from holdfire.where import Place

KYIV = zone("Europe/Kyiv")
CONTEXT = BulletinContext("report-2", "daily.txt", datetime(2031, 11, 27, tzinfo=UTC), KYIV, None, lambda name: name)
HEADER = ["SMM position", "Event location", "Means", "No.", "Observation", "Description", "Weapon", "Date, time"]
ROWS = [
    ["SMM camera in Avdiivka", "3-5km ENE", "Recorded", "2", "Explosion", "Undetermined", "N/K", "25-Nov, 19:55"],
    ["", "2-4km SE", "Recorded", "1", "Projectile", "W to E", "N/K", "25-Nov, 20:03"],
    [
        "About 2km W of Petrivske",
        "4km NNE",
        "Heard",
        "12",
        "Burst",
        "Assessed as live-fire exercise",
        "HMG",
        "26-Nov, 09:10-09:25",
    ],
    ["Svitlodarsk", "N/K", "Heard", "Uncountable", "Shot", "", "Small arms", "26-Nov, 10:00"],
    ["Svitlodarsk", "6km SW", "Heard", "3", "Explosion", "Outgoing", "Mortar (120mm)", "26-Nov"],
]
PROSE = """Latest from the OSCE Special Monitoring Mission to Ukraine (SMM), based on information as of 19:30, 26 November 2031

The SMM recorded 612 ceasefire violations, including 56 explosions. Of these, 491 ceasefire violations were assessed as \
live-fire exercises.

"""


def _text(between: str, rows: list[list[str]] = ROWS) -> str:
    return PROSE + "\n".join(between.join(row) for row in [HEADER, *rows])


@pytest.mark.parametrize("between", ["\t", " | "])
def test_a_row_is_an_incident_seen_from_a_post(between: str) -> None:
    """Bearing and range are kept as written; a cell left empty means the post above; no row is a point."""
    claims, aside = bulletin_claims(Article(text=_text(between), language="en"), CONTEXT)
    assert aside == []
    rows = [told for told in claims if told.seen]
    assert [(t.seen.post, t.seen.towards, t.seen.low_km, t.seen.high_km, t.seen.number) for t in rows if t.seen] == [
        ("SMM camera in Avdiivka", "3-5km ENE", 3.0, 5.0, 2),
        ("SMM camera in Avdiivka", "2-4km SE", 2.0, 4.0, 1),
        ("About 2km W of Petrivske", "4km NNE", 4.0, 4.0, 12),
        ("Svitlodarsk", "", None, None, None),
        ("Svitlodarsk", "6km SW", 6.0, 6.0, 3),
    ]
    assert [t.claim.act for t in rows] == [None, None, "small-arms-fire", "small-arms-fire", "shelling"]
    assert [t.claim.manner for t in rows] == [None, None, "live-fire-exercise", None, None]
    assert [t.claim.weapon for t in rows] == [None, None, "HMG", "Small arms", "Mortar (120mm)"]
    assert all(t.claim.where is None and t.claim.actors == () and t.claim.claimants == ("OSCE SMM",) for t in rows)


def test_times_of_rows_are_as_exact_as_told() -> None:
    """A minute, a range of minutes, a day; the year is that of the report."""
    claims, _ = bulletin_claims(Article(text=_text("\t"), language="en"), CONTEXT)
    times = [(iso(t.claim.start, KYIV), iso(t.claim.end, KYIV), t.claim.precision) for t in claims if t.seen]
    assert times[0] == ("2031-11-25T19:55:00+02:00", "2031-11-25T19:56:00+02:00", "minute")
    assert times[2] == ("2031-11-26T09:10:00+02:00", "2031-11-26T09:26:00+02:00", "range")
    assert times[4] == ("2031-11-26T00:00:00+02:00", "2031-11-27T00:00:00+02:00", "day")


def test_totals_of_the_prose_stand_beside_the_table() -> None:
    """All, of which explosions, of which exercises: three figures of one window, the last two in no series."""
    claims, _ = bulletin_claims(Article(text=_text("\t"), language="en"), CONTEXT)
    counts = [t.claim for t in claims if t.claim.count]
    assert [(c.count.number, c.count.unit, c.count.series) for c in counts if c.count] == [
        (612, "violations", "osce-smm-daily"),
        (56, "violations: explosions", ""),
        (491, "violations: live-fire-exercise", ""),
    ]
    assert iso(counts[0].start, KYIV) == "2031-11-25T19:30:00+02:00"


def test_spans_of_cells_are_where_the_cells_stand() -> None:
    """Every span of a row gives the words of its cell."""
    text = _text(" | ")
    claims, _ = bulletin_claims(Article(text=text, language="en"), CONTEXT)
    first = next(t.claim for t in claims if t.seen)
    assert text[slice(*first.spans["seen.towards"])] == "3-5km ENE"
    assert text[slice(*first.spans["seen.post"])] == "SMM camera in Avdiivka"
    assert text[slice(*first.spans["start"])] == "25-Nov, 19:55"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["Svitlodarsk", "3-5km E", "Heard", "many", "Explosion", "Impact", "Mortar", "26-Nov, 10:00"], "no number"),
        (["Svitlodarsk", "3-5km E", "Heard", "4"], "4 cells where the table has 8"),
        (["Horlivka", "900km E", "Heard", "4", "Explosion", "Impact", "Mortar", "26-Nov, 10:00"], "no range"),
        (["Horlivka", "5-3km E", "Heard", "4", "Explosion", "Impact", "Mortar", "26-Nov, 10:00"], "no range"),
        (["Horlivka", "3km E", "Heard", "4", "Explosion", "Impact", "Mortar", "at noon"], "tells no day"),
    ],
)
def test_a_broken_row_is_set_aside_and_the_others_are_kept(row: list[str], reason: str) -> None:
    """With its line, a reason and a remedy."""
    text = _text("\t", [ROWS[0], row, ROWS[2]])
    claims, aside = bulletin_claims(Article(text=text, language="en"), CONTEXT)
    assert len([t for t in claims if t.seen]) == 2
    (left,) = aside
    assert reason in left.reason and left.remedy
    assert left.row == text[: text.index("\t".join(row))].count("\n") + 1


def test_a_sheet_reads_like_the_text() -> None:
    """Rows of a sheet give the same observations."""
    window = Span.parse("2031-11-25T19:30/2031-11-26T19:30", KYIV)
    claims, aside = table_claims([HEADER, *ROWS], window, CONTEXT)
    from_text, _ = bulletin_claims(Article(text=_text("\t"), language="en"), CONTEXT)
    assert aside == []
    assert [(t.seen, t.claim.act, t.claim.start) for t in claims] == [
        (t.seen, t.claim.act, t.claim.start) for t in from_text if t.seen
    ]


def test_a_table_in_russian_is_known_by_its_header() -> None:
    """The same columns by their Russian names."""
    text = (
        "По состоянию на 19:30 26 ноября 2031 года\n"
        "Позиция СММ | Место события | Способ | Кол-во | Наблюдение | Описание | Вооружение | Дата, время\n"
        "Авдеевка | 3-5 км ВСВ | слышала | 2 | Взрыв | Не определено | Н/Д | 25.11.2031, 19:55\n"
    )
    assert recognised(text).layout == "smm-table"
    claims, aside = bulletin_claims(Article(text=text, language="ru"), CONTEXT)
    assert aside == [] and len(claims) == 1
    seen = claims[0].seen
    assert seen and (seen.low_km, seen.high_km, seen.number, seen.post) == (3.0, 5.0, 2, "Авдеевка")


def test_observations_in_sentences_are_read_too() -> None:
    """Post, number, range and bearing stand in one sentence; a breakdown in brackets is not counted again."""
    text = (
        "Latest from the OSCE SMM, as of 19:30, 26 November 2031\n"
        "On the night of 25 November, whilst in Horlivka the SMM heard 15 undetermined explosions 7-9km north-north-west.\n"
        "Positioned at the railway station (6km north-west of the city centre) the SMM heard three explosions (one impact and "
        "two undetermined explosions) 2-5km north-west and 12 bursts of heavy-machine-gun fire 3km north."
    )
    claims, aside = bulletin_claims(Article(text=text, language="en"), CONTEXT)
    assert aside == []
    assert [(t.seen.post, t.seen.number, t.seen.towards, t.claim.act) for t in claims if t.seen] == [
        ("Horlivka", 15, "7-9km north-north-west", None),
        ("railway station", 3, "2-5km north-west", None),
        ("railway station", 12, "3km north", "small-arms-fire"),
    ]
    assert iso(claims[0].claim.start, KYIV) == "2031-11-25T18:00:00+02:00"
    assert claims[1].claim.span.length.days == 1


def test_a_bearing_and_range_can_be_placed_from_a_known_post() -> None:
    """What is kept is what the locating room reads, and the place is as wide as the bearing and range leave it."""
    claims, _ = bulletin_claims(Article(text=_text("\t"), language="en"), CONTEXT)
    post = Place("post", 48.14, 37.75, 1.0)
    for told in claims:
        if told.seen and told.seen.low_km is not None and told.seen.high_km is not None:
            placed = seen_from(post, told.seen.towards)
            assert placed.radius_km > (told.seen.high_km - told.seen.low_km) / 2


def test_regions_and_periods_are_kept_apart() -> None:
    """Each region is a series of its own; the previous period's figure is about the time before the window."""
    text = (
        "OSCE SMM Daily Report. Based on information as of 19:30 20 September 2031.\n"
        "- In Donetsk region, the Mission recorded 117 ceasefire violations, including seven explosions. In the previous "
        "24 hours, it recorded 29 ceasefire violations in the region.\n"
        "- The SMM recorded 36 ceasefire violations in Luhansk region. Of these, 20 were assessed as live-fire exercises."
    )
    claims, _ = bulletin_claims(Article(text=text, language="en"), CONTEXT)
    told = [
        (t.claim.count.number, t.claim.count.unit, t.claim.place, t.claim.count.series) for t in claims if t.claim.count
    ]
    assert told == [
        (117, "violations", "Donetsk region", "osce-smm-daily:Donetsk region"),
        (7, "violations: explosions", "Donetsk region", ""),
        (29, "violations", "Donetsk region", "osce-smm-daily:Donetsk region"),
        (36, "violations", "Luhansk region", "osce-smm-daily:Luhansk region"),
        (20, "violations: live-fire-exercise", "Luhansk region", ""),
    ]
    assert claims[2].claim.end == claims[0].claim.start
