"""Exports as somebody who is signed in may have them: their zones, their closed fields, and no more than an edition holds."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from fastapi import Request

from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.exporting import Export, Given, checked, streams, table
from holdfire.exports import PLACED, Made
from holdfire.incidents import Incident
from holdfire.web.answers import Question
from holdfire.web.boards import boards_of
from holdfire.web.desk import Desk, desk_of
from holdfire.web.releases import edition_at
from holdfire.web.users import Session
from holdfire.web.users.sight import incidents_seen, seen, shown

AT_ONCE = 500
Thing = TypeVar("Thing")


class ConfinedError(Exception):
    """What is asked for tells of the whole case, and this person sees some zones of it."""


class Seen:
    """The sight of one person, some hundreds of things at a time."""

    def __init__(self, session: Session, agreement: Agreement) -> None:
        self.session, self.agreement = session, agreement

    def incidents(self, told: Iterable[Incident]) -> Iterator[Incident]:
        """Those that may be seen, made of the claims that may be seen."""
        for some in _batches(told):
            yield from incidents_seen(self.session, some, self.agreement)

    def claims(self, told: Iterable[Claim]) -> Iterator[Claim]:
        """Those that may be seen, with closed fields closed."""
        for some in _batches(told):
            allowed = seen(self.session, some, self.agreement)
            yield from (shown(self.session, c) for c, ok in zip(some, allowed, strict=True) if ok)


def _batches(told: Iterable[Thing]) -> Iterator[list[Thing]]:
    walked = iter(told)
    while some := list(islice(walked, AT_ONCE)):
        yield some


def table_for(request: Request, session: Session, asked: Export) -> Made:
    """The table as this person may have it.

    Raises ``AskError`` for what there is not, ``ConfinedError`` for what tells of the whole case to somebody who sees zones.
    """
    checked(asked)
    allowed(session, asked)
    desk = desk_of(request)
    return table(desk.case, asked, desk.clock(), _given(request, desk, session, asked))


def allowed(session: Session, asked: Export) -> None:
    """Raise ``ConfinedError`` where this tells of more than the zones that somebody sees."""
    open_to_all = asked.edition == "public" or (asked.edition == "internal" and asked.what in PLACED)
    if session.person.zones is not None and not open_to_all:
        raise ConfinedError


def _given(request: Request, desk: Desk, session: Session, asked: Export) -> Given:
    if asked.edition == "public":
        return Given(edition=None if asked.as_of or asked.known_at else edition_at(request))
    sight, question = Seen(session, desk.case.agreement), Question(asked.as_of or "", asked.known_at or "")
    if streams(asked):
        return Given(sight=sight, index=desk.index, board=boards_of(request).board(question).status)
    if asked.what in ("coverage", "status"):
        return Given(sight=sight, board=boards_of(request).board(question).status)
    desk.few_enough("Make it with the command `holdfire export`, or leave out what was known when.")
    return Given(desk.answers.judged(question), sight=sight)
