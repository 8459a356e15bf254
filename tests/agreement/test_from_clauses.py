"""Clauses made into a draft: every draft loads, says each clause word for word, and names what it guessed; or nothing is made."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement, load, open_points
from holdfire.agreement.from_clauses import draft_from_clauses
from holdfire.agreement.model import Provision
from holdfire.agreement.wording import LONGEST_TITLE, blanks_of, rule_of, speaks_of_parties, title_of
from holdfire.errors import AgreementError

HANDBOOK = (
    "provision_id,section_id,order,text,footnote_ids,requires_definitions,requires_law,requires_provisions,"
    "party_placeholders,applies_to,preselect_for,status,version_added,version_changed\n"
)
PROVISIONS = HANDBOOK + (
    'p-2.0-02,s-2.0,2,"The Parties agree to meet, {{o-how-often}}.",,,,,,ac,,published,1.4,\n'
    'p-2.0-01,s-2.0,1,"Words of welcome by [Party A, Party B, ... ] (see [the site](https://example.org/)).",'
    "fn-1,,,,,ac,,published,1.4,\n"
    'p-1.1-01,s-1.1,1,"No Party shall cut a cable.",,d-cable|d-party,l-sea-1,p-2.0-02|p-9.9-01,,ac,ac,published,1.4,\n'
    "p-1.1-02,s-1.1,2,,,,,,,ac,,retired,1.3,1.4\n"
)
OPTIONS = (
    'option_id,label,choices,default,help\no-how-often,How often,"weekly|monthly, or when asked|never",weekly,\n'
    "o-place,Place,here|there,here,\n"
)
SECTIONS = (
    "section_id,parent_id,number,title,guidance,order,status\n"
    's-2.0,,2.0,Meetings,"Two\nlines.",3,published\n'
    "s-1.0,,1.0,Sea,,1,published\ns-1.1,s-1.0,1.1,Cables,,2,published\ns-3.0,,3.0,Empty,,4,published\n"
)
PLAIN = "Clause ID,Title,Text,Options\nA-1,Quiet,Nobody fires.,\n"
NO_SHAPES = '{"type": "FeatureCollection", "features": []}'
HEAD: dict[str, Any] = {"identity": "our-draft", "title": "Our draft", "time_zone": "Asia/Damascus"}


def saved(
    folder: Path, clauses: str | bytes, options: str = "", sections: str = "", name: str = "provisions.csv"
) -> Path:
    """A folder with these files; returns the one of clauses."""
    for file, text in ((name, clauses), ("options.csv", options), ("sections.csv", sections)):
        if text:
            (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / name


def loaded(draft: str, folder: Path) -> Agreement:
    """The draft, written down and loaded."""
    case = folder / "agreement"
    case.mkdir()
    (case / "agreement.yaml").write_text(draft, "utf-8")
    (case / "zones.geojson").write_text(NO_SHAPES, "utf-8")
    return load(case)


def provisions(folder: Path, *files: str | bytes) -> dict[str, Provision]:
    """The provisions of the draft made from these files."""
    clauses, *others = files
    path = saved(folder, clauses, *(str(other) for other in others))
    return loaded(draft_from_clauses(path, **HEAD), folder).text.provisions


def refused(folder: Path, *files: str | bytes) -> str:
    """The sentence with which these files are refused; it says where, and what to do."""
    clauses, *others = files
    path = saved(folder, clauses, *(str(other) for other in others))
    with pytest.raises(AgreementError) as told:
        draft_from_clauses(path, **HEAD)
    assert told.value.where and told.value.remedy and "\n" not in str(told.value)
    return str(told.value)


def row(text: str, name: str = "p-1") -> str:
    """A file of the handbook's layout with one clause."""
    out = io.StringIO()
    csv.writer(out).writerow([name, "s-1", "1", text, *[""] * 7, "published", "", ""])
    return HANDBOOK + out.getvalue()


