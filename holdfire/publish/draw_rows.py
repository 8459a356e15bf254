"""What the time line holds: windows, clocks and dated duties, reading by reading, and what the readings have in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.agreement import Agreement, Deadline, deadlines
from holdfire.agreement.calendar import MOST_REPEATS
from holdfire.agreement.model import AgreementText, Field_, Provision
from holdfire.agreement.times import moment, said_by
from holdfire.publish.draw_say import Say
from holdfire.when import duration

_NUMBER = re.compile(r"^, no\. \d+$")
BEGUN = ": begun at the latest"


@dataclass(frozen=True)
class Row:
    """One thing on the line of time: a window, a clock or a duty.

    ``start`` and ``end`` bound a bar (``end`` None: no end is set), ``lead_in`` is the part of it that does not count; ``marks``
    are the dates of a duty, each due, begun, milestone, again or other; ``doubt`` is by how much they may be off. ``told`` says
    the dates in words; with neither bar nor marks it says why there are none. ``about`` is the provision of a duty, by its id.
    """

    kind: str
    label: str
    who: str
    told: str
    start: datetime | None = None
    end: datetime | None = None
    lead_in: timedelta = timedelta()
    marks: tuple[tuple[datetime, str], ...] = ()
    doubt: timedelta = timedelta()
    about: str = ""

    @property
    def dated(self) -> bool:
        """True when there is something to draw."""
        return self.start is not None or bool(self.marks)

    def instants(self) -> tuple[datetime, ...]:
        """Every instant that is drawn."""
        ends = tuple(at for at in (self.start, self.end) if at is not None)
        counted = (self.start + self.lead_in,) if self.start and self.lead_in else ()
        return ends + counted + tuple(at for at, _ in self.marks)


@dataclass(frozen=True)
class Band:
    """Rows that some readings share. ``everyone`` says that every reading has them."""

    readings: tuple[str, ...]
    rows: tuple[Row, ...]
    everyone: bool = False


def bands(agreement: Agreement, say: Say) -> list[Band]:
    """First what every reading has, then what is left to each; readings left with the same rows are taken together."""
    rows = {reading: list(_rows(agreement, say, reading)) for reading in agreement.text.readings}
    first = next(iter(rows.values()))
    common = tuple(row for row in first if all(row in held for held in rows.values()))
    apart: dict[tuple[Row, ...], list[str]] = {}
    for reading, held in rows.items():
        apart.setdefault(tuple(row for row in held if row not in common), []).append(reading)
    if len(apart) == 1:
        return [Band(tuple(rows), tuple(first), everyone=len(rows) > 1)]
    found = [Band(tuple(readings), own) for own, readings in apart.items()]
    return [Band(tuple(rows), common, everyone=True), *found] if common else found


def _rows(agreement: Agreement, say: Say, reading: str) -> Iterator[Row]:
    """The rows of one reading: windows, clocks, dated duties, undated ones."""
    text = agreement.text
    left = [row for row in deadlines(agreement) if reading in row.readings]
    for name in text.windows:
        mine = [row for row in left if row.what.startswith((f"window {name} begins", f"window {name} ends"))]
        left = [row for row in left if row not in mine]
        yield _window(text, say, reading, name, mine)
    for name in text.readings[reading].clocks:
        mine = [row for row in left if row.what.startswith(f"clock {name} ")]
        left = [row for row in left if row not in mine]
        yield _clock(text, say, reading, name, mine)
    duties: dict[tuple[str, str], list[Deadline]] = {}
    for row in left:
        key, rest = _subject(text, row.what)
        duties.setdefault((key, "" if rest == BEGUN else rest), []).append(row)
    found = [_duty(text, say, reading, key, rest, rows) for (key, rest), rows in duties.items()]
    yield from sorted(found, key=lambda row: not row.dated)


def _window(text: AgreementText, say: Say, reading: str, name: str, rows: list[Deadline]) -> Row:
    window = text.windows[name]
    title = say.name(window.name)
    begins = moment(window.from_, text, reading)
    ends = [row for row in rows if row.what.startswith(f"window {name} ends")]
    dated = sorted(row.at for row in ends if row.at)
    last = say.gettext("no end set")
    if dated:
        last = say.moment(dated[0], end=True)
    elif window.until is not None:
        last = say.gettext("ends when: %(said)s") % {"said": say.when(said_by(window.until, reading))}
    unless = say.gettext("unless renewed") if window.renewable else ""
    if begins is None:
        said = [say.gettext("begins: %(said)s") % {"said": say.no_date(window.from_, reading)}]
        if window.lasts and window.lasts != "open-ended" and last == say.gettext("no end set"):
            last = say.gettext("lasts %(length)s") % {"length": say.length(window.lasts)} if ends else last
        return Row("window", title, say.gettext("Window"), say.joined([*said, last, *filter(None, [unless])]))
    start, doubt = begins.span.start, begins.doubt
    told = f"{say.moment(start)} – {last}" if dated else say.joined([say.moment(start), last])
    told = say.joined([told, *filter(None, [unless, _doubt(say, doubt)])])
    return Row("window", title, say.gettext("Window"), told, start, dated[0] if dated else None, doubt=doubt)


def _clock(text: AgreementText, say: Say, reading: str, name: str, rows: list[Deadline]) -> Row:
    clock, how = text.clocks[name], text.readings[reading].clocks[name]
    title = say.name(clock.title)
    kind = say.kind(how.kind)
    starts = how.starts or text.readings[reading].starts
    begins = moment(starts, text, reading)
    needs = say.gettext("needs %(length)s") % {"length": say.length(clock.needs)}
    needs = say.joined([say.gettext("Clock"), kind, needs])
    at = next((row.at for row in rows if row.at), None)
    if begins is None or at is None:
        said = say.gettext("starts: %(said)s") % {"said": say.no_date(starts, reading)}
        return Row("clock", title, needs, said)
    lead_in = duration(how.lead_in)
    earliest = say.gettext("complete on %(at)s at the earliest") % {"at": say.moment(at, end=True)}
    waits = say.gettext("not counting the first %(length)s") % {"length": say.length(lead_in)} if lead_in else ""
    start = begins.span.start
    told = say.joined([say.moment(start), *filter(None, [waits, earliest, _doubt(say, begins.doubt)])])
    return Row("clock", title, needs, told, start, at, lead_in, doubt=begins.doubt)


def _duty(text: AgreementText, say: Say, reading: str, key: str, rest: str, rows: list[Deadline]) -> Row:
    """One duty with its dates, or the reason why it has none; a row of a kind unknown here keeps the words it came with."""
    provision = text.provisions.get(key)
    if provision is None:
        dates = [row.at for row in rows if row.at]
        told = say.moment(dates[0], end=True) if dates else say.gettext("the text gives no date")
        return Row("duty", rest, rows[0].who, told, marks=tuple((at, "other") for at in dates), doubt=rows[0].doubt)
    by_kind: dict[str, list[Deadline]] = {}
    for row in rows:
        by_kind.setdefault(_kind(row, rest), []).append(row)
    kinds = sorted(by_kind, key=("begun", "due", "milestone", "again").index)
    said = [_dates(say, provision, reading, kind, rest, by_kind[kind], len(kinds) > 1) for kind in kinds]
    reasons = {say.no_date(_field(provision, kind, rest), reading) for kind in kinds}
    if len(kinds) > 1 and len(reasons) == 1 and not any(row.at for row in rows):
        said = list(reasons)
    doubt = max(row.doubt for row in rows)
    told = say.joined([*said, *filter(None, [_doubt(say, doubt)])])
    marks = tuple(sorted((row.at, kind) for kind in kinds for row in by_kind[kind] if row.at))
    return Row("duty", f"{say.provision(key)}{rest}", _who(say, provision), told, marks=marks, doubt=doubt, about=key)


def dates_of(agreement: Agreement, say: Say) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """For each provision with dates, or with a place for them: which readings see it so, and the dates in words."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for band in bands(agreement, say):
        for row in band.rows:
            if row.about:
                found.setdefault(row.about, []).append((() if band.everyone else band.readings, row.told))
    return found


