"""Commands for bulletins: make one, issue it under a number, list what was issued, withdraw."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import CaseFolder, Json, KnownAt, Language, print_json, write

bulletins = typer.Typer()
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, which stands in the record.")]


@bulletins.command()
def bulletin(
    case: CaseFolder,
    day: Annotated[
        str, typer.Option("--day", metavar="D", help="The day, e.g. 2016-09-18, by the agreement's boundary.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")],
    edition: Annotated[
        str, typer.Option("--edition", metavar="E", help="internal, party, public or joint.")
    ] = "internal",
    format_: Annotated[str, typer.Option("--format", metavar="F", help="html, pdf or docx.")] = "html",
    lang: Language = "en",
    known_at: KnownAt = None,
    remark: Annotated[
        list[str] | None,
        typer.Option("--remark", metavar="[SECTION=]TEXT", help="A sentence to put in, in a section; may be repeated."),
    ] = None,
    remarks: Annotated[
        Path | None, typer.Option("--remarks", metavar="FILE", help="A file of such sentences, a line each.")
    ] = None,
    bodies: Annotated[
        str, typer.Option("--bodies", metavar="A,B", help="Two bodies whose records are held against each other.")
    ] = "",
    issue: Annotated[bool, typer.Option("--issue", help="Issue it: under a number, entered in the ledger.")] = False,
    why: Why = "",
) -> None:
    """The bulletin of one day, out of the record: a draft, or issued under its number."""
    from holdfire import bulletins as room
    from holdfire import pipeline

    opened, now = pipeline.open_case(case), datetime.now(UTC)
    said = [*(remark or ()), *(lines(remarks) if remarks else ())]
    named = tuple(part.strip() for part in bodies.split(",") if part.strip())
    asked = room.Asked(day, edition, lang, format_, known_at, tuple(said), named)
    if not issue:
        write(out, room.draft(opened, asked, now))
        return
    made, data = room.issue(opened, asked, now, why)
    write(out, data)
    print(f"Issued as number {made.number}.")
    print(f"sha256 {made.sha256}")


@bulletins.command("bulletins")
def list_bulletins(
    case: CaseFolder,
    withdraw: Annotated[int | None, typer.Option("--withdraw", metavar="N", help="Withdraw this one.")] = None,
    why: Why = "",
    as_json: Json = False,
    show: Annotated[int | None, typer.Option("--show", metavar="N", help="The file of this one, as issued.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write that file.")] = None,
) -> None:
    """Every bulletin that was issued; with --withdraw and --why, one that no longer stands; with --show and --out, its file."""
    from holdfire import bulletins as room
    from holdfire import pipeline

    opened = pipeline.open_case(case)
    if withdraw is not None:
        room.withdraw(opened, withdraw, why, datetime.now(UTC))
    if show is not None:
        row, data = room.file_of(opened, show)
        write(out or Path(f"bulletin-{row.number}.{row.format}"), data)
        return
    found = room.issued(opened)
    if as_json:
        print_json([i.model_dump() for i in found])
        return
    for i in found:
        stands = f", withdrawn: {i.withdrawn}" if i.withdrawn else ""
        print(f"{i.number}: {i.day}, {i.edition}, {i.language}, {i.format}{stands}")
    if not found:
        print("No bulletin was issued.")


def lines(path: Path) -> list[str]:
    """The lines of a file that say something. Raises ``AskError`` for one that cannot be read."""
    from holdfire.errors import AskError

    try:
        return [line.strip() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise AskError("the file of remarks cannot be read", str(path), str(error)) from None
