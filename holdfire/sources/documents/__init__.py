"""Documents: pages, texts, feeds, web archives and mail as a person has them on disk.

In: a file, and a place to keep bytes (``RawStore.put``). Out: for each document a ``Report`` of layout ``page``, its bytes kept
beside the ledger under ``raw``; and what could not be read, as ``SetAside``.
Always: a file is known by its bytes before its name; one bad document takes no good one with it; the same document twice is one;
neither memory nor disk is at the mercy of what a file says of itself; nothing is fetched.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import SEEK_END, BufferedReader
from pathlib import Path
from typing import BinaryIO, Literal, cast

from holdfire.errors import SourceError
from holdfire.sources.documents import feed, mail, text, wacz, warc, web_page
from holdfire.sources.documents.bodies import HEAD, kind_of, media_type, not_read, read_body
from holdfire.sources.documents.charset import decoded
from holdfire.sources.documents.envelope import Envelope, said
from holdfire.sources.documents.limits import LIMITS, Limits
from holdfire.sources.documents.packed import MAGIC, Cut, Packed, Unpacked
from holdfire.sources.raw import Put
from holdfire.sources.report import Report, SetAside
from holdfire.when import iso

Kind = Literal["warc", "wacz", "feed", "mail", "web page", "text", ""]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 1 << 20
_TRIES = 100


def documents_in(path: Path, received: datetime, put: Put, limits: Limits = LIMITS) -> Iterator[Report | SetAside]:
    """Every document of a file, in order, as a ``Report`` or a ``SetAside``.

    ``received`` is the moment the file reached us; ``put`` keeps bytes and returns their digest. Raises ``SourceError`` when
    nothing of the file can be read: no such file, too large, empty, or of no kind known here.
    """
    with _opened(path, limits) as file:
        kind, head = _kind(file, path.name)
        if not kind:
            raise SourceError(*_unknown(head, path.name))
        if kind in ("web page", "text") and not _packed(file):
            _not_larger(file.seek(0, SEEK_END), path.name, limits)
        size, digest = _measured(file)
        envelope = Envelope(path.name, digest, iso(received, UTC), put, limits)
        nothing = True
        for told in _read(envelope, file, size, kind):
            nothing = False
            yield told
        if nothing:
            raise SourceError("no document is in it", path.name, "Look at it with the program that made it.")


def documents_of(
    body: bytes, declared: str, columns: Mapping[str, str], received: datetime, put: Put, limits: Limits = LIMITS
) -> Iterator[Report | SetAside]:
    """The documents of bytes that came another way, such as over the network: a page, a text, or the items of a feed.

    ``declared`` is the media type said beside them (``text/html; charset=windows-1256``); ``columns`` what else is known:
    ``address`` (which becomes the report's ``file``) and ``fetched``. Raises ``SourceError`` when they are none of these.
    """
    address = columns.get("address") or "document"
    envelope = Envelope(
        said(address, 200), f"sha256:{hashlib.sha256(body).hexdigest()}", iso(received, UTC), put, limits
    )
    if not kind_of(body[:HEAD], media_type(declared)[0]) or not body.strip():
        raise SourceError("no page, text or feed", said(address, 200), "Save it as a file and collect that.")
    yield from read_body(envelope, body, 1, columns, declared)


def recognise(path: Path) -> Kind:
    """Of which kind the documents of a file are; empty when they are of none. Raises ``SourceError`` when it cannot be opened."""
    with _opened(path, LIMITS) as file:
        return _kind(file, path.name)[0]


def _opened(path: Path, limits: Limits) -> BinaryIO:
    """The file itself, or the one a link leads to; never a device or a pipe, which may not end."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise SourceError(
            "no such file, or it may not be read", str(path), "Check its name and who may read it."
        ) from error
    file = os.fdopen(handle, "rb") if stat.S_ISREG(os.fstat(handle).st_mode) else None
    if file is None:
        os.close(handle)
        raise SourceError("this is no file", str(path), "Name a file, not a folder or a device.")
    size = os.fstat(handle).st_size
    if size > limits.file:
        file.close()
        reason = f"the file has {size / 1e6:,.0f} MB and the limit is {limits.file / 1e6:,.0f} MB"
        raise SourceError(reason, path.name, "Split it, or raise the limit.")
    return file


def _measured(file: BinaryIO) -> tuple[int, str]:
    """Size and digest of the bytes as received."""
    file.seek(0)
    seen, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        seen.update(chunk)
        size += len(chunk)
    file.seek(0)
    return size, f"sha256:{seen.hexdigest()}"


