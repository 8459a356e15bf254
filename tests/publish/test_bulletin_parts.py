"""Parts of a bulletin: monitors kept out, places that wait for aid, two bodies side by side, remarks, languages, the map."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest

from holdfire import bulletins, pipeline
from holdfire.bulletins import Asked
from holdfire.case import Case
from holdfire.errors import AskError
from holdfire.ledger import Entry
from holdfire.publish.bulletin import Document, Heading, rendered
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.say import Say
from holdfire.publish.bulletin.two_bodies import sides
from holdfire.publish.words import words_in
from holdfire.record import open_record
from tests.two_cases import both_hold_all, pack_of, take, two_cases

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = "2016-09-14"


def _claim(name: str, kind: str, hour: int, **more: Any) -> Entry:
    """What is told of one hour of the 14th."""
    said = {
        "id": name,
        "report": f"r-{name}",
        "kind": kind,
        "start": f"2016-09-14T{hour:02}:00:00+00:00",
        "end": f"2016-09-14T{hour + 1:02}:00:00+00:00",
        "known_from": "2016-09-14T21:00:00+00:00",
        "source": "drawn",
        "words": "In so many words.",
        "claimants": ["un"],
        **more,
    }
    return Entry("claim-read", name, said)


AT = {"place": "Madaya", "lat": 33.69, "lon": 36.1, "radius_km": 2.0}
TOLD = (
    _claim("M-1", "incident", 9, act="monitors-restricted", actors=[["syrian-government"]], words="Turned back.", **AT),
    _claim("M-2", "incident", 10, act="sensor-outage", place="Castello Road"),
    _claim("M-3", "incident", 11, act="cyber-attack", target="opposition", place="Idlib"),
    _claim("A-1", "access", 7, act="aid-delivery", start="2016-09-13T07:00:00+00:00", end="2016-09-13T08:00:00+00:00",
           count={"number": 20, "unit": "trucks"}, **AT),
    _claim("A-2", "access", 8, act="market-empty", words="Bread: none. Rice: none.", claimants=["sohr"], **AT),
    _claim("A-3", "access", 12, act="aid-blocked", place="Aleppo"),
)  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Case]:
    """Two bodies that hold each other's ledgers: one tells of all above, both of one strike, the other of a clash."""
    one, two = two_cases(tmp_path_factory.mktemp("bodies"))
    struck = {"act": "airstrike", **AT, "target": "civilians", "toll": {"low": 3, "best": 3, "high": 3}}
    for case, more in (
        (one, (*TOLD, _claim("S-1", "incident", 13, actors=[["syrian-government"]], claimants=["russia"], **struck))),
        (two, (_claim("S-9", "incident", 13, actors=[["russia"]], claimants=["united-states"], **struck),
               _claim("S-8", "incident", 15, act="clash", place="Hama", claimants=["united-states"]),
               _claim("N-1", "count", 0, end="2016-09-15T00:00:00+00:00", claimants=["united-states"],
                      count={"number": 8, "unit": "violations", "series": "daily"}))),
    ):  # fmt: skip
        with open_record(case) as record:
            at = datetime(2016, 9, 15, tzinfo=UTC)
            record.append(list(more), at)
            record.sign(at)
    take(two, pack_of(one, hours=60), hours=61)
    take(one, pack_of(two, hours=62), hours=63)
    take(two, pack_of(one, hours=64), hours=65)
    assert both_hold_all(one, two)
    return one, two


def _bulletin(case: Case, asked: Asked) -> Document:
    heading = Heading(0, asked.edition, asked.remarks)
    (document,) = bulletins.documents(case, asked, heading, NOW, [])
    return document


@pytest.fixture(scope="module")
def document(pair: tuple[Case, Case]) -> Document:
    """The internal bulletin of the first body."""
    return _bulletin(pair[0], Asked(DAY))


def _section(document: Document, key: str) -> Section:
    return next(section for section in document.sections if section.key == key)


def _table(document: Document, caption: str) -> Table:
    return next(table for section in document.sections for table in section.tables if table.caption == caption)


