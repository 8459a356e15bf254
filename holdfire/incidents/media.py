"""The same picture under another name: perceptual hashes of what is seen, whatever the file says of itself.

Labels in a file (EXIF, its name, its time) are not looked at: they are easily changed and often wrong. Needs ``imagehash`` and
Pillow (the extra ``media``); without them no picture is compared, and that is said.
"""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import BinaryIO, Final

from holdfire.sources.report import SetAside

BITS = 64
SAME_BITS: Final = 5
"""Bits of 64 by which two pictures may differ: Krawetz ("Looks like it", 2011) takes up to five for the same picture after
scaling, compression or a change of colours, and more than ten for another."""
MOST_PIXELS = 80_000_000
"""A picture with more is not opened: it is a bomb or a map."""
LEAST_SPREAD: Final = 8.0
"""Grey levels of standard deviation below which a picture shows nothing (a black frame), and would be like every other such."""


LEAST_SIDE: Final = 48
"""Pixels of the shorter side below which a picture is an icon: the hash itself looks at 32 by 32."""


def installed() -> bool:
    """True where pictures can be compared."""
    return find_spec("imagehash") is not None and find_spec("PIL") is not None


def media_hash(picture: Path | BinaryIO, name: str = "") -> str | SetAside:
    """The perceptual hash of a picture as 16 hexadecimal digits, or why there is none. ``name`` is what a stream goes by."""
    path = picture if isinstance(picture, Path) else Path(name)
    try:
        import imagehash  # noqa: PLC0415 - an extra
        from PIL import Image, ImageStat, UnidentifiedImageError  # noqa: PLC0415 - an extra
    except ImportError:
        return _aside(path, "pictures cannot be compared here", "Install the extra: holdfire[media].")
    try:
        with Image.open(picture) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return _aside(path, f"the picture has {opened.width} by {opened.height} pixels", "Make it smaller.")
            if min(opened.width, opened.height) < LEAST_SIDE:
                return _aside(path, "the picture is no larger than an icon", "Choose a larger copy.")
            grey = opened.convert("L")
            if ImageStat.Stat(grey).stddev[0] < LEAST_SPREAD:
                return _aside(path, "the picture shows one even surface", "Choose another picture of the same thing.")
            return str(imagehash.phash(grey))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return _aside(path, f"the picture cannot be read ({type(error).__name__})", "Fetch the file again.")


def _aside(path: Path, reason: str, remedy: str) -> SetAside:
    return SetAside(file=path.name, row=0, reason=reason, remedy=remedy, text="")


def same_media(hashes: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], int]:
    """Pairs of names under which the same picture stands, and by how many bits their nearest pictures differ.

    Two hashes that differ in five bits agree in one of six stretches at least: only those that do are held against each other.
    """
    stretches = SAME_BITS + 1
    width = -(-BITS // stretches)
    bags: dict[tuple[int, int], set[tuple[str, int]]] = {}
    for name in sorted(hashes):
        for number in sorted({int(h, 16) for h in hashes[name]}):
            for n in range(stretches):
                bags.setdefault((n, (number >> (n * width)) & ((1 << width) - 1)), set()).add((name, number))
    found: dict[tuple[str, str], int] = {}
    for bag in bags.values():
        for (one, mine), (other, theirs) in combinations(sorted(bag), 2):
            apart = (mine ^ theirs).bit_count()
            if one != other and apart <= SAME_BITS:
                found[one, other] = min(apart, found.get((one, other), BITS))
    return dict(sorted(found.items()))
