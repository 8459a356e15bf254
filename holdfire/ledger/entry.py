"""One entry: who states what, when, as canonical JSON (RFC 8785) written once, hashed and signed as written.

As written (one line of at most 65,535 bytes; folded here). An entry of a bulk submission, covered by its batch entry::

    {"at":"2016-09-14T09:00:00Z","by":"ed25519:21fe31dfa154a261626bf854046fd227",
     "data":{"id":"C-001","kind":"count", ...},"key":"C-001","kind":"claim-read"}

and one signed by itself, such as a decision, whose last member is the signature in base64::

    {"at":"2016-09-14T09:00:00Z","by":"ed25519:21fe31dfa154a261626bf854046fd227",
     "data":{"decides":"extend", ...},"key":"D-1","kind":"decision","sig":"x8yO...BQ=="}

Signed is ``holdfire entry v1``, a line feed, the ledger's origin, a line feed, and the entry without ``,"sig":"..."``. Nothing is
serialised again to verify it. The origin binds an entry to its ledger: copied into another one, it does not verify.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from holdfire.ledger.signing import Signer

LARGEST = 65_535
"""Bytes of an entry: what an entry bundle of C2SP tlog-tiles can hold."""

BATCH_SIGNED, KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED = "batch-signed", "key-introduced", "key-retired", "key-revoked"
PUBLISHED = "published"
REQUEST, REPLY, EDITION = "request", "reply", "edition-released"
BULLETIN, WITHDRAWN = "bulletin-issued", "bulletin-withdrawn"
ACT_PROPOSED, ACT_CONFIRMED, ACT_DECLINED = "act-proposed", "act-confirmed", "act-declined"
BULK = ("agreement-adopted", "report-received", "claim-read", "set-aside", "collected")
"""What comes many at a time, signed as a batch."""
SINGLE = (
    *(
        "finding",
        "position",
        "decision",
        "joint",
        "link-made",
        "link-undone",
        "match-made",
        "match-undone",
        "correction",
    ),
    *("disclosure-made", "sealed-destroyed", "checkpoint-seen", "status-certified", PUBLISHED),
    *(REQUEST, REPLY, EDITION, BULLETIN, WITHDRAWN),
    *(ACT_PROPOSED, ACT_CONFIRMED, ACT_DECLINED),
    *(BATCH_SIGNED, KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED),
)
"""What is signed one by one."""
KINDS = (*BULK, *SINGLE)

_MEMBERS = ("at", "by", "data", "key", "kind")
_SIGNED = (*_MEMBERS, "sig")
_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
"""Characters that Python and RFC 8785 may sort differently."""


class BadEntry(ValueError):  # noqa: N818 - a sentence about an entry, raised and caught within this room
    """Bytes that are no entry, said in words that follow "entry 12 "."""


@dataclass(frozen=True)
class Entry:
    """``kind`` is one of ``KINDS``; ``key`` finds it again; ``data`` is JSON without NaN or numbers above 2^53."""

    kind: str
    key: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Written:
    """An entry as it stands in a ledger. ``signature`` is None where a batch covers it."""

    at: str
    by: str
    entry: Entry
    signature: bytes | None
    body: bytes

    def signed_bytes(self, origin: str) -> bytes:
        """What the signature is over."""
        return _signed(origin, self.body[: self.body.rindex(b',"sig":"')] + b"}")


def utc(at: str) -> None:
    """Raises ``BadEntry`` for a time that is not as ``stamp`` writes it."""
    if not _UTC.fullmatch(at):
        raise BadEntry("has no time in UTC")


def stamp(at: datetime) -> str:
    """An instant as entries carry it: ISO 8601 in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(entry: Entry, at: str, by: str) -> bytes:
    """The bytes of an entry that a batch will cover. Raises ``BadEntry`` for one too large or not JSON."""
    said: dict[str, Any] = {"at": at, "by": by, "data": entry.data, "key": entry.key, "kind": entry.kind}
    try:
        body = _usual(said) or bytes(rfc8785.dumps(said))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise BadEntry(f"is not representable as JSON ({error})") from None
    if len(body) > LARGEST:
        raise BadEntry(f"has {len(body):,} bytes, and an entry holds at most {LARGEST:,}")
    return body


