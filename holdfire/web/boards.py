"""Boards of one served case: its projection, opened once in each process and kept up with the record.

Several threads may ask at once. A board is made once for each state of the record and each pair of instants.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, RLock
from typing import Any, TypeVar

from fastapi import Request

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.agreement.stepwise import Reached, steps_in
from holdfire.case import Case
from holdfire.claims import as_known, by_review
from holdfire.findings.prepared import Rows
from holdfire.hangs import flip_of
from holdfire.incidents import Incident, fuse
from holdfire.index.asked import IncidentRow
from holdfire.index.rows import incident_row
from holdfire.index.stage import context_of, stage_of
from holdfire.projection import Projection
from holdfire.record import open_record
from holdfire.status import Status
from holdfire.status.flip_answer import Flip
from holdfire.status.reached import reached_in
from holdfire.told import told_by
from holdfire.web.answers import Question
from holdfire.web.desk import Desk, desk_of
from holdfire.when import zone

Made = TypeVar("Made")
Key = tuple[Hashable, ...]
"""The kind of an answer, and what it hangs on."""
KEPT = 64
"""Answers kept at most; the one unused for longest goes first."""
KEPT_LARGE = {"earlier": 2, "alone": 4, "edition": 2}
"""Of some kinds fewer: each holds up to ``MOST_ANEW`` incidents with their claims, a ledger's status, or every incident told."""
MOST_ANEW = 2000
"""Incidents up to which a list as it was known earlier is made from the whole record; above, lists tell what is known now."""


@dataclass(frozen=True)
class Board:
    """A status without its listing, and what it is of: the agreement, how many entries of each ledger, the instants.

    ``latest`` says that it tells all that is known now.
    """

    status: Status
    agreement: Agreement
    heads: Mapping[str, int]
    at: datetime
    known: datetime
    latest: bool

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What an answer beside this board hangs on."""
        return (self.agreement.digest, *self.heads.items(), self.at, self.known)


class Boards:
    """The projection of the case on one desk, and answers made beside its boards."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lock, self._long = RLock(), Lock()
        self.ready: Callable[[], None] = lambda: None
        """Raises ``BeingMadeError`` while boards are being made."""

        self._case: Case | None = None
        self._kept: Projection | None = None
        self._made: OrderedDict[Key, Any] = OrderedDict()

    def _projection(self) -> Projection:
        """The projection as of now. Raises ``BeingMadeError`` while it is being made."""
        kept = self.open_projection()
        kept.update()
        return kept

    def open_projection(self) -> Projection:
        """The projection as it lies there, opened anew where the agreement or the settings are not what they were."""
        case = self.desk.case
        with self._lock:
            if self._kept is None or self._case is not case:
                if self._kept:
                    self._kept.close()
                self._kept, self._case = pipeline.projected(case), case
            return self._kept

    def board(self, question: Question) -> Board:
        """The board asked for. Raises ``AskError`` for what is no instant, ``BeingMadeError`` while boards are being made."""
        self.ready()
        return self.first(question)

    def first(self, question: Question) -> Board:
        """The same while nobody else may ask yet."""
        with self._lock:
            heads = self.desk.heads()
            kept = self._projection()
            now = self.desk.clock().replace(second=0, microsecond=0)
            newest = kept.latest(now)
            at, known = pipeline.moments(kept.case, question.at, question.known, newest, now)

            def make() -> Board:
                return Board(kept.board(at, known), kept.case.agreement, heads, at, known, known >= newest)

            return self._once(("board", kept.case.agreement.digest, at, known, *heads.items()), make)

    def earlier(self, board: Board) -> list[tuple[IncidentRow, Incident]] | None:
        """Incidents as they were known then, the latest first; None where there are too many to be made anew."""
        self.ready()
        with self._lock:
            kept = self._projection()
            if not kept.unkept and kept.count() > MOST_ANEW:
                return None
        return self.slowly(("earlier", *board.key), lambda: self._fused(board))

    def _fused(self, board: Board) -> list[tuple[IncidentRow, Incident]]:
        told, text = pipeline.told_in(self.desk.case), board.agreement.text
        taken, _ = by_review(as_known(told.claims, board.known))
        said, context, tz = told.known(board.known), context_of(text), zone(text.time_zone)
        rows = []
        for i in fuse([c for c in taken if c.known_from <= board.known], board.known, told.decided(board.known)):
            if i.span.start >= board.at:
                continue
            held = said.on([("incident", i.id), *(("claim", c.id) for c in i.claims)])
            stage = stage_of(i, said.standing(said.on_incident.get(i.id, ())), said.standing(held), context)
            rows.append((incident_row(i, stage, (), (), tz), i))
        return sorted(rows, key=lambda row: (row[1].span.start, row[1].id), reverse=True)

    def at(self, at: datetime, known: datetime) -> Status:
        """The board of another pair of instants, to be held against one; it is not held for whoever asks next."""
        self.ready()
        with self._lock:
            return self._projection().board(at, known)

    def kept(self) -> bool:
        """True where boards come from the projection, False where each is made anew from the whole record."""
        self.ready()
        with self._lock:
            return not self._projection().unkept

    def reached(self, question: Question) -> Reached | None:
        """The steps that the whole record has reached, as a board tells them; None where none tells them soon."""
        text = self.desk.case.agreement.text
        steps = steps_in(text)
        if steps and (any(step.startswith("first ") for step in steps) or not self.kept()):
            return None
        return reached_in(text, self.board(question).status) if steps else {}

    def alike(self, agreement: Agreement, likes: Sequence[str]) -> dict[str, Rows]:
        """Verdicts that the projection holds, by likeness; none while a board is being made: nobody waits for that."""
        if self._kept is None or not self._lock.acquire(blocking=False):
            return {}
        try:
            return self._kept.alike(agreement, likes)
        finally:
            self._lock.release()

    def hangs(self, thing: str, board: Board) -> Flip:
        """What a gate or a clock hangs on, as of a board. It takes seconds: one is worked out at a time."""
        at, known = board.at.isoformat(), board.known.isoformat()
        return self.slowly(
            ("hangs", thing, *board.key), lambda: flip_of(self.desk.case, thing, at, known, self.desk.clock())
        )

    def alone(self, origin: str, board: Board) -> Status:
        """The status that one ledger by itself tells, at the instants of a board; without the listing."""

        def make() -> Status:
            with open_record(self.desk.case) as record:
                told = told_by(record, {origin: board.heads[origin]})
            return pipeline.judge_told(board.agreement, told, board.at, board.known).status.board()

        return self.slowly(("alone", origin, *board.key), make)

    def slowly(self, key: Key, make: Callable[[], Made]) -> Made:
        """What takes long, one at a time, while boards are told beside it."""
        with self._long:
            return self._once(key, make)

    def _once(self, key: Key, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                found: Made = self._made[key]
                return found
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            if key[0] in KEPT_LARGE:
                for old in [k for k in self._made if k[0] == key[0]][: -KEPT_LARGE[key[0]]]:
                    del self._made[old]
        return made


def boards_of(request: Request) -> Boards:
    """The boards of the application that answers."""
    state, desk = request.app.state, desk_of(request)
    if getattr(state, "boards", None) is None or state.boards.desk is not desk:
        state.boards = Boards(desk)
    boards: Boards = state.boards
    return boards
