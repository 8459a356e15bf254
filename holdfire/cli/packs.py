"""Commands that hand something to others: certificates, published packs, the page that verifies them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import AsOf, CaseFolder, Json, KnownAt, print_json, write

packs = typer.Typer()


@packs.command()
def certify(
    case: CaseFolder,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    too: Annotated[
        bool, typer.Option("--too", help="Recompute what other bodies certified, and sign it if the same.")
    ] = False,
    show: Annotated[bool, typer.Option("--list", help="Only list what is certified, and by whom.")] = False,
    as_json: Json = False,
) -> None:
    """Sign that this status comes out of these entries; or sign the same as another body, after computing it again."""
    from holdfire import certificate, pipeline

    opened, now = pipeline.open_case(case), datetime.now(UTC)
    if show:
        found = certificate.certificates(opened)
    else:
        found = certificate.certify_too(opened, now) if too else [certificate.certify(opened, as_of, known_at, now)]
    if as_json:
        print_json([c.model_dump(mode="json") for c in found])
    for c in () if as_json else found:
        print(f"{c.statement.as_of}, status {c.statement.status}: signed by {', '.join(c.signed_by)}")
    if not found and not as_json:
        print("Nothing is certified.")


@packs.command()
def verifier(out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")]) -> None:
    """The page that verifies packs in any browser, without a network, in English, Arabic and Russian."""
    from holdfire.publish.verifier import verifier_page

    write(out, verifier_page())
