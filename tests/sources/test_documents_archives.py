"""Web archives: what a crawl received, page by page, whatever was cut out of the middle."""

import base64
import gzip
import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from pathlib import Path

import pytest

from holdfire.sources.documents import Limits
from tests.sources.documents_made import (
    ARABIC,
    ATOM,
    LISTED,
    RUSSIAN,
    Archive,
    bytes_of,
    gathered,
    page,
    pages_archive,
    wacz,
)

BODY = page(ARABIC).encode()


def written(tmp_path: Path, body: bytes, name: str = "crawl.warc") -> Path:
    """A file with these bytes."""
    path = tmp_path / name
    path.write_bytes(body)
    return path


def test_a_page_in_an_archive_knows_its_address_and_when_it_was_fetched(tmp_path: Path) -> None:
    """Address, instant, status, and what the server said of its date and its encoding."""
    archive = Archive()
    archive.record("warcinfo", "", b"software: A crawler 1.0\r\nformat: WARC\r\n", "application/warc-fields")
    headers = {"Last-Modified": "Mon, 12 Sep 2016 09:00:00 GMT", "Content-Language": "ar"}
    archive.answer(
        "https://news.example/1", page(ARABIC).encode("cp1256"), "text/html; charset=windows-1256", headers=headers
    )
    (report,), aside, store = gathered(written(tmp_path, archive.done()))
    assert not aside and bytes_of(store, report) == page(ARABIC).encode("cp1256")
    assert report.record == {
        "title": "Shells fall", "charset": "cp1256", "charset_from": "server", "address": "https://news.example/1",
        "address_from": "archive", "fetched": "2016-09-12T10:00:00+00:00", "status": "200 OK",
        "last_modified": "Mon, 12 Sep 2016 09:00:00 GMT", "language": "ar", "archive_record": "response",
        "crawler": "A crawler 1.0",
    }  # fmt: skip


