"""The command for exports: tables for other tools, and the pack that anyone can verify."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import AsOf, CaseFolder, Json, KnownAt, Language, print_json, write

exports = typer.Typer()
PACK = "pack"
WHAT = "pack, or a table: incidents, claims, findings, access, coverage or status."


@exports.command()
def export(
    case: CaseFolder,
    what: Annotated[str | None, typer.Argument(metavar="[WHAT]", help=WHAT)] = None,
    table: Annotated[str | None, typer.Option("--what", metavar="W", help="The same.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="Where to write it; tables also to a folder.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="F", help="csv, xlsx, geojson, hxl, parquet or stix.")
    ] = "csv",
    edition: Annotated[str, typer.Option("--edition", metavar="E", help="internal, party or public.")] = "internal",
    layout: Annotated[
        str, typer.Option("--layout", metavar="L", help="Columns of another data set, as CSV: acled, ucdp or plover.")
    ] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    lang: Language = "en",
    licence: Annotated[str, typer.Option("--licence", metavar="TEXT", help="Under which licence a table leaves.")] = "",
    whole: Annotated[
        bool,
        typer.Option("--whole", help="A pack of every entry, reports as received too: for a body, not the public."),
    ] = False,
    as_json: Json = False,
) -> None:
    """A table for other tools, redacted by its edition, its dictionary beside it; or a pack: a signed bundle for anyone."""
    from holdfire import exporting, pipeline
    from holdfire.errors import AskError

    asked = what or table
    if asked is None or out is None or (what and table and what != table):
        raise AskError(
            "say what is exported, and where to", remedy=f"holdfire export CASE WHAT --out PATH; WHAT: {WHAT}"
        )
    opened, now = pipeline.open_case(case), datetime.now(UTC)
    if asked == PACK:
        from holdfire import packs as rooms

        file = BytesIO()
        number = rooms.published(opened, file, as_of, known_at, now, whole=whole)
        write(out, file.getvalue())
        print(f"It holds {number:,} entries. Anyone verifies it with: holdfire verify {out}")
        return
    wanted = exporting.Export(asked, format_, edition, lang, layout, as_of, known_at, licence)
    _told(exporting.export(opened, wanted, out, now).model_dump(), as_json=as_json)


def _told(written: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(written)
        return
    print(f"Wrote {written['file']}: {written['rows']} rows")
    print(f"Its dictionary: {written['dictionary']}")
    for reason, number in dict(written["left_out"]).items():  # type: ignore[call-overload]
        print(f"Left out, {reason}: {number}")