def test_the_handbook_becomes_one_provision_for_each_clause_in_use(tmp_path: Path) -> None:
    """Sections come in their order, clauses in theirs; a retired clause stays away."""
    found = provisions(tmp_path, PROVISIONS, OPTIONS, SECTIONS)
    assert list(found) == ["1.1-01", "2.0-01", "2.0-02"]
    cable = found["1.1-01"]
    assert (cable.article, cable.title.en, cable.says) == (
        "1.1 Cables",
        "No Party shall cut a cable",
        "No Party shall cut a cable.",
    )
    assert cable.rule == "must-not" and [b.role for b in cable.binds] == ["party"] and cable.source == ["H"]


def test_what_was_guessed_or_left_blank_stands_under_unsaid(tmp_path: Path) -> None:
    """Rule and acts always, then each option with its choices and each blank; a link is no blank."""
    found = provisions(tmp_path, PROVISIONS, OPTIONS, SECTIONS)
    always = {"rule": "guessed from the wording; check it", "acts": "which acts break or keep it"}
    assert found["1.1-01"].unsaid == always
    assert found["2.0-01"].unsaid == {**always, "blank-1": "fill in [Party A, Party B, ... ]"}
    chosen = "choose one of: weekly; monthly, or when asked; never (default: weekly)"
    assert found["2.0-02"].unsaid == {**always, "o-how-often": chosen}


def test_the_open_points_of_a_draft_are_what_is_left_to_the_lawyer(tmp_path: Path) -> None:
    """`holdfire check` lists every line under unsaid and the day that is not known."""
    path = saved(tmp_path, PROVISIONS, OPTIONS, SECTIONS)
    points = {p.where for p in open_points(loaded(draft_from_clauses(path, **HEAD), tmp_path))}
    assert {"day-d.at", "1.1-01.rule", "1.1-01.acts", "2.0-01.blank-1", "2.0-02.o-how-often"} <= points


def test_a_draft_binds_placeholders_and_reads_the_text_as_written(tmp_path: Path) -> None:
    """Two parties, a day that nobody knows yet, one reading that is nobody's and counts nothing unreviewed."""
    text = loaded(draft_from_clauses(saved(tmp_path, PROVISIONS), **HEAD), tmp_path).text
    assert (text.id, text.title.en, text.time_zone) == ("our-draft", "Our draft", "Asia/Damascus")
    assert {n: a.role for n, a in text.actors.items()} == {"party-a": "party", "party-b": "party"}
    assert text.events["day-d"].at == "unknown" and list(text.sources) == ["H"]
    reading = text.readings["as-written"]
    assert (reading.whose, reading.starts, reading.counts.unreviewed) == ("nobody", "day-d", False)


def test_comments_tell_sections_needs_and_what_was_left_out(tmp_path: Path) -> None:
    """Headings stand once, those over them too; a clause of the draft is called by its id there."""
    clauses = (
        PROVISIONS.replace("version_changed\n", "version_changed,Our Notes\n")
        .replace(",\n", ",,\n")
        .replace(",1.4\n", ",1.4,x\n")
    )
    draft = draft_from_clauses(saved(tmp_path, clauses, OPTIONS, SECTIONS), **HEAD)
    headings = [line.strip(" #=") for line in draft.splitlines() if "====" in line]
    assert headings == ["1.0 Sea", "1.1 Cables", "2.0 Meetings"]
    assert "# needs the definitions: d-cable, d-party\n" in draft and "# needs the law clauses: l-sea-1\n" in draft
    assert "# needs the clauses: 2.0-02, p-9.9-01 (not in this draft)\n" in draft
    assert "Our Notes" in draft and "footnote_ids" not in draft and "Retired clauses left out: 1." in draft
    assert "hrcberkeley/digital-ceasefires" in draft and "licence" in draft
    loaded(draft, tmp_path)


def test_without_sections_and_options_a_clause_is_its_own_article(tmp_path: Path) -> None:
    """What no file tells is not made up."""
    found = provisions(tmp_path, PROVISIONS)
    assert found["1.1-01"].article == "p-1.1-01"
    assert found["2.0-02"].unsaid["o-how-often"] == "choose; no options.csv told the choices"


