"""The command for statistics: one page of text, or all of it as JSON."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from holdfire.cli.options import AsOf, CaseFolder, Json, KnownAt, Language, print_json

statistics = typer.Typer()


@statistics.command("statistics")
def of_case(
    case: CaseFolder,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help='The day from which "after" counts; the start of the truce when left out.'
        ),
    ] = None,
    baseline: Annotated[int, typer.Option("--baseline", metavar="DAYS", help="Days on either side, at most.")] = 28,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    lang: Language = "en",
    as_json: Json = False,
) -> None:
    """Rates before and after, coverage, sources, what was not seen, lag: each with its interval, or refused in words."""
    from holdfire import measuring, pipeline
    from holdfire.publish.statistics import as_text, statistics_page
    from holdfire.publish.words import words_in

    words, opened = words_in(lang), pipeline.open_case(case)
    found = measuring.measured(opened, datetime.now(UTC), on, baseline, known_at, as_of)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print(as_text(statistics_page(found, opened.agreement.text, words)), end="")
