"""Figures: the same bytes each time, a rule and data behind each, an honest nought unlike no coverage, readable in grey."""

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from errno import ENOSPC
from io import StringIO
from itertools import combinations, pairwise
from os import strerror
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.errors import AskError, CaseError
from holdfire.figures import Asked, facts_in, write_figures
from holdfire.publish.bulletin.picture_words import apart
from holdfire.publish.figures import (
    FIGURES,
    Data,
    Facts,
    Figure,
    Happening,
    Source,
    csv_of,
    facts_of,
    figures_of,
    index_of,
    period,
    svg_of,
)
from holdfire.publish.figures.casualties import ranges_of
from holdfire.publish.figures.clauses import matrix_of
from holdfire.publish.figures.columns import EXITS, LADDER, funnel_of, hours_of, lags_of
from holdfire.publish.figures.coverage import strip_of
from holdfire.publish.figures.cumulative import runs_of
from holdfire.publish.figures.daily import bars_of
from holdfire.publish.figures.ink import LOOKS, PAPER, SERIES, Shape
from holdfire.publish.figures.mean import means_of
from holdfire.publish.figures.model import Zone
from holdfire.publish.figures.places import rates_of
from holdfire.publish.words import words_in

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FIRST = date(2016, 9, 1)
WEEK = tuple(FIRST + timedelta(days=n) for n in range(7))
EN = words_in("en")


@pytest.fixture(scope="module")
def facts(founding: Case) -> dict[str, Facts]:
    """The founding case in each language, from two days before anything is told."""
    return {lang: facts_in(founding, Asked("internal", lang, "2016-09-10"), NOW) for lang in ("en", "ar", "ru")}


def made(
    agreement: Agreement, *happenings: Happening, looked: tuple[date, ...] = (), days: tuple[date, ...] = WEEK
) -> Facts:
    """Facts of one week."""
    seen = dict.fromkeys(looked, ("A post",))
    return Facts(agreement, "internal", days, happenings, seen, starts={FIRST: "one"})


def _numbers(figure: Figure) -> list[int]:
    return [cell for row in figure.data.rows for cell in row if isinstance(cell, int)]


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_made_twice_is_the_same_to_the_byte(facts: dict[str, Facts], name: str, language: str) -> None:
    """Drawing and data, alone and in a page."""
    words = words_in(language)
    once, again = (FIGURES[name](facts[language], words) for _ in "12")
    assert svg_of(once, words) == svg_of(again, words) and svg_of(once, words, alone=True) == svg_of(
        again, words, alone=True
    )
    assert csv_of(once) == csv_of(again)


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_its_words_its_rule_and_its_data(facts: dict[str, Facts], name: str, language: str) -> None:
    """A title, a text alternative, a rule, what it does not say, and a table; the drawing asks nobody for anything."""
    words = words_in(language)
    figure = FIGURES[name](facts[language], words)
    assert all((figure.title, figure.shows, figure.rule, figure.caution)) and "event/1" in figure.rule + figure.caution
    assert figure.data.rows and all(len(row) == len(figure.data.head) for row in figure.data.rows)
    svg = svg_of(figure, words, alone=True)
    root = ElementTree.fromstring(svg)  # noqa: S314 - made here
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == figure.title and root.find(f"{space}desc").text == figure.shows  # type: ignore[union-attr]
    assert not re.search(r"<script|<style|style=|href|<image|@import|url\((?!#)|\son\w+=", svg)
    names = {element.get("id") for element in root.iter() if element.get("id")}
    assert all(str(n).startswith(f"{name}-") for n in names), "names that another drawing of the page may have"
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= names


def test_only_hours_are_too_thin_in_the_founding_case(facts: dict[str, Facts]) -> None:
    """One incident is told to the hour: the profile is refused in words, and what is left out is counted."""
    found = {figure.name: figure for figure in figures_of(facts["en"], EN)}
    assert [name for name, figure in found.items() if figure.lacks] == ["hours"]
    assert "44" in found["hours"].rule and found["hours"].shapes == ()
    assert "Nothing is drawn" in svg_of(found["hours"], EN)
    assert "No band" in found["mean"].rule, "the record knows no weeks before the truce"


