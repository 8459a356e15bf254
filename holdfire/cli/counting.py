"""The command that counts one log under several rules."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from holdfire.cli.options import CaseFolder, Json, KnownAt, print_json

counting = typer.Typer()


@counting.command()
def count(
    case: CaseFolder,
    day: Annotated[str, typer.Option("--day", metavar="D", help="One day, by the agreement's boundary.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="A", help="The first of several days.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="B", help="The last of them.")] = "",
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="NAME", help="A rule; may be repeated. All when left out.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="PART", help="day, zone, act or actor.")] = "",
    zone: Annotated[
        list[str] | None,
        typer.Option("--zone", metavar="Z", help="Only what lies in it; may be repeated: what lies in one of them."),
    ] = None,
    known_at: KnownAt = None,
    as_json: Json = False,
) -> None:
    """The log of a case restated under counting rules; the rule stands beside every number."""
    from holdfire import pipeline, restating
    from holdfire.cli.counting_table import print_counts

    asked = replace(restating.asked_for(day, first, last, tuple(rule or ()), by), zones=tuple(zone or ()))
    found = restating.restated(pipeline.open_case(case), asked, known_at, datetime.now(UTC))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_counts(found)
