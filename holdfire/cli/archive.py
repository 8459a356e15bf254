"""An archive on the command line: every agreement of a folder against one event table, and events collected into one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from holdfire.archive.run import Ask, Outcome

archive = typer.Typer(
    help="An archive: agreements and one event table. It is judged by `holdfire status --all ARCHIVE`."
)
SHOWN = 20
"""Rows and files set aside that are shown; all stand in the output."""


@archive.command("events")
def events(
    place: Annotated[
        Path, typer.Argument(metavar="ARCHIVE", help="The folder of the archive; made where it is not there.")
    ],
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE...", help="Files of UCDP GED or its candidates, of ACLED, of GDELT.")
    ],
) -> None:
    """Read event data sets into the event table of an archive. Rows that cannot be read are set aside with their reason."""
    from holdfire.archive.collect import collect_events

    done = collect_events(sources, place / "events", datetime.now(UTC))
    print(f"{done.events} events in {len(done.files)} files, {len(done.set_aside)} rows set aside.")
    if done.no_events:
        print(f"{done.no_events} leads and statements are no events and were left out.")
    for row in done.set_aside[:SHOWN]:
        print(row.sentence())
    if len(done.set_aside) > SHOWN:
        print(f"and {len(done.set_aside) - SHOWN} more.")


def judge_all(place: Path, out: Path | None, ask: "Ask", *, as_json: bool) -> None:
    """Judge an archive and say what came out."""
    from holdfire.archive.run import judge_archive
    from holdfire.case import bundled
    from holdfire.cli.options import print_json

    target = out or place / "status"
    with shown() as progress:
        outcome = judge_archive(place, target, ask, bundled, progress)
    if as_json:
        print_json(outcome.as_json())
    else:
        print_outcome(outcome, target)


@contextmanager
def shown() -> Iterator[Callable[[str, int, int], None]]:
    """Progress on stderr: a bar on a terminal; else a plain line at each tenth."""
    console = Console(stderr=True)
    if not console.is_terminal:
        told: dict[str, int] = {}

        def line(what: str, done: int, of: int) -> None:
            tenth = done * 10 // max(1, of)
            if tenth > told.get(what, -1) and (tenth or done):
                told[what] = tenth
                console.print(f"{what}: {done} of {of}", highlight=False)

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {}

        def bar(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=of)
            progress.update(tasks[what], completed=done, total=of)

        yield bar


def print_outcome(outcome: "Outcome", out: Path) -> None:
    """What was judged, what was set aside, and the digest of all that was written."""
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("agreement", "events", "names it does not know"):
        table.add_column(column, justify="left" if column == "agreement" else "right", overflow="fold")
    for one in outcome.agreements[:SHOWN]:
        table.add_row(one.agreement, str(one.events), str(one.unmapped))
    Console(highlight=False).print(table)
    if len(outcome.agreements) > SHOWN:
        print(f"and {len(outcome.agreements) - SHOWN} more agreements.")
    print(f"{len(outcome.agreements)} agreements judged on {outcome.events} events. It lies in {out}.")
    now, every = outcome.parts, outcome.buckets
    print(f"Parts read now: {now[0]} of {now[1]}; groups judged now: {every[0]} of {every[1]}.")
    if outcome.twice:
        print(f"{outcome.twice} ids stand in the table more than once; each counts once.")
    for line in [*(one.sentence() for one in outcome.left), *(row.sentence() for row in outcome.rows)][:SHOWN]:
        print(f"Set aside: {line}")
    if len(outcome.left) + len(outcome.rows) > SHOWN:
        print(f"and {len(outcome.left) + len(outcome.rows) - SHOWN} more, all in {out / 'set-aside.jsonl'}.")
    print(f"Digest {outcome.digest}")
