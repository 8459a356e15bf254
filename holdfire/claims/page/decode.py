"""Text out of the bytes of a page, whatever encoding it claims or has.

In this order: a byte order mark, the charset of the media type, the charset the page declares, UTF-8 if it fits, a guess by
charset-normalizer on the first 64 KiB, Windows-1252. A declared charset that does not fit is passed over. Bytes that no
reading explains become U+FFFD; NULs and other controls are dropped. At most ``MOST_BYTES`` are read.
"""

import codecs
import re

from holdfire.errors import SourceError

MOST_BYTES = 4 * 1024 * 1024
GUESSED_ON = 64 * 1024
DECLARED_IN = 4096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_WEB_NAMES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
}
"""What browsers take these names for (WHATWG Encoding)."""


def decoded(raw: bytes, media_type: str = "") -> str:
    """The text of a page. Raises ``SourceError`` when the bytes are no text at all."""
    raw = raw[:MOST_BYTES]
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _clean(raw.decode(name, errors="replace"))
    for name in _claimed(raw, media_type):
        text = _tried(raw, name)
        if text is not None:
            return _clean(text)
    if wide := _wide(raw):
        return _clean(raw.decode(wide, errors="replace"))
    if _is_binary(raw):
        raise SourceError(
            "These bytes are no page: they are neither text nor HTML",
            "",
            "Give the page itself, not a picture, PDF or archive.",
        )
    return _clean(_tried(raw, _guess(raw)) or raw.decode("cp1252", errors="replace"))


def _claimed(raw: bytes, media_type: str) -> list[str]:
    names = [m.group(1) for m in (_CHARSET.search(media_type[:200]),) if m]
    names += [m.group(1).decode("ascii", "replace") for m in (_DECLARED.search(raw[:DECLARED_IN]),) if m]
    return ["utf-8", *names] if _fits_utf8(raw) else names


def _fits_utf8(raw: bytes) -> bool:
    """Bytes that are well-formed UTF-8 and not ASCII alone are UTF-8, whatever was declared."""
    return not raw.isascii() and _tried(raw, "utf-8") is not None


def _tried(raw: bytes, name: str) -> str | None:
    name = _WEB_NAMES.get(name.lower(), name)
    try:
        decoder = codecs.getincrementaldecoder(name)(errors="strict")
        text = decoder.decode(raw, final=len(raw) < MOST_BYTES)
    except (LookupError, UnicodeError, ValueError, TypeError, AttributeError):
        return None
    return text if isinstance(text, str) and not _is_garbled(text) else None


def _is_garbled(text: str) -> bool:
    """Whether decoding gave mostly controls: a wrong width of units, as UTF-16 read by bytes."""
    head = text[:DECLARED_IN]
    return len(_CONTROLS.findall(head)) > 0.3 * len(head)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark, told by one half of the bytes being mostly 0, 4 or 6: Latin, Cyrillic, Arabic. Else empty."""
    head = raw[:DECLARED_IN]
    high = bytes((0, 4, 6))
    even, odd = (sum(byte in high for byte in head[parity::2]) for parity in (0, 1))
    half = max(1, len(head) // 2)
    if len(head) < 16 or max(even, odd) < 0.6 * half or min(even, odd) > 0.3 * half:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_binary(raw: bytes) -> bool:
    head = raw[:4096]
    if (
        head[:4]
        in (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"RIFF", b"\x7fELF")
        or head[:2] == b"\x1f\x8b"
    ):
        return True
    controls = sum(b < 9 or 14 <= b < 32 for b in head)
    nulls = head.count(0)
    return controls - nulls > 0.1 * max(1, len(head))


def _guess(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 20 ms to import, and few pages need it

    head = raw[:GUESSED_ON]
    best = from_bytes(head, steps=5, chunk_size=512).best()
    return best.encoding if best is not None else "cp1252"


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
