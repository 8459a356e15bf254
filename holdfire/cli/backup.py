"""Commands that put a whole case into one file, and make a case from one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.cli.users import secret_from

if TYPE_CHECKING:
    from holdfire.backup import Backup

backups = typer.Typer()
Passphrase = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-from", metavar="FILE", help="Read the passphrase from a file's first line; else it is asked for."
    ),
]


@backups.command("backup")
def back_up_case(
    case: CaseFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")],
    keys: Annotated[
        bool, typer.Option("--keys", help="The private keys too, encrypted with a passphrase; left out otherwise.")
    ] = False,
    passphrase_from: Passphrase = None,
    as_json: Json = False,
) -> None:
    """The whole case in one file, while others go on working in it: ledgers, received bytes, vault, settings, users."""
    from holdfire import backup, pipeline
    from holdfire.web.users.copies import copy_users_out

    opened = pipeline.open_case(case)
    secret = secret_from(passphrase_from, "Passphrase") if keys else None
    made = backup.back_up(opened, out, datetime.now(UTC), lambda into: copy_users_out(case, into), secret)
    _print(made, f"Wrote {out}", as_json=as_json)


@backups.command("restore")
def restore_case(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    to: Annotated[Path, typer.Option("--to", metavar="CASE", help="A folder that is not there yet.")],
    keys: Annotated[bool, typer.Option("--keys", help="The private keys too; their passphrase is asked for.")] = False,
    passphrase_from: Passphrase = None,
    store: Annotated[
        str, typer.Option("--store", metavar="URL", help="Put the ledger and the users into this PostgreSQL database.")
    ] = "",
    as_json: Json = False,
) -> None:
    """A case from a backup: every file by its digest and every ledger by its signatures, or nothing at all."""
    from holdfire import backup
    from holdfire.web.users.copies import copy_users_in

    secret = secret_from(passphrase_from, "Passphrase") if keys else None
    _print(backup.restore(file, to, copy_users_in, secret, store), f"Restored {to}", as_json=as_json)


def _print(made: "Backup", done: str, *, as_json: bool) -> None:
    if as_json:
        heads = {origin: {"size": size, "root": root} for origin, (size, root) in made.heads.items()}
        print_json({"at": made.at, "origin": made.origin, "heads": heads, "files": made.files, "keys": made.keys})
        return
    print(f"{done}: {made.files} files as of {made.at}, {'with' if made.keys else 'without'} keys.")
    for origin, (size, root) in made.heads.items():
        print(f"  {origin}: {size} entries, {root[:16]}")
