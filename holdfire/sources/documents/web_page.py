"""Web pages: HTML in whatever encoding, as a browser or a crawler saved it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from holdfire.sources.documents.charset import decoded, encoding_told
from holdfire.sources.documents.envelope import LONGEST_ADDRESS, Envelope, said
from holdfire.sources.report import Report, SetAside
from holdfire.when import iso

MEDIA_TYPES = ("text/html", "application/xhtml+xml")
_HEAD = 256 * 1024
_FIRST = re.compile(
    rb"(?>\s*<!--.*?-->|\s*<\?[^>]*>)*+\s*<(?:!doctype\s+html|html|head|body|title|meta|base)\b",
    re.IGNORECASE | re.DOTALL,
)
_SOME = re.compile(rb"<(html|head|body|title|meta|link|script|style|div|p|table|article|section|h1|a|br)[\s>/]", re.I)
_TITLE = re.compile(r"<title[^<>]{0,500}>([^<]{0,2000})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(\S{1,2000}?)\s{0,9}-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    r"<!--\s{0,99}Page saved with SingleFile\s{1,99}url:\s{0,9}(\S{1,2000})\s{1,99}saved date:\s{0,9}([^\n]{5,60})",
    re.IGNORECASE,
)
_LINK = re.compile(r"<link\b[^<>]{0,3000}>", re.IGNORECASE)
_CANONICAL = re.compile(r"\brel\s{0,9}=\s{0,9}[\"']?canonical\b", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?(https?://[^\"'\s>]{1,2000})", re.IGNORECASE)
_ZONE = re.compile(r"\s*\([^()]*\)\s*$")


def recognise(head: bytes, name: str = "") -> bool:
    """HTML by how it begins, or, in a file named so, by a tag anywhere in its beginning."""
    plain = head.replace(b"\0", b"") if b"\0" in head[:200] else head
    plain = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _FIRST.match(plain):
        return True
    return name.lower().endswith((".html", ".htm", ".xhtml", ".shtml")) and _SOME.search(plain) is not None


def read(
    envelope: Envelope, body: bytes, row: int, columns: dict[str, str], server: str = ""
) -> Iterator[Report | SetAside]:
    """One page. ``columns`` is what is known beside it (address, when fetched); ``server`` the encoding told beside it."""
    encoding = encoding_told(body, server)
    head = decoded(body[:_HEAD], encoding["charset"])
    told = {"title": said(_entities(_title(head))), **_whence(head)}
    yield from envelope.page(row, body, "text/html", told | encoding | columns)


def _title(head: str) -> str:
    match = _TITLE.search(head)
    return match[1] if match else ""


def _entities(text: str) -> str:
    from html import unescape  # noqa: PLC0415 - its table is large, and most titles need none of it

    return unescape(text) if "&" in text else text


def _whence(head: str) -> dict[str, str]:
    """Where the page came from, by what the browser that saved it wrote, or by its own word."""
    if match := _SINGLE_FILE.search(head):
        return {"address": said(match[1], LONGEST_ADDRESS), "address_from": "saved", "fetched": _saved(match[2])}
    if match := _SAVED_FROM.search(head):
        return {"address": said(match[1], LONGEST_ADDRESS), "address_from": "saved"}
    for link in _LINK.finditer(head):
        if _CANONICAL.search(link[0]) and (match := _HREF.search(link[0])):
            return {"address": said(_entities(match[1]), LONGEST_ADDRESS), "address_from": "page"}
    return {}


def _saved(text: str) -> str:
    """``Mon Sep 12 2016 10:00:00 GMT+0300 (Eastern European Time)`` as ISO 8601 in UTC; empty when it is no such date."""
    words = _ZONE.sub("", text).replace("GMT", "").split()
    try:
        if len(words) == 6:  # as JavaScript writes it: weekday, month, day, year, time, zone
            return iso(parsedate_to_datetime(" ".join((words[0] + ",", words[2], words[1], *words[3:]))), UTC)
        return iso(datetime.fromisoformat(text.strip()), UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
