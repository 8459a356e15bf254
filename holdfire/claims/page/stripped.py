"""The article out of text that has lost its markup: menus, headlines, forms and the article's paragraphs, a line each.

The article is the stretch of lines with the greatest sum of worths: prose is worth its words, everything else costs
(maximum subsequence segmentation, Pasternack and Roth 2009, with shapes of lines for its classifier). A paragraph that stands
alone beside a date is the beginning of another article, or a comment, and is worth little. Inside the stretch notices are left
out, and headlines that follow a mark such as "Read more". Linear in the lines.
"""

import itertools
from collections.abc import Sequence

from holdfire.claims.page.lines import PROSE_WORDS, Line, folded, past_notices
from holdfire.claims.page.notices import is_comments

MOST_WORTH = 45
COST = {
    "line": 8.0,
    "label": 2.0,
    "notice": 15.0,
    "date": 12.0,
    "end": 14.0,
    "teaser": 12.0,
    "again": 12.0,
    "nothing": 1.0,
}
"""What a line of each kind costs, in words of prose. Tried on pages kept for looking, not on those the figures are of."""
ALONE = 0.2
"""What is left of the worth of a paragraph that stands alone beside a date."""
DEAREST_GAP = 30.0
"""The most that lines and labels in a row cost together: a list or table within an article is no end of it."""
UNCAPPED = 200.0
"""After a date or mark of the end, what lines may cost in a row on top of ``DEAREST_GAP``."""
SETTLED, COMMENTS_NEED = 150.0, 1.5
"""Past 150 words' worth a line such as "Comments" ends the article, unless what follows is worth half as much again."""
PAIRS, PAIRED_WORDS = 3, 32
LEAD_LINES, LEAD_WORDS = 12, 25
"""How many lines may stand between a first paragraph and the rest: buttons, a picture, a table of contents."""


def stretch(lines: Sequence[Line]) -> tuple[int, int]:
    """First and one past the last line of the article; ``(0, 0)`` when no line is worth anything."""
    best, total, start, found, gap = 0.0, 0.0, 0, (0, 0), 0.0
    needed = 0.0
    for number, line in enumerate(lines):
        if line.kind == "end" and best > SETTLED and is_comments(line.text):
            total, start, needed = 0.0, number + 1, COMMENTS_NEED * best
            continue
        worth = _worth(lines, number)
        if line.kind in ("line", "label", "again"):
            worth = -min(-worth, max(0.0, DEAREST_GAP - gap))
            gap -= worth
        elif line.is_sentence:
            gap = 0.0
        elif line.kind in ("end", "date"):
            gap = -UNCAPPED
        total += worth
        if total < 0:
            total, start = 0.0, number + 1
        elif total > max(best, needed):
            best, found = total, (start, number + 1)
    return found


def _worth(lines: Sequence[Line], number: int) -> float:
    line = lines[number]
    if line.kind == "prose":
        worth = min(line.words, MOST_WORTH) - 3.0
        return worth * ALONE if _alone(lines, number) else worth
    if line.kind == "sentence":
        return line.words * 0.5
    return -COST[line.kind]


def _alone(lines: Sequence[Line], number: int) -> bool:
    """A paragraph between lines that are no sentences, with a date within two lines, or one of a row of such pairs."""
    around = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    if any(n.is_sentence for n in around):
        return False
    near = (*lines[max(0, number - 2) : number], *lines[number + 1 : number + 3])
    if any(n.kind == "date" for n in near):
        return True
    row = lines[max(0, number - 4) : number + 5]
    pairs = sum(
        1
        for one, two in itertools.pairwise(row)
        if one.kind == "line" and two.is_sentence and two.words <= PAIRED_WORDS
    )
    return (
        lines[number].words <= PAIRED_WORDS
        and pairs >= PAIRS
        and not any(x.is_sentence and y.is_sentence for x, y in itertools.pairwise(row))
    )


def headed(lines: Sequence[Line], title: str, start: int, end: int) -> int:
    """One past the last line like the title, before the article or at its first lines; -1 when there is none."""
    last = next((n for n in range(start, end) if lines[n].kind == "prose" and n), end)
    return next((n + 1 for n in range(min(last + 1, len(lines)) - 1, 0, -1) if is_headline(lines[n], title)), -1)


def is_headline(line: Line, title: str) -> bool:
    """Whether a line says the title again: seven tenths of its words, half of the title's, three at least."""
    wanted, words = set(folded(title).split()), set(folded(line.text).split())
    return line.words <= 40 and len(words & wanted) >= max(3.0, 0.7 * len(words), 0.5 * len(wanted))


def with_lead(lines: Sequence[Line], start: int, head: int) -> int:
    """Where the article begins once first paragraphs are taken in that stand apart from the rest, under the headline.

    Without a headline they are looked for up to ``LEAD_LINES`` above each other, and one that stands alone is not taken.
    """
    begin, number, under = start, start - 1, 0 <= head <= start
    while number >= (head if under else max(0, begin - LEAD_LINES)):
        line = lines[number]
        if line.kind == "end":
            break
        if line.is_sentence and line.words >= LEAD_WORDS and (under or not _alone(lines, number)):
            begin = number
        number -= 1
    return begin


def article_lines(lines: Sequence[Line], title: str = "") -> list[int]:
    """Numbers of the lines that are the article's, in order."""
    start, end = stretch(lines)
    head = headed(lines, title, start, end) if end else -1
    if head > start:
        start = head
    elif end:
        start = with_lead(lines, start, head)
    outside = {folded(n.text) for n in (*lines[:start], *lines[end:])}
    kept, seen = list[int](), set[str]()
    for number in past_notices(lines, range(start, end)):
        line = lines[number]
        key = folded(line.text)
        if _left_out(line, key, outside) or (line.words >= PROSE_WORDS and key in seen):
            continue
        seen.add(key)
        kept.append(number)
    return kept


def _left_out(line: Line, key: str, outside: set[str]) -> bool:
    if line.kind in ("nothing", "date"):
        return True
    if line.kind == "again" and key in outside:
        return True
    return line.kind == "line" and line.text.isupper() and line.words >= 6
