"""Sections that say how things stand: summary, clocks and gates, breaches, casualties, what is due, coverage, figures."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from holdfire.counting import EVENT
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.period import GRAVEST
from holdfire.publish.bulletin.say import Say
from holdfire.publish.bulletin.words import whole_day
from holdfire.publish.draw_rows import bands
from holdfire.publish.draw_say import Say as Drawn
from holdfire.status.model import GateStatus, IncidentView
from holdfire.when import iso

AHEAD = timedelta(days=7)
"""Duties that fall due within a week of the cut-off are listed: a bulletin is read by those who plan the next one."""
VERDICTS = (*GRAVEST, "unjudged")
RULE = EVENT.name
"""The counting rule of a bulletin's incidents: one for each happening, on the day on which it is told to have begun."""


def summary(say: Say) -> Section:
    """The day beside the day before and all since the truce began, in few numbers."""
    told, gettext = say.told, say.gettext
    since = told.since_begun
    periods = (told.period, told.period.before, *([since] if since else []))
    days = tuple(told.incidents(period) for period in periods)
    rows = [(gettext("Incidents told"), *(say.number(len(day)) for day in days))]
    for name in told.now.readings:
        label = gettext("Breaches under: %(reading)s") % {"reading": say.reading(name)}
        rows.append((label, *(say.number(_breaches(say, day, name)) for day in days)))
    rows.append((gettext("Dead, as told"), *(_dead(say, day) for day in days)))
    rows.append((gettext("Injured, as told"), *(say.number(sum(i.injured or 0 for i in day)) for day in days)))
    head = [gettext("What"), *(whole_day(p.day, say.words) for p in periods[:2])]
    rule = counted(say)
    if since:
        begun = say.moment(iso(since.begins, told.period.ends.tzinfo))
        head.append(gettext("Since the truce began"))
        rule += " " + gettext("The truce first began, under any reading, on %(begun)s.") % {"begun": begun}
    table = Table(
        gettext("The day, the day before, and all since the truce began"),
        tuple(head),
        tuple(rows),
        rule,
        numbers=tuple(range(1, len(head))),
    )
    return Section("summary", gettext("Summary"), says=_sentences(say, days[0]), tables=(table,))


def counted(say: Say) -> str:
    """The rule that counted a bulletin's incidents."""
    return say.gettext(
        "Counted by rule %(rule)s: one for each happening, on the day on which it is told to have begun; claims that "
        "tell of one happening are one. A breach is counted once under a reading, however many provisions it breaks, "
        "whether bodies found it or the rule proposes it."
    ) % {"rule": RULE}


def _sentences(say: Say, incidents: Sequence[IncidentView]) -> tuple[str, ...]:
    looked = next((c.by for c in say.told.now.coverage if c.day == say.told.period.day.isoformat()), ())
    if incidents:
        return ()
    if looked:
        return (say.gettext("No incident is told of this day by those who looked."),)
    return (say.gettext("No incident is told of this day, and nobody is known to have looked: it is not a calm day."),)


def _breaches(say: Say, incidents: Sequence[IncidentView], reading: str) -> int:
    return sum(say.told.verdict(i, reading) == "breach" for i in incidents)


def _dead(say: Say, incidents: Sequence[IncidentView]) -> str:
    low = sum(i.deaths_low if i.deaths_low is not None else i.deaths_best or 0 for i in incidents)
    high = sum(i.deaths_high if i.deaths_high is not None else i.deaths_best or 0 for i in incidents)
    return say.range(low, max(low, high))


def clocks_and_gates(say: Say) -> Section:
    """Every clock and gate under every reading, at the cut-off and at the cut-off before; readings that agree stand together."""
    told, gettext, text = say.told, say.gettext, say.told.agreement.text
    clocks: dict[tuple[str, ...], list[str]] = {}
    gates: dict[tuple[str, ...], list[str]] = {}
    for name, held in told.now.readings.items():
        was = told.before.readings[name]
        for key, c in held.clocks.items():
            counted = f"{say.times.length(c.elapsed_s)} / {say.times.length(c.needed_s)}"
            moved = say.state("clock", was.clocks[key].state) if key in was.clocks else "–"
            row = (
                text.clocks[key].title.in_(say.words.language),
                say.state("clock", c.state),
                counted,
                moved,
                say.said(c.why),
            )
            clocks.setdefault(row, []).append(name)
        for key, g in held.gates.items():
            moved = say.state("gate", was.gates[key].state) if key in was.gates else "–"
            gate = (text.gates[key].title.in_(say.words.language), say.state("gate", g.state), moved, _why_gate(say, g))
            gates.setdefault(gate, []).append(name)
    reading, now, then, why = gettext("Reading"), gettext("State"), gettext("A day before"), gettext("Because")
    clock_head = (gettext("Clock"), reading, now, gettext("Counted / needed"), then, why)
    tables = (
        Table(gettext("Clocks"), clock_head, _by_reading(say, clocks), wide=(5,)),
        Table(gettext("Gates"), (gettext("Gate"), reading, now, then, why), _by_reading(say, gates), wide=(4,)),
    )
    return Section("clocks", gettext("Clocks and gates"), tables=tuple(t for t in tables if t.rows))


def _by_reading(say: Say, rows: dict[tuple[str, ...], list[str]]) -> tuple[tuple[str, ...], ...]:
    every = len(say.told.now.readings)
    named = {
        row: say.gettext("every reading") if len(held) == every > 1 else "; ".join(map(say.reading, held))
        for row, held in rows.items()
    }
    first = list(dict.fromkeys(row[0] for row in rows))
    return tuple((row[0], named[row], *row[1:]) for row in sorted(rows, key=lambda row: first.index(row[0])))


