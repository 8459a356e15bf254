"""Commands by which persons and bodies put something on record."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.errors import AskError

if TYPE_CHECKING:
    from holdfire.disputes import Act

disputes = typer.Typer()
joint = typer.Typer(
    help="Decisions of several bodies together: propose one, sign one, list them.", no_args_is_help=True
)
disputes.add_typer(joint, name="joint")

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it stands in the ledger.")]
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who acts; the organisation when left out.")]
Claims = Annotated[list[str], typer.Argument(metavar="CLAIM...", help="Ids of claims.")]
Decides = Annotated[
    str, typer.Argument(metavar="WORD", help="The agreement's word, such as extend, reset or establish.")
]
For = Annotated[
    str, typer.Option("--for", metavar="AMOUNT", help="A length (48 hours) or an instant, where the word takes one.")
]
At = Annotated[str, typer.Option("--at", metavar="T", help="When it takes effect; now when left out.")]


def act_of(why: str, by: str | None = None) -> "Act":
    """Who acts, now, and why."""
    from holdfire.disputes import Act

    return Act(datetime.now(UTC), why, by)


def _decision(word: str, amount: str, at: str) -> dict[str, Any]:
    try:
        moment = {"at": datetime.fromisoformat(at).astimezone(UTC).isoformat()} if at else {}
    except ValueError:
        raise AskError(f'--at: "{at}" is no instant', remedy="Write 2016-09-14T19:00+03:00.") from None
    return {"decides": word, **({"for": amount} if amount else {}), **moment}


@disputes.command()
def link(
    case: CaseFolder,
    claims: Claims,
    event: Annotated[str, typer.Option("--event", metavar="TAG", help="The tag they share from now on.")],
    why: Why,
    by: By = None,
) -> None:
    """Take claims for statements on one event: one more entry, which `unlink` takes back."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    position = rooms.link(pipeline.open_case(case), claims, event, act_of(why, by))
    print(f"Entry {position}: {', '.join(claims)} are of one event, {event}.")


@disputes.command()
def unlink(case: CaseFolder, claims: Claims, why: Why, by: By = None) -> None:
    """Put claims back to the event their source gave them, or none."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    position = rooms.unlink(pipeline.open_case(case), claims, act_of(why, by))
    print(f"Entry {position}: {', '.join(claims)} are as their sources have them.")


@disputes.command()
def match(
    case: CaseFolder,
    one: Annotated[str, typer.Argument(metavar="A", help="An event of one body, such as russia:URUM.")],
    other: Annotated[str, typer.Argument(metavar="B", help="An event of another body.")],
    why: Why,
    by: By = None,
    undo: Annotated[bool, typer.Option("--undo", help="Say that they are not one after all.")] = False,
) -> None:
    """Take two bodies' events for one happening; `holdfire reconcile` proposes which."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    position = rooms.match(pipeline.open_case(case), one, other, act_of(why, by), holds=not undo)
    print(f"Entry {position}: {one} and {other} are {'not ' if undo else ''}one happening.")


@disputes.command()
def correct(
    case: CaseFolder,
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id.")],
    changes: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help='Such as place=Aleppo or toll={"best":1}.')
    ],
    why: Why,
    by: By = None,
) -> None:
    """Correct fields of a claim; the version before stays known for its time."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    found = dict(change_of(change) for change in changes)
    print(f"Entry {rooms.correct(pipeline.open_case(case), claim, found, act_of(why, by))}: {claim} is corrected.")


def change_of(text: str) -> tuple[str, Any]:
    """A field and its new value, which is JSON where it can be. Raises ``AskError`` for text without a sign of equality."""
    name, found, value = text.partition("=")
    if not found:
        raise AskError(f'"{text}" is no change', remedy="Write FIELD=VALUE.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


@disputes.command()
def decide(
    case: CaseFolder,
    name: Annotated[str, typer.Argument(metavar="ID", help="An id of your own for it, such as D-1.")],
    word: Decides,
    why: Why,
    amount: For = "",
    at: At = "",
) -> None:
    """What the body decides, signed by its organisation key: turn a key, extend, reset."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    position = rooms.decide(pipeline.open_case(case), name, _decision(word, amount, at), act_of(why))
    print(f"Entry {position}: {name}, {word}, is decided and signed.")


