"""Commands on keys, the signed head, and sealed fields."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from holdfire.cli.options import CaseFolder, Json, print_json, write

custody = typer.Typer()
keys = typer.Typer(help="Keys of the case: make one for a person, show them, rotate, revoke.", no_args_is_help=True)
sealed = typer.Typer(
    help="Sealed fields: list, show, disclose to another body, take in, destroy.", no_args_is_help=True
)
custody.add_typer(keys, name="keys")
custody.add_typer(sealed, name="sealed")

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it stands in the ledger.")]
Position = Annotated[int, typer.Argument(metavar="POSITION", help="The entry's position in the ledger.")]
Field = Annotated[str, typer.Argument(metavar="FIELD", help="The field, such as contact.")]


def _now() -> datetime:
    return datetime.now(UTC)


@keys.command("show")
def show_keys(case: CaseFolder, as_json: Json = False) -> None:
    """Every key of the own ledger and of those held here: role, holder, from which entry, until which and why."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    found = rooms.keys_of(pipeline.open_case(case))
    if as_json:
        print_json([k.model_dump(mode="json") for k in found])
        return
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("key", "role", "holder", "entries", "here"):
        table.add_column(title, no_wrap=title == "key", overflow="fold")
    for k in found:
        until = f"{k.since} to {k.until - 1}, {k.ended}: {k.why}" if k.until is not None else f"{k.since} on"
        table.add_row(k.key, k.role, k.holder, until, "signs" if k.here else "")
    Console(highlight=False).print(table)


@keys.command("make")
def make_key(
    case: CaseFolder, person: Annotated[str, typer.Argument(metavar="PERSON", help="A name or pseudonym.")]
) -> None:
    """A key for a person of this body, introduced by the organisation key. Set HOLDFIRE_PASSPHRASE to encrypt it."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    print(f"Made {rooms.make_person(pipeline.open_case(case), person, _now())} for {person}.")


@keys.command("rotate")
def rotate_key(
    case: CaseFolder,
    which: Annotated[str, typer.Argument(metavar="WHICH", help="organisation, witness, or a person's name.")],
    why: Why = "rotated",
) -> None:
    """A new key in place of one in force; what the old one signed stands."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    old, new = rooms.rotate(pipeline.open_case(case), which, _now(), why)
    print(f"{old} is retired, {new} is in force.")


@keys.command("revoke")
def revoke_key(
    case: CaseFolder,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key's id, from `keys show`.")],
    why: Why,
) -> None:
    """End a key that is lost or was misused: its later entries are refused, its earlier ones stand."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    rooms.revoke(pipeline.open_case(case), key, _now(), why)
    print(f"{key} is revoked.")


@custody.command()
def sign(case: CaseFolder) -> None:
    """Sign the head of the ledger with the organisation key, cosign it with the own witness key, print the checkpoint."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    print(rooms.sign_head(pipeline.open_case(case), _now()), end="")


@custody.command()
def stamp(
    case: CaseFolder,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An RFC 3161 response or OpenTimestamps file.")
    ] = None,
    text: Annotated[Path | None, typer.Option("--text", metavar="FILE", help="Write the text to have stamped.")] = None,
    root: Annotated[
        list[Path] | None, typer.Option("--root", metavar="PEM", help="Certificate of an authority you trust.")
    ] = None,
) -> None:
    """Have the signed head stamped by somebody else: write its text, then keep the stamp that came back."""
    from cryptography import x509

    from holdfire import custody as rooms
    from holdfire import pipeline

    opened = pipeline.open_case(case)
    if text:
        write(text, rooms.stamp_text(opened, _now()))
    if file:
        told = rooms.keep_stamp(
            opened, file.read_bytes(), [x509.load_pem_x509_certificate(p.read_bytes()) for p in root or ()]
        )
        when = told.at.isoformat() if told.at else "time not told"
        print(f"{told.kind} by {told.by}, {when}: {'verified' if told.verified else 'kept, not verified here'}.")


@sealed.command("list")
def list_sealed(case: CaseFolder, as_json: Json = False) -> None:
    """Every sealed field of the own ledger, and whether its value is in the vault here."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    found = rooms.sealed_fields(pipeline.open_case(case))
    if as_json:
        print_json([f.model_dump(mode="json") for f in found])
    for f in () if as_json else found:
        print(f"{f.position} {f.key} {f.field}: {'in the vault' if f.here else 'not here: withheld or destroyed'}")
    if not found and not as_json:
        print("Nothing is sealed.")


@sealed.command("show")
def show_sealed(case: CaseFolder, position: Position, field: Field) -> None:
    """The value of one sealed field, to whoever holds the vault's key."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    print(rooms.show(pipeline.open_case(case), position, field))


@sealed.command("disclose")
def disclose_sealed(
    case: CaseFolder,
    position: Position,
    field: Field,
    to: Annotated[str, typer.Option("--to", metavar="BODY", help="A body whose ledger is held here.")],
    why: Why,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the encrypted opening.")],
) -> None:
    """Show one sealed field to one body: an encrypted file for it, and an entry in the register of disclosures."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    write(out, rooms.disclose(pipeline.open_case(case), position, field, to, why, _now()))


@sealed.command("take")
def take_sealed(
    case: CaseFolder, file: Annotated[Path, typer.Argument(metavar="FILE", help="What the other body sent.")]
) -> None:
    """Take in a field that another body disclosed: decrypted, and held against what its ledger committed to."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    found = rooms.take_opening(pipeline.open_case(case), file)
    print(f"Entry {found.position}, {found.field}: it is what the ledger committed to, and lies in the vault.")


@sealed.command("destroy")
def destroy_sealed(case: CaseFolder, position: Position, field: Field, why: Why) -> None:
    """Destroy the value of one sealed field for good; the entry and every proof over it stay valid."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    rooms.destroy(pipeline.open_case(case), position, field, why, _now())
    print("Destroyed. Copies that others hold, and backups, are beyond its reach.")


@sealed.command("disclosures")
def list_disclosures(case: CaseFolder, as_json: Json = False) -> None:
    """The register of disclosures: who was told what, when, and why."""
    from holdfire import custody as rooms
    from holdfire import pipeline

    found = rooms.disclosures(pipeline.open_case(case))
    if as_json:
        print_json(found)
    for told in () if as_json else found:
        print(f"{told['at']} entry {told['position']}, {told['field']}, to {told['to']}: {told['why']}")
    if not found and not as_json:
        print("Nothing was disclosed.")
