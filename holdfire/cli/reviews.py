"""Commands for what a machine read and a person has to decide."""

from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from holdfire.claims import Claim
from holdfire.cli.disputes import By, Claims, Why, act_of, change_of
from holdfire.cli.options import CaseFolder, Json, print_json

reviews = typer.Typer()

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="What the machine read wrongly, such as place=Aleppo; may be repeated."
    ),
]
Every = Annotated[bool, typer.Option("--all", help="Statements and leads too, such as those of GDELT.")]
MOST_CHARACTERS = 400
"""How many characters of a claim's words are shown."""


@reviews.command()
def proposals(case: CaseFolder, every: Every = False, as_json: Json = False) -> None:
    """Claims that a machine read and no person has accepted or rejected yet; statements and leads with --all."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    waiting = rooms.proposals(pipeline.open_case(case))
    found = [c for c in waiting if every or c.kind != "statement"]
    if as_json:
        print_json([c.model_dump(mode="json", exclude_defaults=True) for c in found])
        return
    console = Console(highlight=False)
    for claim in found:
        console.print(_told(claim))
        console.print(Padding(Text(_short(claim.words), style="italic"), (0, 0, 1, 3)))
    more = f" {len(waiting) - len(found)} statements and leads besides: --all." if len(waiting) > len(found) else ""
    console.print(f"{len(found)} wait for a person.{more}" if waiting else "Nothing waits for a person.")


def _told(claim: Claim) -> Text:
    """One line: what, when, where, by whose word, against whom."""
    blamed = " or ".join(" and ".join(group) for group in claim.actors) or "nobody named"
    day, place = claim.start.date().isoformat(), claim.place or "place not told"
    said = f" {claim.kind}, {claim.act or 'act not told'}, {day}, {place}; {', '.join(claim.claimants)} blame {blamed}"
    return Text.assemble((claim.id, "bold"), said)


def _short(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…"


@reviews.command()
def accept(case: CaseFolder, claims: Claims, why: Why, by: By = None, changes: Set = None) -> None:
    """Take claims that a machine read, with changes where it was wrong; from then on they count as claims do."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    told = dict(change_of(text) for text in changes or [])
    done = rooms.accept(pipeline.open_case(case), claims, act_of(why, by), told)
    print(f"Entries {done[0]} to {done[-1]}: {', '.join(claims)} accepted.")


@reviews.command()
def reject(case: CaseFolder, claims: Claims, why: Why, by: By = None) -> None:
    """Leave out claims that a machine read; they stay in the record and count nowhere."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    done = rooms.reject(pipeline.open_case(case), claims, act_of(why, by))
    print(f"Entries {done[0]} to {done[-1]}: {', '.join(claims)} rejected.")
