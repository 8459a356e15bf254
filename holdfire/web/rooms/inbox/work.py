"""What the rooms where people decide have at hand beside the desk: deeds, leases, the gazetteer, what hangs on waiting claims."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any

from fastapi import Request

from holdfire import pipeline
from holdfire.case import Case
from holdfire.claims.places import Gazetteer
from holdfire.closely import Closely
from holdfire.deeds import Deed, Deeds
from holdfire.hangs.asking import Asking
from holdfire.hangs.waiting import Moved, moved_by
from holdfire.index import Asked
from holdfire.ledger.keys import PERSON
from holdfire.pages import gazetteer_of
from holdfire.record import key_path, open_record
from holdfire.web.boards import Boards, boards_of
from holdfire.web.desk import Desk, desk_of
from holdfire.web.rooms.inbox.leases import Leases

MOST_ENTRIES = 40_000
"""Entries of a record up to which it is worked out what hangs on claims that wait: above, one status takes too long for each."""
QUIET = timedelta(seconds=60)
"""How long after it was begun it is not begun again: a record in which much comes in is not worked out for each entry."""
MOST_WEIGHED = 300
"""Claims that wait, the earliest first, of which it is worked out."""
LEARNT_AGAIN = 500
"""Entries after which the gazetteer is made anew, so that it learns from places that were located meanwhile."""


class Work:
    """What is at hand for one desk."""

    def __init__(self, desk: Desk, boards: Boards | None = None) -> None:
        self.desk, self.boards = desk, boards or Boards(desk)
        self.leases = Leases(desk.users)
        self._lock, self._weighing = Lock(), Lock()
        self._deeds: Deeds | None = None
        self._closely: Closely | None = None
        self._places: tuple[Case, int, Gazetteer] | None = None
        self._thread: Thread | None = None
        self._begun: datetime | None = None

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self.desk.case

    @property
    def deeds(self) -> Deeds:
        """Who did what, opened anew only where settings or agreement changed."""
        case = self.case
        with self._lock:
            if self._deeds is None or self._deeds.case is not case:
                if self._deeds is not None:
                    self._deeds.close()
                self._deeds = Deeds(case)
            return self._deeds

    @property
    def closely(self) -> Closely:
        """What judges a few incidents by themselves, made anew only where the agreement changed."""
        agreement = self.case.agreement
        with self._lock:
            if self._closely is None or self._closely.agreement is not agreement:
                self._closely = Closely(agreement, self.boards.alike)
            return self._closely

    def last_of(self, person: str) -> Deed | None:
        """The last act of a person with a key here; None for somebody for whom the organisation signs."""
        if not key_path(self.desk.folder, PERSON, person).is_file():
            return None
        return next(iter(self.deeds.by(person, 1)), None)

    def gazetteer(self) -> Gazetteer:
        """The gazetteer of the case, kept between requests."""
        case, size = self.case, sum(self.desk.heads().values())
        with self._lock:
            kept = self._places
        if kept is None or kept[0] is not case or size - kept[1] > LEARNT_AGAIN:
            with open_record(case) as record:
                kept = (case, size, gazetteer_of(case, record.ledger))
            with self._lock:
                self._places = kept
        return kept[2]

    # --- what hangs on claims that wait

    def head(self) -> str:
        """The record as it is now, in a word."""
        return " ".join(f"{origin}={size}" for origin, size in sorted(self.desk.heads().items()))

    def large(self) -> bool:
        """True for a record that is not read whole beside requests."""
        return sum(self.desk.heads().values()) > MOST_ENTRIES

    def hanging(self, claims: Iterable[str]) -> dict[str, tuple[Moved, ...]]:
        """What accepting each of these claims would move, as last worked out; claims not looked at yet are left out."""
        found = self.deeds.hanging(claims)
        return {name: tuple(Moved(**moved) for moved in told) for name, (_, _, told) in found.items()}

    def begin_weighing(self) -> bool:
        """Work out what hangs on waiting claims, beside the requests, unless that is done or going on. True where it goes on."""
        head = self.head()
        now = self.desk.clock()
        if self.large() or self._done(head):
            return False
        with self._lock:
            going = self._thread is not None and self._thread.is_alive()
            if not going and self._begun is not None and now - self._begun < QUIET:
                return False
            if not going:
                self._begun = now
                self._thread = Thread(target=self.weigh, daemon=True, name="what hangs on waiting claims")
                self._thread.start()
        return True

    def _done(self, head: str) -> bool:
        first = self.desk.index.claims(Asked(waiting=True, order="oldest"), most=1).rows
        if not first:
            return True
        kept: Mapping[str, tuple[str, float, Any]] = self.deeds.hanging([first[0].id])
        return first[0].id in kept and kept[first[0].id][0] == head

    def weigh(self, now: datetime | None = None) -> None:
        """Work it out, at the record's present head, and keep it: an order for the queue and a sentence for each claim."""
        with self._weighing:
            head, case = self.head(), self.case
            told = pipeline.told_in(case)
            at, known = pipeline.moments(case, None, None, told.latest, now or self.desk.clock())
            last = {c.id: c for c in told.claims}
            waiting = sorted((c for c in last.values() if c.review == "proposed"), key=lambda c: (c.start, c.id))
            found = dict(moved_by(Asking(case.agreement, told, at, known), waiting[:MOST_WEIGHED]))
            rows = [(name, sum(m.weight for m in moved), [asdict(m) for m in moved]) for name, moved in found.items()]
            self.deeds.keep_hanging(head, rows)
            self.desk.index.weigh({name: weight for name, weight, _ in rows})

    def wait(self) -> None:
        """Until what goes on beside the requests is done."""
        if self._thread is not None:
            self._thread.join()


def work_of(request: Request) -> Work:
    """What is at hand for the application that answers."""
    state, desk = request.app.state, desk_of(request)
    if getattr(state, "work", None) is None or state.work.desk is not desk:
        state.work = Work(desk, boards_of(request))
    work: Work = state.work
    return work
