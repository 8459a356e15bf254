"""Numbers and times in English, Arabic and Russian.

In: text, and the span in which it was published. Out: numbers and times with the characters they stand on, never more exact than
the words.
Always: spans lie within the text and never overlap; the same words give the same numbers and times; the cost is
linear in the text.
"""

from holdfire.claims.language.model import NumberSaid, TimeSaid
from holdfire.claims.language.numbers import numbers_in
from holdfire.claims.language.times import times_in

__all__ = ["NumberSaid", "TimeSaid", "numbers_in", "times_in"]
