"""The RFC 6962 Merkle tree: hashes, roots, and proofs of inclusion and of consistency, as pure functions.

A leaf is ``SHA-256(0x00 || body)``, a node ``SHA-256(0x01 || left || right)``; the empty tree is ``SHA-256("")``.
A proof is a list of 32-byte hashes, from the leaf upwards, as RFC 6962 section 2.1 defines them and RFC 9162 section 2.1.3
verifies them. ``node(level, index)`` is a full subtree: leaves ``[index << level, (index + 1) << level)``.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

Node = Callable[[int, int], bytes]
_sha = hashlib.sha256
EMPTY = _sha(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return _sha(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return _sha(b"\x01" + left + right).digest()


def level_above(hashes: Sequence[bytes]) -> list[bytes]:
    """The nodes over an even number of neighbours."""
    return [_sha(b"\x01" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes), 2)]


class Frontier:
    """The roots of the full subtrees so far: enough to append and to find the root, in O(log n) space."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    @classmethod
    def over(cls, node: Node, size: int) -> "Frontier":
        """The frontier over the first ``size`` leaves of a tree that is at hand."""
        found, at = cls(), 0
        while at < size:
            level = (size - at).bit_length() - 1
            found._peaks.append((level, node(level, at >> level)))
            at += 1 << level
        found.size = size
        return found

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
        return _folded([peak for _, peak in self._peaks])


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def nodes_over(leaves: Sequence[bytes]) -> Node:
    """The nodes over leaf hashes that are all at hand."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        levels.append(level_above(levels[-1][: len(levels[-1]) // 2 * 2]))
    return lambda level, index: levels[level][index]


def _folded(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found


def range_hash(node: Node, start: int, end: int) -> bytes:
    """The root over leaves ``[start, end)``; ``start`` is a multiple of a power of two that is no less than the length."""
    peaks, at = [], start
    while at < end:
        level = (end - at).bit_length() - 1
        peaks.append(node(level, at >> level))
        at += 1 << level
    return _folded(peaks)


def inclusion_proof(node: Node, index: int, size: int, level: int = 0) -> list[bytes]:
    """That the leaf at ``index`` is in the tree of ``size`` leaves. Raises ``ValueError`` when it is not.

    With a ``level`` the proof begins at the node ``index`` of that level.
    """
    proof: list[bytes] = []
    here, last = index, (size - 1) >> level
    if not 0 <= here <= last:
        raise ValueError(f"entry {index} is not in a tree of {size}")
    while last:
        if here & 1:
            proof.append(node(level, here - 1))
        elif here < last:
            beside = here + 1
            whole = (beside + 1) << level <= size
            proof.append(node(level, beside) if whole else range_hash(node, beside << level, size))
        here, last, level = here >> 1, last >> 1, level + 1
    return proof


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """True when the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(beside, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """That the tree of ``new`` leaves begins with the ``old`` first ones; empty when old is 0 or new."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not grow from one of {old}")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        half = start + (1 << ((end - start - 1).bit_length() - 1))
        if old <= half:
            proof.append(range_hash(node, half, end))
            end = half
        else:
            proof.append(range_hash(node, start, half))
            start, whole = half, False
    if not whole:
        proof.append(range_hash(node, start, end))
    return proof[::-1]


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """True when the proof shows that the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    if not 0 < old < new or not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return roots_told(old, new, path) == (old_root, new_root)


def roots_told(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root to which a consistency proof leads; None where its length does not fit.

    Where ``old`` is a power of two the old root stands first in the path.
    """
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        here, last = here >> 1, last >> 1
    return (before, after) if last == 0 else None