def test_files_that_are_named_are_read_instead_of_those_beside(tmp_path: Path) -> None:
    """The arguments win."""
    path = saved(tmp_path, PROVISIONS, "no such layout\n", "no such layout\n")
    ours, heads = tmp_path / "ours.csv", tmp_path / "heads.csv"
    ours.write_text(OPTIONS, "utf-8")
    heads.write_text(SECTIONS, "utf-8")
    assert "1.1 Cables" in draft_from_clauses(path, options=ours, sections=heads, **HEAD)


def test_the_plain_layout_needs_an_id_and_a_text_only(tmp_path: Path) -> None:
    """Its own title is kept, its choices stand under unsaid, and nobody is bound unless a party is named."""
    rows = 'Clause-ID;TITLE;text;Options\nA-1;Quiet;"Nobody fires; ever.";\n\nb 2;;The sides will meet.;daily | weekly\n;;;\n'
    found = provisions(tmp_path, rows, "options of something else\n")
    assert list(found) == ["A-1", "B-2"] and not found["A-1"].binds
    assert (found["A-1"].title.en, found["A-1"].article, found["A-1"].says) == ("Quiet", "A-1", "Nobody fires; ever.")
    assert found["B-2"].rule == "must" and found["B-2"].title.en == "The sides will meet"
    assert found["B-2"].unsaid["choice"] == "choose one of: daily; weekly"


def test_a_draft_of_the_plain_layout_does_not_name_the_handbook(tmp_path: Path) -> None:
    """Where a text comes from is not made up."""
    draft = draft_from_clauses(saved(tmp_path, PLAIN.replace("Clause ID", "id"), name="mine.csv"), **HEAD)
    assert "mine.csv" in draft and "hrcberkeley" not in draft


