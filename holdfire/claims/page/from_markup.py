"""The article out of HTML: what trafilatura takes, put back into the page's own blocks, mended and cleared of notices.

Trafilatura says which words are the article's. Holdfire finds them again among the page's blocks, so that every character is the
page's own; takes in first and inner paragraphs that were passed over though they stand among the article's; leaves out
notices, labels, credits of pictures, the headline said again, and rows of links. Where trafilatura finds nothing, or the
page is too large for it, the rules for text without markup read the blocks instead.
"""

from collections.abc import Sequence
from typing import Any

from holdfire.claims.page.lines import WORD, Line, folded, past_notices
from holdfire.claims.page.markup import Block
from holdfire.claims.page.stripped import article_lines, headed, is_headline

MOST_FOR_TRAFILATURA = 3_000_000
"""Characters of a page up to which trafilatura is asked: it takes about 15 ms for a page of 100,000."""
LINKED = 0.6
"""A block of which more is links is a list of other pages."""
LONG, NEAR, FAR = 6, 60, 600
"""How many words ahead a short and a long block are looked for, so that a label does not match another paragraph's words."""
FILLED_WORDS, LEAD_WORDS, WIDEST_GAP = 8, 25, 4
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def taken_by_trafilatura(tree: Any) -> str:
    """The text that trafilatura takes for the article's; empty when it finds none or fails."""
    from trafilatura import extract  # noqa: PLC0415 - heavy, and text without markup needs none

    try:
        return (
            extract(tree, include_comments=False, include_tables=True, include_formatting=False, deduplicate=False)
            or ""
        )
    except Exception:
        return ""


def aligned(blocks: Sequence[Block], text: str) -> list[bool]:
    """Which blocks hold the words of ``text``: long ones by runs of three words, short ones by their order."""
    words = _words(text)
    runs: dict[tuple[str, ...], int] = {}
    for place in range(len(words)):
        runs.setdefault(tuple(words[place : place + 3]), place)
    owns = [_words(b.text) for b in blocks]
    places = [_placed(own, runs) if len(own) >= LONG else -1 for own in owns]
    after = len(words)
    nexts = [after] * len(blocks)
    for number in range(len(blocks) - 1, -1, -1):
        nexts[number] = after
        if places[number] >= 0:
            after = places[number]
    found, here = [], 0
    for number, own in enumerate(owns):
        if places[number] < 0 and 0 < len(own) < LONG:
            stop = nexts[number] if nexts[number] >= here else here + NEAR
            places[number] = _standing(own, words, here, min(stop, here + FAR))
        found.append(places[number] >= 0)
        if places[number] >= 0:
            here = places[number] + len(own)
    return found


def _words(text: str) -> list[str]:
    return [w.casefold() for w in WORD.findall(text.replace("\u00ad", ""))]


def _placed(own: list[str], runs: dict[tuple[str, ...], int]) -> int:
    """Where a long block begins in the text, or -1 when less than seven tenths of its runs of words are there."""
    places = [runs.get(tuple(own[n : n + 3]), -1) for n in range(len(own) - 2)]
    there = [p for p in places if p >= 0]
    return there[0] if len(there) >= 0.7 * len(places) else -1


def _standing(own: list[str], words: list[str], start: int, stop: int) -> int:
    for place in range(max(0, start - 2), stop - len(own) + 1):
        if words[place : place + len(own)] == own:
            return place
    return -1


def article_of_blocks(tree: Any, blocks: Sequence[Block], lines: Sequence[Line], title: str, size: int) -> list[int]:
    """Numbers of the blocks (and ``lines``, one for each) that are the article's, in order."""
    text = taken_by_trafilatura(tree) if size <= MOST_FOR_TRAFILATURA else ""
    kept = aligned(blocks, text) if text else []
    if not any(kept):
        return [n for n in article_lines(lines, title) if blocks[n].links < LINKED]
    _mend(blocks, lines, kept, title)
    return _cleared(blocks, lines, kept, title)


def _mend(blocks: Sequence[Block], lines: Sequence[Line], kept: list[bool], title: str) -> None:
    """Take in paragraphs that stand between the headline and the article's first, or among the article's."""
    first = kept.index(True)
    last = len(kept) - 1 - kept[::-1].index(True)
    head = headed(lines, title, first, last + 1)
    if 0 <= head <= first:
        for number in range(head, first):
            kept[number] = _is_plain(blocks[number], lines[number], LEAD_WORDS)
    gap: list[int] = []
    for number in range(first, last + 1):
        if not kept[number]:
            gap.append(number)
            continue
        if len(gap) <= WIDEST_GAP:
            for inner in gap:
                kept[inner] = _is_plain(blocks[inner], lines[inner], FILLED_WORDS)
        gap = []


def _is_plain(block: Block, line: Line, words: int) -> bool:
    """A paragraph that stands in no aside, under no picture, and is no list of links."""
    return line.is_sentence and line.words >= words and block.links < 0.3 and not block.aside and not block.caption


def _cleared(blocks: Sequence[Block], lines: Sequence[Line], kept: Sequence[bool], title: str) -> list[int]:
    """The kept blocks without notices, rows of links, captions, repeated paragraphs and the headline."""
    numbers = [n for n, keep in enumerate(kept) if keep]
    words = sum(lines[n].words for n in numbers)
    captioned = sum(lines[n].words for n in numbers if blocks[n].caption)
    out: list[int] = []
    seen: set[str] = set()
    for number in past_notices(lines, numbers):
        block, line = blocks[number], lines[number]
        key = folded(line.text)
        long = line.words >= 10
        address = _is_address(line.text)
        if (long and key in seen) or is_headline(line, title) or (address and not out):
            continue
        if block.links > LINKED and not address and not line.is_sentence and block.tag not in HEADINGS:
            continue
        if block.caption and captioned < 0.3 * words:
            continue
        seen.add(key)
        out.append(number)
    return _trimmed(lines, out)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "www.")) and " " not in text


def _trimmed(lines: Sequence[Line], numbers: list[int]) -> list[int]:
    """Without dates and labels at either end, three at most."""
    start, end = 0, len(numbers)
    while start < min(3, end) and lines[numbers[start]].kind in ("date", "label", "nothing"):
        start += 1
    while end > max(start, len(numbers) - 3) and lines[numbers[end - 1]].kind in ("date", "label", "nothing"):
        end -= 1
    return numbers[start:end]
