"""Commands for users of the application: who signs in, and with which roles."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.errors import AskError, did_you_mean

if TYPE_CHECKING:
    from holdfire.case import Case
    from holdfire.web.users import Account, Role

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

Zone = Annotated[
    list[str] | None,
    typer.Option("--zone", metavar="ZONE", help="See only what surely happened in this zone; may be repeated."),
]
Closed = Annotated[
    bool, typer.Option("--see-closed", help="Also see exact places of protected sites, private sources, personal data.")
]


@users.command("add")
def add_account(
    case: CaseFolder, name: Name, role: Roles, password_from: From = None, zone: Zone = None, see_closed: Closed = False
) -> None:
    """A new user. Those who decide get a key of their own, with which what they decide is signed."""
    from holdfire import pipeline
    from holdfire.web.users import Right, Sight, Users
    from holdfire.web.users.keys import give_key

    roles = _roles(role)
    opened, now = pipeline.open_case(case), datetime.now(UTC)
    sight = Sight.of(_zones(opened, zone) if zone else None, [Right.SEE_CLOSED] if see_closed else ())
    Users(case).add(name, secret_from(password_from), roles, now, sight)
    if give_key(opened, name, roles, now):
        print(f"User {name} made, with a key of its own: {', '.join(roles)}.")
    else:
        print(f"User {name} made: {', '.join(roles)}.")


@users.command("list")
def list_accounts(case: CaseFolder, as_json: Json = False) -> None:
    """Every user with their roles; those closed are marked."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    found = Users(case).accounts()
    if as_json:
        print_json([_told(account) for account in found])
        return
    for account in found:
        print(_line(account))
    if not found:
        print("There is no user. `holdfire users add` makes one; the link that `serve` prints needs none.")


@users.command("password")
def change_password(case: CaseFolder, name: Name, password_from: From = None) -> None:
    """Another password for a user; whoever is signed in under it is signed out."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    Users(case).change(name, secret_from(password_from))
    print(f"The password of {name} is changed.")


@users.command("close")
def close_account(case: CaseFolder, name: Name) -> None:
    """Nobody signs in under this name any more; what was done under it stays."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    Users(case).close(name, datetime.now(UTC))
    print(f"User {name} is closed.")


@users.command("change")
def change_account(
    case: CaseFolder,
    name: Name,
    role: Annotated[
        list[str] | None, typer.Option("--role", metavar="ROLE", help="The roles from now on; may be repeated.")
    ] = None,
    zone: Zone = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Confined to no zone any more.")] = False,
    see_closed: Annotated[
        bool | None, typer.Option("--see-closed/--no-see-closed", help="Grant or take the right to see what is closed.")
    ] = None,
) -> None:
    """Other roles, and what of the record the user sees; both hold from the next request on."""
    from holdfire import pipeline
    from holdfire.web.users import Right, Sight, Users
    from holdfire.web.users.keys import give_key

    opened, now, kept = pipeline.open_case(case), datetime.now(UTC), Users(case)
    person = kept.account(name).person
    if role:
        roles = _roles(role)
        kept.set_roles(name, roles)
        give_key(opened, name, roles, now)
    zones = None if everywhere else _zones(opened, zone) if zone else person.zones
    granted = person.granted if see_closed is None else {Right.SEE_CLOSED} if see_closed else ()
    kept.set_sight(name, Sight.of(zones, sorted(granted)))
    print(_line(kept.account(name)))


@users.command("sign-out")
def sign_out_everywhere(case: CaseFolder, name: Name) -> None:
    """End every session of a user, on every device."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    Users(case).account(name)
    print(f"Sessions of {name} ended: {Users(case).sign_out_everywhere(name)}.")


@users.command("reopen")
def reopen_account(case: CaseFolder, name: Name) -> None:
    """A closed user may sign in again."""
    from holdfire import pipeline
    from holdfire.web.users import Users

    pipeline.open_case(case)
    Users(case).reopen(name)
    print(f"User {name} may sign in again.")


@users.command("forget-passkeys")
def forget_passkeys(case: CaseFolder, name: Name) -> None:
    """Every passkey of a user signs in no more: for a device that is lost."""
    from holdfire import pipeline
    from holdfire.web.users import Users
    from holdfire.web.users.passkeys import remove

    pipeline.open_case(case)
    Users(case).account(name)
    Users(case).sign_out_everywhere(name)
    print(f"Passkeys of {name} forgotten: {remove(Users(case), name)}.")


def _told(account: "Account") -> dict[str, Any]:
    person = account.person
    return {
        "name": person.name, "roles": list(person.roles), "open": account.is_open, "passkeys": account.passkeys,
        "zones": None if person.zones is None else sorted(person.zones), "granted": sorted(person.granted),
    }  # fmt: skip


def _roles(said: list[str]) -> "list[Role]":
    from holdfire.web.users import Role

    for word in said:
        if word not in list(Role):
            raise AskError(
                f'"{word}" is no role', remedy=did_you_mean(word, list(Role)) or f"Roles: {', '.join(Role)}."
            )
    return [Role(word) for word in dict.fromkeys(said)]


def _zones(case: "Case", said: list[str]) -> list[str]:
    for word in said:
        if word not in case.agreement.text.zones:
            known = list(case.agreement.text.zones)
            remedy = did_you_mean(word, known) or f"Zones: {', '.join(known)}."
            raise AskError(f'"{word}" is no zone of the agreement', remedy=remedy)
    return said


def _line(account: "Account") -> str:
    """A user in one line."""
    person = account.person
    more = [f"only in {', '.join(sorted(person.zones)) or 'no zone'}"] if person.zones is not None else []
    more += [str(right) for right in sorted(person.granted)] + ([] if account.is_open else ["closed"])
    said = f" ({'; '.join(more)})" if more else ""
    return f"{person.name}: {', '.join(person.roles)}{said}"


def secret_from(file: Path | None, called: str = "Password") -> str:
    """A password or passphrase from a file's first line, or asked for twice."""
    if file is None:
        return str(typer.prompt(called, hide_input=True, confirmation_prompt=True))
    try:
        return file.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise AskError(f"the {called.lower()} cannot be read ({error})", str(file)) from None
