"""A ledger as C2SP tlog-tiles serves it: tiles of 256 hashes, bundles of 256 entries, and the paths they lie at.

Tile 1,234,067 of level 0 lies at ``tile/0/x001/x234/067``, one of which 17 hashes are there at ``....p/17``. A bundle is
each entry after its length in two bytes, big end first.
"""

import re
import struct

from holdfire.ledger.ledger import Ledger
from holdfire.ledger.store import HASH, TILE

_PATH = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
HIGHEST = 63
"""The highest level of a tile."""


def index_path(number: int, width: int = TILE) -> str:
    """Where tile ``number`` lies, of which ``width`` hashes are there."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([*(f"x{g}" for g in groups[:-1]), groups[-1]])
    return path if width == TILE else f"{path}.p/{width}"


def read_path(path: str) -> tuple[int, int] | None:
    """Number and width of a tile from its path; None for what is no path of a tile."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    number, width = int(match[1].replace("x", "").replace("/", "")), int(match[2] or TILE)
    return (number, width) if path == index_path(number, width) and width <= TILE else None


def tile_bytes(ledger: Ledger, level: int, number: int, width: int) -> bytes | None:
    """The hashes of a tile one after another; None where the ledger is not so long."""
    if not 0 <= level <= HIGHEST or (number * TILE + width) > ledger.size() >> (8 * level):
        return None
    if level == 0:
        return b"".join(ledger.store.leaves(number * TILE, number * TILE + width))
    whole = ledger.store.tile(level, number) if width == TILE else None
    if whole is not None:
        return whole[: TILE * HASH]
    return b"".join(ledger.nodes.node(8 * level, number * TILE + i) for i in range(width))


def bundle_bytes(ledger: Ledger, number: int, width: int) -> bytes | None:
    """Entries one after another, each after its length; None where the ledger is not so long."""
    start = number * TILE
    if start + width > ledger.size():
        return None
    return b"".join(struct.pack(">H", len(body)) + body for body in ledger.bodies(start, start + width))


def unbundled(raw: bytes) -> list[bytes] | None:
    """The entries of a bundle; None where its lengths do not fit."""
    found, at = [], 0
    while at < len(raw):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        if at + 2 > len(raw) or end > len(raw):
            return None
        found.append(raw[at + 2 : end])
        at = end
    return found