def _kind(file: BinaryIO, name: str) -> tuple[Kind, bytes]:
    """The kind of a file and how it begins, unpacked if it is packed. By content first; the name decides between texts."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(_ZIP):
        return ("wacz" if wacz.recognise(file) else ""), head
    if head.startswith(MAGIC):
        head, name = _unpacked_head(file), name if name.lower().endswith(".warc.gz") else name.removesuffix(".gz")
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("warc", warc.recognise(head, name)),
        ("feed", feed.recognise(head, name)),
        ("mail", mail.recognise(head, name)),
        ("web page", web_page.recognise(head, name)),
        ("text", text.recognise(head, name)),
    )
    return next((kind for kind, is_so in kinds if is_so), ""), head


def _unpacked_head(file: BinaryIO) -> bytes:
    """How the packed bytes begin; where the first of them are damaged, how a web archive goes on behind them."""
    file.seek(0)
    beginning, start = file.read(_CHUNK), 0
    for _ in range(_TRIES):
        file.seek(start)
        try:
            head = Packed(file, LIMITS, start).read(HEAD)
            if start == 0 or warc.recognise(head):
                return head
        except Cut:
            pass
        start = beginning.find(MAGIC, start + 1)
        if start < 0:
            break
    return b""


def _unknown(head: bytes, name: str) -> tuple[str, str, str]:
    """What to say of a file of no kind known here."""
    if not head.strip():
        return "the file is empty, or cannot be unpacked", name, "Fetch it again."
    if head.startswith(_ZIP):
        return (
            "a zip without a web archive in it, or with far too many members",
            name,
            "Take out the documents and collect them one by one.",
        )
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return "packed with Zstandard, which is not read here", name, "Unpack it, or pack it with gzip."
    if known := not_read(head):
        return known[0], name, known[1]
    remedy = "See docs/documents.md for the kinds; save it as text or as a web page."
    return "a document of no kind known here", name, remedy


def _read(envelope: Envelope, file: BinaryIO, size: int, kind: Kind) -> Iterator[Report | SetAside]:
    file.seek(0)
    if kind == "wacz":
        yield from wacz.read(envelope, file)
    elif kind == "warc":
        yield from warc.read(envelope, file, size)
    else:
        packed = _packed(file)
        plain = cast(BinaryIO, BufferedReader(Unpacked(Packed(file, envelope.limits)), HEAD)) if packed else file
        yield from _stream(envelope, plain, kind)


def _stream(envelope: Envelope, file: BinaryIO, kind: Kind) -> Iterator[Report | SetAside]:
    """The documents of a stream; where its packing is cut, what came before is read."""
    most = envelope.limits.document
    if kind == "mail":
        try:
            yield from mail.read(envelope, file)
        except Cut as cut:
            yield envelope.aside(0, cut.reason, cut.remedy)
        return
    body, fault = _up_to(file, most + 1)
    if fault and kind != "feed":
        raise SourceError(fault.reason, envelope.file, "Fetch it again; a single document is not read by halves.")
    if fault:
        yield envelope.aside(1, fault.reason, fault.remedy)
    if kind == "feed":
        yield from feed.read(envelope, body[:most], 1, {})
    else:
        _not_larger(len(body), envelope.file, envelope.limits)
        reader = web_page.read if kind == "web page" else text.read
        yield from reader(envelope, body, 1, {})


def _packed(file: BinaryIO) -> bool:
    """True for gzip; the file stands at its beginning again."""
    file.seek(0)
    packed = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return packed


def _not_larger(size: int, name: str, limits: Limits) -> None:
    if size > limits.document:
        reason = f"the document has more than {limits.document:,} bytes"
        raise SourceError(reason, name, "Save the part that matters and collect that.")


def _up_to(file: BinaryIO, most: int) -> tuple[bytes, Cut | None]:
    """The beginning of a stream, and why it is cut, if it is."""
    held = bytearray()
    try:
        while len(held) < most and (chunk := file.read(min(_CHUNK, most - len(held)))):
            held += chunk
    except Cut as cut:
        return bytes(held), cut
    return bytes(held), None


__all__ = [
    "HEAD",
    "LIMITS",
    "Kind",
    "Limits",
    "Put",
    "decoded",
    "documents_in",
    "documents_of",
    "not_read",
    "recognise",
]
