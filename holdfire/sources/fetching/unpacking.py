"""Unpacking a body as it comes, block by block, with a limit on how far it may swell."""

import zlib
from collections.abc import Iterable, Iterator

from holdfire.sources.fetching.model import Limits

_BLOCK = 256 << 10


class Swollen(ValueError):  # noqa: N818 - the house's way to name them
    """What is unpacked is larger than it may be: a bomb, or a document above the limit. Says which."""


class CutShort(ValueError):  # noqa: N818 - the house's way to name them
    """The body ends before its own end."""


class NotUnpacked(ValueError):  # noqa: N818 - the house's way to name them
    """The body is not in the encoding it is said to be in, or in one that was not asked for."""


def unpacked(chunks: Iterable[bytes], encoding: str, limits: Limits, already: int = 0) -> Iterator[bytes]:
    """The blocks of a body, unpacked if it is gzip or deflate. ``already`` bytes of the document are held.

    Raises ``Swollen``, ``CutShort`` or ``NotUnpacked``.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        blocks: Iterator[tuple[bytes, int]] = ((chunk, len(chunk)) for chunk in chunks)
    elif name in ("gzip", "x-gzip", "deflate"):
        blocks = _inflated(chunks)
    else:
        raise NotUnpacked(f'the encoding "{name[:40]}" was not asked for')
    total, taken = already, already
    for block, came in blocks:
        total, taken = total + len(block), taken + came
        if total > limits.most_bytes:
            raise Swollen(f"it has more than {limits.most_bytes:,} bytes")
        if total > max(limits.ratio_from, limits.ratio * taken):
            raise Swollen(f"it swells to more than {limits.ratio} times its size when it is unpacked")
        if block:
            yield block


def _inflated(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Blocks of at most 256 KiB with how many packed bytes were taken for each; several gzip members follow one another."""
    flow = zlib.decompressobj(wbits=47)
    begun = False
    for chunk in chunks:
        rest, came = chunk, len(chunk)
        while rest:
            if flow.eof:
                flow = zlib.decompressobj(wbits=47)
            begun = True
            try:
                block = flow.decompress(rest, _BLOCK)
            except zlib.error:
                raise NotUnpacked("its compression is damaged") from None
            rest = flow.unused_data if flow.eof else flow.unconsumed_tail
            yield block, came
            came = 0
        while not flow.eof and (block := flow.decompress(b"", _BLOCK)):
            yield block, 0
    if begun and not flow.eof:
        raise CutShort("it ends in the middle")
