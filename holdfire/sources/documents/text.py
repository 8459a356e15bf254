"""Text with the markup stripped already, as crawls are often handed on."""

import re
from collections.abc import Iterator

from holdfire.sources.documents.charset import charset_of, decoded, encoding_told
from holdfire.sources.documents.envelope import Envelope
from holdfire.sources.report import Report, SetAside

MEDIA_TYPES = ("text/plain",)
NAMES = (".txt", ".text", ".md", ".log")
_OTHERS = (
    ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".geojson", ".xml", ".kml", ".gpx", ".yaml", ".yml", ".toml",
    ".xls", ".xlsx", ".ods", ".doc", ".docx", ".odt", ".pdf", ".rtf", ".ini", ".py", ".js", ".css", ".sql", ".svg",
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def recognise(head: bytes, name: str = "") -> bool:
    """Bytes that are text: by far the most of them letters, in a file not named as something else."""
    if name.lower().endswith(_OTHERS) or not head.strip():
        return False
    return is_text(head) and (name.lower().endswith(NAMES) or head.lstrip()[:1] not in (b"{", b"[", b"<"))


def is_text(head: bytes) -> bool:
    """True when at most one character in fifty is a control character or no character at all."""
    text = decoded(head, charset_of(head).name)
    return len(_CONTROL.findall(text)) * 50 <= len(text)


def read(
    envelope: Envelope, body: bytes, row: int, columns: dict[str, str], server: str = ""
) -> Iterator[Report | SetAside]:
    """One text."""
    yield from envelope.page(row, body, "text/plain", encoding_told(body, server) | columns)
