"""Letters: how wide words are, where a line breaks, and how words of two directions stand in one line. Widths are pixels.

An SVG cannot break lines by itself, so letters are counted. The widths are those of a wide font (DejaVu Sans), so that a
narrower one leaves room at the end of a line and nothing runs out of its box.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SIZES: dict[str, tuple[float, bool]] = {
    "h1": (21, True),
    "h2": (17, True),
    "h3": (14, True),
    "name": (12.5, True),
    "body": (12.5, False),
    "small": (11.5, False),
    "label": (11.5, True),
    "tick": (11, False),
}
"""Size in pixels of each look of text, and whether it is bold. Nothing is smaller than 11."""

LEADING = 1.36
"""Height of a line as a multiple of its size."""

BOLD = 1.11
_WIDTHS = (
    (" .,:;'|!ijlI()[]{}·،؛", 0.38),
    ('frt-/\\`"*', 0.45),
    ("mwMWЖШЩЮФЫжшщюфыОQ@%…—№&+=<>", 0.97),
    ("млдцМЛДЦ", 0.76),
    ("اأإآلرزدذو", 0.42),
    ("بتثفك", 0.74),
    ("سشصضط", 0.88),
)
_LETTER = {sign: width for signs, width in _WIDTHS for sign in signs}

_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_RUN = re.compile(rf"[{_RIGHT}](?:[^A-Za-z\u00c0-\u052f]*[{_RIGHT}])?")
_APART = rf"\s()\[\]«»“”{_RIGHT}"
_TOKEN = rf"[^{_APART}]*[A-Za-z\u00c0-\u052f](?:[^{_APART}]*[A-Za-z0-9\u00c0-\u052f])?"
_FURTHER = rf"\s(?:(?:[–—&/+-]\s)?{_TOKEN}|\d+\b|\([^(){_RIGHT}]*\))"
_LEFT_RUN = re.compile(
    rf"(?:\d[\d.,]*\s)?{_TOKEN}(?:[.,;:!?…'’”]*{_FURTHER})*(?:[.!?…]+(?=\s|$))?|[+\-]?\d(?:[\d.,:/+–-]*\d)?"
)
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"


@dataclass(frozen=True)
class Letters:
    """How words are set in one language."""

    right_to_left: bool

    def plain(self, text: str) -> str:
        """Words for a title or a description: one line, nothing that could change its order."""
        return self._isolated(_clean(text))

    def lines(self, text: str, width: float, look: str, most: int = 0) -> list[str]:
        """The words broken into lines no wider than ``width``; ``most`` lines at most, when it is given."""
        broken = _broken(_clean(text), width, look)
        if most and len(broken) > most:
            broken = [*broken[: most - 1], _cut(broken[most - 1] + "…", width, look)]
        return [self._isolated(line) for line in broken]

    def _isolated(self, line: str) -> str:
        """The line with every run of the other direction set apart, so that neither reorders the other."""
        if not self.right_to_left:
            return _RIGHT_RUN.sub(lambda run: f"{_RLI}{run[0]}{_PDI}", line)
        if not re.search(f"[{_RIGHT}]", line):
            return f"{_LRI}{line}{_PDI}" if line else line
        return _LEFT_RUN.sub(lambda run: f"{_LRI}{run[0]}{_PDI}", line)


def width_of(text: str, look: str) -> float:
    """How wide a line may become at most, in pixels; signs without width count nothing."""
    size, bold = SIZES[look]
    return sum(map(_em, text)) * size * (BOLD if bold else 1)


def height_of(look: str, lines: int = 1) -> float:
    """The height of so many lines."""
    return round(SIZES[look][0] * LEADING * lines, 1)


@lru_cache(maxsize=4096)
def _em(sign: str) -> float:
    """The width of one sign, as a share of the size of the letters."""
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if sign in _LETTER:
        return _LETTER[sign]
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 1.06
    if unicodedata.category(sign) == "Lu":
        return 0.76
    if unicodedata.category(sign)[0] in "LN":
        return 0.64
    return 0.7


def _clean(text: str) -> str:
    """One line of printable signs. Control signs and overrides of direction are shown by their number."""
    joined = " ".join(text.split())
    return _HARMFUL.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", joined)


def _broken(text: str, width: float, look: str) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        tried = f"{line} {word}" if line else word
        if width_of(tried, look) <= width:
            line = tried
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, width, look)
        lines += full
    return [*lines, line] if line else lines


def _pieces(word: str, width: float, look: str) -> list[str]:
    """A word too long for a line, in pieces that fit; at least one letter each."""
    pieces, piece = [], ""
    for sign in word:
        if piece and width_of(piece + sign, look) > width:
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def _cut(line: str, width: float, look: str) -> str:
    """A line that ends in … and fits."""
    while len(line) > 1 and width_of(line, look) > width:
        line = line[:-2] + "…"
    return line
