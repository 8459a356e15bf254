"""Small documents made for the tests: pages, feeds, archives and mail, invented words only."""

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from holdfire.sources.documents import LIMITS, Limits, documents_in
from holdfire.sources.raw import RawStore
from holdfire.sources.report import Report, SetAside

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ARABIC = "قالت مصادر محلية إن قذائف سقطت على بلدة في ريف حماة يوم الاثنين وأدت إلى مقتل ثلاثة أشخاص."
RUSSIAN = "Центр по примирению сообщил, что за сутки отмечено сорок два нарушения в двух провинциях."
ENGLISH = "Residents said “three shells” fell near the café on Monday – two people were hurt."


def page(words: str, title: str = "Shells fall", head: str = "") -> str:
    """A web page around some words."""
    return f"<!DOCTYPE html>\n<html><head>{head}<title>{title}</title></head><body><p>{words}</p></body></html>"


def gathered(path: Path, limits: Limits = LIMITS) -> tuple[list[Report], list[SetAside], RawStore]:
    """Reports and what was set aside, each in order, and the store with their bytes."""
    store = RawStore(path.parent / "case")
    told = list(documents_in(path, NOW, store.put, limits))
    return [r for r in told if isinstance(r, Report)], [r for r in told if isinstance(r, SetAside)], store


def bytes_of(store: RawStore, report: Report) -> bytes:
    """The bytes behind a report."""
    with store.open(report.raw) as file:
        return file.read()


def kept_nowhere(content: bytes | BinaryIO) -> str:
    """A place that names bytes and keeps none."""
    seen = hashlib.sha256()
    if isinstance(content, bytes):
        seen.update(content)
    else:
        while chunk := content.read(1 << 16):
            seen.update(chunk)
    return f"sha256:{seen.hexdigest()}"


class Archive:
    """A web archive as it is written."""

    def __init__(self, *, packed: bool = False) -> None:
        self.bytes = io.BytesIO()
        self._writer, self._many = WARCWriter(self.bytes, gzip=packed), 0

    def answer(
        self,
        address: str,
        body: bytes,
        media_type: str = "text/html; charset=utf-8",
        *,
        status: str = "200 OK",
        headers: Mapping[str, str] | None = None,
        warc: Mapping[str, str] | None = None,
    ) -> "Archive":
        """One page as a server gave it."""
        http = StatusAndHeaders(status, [("Content-Type", media_type), *(headers or {}).items()], protocol="HTTP/1.1")
        self.record("response", address, body, http=http, warc=warc)
        return self

    def record(
        self,
        kind: str,
        address: str,
        body: bytes,
        media_type: str = "",
        *,
        http: StatusAndHeaders | None = None,
        warc: Mapping[str, str] | None = None,
    ) -> "Archive":
        """Any record."""
        self._many += 1
        number = f"<urn:uuid:00000000-0000-0000-0000-{self._many:012}>"
        headers = {"WARC-Date": "2016-09-12T10:00:00Z", "WARC-Record-ID": number, **(warc or {})}
        self._writer.write_record(
            self._writer.create_warc_record(
                address,
                kind,
                payload=io.BytesIO(body),
                length=len(body),
                warc_content_type=media_type,
                http_headers=http,
                warc_headers_dict=headers,
            )
        )
        return self

    def again(self, address: str, first: str, body: bytes) -> "Archive":
        """A revisit: the same bytes as those first seen elsewhere."""
        digest = f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"
        record = self._writer.create_revisit_record(address, digest, first, "2016-09-12T10:00:00Z")
        self._writer.write_record(record)
        return self

    def done(self) -> bytes:
        """All that was written."""
        return self.bytes.getvalue()


def pages_archive(many: int = 5, *, packed: bool = False) -> bytes:
    """An archive of several pages, each of its own length."""
    archive = Archive(packed=packed)
    for n in range(many):
        words = " ".join(f"{n}-{i * 7919 % 1009}" for i in range(30 * (n + 1)))
        archive.answer(f"https://news.example/{n}", page(words, f"Page {n}").encode())
    return archive.done()


