"""Counting: what a log of observations comes to under named, versioned rules.

In: incidents with their claims, the agreement, which rules, over which time, by which parts. Out: numbers, each with its rule.
Always: the same incidents give the same numbers in whatever order they come and however often a claim is told again; what may
lie on either side of a border of time, place or kind is in the range and not in the point; numbers of unlike rules can be
neither added nor subtracted nor put in order; the cost grows as the log does.
"""

from holdfire.counting.counting import BY, Counts, CountsAsked, Parts, Row, counts
from holdfire.counting.exercises import exercises_forbidden
from holdfire.counting.log import Log, log_of
from holdfire.counting.number import RuledCount
from holdfire.counting.rules import DISCHARGE, EVENT, HOUR_CLUSTER, RULES, THIRTY_ROUND_HOUR, Rule, rule_named
from holdfire.counting.seen import Perceived, perceived, written

__all__ = [
    "BY",
    "DISCHARGE",
    "EVENT",
    "HOUR_CLUSTER",
    "RULES",
    "THIRTY_ROUND_HOUR",
    "Counts",
    "CountsAsked",
    "Log",
    "Parts",
    "Perceived",
    "Row",
    "Rule",
    "RuledCount",
    "counts",
    "exercises_forbidden",
    "log_of",
    "perceived",
    "rule_named",
    "written",
]
