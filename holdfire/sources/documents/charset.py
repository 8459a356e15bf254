"""In which encoding bytes are text: what a page, its server or its bytes say, and how many bytes disagree.

The order is that of the WHATWG Encoding and HTML standards: byte order mark, server, page. What is declared must bear out:
bytes that are valid UTF-8 with letters beyond ASCII are UTF-8 whatever was declared, and a declared UTF-8 of which more than
one byte in a hundred beyond ASCII is wrong gives way to what the bytes look like. The bytes themselves are never altered.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_LABELS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "utf-16": "utf-16-le",
}  # fmt: skip
"""Names that the Encoding standard reads as a wider encoding, after Python's own spelling of them."""

_KNOWN = frozenset((
    "utf-8", "utf-16-le", "utf-16-be", "cp866", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r",
    "koi8-u", "mac-roman", "cp874", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "mac-cyrillic", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949",
))  # fmt: skip
"""Encodings of the standard. Python knows others, some of which are no text (``hex``, ``rot13``) or hide it (``utf-7``)."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_:.-]{2,40})""")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_GUESSED = ["cp1256", "iso8859-6", "cp1251", "koi8-r", "iso8859-5", "cp866", "cp1252"]
_OWN = "\ufffd".encode()
_ASCII = bytes(range(128))
_CHUNK = 1 << 20
_LOOKED_AT = 64 * 1024


@dataclass(frozen=True)
class Charset:
    """``name`` as Python spells it; ``how`` it was found; ``faults`` bytes or stretches of bytes that are no text in it."""

    name: str
    how: str
    faults: int = 0


def known(label: str) -> str:
    """Python's name of an encoding that pages may declare; empty for any other."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name if label.isascii() and len(label) < 60 else ""
    except (LookupError, ValueError):
        return ""
    name = _LABELS.get(name, name)
    return name if name in _KNOWN else ""


def charset_of(body: bytes, server: str = "") -> Charset:
    """The encoding of a document; ``server`` is what came beside it: an HTTP or a mail header."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return Charset(name, "mark", faults_in(body, name))
    declared = [(known(server), "server"), (_in_page(body), "page")]
    utf8 = faults_in(body, "utf-8")
    if not utf8 and b"\0" not in body[:_LOOKED_AT] and not body.isascii():
        return Charset("utf-8", next((how for name, how in declared if name == "utf-8"), "bytes"))
    for name, how in declared:
        if name and name != "utf-8" and _bears_out(body, name):
            return Charset(name, how, faults_in(body, name))
    if wide := _wide(body):
        return Charset(wide, "bytes", faults_in(body, wide))
    if utf8 * 100 <= _beyond_ascii(body):
        return Charset("utf-8", next((how for name, how in declared if name == "utf-8"), "bytes"), utf8)
    name = _looks_like(body)
    return Charset(name, "guessed", faults_in(body, name))


def encoding_told(body: bytes, server: str = "") -> dict[str, str]:
    """The columns on how bytes are text: ``charset``, ``charset_from``, and ``faults`` where bytes and encoding disagree."""
    charset = charset_of(body, server)
    faults = [f"{charset.faults:,} places are no text in {charset.name}"] if charset.faults else []
    if not charset.name.startswith("utf-16") and (noughts := body.count(0)):
        faults.append(f"{noughts:,} NUL bytes")
    return {"charset": charset.name, "charset_from": charset.how, "faults": "; ".join(faults)}


def decoded(body: bytes, name: str) -> str:
    """The text of the bytes; what is no text in this encoding becomes U+FFFD, so that the rest can be read."""
    text = body.decode(known(name) or "utf-8", "replace")
    return text.removeprefix("\ufeff")


def faults_in(body: bytes, name: str) -> int:
    """How many times the bytes are no text in this encoding. Memory stays at a piece of the whole."""
    own = body.count(_OWN) if name == "utf-8" else 0  # U+FFFD that the source wrote itself
    return sum(piece.count("\ufffd") for piece in _pieces(body, name)) - own


def _pieces(body: bytes, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)("replace")
    for start in range(0, len(body), _CHUNK):
        yield decoder.decode(body[start : start + _CHUNK])
    yield decoder.decode(b"", final=True)


def _in_page(body: bytes) -> str:
    """What the page says in its first kilobytes, as browsers look."""
    for pattern in (_XML, _META):
        if match := pattern.search(body[:4096]):
            name = known(match[1].decode("ascii"))
            # A page whose declaration can be read byte by byte is in no encoding of two bytes (HTML standard).
            return "utf-8" if name.startswith("utf-16") else name
    return ""


def _bears_out(body: bytes, name: str) -> bool:
    """A declared encoding that reads all but one in a hundred of the bytes beyond ASCII."""
    return faults_in(body, name) * 100 <= (_beyond_ascii(body) or len(body))


def _beyond_ascii(body: bytes) -> int:
    return len(body.translate(None, _ASCII))


def _wide(body: bytes) -> str:
    """UTF-16 without a mark: in text with spaces and digits every other byte is often nought."""
    head = body[:_LOOKED_AT]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head[::2]):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if faults_in(head, name) * 100 <= len(head) else ""


def _looks_like(body: bytes) -> str:
    """What bytes without a true word on them look like, among the encodings of English, Arabic and Russian."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom needed

    head = _TAG.sub(b" ", body[: 4 * _LOOKED_AT])[:_LOOKED_AT]
    best = from_bytes(head, cp_isolation=_GUESSED, preemptive_behaviour=False, enable_fallback=False).best()
    return known(best.encoding) if best and known(best.encoding) else "cp1252"
