"""The day a page states: in its data, its address, a line under the headline, or its dateline.

The surest is taken and those that differ are kept as ``others``. A date beside other headlines is never read.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from holdfire.claims.page.days import FIRST_YEAR, LAST_YEAR, Day, day_span, days_in, moment
from holdfire.claims.page.model import Dated, Evidence, How

_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19[89]|20\d)\d)[/_-](?:[a-z_-]{3,30}/)?(?P<m>\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)[/_-](?P<d>\d{1,2})(?!\d)|(?<!\d)(?P<run>20[0-3]\d[01]\d[0-3]\d)(?!\d)",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"updated|modified|edited|aktualisiert|mis à jour|actualizad|обновл|изменен|[آا]خر تحديث|تحديث", re.IGNORECASE
)
_SHORT = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
Found = tuple[datetime, datetime, How, Evidence]


def stated(
    said: Sequence[tuple[str, str]], address: str, near: Sequence[str], dateline: str, known: date | None = None
) -> Dated | None:
    """The stated day of publication; ``said`` is (where, what) of the page's data, ``near`` lines between headline and text.

    ``dateline`` is the beginning of the first paragraph. A day after ``known``, by which the page was there, is passed over.
    """
    found: list[Found] = []
    for where, what in said:
        if span := moment(what):
            found.append((*span, "metadata", Evidence(words=what[:80], says=where)))
    if day := day_of_address(address):
        found.append((*day_span(day), "address", Evidence(words=address[:200], says="the address names this day")))
    found += [f for f in (_of_line(one) for one in near if not _UPDATED.search(one)) if f]
    if day := _of_dateline(dateline, found, known):
        found.append(
            (*day_span(day), "stated", Evidence(words=dateline[:80], says="the dateline", start=0, end=len(dateline)))
        )
    found += [f for f in (_of_line(one) for one in near if _UPDATED.search(one)) if f]
    if known is not None:
        found = [f for f in found if f[0].date() <= known + timedelta(days=1)]
    if not found:
        return None
    start, end, how, evidence = found[0]
    others = tuple(dict.fromkeys((f[0], f[1]) for f in found[1:] if f[1] <= start or f[0] >= end))
    agree = tuple(f[3] for f in found[1:] if f[0] < end and start < f[1])
    return Dated(start=start, end=end, how=how, because=(evidence, *agree), others=others)


def _of_line(line: str) -> Found | None:
    days = [d for d in (x.exact() for x in days_in(line)) if d]
    says = "a line under the headline, of an update" if _UPDATED.search(line) else "a line under the headline"
    return (*day_span(days[0]), "stated", Evidence(words=line[:80], says=says)) if days else None


def day_of_address(address: str) -> date | None:
    """The day in an address such as ``/2016/09/10/`` or ``/2016/sep/10/``."""
    for m in _ADDRESS.finditer(address[:2000]):
        if m["run"]:
            year, month, day = int(m["run"][:4]), int(m["run"][4:6]), int(m["run"][6:])
        else:
            name = m["m"].lower()
            year, month, day = int(m["y"]), _SHORT.index(name) + 1 if name in _SHORT else int(name), int(m["d"])
        try:
            if FIRST_YEAR <= year <= LAST_YEAR:
                return date(year, month, day)
        except ValueError:
            continue
    return None


def _of_dateline(text: str, found: Sequence[Found], known: date | None) -> date | None:
    """The day of a dateline; one without a year takes it from what else is stated, or from ``known``."""
    for day in days_in(text):
        if exact := day.exact():
            return exact
        latest = found[0][1].date() if found else known
        if day.day and latest:
            return _before(day, latest)
    return None


def _before(day: Day, latest: date) -> date | None:
    for year in (latest.year, latest.year - 1):
        try:
            there = date(year, day.month, day.day)
        except ValueError:
            continue
        if there <= latest:
            return there
    return None