def test_arabic_clauses_stay_readable(tmp_path: Path) -> None:
    """Letters are written as letters, joiners and direction marks included."""
    arabic = "لا يُطلق أيٌّ من الأطراف النار، \u200fولا «يقطع» الكابلات: #١ [الطرف أ]؛ " * 3
    draft = draft_from_clauses(saved(tmp_path, row(arabic)), **HEAD)
    assert "لا يُطلق أيٌّ من الأطراف النار" in draft and "\\u" not in draft
    found = loaded(draft, tmp_path).text.provisions["1"]
    assert found.says == arabic.strip() and found.unsaid["blank-3"] == "fill in [الطرف أ]"


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: b"\xef\xbb\xbf" + t.encode(),
        lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: t.encode("utf-16"),
        lambda t: b"\n\n" + t.replace(",", "\t").encode(),
    ],
    ids=["BOM", "CRLF", "UTF-16", "tabs"],
)
def test_a_file_reads_the_same_however_a_spreadsheet_saved_it(encode, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Byte order mark, line ends, encoding and delimiter do not matter."""
    found = provisions(tmp_path, encode('clause_id,title,text,options\nA-1,Quiet,"Nobody\nfires.",x|y\n'))
    assert found["A-1"].says == "Nobody\nfires." and found["A-1"].unsaid["choice"] == "choose one of: x; y"


@pytest.mark.parametrize(
    "text",
    [
        "no", "true", "nULL", "~", "1e3", "3.10", "19:00", "2031-03-01", "key: value", "# none", "- a", "'", '"', "\\",
        "{a: b}", "*x", "&x", "%TAG", "---", "...", "| x", "> x", "a\n b\n\n\n  c", "a \nb", "a\tb", "a\u2028b\u2029c",
        "\ufeffa", "x\U0001f54a\uffff", "word " * 9000, "x" * 100_000, "a  b " * 200,
        "one\n# two\n--- three\n... four\nfive: " + "six " * 60,
    ],
    ids=lambda t: repr(t[:12]),
)  # fmt: skip
def test_text_that_looks_like_yaml_stays_text(text: str, tmp_path: Path) -> None:
    """Quotes, colons, marks, breaks, numbers and great length come back as they were written."""
    assert provisions(tmp_path, row(text))["1"].says == text.strip()


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t [](){}:#'\""), min_size=1))
def test_any_printable_clause_comes_back_word_for_word(text: str) -> None:
    """Whatever a clause holds, the draft loads and says it; only the space around it goes."""
    with TemporaryDirectory() as name:
        if text.strip():
            assert provisions(Path(name), row(text))["1"].says == text.strip()
        else:
            assert "has no text" in refused(Path(name), row(text))


@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=4, max_size=4))
def test_any_row_makes_a_draft_that_loads_or_is_refused_in_a_sentence(cells: list[str]) -> None:
    """Ids, titles and choices are anything a spreadsheet can hold."""
    out = io.StringIO()
    csv.writer(out).writerows([["clause id", "title", "text", "options"], cells])
    with TemporaryDirectory() as name:
        path = saved(Path(name), out.getvalue())
        try:
            draft = draft_from_clauses(path, **HEAD)
        except AgreementError as error:
            assert error.where and error.remedy and "\n" not in str(error)
        else:
            assert len(loaded(draft, Path(name)).text.provisions) == 1


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ("", "the file is empty"),
        ("name,text\na,b\n", "provisions.csv:1: no column names the clause"),
        ("id,words\na,b\n", "provisions.csv:1: no column holds the text"),
        ("id,text,Text\na,b,c\n", 'provisions.csv:1: the column "Text" stands twice'),
        ("id,text\n", "there is no clause in it that is in use"),
        (HANDBOOK + "p-1,s-1,1,x,,,,,,,,retired,,\n", "there is no clause in it that is in use"),
        ("id,text\na,b\n,c\n", "provisions.csv:3: a row has no id"),
        ('id,text\na,"b\nb"\nc,\n', 'provisions.csv:4: the clause "c" has no text'),
        ("id,text\na,b\nA,c\n", 'provisions.csv:3: "A" stands twice, first at provisions.csv:2'),
        ("id,text\na b,b\na/b,c\n", 'provisions.csv:3: "a/b" and another clause both become the provision "A-B"'),
        ("id,text\n?!,b\n", 'provisions.csv:2: the id "?!" makes no id of a provision'),
        (f"id,text\n{'a' * 81},b\n", "makes no id of a provision. Use letters and digits, at most 80 of them."),
        ("id,text\na,b,c\n", "provisions.csv:2: 3 columns where the header has 2"),
        ('id,text\na,"b\n', "provisions.csv:2: not readable as a row"),
        (f"id,text\na,{'x' * 140_000}\n", "provisions.csv:2: not readable as a row"),
        (b"id,text\na,\xff\n", "provisions.csv:2: byte 10 is not text in UTF-8"),
        ("id,text\na,b\x07\n", "provisions.csv:2: the control character U+0007 stands in it"),
        ("id,text,status\na,b,drafted\n", 'provisions.csv:2: the status "drafted" is not known'),
        ("id,text,order\na,b,first\n", 'provisions.csv:2: the order "first" is no number'),
        ("id,text\n" + "".join(f"a{n},{'word ' * 20_000}\n" for n in range(11)), "the draft would be larger than 1 MB"),
        ("id,text\n" + "x" * 4_000_000, "larger than 4 MB"),
    ],
    ids=lambda v: str(v)[-40:],
)
def test_a_file_that_is_not_whole_is_refused_in_one_sentence(clauses: str | bytes, said: str, tmp_path: Path) -> None:
    """The sentence names the file and the line; no part of a draft is made."""
    if not clauses:
        (tmp_path / "provisions.csv").touch()
    assert said in refused(tmp_path, clauses)


@pytest.mark.parametrize(
    ("options", "sections", "said"),
    [
        (OPTIONS.replace("o-how-often,", "o-how-oft,"), "", '"{{o-how-often}}" is not among the options'),
        (OPTIONS.replace("o-how-often,", ","), "", "options.csv:2: a row has no option_id"),
        (OPTIONS.replace("o-place", "o-how-often"), "", 'options.csv:3: "o-how-often" stands twice'),
        (OPTIONS.replace("here|there", "|"), "", 'options.csv:3: the option "o-place" has no choices'),
        ("option_id\no-how-often\n", "", 'options.csv:1: there is no column "choices"'),
        ("", SECTIONS.replace("s-1.1", "s-1.2"), 'provisions.csv:4: the section "s-1.1" is not among the sections'),
        ("", SECTIONS.replace("2.0,Meetings", ","), "sections.csv:2: a section has neither number nor title"),
        ("", SECTIONS.replace("title", "name"), 'sections.csv:1: there is no column "title"'),
    ],
    ids=lambda v: str(v)[-40:],
)
def test_options_and_sections_must_hold_what_the_clauses_name(
    options: str, sections: str, said: str, tmp_path: Path
) -> None:
    """A name that leads nowhere is a slip: nothing is made until it is mended."""
    assert said in refused(tmp_path, PROVISIONS, options, sections)


def test_the_nearest_option_is_named(tmp_path: Path) -> None:
    """A slip of the pen is mended at once."""
    said = refused(tmp_path, PROVISIONS, OPTIONS.replace("o-how-often,", "o-how-oft,"))
    assert "provisions.csv:2" in said and 'Did you mean "o-how-oft"?' in said


@pytest.mark.parametrize(
    "wrong",
    [{"identity": "Our Draft"}, {"identity": ""}, {"title": " "}, {"title": "a\nb"}, {"time_zone": "Nowhere/Else"}],
    ids=str,
)
def test_a_draft_needs_an_id_a_title_and_a_time_zone_that_load(wrong: dict[str, str], tmp_path: Path) -> None:
    """What the agreement would be refused for is refused before it is written."""
    with pytest.raises(AgreementError) as told:
        draft_from_clauses(saved(tmp_path, PLAIN), **{**HEAD, **wrong})
    assert told.value.where and told.value.remedy


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Clauses, options and sections alike."""
    with pytest.raises(AgreementError, match="no such file"):
        draft_from_clauses(tmp_path / "none.csv", **HEAD)
    with pytest.raises(AgreementError, match=r"options\.csv: no such file"):
        draft_from_clauses(saved(tmp_path, PROVISIONS), options=tmp_path / "options.csv", **HEAD)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The Parties shall not fire.", "must-not"),
        ("They shall refrain from firing.", "must-not"),
        ("No Party fires.", "must-not"),
        ("Parties agree not to fire.", "must-not"),
        ("Fire is prohibited.", "must-not"),
        ("They will\nnot fire.", "must-not"),
        ("The Parties shall meet.", "must"),
        ("The Commission will report.", "must"),
        ("Each Party agrees to pay.", "must"),
        ("Marshall and Willy like goodwill.", "may"),
        ("Publishing a map.", "may"),
    ],
)
def test_the_rule_is_guessed_from_the_wording(text: str, rule: str) -> None:
    """Whole words only, a prohibition before a duty."""
    assert rule_of(text) == rule


