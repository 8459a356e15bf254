"""What the documents of one file have in common, and how one of them becomes a report."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from holdfire.sources.documents.limits import Limits
from holdfire.sources.raw import Put
from holdfire.sources.report import Report, SetAside

LONGEST = 500
"""Characters of one column; an address may have 2,000, the length that browsers and servers agree on."""

LONGEST_ADDRESS = 2_000
PAGE, PICTURE = "page", "picture"
"""Layouts of reports that are documents, and of pictures that came with them."""
LEAST_PICTURE = 4_000
"""Bytes below which a picture is an icon, a line or a counter of visits."""
_LONGEST_NAME = 150
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def said(text: object, most: int = LONGEST) -> str:
    """Text as one line that every file and page can hold: no control characters, no halves of characters, not too long.

    Marks of direction stay: they are the source's own.
    """
    told = str(text or "")[: 8 * most]
    if not told.isascii():
        told = told.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub(" ", told).strip()[:most].rstrip()


@dataclass
class Envelope:
    """The file that documents came in: its name, its digest, when it reached us (ISO 8601 in UTC), where bytes are kept."""

    file: str
    file_digest: str
    received: str
    put: Put
    limits: Limits
    _seen: set[bytes] = field(default_factory=set)

    def picture(self, row: int, body: bytes, media_type: str, columns: Mapping[str, str]) -> Iterator[Report]:
        """A picture that came with pages, as a report without words, or nothing when this file gave the same one before."""
        if LEAST_PICTURE <= len(body) <= self.limits.document:
            yield from self.again(row, self.put(body), media_type, columns, layout=PICTURE)

    def page(self, row: int, body: bytes, media_type: str, columns: Mapping[str, str]) -> Iterator[Report]:
        """The document as a report, or nothing when this file gave the same one before."""
        yield from self.again(row, self.put(body), media_type, columns)

    def again(
        self, row: int, raw: str, media_type: str, columns: Mapping[str, str], *, layout: str = PAGE
    ) -> Iterator[Report]:
        """The report of a document whose bytes are kept already."""
        record = {name: value for name, value in columns.items() if value}
        key = f"{layout}:{_short(record.get('address') or record.get('name') or self.file)}#{raw.removeprefix('sha256:')[:16]}"
        mark = hashlib.blake2b(key.encode(), digest_size=12).digest()
        if mark in self._seen:
            return
        self._seen.add(mark)
        yield Report(
            id=key,
            layout=layout,
            file=self.file,
            row=row,
            file_digest=self.file_digest,
            received=self.received,
            record=record,
            raw=raw,
            media_type=media_type,
        )

    def aside(self, row: int, reason: str, remedy: str, text: str = "") -> SetAside:
        """A document that was not read. ``text`` is its address or name: never its words, never who sent it."""
        return SetAside(file=self.file, row=row, reason=said(reason), remedy=remedy, text=said(text))


def _short(name: str) -> str:
    """A name that fits an id: of a long one the beginning and a digest of all of it."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
