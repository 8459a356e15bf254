"""The agreement as a picture: all of it is there, nothing lies on anything else, and no word from outside can break it."""

import re
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from holdfire.agreement import Agreement, deadlines, load
from holdfire.agreement.model import Name
from holdfire.errors import AskError
from holdfire.publish.draw import WIDTH, draw
from holdfire.publish.draw_letters import Letters
from holdfire.publish.draw_rows import BEGUN, bands
from holdfire.publish.draw_say import Say
from holdfire.publish.words import words_in
from tests.conftest import ROOT
from tests.publish.drawn_case import ISOLATES, Picture, everything

CASES = ("hudaydah-2018", "minsk-2-2015", "syria-2016-02", "syria-2016-09", "template", "everything")


LANGUAGES = ("en", "ar", "ru")


RIGHT = re.compile("[\u0590-\u08ff]")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Agreement]:
    """The bundled agreements, the template, and one with everything a picture can show."""
    found = {name: load(ROOT / "agreements" / name) for name in CASES[:-1]}
    return found | {"everything": everything(tmp_path_factory.mktemp("everything"))}


@pytest.fixture(scope="module")
def pictures(cases: dict[str, Agreement]) -> dict[tuple[str, str], Picture]:
    """Each of them drawn in each language."""
    return {(name, language): Picture(draw(cases[name], language)) for name in CASES for language in LANGUAGES}


