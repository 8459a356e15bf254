"""Web archives (WARC 0.17 to 1.1): what a crawl received, page by page.

Read: responses and resources whose body is a page, a text or a feed, and the texts of ``conversion`` records. A ``revisit``
is the same bytes as before: at a new address it is a report of its own. Pictures are kept as they came, for pages to be compared
by; requests, metadata, scripts and styles are passed over.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from mimetypes import MimeTypes
from typing import Any, BinaryIO, NamedTuple

from holdfire.sources.documents.bodies import HEAD, READ, kind_of, media_type, picture_of, read_body
from holdfire.sources.documents.envelope import LONGEST_ADDRESS, Envelope, said
from holdfire.sources.documents.packed import Cut, unpack
from holdfire.sources.documents.warc_records import Damage, Record, records
from holdfire.sources.report import Report, SetAside
from holdfire.when import iso

logging.getLogger("warcio").addHandler(
    logging.NullHandler()
)  # its warnings would print an archive's bytes to a terminal
_ANY = re.compile(rb"(?:^|\n)WARC/[01]\.\d{1,2}\r?\n")
_FURNITURE = re.compile(r"/(robots|ads|app-ads|humans|security)\.txt$")
_RENDERED = "urn:text:"
_NO_DATE = "the record does not say when, as every record must"
_AGAIN = "Fetch the page again; the other records are read."
_MOST_HTTP = 256 * 1024
_TYPES = MimeTypes()  # the table of the language, not of the machine
_DOCUMENTS = ("response", "resource", "conversion")
_KINDS = (*_DOCUMENTS, "warcinfo", "request", "metadata", "revisit", "continuation")


def recognise(head: bytes, name: str = "") -> bool:
    """``WARC/1.`` at the beginning, or anywhere in the beginning of a file named so, whose head may be lost.

    Of a packed file ``head`` is what the packed bytes begin with once unpacked.
    """
    return _ANY.match(head) is not None or (
        name.lower().endswith((".warc", ".warc.gz")) and _ANY.search(head) is not None
    )


class Payload(NamedTuple):
    """Bytes that were kept, and how they are to be read."""

    raw: str
    media_type: str
    title: str
    charset: str
    charset_from: str


@dataclass
class Crawl:
    """What is known across the records, and across the archives of one WACZ.

    ``titles``: of pages that the crawl lists, by ``mark`` of their address. ``met``: those of them that some record tells of,
    and all that were read. ``payloads``: what a revisit needs of each payload that was read.
    """

    titles: dict[bytes, str] = field(default_factory=dict)
    met: set[bytes] = field(default_factory=set)
    payloads: dict[bytes, Payload] = field(default_factory=dict)
    crawler: str = ""
    row: int = 0


def mark(address: str) -> bytes:
    """A short mark of an address, without the part behind ``#``."""
    return blake2b(address.partition("#")[0].encode("utf-8", "replace"), digest_size=12).digest()


def read(
    envelope: Envelope, file: BinaryIO, size: int, crawl: Crawl | None = None, columns: dict[str, str] | None = None
) -> Iterator[Report | SetAside]:
    """Every document of an archive in order; ``row`` is the number of its record. ``file`` must be able to seek."""
    crawl, columns = crawl or Crawl(), columns or {}
    before = crawl.row
    member = columns.get("member", "")
    for record in records(file, size, envelope.limits):
        crawl.row = before + record.number
        if isinstance(record, Damage):
            where = f"{member}: " if member else ""
            yield envelope.aside(crawl.row, where + record.reason, record.remedy)
        else:
            yield from _Capture(envelope, crawl, record, columns).read()