def test_whoever_was_kept_from_looking_stands_there_by_whose_word(document: Document) -> None:
    """Refusals and outages, with the source's words; an attack on others' computers keeps no monitor out."""
    rows = _table(document, "Restrictions of monitors").rows
    assert [row[1] for row in rows] == ["monitors restricted", "sensor outage"]
    assert "United Nations" in rows[0][4] and "Turned back." in rows[0][4]
    assert "2 on the day, 0 begun on the day before, 2 since" in _table(document, "Restrictions of monitors").rule


def test_a_place_tells_how_long_it_waits_and_what_it_lacks(document: Document) -> None:
    """One whole day since the trucks came; the market is empty by the observatory's word, and so what is lacking stands there."""
    rows = {row[0]: row[1:] for row in _table(document, "How long each place waits, and what it lacks").rows}
    days, last, market, _ = rows["Madaya"]
    assert days == "1" and "United Nations" in last
    assert "market empty" in market and "Observatory" in market and "Bread: none." in market
    assert rows["Aleppo"][0] == "none told"
    pipeline_ = {row[0]: row[1:] for row in _table(document, "From request to delivery").rows}
    assert pipeline_["Madaya"] == ("0 / 0", "0 / 0", "0 / 0", "0 / 1") and pipeline_["Aleppo"][2] == "1 / 1"


def test_every_place_in_the_text_is_on_the_map_or_said_not_to_be(document: Document) -> None:
    """Each place of the tables stands in the list; one with coordinates has its number in the drawing."""
    section = _section(document, "map")
    listed = {row[1]: row for row in section.tables[0].rows}
    assert {"Madaya", "Aleppo", "Castello Road"} <= set(listed)
    number = listed["Madaya"][0]
    assert listed["Madaya"][2] == "on the map" and f">{number}</text>" in "".join(p.svg for p in section.pictures)
    assert listed["Aleppo"] == ("–", "Aleppo", "named, not located")
    for other in document.sections:
        for table in other.tables:
            if "Place" in table.head and other.key != "map":
                at = table.head.index("Place")
                named = {row[at].partition(" (within")[0].removesuffix(" (not located)") for row in table.rows}
                assert named - {"place not told"} <= set(listed), table.caption


@pytest.mark.parametrize(
    ("language", "note", "listed"),
    [
        ("en", "not located", "named, not located"),
        ("ar", "غير محدد المكان", "مذكور بالاسم، غير محدد المكان"),
        ("ru", "место не определено", "названо, место не определено"),
    ],
)
def test_a_place_that_is_only_named_is_told_by_its_words(
    pair: tuple[Case, Case], language: str, note: str, listed: str
) -> None:
    """In the annex, among the restrictions and among what one body alone tells; on the map it stands as not located."""
    made = _bulletin(pair[0], Asked(DAY, language=language))
    for key, words in (
        ("annex", "Castello Road"),
        ("annex", "Hama"),
        ("restrictions", "Castello Road"),
        ("sides", "Hama"),
    ):
        told = [cell for table in _section(made, key).tables for row in table.rows for cell in row]
        assert any(f"{words} ({note})" in cell for cell in told), (key, words)
    on_the_map = {row[1]: row[2] for row in _section(made, "map").tables[0].rows}
    assert {on_the_map[name] for name in ("Aleppo", "Castello Road", "Hama")} == {listed}


def test_two_places_that_are_only_named_are_the_same_by_the_same_words_alone(pair: tuple[Case, Case]) -> None:
    """What both say holds no place of which one alone gives the words; two that are located lie together by their radii."""
    told = bulletins.told_of(pair[0], Asked(DAY), NOW)
    assert told.sides is not None
    (match,) = told.sides.matched
    for one, other in (("Hama", "Homs"), ("Hama", "Hama")):
        a = match.a.model_copy(update={"place": one, "radius_km": None})
        b = match.b.model_copy(update={"place": other, "radius_km": None})
        both = told.sides.model_copy(update={"matched": (match.model_copy(update={"a": a, "b": b}),)})
        section = sides(Say(replace(told, sides=both), words_in("en")))
        core = next(table for table in section.tables if "agreed core" in table.caption).rows[0][0]
        assert ("Hama (not located)" in core) == (one == other) and "Homs" not in core


