"""Commands for what a machine read and a person has to decide."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from holdfire.cli.disputes import By, Claims, Why, act_of, change_of
from holdfire.cli.options import CaseFolder, Json, print_json

if TYPE_CHECKING:
    from holdfire.claims import Claim

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


def _told(claim: "Claim") -> Text:
    """One line: what, when, where, by whose word, against whom."""
    blamed = " or ".join(" and ".join(group) for group in claim.actors) or "nobody"
    day, place = claim.start.date().isoformat(), claim.place or "place not told"
    said = f" {claim.kind}, {claim.act or 'act not told'}, {day}, {place}; told by {', '.join(claim.claimants)}; blamed: {blamed}"
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


@reviews.command()
def likely(
    case: CaseFolder,
    possible: Annotated[bool, typer.Option("--possible", help="Those too that are less than probable.")] = False,
    as_json: Json = False,
) -> None:
    """Claims that may tell of one happening, each pair with its reasons; `link` joins them, `unlink` parts what is joined."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    found = rooms.likely(pipeline.open_case(case), datetime.now(UTC), possible=possible)
    if as_json:
        print_json([pair.model_dump(mode="json") for pair in found])
        return
    console = Console(highlight=False)
    for pair in found:
        console.print(Text.assemble((pair.word, "bold"), f" ({pair.points} points): {pair.a} and {pair.b}"))
        for reason in pair.reasons:
            console.print(Padding(Text(f"{reason.points:+} {reason.says}"), (0, 0, 0, 3)))
    console.print(
        f"{len(found)} pairs." if found else "No pair of claims is likely to be one happening and not joined."
    )


@reviews.command()
def origins(case: CaseFolder, as_json: Json = False) -> None:
    """Whose word each incident rests on in the end: outlets that repeat one monitor are one origin; with a proposed grade."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    found = rooms.origins_of(pipeline.open_case(case), datetime.now(UTC))
    if as_json:
        print_json({name: told.model_dump(mode="json") for name, told in found.items()})
        return
    console = Console(highlight=False)
    for name, told in found.items():
        grade = f"information credibility {told.credibility} proposed"
        console.print(Text.assemble((name, "bold"), f": {told.independent.number} independent, {grade}"))
        for reason in told.because:
            console.print(Padding(Text(reason), (0, 0, 0, 3)))
    if not found:
        console.print("No incident is told by several claims.")