def _folded(text: str) -> str:
    return " ".join(ISOLATES.sub("", text).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_picture_stands_alone(pictures: dict[tuple[str, str], Picture], case: str, language: str) -> None:
    """It is XML with no script, no address but its own format's, no font and no style of a single element."""
    picture = pictures[case, language]
    svg = picture.svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(
        r"<script|<image|<foreignObject|href|://|@import|@font-face|javascript:|\bstyle=|\bon[a-z]+=\"", svg
    )
    assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {"#hatch", "#clip-whole", "#clip-near"}
    assert picture.root.get("direction") == ("rtl" if language == "ar" else "ltr")
    assert picture.root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    ids = [e.get("id") for e in picture.root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_each_panel_has_a_title_and_says_itself_in_words(
    pictures: dict[tuple[str, str], Picture], cases: dict[str, Agreement], case: str, language: str
) -> None:
    """Who does not see it hears the actors, the dates and the zones."""
    panels = [e for e in pictures[case, language].root if e.get("role") == "img"]
    assert [p.get("id") for p in panels] == ["actors", "time", "map"]
    text, told = cases[case].text, []
    for panel in panels:
        title, desc = panel[0], panel[1]
        assert panel.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text and desc.text
        told.append(_folded(desc.text))
    assert all(_folded(a.name.in_(language)) in told[0] for a in text.actors.values())
    assert all(_folded(w.name.in_(language)) in told[1] for w in text.windows.values())
    assert all(_folded(z.name.in_(language)) in told[2] for z in text.zones.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_everything_the_text_names_is_seen(
    pictures: dict[tuple[str, str], Picture], cases: dict[str, Agreement], case: str, language: str
) -> None:
    """Actors, zones, windows, clocks that run, gates, and every provision with a deadline, in lines of their own."""
    text = cases[case].text
    seen = _folded(" ".join(seat.said for seat in pictures[case, language].texts()))
    names = [thing.name for things in (text.actors, text.zones, text.windows) for thing in things.values()]
    running = {clock for reading in text.readings.values() for clock in reading.clocks}
    names += [text.clocks[clock].title for clock in running] + [gate.title for gate in text.gates.values()]
    names += [p.title for p in text.provisions.values() if p.start_by or (p.deadline and p.rule == "must") or p.every]
    names += [reading.title for reading in text.readings.values()]
    assert [name.en for name in names if _folded(name.in_(language)) not in seen] == []
    assert all(key in seen for key in text.gates)


@pytest.mark.parametrize("case", CASES)
def test_every_date_of_the_calendar_is_told(
    pictures: dict[tuple[str, str], Picture], cases: dict[str, Agreement], case: str
) -> None:
    """The first date of each duty, window and clock stands in words beside its mark; the end of a day is its 24:00."""
    say = Say(cases[case].text, words_in("en"))
    seen = pictures[case, "en"].words()
    dated = [row for row in deadlines(cases[case]) if row.at and not re.search(r", no\. ([2-9]|1\d)$", row.what)]
    told = {row: {say.moment(row.at), say.moment(row.at, end=True)} for row in dated if row.at}
    assert [row for row, ways in told.items() if not any(way in seen for way in ways)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_nothing_lies_on_anything_else(pictures: dict[tuple[str, str], Picture], case: str, language: str) -> None:
    """No box on another, no line of words on another, no words over the edge of their box or of the sheet."""
    picture = pictures[case, language]
    boxes, texts = picture.looking("box"), picture.texts()
    assert [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1], 0)] == []
    assert [pair for pair in combinations(picture.looking("band"), 2) if pair[0].meets(pair[1], 0)] == []
    assert [(a.said, b.said) for a, b in combinations(texts, 2) if a.meets(b)] == []
    for box in boxes:
        assert [t.said for t in texts if t.meets(box) and not box.holds(t)] == []
    assert all(t.left >= 8 and t.right <= float(picture.root.get("width", "0")) - 8 for t in texts)


@pytest.mark.parametrize("case", CASES)
def test_boxes_of_a_side_stand_in_its_frame(pictures: dict[tuple[str, str], Picture], case: str) -> None:
    """A frame holds whole boxes or none of a box."""
    picture = pictures[case, "en"]
    for frame in picture.looking("frame"):
        inside = [box for box in picture.looking("box") if frame.meets(box, 0)]
        assert inside and all(frame.holds(box) for box in inside)


@pytest.mark.parametrize("language", ["ar", "ru"])
@pytest.mark.parametrize("case", ["template", "everything"])
def test_no_word_of_ours_is_left_in_english(
    pictures: dict[tuple[str, str], Picture], cases: dict[str, Agreement], case: str, language: str
) -> None:
    """What remains in Latin letters are ids, names and times as the agreement itself writes them."""
    text = cases[case].text
    own = set(re.findall(r"[A-Za-z]{2,}", text.model_dump_json()))
    own |= set(re.findall(r"[A-Za-z]{2,}", cases[case].digest))
    ours = {
        "window",
        "due",
        "Parties",
        "Keys",
        "Opens",
        "unless",
        "reading",
        "complete",
        "needs",
        "area",
        "around",
        "Map",
    }
    seen = set(re.findall(r"[A-Za-z]{2,}", " ".join(pictures[case, language].lines())))
    assert seen <= own and not seen & ours


def test_arabic_is_turned_over_and_its_map_is_not(pictures: dict[tuple[str, str], Picture]) -> None:
    """The first party stands at the right, time runs to the left, and the land lies as it lies."""
    english, arabic = pictures["syria-2016-09", "en"], pictures["syria-2016-09", "ar"]
    whole = float(english.root.get("width", "0"))
    assert [round(whole - b.right, 1) for b in arabic.looking("box")[:8]] == [
        round(b.left, 1) for b in english.looking("box")[:8]
    ]
    land = [
        [e.get("d") for e in picture.root.iter() if e.get("class") == "zone country" and len(e)]
        for picture in (english, arabic)
    ]
    assert land[0] and land[0] == land[1]
    bars = [p.looking("bar")[0] for p in (english, arabic)]
    assert bars[0].left < whole / 2 < bars[1].right


@pytest.mark.parametrize("case", CASES)
def test_latin_names_are_set_apart_in_arabic(pictures: dict[tuple[str, str], Picture], case: str) -> None:
    """Every Latin letter stands in an isolate, and every isolate is closed in its own line."""
    for line in pictures[case, "ar"].lines():
        outside = re.sub("\u2066[^\u2066-\u2069]*\u2069", "", line)
        assert not re.search(r"[A-Za-z]", outside), line
        assert not ISOLATES.search(outside), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_agreement_gives_the_same_bytes(cases: dict[str, Agreement], language: str) -> None:
    """Twice drawn, and drawn from a copy loaded again."""
    again = load(ROOT / "agreements" / "minsk-2-2015")
    assert draw(cases["minsk-2-2015"], language).encode() == draw(again, language).encode()


def test_numbers_have_one_decimal_at_most(pictures: dict[tuple[str, str], Picture]) -> None:
    """Nothing is drawn finer than a tenth of a pixel."""
    for picture in pictures.values():
        for element in picture.root.iter():
            for name in ("x", "y", "width", "height", "d", "transform"):
                assert not re.search(r"\d\.\d\d", element.get(name, ""))


HOSTILE = (
    "<script>alert(1)</script>",
    "]]> & <!-- --> <![CDATA[",
    "\"'`; } text { display: none } /*",
    "\u202eevil\u202c \u2067turned\u2069",
    "W" * 300,
    "\u0645" * 400,
    "line\nbreak\tand\x0bmore",
    "%(actor)s {{ 7 * 7 }} {% raw %}",
)


def _hostile(agreement: Agreement, words: str) -> Agreement:
    name, text = Name(en=words, ar=words, ru=words), agreement.text
    update: dict[str, object] = {"title": name}
    for group, field in (("actors", "name"), ("zones", "name"), ("windows", "name"), ("clocks", "title"), ("gates", "title"),
                         ("provisions", "title"), ("readings", "title")):  # fmt: skip
        update[group] = {k: v.model_copy(update={field: name}) for k, v in getattr(text, group).items()}
    return agreement.model_copy(update={"text": text.model_copy(update=update)})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_are_shown_and_never_run(cases: dict[str, Agreement], words: str, language: str) -> None:
    """They are escaped, broken into lines, and cannot turn the direction of what stands beside them."""
    picture = Picture(draw(_hostile(cases["everything"], words), language))
    assert {picture.tag(e) for e in picture.root.iter()} <= {
        "svg", "title", "desc", "style", "defs", "pattern", "rect", "g", "path", "text", "clipPath",
    }  # fmt: skip
    assert not re.search("[\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f]", picture.svg)
    assert all(line.count("\u2066") + line.count("\u2067") == line.count("\u2069") for line in picture.lines())
    boxes, texts = picture.looking("box"), picture.texts()
    assert [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1], 0)] == []
    for box in boxes:
        assert [t.said for t in texts if t.meets(box) and not box.holds(t)] == []
    if "\u202e" in words:
        assert "[U+202E]" in picture.svg and "[U+2067]" in picture.svg