def test_two_bodies_stand_side_by_side(document: Document) -> None:
    """The strike both tell of, on which they part; the clash that one alone tells; its count beside nothing."""
    both = _table(document, "Told by both: the agreed core, and each side’s own")
    assert both.head[1:] == ("Russia", "United States") and len(both.rows) == 1
    core, russia, america = both.rows[0]
    assert "airstrike" in core and "Madaya" in core and "dead: 3" in core
    assert "Syrian government" in russia and "Russia" in america and "Russia" not in core
    alone = _table(document, "Told by one alone, each in its own column")
    assert any("clash" in row[2] and "says nothing of it" in row[2] for row in alone.rows)
    assert _table(document, "Two counts side by side").rows[0][1] == "–"


@pytest.mark.parametrize("format_", ["html", "pdf", "docx"])
def test_two_bodies_have_one_bulletin(pair: tuple[Case, Case], format_: str) -> None:
    """Both make the same of the same record, in every format, and it says whose it is."""
    asked = Asked(DAY, "joint", format=format_, bodies=("russia", "united-states"))
    one, two = (bulletins.draft(case, asked, NOW) for case in pair)
    assert one == two
    if format_ == "html":
        assert "Joint bulletin of 14 September 2016" in one.decode() and "Turned back." not in one.decode()


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_a_joint_bulletin_tells_where_two_bodies_part_in_its_own_language(
    pair: tuple[Case, Case], language: str
) -> None:
    """Of what stands between the sides only ids, the counting rule and places are written in Latin letters."""
    section = _section(_bulletin(pair[0], Asked(DAY, "joint", language, bodies=("russia", "united-states"))), "sides")
    told = [*section.says, *(cell for t in section.tables for cell in (t.caption, t.rule, *t.head, *sum(t.rows, ())))]
    words = re.findall(r"[A-Za-z][\w:/-]*", " ".join(told))
    places = {"Madaya", "Hama", "Castello", "Road", "Idlib", "Aleppo"}
    assert len(told) > 20 and {word for word in words if not re.search(r"\d", word)} <= places


def test_a_joint_bulletin_is_of_two_bodies(pair: tuple[Case, Case], founding: Case) -> None:
    """A case with one ledger and no bodies named has none; one body is not two."""
    for case, bodies in ((founding, ()), (pair[0], ("russia",))):
        with pytest.raises(AskError, match="of two bodies"):
            bulletins.draft(case, Asked(DAY, "joint", bodies=bodies), NOW)


def test_the_head_stands_there_with_who_cosigned_it(document: Document) -> None:
    """Each ledger with its head; the own witness is the first to cosign, and another body's cosignature says when."""
    rows = _section(document, "record").tables[0].rows
    assert sum(label.startswith("Ledger ") for label, _ in rows) == 2
    assert any(label == "Cosigned by russia" and "2016" in at for label, at in rows)


def test_the_heading_says_what_analysts_look_for_first(pair: tuple[Case, Case]) -> None:
    """Number and year, issue, cut-off, zone, how far the record was known, for whom; the sums of the truce beside the day."""
    case = pair[1]
    first, data = bulletins.issue(
        case, Asked(DAY, remarks=("summary=Posts were closed.", "All quiet, says nobody.")), NOW
    )
    text = data.decode()
    assert "<dd>1/2026</dd>" in text and "<dd>Asia/Damascus</dd>" in text and "1 Mar 2026, 03:00 (+03:00)" in text
    assert "Remark: Posts were closed." in text and "Since the truce began" in text
    assert first.remarks == ("summary=Posts were closed.", "All quiet, says nobody.")
    assert bulletins.file_of(case, 1) == (first, data)
    kept = case.folder / "bulletins" / f"{first.sha256}.html"
    kept.write_bytes(data.replace(b"closed", b"opened"))
    with pytest.raises(AskError, match="is not the one that was issued"):
        bulletins.file_of(case, 1)
    kept.unlink()
    with pytest.raises(AskError, match="is not here"):
        bulletins.file_of(case, 1)
    with pytest.raises(AskError, match="no bulletin was issued under number 7"):
        bulletins.file_of(case, 7)


def test_a_remark_in_no_section_is_told_and_changes_nothing(pair: tuple[Case, Case]) -> None:
    """With the section that was perhaps meant."""
    with pytest.raises(AskError, match='no section "sumary"') as caught:
        _bulletin(pair[0], Asked(DAY, remarks=("sumary=Posts were closed.",)))
    assert "summary" in str(caught.value)
    with pytest.raises(AskError, match='no bulletin is made in "fr"'):
        _bulletin(pair[0], Asked(DAY, remarks=("summary.fr=Fermé.",)))