def _why_gate(say: Say, gate: GateStatus) -> str:
    """Why a gate stands as it does; where many conditions are behind it, how many of them hold."""
    if len(gate.conditions) < 3:
        return say.said(gate.why)
    met = sum(c.state == "met" for c in gate.conditions)
    told = {"met": say.number(met), "all": say.number(len(gate.conditions))}
    lacking = [key for key, turned in gate.keys.items() if not turned]
    says = [say.gettext("conditions that hold: %(met)s of %(all)s") % told]
    if lacking:
        says.append(say.gettext("keys not turned: %(names)s") % {"names": say.names.actors(tuple(lacking))})
    return "; ".join(says)


def breaches(say: Say) -> Section:
    """Incidents of the day by act and verdict, under each reading."""
    told, gettext = say.told, say.gettext
    day = told.incidents(told.period)
    acts_of, tables = {i.id: say.act(i) for i in day}, []
    for name in told.now.readings:
        found = Counter((acts_of[i.id], told.verdict(i, name)) for i in day)
        acts = sorted({act for act, _ in found})
        rows = [(act, *(say.number(found[act, v]) for v in VERDICTS)) for act in acts]
        sums = [sum(n for (_, v), n in found.items() if v == verdict) for verdict in VERDICTS]
        rows.append((gettext("All"), *(say.number(n) for n in sums)))
        if acts:
            head = (gettext("Act"), *(say.state("verdict", v) for v in VERDICTS))
            tables.append(Table(say.reading(name), head, tuple(rows), _counts(say, name), numbers=(1, 2, 3, 4, 5)))
    return Section("breaches", gettext("Incidents of the day by act and verdict"), tables=tuple(tables))


def _counts(say: Say, reading: str) -> str:
    rule = say.gettext("Counted by rule %(rule)s.") % {"rule": RULE}
    return f"{rule} {say.told.now.readings[reading].counts}" if say.words.language == "en" else rule


def casualties(say: Say) -> Section:
    """Casualties told by several who do not repeat each other, and apart from them those told by one alone."""
    gettext = say.gettext
    day = [i for i in say.told.incidents(say.told.period) if i.deaths_best or i.deaths_high or i.injured]
    parts = (
        (gettext("Told by two claimants or more"), [i for i in day if len(i.claimants) > 1]),
        (gettext("Told by one claimant alone"), [i for i in day if len(i.claimants) <= 1]),
    )
    rows = [
        (label, say.number(len(part)), _dead(say, part), say.number(sum(i.injured or 0 for i in part)))
        for label, part in parts
    ]
    head = (gettext("By whose word"), gettext("Incidents"), gettext("Dead"), gettext("Injured"))
    rule = gettext(
        "Ranges run from the lowest to the highest figure told. The two rows are never added: "
        "a figure told by one alone waits for another’s."
    )
    table = Table(gettext("Casualties of the day"), head, tuple(rows), rule, numbers=(1, 2, 3))
    return Section("casualties", gettext("Casualties"), tables=(table,) if day else ())


def due(say: Say) -> Section:
    """What fell due on the day or falls due within a week, under which readings."""
    told, gettext = say.told, say.gettext
    first, last = told.period.begins, told.period.ends + AHEAD
    rows = []
    for band in bands(told.agreement, Drawn(told.agreement.text, say.words)):
        readings = gettext("every reading") if band.everyone else "; ".join(map(say.reading, band.readings))
        for line in band.rows:
            dates = sorted({at for at in (line.end, *(at for at, _ in line.marks)) if at and first <= at < last})
            rows += [(at, line.label, line.who, readings, line.told) for at in dates]
    made = tuple((say.moment(iso(at, first.tzinfo)), *rest) for at, *rest in sorted(rows))
    head = (gettext("Date"), gettext("What"), gettext("Who"), gettext("Reading"), gettext("The dates"))
    table = Table(gettext("Due on the day or within a week"), head, made, wide=(4,))
    return Section("due", gettext("Falling due"), tables=(table,) if rows else ())


def coverage(say: Say) -> Section:
    """Who looked, over the week to the cut-off."""
    gettext = say.gettext
    first = (say.told.period.day - AHEAD + timedelta(days=1)).isoformat()
    rows = tuple(
        (
            say.times.day(c.day),
            say.state("day", "looked" if c.by else "no-coverage"),
            say.tellers(c.by) if c.by else gettext("nobody is known to have looked"),
        )
        for c in say.told.now.coverage
        if first <= c.day <= say.told.period.day.isoformat()
    )
    head = (gettext("Day"), gettext("State"), gettext("Who looked, by their own account"))
    table = Table(gettext("Seven days to the cut-off"), head, rows)
    says = (gettext("A day on which nobody is known to have looked is not a calm day."),)
    return Section("coverage", gettext("Coverage"), says=says, tables=(table,) if rows else ())


def figures(say: Say) -> Section:
    """Claimants' own figures for periods that end on the day, each kept apart."""
    told, gettext = say.told, say.gettext
    rows = []
    for series in told.now.series:
        for p in series.points:
            if told.period.holds(p.start) or told.period.holds(p.end):
                rows.append(
                    (
                        say.tellers(series.claimants),
                        say.times.span(p.start, p.end),
                        say.number(p.number),
                        say.names.word(series.unit),
                    )
                )
    head = (gettext("Claimant"), gettext("Period"), gettext("Number"), gettext("Of what"))
    rule = gettext(
        "Each claimant’s own count by its own rule. "
        "Figures of different claimants are never added, averaged or compared as equal."
    )
    table = Table(gettext("Figures that claimants published"), head, tuple(rows), rule, numbers=(2,))
    return Section("figures", gettext("Claimants’ figures, each kept apart"), tables=(table,) if rows else ())
