"""Commands for requests to a party and the replies to them."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from holdfire.cli.options import CaseFolder, Json, print_json

requests = typer.Typer()
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who acts; the organisation when left out.")]


@requests.command("request")
def ask(
    case: CaseFolder,
    to: Annotated[str, typer.Argument(metavar="ACTOR", help="Who is asked, an actor of the agreement.")],
    asks: Annotated[str, typer.Option("--asks", metavar="TEXT", help="What is asked.")],
    on: Annotated[str, typer.Option("--on", metavar="INCIDENT", help="The incident it is about.")] = "",
    reply_by: Annotated[
        str,
        typer.Option("--reply-by", metavar="T", help="An instant or a length (72 hours); else the agreement's time."),
    ] = "",
    by: By = None,
) -> None:
    """Ask a party for information, with a time to reply by: one signed entry, counted nowhere."""
    from holdfire import pipeline
    from holdfire import requests as rooms
    from holdfire.disputes import Act

    opened, now = pipeline.open_case(case), datetime.now(UTC)
    name = rooms.request(opened, to, asks, Act(now, asks, by), on=on, by=reply_by)
    asked = next(r for r in rooms.requests(opened, now) if r.id.endswith(name))
    print(f"{asked.id}: {to} is asked{f' to reply by {asked.due}' if asked.due else ''}.")


@requests.command()
def reply(
    case: CaseFolder,
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="Its id.")],
    says: Annotated[str, typer.Option("--says", metavar="TEXT", help="The reply.")],
    of: Annotated[
        str, typer.Option("--of", metavar="ACTOR", help="Whose reply it is, where it came another way.")
    ] = "",
    by: By = None,
) -> None:
    """Reply to a request, or put on record what was replied another way."""
    from holdfire import pipeline
    from holdfire import requests as rooms
    from holdfire.disputes import Act

    position = rooms.reply(pipeline.open_case(case), request, says, Act(datetime.now(UTC), says, by), of=of)
    print(f"Entry {position}: a reply to {request}.")


@requests.command("requests")
def listed(case: CaseFolder, as_json: Json = False) -> None:
    """Every request to a party: those that wait first, with the time that is left."""
    from holdfire import pipeline
    from holdfire import requests as rooms

    found = rooms.requests(pipeline.open_case(case), datetime.now(UTC))
    if as_json:
        print_json([r.model_dump(mode="json") for r in found])
        return
    for r in found:
        about = f" on {r.on}" if r.on else ""
        print(f"{r.id}  {r.body} to {r.to}{about}: {r.state}{f', due {r.due}' if r.due else ''}")
        print(f"  {r.asks}")
        for one in r.replies:
            print(f"  {one.of}, {one.at}: {one.says}")
    if not found:
        print("Nobody was asked anything.")