def test_two_languages_stand_side_by_side_each_in_its_direction(pair: tuple[Case, Case], tmp_path: Path) -> None:
    """Section by section in one document; a remark in one language stands in that one."""
    asked = {
        f: Asked(DAY, language="en,ar", format=f, remarks=("summary.ar=أغلقت النقاط.",))
        for f in ("html", "docx", "pdf")
    }
    html = bulletins.draft(pair[0], asked["html"], NOW).decode()
    order = re.findall(r'<section lang="(\w\w)" dir="(\w\w\w)" aria-labelledby="([\w-]+)"', html)
    assert order[:4] == [
        ("en", "ltr", "summary"),
        ("ar", "rtl", "summary-ar"),
        ("en", "ltr", "clocks"),
        ("ar", "rtl", "clocks-ar"),
    ]
    assert html.count("أغلقت النقاط.") == 1 and len(set(re.findall(r' id="([^"]+)"', html))) == len(
        re.findall(r' id="', html)
    )
    file = tmp_path / "both.docx"
    file.write_bytes(bulletins.draft(pair[0], asked["docx"], NOW))
    headings = [p.text for p in docx.Document(str(file)).paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[:2] == ["Summary", "ملخص"] or headings[0] == "Summary"
    pdf = bulletins.draft(pair[0], asked["pdf"], NOW)
    assert b"/Lang" in pdf and b"/StructTreeRoot" in pdf


def test_a_long_table_keeps_every_row_in_every_format() -> None:
    """Ten thousand signs of rows more than fit: the PDF sets them in two columns, and says every one."""
    rows = tuple((f"I-{n}", "shelling", "Aleppo", "–") for n in range(400))
    table = Table("Incidents", ("Incident", "Act", "Place", "Told by"), rows)
    long = Document(
        "T", "S", "2016-09-18T00:00:00+03:00", "en", "ltr", (), (Section("annex", "A", tables=(table,)),), ""
    )
    assert rendered(long, "pdf").startswith(b"%PDF") and rendered(long, "html").count(b"<tr>") == 401
    assert len(docx.Document(io.BytesIO(rendered(long, "docx"))).tables[0].rows) == 401


def test_a_party_is_not_shown_where_a_protected_site_is(pair: tuple[Case, Case]) -> None:
    """Neither in a table nor by a number on the map, whichever word of whichever claim tells that it is one."""
    case = pair[0]
    hidden = {"act": "shelling", "place": "Zedward", "lat": 36.2, "lon": 37.1, "radius_km": 0.1, "event": "WARD"}
    with open_record(case) as record:
        told = [
            _claim("H-1", "incident", 16, facility="hospital", target="civilians", **hidden),
            _claim("H-2", "incident", 16, target="civilians", claimants=["sohr"], **hidden),
            _claim("H-3", "access", 17, act="aid-delivery", facility="hospital", place="Zedclinic"),
        ]
        record.append(told, datetime(2016, 9, 15, 5, tzinfo=UTC))
    inside = _bulletin(case, Asked(DAY))
    assert "Zedward" in str(inside) and "Zedclinic" in str(inside)
    for edition in ("party", "joint"):
        outside = _bulletin(case, Asked(DAY, edition=edition))
        assert "Zed" not in str(outside), edition
        for kind in ("html", "docx"):
            assert b"Zed" not in _unpacked(rendered((outside,), kind)), (edition, kind)
    marks = [_circles(_bulletin(case, Asked(DAY, edition=e))) for e in ("internal", "party")]
    assert marks[0] > marks[1]


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with ZipFile(io.BytesIO(data)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def _circles(document: Document) -> int:
    return sum(p.svg.count("<circle") for p in _section(document, "map").pictures)


def test_pipeline_and_bulletin_agree_on_incidents(founding: Case) -> None:
    """Looked at by themselves the incidents are those of the whole status, to the letter, and so are boards."""
    document_ = bulletins.told_of(founding, Asked("2016-09-18"), NOW)
    status = pipeline.status_of(founding, document_.now.as_of, None, NOW)
    assert document_.now.incidents == status.incidents
    assert document_.now.readings == status.readings and document_.now.digest == status.digest
