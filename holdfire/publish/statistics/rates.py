"""Sections on rates: the window, before and after, the covered against the rest, and the day that the data choose."""

from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.statistics.say import NONE, Say
from holdfire.statistics.model import Change, Comparison, Rates, Statistics

Either = Say[Statistics] | Say[Rates]


def window(say: Say[Statistics]) -> Section:
    """From which day to which, and what is left out; where it is of some zones alone, that stands first."""
    return Section("window", say.gettext("Window"), (*_zones(say), *within(say)))


def _zones(say: Say[Statistics]) -> tuple[str, ...]:
    """Of which zones alone, and what is not told because of that."""
    if say.told.zones is None:
        return ()
    alone = say.gettext("All of this is of what surely lies in these zones alone: %(zones)s.")
    return (
        alone % {"zones": "; ".join(say.area(zone) for zone in say.told.zones) or NONE},
        say.gettext(
            "What may lie elsewhere is not counted, nor is a claim that names no place, so that there may be more than is "
            "told here. When the truce began and what it covers is by the text of the agreement and by what lies there alone: "
            "decisions are not taken into account."
        ),
        say.gettext("Not told of some zones alone: the whole, notices, replies, findings, the digest of the status."),
    )


def within(say: Either) -> tuple[str, ...]:
    """The window in sentences: from which day to which, what is left out, and what the numbers do not say."""
    told, gettext = say.told, say.gettext
    return (
        gettext("Before: %(stretch)s.") % {"stretch": say.stretch(told.before)},
        gettext("After: %(stretch)s.") % {"stretch": say.stretch(told.after)},
        *(say.said(sentence) for sentence in told.left_out),
        gettext(
            "Intervals are at 95 percent. Numbers are rounded to three digits. An incident is not a violation, and nothing "
            "here says whether the truce holds: the status does."
        ),
    )


def changes(say: Say[Statistics]) -> Section:
    """Rates before and after, by group."""
    told, gettext = say.told, say.gettext
    says = [
        *_beside(say),
        no_cause(say),
        gettext("A group holds what surely or possibly lies in a zone, and an actor what it alone is blamed for."),
    ]
    if told.lines > 1:
        many = gettext("Ratios given: %(n)s. Of twenty groups in which nothing changed, one will look like a change.")
        says.append(many % {"n": say.number(told.lines)})
    return Section("before-after", gettext("Before and after"), tuple(says), _table(say))


def in_all(say: Either) -> Section:
    """Rates before and after of what is covered, of the rest and of all, with their window; or why there are none."""
    title = say.gettext("Before and after")
    if isinstance(say.told, Rates) and say.told.refused:
        return Section("before-after", title, (say.said(say.told.refused), *within(say)))
    return Section("before-after", title, (*within(say), *_beside(say), no_cause(say)), _table(say))


def _table(say: Either) -> tuple[Table, ...]:
    """A line for each group and unit in which something was counted; none where nothing is compared."""
    gettext = say.gettext
    head = (
        gettext("Group"),
        gettext("Unit"),
        gettext("Counted before"),
        gettext("Counted after"),
        gettext("A day before"),
        gettext("A day after"),
        gettext("Ratio"),
        gettext("Interval"),
        gettext("With a trend"),
    )
    method = gettext(
        "Method: log-linear model of days with the day of the week where weeks suffice; errors by quasi-Poisson or by the "
        "sandwich over days, the wider one, widened where a day is like the day before it."
    )
    rows = tuple(_row(say, change) for change in say.told.changes)
    return (Table(gettext("Rates before and after"), head, rows, method, tuple(range(2, 9))),) if rows else ()


def _beside(say: Either) -> list[str]:
    """What is refused and what is to be known of a line, beside the table."""
    changed = say.told.changes
    return [
        *dict.fromkeys(_refusals(say, changed)),
        *(f"{say.line(c)}: {say.said(note)}" for c in changed for note in c.notes),
    ]


