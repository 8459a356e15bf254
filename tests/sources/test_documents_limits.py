"""Huge files: memory stays small, the rest is read, and nothing takes long for its size."""

import gzip
import random
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from holdfire.errors import SourceError
from holdfire.sources.documents import Limits, documents_in
from holdfire.sources.documents.charset import charset_of
from holdfire.sources.report import Report, SetAside
from tests.sources.documents_made import ENGLISH, NOW, RSS, Archive, kept_nowhere, page, pages_archive, wacz

MOST_MEMORY = 25_000_000


def most_memory(path: Path, limits: Limits | None = None) -> tuple[int, int, int]:
    """Reports, rows set aside, and the most memory that reading took."""
    reports = aside = 0
    tracemalloc.start()
    for row in documents_in(path, NOW, kept_nowhere, limits or Limits()):
        reports, aside = reports + isinstance(row, Report), aside + isinstance(row, SetAside)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return reports, aside, most


@pytest.mark.timeout(30)
def test_a_page_of_two_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    """By its size, before a byte of it is read into memory; packed, after as much as may be."""
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.write(page(ENGLISH).encode())
        file.truncate(2_000_000_000)
    with pytest.raises(SourceError, match="20,000,000"):
        list(documents_in(path, NOW, kept_nowhere))
    with pytest.raises(SourceError, match="limit is 1,000 MB"):
        list(documents_in(path, NOW, kept_nowhere, Limits(file=1_000_000_000)))
    packed = tmp_path / "huge.html.gz"
    packed.write_bytes(gzip.compress(page(ENGLISH).encode() + bytes(30_000_000)))
    with pytest.raises(SourceError, match="times its size"):
        list(documents_in(packed, NOW, kept_nowhere))


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_an_archive_of_thirty_megabytes_is_read_in_the_memory_of_its_largest_page(tmp_path: Path, packed: bool) -> None:
    """Six hundred pages, one after the other."""
    path, noise = tmp_path / "crawl.warc", random.Random(1)  # noqa: S311 - the same noise each time
    archive = Archive(packed=packed)
    for n in range(600):
        archive.answer(f"https://e.example/{n}", page(noise.randbytes(25_000).hex()).encode())
    path.write_bytes(archive.done())
    del archive
    reports, aside, most = most_memory(path)
    assert (reports, aside) == (600, 0) and most < 5_000_000


def test_a_record_far_larger_than_may_be_costs_no_more_than_the_limit(tmp_path: Path) -> None:
    """Two hundred million bytes of one film, then a page."""
    path = tmp_path / "crawl.warc"
    head = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Date: 2016-09-12T10:00:00Z\r\nWARC-Target-URI: http://e.example/film\r\n"
    head += b"Content-Type: text/html\r\nContent-Length: 200000000\r\n\r\n<html>"
    after = Archive().answer("https://e.example/1", page(ENGLISH).encode()).done()
    with path.open("wb") as file:
        file.write(head)
        file.seek(200_000_000 - 6, 1)
        file.write(b"\r\n\r\n" + after)
    reports, aside, most = most_memory(path, Limits(document=4_000_000))
    assert (reports, aside) == (1, 1) and most < MOST_MEMORY


def test_a_box_of_mail_is_read_message_by_message(tmp_path: Path) -> None:
    """Ten megabytes of messages, and one of ten that is more than may be."""
    path = tmp_path / "box"
    with path.open("wb") as file:
        for n in range(300):
            file.write(b"From a@example.org Mon Sep 12 19:00:00 2016\nFrom: a@example.org\nSubject: %d\n\n" % n)
            file.write(
                (b"%d shells fell near the mill at noon. " % n * 20 + b"\n") * (40 if n != 150 else 13_000) + b"\n"
            )
    reports, aside, most = most_memory(path, Limits(message=2_000_000))
    assert (reports, aside) == (299, 1) and most < MOST_MEMORY


def test_a_feed_of_thirty_megabytes_is_read_to_the_limit(tmp_path: Path) -> None:
    """What lies beyond is told, not held."""
    path = tmp_path / "feed.xml"
    with path.open("wb") as file:
        file.write(RSS[: RSS.index(b"<item>")])
        for n in range(30_000):
            file.write(b"<item><title>%d</title><description>%s</description></item>" % (n, b"words " * 160))
    reports, aside, most = most_memory(path, Limits(document=1_000_000))
    assert reports > 900 and aside == 1 and most < MOST_MEMORY


