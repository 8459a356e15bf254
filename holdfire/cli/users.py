"""Commands for users of the application: who signs in, and with which roles."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.errors import AskError, did_you_mean

users = typer.Typer(no_args_is_help=True, help="Who signs in to the application, and with which roles.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the user, in small letters.")]
From = Annotated[
    Path | None,
    typer.Option(
        "--password-from", metavar="FILE", help="Read the password from a file's first line; else it is asked for."
    ),
]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role",
        metavar="ROLE",
        help="monitor, analyst, reviewer, liaison, signatory or administrator; may be repeated.",
    ),
]


@users.command("add")
def add_account(case: CaseFolder, name: Name, role: Roles, password_from: From = None) -> None:
    """A new user. Those who decide get a key of their own, with which what they decide is signed."""
    from holdfire import custody, pipeline
    from holdfire.record import key_path
    from holdfire.web.users import Right, Role, Users, rights_of

    roles = []
    for word in role:
        if word not in list(Role):
            raise AskError(
                f'"{word}" is no role', remedy=did_you_mean(word, list(Role)) or f"Roles: {', '.join(Role)}."
            )
        roles.append(Role(word))
    opened, now = pipeline.open_case(case), datetime.now(UTC)
    Users(case).add(name, _password(password_from), roles, now)
    decides = rights_of(roles) & {Right.REVIEW, Right.FIND, Right.ANSWER, Right.SIGN}
    if decides and not key_path(case, "person", name).is_file():
        custody.make_person(opened, name, now)
        print(f"User {name} made, with a key of its own: {', '.join(roles)}.")
    else:
        print(f"User {name} made: {', '.join(roles)}.")


@users.command("list")
def list_accounts(case: CaseFolder, as_json: Json = False) -> None:
    """Every user with their roles; those closed are marked."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    found = Users(case).all()
    if as_json:
        print_json([{"name": p.name, "roles": list(p.roles), "open": is_open} for p, is_open in found])
        return
    for person, is_open in found:
        print(f"{person.name}: {', '.join(person.roles)}{'' if is_open else ' (closed)'}")
    if not found:
        print("There is no user. `holdfire users add` makes one; the link that `serve` prints needs none.")


@users.command("password")
def change_password(case: CaseFolder, name: Name, password_from: From = None) -> None:
    """Another password for a user; whoever is signed in under it is signed out."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    Users(case).change(name, _password(password_from))
    print(f"The password of {name} is changed.")


@users.command("close")
def close_account(case: CaseFolder, name: Name) -> None:
    """Nobody signs in under this name any more; what was done under it stays."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    Users(case).close(name, datetime.now(UTC))
    print(f"User {name} is closed.")


def _password(file: Path | None) -> str:
    if file is None:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        return file.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise AskError(f"the password cannot be read ({error})", str(file)) from None
