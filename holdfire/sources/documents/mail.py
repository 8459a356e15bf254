"""E-mail: one message (.eml), a box of them (mbox), and pages that a browser saved as one (MHTML).

The text of a message is a document, and so is each text or page attached to it and each message within. Who sent it and to whom
are personal data: they stand in ``contact`` and ``persons``, which intake seals. The message as received is kept whole, and files
attached that are not read are kept and named.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from holdfire.sources.documents.bodies import HEAD, kind_of, media_type, picture_of, read_body
from holdfire.sources.documents.charset import charset_of, decoded, known
from holdfire.sources.documents.envelope import LONGEST_ADDRESS, Envelope, said
from holdfire.sources.report import Report, SetAside
from holdfire.sources.sensitive import SEALED
from holdfire.when import iso

MEDIA_TYPES = ("message/rfc822", "multipart/related", "application/x-mimearchive")
_BY_THE_LIBRARY = (
    *(MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError, RecursionError),
)
"""What the standard library's mail parsers raise on what is no mail."""

_WITHIN = f"{SEALED}within"
"""The digest of the message as received. Sealed: whoever holds a copy could tell by it that the message is here."""

_FIELD = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{0,60}:")
_KNOWN = (
    b"from", b"to", b"date", b"subject", b"message-id", b"received", b"mime-version", b"return-path", b"delivered-to",
    b"content-type", b"reply-to", b"sender", b"x-mozilla-status", b"snapshot-content-location", b"content-transfer-encoding",
)  # fmt: skip
_SEPARATOR = re.compile(rb"From (\S+ .*\d{1,2}:\d{2}|- |\S+@\S+ )|From ?-? ?\r?\n$")
_LINE = 64 * 1024
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_TEXTS = ("text/plain", "text/html")
_MOST_NAMED = 40
"""Attached files named in one report, so that it fits an entry; more of them stay in the message as received."""

_AGAIN = "Open it in a mail program and save what matters as text."


def recognise(head: bytes, name: str = "") -> bool:
    """A box begins with ``From `` and a moment, a message with header fields of which two are those of mail."""
    if _SEPARATOR.match(head):
        return True
    fields = []
    for line in head.splitlines()[:200]:
        if not line.strip():
            break
        if not _FIELD.match(line) and line[:1] not in b" \t":
            return False
        fields.append(line.partition(b":")[0].lower())
    return len(set(fields) & set(_KNOWN)) >= 2


def messages(file: BinaryIO, most: int) -> Iterator[bytes | int]:
    """The messages of a box, or the single one; of one longer than ``most`` its length alone."""
    line = file.readline(_LINE)
    boxed = _SEPARATOR.match(line) is not None
    if boxed:
        line = file.readline(_LINE)
    held, length, empty, begins = bytearray(), 0, False, True
    while line:
        if boxed and begins and empty and _SEPARATOR.match(line):
            yield _unparted(held) if length <= most else length
            held, length = bytearray(), 0
        else:
            length += len(line)
            if length <= most:
                held += line
            else:
                held.clear()
        empty, begins = begins and not line.strip(), line.endswith(b"\n")
        line = file.readline(_LINE)
    yield (_unparted(held) if boxed else bytes(held)) if length <= most else length