def test_a_zip_with_a_list_as_long_as_a_book_is_not_opened(tmp_path: Path) -> None:
    """Sixty thousand members of long names: the list alone would fill the memory."""
    name = b"archive/" + b"x" * 400 + b".warc"
    entry = b"PK\x01\x02" + bytes(24) + len(name).to_bytes(2, "little") + bytes(16) + name
    listed = entry * 60_000
    end = (
        b"PK\x05\x06"
        + bytes(4)
        + (60_000).to_bytes(2, "little") * 2
        + len(listed).to_bytes(4, "little")
        + (4).to_bytes(4, "little")
    )
    path = tmp_path / "crawl.wacz"
    path.write_bytes(b"PK\x03\x04" + listed + end + bytes(2))
    tracemalloc.start()
    with pytest.raises(SourceError, match="far too many members"):
        list(documents_in(path, NOW, kept_nowhere))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 3_000_000


def test_a_list_of_pages_that_does_not_end_is_read_to_the_limit(tmp_path: Path) -> None:
    """The archives are read all the same."""
    listed = b"".join(b'{"url": "https://e.example/%d"}\n' % n for n in range(100_100))
    path = tmp_path / "crawl.wacz"
    path.write_bytes(wacz({"archive/a.warc": pages_archive(2), "pages/pages.jsonl": listed}))
    told = list(islice((r for r in documents_in(path, NOW, kept_nowhere)), 3))
    assert isinstance(told[0], SetAside) and "100,000 pages" in told[0].reason
    assert [type(row) for row in told[1:]] == [Report, Report]


def test_the_longest_of_everything_fits_an_entry(tmp_path: Path) -> None:
    """A message whose every field is as long as it can be, in letters of four bytes."""
    wide = "\U0001f9e8"
    head = "".join(f"{name}: {wide * 9_000}\n" for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID"))
    head += f"Archived-At: https://{wide * 9_000}\nContent-Type: multipart/mixed; boundary=x\n\n"
    parts = "--x\n\nwords\n" + "".join(
        f'--x\nContent-Disposition: attachment; filename="{n}{wide * 900}"\nContent-Type: image/png\n\npicture {n}\n'
        for n in range(90)
    )
    path = tmp_path / "m.eml"
    path.write_text(head + parts + "--x--\n", "utf-8")
    report, *_ = documents_in(path, NOW, kept_nowhere)
    assert isinstance(report, Report) and len(report.record["contact"]) == 500
    assert 30_000 < len(report.model_dump_json().encode()) < 65_000


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "comments": lambda n: b"<!--x-->" * n + b"<x>",
    "open comments": lambda n: b"<!--" * n,
    "instructions": lambda n: b"<?xml ?>" * n,
    "doctypes": lambda n: b"<!DOCTYPE [" * n,
    "metas": lambda n: b"<html>" + b"<meta " * n,
    "links": lambda n: b"<html>" + b"<link rel=" * n,
    "canonical": lambda n: b"<html>" + b"<link rel=canonical>" * n,
    "titles": lambda n: b"<html>" + b"<title " * n,
    "saved": lambda n: b"<html>" + b"<!-- saved from url=(" * n,
    "brackets": lambda n: b"<html>" + b"<" * n,
    "spaces": lambda n: b"<html><title>" + b" " * n,
    "warc heads": lambda n: b"WARC/1.0\r\nContent-Length: 9999999\r\n\r\n" * (n // 4),
    "gzip heads": lambda n: b"\x1f\x8b\x08\x00" * n,
    "items": lambda n: b"<rss>" + b"<item>" * (n // 20),
    "entities": lambda n: b"<rss>" + b"<!ENTITY " * n,
    "fields": lambda n: b"From: a\nTo: b\n" + b"x: =?utf-8?q?" * n,
    "folded": lambda n: b"From: a\nTo: b\nSubject: " + b"=?utf-8?q?a?=\n " * n,
    "parts": lambda n: b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * (n // 10),
    "box": lambda n: b"From a Mon Sep 12 19:00:00 2016\n\n" * n,
    "bytes": lambda n: b"<html>" + bytes(range(128, 256)) * (n // 20),
    "utf-16": lambda n: "<html>".encode("utf-16") + b"\xd8\x00" * n,
}
"""Shapes that make a reader with one bad pattern take a time that grows with the square of the size, or worse."""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("shape", HOSTILE)
@pytest.mark.parametrize("name", ["page.html", "crawl.warc", "anything"])
def test_no_shape_of_bytes_takes_long(tmp_path: Path, shape: str, name: str) -> None:
    """A few hundred kilobytes are a matter of seconds, whatever they are."""
    path = tmp_path / name
    path.write_bytes(HOSTILE[shape](60_000))
    try:
        list(documents_in(path, NOW, kept_nowhere))
    except SourceError as refused:
        assert refused.remedy


@pytest.mark.timeout(60)
def test_finding_an_encoding_takes_no_longer_for_hostile_bytes() -> None:
    """Twenty megabytes of bytes that are nothing."""
    charset_of(random.Random(2).randbytes(20_000_000))  # noqa: S311 - the same noise each time
    charset_of(b"<" * 20_000_000 + b"\xff")
