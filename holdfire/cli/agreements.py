"""Commands on the agreement itself: make one, check it, draw it, compare two."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import AgreementFolder, CaseFolder, Json, Language, print_json, write
from holdfire.errors import AskError

agreements = typer.Typer()
ALGORITHMS, TURNED = ("ed25519", "ml-dsa-44"), ("signed", "reported")


@agreements.command()
def new(
    case: CaseFolder,
    agreement: Annotated[
        Path | None, typer.Option("--agreement", metavar="DIR", help="Start from this agreement folder.")
    ] = None,
    body: Annotated[
        str, typer.Option(help="Whose ledger this is: a name of the agreement's actors, or your own.")
    ] = "observer",
    witness: Annotated[str, typer.Option(help="Algorithm of the key that cosigns: ed25519 or ml-dsa-44.")] = "ed25519",
    keys: Annotated[
        str, typer.Option(help="What turns a key of a gate: signed (by the body itself), or reported (for history).")
    ] = "signed",
    store: Annotated[
        str, typer.Option(metavar="URL", help="A PostgreSQL address; a file in the case when left out.")
    ] = "",
) -> None:
    """Make a case: a commented agreement to start from, new keys, a ledger that begins with them, settings."""
    from holdfire import pipeline
    from holdfire.case import bundled
    from holdfire.record import KeySet

    if witness not in ALGORITHMS or keys not in TURNED:
        raise AskError(f"no such choice: {witness}, {keys}", remedy=f"Choose {ALGORITHMS} and {TURNED}.")
    founding = pipeline.Founding(datetime.now(UTC), body, KeySet.make(witness), keys, store=store)  # type: ignore[arg-type]
    pipeline.new_case(case, agreement or bundled("template"), founding)
    print(f"Made {case}. Edit {case / 'agreement' / 'agreement.yaml'}, then: holdfire check {case}")


@agreements.command()
def draft(
    clauses: Annotated[
        Path,
        typer.Argument(
            metavar="CLAUSES|PAGE", help="A clause CSV (docs/clauses.md), or a page that announces one (docs/terms.md)."
        ),
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the draft; a new folder.")],
    title: Annotated[str, typer.Option(help="Title of the agreement.")] = "",
    time_zone: Annotated[str, typer.Option("--time-zone", help="An IANA name, or an offset.")] = "+00:00",
) -> None:
    """A draft agreement from a table of clauses, or from a page that announces one; each clause to be checked by hand."""
    from holdfire import agreements as texts

    made = texts.draft_agreement(clauses, folder, title, time_zone)
    print(f"Drafted {len(made.text.provisions)} clauses in {folder}. What each still needs: holdfire check {folder}")


@agreements.command()
def check(
    case: AgreementFolder,
    scenarios: Annotated[bool, typer.Option("--scenarios", help="Run its scenarios; exit 3 when one fails.")] = False,
    as_json: Json = False,
) -> None:
    """Is the agreement well formed, what does it leave undecided, what can never be evaluated, when do deadlines fall?"""
    from holdfire.cli.tables import print_check
    from holdfire.scenarios import check_folder

    checked = check_folder(case, scenarios=scenarios)
    print_json(checked.model_dump(mode="json")) if as_json else print_check(checked)
    if any(s.misses for s in checked.scenarios):
        raise typer.Exit(3)


@agreements.command()
def calendar(
    case: AgreementFolder,
    ics: Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="Write an iCalendar file instead.")] = None,
    as_json: Json = False,
) -> None:
    """Every deadline, recurring duty, window and clock, for each reading and each candidate day."""
    from holdfire import agreements as texts
    from holdfire.cli.tables import calendar_table, show
    from holdfire.scenarios import calendar_rows

    agreement = texts.dated_agreement(case)
    if ics:
        write(ics, texts.ical_of(case))
    elif as_json:
        print_json([row.model_dump(mode="json") for row in calendar_rows(agreement)])
    else:
        show(calendar_table(calendar_rows(agreement)))


@agreements.command()
def draw(
    case: AgreementFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the SVG.")],
    lang: Language = "en",
) -> None:
    """The agreement as a picture: actors and who answers for whom, windows, clocks and gates in time, zones on a map."""
    from holdfire import agreements as texts

    write(out, texts.drawing_of(case, lang).encode())


@agreements.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="A case, or a folder that holds agreement.yaml.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another such folder; left out, two readings of A.")] = "",
    readings: Annotated[
        str, typer.Option("--readings", metavar="R,S", help="Compare these two readings of A instead.")
    ] = "",
    as_json: Json = False,
) -> None:
    """What changed between two versions of an agreement, or what two readings of one have differently, in words."""
    from holdfire import agreements as texts

    found = texts.changes_between(before, after, readings)
    if as_json:
        print_json([change.model_dump(mode="json") for change in found])
        return
    for change in found:
        print(change.says)
    if not found:
        print("They say the same.")
