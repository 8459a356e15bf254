"""Commands for what a machine read and a person has to decide."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from holdfire.cli.disputes import By, Claims, Why, act_of, change_of
from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.errors import AskError

if TYPE_CHECKING:
    from holdfire.claims import Claim

reviews = typer.Typer()

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="What the machine read wrongly, such as place=Aleppo; may be repeated."
    ),
]
Grade = Annotated[
    str | None,
    typer.Option(
        "--grade",
        metavar="GRADE",
        help="How reliable the source is, A to F, and how credible this is, 1 to 6: B2, B or 2; or tags such as "
        'admiralty-scale:source-reliability="b".',
    ),
]
Names = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Ids of what waits for a second person, such as Q-120.")
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
    from holdfire import confirming

    for told in confirming.waiting(pipeline.open_case(case)):
        said = f" to {told.act} {told.on}, proposed by {told.by}: {told.why}; `holdfire confirm` by another person"
        console.print(Text.assemble((told.id, "bold"), said))
    more = f" {len(waiting) - len(found)} statements and leads besides: --all." if len(waiting) > len(found) else ""
    console.print(f"{len(found)} wait for a person.{more}" if waiting else "Nothing waits for a person.")


def _told(claim: "Claim") -> Text:
    """One line: what, when, where, by whose word, against whom."""
    blamed = " or ".join(" and ".join(group) for group in claim.actors) or "nobody"
    day, place = claim.start.date().isoformat(), claim.place or "place not told"
    from holdfire.incidents.grades import in_words

    graded = f"; graded {'; '.join(in_words(claim))}" if (claim.reliability, claim.credibility) != ("F", "6") else ""
    told = f" {claim.kind}, {claim.act or 'act not told'}, {day}, {place}"
    said = f"{told}; told by {', '.join(claim.claimants)}; blamed: {blamed}{graded}"
    return Text.assemble((claim.id, "bold"), said)


def _short(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…"


@reviews.command()
def accept(case: CaseFolder, claims: Claims, why: Why, by: By = None, changes: Set = None, grade: Grade = None) -> None:
    """Take claims that a machine read, with changes where it was wrong; from then on they count as claims do."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    told = dict(change_of(text) for text in changes or []) | (rooms.grades(grade) if grade is not None else {})
    opened = pipeline.open_case(case)
    done = rooms.accept(opened, claims, act_of(why, by), told)
    two = "accept" in opened.settings.two_persons
    word = f"proposed by {by} and waiting for a second person" if two else "accepted"
    print(f"Entries {done[0]} to {done[-1]}: {', '.join(claims)} {word}.")


@reviews.command()
def confirm(
    case: CaseFolder,
    names: Names,
    why: Why,
    by: By = None,
    decline: Annotated[bool, typer.Option("--decline", help="Decline it, or take back one's own.")] = False,
) -> None:
    """Confirm, as a second person, what another proposed, where the case asks for two: from then on it counts."""
    from holdfire import confirming, pipeline

    opened = pipeline.open_case(case)
    for name in names:
        act = act_of(why, by)
        done = confirming.decline(opened, name, act) if decline else confirming.confirm(opened, name, act)
        print(f"Entry {done}: {name} is {'declined' if decline else 'confirmed'}.")


@reviews.command()
def undo(
    case: CaseFolder,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the entry to take back.")],
    why: Why,
    by: By = None,
) -> None:
    """Take back a decision on a claim, a grade, a link or a proposal, by one entry more; nothing is erased."""
    from contextlib import closing

    from holdfire import confirming, index, pipeline

    opened = pipeline.open_case(case)
    with closing(index.open(opened)) as known:
        known.update()
        done = confirming.undo(opened, entry, act_of(why, by), known)
    print(f"Entry {done.entry}: entry {entry} ({done.kind}) is taken back.")