def test_the_figures_tell_what_the_record_has(facts: dict[str, Facts]) -> None:
    """Forty-five incidents, each once on its day; two days before the truce of which nobody is known to have looked."""
    found = facts["en"]
    rows = FIGURES["daily"](found, EN).data.rows
    assert sum(row[-2] for row in rows) == len(found.happenings) == 45  # type: ignore[misc]
    assert [row[-1] for row in rows[:2]] == ["nobody is known to have looked"] * 2
    assert len(found.inside) == 45 and bars_of(found).blind == {date(2016, 9, 10), date(2016, 9, 11)}
    assert list(found.starts) == [date(2016, 9, 12)]


def test_arabic_mirrors_words_and_legends_and_never_time_or_maps(facts: dict[str, Facts]) -> None:
    """Bars and circles lie where they lie in English, from left to right; values and names stand on the other side."""
    for name in ("daily", "mean", "casualties"):
        found = {}
        for lang in ("en", "ar"):
            figure = FIGURES[name](facts[lang], words_in(lang))
            ticks = [
                dict(s.attributes) for s in figure.shapes if s.tag == "line" and "5 3" in dict(s.attributes).values()
            ]
            found[lang] = [float(t["x1"]) for t in ticks]
        assert found["en"][0] - found["ar"][0] == 46.0, "the plot moves by the gutter, and is not turned over"
    english, arabic = (FIGURES["places"](facts[lang], words_in(lang)) for lang in ("en", "ar"))
    circles = [[s.attributes for s in f.shapes[0].inside if s.tag == "circle"] for f in (english, arabic)]
    assert circles[0] == circles[1]
    legend = [dict(s.attributes) for s in FIGURES["daily"](facts["ar"], words_in("ar")).shapes if s.tag == "text"]
    turned = [t for t in legend if t.get("direction") == "rtl"]
    assert turned and all("text-anchor" not in t for t in turned if float(t["y"]) > 270), "a legend begins at the right"


def test_joined_letters_are_taken_out_for_paper_and_nothing_else(facts: dict[str, Facts]) -> None:
    """Where Arabic words stood, how they are anchored, and the rest of the drawing as it was."""
    svg = svg_of(FIGURES["daily"](facts["ar"], words_in("ar")), words_in("ar"))
    left, over = apart(svg)
    assert not re.search("<text[^>]*>[^<]*[\u0600-\u06ff]", left) and "<text" in left and len(over["words"]) > 8
    assert over["width"] == 720 and {w["anchor"] for w in over["words"]} <= {"left", "right", "center"}
    assert apart(left) == (left, {**over, "words": []})


def test_no_reports_and_no_coverage_look_different(agreement: Agreement) -> None:
    """In every figure of days: one and the same empty day, watched and unwatched, gives two drawings and two words."""
    told = Happening(
        "a", WEEK[0], "shelling", area="Homs", tellers=("A",), dead=(1, 1, 1), verdicts=(("r", "P-1", "breach"),)
    )
    quiet, unseen = (made(agreement, told, looked=looked) for looked in (WEEK, ()))
    titles = {"readings": {"r": "R"}, "provisions": {"P-1": "Calm"}}
    quiet, unseen = (replace(facts, **titles) for facts in (quiet, unseen))
    for name in ("daily", "coverage", "clauses", "calendar", "casualties"):
        one, other = (FIGURES[name](facts, EN) for facts in (quiet, unseen))
        assert svg_of(one, EN) != svg_of(other, EN), name
        assert f"{name}-en-blind" in svg_of(other, EN), name
        if name != "coverage":  # its legend always says what an unseen day looks like
            assert f"{name}-en-blind" not in svg_of(one, EN), name
    assert strip_of(quiet).state(WEEK[3]) == "quiet" and strip_of(unseen).state(WEEK[3]) == "blind"
    assert (
        matrix_of(quiet).state("r", "P-1", WEEK[3]) == "quiet"
        and matrix_of(unseen).state("r", "P-1", WEEK[3]) == "blind"
    )


def test_a_period_of_nothing_says_whether_anybody_looked(agreement: Agreement) -> None:
    """No incident under somebody's eyes is told otherwise than no incident and no eyes."""
    watched, alone = (FIGURES["daily"](made(agreement, looked=looked), EN).lacks for looked in (WEEK, ()))
    assert "by those who looked" in watched and "not a calm period" in alone
    for figure in figures_of(made(agreement), EN):
        assert figure.lacks or figure.name in ("coverage", "effort"), figure.name


