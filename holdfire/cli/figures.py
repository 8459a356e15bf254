"""The command for figures: every figure of a period as SVG and CSV, and one page with all of them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import CaseFolder, KnownAt, Language

figures = typer.Typer()


@figures.command("figures")
def figures_of_a_case(
    case: CaseFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to write them to.")],
    day: Annotated[str, typer.Option("--day", metavar="D", help="The last day, with the four weeks up to it.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="D", help="The first day, e.g. 2016-09-12.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="D", help="The last day.")] = "",
    edition: Annotated[str, typer.Option("--edition", metavar="E", help="internal, party or public.")] = "internal",
    lang: Language = "en",
    known_at: KnownAt = None,
) -> None:
    """Figures out of the record: SVG and CSV of each, and index.html with all of them, their rules and their data."""
    from holdfire import figures as room
    from holdfire import pipeline

    asked = room.Asked(edition, lang, first, last or day, known_at)
    made = room.write_figures(pipeline.open_case(case), asked, out, datetime.now(UTC))
    for figure in made:
        print(f"{figure.name}: {figure.shows}")