def test_third_parties_are_no_parties() -> None:
    """Only a party in its own right is bound."""
    assert speaks_of_parties("[Party A] pays.") and speaks_of_parties("PARTIES to it")
    assert not speaks_of_parties("A Third Party, third-party or Third\nParties, non-parties, partly")


def test_blanks_are_brackets_that_are_neither_links_nor_footnotes() -> None:
    """`[text](address)` and `[^1]` are the author's own."""
    text = '[a] and [the\nday](if any) [x](https://e.org/a_(b)) [y](u "t")[^2] [ ] [open'
    assert blanks_of(text) == ["[a]", "[the day]", "[ ]"]


@given(st.text(min_size=1))
def test_a_title_is_the_beginning_of_the_clause(text: str) -> None:
    """It is short, on one line, and never empty where there is a word."""
    title, words = title_of(text), " ".join(text.split())
    assert len(title) <= LONGEST_TITLE and words.startswith(title) and bool(title) == bool(words)


def test_a_title_is_cut_between_words() -> None:
    """A word that is too long for a title is cut inside."""
    assert title_of("word " * 13) == " ".join(["word"] * 12)
    assert title_of("x" * 99) == "x" * 60
    assert title_of("Signed, sealed;") == "Signed, sealed" and title_of("...") == "..."
