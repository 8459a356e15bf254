"""One entry: what kind of thing, under which key, and its data as canonical JSON.

As written (one line, RFC 8785; shown here folded)::

    {"data":{"id":"C-001","kind":"count", ...},"key":"C-001","kind":"claim-read"}
"""

import json
from dataclasses import dataclass
from typing import Any

import rfc8785

KINDS = ("agreement-adopted", "report-received", "claim-read", "set-aside", "collected")
"""What the house keeps so far."""


@dataclass(frozen=True)
class Entry:
    """``kind`` is one of ``KINDS``; ``key`` finds it again; ``data`` is JSON without NaN or integers above 2^53."""

    kind: str
    key: str
    data: dict[str, Any]

    def body(self) -> bytes:
        """The bytes that are hashed and kept."""
        return rfc8785.dumps({"kind": self.kind, "key": self.key, "data": self.data})

    @classmethod
    def from_body(cls, body: bytes) -> "Entry":
        """Read an entry back."""
        said = json.loads(body)
        return cls(said["kind"], said["key"], said["data"])
