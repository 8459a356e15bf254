"""The RFC 6962 Merkle tree: leaf and node hashes, and the root over any number of leaves.

A leaf is ``SHA-256(0x00 || body)``, a node ``SHA-256(0x01 || left || right)``; the empty tree is ``SHA-256("")``.
"""

import hashlib
from collections.abc import Iterable


def leaf_hash(body: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees so far: enough to append and to find the root, in O(log n) space."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        height, found = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            found = node_hash(self._peaks.pop()[1], found)
            height += 1
        self._peaks.append((height, found))
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        found = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()