@reviews.command()
def reject(case: CaseFolder, claims: Claims, why: Why, by: By = None) -> None:
    """Leave out claims that a machine read; they stay in the record and count nowhere."""
    from holdfire import pipeline
    from holdfire import reviews as rooms

    done = rooms.reject(pipeline.open_case(case), claims, act_of(why, by))
    print(f"Entries {done[0]} to {done[-1]}: {', '.join(claims)} rejected.")


@reviews.command()
def grade(
    case: CaseFolder,
    claims: Annotated[
        list[str] | None, typer.Argument(metavar="CLAIM...", help="Ids of claims; all when left out.")
    ] = None,
    grade_: Annotated[
        str,
        typer.Option(
            "--as", metavar="GRADE", help="B2, B or 2, or tags of the admiralty scale. Without it, grades are shown."
        ),
    ] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it stands in the ledger.")] = "",
    by: By = None,
) -> None:
    """Show or set the two grades of claims, kept apart: how reliable the source is (A to F), how credible this is (1 to 6)."""
    from holdfire import pipeline
    from holdfire import reviews as rooms
    from holdfire.claims.tags import tags_of
    from holdfire.incidents.grades import in_words

    opened = pipeline.open_case(case)
    if grade_ and not (claims and why):
        raise AskError("a grade is set on named claims, with a reason", remedy="Name the claims and add --why.")
    if grade_:
        rooms.grade(opened, claims or [], grade_, act_of(why, by))
    for claim in rooms.graded(opened, claims or []):
        print(f"{claim.id}: {'; '.join(in_words(claim))}. {' '.join(tags_of(claim))}")


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
    _say_whether_pictures(console)
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
    _say_whether_pictures(console)
    if not found:
        console.print("No incident is told by several claims.")


def _say_whether_pictures(console: Console) -> None:
    from holdfire.incidents.media import installed

    if not installed():
        console.print("Pictures were not compared: that needs the extra holdfire[media].", markup=False)


@reviews.command()
def stories(case: CaseFolder, as_json: Json = False) -> None:
    """Pages that tell of one happening, by their words, whatever was read from them; for a person to look at together."""
    from holdfire import pipeline
    from holdfire import registers as rooms

    found = rooms.alike(pipeline.open_case(case), datetime.now(UTC))
    if as_json:
        print_json([told.model_dump(mode="json") for told in found])
        return
    console = Console(highlight=False)
    for told in found:
        console.print(Text.assemble((f"{len(told.pages)} pages", "bold"), f" of {', '.join(told.sources)}:"))
        for page in told.pages:
            console.print(Padding(Text(page), (0, 0, 0, 3)))
        console.print(Padding(Text(f"claims: {', '.join(told.claims)}", style="italic"), (0, 0, 1, 3)))
    console.print(
        f"{len(found)} happenings are told by several pages." if found else "No two pages tell of one happening."
    )


@reviews.command()
def registers(
    case: CaseFolder,
    km: Annotated[
        float, typer.Option("--km", help="How far apart two registers may put one event, in kilometres.")
    ] = 25,
    days: Annotated[float, typer.Option("--days", help="How many days apart they may put its beginning and end.")] = 1,
    as_json: Json = False,
) -> None:
    """Registers of events (GED, ACLED, tables) held against each other: entries that may be one event; `link` joins them."""
    from holdfire import pipeline
    from holdfire import registers as rooms

    found = rooms.registers(pipeline.open_case(case), datetime.now(UTC), km=km, days=days)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    console = Console(highlight=False)
    for pair in found.matches:
        named = " = ".join(f"{claim} ({source})" for claim, source in zip(pair.claims, pair.sources, strict=True))
        state = "joined" if pair.joined else "not joined"
        console.print(
            Text.assemble((named, "bold"), f": {pair.act}, {pair.start[:10]}, {pair.place or 'no place'}; {state}")
        )
    if not found.entries:
        console.print("No source tells of events with a place in a table.")
        return
    told = f"{found.entries} entries of {len(found.registers)} registers ({', '.join(found.registers)})"
    console.print(
        f"{told} may be {found.events} events: {len(found.matches)} are told by several, {found.removed} entries more than once."
    )
