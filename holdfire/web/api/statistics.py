"""Statistics over the interface: intervals and refusals, never a bare number."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from holdfire.measuring.matter import MOST_BASELINE
from holdfire.statistics import Statistics
from holdfire.statistics.made import BASELINE
from holdfire.web.api.asked import Asked, told
from holdfire.web.api.bearer import Reader
from holdfire.web.api.problems import taken
from holdfire.web.desk import desk_of
from holdfire.web.rooms.numbers.statistics import statistics_seen

statistics = APIRouter(tags=["situation"])


@statistics.get("/statistics", response_model=Statistics, responses=told(404))
def measured(
    request: Request,
    who: Reader,
    asked: Asked,
    on: Annotated[
        str, Query(max_length=10, description="The day from which after counts; the start of the truce when left out.")
    ] = "",
    baseline: Annotated[int, Query(ge=1, le=MOST_BASELINE, description="Days on either side, at most.")] = BASELINE,
) -> Statistics:
    """Rates before and after, coverage, a constant set of sources, what was not seen, lag, over one window.

    To whoever is confined to zones it tells of what surely lies in these alone, and says so in `zones`.
    """
    with taken("query"):
        return statistics_seen(desk_of(request), who.session, on, baseline, asked.known_at, asked.as_of)
