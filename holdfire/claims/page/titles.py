"""The headline: among what an HTML page names itself, or among the lines above an article that has lost its markup."""

import re
from collections.abc import Sequence

from holdfire.claims.page.lines import WORD, Line, folded

_PARTS = re.compile(r"\s+[|«»•·—–]\s+|\s+::\s+|\s+-\s+(?=[^-]{2,40}$)")
ABOVE = 60
"""How many lines above an article its headline is looked for."""


def without_site(title: str) -> str:
    """A page's title without the site's name behind (or before) it: the longest part, when it has most of the words."""
    parts = [p.strip() for p in _PARTS.split(title) if p.strip()]
    if len(parts) < 2:
        return title.strip()
    longest = max(parts, key=len)
    return longest if len(longest) >= 12 else title.strip()


def title_of_head(titles: Sequence[str], page_title: str) -> str:
    """The heading that the page's own data confirm; else what the data say; else the page's title without the site's name."""
    said = [t for t in titles if t.strip()]
    bare = without_site(page_title)
    for one in said:
        words = set(folded(one).split())
        others = [set(folded(o).split()) for o in (*said, page_title) if o is not one]
        if words and any(len(words & other) >= 0.7 * len(words) for other in others):
            return without_site(one)
    return bare or (without_site(said[0]) if said else "")


def title_of_lines(lines: Sequence[Line], start: int, end: int) -> str:
    """The line above an article that says what its first paragraphs say, and that the page says again."""
    opening = {
        w.casefold()
        for n in lines[start : min(end, start + 4)]
        for w in WORD.findall(n.text)
        if len(w) > 3 or w.isupper()
    }
    best, found = 0.0, ""
    keys = [folded(n.text) for n in lines[:400]]
    named = set(keys[0].split()) if keys and 3 <= lines[0].words <= 40 else set()
    for number in range(max(0, start - ABOVE), min(len(lines), start + 1)):
        line = lines[number]
        words = [w.casefold() for w in WORD.findall(line.text) if len(w) > 3 or w.isupper()]
        if (
            not 3 <= line.words <= 30
            or line.kind in ("notice", "date", "end", "nothing")
            or not words
            or number == start < end
        ):
            continue
        alike = sum(w in opening for w in words) / len(words)
        again = sum(folded(line.text) in key for key in keys) - 1
        own = set(keys[number].split()) if number < len(keys) else set()
        score = (
            len(own & named) / max(1, len(own | named))
            + alike
            + 0.25 * min(again, 3)
            + 0.2 * number / max(1, start)
            - 0.3 * line.text.islower()
            - 0.2 * line.is_sentence
        )
        if alike >= 0.3 and score > best:
            best, found = score, line.text
    return found
