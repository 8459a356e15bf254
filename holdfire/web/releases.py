"""What pages make of the whole record, once for each state of it: the public edition, and what late knowledge changed.

Incidents come from the index, one after the other, and statuses from boards, so that no more than a page of claims is in memory;
where boards are made anew from the whole record, it is read once.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from fastapi import Request

from holdfire import pipeline
from holdfire.case import Case
from holdfire.editions import edition_of
from holdfire.incidents import Incident
from holdfire.publish.edition import cut, edition, rules_in
from holdfire.publish.edition_model import Edition
from holdfire.record import open_record
from holdfire.status import Status
from holdfire.told import told_by
from holdfire.web.answers import Question
from holdfire.web.boards import Board, Boards, boards_of

MOST_DAYS = 31
"""Days that are looked back at for errata."""
Days = dict[tuple[str, str, str], tuple[str, str, str, str]]
"""Reading, clock and day, to the state, why, the day and its end."""


def edition_at(request: Request) -> Edition:
    """The public edition as it would leave now. Raises ``CaseError`` for bad rules."""
    return edition_from(boards_of(request))


def edition_from(boards: Boards) -> Edition:
    """The same from the boards of a desk."""
    board, rules = boards.board(Question()), rules_in(boards.desk.folder)

    def make() -> Edition:
        case = boards.desk.case
        if not boards.kept():
            return edition_of(case, None, board.at)
        standing = boards.at(cut(board.at, rules.longest, case.agreement.text), board.known)
        return edition(case.agreement, _before(boards, board), standing, board.at, rules)

    return boards.slowly(("edition", rules.model_dump_json(), *board.key), make)


def _before(boards: Boards, board: Board) -> Iterator[Incident]:
    return (i for i in boards.desk.index.every() if i.span.start < board.at)


def errata_at(request: Request, asked: Question) -> list[dict[str, str]]:
    """For each reading, clock and day: how the day stood by the end of that day's knowledge, and how it stands now."""
    return errata_from(boards_of(request), asked)


def errata_from(boards: Boards, asked: Question) -> list[dict[str, str]]:
    """The same from the boards of a desk."""
    board = boards.board(asked)

    def make() -> list[dict[str, str]]:
        if not boards.kept():
            return errata_of(boards.desk.case, asked, boards.desk.clock())
        return _errata(board.status, board.at, board.known, lambda end: boards.at(end, end))

    return boards.slowly(("errata", *board.key), make)


def errata_of(case: Case, asked: Question, now: datetime) -> list[dict[str, str]]:
    """The same from the whole record, which is read once."""
    with open_record(case) as opened:
        told = told_by(opened)
    at, known = pipeline.moments(case, asked.at, None, told.latest, now)
    present = pipeline.judge_told(case.agreement, told, at, known).status
    return _errata(present, at, known, lambda end: pipeline.judge_told(case.agreement, told, end, end).status)


def _errata(
    status: Status, at: datetime, known: datetime, then_at: Callable[[datetime], Status]
) -> list[dict[str, str]]:
    """Only what differs, the latest day first, over the last ``MOST_DAYS`` days before the instant asked for."""
    present, found = _days(status), list[dict[str, str]]()
    for end in sorted({end for _, _, _, end in present.values()}, reverse=True)[:MOST_DAYS]:
        moment = datetime.fromisoformat(end)
        if moment > at or moment >= known:
            continue
        then = _days(then_at(moment))
        for key, (state, why, day, its_end) in present.items():
            before = then.get(key)
            if its_end == end and before and before[0] != state:
                told = {"day": day, "then": before[0], "now": state, "why": why}
                found.append({"reading": key[0], "clock": key[1], **told})
    return found


def _days(status: Status) -> Days:
    return {
        (reading, clock, d.day): (d.state, d.why, d.day, d.end)
        for reading, held in status.readings.items()
        for clock, c in held.clocks.items()
        for d in c.days
    }
