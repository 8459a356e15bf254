"""Sections on who could tell: coverage, a constant set of sources, what was not seen, and how long things take."""

from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.statistics.say import NONE, Say
from holdfire.statistics.model import Area, Lag, Statistics

SIGNS = {"watched": "W", "low": "l", "part": "p", "report-only": "r", "refused": "x", "nobody": ".", "ahead": "_"}


def coverage(say: Say[Statistics]) -> Section:
    """Each area: a sign for each day, what may be called calm, and incidents for each 24 hours of looking."""
    gettext = say.gettext
    head = (
        gettext("Area"),
        gettext("Days"),
        gettext("Watched"),
        gettext("Low coverage"),
        gettext("A part"),
        gettext("Report only"),
        gettext("Refused"),
        gettext("Nobody"),
        gettext("Hours looked"),
        gettext("Calm days"),
        gettext("Per 24 h of looking"),
        gettext("Interval"),
    )
    rule = gettext(
        "Days, the first one first: W watched, four fifths of the area for 20 hours or more by posts, patrols, cameras or "
        "networks; l low, half of it or more; p a part of it; r a count by somebody with sources in reach; x kept from looking; "
        ". nobody; _ ahead. What is told to the day only gives no hours."
    )
    rows = tuple(_area(say, area) for area in say.told.areas)
    says = [f"{say.area(a.area)}: {say.said(a.refused)}" for a in say.told.areas if a.refused and a.area == "*"]
    if say.told.zones is not None:
        says.append(
            gettext(
                "Whoever looked into a zone from a place that may lie outside it is not told of: a day without a word may have "
                "been watched, and an hour of looking may have been more."
            )
        )
    says.append(
        gettext(
            "Calm is asserted only of a day that is watched and of which nothing is told. Every other quiet day says "
            "nothing. Looking harder finds more: compare areas by the rate, not by the count."
        )
    )
    table = Table(gettext("Who looked"), head, rows, rule, tuple(range(2, 12)), wide=(1,))
    return Section("coverage", gettext("Coverage"), tuple(says), (table,) if rows else ())


def _area(say: Say[Statistics], area: Area) -> tuple[str, ...]:
    grades = (say.number(area.grades.get(g, 0)) for g in ("watched", "low", "part", "report-only", "refused", "nobody"))
    return (
        say.area(area.area),
        "".join(SIGNS[day.grade] for day in area.days),
        *grades,
        say.number(area.hours),
        say.number(area.calm),
        say.number(area.per_24h),
        say.interval(area.interval),
    )


def source_set(say: Say[Statistics]) -> Section:
    """All sources beside those that were there throughout, stretch by stretch."""
    told, gettext = say.told.source_set, say.gettext
    head = (
        gettext("From day"),
        gettext("Days"),
        gettext("Sources"),
        gettext("Incidents, all"),
        gettext("Incidents, constant set"),
        gettext("Joined or fell silent"),
    )
    rows = tuple(
        (
            say.day(s.first),
            *(say.number(n) for n in (s.days, s.sources, s.all, s.constant)),
            _marks(say, s.first),
        )
        for s in told.stretches
    )
    rule = gettext(
        "Method: a source is an independent origin; the constant set told something in every stretch. Trend: log-linear, by "
        "the errors of before and after."
    )
    says = [say.said(told.refused)] if told.refused else []
    if told.constant:
        names = say.words.all_of([say.source(name) for name in told.constant])
        constant = gettext("There throughout: %(names)s. Sources in all: %(n)s.")
        says.append(constant % {"names": names, "n": say.number(told.sources)})
    trend = gettext("Factor a week, all sources: %(all)s; constant set: %(constant)s.")
    factors = {"all": say.interval(told.change_all), "constant": say.interval(told.change_constant)}
    says += [trend % factors] if told.change_all else []
    says.append(
        gettext(
            "A rise by all sources that the constant set does not show is more looking, not more fighting. The constant set "
            "is smaller, and may look elsewhere than where the fighting went."
        )
    )
    tables = (Table(gettext("The same sources"), head, rows, rule, (1, 2, 3, 4)),) if rows else ()
    return Section("sources", gettext("A constant set of sources"), tuple(says), tables)