def _unparted(held: bytearray) -> bytes:
    """A message without the empty line that parts it from the next, so that it is the same as the one saved alone."""
    for end in (b"\r\n\r\n", b"\n\n"):
        if held.endswith(end):
            return bytes(held[: -len(end) // 2])
    return bytes(held)


def read(envelope: Envelope, file: BinaryIO, row: int = 1) -> Iterator[Report | SetAside]:
    """Every document of every message, in order; ``row`` is the number of the message."""
    for number, message in enumerate(messages(file, envelope.limits.message), row):
        if isinstance(message, int):
            reason = f"the message has {message:,} bytes and the limit is {envelope.limits.message:,}"
            yield envelope.aside(number, reason, "Save its attachments and collect them.")
        elif message.strip():
            yield from read_message(envelope, message, number)


def read_message(envelope: Envelope, body: bytes, row: int) -> Iterator[Report | SetAside]:
    """The documents of one message as received."""
    if body.count(b"\n") > envelope.limits.lines or body.count(b"\n--") > 20 * envelope.limits.parts:
        yield envelope.aside(row, "the message has more lines or parts than mail has", _AGAIN)
        return
    message = _parsed(body)
    if message is None:
        yield envelope.aside(row, "the message is nested too deeply, or is none", _AGAIN)
        return
    yield from _Read(envelope, row, envelope.put(body)).message(message, 0)


def _parsed(body: bytes) -> Message | None:
    """The message by the standard library, which goes down one call a level and gives up at a thousand or so."""
    try:
        return message_from_bytes(body)
    except _BY_THE_LIBRARY:
        return None


@dataclass
class _Read:
    """One message as received, with how many of its parts were looked at."""

    envelope: Envelope
    row: int
    whole: str
    parts: int = 0

    def message(self, message: Message, depth: int) -> Iterator[Report | SetAside]:
        """The message's own text first, then what is attached."""
        told = _told(message) | {_WITHIN: self.whole}
        if page := _saved_page(message):
            yield from self._page(message, page)
            return
        parts = list(self._leaves(message, depth))
        own = _own_text(parts)
        if own is not None:
            kept = self._kept([part for part in parts if part is not own])
            columns = told | {"form": "message"} | kept
            yield from read_body(self.envelope, _payload(own), self.row, columns, _declared(own))
        elif not any(_payload(p).strip() or p.get_content_type() == "message/rfc822" for p in parts):
            yield self.envelope.aside(self.row, "the message has no words", _AGAIN)
        for part in parts:
            if part is _TOO_MANY:
                yield self.envelope.aside(self.row, "parts of the message lie deeper, or are more, than may be", _AGAIN)
            elif part.get_content_type() == "message/rfc822":
                yield from self._within(part, depth)
            elif part is not own and not _other_form(part, own):
                columns = told | {"form": "attachment", "attachment": _name(part), "title": _name(part)}
                yield from self._attached(part, columns, alone=own is None)

    def _kept(self, parts: list[Message]) -> dict[str, str]:
        """Attached files that are not read, behind ``attachment/`` and their name, each with its digest."""
        kept: dict[str, str] = {}
        for number, part in enumerate(parts, 1):
            body = _payload(part)
            if body and part.get_content_type() not in ("message/rfc822", *_TEXTS) and len(kept) < _MOST_NAMED:
                name = f"attachment/{_name(part) or f'part {number}'}"
                kept[name if name not in kept else f"{name} ({number})"] = self.envelope.put(body)
        return kept

    def _within(self, part: Message, depth: int) -> Iterator[Report | SetAside]:
        inner = next(iter(_held(part)), None)
        if depth + 1 > self.envelope.limits.depth:
            yield self.envelope.aside(self.row, f"messages within messages, deeper than {depth}", _AGAIN)
        elif inner is not None:
            yield from self.message(inner, depth + 1)

    def _leaves(self, message: Message, depth: int) -> Iterator[Message]:
        """Parts that have no parts, in order; messages within are such. ``_TOO_MANY`` stands for the rest."""
        waiting = [(message, 0)]
        while waiting:
            part, deep = waiting.pop()
            self.parts += 1
            if self.parts > self.envelope.limits.parts or deep > 4 * self.envelope.limits.depth:
                yield _TOO_MANY
                return
            if part.get_content_maintype() == "multipart" and part.is_multipart():
                waiting += [(inner, deep + 1) for inner in reversed(_held(part))]
            else:
                yield part

    def _attached(self, part: Message, columns: Mapping[str, str], *, alone: bool) -> Iterator[Report | SetAside]:
        """A document attached. Pictures and the like are set aside only where no words of the message keep them."""
        body, declared = _payload(part), _declared(part)
        kind = kind_of(body[:HEAD], media_type(declared)[0])
        if not body.strip():
            return
        if kind and kind != "document":
            yield from read_body(self.envelope, body, self.row, columns, declared)
        elif _is_message(part) and (inner := _parsed(body)):
            yield from self.message(inner, self.envelope.limits.depth)
        elif alone or kind == "document" or part.get_content_maintype() not in ("image", "video", "audio"):
            reason = f"attached {said(media_type(declared)[0], 60)}, kept with the message and not read"
            remedy = "Save it, and collect it as a file of its own if it is one that is read."
            yield self.envelope.aside(self.row, reason, remedy, _name(part))

    def _page(self, message: Message, address: str) -> Iterator[Report | SetAside]:
        """The page of an MHTML file, then the pictures saved with it; styles and frames are not read."""
        told = {"address": address, "address_from": "saved", "fetched": _date(message)[0], "within": self.whole}
        found = False
        for part in self._leaves(message, 0):
            body = _payload(part)
            if part.get_content_type() in ("text/html", "application/xhtml+xml") and not found:
                found = True
                yield from read_body(self.envelope, body, self.row, told, _declared(part))
            elif shown := picture_of(body[:HEAD]):
                where = said(_header(part, "Content-Location"), LONGEST_ADDRESS)
                yield from self.envelope.picture(self.row, body, shown, told | {"address": where})
        if not found:
            yield self.envelope.aside(self.row, "the saved page holds no page", "Save it again.", address)


_TOO_MANY = Message()


def _own_text(parts: list[Message]) -> Message | None:
    """The message's own words: of two forms the plain one, unless it holds less than half of what the other shows."""
    texts = [p for p in parts if not _name(p) and p.get_content_type() in _TEXTS and _kind(p) in ("page", "text")]
    if not texts:
        return None
    other = next((p for p in texts[1:2] if p.get_content_type() != texts[0].get_content_type()), None)
    if other is None:
        return texts[0]
    plain, page = sorted((texts[0], other), key=lambda p: p.get_content_type() == "text/html")
    return plain if 2 * len("".join(_text(plain).split())) >= len("".join(_TAG.sub("", _text(page)).split())) else page


def _kind(part: Message) -> str:
    """What a part is, by its bytes and its own word; empty when there is nothing in it."""
    body = _payload(part)
    return kind_of(body[:HEAD], media_type(_declared(part))[0]) if body.strip() else ""


def _other_form(part: Message, own: Message | None) -> bool:
    """The same words once more: the page beside the plain text, or the other way round."""
    kinds = {"text/plain", "text/html"}
    return own is not None and not _name(part) and {part.get_content_type(), own.get_content_type()} == kinds


def _held(part: Message) -> list[Message]:
    """The parts of a part."""
    held = part.get_payload() if part.is_multipart() else []
    return [inner for inner in held if isinstance(inner, Message)] if isinstance(held, list) else []


def _text(part: Message) -> str:
    return decoded(_payload(part), media_type(_declared(part))[1] or "utf-8")


def _payload(part: Message) -> bytes:
    """The bytes of a part with their transfer encoding undone."""
    try:
        body = part.get_payload(decode=True)
    except _BY_THE_LIBRARY:
        return b""
    return body if isinstance(body, bytes) else b""


def _declared(part: Message) -> str:
    label = _parameter(part, "charset", "Content-Type")
    return f"{part.get_content_type()}; charset={label}" if label else part.get_content_type()


def _name(part: Message) -> str:
    """The name under which something is attached."""
    return said(
        _words(_parameter(part, "filename", "Content-Disposition") or _parameter(part, "name", "Content-Type")), 200
    )


def _parameter(part: Message, name: str, header: str) -> str:
    try:
        value = part.get_param(name, "", header)
    except _BY_THE_LIBRARY:
        return ""
    if isinstance(value, tuple):
        charset, _, words = value
        return words.encode("latin-1", "replace").decode(known(charset or "") or "utf-8", "replace")
    return str(value)


def _is_message(part: Message) -> bool:
    return _name(part).lower().endswith(".eml") and recognise(_payload(part)[:HEAD])


def _told(message: Message) -> dict[str, str]:
    """What a message's header says. Its id is told as a digest: it may name who sent it."""
    published, as_given = _date(message)
    subject, unique = said(_header(message, "Subject")), _header(message, "Message-ID").strip()
    archived = said(_header(message, "Archived-At"), LONGEST_ADDRESS).strip("<> ")
    told = {
        "address": archived if archived.startswith(("http://", "https://")) else "",
        "name": f"mail-{hashlib.sha256(unique.encode('utf-8', 'replace')).hexdigest()[:16]}" if unique else "",
        "title": subject,
        "published": published,
        "published_as_given": as_given,
        "contact": said(_header(message, "From")),
        "persons": said("; ".join(filter(None, (_header(message, name) for name in ("To", "Cc")))), 2_000),
    }
    return {name: value for name, value in told.items() if value}


def _header(message: Message, name: str) -> str:
    """The words of a header field, the first of that name. Bytes beyond ASCII are read like those of a text."""
    value = next((v for n, v in message.raw_items() if n.lower() == name.lower()), "")
    return _words(str(value)[:10_000])


def _words(text: str) -> str:
    """Words with their encodings undone. What is not readable stays as it stands."""
    body = text.encode("utf-8", "surrogateescape")
    plain = decoded(body, charset_of(body).name)
    try:
        return "".join(
            p
            if isinstance(p, str)
            else decoded(p, known(c) or "utf-8")
            if c
            else p.decode("raw-unicode-escape", "replace")
            for p, c in decode_header(plain)
        )
    except _BY_THE_LIBRARY:
        return plain


def _date(message: Message) -> tuple[str, str]:
    """When it was sent, ISO 8601 in UTC, and the header's words; without a zone the moment stays untold."""
    given = said(_header(message, "Date"), 100)
    try:
        moment = parsedate_to_datetime(given)
        zoned = moment.tzinfo is not None or given.endswith("-0000")
        return (iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC), UTC) if zoned else ""), given
    except _BY_THE_LIBRARY:
        return "", given


def _saved_page(message: Message) -> str:
    """The address of a page that a browser saved as one file; empty for mail."""
    if message.get_content_type() not in ("multipart/related", "text/html"):
        return ""
    by_browser = "saved by" in _header(message, "From").lower()
    address = _header(message, "Snapshot-Content-Location") or (
        _header(message, "Content-Location") if by_browser else ""
    )
    return said(address, LONGEST_ADDRESS)
