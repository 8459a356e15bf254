"""Numbers, times and spellings in English, Arabic and Russian.

In: text, and the span in which it was published. Out: numbers and times with the characters they stand on, never more exact than
the words; spellings of names made comparable across three scripts.
Always: spans lie within the text and never overlap; the same words give the same numbers and times; the cost is
linear in the text.
"""

from holdfire.claims.language.model import NumberSaid, TimeSaid
from holdfire.claims.language.numbers import numbers_in
from holdfire.claims.language.spelling import folded, folded_with_offsets, skeleton, transliterations, unprefixed
from holdfire.claims.language.times import times_in

__all__ = [
    "NumberSaid",
    "TimeSaid",
    "folded",
    "folded_with_offsets",
    "numbers_in",
    "skeleton",
    "times_in",
    "transliterations",
    "unprefixed",
]
