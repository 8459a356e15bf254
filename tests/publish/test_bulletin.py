"""The bulletin of a day: the same bytes each time, every number beside its rule, nothing that its readers may not have."""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from errno import ENOSPC
from io import BytesIO
from os import strerror
from pathlib import Path

import pytest

from holdfire import bulletins, pipeline
from holdfire.bulletins import Asked
from holdfire.case import Case
from holdfire.errors import AskError, CaseError
from holdfire.publish.bulletin import FORMATS, Document, Heading, Told, bulletin_of, period_of, rendered
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.words import words_in

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = date(2016, 9, 18)


@pytest.fixture(scope="module")
def told(founding: Case) -> Told:
    """The seventh day of the founding truce."""
    period = period_of(founding.agreement.text, DAY)
    end, beginning = (pipeline.status_of(founding, at.isoformat(), None, NOW) for at in (period.ends, period.begins))
    return Told(founding.agreement, period, end, beginning)


@pytest.fixture
def own(tmp_path: Path) -> Case:
    """A case of one's own, to issue from."""
    return pipeline.demo_case(tmp_path / "case")


def _tables(document: Document) -> Iterator[Table]:
    for section in document.sections:
        yield from section.tables


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_bulletin_made_twice_is_the_same_to_the_byte(told: Told, language: str, format_: str) -> None:
    """In every language and format."""
    once, again = (rendered(bulletin_of(told, Heading(1, "internal"), words_in(language)), format_) for _ in "12")
    assert once == again
    assert once.startswith({"html": b"<!doctype html>", "pdf": b"%PDF-1.7", "docx": b"PK"}[format_])


def test_the_pdf_is_tagged_and_kept_for_archives(told: Told) -> None:
    """PDF/A-2a, with its language and a name for what its picture shows."""
    data = rendered(bulletin_of(told, Heading(1, "internal"), words_in("ar")), "pdf")
    assert b"/MarkInfo" in data and b"pdfaid" in data and b"/StructTreeRoot" in data


def test_every_table_of_numbers_has_its_rule(told: Told) -> None:
    """No number of incidents without the rule that counted it; places since which aid came count days."""
    for table in _tables(bulletin_of(told, Heading(1, "internal"), words_in("en"))):
        assert all(len(row) == len(table.head) for row in table.rows), table.caption
        if table.numbers and "Days since" not in table.head:
            assert table.rule, table.caption


def test_the_day_is_told_as_the_record_has_it(told: Told) -> None:
    """Eight incidents began on 18 September 2016; under the readings that count them five were breaches, under one none."""
    document = bulletin_of(told, Heading(1, "internal"), words_in("en"))
    summary = {row[0]: row[1:] for row in next(_tables(document)).rows}
    assert summary["Incidents told"][0] == str(len(told.incidents(told.period)))
    breaches = [int(row[0]) for label, row in summary.items() if label.startswith("Breaches under")]
    assert len(breaches) == len(told.now.readings) and max(breaches) > min(breaches) == 0
    annex = next(s for s in document.sections if s.key == "annex").tables[0]
    assert {row[0] for row in annex.rows} == {i.id for i in told.incidents(told.period)}


@pytest.mark.parametrize(("language", "word"), [("ar", "نشرة"), ("ru", "Бюллетень")])
def test_a_bulletin_is_in_its_language(told: Told, language: str, word: str) -> None:
    """Its title, and the direction of its page; no table's heading is left in English."""
    document = bulletin_of(told, Heading(1, "internal"), words_in(language))
    assert word in document.title and document.direction == ("rtl" if language == "ar" else "ltr")
    for table in _tables(document):
        assert not any(re.fullmatch(r"[A-Za-z ,/]{4,}", cell) for cell in (table.caption, *table.head)), table.head


def test_word_reads_arabic_from_right_to_left(told: Told) -> None:
    """Of the paragraph, of each run and of the table: LibreOffice and Word ask for all three."""
    data = rendered(bulletin_of(told, Heading(1, "internal"), words_in("ar")), "docx")
    text = zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode()
    assert text.count("<w:bidi/>") > 20 and "<w:rtl/>" in text and "<w:bidiVisual/>" in text


def test_what_a_source_wrote_is_no_command(told: Told) -> None:
    """Neither of a page nor of Typst, and signs that turn other words round are shown by number in the page."""
    says = '<script>alert(1)</script> #panic("x") $x$ = *b* \u202e'
    odd = Document("T", "S", "2016-09-18T00:00:00+03:00", "en", "ltr", (), (Section("a", says, (says,)),), says)
    html = rendered(odd, "html").decode()
    assert "<script>" not in html and "[U+202E]" in html
    assert rendered(odd, "pdf").startswith(b"%PDF") and rendered(odd, "docx").startswith(b"PK")


def test_a_day_without_a_look_is_told_apart_from_a_quiet_one(founding: Case) -> None:
    """A day long after the course: nobody looked, and the bulletin says so."""
    data = bulletins.draft(founding, Asked("2016-11-20"), NOW).decode()
    assert "nobody is known to have looked: it is not a calm day" in data


