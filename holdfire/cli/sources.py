"""Commands for those who send and take down reports: the forms that come with Holdfire, and places by name."""

from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.errors import AskError

sources = typer.Typer()
MOST_SHOWN = 5
"""How many candidates are shown."""


@sources.command()
def forms(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them; made where it is missing.")],
) -> None:
    """Forms for ODK and Kobo in three languages: incident, nothing observed, access, market check, hotline."""
    from holdfire.sources.forms import write_forms

    for path in write_forms(folder):
        print(f"Wrote {path}")


@sources.command()
def locate(
    case: CaseFolder,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A place in any of the three scripts, or '5 km north of' one.")
    ],
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="In which language to ask back: en, ar or ru.")
    ] = "en",
    as_json: Json = False,
) -> None:
    """What a name may mean, with reasons, and what an operator asks a caller back: "Do you mean ..."."""
    from holdfire import pipeline
    from holdfire.pages import located

    if lang not in ("en", "ar", "ru"):
        raise AskError(f'"{lang}" is no language of Holdfire', remedy="Languages are en, ar and ru.")
    found, gazetteer = located(pipeline.open_case(case), name)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for one in found.candidates[:MOST_SHOWN]:
        place = (
            f"{one.name} ({one.kind}), {one.lat:.3f} {one.lon:.3f}, within {one.radius_km:g} km, score {one.score:.2f}"
        )
        print(f"{place}: {'; '.join(one.reasons)}")
    if not found.candidates:
        print("Nobody here knows that name.")
    else:
        print(gazetteer.read_back(found.candidates[0], lang))
        if found.unsure:
            print("The best is not clearly better than the next: ask.")
