"""Between the sides, over the interface: two records held against each other, matches, and whose ledgers are accepted."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from holdfire import between, disputes, sides
from holdfire.answers import Peer
from holdfire.findings.reconcile.model import Reconciliation
from holdfire.web.api.asked import Asked, Name, Said, Why, told
from holdfire.web.api.bearer import Reader, Reviewer, WholeReader
from holdfire.web.api.claims import Entered, act_of
from holdfire.web.api.problems import taken
from holdfire.web.desk import desk_of

between_sides = APIRouter(tags=["between the sides"])
Body = Annotated[Name, Query(description="A body: an actor of the agreement, or whose ledger is here.")]


class Matching(Said):
    """Two bodies' events that are one happening, such as ``russia:URUM`` and ``united-states:URUM``, or that are not."""

    a: Name
    b: Name
    holds: bool = True
    why: Why


@between_sides.get("/reconciliation", response_model=Reconciliation, responses=told())
def reconciled(request: Request, who: WholeReader, a: Body, b: Body, asked: Asked) -> Reconciliation:
    """Two bodies' records held against each other: the agreed core, the dissent, what only one tells, counts side by side."""
    desk = desk_of(request)
    with taken("query"):
        return sides.reconciled(desk.case, a, b, asked.at, asked.known, desk.clock())


@between_sides.post("/matches", response_model=Entered, status_code=201, responses=told())
def match(request: Request, who: Reviewer, said: Matching) -> Entered:
    """Take two bodies' events for one happening, or say with `holds: false` that they are not."""
    desk = desk_of(request)
    with desk.writing, taken("body"):
        case = desk.case
        act = act_of(desk, case, who, said.why)
        return Entered(entry=disputes.match(case, said.a, said.b, act, desk.index, holds=said.holds))


@between_sides.get("/peers", response_model=list[Peer], responses=told())
def peers(request: Request, who: Reader) -> list[Peer]:
    """Whose ledgers are accepted here, how much of each is held, and who cosigned whom up to where."""
    return between.peers_of(desk_of(request).case)
