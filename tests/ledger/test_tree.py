"""The tree: published vectors, the definition, and proofs over every small tree."""

import hashlib
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.ledger.nodes import Nodes
from holdfire.ledger.store import Row, Tile
from holdfire.ledger.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_over,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight inputs and the roots over their first n, as published with RFC 6962's reference implementation.
INPUTS = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Inclusion and consistency proofs over the same leaves, published with the same implementation.
INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
}
CONSISTENCY = {
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
LEAVES = [leaf_hash(i) for i in INPUTS]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    """Anyone else's RFC 6962 tree over the same entries has the same root."""
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_published_vectors(index: int, size: int) -> None:
    """The same siblings in the same order."""
    assert tuple(h.hex() for h in inclusion_proof(nodes_over(LEAVES[:size]), index, size)) == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_published_vectors(old: int, new: int) -> None:
    """The same nodes in the same order."""
    assert tuple(h.hex() for h in consistency_proof(nodes_over(LEAVES[:new]), old, new)) == CONSISTENCY[old, new]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    """An empty ledger has a root too."""
    assert root_of([]) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=8), max_size=64))
def test_the_frontier_gives_the_root_of_the_definition(bodies: list[bytes]) -> None:
    """Appending one by one gives the root that the recursive definition gives."""

    def defined(leaves: list[bytes]) -> bytes:
        if len(leaves) < 2:
            return leaves[0] if leaves else hashlib.sha256(b"").digest()
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        return node_hash(defined(leaves[:split]), defined(leaves[split:]))

    leaves = [leaf_hash(b) for b in bodies]
    assert root_of(leaves) == defined(leaves)


def test_every_proof_of_every_small_tree_verifies_and_no_other_does() -> None:
    """Trees up to 64 leaves: each inclusion and consistency proof holds, and fails for another leaf, place, size or root."""
    leaves = [leaf_hash(bytes([i])) for i in range(65)]
    roots = [root_of(leaves[:n]) for n in range(65)]
    for size in range(1, 65):
        node = nodes_over(leaves[:size])
        for index in range(size):
            proof = inclusion_proof(node, index, size)
            assert verify_inclusion(index, size, leaves[index], proof, roots[size])
            assert not verify_inclusion(index, size, leaves[64], proof, roots[size])
            assert not verify_inclusion((index + 1) % 65, size, leaves[index], proof, roots[size]) or size == 1
            assert not verify_inclusion(index, size, leaves[index], [*proof, roots[1]], roots[size])
            assert not verify_inclusion(index, size, leaves[index], proof, roots[size - 1])
        for old in range(size + 1):
            proof = consistency_proof(node, old, size)
            assert verify_consistency(old, size, roots[old], roots[size], proof)
            if 0 < old < size:
                assert not verify_consistency(old, size, roots[old - 1], roots[size], proof)
                assert not verify_consistency(old, size, roots[old], roots[old], proof)
                assert not verify_consistency(old, size, roots[old], roots[size], proof[:-1])


def test_what_is_not_in_a_tree_has_no_proof() -> None:
    """A position past the end and a size that shrinks are refused."""
    node = nodes_over(LEAVES)
    with pytest.raises(ValueError, match="entry 8 is not in a tree of 8"):
        inclusion_proof(node, 8, 8)
    with pytest.raises(ValueError, match="does not grow"):
        consistency_proof(node, 9, 8)


class Kept:
    """A store in memory, for the tree alone."""

    name = "memory"

    def __init__(self) -> None:
        self.hashes: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}

    def size(self) -> int:
        return len(self.hashes)

    def append(self, at: int, rows: list[Row], tiles: list[Tile]) -> None:
        self.hashes += [row.leaf for row in rows]
        self.tiles |= {(t.level, t.number): t.nodes for t in tiles}

    def rows(self, start: int, stop: int) -> Iterator[tuple[int, bytes, bytes]]:
        return iter(())

    def leaves(self, start: int, stop: int) -> list[bytes]:
        return self.hashes[start:stop]

    def tile(self, level: int, number: int) -> bytes | None:
        return self.tiles.get((level, number))

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        return [self.tiles[level, n][-32:] for n in range(start, stop)]


@pytest.mark.parametrize("total", [1, 2, 255, 256, 257, 513, 65_535, 65_536, 65_537, 66_300])
def test_the_stored_tree_is_the_tree_however_it_grew(total: int) -> None:
    """Grown in pieces of any length and opened again, it has the roots and proofs of the definition, at every size."""
    draw = random.Random(total)  # noqa: S311 - a shuffle for a test
    leaves = [leaf_hash(i.to_bytes(4, "big")) for i in range(total)]
    store = Kept()
    grown, at = Nodes(store), 0  # type: ignore[arg-type]
    while at < total:
        some = leaves[at : at + draw.choice([1, 3, 200, 700, 5000])]
        edge, tiles = grown.grown(some)
        store.append(at, [Row(b"", leaf, 0) for leaf in some], tiles)
        grown.grow(len(some), edge)
        at += len(some)
    opened, node = Nodes(store), nodes_over(leaves)  # type: ignore[arg-type]
    assert grown.root() == opened.root() == root_of(leaves)
    for _ in range(60):
        size = draw.randrange(1, total + 1)
        index, old = draw.randrange(size), draw.randrange(size + 1)
        assert grown.inclusion(index, size) == opened.inclusion(index, size) == inclusion_proof(node, index, size)
        assert grown.consistency(old, size) == opened.consistency(old, size) == consistency_proof(node, old, size)