def test_parties_are_not_told_which_monitor_said_it(told: Told) -> None:
    """Monitors and whoever else is neither party nor guarantor are told by their role."""
    inside, outside = (
        rendered(bulletin_of(told, Heading(1, edition), words_in("en")), "html").decode()
        for edition in ("internal", "party")
    )
    assert "Syrian Observatory" in inside and "Syrian Observatory" not in outside and "Claimants" in outside


def test_the_public_bulletin_holds_no_place_and_no_source(founding: Case) -> None:
    """It is made from the public edition alone: no name of a place, of an incident or of a source of the record stands in it."""
    data = bulletins.draft(founding, Asked("2016-09-15", edition="public"), NOW).decode()
    status = pipeline.status_of(founding, None, None, NOW)
    names = {i.id for i in status.incidents} | {c.source for c in status.claims.values()}
    assert "Incidents of this day that are told" in data
    assert not [name for name in names if name and re.search(rf"\b{re.escape(name)}\b", data)]


def test_what_is_issued_is_numbered_and_stands_in_the_ledger(own: Case) -> None:
    """A day is issued again only with a reason; a withdrawal says why, and the number is not used again."""
    first, data = bulletins.issue(own, Asked("2016-09-15"), NOW)
    assert first.number == 1 and b"Bulletin of 15 September 2016" in data
    with pytest.raises(AskError, match="was issued as number 1"):
        bulletins.issue(own, Asked("2016-09-15"), NOW)
    second, _ = bulletins.issue(own, Asked("2016-09-15"), NOW, why="a place was misspelt")
    bulletins.withdraw(own, 1, "replaced by number 2", NOW)
    with pytest.raises(AskError, match="no bulletin stands under number 1"):
        bulletins.withdraw(own, 1, "again", NOW)
    assert [(i.number, bool(i.withdrawn)) for i in bulletins.issued(own)] == [(1, True), (2, False)]
    assert second.why == "a place was misspelt" and pipeline.verified(own)


def test_a_bulletin_that_cannot_be_kept_is_not_issued(own: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, and a file where the folder should be: what failed and why, where, what to do; the ledger names none."""

    def full(path: Path, data: bytes) -> None:
        raise OSError(ENOSPC, strerror(ENOSPC))

    folder = own.folder / "bulletins"
    with monkeypatch.context() as patched:
        patched.setattr("holdfire.bulletins.write_whole", full)
        with pytest.raises(CaseError, match=r"kept \(No space left on device\); nothing was issued") as found:
            bulletins.issue(own, Asked("2016-09-15"), NOW)
    assert found.value.where == str(folder) and "issue it again" in found.value.remedy
    assert bulletins.issued(own) == [] and not list(folder.iterdir())
    folder.rmdir()
    folder.write_text("in the way", "utf-8")
    with pytest.raises(CaseError, match=r"the bulletin cannot be kept \(File exists\)"):
        bulletins.keep(own, b"bytes", "html")


def test_late_knowledge_is_an_erratum_and_changes_nothing_that_was_declared(own: Case) -> None:
    """The 16th was declared three hours after its end: 11 breaches. The next bulletin says 15, and the first stays as it was."""
    first, data = bulletins.issue(own, Asked("2016-09-16", known_at="2016-09-17T03:00+03:00"), NOW)
    _, later = bulletins.issue(own, Asked("2016-09-19"), NOW)
    errata = re.findall(r"<bdi>(.*?)</bdi>", later.decode().partition("Errata to earlier days")[2])
    assert errata[:5] == [
        "Fri 16 Sept",
        "S16-02 No attacks, with any weapon: breaches",
        "United States, 13 to 19 September",
        "11",
        "15",
    ]
    again = bulletins.draft(own, Asked("2016-09-16", known_at="2016-09-17T03:00+03:00"), NOW)
    declared, now = (told.partition(b"<main>")[2].partition(b'id="record"')[0] for told in (data, again))
    assert declared == now and first.number == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked("yesterday"), "is no day"),
        (Asked("2016-09-15", edition="secret"), "no edition"),
        (Asked("2016-09-15", language="fr"), "no page in"),
        (Asked("2016-09-15", format="odt"), "no bulletin as"),
    ],
)
def test_what_there_is_not_is_said_in_a_sentence(founding: Case, asked: Asked, says: str) -> None:
    """With what there is instead."""
    with pytest.raises(AskError, match=says):
        bulletins.draft(founding, asked, NOW)


def test_entries_of_bulletins_change_no_status(own: Case) -> None:
    """Before and after an issue the status is the same, its digest of the record's head apart."""

    def plain() -> str:
        told = pipeline.status_of(own, None, None, NOW).model_dump(mode="json")
        return json.dumps({k: v for k, v in told.items() if k not in ("digest", "checkpoint")})

    before = plain()
    bulletins.issue(own, Asked("2016-09-15"), NOW)
    assert plain() == before