@dataclass
class _Capture:
    """One record as it is read."""

    envelope: Envelope
    crawl: Crawl
    record: Record
    columns: dict[str, str]

    def read(self) -> Iterator[Report | SetAside]:
        """The reports that the record gives."""
        try:
            parsed = _parsed(self.record)
        except Exception:  # the library fails in many ways on what is no record
            yield self._aside("the header of the record, or of the answer in it, cannot be read", _AGAIN)
            return
        self.http, kind = parsed.http_headers, parsed.rec_type or ""
        self.address = said(parsed.rec_headers.get_header("WARC-Target-URI"), LONGEST_ADDRESS)
        if kind not in _KINDS or (kind in _DOCUMENTS and not self.address):
            yield self._aside("the record does not say what it is, or of which address", _AGAIN)
        elif kind == "warcinfo":
            self.crawl.crawler = _crawler(self.record.content)
        elif kind == "revisit":
            yield from self._revisit(parsed)
        elif kind in _DOCUMENTS:
            self._meet()
            yield from self._document(parsed, kind)

    def _document(self, parsed: Any, kind: str) -> Iterator[Report | SetAside]:
        declared, status = self._declared(parsed, kind), self._status()
        if status.startswith("3") or _FURNITURE.search(self.address):
            return
        if kind == "response" and self.http is None and self.address.startswith("http"):
            yield self._aside("the record holds no answer", _AGAIN)
            return
        try:
            body, fault = self._body(parsed)
        except Cut as cut:
            if media_type(declared)[0] in READ:
                yield self._aside(cut.reason, cut.remedy)
            return
        is_read = kind_of(body[:HEAD], media_type(declared)[0])
        if not is_read:
            yield from self._picture(parsed, kind, body, fault)
            return
        if problem := self._problem(status, body):
            yield self._aside(*problem)
            return
        payload = _payload(parsed)
        for told in read_body(self.envelope, body, self.crawl.row, self._told(parsed, kind, fault), declared):
            if isinstance(told, Report):
                self.crawl.met.add(mark(self.address))
            if payload and isinstance(told, Report) and is_read != "feed":
                charset = told.record["charset"], told.record["charset_from"]
                self.crawl.payloads[payload] = Payload(
                    told.raw, told.media_type, told.record.get("title", ""), *charset
                )
            yield told

    def _picture(self, parsed: Any, kind: str, body: bytes, fault: str) -> Iterator[Report | SetAside]:
        """A whole picture that the server really gave; of others nothing is told."""
        if (shown := picture_of(body[:HEAD])) and not fault and not self._problem(self._status(), body):
            yield from self.envelope.picture(self.crawl.row, body, shown, self._told(parsed, kind, ""))

    def _meet(self) -> None:
        """Remember that a record tells of this address, where the crawl lists it."""
        if mark(self.address) in self.crawl.titles:
            self.crawl.met.add(mark(self.address))

    def _problem(self, status: str, body: bytes) -> tuple[str, str] | None:
        """Why a document is not read, if so."""
        if not self.record.sound:
            return "the record is not what its own digest says", "Was the archive altered? Fetch it from who made it."
        if status and not status.startswith("2"):
            return f"the server answered {said(status, 40)}, so this is not the page", "Look for another capture of it."
        if len(self.record.content) < self.record.length:
            return f"the document has {self.record.length:,} bytes, more than may be", "Save the part that matters."
        return ("the page is empty", _AGAIN) if not body.strip() else None

    def _revisit(self, parsed: Any) -> Iterator[Report | SetAside]:
        """The same bytes once more: nothing new at an address that was read, a report at another one."""
        known = mark(self.address) in self.crawl.met
        self._meet()
        if first := self.crawl.payloads.get(_payload(parsed)):
            told = {"title": first.title, "charset": first.charset, "charset_from": first.charset_from}
            told |= self._told(parsed, "revisit", "")
            yield from self.envelope.again(self.crawl.row, first.raw, first.media_type, told)
        elif not known and self._may_be_read():
            reason = "a revisit of bytes that no record before it holds"
            yield self._aside(reason, "Collect the archive with the first visit together with this one.")

    def _may_be_read(self) -> bool:
        """True when what was met again may have been a document, by its media type or else by its address."""
        declared = (self.http.get_header("Content-Type") or "") if self.http else ""
        declared = declared or _TYPES.guess_type(self.address.partition("?")[0])[0] or ""
        return not self._status().startswith("3") and (not declared or media_type(declared)[0] in READ)

    def _told(self, parsed: Any, kind: str, fault: str) -> dict[str, str]:
        """The columns that the archive gives beside the document."""
        header = self.http.get_header if self.http else lambda _: ""
        cut = parsed.rec_headers.get_header("WARC-Truncated") or ""
        fetched = _instant(parsed.rec_headers.get_header("WARC-Date") or "")
        faults = [fault, f"cut by the crawler ({said(cut, 40)})" if cut else "", "" if fetched else _NO_DATE]
        told = {
            "address": self.address.removeprefix(_RENDERED),
            "address_from": "archive",
            "form": "rendered text" if self.address.startswith(_RENDERED) else "",
            "fetched": fetched,
            "status": said(self._status(), 40),
            "last_modified": said(header("Last-Modified"), 100),
            "language": said(header("Content-Language"), 40),
            "archive_faults": "; ".join(filter(None, faults)),
            "archive_record": kind,
            "crawler": self.crawl.crawler,
            "listed": "yes" if mark(self.address) in self.crawl.titles else "",
            "listed_title": self.crawl.titles.get(mark(self.address), ""),
        }
        return self.columns | {name: value for name, value in told.items() if value}

    def _declared(self, parsed: Any, kind: str) -> str:
        if kind == "response" and self.http:
            return said(self.http.get_header("Content-Type"), 200)
        return said(parsed.rec_headers.get_header("Content-Type"), 200)

    def _status(self) -> str:
        return str(self.http.statusline or "") if self.http else ""

    def _body(self, parsed: Any) -> tuple[bytes, str]:
        """The body with chunks and packing undone, at most one byte longer than may be."""
        if not self.http:
            return parsed.raw_stream.read(), ""
        from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - with its parser

        body = parsed.raw_stream.read()
        if (self.http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
            body = ChunkedDataReader(BytesIO(body)).read()
        encoding = (self.http.get_header("Content-Encoding") or "").strip().lower()
        if encoding in ("br", "zstd", "compress") and kind_of(body[:HEAD], "") in ("page", "text", "feed"):
            return body, ""  # undone by the crawler already
        return unpack(body, encoding, self.envelope.limits.document)

    def _aside(self, reason: str, remedy: str) -> SetAside:
        return self.envelope.aside(self.crawl.row, reason, remedy, getattr(self, "address", ""))


def _parsed(record: Record) -> Any:
    """The record and the answer in it, by warcio. Raises whatever warcio raises."""
    from warcio.recordloader import ArcWarcRecordLoader  # noqa: PLC0415 - heavy

    end = record.content.find(b"\r\n\r\n", 0, _MOST_HTTP)
    if end < 0 and record.content.startswith(b"HTTP/") and record.content.find(b"\n\n", 0, _MOST_HTTP) < 0:
        raise ValueError("the header of the answer does not end")
    stream = BytesIO(record.head + record.content)
    return ArcWarcRecordLoader(verify_http=False).parse_record_stream(stream, known_format="warc")


def _payload(parsed: Any) -> bytes:
    """A short mark of the payload's digest; empty when the record has none."""
    stated = (parsed.rec_headers.get_header("WARC-Payload-Digest") or "").strip().lower()
    return blake2b(stated.encode("utf-8", "replace"), digest_size=16).digest() if stated else b""


def _crawler(content: bytes) -> str:
    """Which program made the archive, by its own word."""
    match = re.search(rb"^software[ \t]*:[ \t]*([^\r\n]{1,200})", content[:HEAD], re.IGNORECASE | re.MULTILINE)
    return said(match[1].decode("utf-8", "replace"), 200) if match else ""


def _instant(text: str) -> str:
    """``2016-09-12T16:00:00Z`` in UTC; empty when it is no instant."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC), UTC)
    except (ValueError, OverflowError):
        return ""
