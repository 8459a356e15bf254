"""What a ledger is kept in: rows that are only ever added, and the full tiles of the tree over them.

A store writes a batch whole or not at all, and on return it is on the disk. It knows nothing of signatures.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

TILE = 256
"""Leaves under a tile, as in C2SP tlog-tiles."""
HASH = 32
TILE_NODES = 2 * TILE - 1


class Row(NamedTuple):
    """One entry: its bytes, its leaf hash, and a number by which its kind and key are found again."""

    body: bytes
    leaf: bytes
    mark: int


class Tile(NamedTuple):
    """A full tile: the 511 nodes over 256 neighbours, level by level, the last being its root."""

    level: int
    number: int
    nodes: bytes


class Behind(Exception):  # noqa: N818 - an event that the ledger answers, no error that anybody sees
    """Somebody else has written since this ledger looked."""


class Store(Protocol):
    """The same few questions of every store. Positions are half-open: ``[start, stop)``."""

    name: str

    def size(self) -> int:
        """How many entries there are."""

    def append(self, at: int, rows: Sequence[Row], tiles: Sequence[Tile]) -> None:
        """Write rows at ``at`` and the tiles they fill, durably. Raises ``Behind`` when the store does not end there."""

    def rows(self, start: int, stop: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Position, body, leaf hash, in order."""

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Leaf hashes, in order."""

    def tile(self, level: int, number: int) -> bytes | None:
        """The nodes of a full tile."""

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """The roots of full tiles, in order."""

    def marked(self, marks: Sequence[int]) -> Iterator[bytes]:
        """Bodies whose mark is one of these."""

    def note(self, origin: str) -> str | None:
        """The checkpoint kept for a ledger, with all its signatures."""

    def keep_note(self, origin: str, note: str) -> None:
        """Keep it, in place of the one before."""

    def close(self) -> None:
        """Let go."""
