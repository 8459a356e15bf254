"""Statistics: what the record's numbers can bear, and what they cannot.

In: incidents with their findings, claims, looks, requests and findings of bodies, all within one window. Out: one ``Statistics``.
Always: a number stands with its interval, window, method and how many happenings it rests on; what is too thin, or not
independent, is refused in words; a day on which nobody looked is no zero that anybody may lean on; the same input gives
the same bytes on any machine, for chance is drawn from a fixed seed and every number is rounded to stated digits.
"""

from holdfire.statistics.made import Matter, rates_of, statistics_of
from holdfire.statistics.model import Rates, Statistics

__all__ = ["Matter", "Rates", "Statistics", "rates_of", "statistics_of"]
