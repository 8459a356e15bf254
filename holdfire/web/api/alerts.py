"""Alerts over the interface: rules and what became of them, a trial, and what was set aside tried again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from holdfire import alerting
from holdfire.alerting import Shown
from holdfire.errors import CaseError
from holdfire.web.api.asked import Name, Said, told
from holdfire.web.api.bearer import Asker, WholeReader, asks_whole
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import desk_of
from holdfire.web.users import Right

WholeManager = Annotated[Asker, Depends(asks_whole(Right.MANAGE))]
alerts = APIRouter(tags=["alerts"])


class Trial(Said):
    """Whom a trial is sent to, by the name that the rules have for them."""

    recipient: Name


class Tried(BaseModel):
    """What became of a trial: whether it was taken, and why not."""

    taken: bool
    why: str = ""


class Again(BaseModel):
    """How many messages will be tried again."""

    messages: int


@contextmanager
def _rules() -> Iterator[None]:
    """Rules that are lacking or wrong are told as a 422, with the line."""
    try:
        with taken():
            yield
    except CaseError as error:
        raise RefusedError(422, error.what, error.remedy, where=error.where.rpartition("/")[2]) from error


@alerts.get("/alerts", response_model=Shown, responses=told())
def listed(request: Request, who: WholeReader) -> Shown:
    """The rules, what fired, what waits, what was sent, what was set aside and why. Nothing where the case has no rules."""
    desk = desk_of(request)
    with _rules():
        return alerting.shown(desk.case, desk.clock())


@alerts.post("/alerts/trials", response_model=Tried, responses=told())
def trial(request: Request, who: WholeManager, said: Trial) -> Tried:
    """Send a recipient a trial, with nothing of the case in it but its title."""
    desk = desk_of(request)
    with _rules():
        why = alerting.try_out(desk.case, said.recipient, desk.clock())
    return Tried(taken=not why, why=why)


@alerts.post("/alerts/retries", response_model=Again, responses=told())
def retry(request: Request, who: WholeManager) -> Again:
    """Let what was set aside be tried again in the next round."""
    desk = desk_of(request)
    with _rules():
        return Again(messages=alerting.retry(desk.case, desk.clock()))
