"""Numbers, times and spellings in English, Arabic and Russian.

In: text, and the span in which it was published. Out: numbers and times with the characters they stand on, never more exact than
the words.
"""

from holdfire.claims.language.model import NumberSaid, TimeSaid

__all__ = ["NumberSaid", "TimeSaid"]
