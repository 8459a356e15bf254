"""Incidents: a list that is searched and filtered, and one incident with all that is known of it.

In: what the index keeps, what bodies said, who did what. Out: the list, one incident as known at any time, its media behind a
warning; findings and positions as signed entries. Always: nothing reads the whole record; nobody sees what their sight excludes.
"""

from fastapi import APIRouter

from holdfire.web.rooms.incident.listing import listing
from holdfire.web.rooms.incident.media import media
from holdfire.web.rooms.incident.page import pages

incident = APIRouter()
for part in (listing, media, pages):
    incident.include_router(part)

__all__ = ["incident"]
