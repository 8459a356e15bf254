"""Documents on disk become reports: known by their bytes, kept whole, told apart from what is no document."""

import gzip
from pathlib import Path

import pytest

from holdfire.errors import SourceError
from holdfire.sources.documents import decoded, documents_in, documents_of, recognise
from holdfire.sources.documents.charset import charset_of
from holdfire.sources.raw import RawStore
from holdfire.sources.report import Report, SetAside
from tests.sources.documents_made import ARABIC, ENGLISH, NOW, RUSSIAN, SMALL, bytes_of, gathered, kept_nowhere, page

FOUNDING = Path(__file__).resolve().parents[3] / "shared" / "pages" / "000_386299fb57631da2.txt"
KINDS = {
    "page.html": "web page", "page.txt": "text", "rss.xml": "feed", "atom.xml": "feed", "crawl.warc": "warc",
    "crawl.warc.gz": "warc", "mixed.warc": "warc", "crawl.wacz": "wacz", "message.eml": "mail", "box.mbox": "mail",
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("disguise", ["", "document", "report.bin"])
def test_a_file_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path, name: str, disguise: str) -> None:
    """A crawl without an ending, or with the wrong one, is a crawl all the same."""
    path = tmp_path / (disguise or name)
    path.write_bytes(SMALL[name])
    assert recognise(path) == KINDS[name]
    reports, _, _ = gathered(path)
    assert reports


@pytest.mark.parametrize("name", KINDS)
def test_every_document_is_a_report_with_its_bytes_kept(tmp_path: Path, name: str) -> None:
    """What the ledger will hold is a digest and a few columns; the bytes are in the store and are what the digest says."""
    path = tmp_path / name
    path.write_bytes(SMALL[name])
    reports, _, store = gathered(path)
    for report in reports:
        assert report.layout == "page" and report.media_type in ("text/html", "text/plain")
        assert report.raw == kept_nowhere(bytes_of(store, report))
        assert report.file_digest == kept_nowhere(path.read_bytes())
        assert report.id.startswith("page:") and report.id.endswith("#" + report.raw[7:23])
        assert decoded(bytes_of(store, report), report.record["charset"])
        assert all(report.record.values()) and len(report.model_dump_json().encode()) < 10_000


