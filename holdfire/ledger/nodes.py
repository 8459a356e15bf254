"""The tree over a stored ledger: full tiles in the store, the growing edge in memory, proofs from both."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from hashlib import sha256

from holdfire.ledger.store import HASH, TILE, Store, Tile
from holdfire.ledger.tree import consistency_proof, inclusion_proof, level_above, range_hash

_HEIGHT = 8
"""Levels of nodes within a tile: 2 to the 8th leaves."""
_CACHED = 2048
"""Tiles kept at hand, 16 kB each: 32 MB at most, whatever the size of the ledger."""
_STARTS = [0]
for _level in range(_HEIGHT):
    _STARTS.append(_STARTS[-1] + (TILE >> _level))


def tile_of(leaves: Sequence[bytes]) -> list[bytes]:
    """The 511 nodes over 256 neighbours, the root last."""
    found, level = list(leaves), leaves
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        found += level
    return found


class Nodes:
    """Nodes of the tree as it grows. ``edge[level]`` are the hashes of the tile of that level that is not full yet."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cache: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._edge_nodes: dict[tuple[int, int], bytes] = {}
        self.reload()

    def reload(self) -> None:
        """Look again at where the store ends."""
        self._edge_nodes.clear()
        self.size = self._store.size()
        self.edge = [self._store.leaves(self.size // TILE * TILE, self.size)]
        full = self.size // TILE
        while full:
            self.edge.append(self._store.tile_roots(len(self.edge) - 1, full // TILE * TILE, full))
            full //= TILE

    def grown(self, leaves: Sequence[bytes]) -> tuple[list[list[bytes]], list[Tile]]:
        """The edge after these leaves, and the tiles they fill. Nothing changes until ``grow``."""
        edge = list(self.edge)
        tiles: list[Tile] = []
        fresh, level = list(leaves), 0
        while fresh:
            if level == len(edge):
                edge.append([])
            row, fresh = edge[level] + fresh, []
            first, full = self.size // TILE ** (level + 1), len(row) // TILE
            for number in range(full):
                nodes = tile_of(row[number * TILE : (number + 1) * TILE])
                tiles.append(Tile(level, first + number, b"".join(nodes)))
                fresh.append(nodes[-1])
            edge[level] = row[full * TILE :]
            level += 1
        return edge, tiles

    def grow(self, by: int, edge: list[list[bytes]]) -> None:
        """What ``grown`` told has been written."""
        self.size += by
        self.edge = edge
        self._edge_nodes.clear()

    def node(self, level: int, index: int) -> bytes:
        """The root of a full subtree."""
        tiled, within = divmod(level, _HEIGHT)
        width = TILE >> within
        number, place = divmod(index, width)
        whole = self._tile(tiled, number)
        if whole is not None:
            start = (_STARTS[within] + place) * HASH
            return whole[start : start + HASH]
        key = (level, index)
        if key not in self._edge_nodes:
            self._edge_nodes[key] = _over(self.edge[tiled][place << within : (place + 1) << within])
        return self._edge_nodes[key]

    def _tile(self, level: int, number: int) -> bytes | None:
        if number >= self.size >> (_HEIGHT * (level + 1)):
            return None
        key = (level, number)
        found = self._cache.get(key)
        if found is None:
            found = self._store.tile(level, number)
            if found is None:
                return None
            self._cache[key] = found
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return found

    def sound(self) -> bool:
        """True when every tile kept is the one over the leaves below it, and none is missing."""
        level, below = 0, self.size
        while below >= TILE:
            for number in range(below // TILE):
                start = number * TILE
                read = self._store.leaves if level == 0 else partial(self._store.tile_roots, level - 1)
                if self._store.tile(level, number) != b"".join(tile_of(read(start, start + TILE))):
                    return False
            level, below = level + 1, below // TILE
        return True

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` leaves, or all."""
        return range_hash(self.node, 0, self.size if size is None else size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that an entry is in the tree of ``size``: siblings within full tiles, then the rest of the way."""
        if not 0 <= index < size:
            raise ValueError(f"entry {index} is not in a tree of {size}")
        proof: list[bytes] = []
        tiled, here = 0, index
        while (whole := self._tile(tiled, here >> _HEIGHT)) is not None and ((here >> _HEIGHT) + 1) << (
            _HEIGHT * (tiled + 1)
        ) <= size:
            place = here & (TILE - 1)
            for start in _STARTS[:_HEIGHT]:
                beside = (start + (place ^ 1)) * HASH
                proof.append(whole[beside : beside + HASH])
                place >>= 1
            tiled, here = tiled + 1, here >> _HEIGHT
        if size == 1 << (_HEIGHT * tiled):
            return proof
        return proof + inclusion_proof(self.node, here, size, _HEIGHT * tiled)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of ``new`` begins with that of ``old``."""
        return consistency_proof(self.node, old, new)


def _over(leaves: Sequence[bytes]) -> bytes:
    some = list(leaves)
    while len(some) > 1:
        some = level_above(some)
    return some[0]


def leaf_hashes(bodies: Sequence[bytes]) -> list[bytes]:
    """The leaf hash of each."""
    return [sha256(b"\x00" + body).digest() for body in bodies]
