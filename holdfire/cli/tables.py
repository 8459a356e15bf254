"""What check and collect print."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from holdfire.answers import Checked, CheckedDate, Collected
from holdfire.when import spoken


def print_check(checked: Checked) -> None:
    """Well formed, then what is undecided, then the calendar, then the scenarios."""
    console = Console(highlight=False)
    console.print(Text(f"{checked.agreement} is well formed.", style="bold"))
    console.print(f"{checked.provisions} provisions, {checked.gates} gates, readings: {', '.join(checked.readings)}.")
    for amendment in checked.amendments:
        console.print(Text(f"Amended by {amendment}"))
    console.print(f"Digest {checked.digest}", soft_wrap=True)
    undecided = Table(box=box.SIMPLE_HEAD, title=f"Left undecided: {len(checked.open_points)}", title_justify="left")
    for column in ("where", "how", "what"):
        undecided.add_column(column, overflow="fold")
    for point in checked.open_points:
        undecided.add_row(point.where, point.kind, point.says)
    console.print(undecided)
    if checked.never_evaluated:
        blind = Table(
            box=box.SIMPLE_HEAD, title=f"Can never be evaluated: {len(checked.never_evaluated)}", title_justify="left"
        )
        for column in ("provision", "why"):
            blind.add_column(column, overflow="fold")
        for row in checked.never_evaluated:
            blind.add_row(row.provision, row.why + ("" if row.by_text else " (a source that does would mend this)"))
        console.print(blind)
    console.print(calendar_table(checked.calendar))
    held = sum(not s.misses for s in checked.scenarios)
    if checked.scenarios:
        console.print(f"Scenarios: {held} of {len(checked.scenarios)} hold.")
    for scenario in checked.scenarios:
        for miss in scenario.misses:
            console.print(Text(f"{scenario.file}, {scenario.name}: {miss}", style="red"))


def calendar_table(rows: tuple[CheckedDate, ...]) -> Table:
    """The calendar, earliest first."""
    calendar = Table(box=box.SIMPLE_HEAD, title="Calendar", title_justify="left")
    for column in ("when", "what", "who", "readings"):
        calendar.add_column(column, overflow="fold")
    for row in rows:
        doubt = f" (give or take {spoken(row.doubt_s)})" if row.doubt_s else ""
        every = f", every {row.every}" if row.every else ""
        at = f"{row.at}{doubt}" if row.at else "no date in the text"
        calendar.add_row(at, row.what + every, row.who, ", ".join(row.readings))
    return calendar


def show(table: Table) -> None:
    """Print one table."""
    Console(highlight=False).print(table)


def print_collected(done: list[Collected], case: Path) -> None:
    """What was kept, held already and set aside, file by file."""
    for run in done:
        print(f"{run.file}: {run.kept} rows kept, {run.held} held already, {run.set_aside} set aside.")
        if run.proposed:
            print(f"  {run.proposed} claims were read from them and wait for a person: holdfire proposals {case}")
        if run.unmapped:
            named = sorted(run.unmapped.items(), key=lambda kv: (-kv[1], kv[0]))
            listed = ", ".join(f"{name} ({n})" for name, n in named[:20])
            more = f" and {len(named) - 20} more names" if len(named) > 20 else ""
            print(
                f"  The agreement does not name: {listed}{more}. Their claims are kept; add aliases and collect again."
            )
        for mismatch in run.mismatches:
            print(f"  {mismatch}. Both are kept.")
        if run.set_aside:
            print(f"  See why: holdfire set-aside {case}")


@contextmanager
def collecting(*, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A line that shows progress on stderr while rows are read."""
    if quiet:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("rows read", total=None)
        yield lambda n: progress.update(task, advance=n)