def no_cause(say: Either) -> str:
    """What a change of rates does not say."""
    return say.gettext(
        "It does not say that the truce is the cause: whatever else changed that day changed too. With a trend: the ratio "
        "if a steady rise or fall through both stretches is allowed for."
    )


def _row(say: Either, change: Change) -> tuple[str, ...]:
    return (
        say.group(change.kind, change.group),
        say.unit(change.unit),
        say.number(change.before.counted),
        say.number(change.after.counted),
        _rate(say, change.before.per_day, say.interval(change.before.interval)),
        _rate(say, change.after.per_day, say.interval(change.after.interval)),
        say.number(change.ratio),
        say.interval(change.interval),
        say.interval(change.with_trend),
    )


def _rate(say: Either, per_day: float, interval: str) -> str:
    return say.number(per_day) if interval == NONE else f"{say.number(per_day)} ({interval})"


def _refusals(say: Either, refused: tuple[Change, ...]) -> list[str]:
    """Each reason once, with the lines it is given for."""
    lines: dict[str, list[str]] = {}
    for change in refused:
        if change.refused:
            lines.setdefault(say.said(change.refused), []).append(say.line(change))
    return [f"{reason} [{'; '.join(told)}]" for reason, told in lines.items()]


def comparison(say: Say[Statistics]) -> Section:
    """Whether what the truce covers changed more than the rest."""
    gettext = say.gettext
    rows = tuple(
        (_group(say, c), say.unit(c.unit), say.number(c.ratio), say.interval(c.interval))
        for c in say.told.comparisons
        if c.ratio
    )
    head = (gettext("Group"), gettext("Unit"), gettext("Ratio of ratios"), gettext("Interval"))
    method = gettext("Method: the ratio of the group over the ratio of everything else, on the same days.")
    says = [
        f"{say.listed(_group(say, c), say.unit(c.unit))}: {say.said(c.refused)}"
        for c in say.told.comparisons
        if c.refused
    ]
    says.append(
        gettext(
            "Below 1: the group fell further than the rest. It does not say why: fighters who go from one front to "
            "another lower the one and raise the other."
        )
    )
    tables = (Table(gettext("The group against the rest"), head, rows, method, (2, 3)),) if rows else ()
    return Section("compared", gettext("Against everything else"), tuple(says), tables)


def _group(say: Say[Statistics], comparison: Comparison) -> str:
    return say.group("covered" if comparison.group == "covered" else "dyad", comparison.group)


def change_points(say: Say[Statistics]) -> Section:
    """The day of the sharpest step, by a view that is not told the date."""
    gettext = say.gettext
    rows, says = [], []
    for point in say.told.change_points:
        name = say.listed(say.group(point.kind, point.kind), say.unit(point.unit))
        if point.refused:
            says.append(f"{name}: {say.said(point.refused)}")
            continue
        between = f"{say.day(point.first)} – {say.day(point.last)}"
        rates = (say.number(point.before), say.number(point.after))
        counted = say.number(point.counted)
        rows.append((name, counted, say.day(point.day), between, *rates, say.number(point.p)))
    head = (
        gettext("Series"),
        gettext("Counted"),
        gettext("New level from"),
        gettext("Compatible days"),
        gettext("A day before"),
        gettext("A day after"),
        gettext("By chance"),
    )
    method = gettext(
        "Method: the step that explains most of the deviance, at least a week from either end; by chance: how often days "
        "shuffled 999 times give as sharp a step; compatible days by likelihood ratio."
    )
    says.append(
        gettext(
            "It knows no date of any truce. It does not say that there was one step only, nor what made it; a slow change "
            "looks like a step too."
        )
    )
    tables = (Table(gettext("Where the series changes"), head, tuple(rows), method, (1, 4, 5, 6)),) if rows else ()
    return Section("change-point", gettext("A view that does not know the date"), tuple(says), tables)
