"""Measuring: the statistics of a case. The rules of measuring are in ``statistics``; here the record is opened for them.

In: a case, a day from which "after" counts, how many days of baseline, and as known when. Out: its ``Statistics``. Always: what
is counted is what a status of the same instants counts, and its digest stands beside the numbers.
"""

from holdfire.measuring.matter import matter_of, measured
from holdfire.measuring.rates import rates_told

__all__ = ["matter_of", "measured", "rates_told"]