def test_a_lone_surrogate_can_be_written_down() -> None:
    """What is no letter is shown by its number, so that the picture is UTF-8."""
    assert Letters(False).plain("a\ud800b\ufffe") == "a[U+D800]b[U+FFFE]"


def test_readings_with_the_same_rows_are_drawn_once(cases: dict[str, Agreement]) -> None:
    """What all have comes first; then each way to read it, with all who read it so."""
    found = bands(cases["hudaydah-2018"], Say(cases["hudaydah-2018"].text, words_in("en")))
    assert [band.readings for band in found] == [
        ("as-written/signature", "as-written/declared", "un-word/signature", "un-word/declared"),
        ("as-written/signature", "un-word/signature"),
        ("as-written/declared", "un-word/declared"),
    ]
    assert found[0].everyone and not found[1].everyone
    assert all(row not in found[0].rows for band in found[1:] for row in band.rows)
    alone = bands(cases["template"], Say(cases["template"].text, words_in("en")))
    assert len(alone) == 1 and not alone[0].everyone


def test_an_open_end_is_drawn_open_and_an_unknown_start_is_said(pictures: dict[tuple[str, str], Picture]) -> None:
    """A window without end runs off the line; one that waits for a gate has no bar and says which gate."""
    picture = pictures["everything", "en"]
    bars = picture.looking("bar")
    endless = [bar for bar in bars if "open" in bar.look.split()]
    assert len(endless) == 1 and endless[0].said.startswith("Calm") and "no end set" in endless[0].said
    assert not any(bar.said.startswith("Talks") for bar in bars)
    assert "begins: hangs on “G-2 Second opens”; ends when: G-3 Third opens" in picture.words()
    assert "the date was never published" in picture.words() and "hangs on “never + 3 days”" in picture.words()


def test_dates_in_doubt_and_time_that_does_not_count_are_told(pictures: dict[tuple[str, str], Picture]) -> None:
    """A feast is a day off at most; the first two days of the clock do not count."""
    said = pictures["everything", "en"].words()
    assert "give or take 1 day" in said and "not counting the first 2 days" in said
    assert any("lead-in" in bar.look for bar in pictures["everything", "en"].looking("bar"))


