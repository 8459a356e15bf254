"""Agreement: what was agreed, as dated data.

In: a folder of YAML and GeoJSON. Out: one frozen ``Agreement`` with its zones and digest.
Always: every name a provision uses is defined; every field the text leaves open says so (``unknown``, ``disputed``,
``unpublished``); the digest covers every byte that was read.
"""

from holdfire.agreement.calendar import Deadline, deadlines
from holdfire.agreement.check import OpenPoint, open_points
from holdfire.agreement.difference import differences, reading_differences
from holdfire.agreement.evaluable import never_evaluated
from holdfire.agreement.load import load
from holdfire.agreement.model import Agreement, Reading

__all__ = [
    "Agreement", "Deadline", "OpenPoint", "Reading", "deadlines", "differences", "load", "never_evaluated", "open_points",
    "reading_differences",
]  # fmt: skip
