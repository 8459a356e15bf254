"""Publish: what is told, to whom.

In: a status and the claims behind it. Out: a page, a trace, a table; later bulletins and exports.
Always: no number without the rule that counted it; "no coverage" and "nothing happened" look different; every state can be
followed down to the words of a claim and its source.

The page, the picture and the calendar file are imported where they are made (``publish.page``, ``publish.draw``,
``publish.ical``), so that a command that makes none of them starts quickly.
"""

from holdfire.publish.trace import Trace, readings_asked, trace

__all__ = ["Trace", "readings_asked", "trace"]
