"""What a body is, by its bytes and by what was said of it, and the reader for it: page, text or feed."""

from collections.abc import Iterator, Mapping
from typing import Literal

from holdfire.sources.documents import feed, text, web_page
from holdfire.sources.documents.charset import known
from holdfire.sources.documents.envelope import Envelope
from holdfire.sources.report import Report, SetAside

Kind = Literal["page", "text", "feed", "document", ""]
"""``document``: words are in it, and not read here (PDF, office files). Empty: pictures, scripts, data and the like."""

READ = web_page.MEDIA_TYPES + text.MEDIA_TYPES + feed.MEDIA_TYPES + feed.XML
"""Media types whose documents are read."""

HEAD = 64 * 1024
_DOCUMENTS = ("application/pdf", "application/msword", "application/rtf", "text/rtf", "application/epub+zip")
_OFFICE = ("application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument", "application/vnd.ms-")
_BINARY = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"BZh", b"OggS",
    b"\x00\x00\x01\x00", b"wOFF", b"wOF2", b"ID3", b"\x1aE\xdf\xa3", b"\x00asm", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_UNSAID = ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "application/x-unknown", "*/*")


_NOT_READ = (
    (b"%PDF-", "this is a PDF, which is not read here", "Save its text as .txt, or as a web page, and collect that."),
    (b"{\\rtf", "this is an RTF document, which is not read here", "Save its text as .txt and collect that."),
    (b"\xff\xd8\xff", "this is a picture", "Name it in a form's submission, or enter by hand what it shows."),
    (b"\x89PNG", "this is a picture", "Name it in a form's submission, or enter by hand what it shows."),
    (b"GIF8", "this is a picture", "Name it in a form's submission, or enter by hand what it shows."),
    (b"SQLite format 3", "this is a database", "Export its tables as CSV and collect those."),
    (b"PAR1", "this is a Parquet file", "Save it as CSV (UTF-8) and collect that."),
)


def picture_of(head: bytes) -> str:
    """The media type of a picture by its first bytes, of the kinds that photographs come in; empty for anything else."""
    for begins, kind in ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif")):
        if head.startswith(begins):
            return kind
    return "image/webp" if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else ""


def not_read(head: bytes) -> tuple[str, str] | None:
    """What a file is that begins so and is never read here, and what to do; None for what may be read."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    return next(((what, remedy) for begins, what, remedy in _NOT_READ if plain.startswith(begins)), None)


def media_type(declared: str) -> tuple[str, str]:
    """``text/html; charset=windows-1256`` as its type, in small letters, and its encoding where Python knows one."""
    kind, *rest = declared.split(";")
    labels = [value for name, _, value in (part.partition("=") for part in rest) if name.strip().lower() == "charset"]
    return kind.strip().lower(), known(labels[0]) if labels else ""


def kind_of(head: bytes, declared: str) -> Kind:
    """What bytes are that begin so and are said to be ``declared`` (a media type without its parameters)."""
    if head.startswith(_BINARY) or head[4:8] == b"ftyp":
        papers = (
            head.startswith((b"%PDF-", b"\xd0\xcf\x11\xe0")) or declared in _DOCUMENTS or declared.startswith(_OFFICE)
        )
        return "document" if papers else ""
    if declared in _DOCUMENTS or declared.startswith(_OFFICE):
        return "document"
    if declared in feed.MEDIA_TYPES + feed.XML + web_page.MEDIA_TYPES + _UNSAID and feed.recognise(head):
        return "feed"
    if declared in web_page.MEDIA_TYPES:
        return "page"
    if declared in text.MEDIA_TYPES + feed.XML + _UNSAID and web_page.recognise(head):
        return "page"
    if declared in text.MEDIA_TYPES + _UNSAID and text.recognise(head, ".txt" if declared in text.MEDIA_TYPES else ""):
        return "text"
    return ""


def read_body(
    envelope: Envelope, body: bytes, row: int, columns: Mapping[str, str], declared: str
) -> Iterator[Report | SetAside]:
    """The reports of a body; ``declared`` is the media type said beside it. Nothing for what ``kind_of`` knows no kind of."""
    told, server = media_type(declared)
    where = columns.get("address") or columns.get("name") or ""
    kind = kind_of(body[:HEAD], told)
    if kind == "document":
        reason = f"a document of another kind ({told or 'not said which'}), which is kept where it came in and not read"
        known = not_read(body[:HEAD]) or (reason, "Save its text as .txt or as a web page and collect that.")
        yield envelope.aside(row, *known, where)
    elif kind and len(body) > envelope.limits.document:
        reason = f"the document is larger than {envelope.limits.document:,} bytes"
        yield envelope.aside(row, reason, "Save the part that matters and collect that.", where)
    elif kind:
        reader = {"page": web_page.read, "text": text.read, "feed": feed.read}[kind]
        yield from reader(envelope, body, row, dict(columns), server)
