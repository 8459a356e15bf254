"""The command for the public edition: what everybody would see, and the folder that any host can serve."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import AsOf, CaseFolder, Json

editions = typer.Typer()


@editions.command()
def edition(
    case: CaseFolder,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Write the edition: pages in three languages and JSON."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Tell what everybody would see, coarse and late by rule, and write it with --out: a folder that any host can serve."""
    from holdfire import pipeline
    from holdfire.editions import edition_of, released
    from holdfire.publish.edition import rules_in
    from holdfire.web.rooms.public_pages import pages_of, written

    opened, now = pipeline.open_case(case), datetime.now(UTC)
    made, rules = edition_of(opened, as_of, now), rules_in(case)
    if out:
        written(out, pages_of(made, rules, opened.agreement.text))
        released(opened, made, now)
    if as_json:
        print(made.model_dump_json(indent=1))
        return
    print(f"Everybody would see {len(made.incidents)} incidents before {made.until},")
    print(f"in cells of {rules.cell_tenths / 10:g} degrees and by the day, their sources by kind;")
    print(f"clocks, gates and provisions as they stood before {made.standing_until}.")
    print("Withheld:" if any(made.withheld.values()) else "Nothing is withheld.")
    for why, number in made.withheld.items():
        print(f"  {why:<17}{number}")
    if out:
        print(f"Wrote {out}")
