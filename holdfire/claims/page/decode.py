"""Text out of the bytes of a page, in the encoding by which its source was kept (``holdfire.sources.documents.charset``).

Bytes that are no text in it become U+FFFD; NULs and other controls are dropped. At most ``MOST_BYTES`` are read.
"""

import re

from holdfire.errors import SourceError
from holdfire.sources.documents.charset import charset_of
from holdfire.sources.documents.charset import decoded as as_text

MOST_BYTES = 4 * 1024 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_MAGIC = (
    *(b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"RIFF", b"\x7fELF"),
    b"\x1f\x8b",
)
"""How files begin that are no page: PDF, zip, pictures, sound, programs, gzip."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")


def decoded(raw: bytes, media_type: str = "") -> str:
    """The text of a page. Raises ``SourceError`` when the bytes are no text at all."""
    raw = raw[:MOST_BYTES]
    told = _CHARSET.search(media_type[:200])
    charset = charset_of(raw, told[1] if told else "")
    wide = charset.name.startswith("utf-16")
    if charset.how != "mark" and (raw.startswith(_MAGIC) or (not wide and _is_controls(raw))):
        raise SourceError(
            "These bytes are no page: they are neither text nor HTML",
            "",
            "Give the page itself, not a picture, PDF or archive.",
        )
    return _clean(as_text(raw, charset.name))


def _is_controls(raw: bytes) -> bool:
    """More than one byte in ten is a control that no text has; noughts apart, which pages are damaged by."""
    head = raw[:4096]
    return sum(0 < b < 9 or 14 <= b < 32 for b in head) > 0.1 * max(1, len(head))


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|a|br|span|table|meta|script|article|section|h[1-6]|li|ul|td"
    r"|title)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def is_markup(text: str, media_type: str = "") -> bool:
    """Whether a page is HTML or text that has lost its markup, by what it holds: media types are often wrong.

    Three tags of HTML, or one that only opens a page (a doctype, ``<html>``, ``<body>``), make it HTML.
    """
    head = text[:200_000]
    found = [m.group(0)[:10].lower() for m in _TAG.finditer(head)][:40]
    if any(f.startswith(("<!doctype", "<html", "<head", "<body")) for f in found):
        return True
    if "html" in media_type.lower():
        return bool(found)
    return len(found) >= 3
