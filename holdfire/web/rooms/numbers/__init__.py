"""Numbers: what the record comes to, each number under its rule.

In: claims and incidents that the reader may see. Out: pages with tables and figures. Always: a rule stands beside every number,
and numbers of unlike rules are never added, subtracted or compared.

Every page of the room is a router of its own file; it is named in ``frame.PARTS`` and taken in here.
"""

from fastapi import APIRouter

from holdfire.web.rooms.numbers.counting import counting
from holdfire.web.rooms.numbers.exports import exports
from holdfire.web.rooms.numbers.figures import figures
from holdfire.web.rooms.numbers.statistics import statistics

numbers = APIRouter()
for part in (counting, figures, statistics, exports):
    numbers.include_router(part)

__all__ = ["numbers"]