def test_a_zone_in_which_nobody_looked_has_no_rate(agreement: Agreement) -> None:
    """Incidents without looks are no endless rate; the rest is counted to a look."""
    told = [Happening(str(n), WEEK[0], zones=("east-aleppo", "west-aleppo")) for n in range(3)]
    zones = (Zone("east-aleppo", "East", 6), Zone("west-aleppo", "West", 0))
    facts = replace(made(agreement, *told), zones=zones)
    assert [(r.key, r.rate) for r in rates_of(facts)] == [("east-aleppo", 0.5), ("west-aleppo", None)]
    svg = svg_of(FIGURES["effort"](facts, EN), EN)
    assert "effort-en-blind" in svg and "no rate" in svg
    assert "there is no rate" in FIGURES["effort"](replace(facts, zones=zones[1:]), EN).lacks


def test_the_band_is_of_the_weeks_before_and_states_its_window(agreement: Agreement) -> None:
    """Ten a day for eight weeks, then two: the band is at ten, and the mean falls below it."""
    before = [FIRST - timedelta(days=n) for n in range(1, 63)]
    days = tuple(FIRST + timedelta(days=n) for n in range(14))
    told = [Happening(f"{d}{n}", d, "clash") for d in before for n in range(10)]
    told += [Happening(f"{d}{n}", d, "clash") for d in days for n in range(2)]
    facts = made(agreement, *told, days=days)
    means = means_of(facts)
    assert means.band == (10, 10) and means.window == (date(2016, 7, 7), date(2016, 8, 31)) and means.earlier == 56
    assert means.means[days[-1]] == 2 and means.means[days[0]] == pytest.approx(62 / 7)
    figure = FIGURES["mean"](facts, EN)
    assert "7 Jul 2016" in figure.rule and "31 Aug 2016" in figure.rule and "No band" not in figure.rule


def test_a_mean_needs_five_known_days_of_seven(agreement: Agreement) -> None:
    """Days of which nothing is known are no noughts; days that somebody watched are."""
    told = [Happening(str(n), WEEK[n]) for n in range(4)]
    assert means_of(made(agreement, *told)).means[WEEK[6]] is None
    assert means_of(made(agreement, *told, looked=WEEK)).means[WEEK[6]] == pytest.approx(4 / 7)


def test_ledgers_have_a_line_each_where_several_are_held(agreement: Agreement) -> None:
    """What both tell of stands in both lines; tellers are not drawn then, and nothing is added."""
    told = [
        Happening("a", WEEK[0], ledgers=("Russia", "United States"), tellers=("A",)),
        Happening("b", WEEK[2], ledgers=("Russia",), tellers=("B",)),
    ]
    runs = runs_of(made(agreement, *told))
    assert runs.totals == {"Russia": (1, 1, 2, 2, 2, 2, 2), "United States": (1,) * 7}


ACTS = st.sampled_from(
    ["", *["shelling", "airstrike", "clash", "attack", "siege", "arrest", "looting", "passage", "evacuation"]]
)
HAPPENINGS = st.lists(
    st.builds(
        Happening,
        id=st.uuids().map(str),
        day=st.integers(-3, 9).map(lambda n: FIRST + timedelta(days=n)),
        act=ACTS,
        hour=st.none() | st.integers(0, 23),
        area=st.sampled_from(["", "Homs", "Aleppo", "Idlib"]),
        tellers=st.lists(st.sampled_from("ABCDEFGHIJ"), max_size=3).map(tuple),
        dead=st.none() | st.integers(0, 9).map(lambda n: (n, None if n % 2 else n + 1, n + 2)),
        first=st.none() | st.integers(-2, 60),
        found=st.none() | st.integers(0, 60),
        stage=st.sampled_from((*LADDER[1:], *EXITS)),
    ),
    max_size=30,
)