@pytest.mark.parametrize("name", KINDS)
def test_the_same_file_read_again_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    """Ids, order and columns do not change when a file is collected again, here or elsewhere."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(SMALL[name])
    told = [
        [row.model_dump_json() for row in documents_in(tmp_path / f / name, NOW, kept_nowhere)] for f in ("one", "two")
    ]
    assert told[0] == told[1]


def test_a_page_says_what_it_is_and_where_it_came_from(tmp_path: Path) -> None:
    """The title, and the address that the browser wrote when it saved the page, before the one the page gives itself."""
    saved = "<!-- saved from url=(0025)https://news.example/9 -->\n"
    link = '<link href="https://news.example/canonical?a=1&amp;b=2" rel="canonical">'
    (tmp_path / "a.html").write_text(saved + page(ENGLISH, "Shells &amp; mortars", link), "utf-8")
    (tmp_path / "b.html").write_text(page(ENGLISH, head=link), "utf-8")
    single = "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://news.example/5 \n saved date: "
    (tmp_path / "c.html").write_text(single + "Mon Sep 12 2016 10:00:00 GMT+0300 (Eastern European Time)\n-->", "utf-8")
    (a,), (b,), (c,) = (gathered(tmp_path / f"{name}.html")[0] for name in "abc")
    assert a.record["address"] == "https://news.example/9" and a.record["address_from"] == "saved"
    assert a.record["title"] == "Shells & mortars" and a.id.startswith("page:https://news.example/9#")
    assert b.record["address"] == "https://news.example/canonical?a=1&b=2" and b.record["address_from"] == "page"
    assert c.record["address"] == "https://news.example/5" and c.record["fetched"] == "2016-09-12T07:00:00+00:00"


def test_a_very_long_address_is_shortened_in_the_id_alone(tmp_path: Path) -> None:
    """Two long addresses that begin alike keep different ids."""
    address = "https://news.example/" + "a" * 1_000
    told = [
        list(documents_of(page("x").encode(), "text/html", {"address": address + n}, NOW, kept_nowhere)) for n in "12"
    ]
    (one,), (two,) = told
    assert isinstance(one, Report) and isinstance(two, Report)
    assert one.record["address"] == address + "1" and len(one.id) < 200 and one.id != two.id


@pytest.mark.parametrize(
    ("words", "encoding"),
    [(ARABIC, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859-6")]
    + [(RUSSIAN, e) for e in ("utf-8", "utf-16", "cp1251", "koi8-r", "iso8859-5", "cp866")]
    + [(ENGLISH, e) for e in ("utf-8", "utf-16", "cp1252")],
)
@pytest.mark.parametrize("markup", [True, False], ids=["page", "text"])
def test_an_encoding_that_nobody_declares_is_found(words: str, encoding: str, markup: bool) -> None:
    """Arabic, Russian and English in the encodings they are met in."""
    body = (page(words) if markup else words).encode(encoding)
    found = charset_of(body)
    assert words in decoded(body, found.name) and not found.faults


def test_what_is_declared_is_believed_when_it_bears_out() -> None:
    """A mark goes before the server, the server before the page, and the bytes before a word that cannot be true."""
    arabic = ARABIC.encode("cp1256")
    meta = b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">'
    assert (charset_of(meta + arabic).name, charset_of(meta + arabic).how) == ("cp1256", "page")
    assert charset_of(arabic, "cp1256").how == "server"
    assert charset_of(b"\xef\xbb\xbf" + ARABIC.encode(), "cp1256").how == "mark"
    lying = charset_of(meta + ARABIC.encode())
    assert (lying.name, lying.how, lying.faults) == ("utf-8", "bytes", 0)
    assert charset_of(b"<meta charset=utf-8>" + arabic).name == "cp1256"
    assert charset_of(b"<meta charset=utf-16>" + b"plain words").name == "utf-8"


@pytest.mark.parametrize("label", ["rot13", "hex", "utf-7", "unicode_escape", "idna", "punycode", "", "x" * 99, "é"])
def test_an_encoding_that_is_no_text_is_never_used(label: str) -> None:
    """Python knows encodings that are none; a page may not choose them."""
    assert charset_of(page(RUSSIAN).encode(), label).name == "utf-8"
    assert decoded(RUSSIAN.encode(), label) == RUSSIAN


def test_bytes_in_two_encodings_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    """A page in UTF-8 with a stretch of something else keeps its bytes, and its report says how many places are no text."""
    path = tmp_path / "mixed.html"
    path.write_bytes(page(ARABIC * 40).encode() + b"<p>caf\xe9 \0</p>")
    (report,), aside, store = gathered(path)
    assert report.record["charset"] == "utf-8" and "1 places" in report.record["faults"]
    assert "1 NUL" in report.record["faults"] and not aside and bytes_of(store, report) == path.read_bytes()


def test_marks_of_direction_are_kept_as_the_source_wrote_them(tmp_path: Path) -> None:
    """Arabic and Latin side by side, with marks that turn the direction, lose no character and no order."""
    words = f"\u202bFSA \u202e{ARABIC}\u202c 3 – \u2067S-300\u2069"
    path = tmp_path / "mixed.txt"
    path.write_text(words, "utf-8")
    (report,), _, store = gathered(path)
    assert decoded(bytes_of(store, report), report.record["charset"]) == words


@pytest.mark.skipif(not FOUNDING.is_file(), reason="the founding page lies outside the repository")
def test_the_founding_page_is_read_as_stripped_text() -> None:
    """The page that announced the plan: text without markup, in UTF-8, without a date or an address."""
    (report,) = list(documents_in(FOUNDING, NOW, kept_nowhere))
    assert isinstance(report, Report) and report.media_type == "text/plain"
    assert report.record == {"charset": "utf-8", "charset_from": "bytes"}


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.html", b"", "empty"),
        ("blank.txt", b" \n\n", "empty"),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + bytes(200), "this is a picture"),
        ("noise.txt", bytes(range(256)) * 40, "no kind known"),
        ("table.csv", b"id,kind\n1,incident\n", "no kind known"),
        ("map.geojson", b'{"type": "FeatureCollection"}', "no kind known"),
        ("data", b'{"type": "FeatureCollection"}', "no kind known"),
        ("site.xml", b"<?xml version='1.0'?><urlset><url/></urlset>", "no kind known"),
        ("crawl.warc.zst", b"\x28\xb5\x2f\xfd" + bytes(99), "Zstandard"),
        ("sheet.xlsx", b"PK\x05\x06" + bytes(18), "zip without a web archive"),
        ("cut.gz", gzip.compress(b"words " * 99, mtime=0)[:9], "cannot be unpacked"),
        ("cut.gz", gzip.compress(b"words " * 99, mtime=0)[:24], "end early"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_document_is_refused_in_one_sentence(tmp_path: Path, name: str, body: bytes, said: str) -> None:
    """What it is, which file, and what to do."""
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(SourceError, match=said) as refused:
        list(documents_in(path, NOW, kept_nowhere))
    assert refused.value.where == name and refused.value.remedy and "\n" not in str(refused.value)


def test_only_files_are_opened(tmp_path: Path) -> None:
    """A folder, a pipe, a device, a link to nowhere and a link in a circle are refused; a link to a file is the file."""
    import os

    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for name in (".", "pipe", "nowhere", "circle", "zero", "missing", "a\0b"):
        with pytest.raises(SourceError) as refused:
            list(documents_in(tmp_path / name, NOW, kept_nowhere))
        assert refused.value.remedy
    (tmp_path / "page.html").write_text(page(ENGLISH), "utf-8")
    (tmp_path / "link.html").symlink_to(tmp_path / "page.html")
    assert len(list(documents_in(tmp_path / "link.html", NOW, kept_nowhere))) == 1


def test_bytes_that_came_over_the_network_are_read_alike() -> None:
    """With the media type that the server said, and the address as the file."""
    columns = {"address": "https://news.example/1", "fetched": "2016-09-12T10:00:00+00:00"}
    body = page(ARABIC).encode("cp1256")
    (report,) = documents_of(body, "text/html; charset=windows-1256", columns, NOW, kept_nowhere)
    assert isinstance(report, Report) and report.file == columns["address"]
    assert report.record["charset"] == "cp1256" and report.record["fetched"] == columns["fetched"]
    assert len(list(documents_of(SMALL["rss.xml"], "text/xml", columns, NOW, kept_nowhere))) == 2
    for wrong in (b"", b"%PDF-1.4", b"\x89PNG\r\n"):
        told: list[Report | SetAside] = []
        try:
            told = list(documents_of(wrong, "", columns, NOW, kept_nowhere))
        except SourceError as refused:
            assert refused.remedy
        assert not [row for row in told if isinstance(row, Report)]


def test_the_bytes_never_stand_in_the_report(tmp_path: Path) -> None:
    """However long the page, its report is a few hundred bytes."""
    path = tmp_path / "long.html"
    path.write_text(page(ARABIC * 2_000, "t" * 9_000), "utf-8")
    (report,), _, store = gathered(path)
    assert len(report.model_dump_json()) < 2_000 and isinstance(store, RawStore)
