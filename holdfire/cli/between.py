"""Commands between bodies: whom to exchange with, exchange by files and over HTTP, and what verify prints."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from holdfire.cli.options import CaseFolder, Json, print_json
from holdfire.errors import AskError

if TYPE_CHECKING:
    from holdfire.answers import Exchanged, Peer, Verified

between_bodies = typer.Typer()


@between_bodies.command()
def peers(
    case: CaseFolder,
    trust: Annotated[
        str | None, typer.Option("--trust", metavar="ORIGIN", help="Accept the ledger of this origin from now on.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Whose ledgers are accepted here, with their fingerprints. To trust one is a person's decision: compare it by voice."""
    from holdfire import between, pipeline

    opened = pipeline.open_case(case)
    if trust:
        opened = between.trust(opened, trust)
    found = between.peers_of(opened)
    if as_json:
        print_json([p.model_dump(mode="json") for p in found])
        return
    for p in found:
        print("\n".join(_lines(p)))


def _lines(p: "Peer") -> list[str]:
    lines = [f"{p.body}{' (own)' if p.own else ''}", f"  origin       {p.origin}", f"  fingerprint  {p.fingerprint}"]
    lines.append(f"  entries      {p.held}")
    if not p.own:
        lines.append(
            f"  cosigned     {f'{p.cosigned} at {p.cosigned_at}' if p.cosigned is not None else 'nothing yet'}"
        )
        ours = f"{p.cosigned_us} of ours at {p.cosigned_us_at}" if p.cosigned_us is not None else "nothing of ours yet"
        lines.append(f"  has cosigned {ours}")
    return lines


@between_bodies.command()
def exchange(
    case: CaseFolder,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...|URL]", help="Packs of other bodies, or a case that is served."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write a pack for other bodies.")] = None,
    to: Annotated[
        str | None, typer.Option("--for", metavar="BODY", help="With --out: only what this body does not hold yet.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Exchange ledgers: take packs in any order and cosign, write one with --out, or do both over HTTP. Resumable."""
    from holdfire import between, pipeline
    from holdfire.record import open_record

    urls = [s for s in sources or () if s.startswith(("http://", "https://"))]
    files = [Path(s) for s in sources or () if s not in urls]
    if not (urls or files or out):
        raise AskError("there is nothing to exchange", remedy="Name packs, an address, or --out FILE.")
    done: list[Exchanged] = []
    with open_record(pipeline.open_case(case)) as record:
        errand = between.Errand(record, datetime.now(UTC))
        done += between.take_files(errand, files) if files else []
        with _downloading(quiet=as_json) as progress:
            for url in urls:
                done += between.exchange_over(errand, url, progress)
        written = between.write_file(errand, out, to) if out else 0
    if as_json:
        print_json([d.model_dump(mode="json") for d in done])
        return
    for one in done:
        print(_sentence(one))
    if out:
        print(f"Wrote {out}: {written} entries.")


def _sentence(one: "Exchanged") -> str:
    new = (
        f"{one.size - one.before} new entries, {one.size} in all"
        if one.size > one.before
        else f"nothing new, {one.size} held"
    )
    us = (
        f"it has cosigned {one.cosigned_us} of ours"
        if one.cosigned_us is not None
        else "it has cosigned nothing of ours yet"
    )
    return f"{one.body}: {new}, cosigned here; {us}."


@contextmanager
def _downloading(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr while entries come."""
    if quiet:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("entries", total=None)
        yield lambda here, of: progress.update(task, completed=here, total=of)


def print_verified(found: "Verified") -> None:
    """The answer in plain words: first that it holds, then each ledger, then what else is in it."""
    if found.what == "case":
        own = found.ledgers[0]
        print(f"The record verifies: {own.size} {own.root}")
    elif found.what == "proof":
        print(f"The proof holds: {found.act}.")
    else:
        print(f"The pack verifies: {found.kind}, under {found.agreement}.")
    for sentence in found.says:
        print(f"  {sentence}")
    for one in found.ledgers:
        print(f"{one.body}, {one.origin}")
        some = "" if one.entries == one.size else f", {one.entries} of them here"
        print(f"  {one.size} entries{some}, root {one.root}")
        print(
            f"  signed with {one.signed_by}" if one.signed_by else "  the latest entries are under no signed head yet"
        )
        for c in one.cosigned:
            print(f"  cosigned by {c.body} at {c.at} with {c.key}")
        for stamp in one.stamps:
            print(f"  {stamp}")
    if found.documents:
        print(f"Documents: {', '.join(found.documents)}")
