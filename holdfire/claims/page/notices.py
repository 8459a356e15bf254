"""Lines that pages put around articles: notices, labels, credits of pictures, dates that stand alone, and marks of the end.

The patterns stand in ``notices.txt``, one a line, and name kinds of lines, no sites. A line is looked at up to its 400th
character.
"""

import re
from pathlib import Path

from holdfire.claims.page.feasts import MONTH

LOOKED_AT = 400
"""Characters of a line that patterns see; a notice says what it is at once."""


def _sections(text: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """The patterns of each section of the file. One after the other they are three times as fast as in one alternation."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isalpha():
            name = line[1:-1]
        elif line and not line.startswith("#"):
            found.setdefault(name, []).append(line)
    return {name: tuple(re.compile(p) for p in patterns) for name, patterns in found.items()}


_READ = _sections(Path(__file__).with_name("notices.txt").read_text("utf-8"))
END = _READ["end"]
"""Short lines after which another thing than the article begins: comments, other headlines, forms."""
WHOLE = _READ["whole"]
"""Labels of buttons, fields and bylines, as a whole short line."""
ANYWHERE = _READ["anywhere"]
"""Words that make a line a notice wherever they stand in it."""
CONSENT = _READ["consent"]
"""Words of banners that ask for consent; these run long."""
CONSENT_WORDS = 200
COMMENTS = _READ["comments"]
"""What makes a mark of the end one of comments."""
OPENERS = '"“„«‘‚'
"""A line that opens with one of these is somebody's speech."""
STRONGEST_WORDS = 45
"""A line longer than this is prose, whatever notice it holds."""

DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?[\s.,]+{MONTH}\b|\b{MONTH}[\s.,]+\d{{1,4}}\b"
    rf"|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}:\d\d\b|\b\d+ (?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?"
    r"|months?|years?) ago\b"
    r"|\b(?:yesterday|today|vor \d+ \w+|il y a \d+|hace \d+|\d+ \w+ назад|вчера|сегодня)\b|منذ \d+|\bقبل \d+"
)
"""A date or hour as pages write it."""


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def is_notice(line: str, words: int) -> bool:
    """Whether a line is a notice or label of the page and not the article's."""
    seen = line[:LOOKED_AT].lower()
    if words <= 12 and _any(WHOLE, seen):
        return True
    if words <= CONSENT_WORDS and _any(CONSENT, seen):
        return True
    if words > 8 and seen[:1] in OPENERS:
        return False
    return words <= STRONGEST_WORDS and _any(ANYWHERE, seen)


def is_end(line: str, words: int) -> bool:
    """Whether a line says that comments, a form or other articles begin."""
    return words <= 10 and _any(END, line[:LOOKED_AT].lower())


def is_comments(line: str) -> bool:
    """Whether a mark of the end is one before readers' comments, or the form for them."""
    return _any(COMMENTS, line[:LOOKED_AT].lower())


def is_date(line: str, words: int) -> bool:
    """Whether a short line is a date or hour that stands alone, as beside headlines."""
    if words > 18:
        return False
    return len(DATE.findall(line[:LOOKED_AT].lower())) >= (1 if words <= 12 else 2)