@given(happenings=HAPPENINGS, looked=st.sets(st.sampled_from(WEEK)))
def test_figures_add_up_to_their_data(agreement: Agreement, happenings: list[Happening], looked: set[date]) -> None:
    """Nothing is lost or counted twice between the incidents of a period and any figure of them."""
    facts = made(agreement, *happenings, looked=tuple(looked))
    inside = [h for h in happenings if h.day in WEEK]
    bars = bars_of(facts)
    assert sum(bars.of(day) for day in WEEK) == len(inside) and len(bars.acts) <= len(SERIES)
    assert all(sum(row[1:-2]) == row[-2] for row in FIGURES["daily"](facts, EN).data.rows)  # type: ignore[arg-type]
    assert sum(_numbers(FIGURES["calendar"](facts, EN))) == len(inside)
    hours, lags, flow = hours_of(facts), lags_of(facts), funnel_of(facts)
    assert (
        sum(hours.counts) + hours.left_out
        == sum(lags.first) + lags.unreported
        == sum(lags.found) + lags.unfound
        == len(inside)
    )
    assert flow.reached["screened"] == len(inside) and flow.reached["verified"] == sum(
        h.stage == "verified" for h in inside
    )
    runs, each = runs_of(facts), Counter(name for h in inside for name in set(h.tellers))
    assert all(
        runs.totals[name][-1] == each[name] and list(runs.totals[name]) == sorted(runs.totals[name])
        for name in runs.tellers
    )
    dead = ranges_of(facts).dead
    assert sum(low for low, _, _ in dead.values()) == sum(h.dead[0] for h in inside if h.dead)
    assert all(low <= (low if best is None else best) <= high for low, best, high in dead.values())
    assert bars.blind == {d for d in WEEK if d not in looked and d not in {h.day for h in inside}}
    for figure in figures_of(facts, EN):
        ElementTree.fromstring(svg_of(figure, EN))  # noqa: S314 - made here


def _light(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_light(one), _light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_fills_are_told_apart_in_grey() -> None:
    """Every series stands out from paper by three to one; two of one pattern differ in tone by as much as two to one."""
    for look in (*SERIES, "grave", "doubt", "aside", "blind"):
        assert _contrast(LOOKS[look].tone, PAPER) >= 3, look
    for one, other in combinations(SERIES, 2):
        if LOOKS[one].tile == LOOKS[other].tile:
            assert _contrast(LOOKS[one].tone, LOOKS[other].tone) >= 2, (one, other)
    tones = [LOOKS[f"step{n}"].tone for n in range(5)]
    assert [_light(t) for t in tones] == sorted(map(_light, tones), reverse=True)
    assert all(_contrast(a, b) >= 1.3 for a, b in pairwise(tones))
    states = [LOOKS[look] for look in ("grave", "doubt", "fine", "aside", "none", "blind")]
    assert len({(s.tile, round(_light(s.tone), 1)) for s in states}) == len(states)


def test_data_open_right_in_a_spreadsheet(agreement: Agreement) -> None:
    """A mark for UTF-8, days as ISO 8601, no text that is taken for a command, Arabic as it is."""
    data = Data(("يوم", "=1+1"), ((FIRST, "=cmd()"), (None, 3), ("@x", 0.5)))
    raw = csv_of(Figure("daily", "t", "r", "c", data))
    assert raw.startswith("\ufeff".encode())
    rows = list(csv.reader(StringIO(raw.decode("utf-8-sig"))))
    assert rows == [["يوم", "'=1+1"], ["2016-09-01", "'=cmd()"], ["", "3"], ["'@x", "0.5"]]


def test_words_of_sources_stay_words(agreement: Agreement) -> None:
    """A place that looks like markup, or turns the order of letters, is drawn as it is written."""
    told = Happening("a", WEEK[0], area="<script>x</script>\u202e&", tellers=("<b>",))
    for figure in figures_of(made(agreement, told, looked=WEEK), EN):
        assert "<script" not in svg_of(figure, EN, alone=True) and "\u202e" not in "".join(
            s.text for s in _every(figure.shapes)
        )
    page = index_of(figures_of(made(agreement, told, looked=WEEK), EN), (("Agreement", "<i>"),), EN).decode()
    assert "<script" not in page and "<i>" not in page and "\u202e" not in page


def _every(shapes: tuple[Shape, ...]) -> list[Shape]:
    return [*shapes, *(part for shape in shapes for part in shape.inside)]


def test_a_period_is_four_weeks_and_at_most_a_quarter() -> None:
    """Up to the last day, from the first of which anything is known; a longer one is cut at its beginning."""
    last = date(2016, 9, 30)
    assert period(None, last, [date(2016, 9, 20)]) == tuple(date(2016, 9, n) for n in range(20, 31))
    assert len(period(None, last, [date(2015, 1, 1)])) == 28 and len(period(date(2015, 1, 1), last, [])) == 92
    assert period(date(2017, 1, 1), last, []) == (last,)


def test_the_parties_edition_tells_no_protected_site_by_its_place(founding: Case) -> None:
    """An incident at a protected site is counted and not placed; monitors are told by their role."""
    status = pipeline.status_of(founding, None, None, NOW)
    site = next(i for i in status.incidents if i.place.startswith("Talbiseh"))
    source = Source(founding.agreement, status.incidents, coverage=status.coverage, closed=frozenset({site.id}))
    party = facts_of(source, period(None, date(2016, 9, 19), [FIRST]), "party", EN)
    told = next(h for h in party.happenings if h.id == site.id)
    assert (told.area, told.zones) == ("", ()) and site.id not in {i.id for i in party.mapped}
    assert party.withheld == 1 and bars_of(party).of(told.day) == 8
    names = {name for h in party.happenings for name in h.tellers} | {n for ns in party.looked.values() for n in ns}
    assert "Syrian Observatory for Human Rights" not in names and "Monitors" in names


def test_the_public_edition_has_cells_and_roles_and_refuses_the_rest(founding: Case) -> None:
    """No place, no name of a source, no id; figures that would need them say why they are not drawn."""
    public = facts_in(founding, Asked("public"), NOW)
    found = {f.name: f for f in figures_of(public, EN)}
    assert {name for name, f in found.items() if f.lacks} >= {"hours", "lag", "funnel", "clauses", "places", "effort"}
    assert not found["daily"].lacks and public.mapped == () and public.zones == ()
    said = "".join(svg_of(f, EN, alone=True) + csv_of(f).decode("utf-8-sig") for f in found.values())
    assert not any(word in said for word in ("Observatory", "SOHR", "Talbiseh", "Castello", "C-0", "URUM"))


def test_a_folder_of_figures_has_each_as_svg_and_csv_and_a_page(founding: Case, tmp_path: Path) -> None:
    """The same bytes twice; the page has every figure and names no other host."""
    for folder in ("one", "two"):
        write_figures(founding, Asked("internal", "ar", "2016-09-12", "2016-09-14"), tmp_path / folder, NOW)
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == sorted(["index.html", *(f"{name}.{kind}" for name in FIGURES for kind in ("svg", "csv"))])
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)
    page = (tmp_path / "one" / "index.html").read_text("utf-8")
    assert page.count("<details>") == len(FIGURES) and 'dir="rtl"' in page and "[U+20" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (Asked("partyy"), "no edition"),
        (Asked(first="yesterday"), "no day"),
        (Asked(first="2016-09-14", last="2016-09-12"), "before"),
        (Asked(language="xx"), "no page"),
    ],
)
def test_what_there_is_not_is_one_sentence(founding: Case, tmp_path: Path, asked: Asked, what: str) -> None:
    """An edition, a day or a language that there is not; nothing is written."""
    with pytest.raises(AskError, match=what):
        write_figures(founding, asked, tmp_path / "out", NOW)
    assert not (tmp_path / "out").exists()