def bound(provision: Provision, say: Say) -> str:
    """Whom a provision binds, in words."""
    return _who(say, provision)


def _kind(row: Deadline, rest: str) -> str:
    if rest:
        return "milestone"
    if row.what.endswith(BEGUN):
        return "begun"
    return "again" if row.every else "due"


def _dates(
    say: Say, provision: Provision, reading: str, kind: str, rest: str, rows: list[Deadline], several: bool
) -> str:
    """The dates of one kind in words, or why there are none."""
    every = say.gettext("every %(length)s") % {"length": say.length(rows[0].every)} if rows[0].every else ""
    dates = [row.at for row in rows if row.at]
    if not dates:
        told = say.no_date(_field(provision, kind, rest), reading)
        told = say.gettext("to begin: %(said)s") % {"said": told} if kind == "begun" else told
        return say.joined([*filter(None, [every]), told])
    told = say.moment(dates[0], end=kind != "again")
    if kind == "begun":
        told = say.gettext("to begin by %(at)s") % {"at": told}
    elif kind == "due" and several:
        told = say.gettext("to be done by %(at)s") % {"at": told}
    further = say.gettext("and so on") if len(dates) >= MOST_REPEATS else ""
    return say.joined([told, *filter(None, [every, further])])


def _subject(text: AgreementText, what: str) -> tuple[str, str]:
    """The provision a row of the calendar is about, and what is said beyond its title; ``("", what)`` where there is none."""
    titles = {f"{name} {p.title.en}": name for name, p in text.provisions.items()}
    for title in sorted(titles, key=len, reverse=True):
        if what.startswith(title):
            rest = what.removeprefix(title)
            return titles[title], "" if _NUMBER.match(rest) else rest
    return "", what


def _field(provision: Provision, kind: str, rest: str) -> Field_ | None:
    """The field that would have given the date."""
    if kind == "milestone":
        return next((q.by for q in provision.quantities if rest == f": {q.what}"), None)
    return {"begun": provision.start_by, "again": provision.from_}.get(kind, provision.deadline)


def _who(say: Say, provision: Provision) -> str:
    names = []
    for bind in provision.binds:
        if bind.role:
            names.append(say.role(bind.role))
        elif bind.everyone:
            names.append(say.gettext("everyone"))
        else:
            names.append(say.actor(bind.actor or bind.side or ""))
    return say.words.all_of(list(dict.fromkeys(names)))


def _doubt(say: Say, doubt: timedelta) -> str:
    return say.gettext("give or take %(length)s") % {"length": say.length(doubt)} if doubt else ""