def test_a_row_the_calendar_gains_later_keeps_its_words(
    cases: dict[str, Agreement], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind of date unknown to the picture is drawn with the words it came with."""
    at = datetime(2031, 3, 5, tzinfo=UTC)
    rows = deadlines(cases["template"])
    new = type(rows[0])(at, "notice on the truce", "", ("commission",))
    monkeypatch.setattr("holdfire.publish.draw_rows.deadlines", lambda _: [*rows, new])
    picture = Picture(draw(cases["template"]))
    assert "notice on the truce" in picture.words() and "another date" in picture.words()


def test_the_word_for_a_beginning_is_that_of_the_calendar(cases: dict[str, Agreement]) -> None:
    """The picture knows a latest beginning by the calendar's own words."""
    assert any(row.what.endswith(BEGUN) for row in deadlines(cases["minsk-2-2015"]))


def test_a_gate_that_waits_for_another_stands_beneath_it(pictures: dict[tuple[str, str], Picture]) -> None:
    """Even where two wait for each other; what a gate waits for and whose keys it has is said."""
    gates = {box.said.split()[0]: box for box in pictures["everything", "en"].looking("box") if "gate" in box.look}
    assert gates["G-1"].bottom < gates["G-2"].top < gates["G-2"].bottom < gates["G-3"].top
    assert set(gates) == {"G-1", "G-2", "G-3", "G-4", "G-5"}
    said = pictures["everything", "en"].words()
    for words in (
        "P-1 Pull back (kept in time)",
        "more than half of North, South and Big",
        "G-2 Second (open) or from 1 Mar 2030, 00:00 on",
        "2 of North, South and Big",
        "North and South, unless one of them objects",
        "P-2 Report (broken)",
        "Truce (in force)",
        "No condition is named.",
        "The text names no key holder.",
        "G-3 Third (open) (only in: First reading (north); First reading (south))",
    ):
        assert words in said, words


def test_zones_are_drawn_or_listed_with_the_reason(pictures: dict[tuple[str, str], Picture]) -> None:
    """Buffers, belts and sides are drawn and told; a list, facilities and what is still to be agreed are told."""
    picture = pictures["everything", "en"]
    said = picture.words()
    for words in (
        "900 m on its left; 300 m on its right",
        "ring; 3 km around it; without the inner 1.5 km",
        "may be off by 500 m",
        "made of: Road and Town",
        "wherever there is: A hospital",
        "to be agreed",
        "unpublished: it was written down and kept secret",
        "moving, drawn in every shape it has",
    ):
        assert words in said, words
    looks = {e.get("class") for e in picture.root.iter()}
    assert {"zone country", "zone buffer", "zone line", "zone point", "belt", "inset", "scale"} <= looks


def test_an_agreement_without_zones_or_dates_is_drawn_all_the_same(cases: dict[str, Agreement]) -> None:
    """Nothing is drawn that is not there."""
    text = cases["template"].text
    bare = text.model_copy(
        update={"zones": {}, "gates": {}, "windows": {}, "clocks": {}, "provisions": {}, "actors": {}}
    )
    readings = {k: r.model_copy(update={"clocks": {}}) for k, r in text.readings.items()}
    empty = cases["template"].model_copy(update={"text": bare.model_copy(update={"readings": readings}), "shapes": {}})
    said = Picture(draw(empty)).words()
    assert "The agreement draws no zone." in said and "Gates" not in said


def test_an_unknown_language_is_refused(cases: dict[str, Agreement]) -> None:
    """As for the page."""
    with pytest.raises(AskError):
        draw(cases["template"], "tlh")


def test_panels_are_as_wide_as_the_sheet_allows(pictures: dict[tuple[str, str], Picture]) -> None:
    """Maps and bands fit between the margins, in both directions."""
    for picture in pictures.values():
        for seat in picture.seats:
            assert seat.left >= 0 and seat.right <= WIDTH + 40, seat


def test_the_picture_is_part_of_the_package() -> None:
    """Template and colours lie beside the page's own."""
    folder = Path(draw.__code__.co_filename).parent / "templates"
    assert {"draw.svg.j2", "draw.css"} <= {path.name for path in folder.iterdir()}