def wacz(members: Mapping[str, bytes], *, packed: bool = False, digests: bool = True) -> bytes:
    """A crawl in a zip, with the list of digests that goes with it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as zipped:
        for name, body in members.items():
            zipped.writestr(name, body)
        if digests:
            told = [{"path": n, "hash": kept_nowhere(b), "bytes": len(b)} for n, b in members.items()]
            zipped.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": told}))
    return out.getvalue()


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>An agency</title><link>https://agency.example</link>
<item><title>Shells fall on a town</title><link>https://agency.example/1</link><guid>urn:1</guid>
<pubDate>Mon, 12 Sep 2016 19:00:00 +0300</pubDate>
<description>&lt;p&gt;Three people were &lt;b&gt;killed&lt;/b&gt;.&lt;/p&gt;</description></item>
<item><title>{ARABIC[:40]}</title><link>https://agency.example/2</link><description>{ARABIC}</description></item>
</channel></rss>
""".encode()

ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>A monitor</title><id>urn:feed</id>
<entry><title>Daily report</title><id>urn:e1</id><link href="https://monitor.example/e1"/>
<updated>2016-09-13T00:30:00+03:00</updated><author><name>Press office</name></author>
<content type="html">&lt;p&gt;{RUSSIAN}&lt;/p&gt;</content></entry></feed>
""".encode()

MESSAGE = b"""From: A Resident <resident@example.org>
To: Hotline <hotline@example.org>
Subject: =?utf-8?b?2YLYtdmBINi52YTZiSDYp9mE2KjZhNiv2Kk=?=
Date: Mon, 12 Sep 2016 19:00:00 +0300
Message-ID: <one@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

Shells fell on the town at seven. Three are dead.
--inner
Content-Type: text/html; charset=utf-8

<p>Shells fell on the town at seven. Three are dead.</p>
--inner--
--outer
Content-Type: text/html; charset=utf-8; name=bulletin.html
Content-Disposition: attachment; filename=bulletin.html

<html><head><title>Bulletin</title></head><body>Forty-two violations in a day.</body></html>
--outer
Content-Type: image/jpeg; name=crater.jpg
Content-Disposition: attachment; filename=crater.jpg
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRgABAQ==
--outer
Content-Type: application/pdf; name=list.pdf
Content-Disposition: attachment; filename=list.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQKJeLjz9MK
--outer--
"""

LISTED = b"""{"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
{"id": "1", "url": "https://news.example/1", "title": "As the crawl lists it", "ts": "2016-09-12T10:00:00Z"}
"""


def mixed_archive() -> bytes:
    """One record of each kind that is read in its own way."""
    body, archive = page(ENGLISH).encode(), Archive()
    archive.record("warcinfo", "", b"software: A crawler 1.0\r\n", "application/warc-fields")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    archive.answer("https://e.example/chunks", chunks, headers={"Transfer-Encoding": "chunked"})
    archive.answer(
        "https://e.example/packed", gzip.compress(body + b" ", mtime=0), headers={"Content-Encoding": "gzip"}
    )
    archive.answer("https://e.example/feed", RSS, "application/rss+xml").answer("https://e.example/1", body)
    archive.again("https://e.example/2", "https://e.example/1", body)
    archive.record("resource", "urn:text:https://e.example/1", RUSSIAN.encode(), "text/plain")
    return archive.done()


SMALL: dict[str, bytes] = {
    "page.html": page(ARABIC, head='<meta charset="windows-1256">').encode("cp1256"),
    "page.txt": RUSSIAN.encode(),
    "rss.xml": RSS,
    "atom.xml": ATOM,
    "crawl.warc": pages_archive(3),
    "crawl.warc.gz": pages_archive(3, packed=True),
    "mixed.warc": mixed_archive(),
    "crawl.wacz": wacz({"archive/data.warc.gz": pages_archive(2, packed=True), "pages/pages.jsonl": LISTED}),
    "message.eml": MESSAGE,
    "box.mbox": b"From a@example.org Mon Sep 12 19:00:00 2016\n" + MESSAGE,
}
"""One small file of each kind, by a name for it."""
