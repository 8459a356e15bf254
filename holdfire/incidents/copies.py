"""Which texts are copies of one another, whole or in part: an outlet that prints an agency's words is no second origin.

Texts are cut into runs of four folded words. Two are copies when the shorter shares ``COPIED`` of its runs with the longer, so
that a short piece cut out of a long one is found. Candidates come from MinHash and banding over pieces of the texts
(``datasketch``), so that cost grows with the number of texts and not with its square; each candidate is then counted exactly.
"""

from collections.abc import Mapping
from typing import Final
from zlib import crc32

from holdfire.incidents.texts import tokens

RUN = 4
COPIED: Final = 0.4
"""Of the shorter text's runs of four words. In news of two happenings of one kind (ECB+, every second topic) all 69 pairs of
articles that share so many tell one happening in one agency's words; articles that only tell the same share a tenth."""
FEWEST_RUNS = 12
"""Shorter texts, headlines mostly, are not called copies."""
PIECE, STEP = 200, 100
"""Words of a piece, and how far the next one begins after it."""
BANDS: Final = (64, 2)
"""Bands of two hashes, 64 of them: of pieces that share a fifth of their runs 93% are looked at, of those with a fiftieth 3%."""
MOST_TOGETHER = 200
"""A band that more pieces fall into is a formula (a masthead, a notice) and makes no candidates."""


def copies(texts: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """Pairs of texts, by name, that copy one another, and how much of the shorter one's runs both have. Names come in order."""
    runs = {name: runs_of(text) for name, text in sorted(texts.items())}
    found: dict[tuple[str, str], float] = {}
    for one, other in sorted(_candidates(texts, runs)):
        mine, theirs = runs[one], runs[other]
        share = len(mine & theirs) / min(len(mine), len(theirs))
        if share >= COPIED:
            found[one, other] = share
    return found


def runs_of(text: str) -> frozenset[int]:
    """Every run of four words of a text, as numbers."""
    words = tokens(text)
    return frozenset(_number(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _number(run: list[str]) -> int:
    return crc32(" ".join(run).encode())


def _candidates(texts: Mapping[str, str], runs: Mapping[str, frozenset[int]]) -> set[tuple[str, str]]:
    """Pairs of texts with pieces that fall into one band."""
    long_enough = [name for name in sorted(texts) if len(runs[name]) >= FEWEST_RUNS]
    if len(long_enough) < 2:
        return set()
    from datasketch import MinHash  # type: ignore[import-untyped]  # noqa: PLC0415 - seconds to import

    bands, rows = BANDS
    held: dict[bytes, set[str]] = {}
    for name in long_enough:
        words = tokens(texts[name])
        for begin in range(0, max(1, len(words) - STEP), STEP):
            piece = words[begin : begin + PIECE]
            made = {_number(piece[at : at + RUN]) for at in range(len(piece) - RUN + 1)}
            sketch = MinHash(num_perm=bands * rows, hashfunc=int)
            sketch.update_batch(sorted(made))
            for band in range(bands):
                key = bytes([band]) + sketch.hashvalues[band * rows : (band + 1) * rows].tobytes()
                held.setdefault(key, set()).add(name)
    together = [sorted(names) for names in held.values() if 1 < len(names) <= MOST_TOGETHER]
    return {(one, other) for names in together for n, one in enumerate(names) for other in names[n + 1 :]}