def _marks(say: Say[Statistics], first: str) -> str:
    joined = [say.source(m.source) for m in say.told.source_set.marks if m.day == first and m.what == "joined"]
    silent = [say.source(m.source) for m in say.told.source_set.marks if m.day == first and m.what != "joined"]
    told = [say.gettext("joined: %(names)s") % {"names": "; ".join(joined)}] if joined else []
    told += [say.gettext("fell silent: %(names)s") % {"names": "; ".join(silent)}] if silent else []
    return ". ".join(told) or NONE


def unseen(say: Say[Statistics]) -> Section:
    """How many there were in all: an interval, or why there is none."""
    told, gettext = say.told.unseen, say.gettext
    rows = tuple((say.source(name), say.number(n)) for name, n in told.lists.items())
    rule = gettext(
        "Method: overlap of independent origins by log-linear models; the interval is from the lowest to the highest of all "
        "models near the best by AIC, each by profile likelihood; at least: lower end of Chao's bound."
    )
    says = [say.said(told.refused)] if told.refused else []
    if told.jointly:
        says.append(
            gettext("In no list, for no claim on them has one origin by itself: %(n)s.")
            % {"n": say.number(told.jointly)}
        )
    if told.interval:
        found = gettext(
            "Told by any of these lists: %(told)s, by two or more: %(overlap)s. In all: %(interval)s; not seen: %(unseen)s. "
            "Models: %(models)s."
        )
        values = {
            "told": say.number(told.told),
            "overlap": say.number(told.overlap),
            "interval": say.interval(told.interval),
            "unseen": say.interval(told.not_seen),
            "models": say.number(told.models),
        }
        says.append(found % values)
    if told.at_least is not None:
        says.append(
            gettext("At least, even if incidents are unlike each other: %(n)s.") % {"n": say.number(told.at_least)}
        )
    says += [say.said(check) for check in told.checks]
    says.append(
        gettext(
            "It does not say which incidents were missed, nor whose they were. What nobody could ever tell is in no interval."
        )
    )
    head = (gettext("Independent list"), gettext("Incidents"))
    tables = (Table(gettext("Lists of ten incidents or more"), head, rows, rule, (1,)),) if rows else ()
    return Section("not-seen", gettext("What was not seen"), tuple(says), tables)


def lags(say: Say[Statistics]) -> Section:
    """Each step from event to finding as a service level."""
    gettext = say.gettext
    head = (
        gettext("Step"),
        gettext("How many"),
        gettext("Still open"),
        gettext("Median, hours"),
        gettext("Interval"),
        gettext("90th percentile, hours"),
        gettext("Within the limit"),
    )
    rows = tuple(_lag(say, lag) for lag in say.told.lags)
    rule = gettext("Method: product-limit estimate; what is still open counts as lasting longer than so far.")
    steps = _steps(say)
    says = [f"{steps[lag.step]}: {say.said(lag.refused)}" for lag in say.told.lags if lag.refused]
    limits = gettext("%(step)s: the limit is %(limit)s.")
    says += [limits % {"step": steps[lag.step], "limit": lag.limit} for lag in say.told.lags if lag.limit]
    says.append(
        gettext(
            "Report: from the end of the event until the record knew of it. It does not say that a report was right, nor that a "
            "quick finding was a good one."
        )
    )
    table = Table(gettext("How long it takes"), head, rows, rule, tuple(range(1, 7)))
    return Section("lag", gettext("Lag as a service level"), tuple(says), (table,))


def _steps(say: Say[Statistics]) -> dict[str, str]:
    gettext = say.gettext
    return {
        "report": gettext("event to report"),
        "notice": gettext("report to notice"),
        "reply": gettext("notice to reply"),
        "finding": gettext("report to finding"),
    }


def _lag(say: Say[Statistics], lag: Lag) -> tuple[str, ...]:
    within = NONE
    if lag.within is not None:
        told = say.gettext("%(kept)s of %(due)s")
        within = told % {"kept": say.number(lag.kept), "due": say.number(lag.due)}
    return (
        _steps(say)[lag.step],
        say.number(lag.n),
        say.number(lag.open),
        say.number(lag.median),
        say.interval(lag.median_interval),
        say.number(lag.ninetieth),
        within,
    )
