"""What the ways of sending share: what is given to them, and how a refusal is told."""

import os
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from holdfire.sources.fetching.model import resolved

CONNECT_S, WHOLE_S = 10.0, 60.0
"""Seconds to wait for a line, and for all of a message to be taken. Ours."""


class NotTakenError(Exception):
    """A message was not taken: why, in words that hold no secret; ``lasting`` where the same message would be refused again."""

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        self.why, self.lasting = why, lasting
        super().__init__(why)


@dataclass(frozen=True)
class Ways:
    """What sending uses of the machine; a test gives its own. ``resolve`` looks a host up, ``tls`` checks certificates."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    resolve: Callable[[str, int], Sequence[str]] = resolved
    tls: ssl.SSLContext | None = None


def secret_at(place: str, folder: Path, ways: Ways) -> str:
    """The secret that lies at ``env:NAME`` or ``file:PATH``. Raises ``NotTakenError`` where none does."""
    kind, _, name = place.partition(":")
    if kind == "env":
        found = ways.environment.get(name, "")
    else:
        try:
            found = (folder / name).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            found = ""
    if not found:
        raise NotTakenError(f"there is no secret at {place}")
    return found