def test_figures_that_cannot_be_written_are_one_sentence(
    founding: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder in a file, and a disk that is full: what failed and why, where, and what to do; nothing of it is half there."""
    asked = Asked("internal", "en", "2016-09-12", "2016-09-14")
    (tmp_path / "file").write_text("in the way", "utf-8")
    inside = tmp_path / "file" / "out"
    with pytest.raises(CaseError, match=r"cannot be written \(Not a directory\)") as found:
        write_figures(founding, asked, inside, NOW)
    assert (found.value.where, found.value.remedy) == (str(inside), "Name another folder.")
    with monkeypatch.context() as patched:
        patched.setattr("holdfire.figures.write_whole", _full)
        with pytest.raises(CaseError, match=r"the figures cannot be written \(No space left on device\)"):
            write_figures(founding, asked, tmp_path / "out", NOW)
    assert not list((tmp_path / "out").iterdir())


def _full(path: Path, data: bytes) -> None:
    """A disk that is full."""
    raise OSError(ENOSPC, strerror(ENOSPC))


def test_a_page_leaves_long_tables_to_the_file(agreement: Agreement) -> None:
    """Five hundred rows and a sentence; the CSV has every row."""
    data = Data(("n",), tuple((n,) for n in range(700)))
    figure = Figure("daily", "t", "r", "c", data, shows="s", lacks="s")
    page = index_of([figure], (), EN).decode()
    assert page.count('<th scope="row">') == 500 and "The first 500 of 700 rows" in page
    assert csv_of(figure).count(b"\r\n") == 701