def test_only_documents_come_out_of_an_archive(tmp_path: Path) -> None:
    """Pictures, styles, scripts, data, redirects and requests are passed over; a page that was not there is told."""
    archive = Archive()
    archive.record("request", "https://e.example/", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request")
    archive.record("metadata", "https://e.example/", b"via: https://x.example\r\n", "application/warc-fields")
    for name, kind in (("a.css", "text/css"), ("a.js", "text/javascript"), ("a.json", "application/json")):
        archive.answer(f"https://e.example/{name}", b"body { }", kind)
    archive.answer("https://e.example/a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "text/html")
    archive.answer("https://e.example/robots.txt", b"User-agent: *\n", "text/plain")
    archive.answer("https://e.example/old", b"<html>moved</html>", status="301 Moved")
    archive.answer("https://e.example/gone", b"<html>Not found</html>", status="404 Not Found")
    archive.answer("https://e.example/paper.pdf", b"%PDF-1.4", "application/pdf")
    archive.answer("https://e.example/page", BODY)
    archive.answer("https://e.example/unsaid", BODY.replace(b"Shells", b"Mortars"), "")
    archive.answer("https://e.example/text", RUSSIAN.encode(), "text/plain; charset=utf-8")
    archive.answer("https://e.example/feed", ATOM, "application/atom+xml")
    archive.record("resource", "https://e.example/kept", page("kept").encode(), "text/html")
    archive.record("conversion", "https://e.example/stripped", RUSSIAN[:50].encode(), "text/plain")
    archive.record("resource", "urn:text:https://e.example/page", ARABIC.encode(), "text/plain")
    reports, aside, _ = gathered(written(tmp_path, archive.done()))
    told = [(r.record["address"].rpartition("/")[2], r.media_type) for r in reports]
    assert told == [
        ("page", "text/html"), ("unsaid", "text/html"), ("text", "text/plain"), ("e1", "text/html"), ("kept", "text/html"),
        ("stripped", "text/plain"), ("page", "text/plain"),
    ]  # fmt: skip
    assert reports[-1].record["form"] == "rendered text" and reports[3].record["feed"] == "https://e.example/feed"
    assert [(a.text.rpartition("/")[2], a.reason[:30]) for a in aside] == [
        ("gone", "the server answered 404 Not Fo"),
        ("paper.pdf", "this is a PDF, which is not re"),
    ]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(BODY)),
        ({"Content-Encoding": "deflate"}, zlib.compress(BODY)),
        ({"Content-Encoding": "deflate"}, zlib.compress(BODY)[2:-4]),
        ({"Content-Encoding": "gzip"}, BODY),
        ({"Content-Encoding": "br"}, BODY),
        ({"Transfer-Encoding": "chunked"}, b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)),
        ({"Transfer-Encoding": "chunked"}, BODY),
    ],
    ids=["gzip", "zlib", "deflate", "gzip undone", "brotli undone", "chunked", "chunked undone"],
)
def test_what_the_transport_did_to_a_page_is_undone(tmp_path: Path, headers: dict[str, str], body: bytes) -> None:
    """Packed, in chunks, or said to be so when it is not any more."""
    path = written(tmp_path, Archive().answer("https://e.example/", body, headers=headers).done())
    (report,), aside, store = gathered(path)
    assert bytes_of(store, report) == BODY and not aside


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_the_same_bytes_again_are_one_document_and_at_a_new_address_another(tmp_path: Path, packed: bool) -> None:
    """A revisit tells nothing new at its own address; at another it is the same bytes, kept once."""
    archive = Archive(packed=packed).answer("https://e.example/1", BODY).answer("https://e.example/1", BODY)
    archive.again("https://e.example/1", "https://e.example/1", BODY)
    archive.again("https://e.example/2", "https://e.example/1", BODY)
    archive.again("https://e.example/3", "https://e.example/0", b"bytes of another archive")
    reports, (lost,), _ = gathered(written(tmp_path, archive.done()))
    assert [r.record["address"][-1] for r in reports] == ["1", "2"] and reports[0].raw == reports[1].raw
    assert reports[1].record["title"] == "Shells fall" and reports[1].record["archive_record"] == "revisit"
    assert lost.text == "https://e.example/3" and "no record before it" in lost.reason


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize("lost", [1, 7, 60, 400, 900])
def test_an_archive_cut_anywhere_keeps_the_records_before_and_after(tmp_path: Path, packed: bool, lost: int) -> None:
    """Bytes taken out of any place cost the records they touched, and no other; no page is altered.

    What is lost is told, save where what remains of two headers makes one: no reader could tell that.
    """
    whole = pages_archive(6, packed=packed)
    pages, _, _ = gathered(written(tmp_path, whole))
    good, headers = {r.raw for r in pages}, [m.span() for m in re.finditer(rb"WARC/1\.0.*?\r\n\r\n", whole, re.DOTALL)]
    for at in range(30, len(whole) - lost, max(1, len(whole) // 40)):
        reports, aside, _ = gathered(written(tmp_path, whole[:at] + whole[at + lost :]))
        assert {r.raw for r in reports} <= good and len(reports) >= 6 - 2 - lost // 250
        if len(reports) < 6 and not aside and not any("archive_faults" in r.record for r in reports):
            assert not packed and all(any(a < x <= b for a, b in headers) for x in (at, at + lost))


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_an_archive_that_ends_early_keeps_what_came_before(tmp_path: Path, packed: bool) -> None:
    """As after a download that broke off."""
    whole = pages_archive(6, packed=packed)
    reports, (aside,), _ = gathered(written(tmp_path, whole[: len(whole) * 2 // 3]))
    assert 2 <= len(reports) < 6 and ("early" in aside.reason or "does not end" in aside.reason)


def test_rubbish_between_records_is_passed_over_once(tmp_path: Path) -> None:
    """Noise, a header that lies about its length, one without a length and one without an end; noughts are padding."""
    one, two = (Archive().answer(f"https://e.example/{n}", page(f"{n}").encode()).done() for n in "12")
    lie = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 999999\r\n\r\nshort\r\n\r\n"
    endless = b"WARC/1.0\r\n" + b"a: b\r\n" * 900
    for rubbish in (b"noise\n" * 500, lie, b"WARC/1.0\r\nno header\r\n\r\n", endless):
        reports, (aside,), _ = gathered(written(tmp_path, one + rubbish + two))
        assert [r.record["address"][-1] for r in reports] == ["1", "2"] and aside.row == 2
    reports, aside_, _ = gathered(written(tmp_path, one + bytes(200_000) + two + bytes(50)))
    assert len(reports) == 2 and not aside_


def test_an_archive_packed_as_a_whole_is_read_too(tmp_path: Path) -> None:
    """Not as the standard has it, and common."""
    reports, aside, _ = gathered(written(tmp_path, gzip.compress(pages_archive(4)), "crawl.warc.gz"))
    assert len(reports) == 4 and not aside


def test_a_record_that_is_not_what_its_digest_says_is_set_aside(tmp_path: Path) -> None:
    """A word changed after the crawl."""
    whole = pages_archive(3).replace(b"Page 1", b"Page I")
    reports, (aside,), _ = gathered(written(tmp_path, whole))
    assert len(reports) == 2 and "its own digest" in aside.reason and aside.text == "https://news.example/1"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY
    for name, seen in (("sha256", hashlib.sha256(block).hexdigest()), ("sha1", _base32(block)), ("md5", "0" * 32)):
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.example/\r\nWARC-Block-Digest: {name}:{seen}\r\n"
        head += f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
        reports, aside_, _ = gathered(written(tmp_path, head.encode() + block + b"\r\n\r\n"))
        assert bool(reports) is (name != "md5") and bool(aside_) is (name == "md5")


def _base32(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "stored"])
def test_a_wacz_is_read_with_its_list_of_pages(tmp_path: Path, packed: bool) -> None:
    """The list gives titles, and tells of pages that no record holds; the digests say that nothing was altered."""
    listed = LISTED + b'{"url": "https://news.example/99", "title": "Missing"}\nno json\n'
    members = {"archive/data.warc.gz": pages_archive(2, packed=True), "pages/pages.jsonl": listed}
    reports, aside, _ = gathered(written(tmp_path, wacz(members, packed=packed), "crawl.wacz"))
    assert [r.record.get("listed_title", "") for r in reports] == ["", "As the crawl lists it"]
    assert {r.record["archive_digest"] for r in reports} == {"agrees"} and reports[0].record["member"].endswith(
        "data.warc.gz"
    )
    assert [(a.text, a.reason[:16]) for a in aside] == [
        ("pages/pages.jsonl", "line 4 of the li"),
        ("https://news.example/99", "the crawl lists "),
    ]


def test_a_wacz_whose_digests_differ_says_so_on_every_page(tmp_path: Path) -> None:
    """The pages are read all the same: who looks at them decides."""
    body = pages_archive(2, packed=True)
    package = {"resources": [{"path": "archive/data.warc.gz", "hash": "sha256:" + "0" * 64}]}
    members = {"archive/data.warc.gz": body, "datapackage.json": json.dumps(package).encode()}
    reports, (aside,), _ = gathered(written(tmp_path, wacz(members, digests=False), "crawl.wacz"))
    assert len(reports) == 2 and {r.record["archive_digest"] for r in reports} == {"differs"}
    assert "list of digests" in aside.reason


@pytest.mark.parametrize(
    "name", ["../../evil.warc", "/etc/evil.warc", "a/../../evil.warc", "C:\\evil.warc", "..\\evil.warc"]
)
def test_a_member_whose_name_leads_out_of_the_zip_is_not_touched(tmp_path: Path, name: str) -> None:
    """Nothing is written anywhere, and the other archives are read."""
    before = sorted(p for p in tmp_path.parent.rglob("*evil*"))
    body = wacz({name: pages_archive(1), "archive/good.warc": pages_archive(2)}, digests=False)
    reports, (aside,), _ = gathered(written(tmp_path, body, "crawl.wacz"))
    assert len(reports) == 2 and "out of the zip" in aside.reason
    assert sorted(p for p in tmp_path.parent.rglob("*evil*")) == before


def test_links_and_doubled_names_in_a_zip_are_set_aside(tmp_path: Path) -> None:
    """A link would name another file of this machine; a name that stands twice hides one of the two."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        link = zipfile.ZipInfo("archive/link.warc")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
        zipped.writestr("archive/a.warc", pages_archive(1))
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("archive/a.warc", pages_archive(2))
    reports, aside, _ = gathered(written(tmp_path, out.getvalue(), "crawl.wacz"))
    assert reports and sorted(a.reason for a in aside) == ["the member is a link", "the name stands in the zip twice"]


def test_a_zip_that_unpacks_to_far_too_much_is_stopped(tmp_path: Path) -> None:
    """By its ratio, by its total, and by the number of its members; what is well behaved is read."""
    bomb = b"WARC/1.0\r\n" + bytes(30_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("archive/a.warc", pages_archive(2))
        zipped.writestr("archive/b.warc", bomb)
        zipped.writestr("pages/pages.jsonl", bytes(60_000_000))
    path = written(tmp_path, out.getvalue(), "crawl.wacz")
    reports, aside, _ = gathered(path)
    assert len(reports) == 2 and any("200 times" in a.reason for a in aside)
    assert any("list of pages ends early" in a.reason for a in aside)
    _, aside, _ = gathered(path, Limits(unpacked=1_000_000, ratio=10_000))
    assert any("more than may be" in a.reason for a in aside)
    _, (many,), _ = gathered(path, Limits(members=2))
    assert "3 members" in many.reason


def test_a_packed_bomb_in_an_archive_is_stopped_and_the_next_record_read(tmp_path: Path) -> None:
    """A member of thirty million noughts, and a page that unpacks to as many."""
    bomb = gzip.compress(b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 30000000\r\n\r\n" + bytes(30_000_000))
    one, two = pages_archive(1, packed=True), Archive(packed=True)
    packed = {"Content-Encoding": "gzip"}
    two.answer("https://e.example/bomb", gzip.compress(b"<html>" + bytes(30_000_000)), headers=packed)
    two.answer("https://e.example/2", BODY)
    reports, aside, _ = gathered(written(tmp_path, one + bomb + two.done(), "crawl.warc.gz"))
    assert [r.record["address"] for r in reports] == ["https://news.example/0", "https://e.example/2"]
    assert ["times its size" in a.reason or "larger than" in a.reason for a in aside] == [True, True]


def test_a_page_larger_than_may_be_is_set_aside_and_the_rest_read(tmp_path: Path) -> None:
    """Its size is told; the pages beside it are read."""
    archive = Archive().answer("https://e.example/1", BODY).answer("https://e.example/2", page("x" * 60_000).encode())
    archive.answer("https://e.example/3", page("three").encode())
    path = written(tmp_path, archive.done())
    reports, (aside,), _ = gathered(path, Limits(document=50_000))
    assert [r.record["address"][-1] for r in reports] == ["1", "3"] and aside.text.endswith("/2")


def test_the_habits_of_several_crawlers_are_understood(tmp_path: Path) -> None:
    """Addresses in angle brackets, small letters, fractions of a second, bare line feeds, HTTP/2, and no digest at all."""
    block = b"HTTP/2 200\ncontent-type: text/html\n\n" + BODY
    head = "WARC/1.1\nwarc-type: response\nwarc-target-uri: <https://e.example/1>\nwarc-date: 2016-09-12T10:00:00.123456Z\n"
    head += f"content-type: application/http\ncontent-length: {len(block)}\n\n"
    for end in (b"\n\n", b"\r\n\r\n", b""):
        path = written(tmp_path, head.encode() + block + end)
        (report,), aside, store = gathered(path)
        assert not aside and bytes_of(store, report) == BODY and report.record["address"] == "https://e.example/1"
        assert report.record["fetched"] == "2016-09-12T10:00:00+00:00"


def test_a_record_that_the_crawler_cut_says_so(tmp_path: Path) -> None:
    """What came is read, and marked as not all."""
    archive = Archive().answer("https://e.example/1", BODY, warc={"WARC-Truncated": "length"})
    archive.answer("https://e.example/2", gzip.compress(BODY * 9)[:-30], headers={"Content-Encoding": "gzip"})
    (cut, early), aside, _ = gathered(written(tmp_path, archive.done()))
    assert "cut by the crawler (length)" in cut.record["archive_faults"] and not aside
    assert "ends early" in early.record["archive_faults"]