@disputes.command()
def find(
    case: CaseFolder,
    thing: Annotated[str, typer.Argument(metavar="THING", help="An incident, or INCIDENT/PROVISION.")],
    verdict: Annotated[
        str, typer.Argument(metavar="VERDICT", help="breach, permitted, outside-scope or undetermined.")
    ],
    why: Why,
    standard: Annotated[str, typer.Option(help="Standard of proof: a step of the agreement's ladder.")] = "reported",
    percent: Annotated[float | None, typer.Option(help="Confidence in percent.")] = None,
    who: Annotated[
        list[str] | None,
        typer.Option("--who", metavar="A+B[=80]", help="An alternative of who did it; may be given again."),
    ] = None,
    severity: Annotated[str | None, typer.Option(help="How grave: a step of the agreement's ladder.")] = None,
    present: Annotated[
        list[str] | None, typer.Option(metavar="MEMBER", help="A member that took part; may be given again.")
    ] = None,
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="BODY", help="A body that makes the same finding.")
    ] = None,
    own: Annotated[bool, typer.Option("--own", help="A breach of the body's own, or of one it answers for.")] = False,
    by: By = None,
) -> None:
    """What the body finds on an incident, at a stated standard of proof; a later finding on the same thing supersedes."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    incident, _, provision = thing.partition("/")
    said = {
        "incident": incident, "provision": provision or None, "verdict": verdict, "standard": standard, "percent": percent,
        "attribution": [_alternative(w) for w in who or ()], "severity": severity, "present": present or (),
        "jointly_with": with_ or (), "self_reported": own,
    }  # fmt: skip
    made = rooms.find(pipeline.open_case(case), said, act_of(why, by))
    print(f"{made.id}: {made.body} finds {thing} {made.verdict}, {made.standard}.")


def _alternative(text: str) -> dict[str, Any]:
    actors, found, percent = text.partition("=")
    try:
        sure = {"percent": float(percent)} if found else {}
    except ValueError:
        raise AskError(f'--who: "{percent}" is no percentage', remedy="Write russia=80, or russia alone.") from None
    return {"actors": [a.strip() for a in actors.split("+")], **sure}


@disputes.command()
def position(
    case: CaseFolder,
    thing: Annotated[str, typer.Argument(metavar="THING", help="An incident; or finding:ID or claim:ID.")],
    says: Annotated[
        str,
        typer.Argument(
            metavar="WORD",
            help="strongly-disagree to strongly-agree, not-confirmed, right-of-reply, request or notice.",
        ),
    ],
    why: Why,
    to: Annotated[list[str] | None, typer.Option(metavar="BODY", help="Whom a request or notice goes to.")] = None,
    by: By = None,
) -> None:
    """The body's position on another body's claim, incident or finding, with its explanation."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    of, _, name = (
        thing.partition(":") if thing.startswith(("finding:", "claim:", "incident:")) else ("incident", "", thing)
    )
    said = {"of": of, "on": name, "says": says, "to": to or ()}
    made = rooms.take_position(pipeline.open_case(case), said, act_of(why, by))
    print(f"{made.id}: {made.body} on {thing}: {made.says}.")


@joint.command("propose")
def propose_joint(
    case: CaseFolder,
    word: Decides,
    with_: Annotated[list[str], typer.Option("--with", metavar="BODY", help="Who must sign too; may be given again.")],
    amount: For = "",
    at: At = "",
) -> None:
    """Propose a decision of several bodies and sign it first; it holds when each has signed."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    opened = pipeline.open_case(case)
    made = rooms.propose(opened, [opened.settings.body, *with_], _decision(word, amount, at), datetime.now(UTC))
    print(f"{made.id} is proposed. It still needs: {', '.join(b for b in made.needs if b not in made.signed_by)}.")


@joint.command("sign")
def sign_joint(case: CaseFolder, name: Annotated[str, typer.Argument(metavar="ID", help="From `joint list`.")]) -> None:
    """Sign what another body proposed."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    made = rooms.sign_joint(pipeline.open_case(case), name, datetime.now(UTC))
    print(
        f"{made.id}, {made.decides}: signed by {', '.join(made.signed_by)}. It {'holds' if made.holds else 'does not hold yet'}."
    )


@joint.command("list")
def list_joint(case: CaseFolder, as_json: Json = False) -> None:
    """Every joint decision that any ledger here tells of, with who signed it."""
    from holdfire import disputes as rooms
    from holdfire import pipeline

    found = rooms.joints(pipeline.open_case(case))
    if as_json:
        print_json([j.model_dump(mode="json") for j in found])
    for j in () if as_json else found:
        print(
            f"{j.id} {j.decides}: {'holds' if j.holds else 'waits'}; needs {', '.join(j.needs)}; has {', '.join(j.signed_by)}"
        )
    if not found and not as_json:
        print("Nothing was proposed.")
