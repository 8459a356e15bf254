"""One thing to settle, with all it takes to make the status again as if it were so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from holdfire.agreement.model import Reading
from holdfire.status import NOTHING, Settled
from holdfire.status.flip_answer import FlipKind

Change = Callable[[Reading], Reading]


@dataclass(frozen=True, eq=False)
class Piece:
    """A settlement of one thing. ``name`` tells it from others; the rest says what changes with it.

    ``turns`` and ``unturns`` are keys: (word decided, actor). ``met`` is a gate's condition that is held to be met, or not.
    ``change`` makes another reading of the one asked about; ``other`` is another declared reading, taken whole.
    """

    name: str
    kind: FlipKind
    words: str
    now: str = ""
    says: str = ""
    day: str | None = None
    incident: str | None = None
    because: tuple[str, ...] = ()
    settled: Settled = NOTHING
    turns: tuple[str, str] | None = None
    unturns: tuple[str, str] | None = None
    met: tuple[str, str, bool] | None = None
    change: Change | None = None
    other: str | None = None


Pieces = tuple[Piece, ...]


def names(pieces: Iterable[Piece]) -> frozenset[str]:
    """What they are about."""
    return frozenset(p.name for p in pieces)


def together(*parts: Pieces) -> Pieces:
    """All of them, each once; the first settles what two of them are about."""
    return tuple({p.name: p for part in reversed(parts) for p in reversed(part)}.values())[::-1]
