"""Bulletin: what is told of one day, the same in every format.

In: the status at the end of the day and at its beginning, both as known at one moment, and what late knowledge changed. Out: a
bulletin as a document in one language, and that document as HTML, PDF or DOCX::

    told = Told(agreement, period, now, before, changes)
    document = bulletin_of(told, Heading(number, edition), words)    # public_bulletin: from the public edition
    data = rendered(document, "pdf")                              # several languages: rendered((one, other), "pdf")

Always: every number stands beside the rule that counted it; a day nobody looked at is told apart from a quiet day; the same
record gives the same bytes; and nothing stands in a bulletin that is not in the two statuses.
"""

from holdfire.publish.bulletin.compose import bulletin_of
from holdfire.publish.bulletin.document import Document
from holdfire.publish.bulletin.period import Period, Seal, Told, changes_of, period_of
from holdfire.publish.bulletin.public import public_bulletin
from holdfire.publish.bulletin.render import FORMATS, rendered
from holdfire.publish.bulletin.words import Heading

__all__ = [
    "FORMATS",
    "Document",
    "Heading",
    "Period",
    "Seal",
    "Told",
    "bulletin_of",
    "changes_of",
    "period_of",
    "public_bulletin",
    "rendered",
]
