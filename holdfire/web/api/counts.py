"""Counts over the interface: the log that the asker may see, restated under named rules."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from holdfire.counting import Counts
from holdfire.counting.counting import By
from holdfire.restating import asked_for
from holdfire.web.api.asked import KnownAt, moment, told
from holdfire.web.api.bearer import Reader
from holdfire.web.api.problems import taken
from holdfire.web.desk import desk_of
from holdfire.web.rooms.numbers.told import counts_seen

counts = APIRouter(tags=["situation"])
Day = Annotated[str, Query(max_length=10, description="A day, by the agreement's boundary, such as `2016-09-16`.")]
Rules = Annotated[
    list[Annotated[str, Query(max_length=60)]] | None,
    Query(max_length=20, description="Rules by name, such as `discharge/1`; all of them where none is named."),
]


@counts.get("/counts", response_model=Counts, responses=told(404))
def counted(
    request: Request,
    who: Reader,
    first: Day = "",
    last: Day = "",
    rule: Rules = None,
    by: By | None = None,
    known_at: KnownAt = "",
) -> Counts:
    """Observations of fire and happenings, each number under its rule: all, explosions, assessed exercises, remainder."""
    moment(known_at, "query.known_at", request)
    with taken("query"):
        return counts_seen(
            desk_of(request), who.session, asked_for("", first, last, tuple(rule or ()), by or ""), known_at
        )
