"""Projection: what a record comes to, kept beside it, so that one new report changes the board by touching what depends on it.

In: a case, and how a status is made anew. Out: boards as of any instant and as known at any moment, and incidents by pages::

    kept = projection.open(case, anew)      # the file `projection.sqlite` in the case's folder
    changed = kept.update()                 # reads what the ledgers tell since; says what changed
    status = kept.board(as_of, known_at)    # a board: a status without the listing of incidents
    page = kept.incidents(after, 100)       # the listing, page by page
    number = kept.count()

Always: a board is, byte for byte, the board of a status made anew from the whole record; the file is never the truth: it can be
deleted at any time, one that is damaged, or of other ledgers, another agreement or version, is made anew; and what cannot be kept
in parts is made anew, with the reason in ``unkept``.
"""

from holdfire.case import Case
from holdfire.projection.board import Anew, Projection
from holdfire.projection.projection import Changed, Progress
from holdfire.projection.store import FILE

__all__ = ["FILE", "Anew", "Changed", "Progress", "Projection", "open"]


def open(case: Case, anew: Anew) -> Projection:
    """The projection of a case. Close it afterwards."""
    return Projection(case, anew)