def _usual(said: dict[str, Any]) -> bytes | None:
    """The bytes by Python's own writer, which is several times faster, where they mean the same and RFC 8785 has no others."""
    try:
        text = _WRITE(said)
        return text.encode() if _parsed(text) == (said, True) else None
    except (TypeError, ValueError):
        return None


def written_signed(entry: Entry, at: str, origin: str, signer: Signer) -> bytes:
    """The bytes of an entry signed by itself."""
    body = written(entry, at, signer.public.id)
    signature = base64.b64encode(signer.sign(_signed(origin, body)))
    return body[:-1] + b',"sig":"' + signature + b'"}'


def _signed(origin: str, body: bytes) -> bytes:
    return b"holdfire entry v1\n" + origin.encode() + b"\n" + body


def kind_of(body: bytes) -> bytes:
    """The kind of an entry, from its end, without reading the rest."""
    start = body.rfind(b'"kind":"') + 8
    return body[start : body.find(b'"', start)]


def entry_from(body: bytes) -> Entry:
    """The statement in an entry that was verified before."""
    said = json.loads(body)
    return Entry(said["kind"], said["key"], said["data"])


def read_entry(body: bytes) -> Written:
    """An entry from its bytes, held against the format. Raises ``BadEntry`` when they are not exactly what would be written."""
    if len(body) > LARGEST:
        raise BadEntry(f"has more than {LARGEST:,} bytes")
    try:
        text = body.decode()
        said, usual = _parsed(text)
    except (ValueError, RecursionError):
        raise BadEntry("is no JSON") from None
    names = tuple(said) if isinstance(said, dict) else ()
    if names not in (_MEMBERS, _SIGNED) or not isinstance(said["data"], dict):
        raise BadEntry("does not have the members of an entry")
    at, by, key, kind, sig = said["at"], said["by"], said["key"], said["kind"], said.get("sig", "")
    if not (type(at) is type(by) is type(key) is type(kind) is type(sig) is str):
        raise BadEntry("has a member that is no text")
    if not _canonical(said, text, usual):
        raise BadEntry("is not in canonical form")
    try:
        signature = binascii.a2b_base64(sig, strict_mode=True) if "sig" in said else None
    except (binascii.Error, ValueError):
        raise BadEntry("has a signature that is no base64") from None
    return Written(at, by, Entry(kind, key, said["data"]), signature, body)


class _Unusual(Exception):  # noqa: N818 - answered right where it is raised
    """A number that Python and RFC 8785 may write differently."""


def _integer(digits: str) -> int:
    if len(digits) > 15:
        raise _Unusual
    return int(digits)


def _fraction(digits: str) -> float:
    if digits[-1] == "0" or "e" in digits or "E" in digits:
        raise _Unusual
    return float(digits)


def _number(digits: str) -> int | float:
    """An integer no double holds exactly stands for the double it was written from."""
    found = int(digits)
    return found if abs(found) < 1 << 53 else float(found)


def _constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


_READ = json.JSONDecoder(parse_int=_integer, parse_float=_fraction, parse_constant=_constant).decode
_READ_ANY = json.JSONDecoder(parse_int=_number, parse_constant=_constant).decode
_WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _parsed(text: str) -> tuple[Any, bool]:
    """What it says, and whether Python's own writer would write it as RFC 8785 does."""
    try:
        return _READ(text), text.isascii() or not _ASTRAL.search(text)
    except _Unusual:
        return json.loads(text, parse_constant=_constant), False


def _canonical(said: dict[str, Any], text: str, usual: bool) -> bool:
    """Python's own writer tells at once for almost every entry; the library decides where they may differ."""
    try:
        if usual and _WRITE(said) == text:
            return True
        return bool(rfc8785.dumps(_READ_ANY(text)) == text.encode())
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError, OverflowError):
        return False
