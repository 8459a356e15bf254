"""Publish: what is told, to whom.

In: a status and the claims behind it. Out: a page, a trace, a table; later bulletins and exports.
Always: no number without the rule that counted it; "no coverage" and "nothing happened" look different; every state can be
followed down to the words of a claim and its source.
"""

from holdfire.publish.ical import ical
from holdfire.publish.page import render_page
from holdfire.publish.trace import Trace, readings_asked, trace

__all__ = ["Trace", "ical", "readings_asked", "render_page", "trace"]
