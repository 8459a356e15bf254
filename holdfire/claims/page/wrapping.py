"""Paragraphs of text without markup, put together again where a width or a stripping of links broke them into lines.

Always: no character is added but the one space between two lines that are joined.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from holdfire.claims.page.lines import WORD, ends_sentence, reads_on

NARROW, WIDE, LONGEST = 40, 100, 110
"""Lines broken at a width are 40 to 100 characters long, and none is much longer."""
FEWEST_BROKEN, FEWEST_GOING_ON, FEWEST_PARTS = 4, 6, 3
_OPENS = re.compile(r"[a-zß-öø-ÿа-яё,.;:!?)\]»”…،؛؟]|['’](?:s|t|re|ve|ll)\b")
"""How a line begins that goes on with the one before: a small letter, or a mark that closes."""


def paragraphs(text: str) -> list[str]:
    """The lines of a text, each a paragraph as far as that can be told; empty lines stay."""
    lines = [line.strip() for line in text.split("\n")]
    if _is_wrapped(lines):
        return [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text)]
    return _rejoined(lines)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether paragraphs are broken at a width and parted by empty lines."""
    if max((len(one) for one in lines), default=0) > LONGEST:
        return False
    inner = [one for one, two in pairwise(lines) if len(one) > NARROW and two]
    broken = [one for one in inner if len(one) <= WIDE and not ends_sentence(one)]
    parted = sum(bool(one) and not two for one, two in pairwise(lines))
    return parted >= FEWEST_PARTS and len(inner) >= FEWEST_BROKEN and len(broken) >= 0.6 * len(inner)


def _rejoined(lines: list[str]) -> list[str]:
    """Lines put together where links were taken out of sentences: the next begins in a small letter or a closing mark.

    A link's own words may begin in a capital; they are joined when what follows goes on. Pages on which fewer than
    ``FEWEST_GOING_ON`` lines go on so are left as they are.
    """
    goes_on = [bool(one) and not ends_sentence(one) and _OPENS.match(two) is not None for one, two in pairwise(lines)]
    if sum(goes_on) < max(FEWEST_GOING_ON, 0.02 * len(lines)):
        return lines
    joined: list[str] = []
    open_before = False
    for number, line in enumerate(lines):
        continues = number > 0 and goes_on[number - 1]
        linked = number > 0 and number < len(goes_on) and goes_on[number] and len(WORD.findall(line)) <= 12
        if joined and joined[-1] and line and (continues or (linked and open_before)):
            space = "" if line[:1] in ",.;:!?)]»”…،؛؟'’" else " "
            joined[-1] += space + line
        else:
            joined.append(line)
        last = joined[-1]
        open_before = (
            bool(last) and not ends_sentence(last) and len(WORD.findall(last[-400:])) >= 4 and reads_on(last[-400:])
        )
    return joined
