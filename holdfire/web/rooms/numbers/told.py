"""The incidents that numbers are made from: those that somebody may see, as they may see them, of some days."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from holdfire.agreement import Agreement
from holdfire.agreement.model import AgreementText
from holdfire.counting import Counts, CountsAsked, counts
from holdfire.counting.groups import day_of, days_of
from holdfire.errors import AskError
from holdfire.incidents import Incident
from holdfire.index import Asked, Index, Period
from holdfire.web.answers import Question
from holdfire.web.desk import Desk
from holdfire.web.users import Right, Session
from holdfire.web.users.sight import incidents_seen

MOST = 20_000
"""Happenings that one page is counted from."""
QUICK = 2_000
"""So many are counted without being asked for."""
PAGE = 200
WEEK = timedelta(days=6)
KEPT = 64
"""Answers that are kept while the record stays as it is."""
_KEPT: WeakKeyDictionary[Desk, OrderedDict[Hashable, Counts]] = WeakKeyDictionary()


def counts_seen(desk: Desk, session: Session, asked: CountsAsked, known_at: str = "") -> Counts:
    """What somebody may see, counted. Raises ``AskError`` for what there is not, and for more than a page is counted from.

    With ``known_at`` what was known then, judged anew; without, what is known now, by the index.
    """
    agreement, kept = desk.case.agreement, _KEPT.setdefault(desk, OrderedDict())
    may = (session.person.zones, frozenset(session.person.rights & {Right.SEE, Right.SEE_CLOSED}))
    key = (agreement.digest, tuple(sorted(desk.index.position().items())), asked, known_at, may)
    found = kept.get(key)
    if found is None:
        if known_at:
            told: Sequence[Incident] = desk.answers.judged(Question("", known_at)).incidents
        else:
            told = list(_between(desk.index, agreement, asked))
        found = kept[key] = counts(incidents_seen(session, told, agreement), agreement, asked)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def last_days(desk: Desk) -> tuple[date, date] | None:
    """The last week of which anything is told; its last day alone where a page would be long in counting the week."""
    text = desk.case.agreement.text
    rows = desk.index.incidents(Asked(order="newest"), None, 1).rows
    if not rows:
        return None
    last = day_of(text, datetime.fromisoformat(rows[0].start))
    first = last - WEEK
    told = desk.index.incidents(Asked(span=_period(text, first, last), order="oldest"), None, 1)
    return (first if told.count <= QUICK else last), last


def _period(text: AgreementText, first: date | None, last: date | None) -> Period:
    begins, ends = (next(days_of(text, day, day))[1] if day else None for day in (first, last))
    return Period(begins.start if begins else None, ends.end if ends else None)


def _between(index: Index, agreement: Agreement, asked: CountsAsked) -> Iterator[Incident]:
    """Incidents that may have happened on the days asked for."""
    span = _period(agreement.text, asked.first, asked.last)
    after: str | None = None
    number = 0
    while True:
        page = index.incidents(Asked(span=span, order="oldest"), after, PAGE)
        number += len(page.rows)
        if number > MOST:
            raise AskError(f"more than {MOST} happenings are told of these days", remedy="Ask for fewer days.")
        yield from (found for row in page.rows if (found := index.incident(row.id)) is not None)
        after = page.next
        if after is None:
            return
