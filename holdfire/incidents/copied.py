"""Claims in the same telling words, wherever and whenever they are put: what place and time alone would not bring together."""

import numpy as np

from holdfire.incidents.likeness import FEWEST_WORDS
from holdfire.incidents.reports import Reports
from holdfire.incidents.weights import Ints

NEXT = 5
"""Each is held against so many that follow it in time: formulas that a source uses every day do not make a crowd."""


def copied_pairs(reports: Reports) -> tuple[Ints, Ints]:
    """Pairs of claims with the same telling words, ``FEWEST_WORDS`` or more of them."""
    table = reports.words
    sizes = np.diff(table.first)
    bags: dict[bytes, list[int]] = {}
    for at in np.flatnonzero(sizes >= FEWEST_WORDS).tolist():
        bags.setdefault(table.word[table.first[at] : table.first[at + 1]].tobytes(), []).append(at)
    start = reports.rows.start
    one: list[int] = []
    other: list[int] = []
    for members in bags.values():
        turn = sorted(members, key=lambda at: (int(start[at]), at))
        for step in range(1, min(NEXT, len(turn) - 1) + 1):
            one += turn[:-step]
            other += turn[step:]
    return np.array(one, dtype=np.int64), np.array(other, dtype=np.int64)
