"""How large, how deep and how many: what a hostile or broken file may ask for, and no more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """All sizes in bytes.

    ``document``: one page or text; 20,000,000 as trafilatura's own ``MAX_FILE_SIZE``. ``message``: one e-mail with all that
    is attached (providers refuse 25 to 50 MB). ``file``: the file as a whole. ``unpacked``: all that a packed file comes to.
    ``ratio``: how many times its packed size; DEFLATE can reach 1032, pages that people wrote stay below 30; it is asked once
    ``ratio_from`` bytes are unpacked. ``members``: files in a WACZ. ``depth``: messages within messages. ``parts``: parts of
    one message. ``lines``: lines of one message, so that tiny parts and headers cannot fill the memory. ``items``: of a feed.
    """

    document: int = 20_000_000
    message: int = 50_000_000
    file: int = 10_000_000_000
    unpacked: int = 50_000_000_000
    ratio: int = 200
    ratio_from: int = 10_000_000
    members: int = 10_000
    depth: int = 8
    parts: int = 1_000
    lines: int = 1_000_000
    items: int = 20_000


LIMITS = Limits()
