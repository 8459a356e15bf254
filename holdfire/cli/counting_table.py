"""What count prints."""

from rich import box
from rich.console import Console
from rich.table import Table

from holdfire.counting import RULES, Counts, Row, RuledCount


def print_counts(found: Counts) -> None:
    """One table: the whole and its parts, a line for each rule; then what each rule counts."""
    console = Console(highlight=False)
    days = f"{found.first} to {found.last}" if found.first != found.last else str(found.first or "no day")
    where = f", in {' or '.join(found.zones)}" if found.zones else ""
    made = Table(box=box.SIMPLE_HEAD, title=f"Counted, {days}{where}", title_justify="left")
    for column in (found.by or "what", "rule"):
        made.add_column(column, no_wrap=True)
    for column in ("all", "explosions", "assessed as exercises", "remainder"):
        made.add_column(column, justify="right", overflow="fold")
    for row in found.rows:
        _add(made, row, row.name or ("no zone that is drawn" if found.by == "zone" else "not told"))
    _add(made, found.total, "all")
    console.print(made)
    for name in found.rules:
        rule = RULES[name]
        console.print(" ".join(filter(None, (f"{name}: {rule.says}", rule.source, rule.unknown))), soft_wrap=True)
    if found.forbidden and any(under.exercises.at_most != 0 for under in found.total.under):
        told = "An exercise is itself forbidden where these provisions hold"
        console.print(f"{told}: {', '.join(found.forbidden)}.", soft_wrap=True)
    console.print("Numbers by unlike rules are never added, subtracted or compared.", soft_wrap=True)


def _add(made: Table, row: Row, name: str) -> None:
    for number, under in enumerate(row.under):
        told = (under.all, under.explosions, under.exercises, under.remainder)
        made.add_row("" if number else name, under.rule, *map(_cell, told))


def _cell(count: RuledCount | None) -> str:
    return count.plain if count else "–"
