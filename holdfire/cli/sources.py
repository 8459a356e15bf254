"""Commands for those who send reports: the forms that come with Holdfire."""

from pathlib import Path
from typing import Annotated

import typer

sources = typer.Typer()


@sources.command()
def forms(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them; made where it is missing.")],
) -> None:
    """Forms for ODK and Kobo in three languages: incident, nothing observed, access, market check, hotline."""
    from holdfire.sources.forms import write_forms

    for path in write_forms(folder):
        print(f"Wrote {path}")
