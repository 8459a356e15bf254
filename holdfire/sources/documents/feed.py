"""RSS and Atom: each item a small page of its own, written from the item's title, text and dates.

What an item says stands in the feed as escaped markup; it is written down as a page so that it is read like any other.
Entities that a feed declares are taken out before anything is parsed: feeds do not need them, and bombs do.
"""

import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from holdfire.sources.documents.charset import charset_of, decoded
from holdfire.sources.documents.envelope import LONGEST_ADDRESS, Envelope, said
from holdfire.sources.report import Report, SetAside
from holdfire.when import iso

MEDIA_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
XML = ("application/xml", "text/xml")
_ROOT = re.compile(
    rb"(?>\s*<\?[^>]*>|\s*<!--.*?-->|\s*<!doctype[^<>\[]*(?>\[.*?\]\s*)?>)*+\s*<(?:\w+:)?(?:rss|feed|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z]")
_FIRST = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_ITEM_ENDS = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_ROOT_ENDS = re.compile(r"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s{0,9}>", re.IGNORECASE)


def recognise(head: bytes, name: str = "") -> bool:
    """``rss``, ``feed`` or ``RDF`` as the first element, in any encoding."""
    plain = head.replace(b"\0", b"") if b"\0" in head[:200] else head
    return _ROOT.match(plain.lstrip(b"\xef\xbb\xbf\xff\xfe")) is not None


def read(
    envelope: Envelope, body: bytes, row: int, columns: Mapping[str, str], server: str = ""
) -> Iterator[Report | SetAside]:
    """Each item of a feed, in order, with ``row`` counting on from the one given.

    Of a feed that is cut, or longer than may be, the items that ended are read.
    """
    address = columns.get("address", "")
    text = decoded(body, charset_of(body, server).name)
    text, entities = _without_entities(text)
    if entities:
        reason = f"the feed declares {entities} entities of its own; they are taken out and not expanded"
        yield envelope.aside(row, reason, "Look whether words are missing where they stood.", address)
    if _ROOT_ENDS.search(text, max(0, len(text) - 10_000)) is None:
        ends = [match.end() for match in _ITEM_ENDS.finditer(text)]
        text = text[: ends[-1]] if ends else text
        yield envelope.aside(row, "the feed does not end; its items up to there are read", "Fetch it again.", address)
    parsed = _parsed(text)
    if parsed is None:
        yield envelope.aside(row, "the feed cannot be read", "Open it in a feed reader; is it one?", address)
        return
    title = said(parsed["feed"].get("title"))
    about = {
        "outlet": title,
        "feed": address,
        "feed_title": title,
        "within": envelope.put(body),
        "address_from": "feed",
    }
    base = address or said(parsed["feed"].get("link"), LONGEST_ADDRESS)
    for number, item in enumerate(parsed["entries"]):
        if number >= envelope.limits.items:
            yield envelope.aside(row + number, f"more than {number:,} items", "Split the feed.", address)
            return
        yield from _item(envelope, item, row + number, {**columns, **about, "address": _address(item, base)})


def _without_entities(text: str) -> tuple[str, int]:
    """The text without XML declaration and DOCTYPE, and how many entities were declared before the first element."""
    text = _DECLARED.sub("", text)
    doctype, element = _DOCTYPE.search(text), _ELEMENT.search(text)
    if not doctype or (element and element.start() < doctype.start()):
        return text, 0
    root = _FIRST.search(text, doctype.end())
    end = root.start() if root else len(text)
    return text[: doctype.start()] + text[end:], sum(1 for _ in _ENTITY.finditer(text, doctype.start(), end))


def _parsed(text: str) -> Any:
    """What feedparser makes of it; nothing when it fails. Given as a stream: of a string it would make an address."""
    from feedparser import parse  # noqa: PLC0415 - heavy

    stream = BytesIO(text.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # a parser of other people's mistakes makes its own
        return None


def _item(envelope: Envelope, item: Any, row: int, columns: dict[str, str]) -> Iterator[Report | SetAside]:
    title, words, address = said(item.get("title")), _words(item), columns["address"]
    if not (title or words.strip()):
        yield envelope.aside(row, "the item has no words", "Fetch the page that it points to.", address)
        return
    published, as_given = _date(item)
    told = {
        "address": address,
        "title": title,
        "published": published,
        "published_as_given": as_given,
        "byline": said(item.get("author")),
        "item": said(item.get("id")),
        "outlet": said((item.get("source") or {}).get("title")) or columns["outlet"],
        "charset": "utf-8",
        "charset_from": "feed",
    }
    page = _as_page(title, words, told).encode("utf-8", "replace")
    if len(page) > envelope.limits.document:
        reason = f"the item has {len(page):,} bytes and the limit is {envelope.limits.document:,}"
        yield envelope.aside(row, reason, "Fetch the page that it points to.", address)
        return
    yield from envelope.page(row, page, "text/html", {k: v for k, v in (columns | told).items() if v})


def _address(item: Any, base: str) -> str:
    """Where the item's page is; an address that counts from the feed's own is made whole."""
    told = said(item.get("feedburner_origlink") or item.get("link") or item.get("id"), LONGEST_ADDRESS)
    try:
        return said(urljoin(base, told), LONGEST_ADDRESS) if told and not urlsplit(told).scheme else told
    except ValueError:
        return told


def _words(item: Any) -> str:
    """The fullest text that the item has, as markup."""
    texts = [(str(c.get("value") or ""), str(c.get("type") or "")) for c in item.get("content") or ()]
    detail = item.get("summary_detail") or {}
    texts.append((str(item.get("summary") or ""), str(detail.get("type") or "text/html")))
    value, kind = max(texts, key=lambda text: len(text[0]))
    return f"<p>{escape(value)}</p>" if kind == "text/plain" and "<" not in value else value


def _date(item: Any) -> tuple[str, str]:
    """When it was published, ISO 8601 in UTC, and the feed's own words for it."""
    for name in ("published", "updated", "created"):
        if given := said(dict.get(item, name), 100):  # its own ``get`` would put one date for another
            try:
                return iso(datetime.fromtimestamp(timegm(dict.get(item, f"{name}_parsed") or ()), UTC), UTC), given
            except (TypeError, ValueError, OverflowError, OSError):
                return "", given
    return "", ""


def _as_page(title: str, words: str, told: Mapping[str, str]) -> str:
    """The item as a page: head, headline, text. Always written the same way, so that its digest is too."""
    metas = (("article:published_time", told["published"]), ("author", told["byline"]))
    head = "".join(f'<meta property="{name}" content="{escape(value)}">\n' for name, value in metas if value)
    link = f'<link rel="canonical" href="{escape(told["address"])}">\n' if told["address"] else ""
    heading = f"<h1>{escape(title)}</h1>\n" if title else ""
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8">\n<title>{escape(title)}</title>\n{head}{link}</head>\n'
        f"<body><article>\n{heading}{words}\n</article></body></html>\n"
    )
