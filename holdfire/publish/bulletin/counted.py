"""The day's fire by area under counting rules: all, explosions, what is assessed as an exercise, and what remains."""

from dataclasses import replace

from holdfire.counting import Parts, Row
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.say import Say
from holdfire.publish.bulletin.sections import breaches
from holdfire.publish.rules import count_said, rule_said


def breaches_and_counts(say: Say) -> Section:
    """The incidents of the day by act and verdict, and after them the same day by area, each number under its rule."""
    section = breaches(say)
    return replace(section, tables=(*section.tables, *by_area(say)))


def by_area(say: Say) -> tuple[Table, ...]:
    """One table: for each area in which something surely happened, a line for each rule. None where nothing is told."""
    found, gettext = say.told.counts, say.gettext
    if found is None or not found.total.happenings:
        return ()
    sure = [row for row in found.rows if any(under.all.at_least for under in row.under)]
    rows = [_line(say, row, under) for row in (*sure, found.total) for under in row.under]
    head = (
        *(gettext("Area"), gettext("Rule"), gettext("All"), gettext("Explosions")),
        *(gettext("Assessed as exercises"), gettext("Remainder")),
    )
    rules = [f"{name}: {rule_said(name, say.words)}" for name in found.rules]
    notes = [gettext("Zones may overlap. Numbers of unlike rules are never added, subtracted or compared.")]
    if left := len(found.rows) - len(sure):
        told = gettext("Areas in which something possibly happened and nothing surely, left out: %(num)s.")
        notes.append(told % {"num": say.number(left)})
    if found.forbidden:
        named = say.words.all_of([say.provision(name) for name in found.forbidden])
        notes.append(
            gettext("Where these provisions hold, an exercise is itself forbidden: %(names)s.") % {"names": named}
        )
    title = gettext("The day by area, under counting rules")
    return (Table(title, head, tuple(rows), " ".join((*rules, *notes)), numbers=(2, 3, 4, 5)),)


def _line(say: Say, row: Row, under: Parts) -> tuple[str, ...]:
    numbers = (under.all, under.explosions, under.exercises, under.remainder)
    return (_area(say, row), under.rule, *(count_said(count, say.words) for count in numbers))


def _area(say: Say, row: Row) -> str:
    """A zone by its name; the whole, and what lies in none."""
    found = say.told.counts
    if found and row is found.total:
        return say.gettext("All")
    zone = say.told.agreement.text.zones.get(row.name)
    return zone.name.in_(say.words.language) if zone else say.gettext("in no zone that is drawn")
