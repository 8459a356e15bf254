"""Every command. Bodies stay short: past ten lines something belongs in a room."""

import os
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfire import __version__
from holdfire.cli.agreements import agreements
from holdfire.cli.alerts import alerts as alerts_of_a_case
from holdfire.cli.archive import archive
from holdfire.cli.backup import backups
from holdfire.cli.between import between_bodies
from holdfire.cli.bulletins import bulletins
from holdfire.cli.counting import counting
from holdfire.cli.custody import custody
from holdfire.cli.disputes import disputes
from holdfire.cli.edition import editions
from holdfire.cli.exports import exports
from holdfire.cli.figures import figures
from holdfire.cli.options import (
    AsOf,
    CaseFolder,
    EngineName,
    Json,
    KnownAt,
    Language,
    Port,
    ReadingName,
    Until,
    print_json,
    write,
)
from holdfire.cli.packs import packs
from holdfire.cli.requests import requests
from holdfire.cli.reviews import reviews
from holdfire.cli.sides import sides
from holdfire.cli.sources import sources as forms_of_reports
from holdfire.cli.statistics import statistics
from holdfire.cli.users import users
from holdfire.errors import AskError, HoldfireError, did_you_mean

app = typer.Typer(
    name="holdfire",
    help="Is the truce holding, and can both sides check it? Terms, claims, findings, clocks and gates, the working shown.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(users, name="users")
app.add_typer(agreements)
app.add_typer(archive, name="archive")
app.add_typer(backups)
app.add_typer(custody)
app.add_typer(between_bodies)
app.add_typer(packs)
app.add_typer(exports)
app.add_typer(disputes)
app.add_typer(reviews)
app.add_typer(forms_of_reports)
app.add_typer(sides)
app.add_typer(editions)
app.add_typer(requests)
app.add_typer(bulletins)
app.add_typer(figures)
app.add_typer(counting)
app.add_typer(alerts_of_a_case)
app.add_typer(statistics)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exit codes are those of ``errors``."""
    try:
        app(arguments, standalone_mode=True)
    except HoldfireError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("Stopped. What was acknowledged is kept; run the same command again to go on.", file=sys.stderr)
        raise SystemExit(130) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as fault:  # the last resort: a fault of ours is a sentence too
        if os.environ.get("HOLDFIRE_TRACEBACK"):
            raise
        print(
            f"This is a fault in Holdfire ({type(fault).__name__}: {fault}). Nothing acknowledged is lost; "
            "run again with HOLDFIRE_TRACEBACK=1 and report what it prints.",
            file=sys.stderr,
        )
        raise SystemExit(1) from None


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Holdfire."""
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Where to build it; a temporary folder when left out.")
    ] = None,
    build: Annotated[
        Path | None, typer.Option("--build", metavar="DIR", help="Build the case there, print its board, do not serve.")
    ] = None,
    port: Port = None,
) -> None:
    """The founding case, with its real course: build it, print its board, serve it read-only on 127.0.0.1."""
    from holdfire import pipeline
    from holdfire.cli.board import print_board

    place = build or folder or Path(tempfile.mkdtemp(prefix="holdfire-")) / "founding-case"
    case = pipeline.demo_case(place)
    earlier, shown = pipeline.picture(case, datetime.now(UTC))
    print_board(shown, earlier)
    print(f"The case lies in {place}. Try: holdfire why {place} G-JIC")
    if build is None:
        from holdfire.web import serve as serve_case

        serve_case(place, port)


@app.command()
def collect(
    case: CaseFolder,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Tables, workbooks, forms, pages, feeds, web archives, mail, zips of them; or addresses.",
        ),
    ],
    limit_mb: Annotated[int, typer.Option("--limit-mb", help="Largest file to read, in megabytes.")] = 512,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="A mapping of a table's columns: docs/sources.md.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Addresses of a private network may be asked too.")
    ] = False,
    model_at: Annotated[
        str,
        typer.Option(
            "--model-at", metavar="URL", help="Ask this OpenAI-compatible endpoint too; its key is HOLDFIRE_MODEL_KEY."
        ),
    ] = "",
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="The model that it serves.")] = "",
    as_json: Json = False,
) -> None:
    """Read sources into reports and claims. Bad rows are set aside with their reason; good rows are kept."""
    from holdfire import pipeline
    from holdfire.claims.text.endpoint import Endpoint
    from holdfire.cli.tables import collecting, print_collected
    from holdfire.intake import How

    opened = pipeline.open_case(case)
    endpoint = Endpoint(model_at, model, os.environ.get("HOLDFIRE_MODEL_KEY", "")) if model_at else None
    how = How(limit_mb, mapping, allow_private, endpoint)
    with collecting(quiet=as_json) as progress:
        done = [pipeline.collect_into(opened, s, datetime.now(UTC), how, progress=progress) for s in sources]
    print_json([d.model_dump(mode="json") for d in done]) if as_json else print_collected(done, case)


@app.command("set-aside")
def set_aside(case: CaseFolder, as_json: Json = False) -> None:
    """Rows that could not be read, each with its file, row, reason and remedy. Mend the file and collect it again."""
    from holdfire import pipeline

    rows = pipeline.set_aside_of(pipeline.open_case(case))
    if as_json:
        print_json([r.model_dump(mode="json") for r in rows])
    for row in () if as_json else rows:
        print(row.sentence())
    if not rows and not as_json:
        print("Nothing is set aside.")


@app.command()
def status(
    case: Annotated[Path | None, typer.Argument(metavar="[CASE]", help="The folder of the case.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    reading: ReadingName = None,
    every: Annotated[
        Path | None,
        typer.Option("--all", metavar="ARCHIVE", help="Every agreement of an archive against its one event table."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="With --all: where it is written; ARCHIVE/status.")
    ] = None,
    engine: EngineName = "duckdb",
    threads: Annotated[int, typer.Option("--threads", min=1, help="With --all: threads that sort findings.")] = 1,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="With --all: every event concerns every agreement, as in a case.")
    ] = False,
    board: Annotated[
        bool,
        typer.Option("--board", help="Without the listing of incidents; kept beside the record, quick on a big one."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Every clock, gate and provision under each reading, as of an instant and as known at a point in the record."""
    from holdfire import pipeline
    from holdfire.cli.board import print_board, read_so_far

    if every is not None:
        from holdfire.archive.run import Ask
        from holdfire.cli.archive import judge_all

        ask = Ask(as_of, engine, threads, everywhere=everywhere, now=datetime.now(UTC))
        judge_all(every, out, ask, as_json=as_json)
        return
    if case is None:
        raise AskError("no case is named", remedy="Write holdfire status CASE, or holdfire status --all ARCHIVE.")
    asked = (pipeline.open_case(case), as_of, known_at, datetime.now(UTC), reading)
    found = pipeline.board_of(*asked, read_so_far) if board else pipeline.status_of(*asked, engine)
    print_json(found.model_dump(mode="json")) if as_json else print_board(found)


@app.command()
def verify(
    what: Annotated[Path, typer.Argument(metavar="PACK|PROOF|CASE", help="A pack, a proof of misconduct, or a case.")],
    held: Annotated[
        Path | None, typer.Option("--case", metavar="CASE", help="A case that holds what the pack goes on from.")
    ] = None,
    root: Annotated[
        list[Path] | None,
        typer.Option("--root", metavar="PEM", help="Certificate of an authority you trust for time stamps."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check every entry, hash and signature again. No network, no account, no database."""
    from cryptography import x509

    from holdfire import between, pipeline
    from holdfire.cli.between import print_verified

    if what.is_dir():
        found = between.verify_case(pipeline.open_case(what))
    else:
        roots = [x509.load_pem_x509_certificate(path.read_bytes()) for path in root or ()]
        found = between.verify_file(what, pipeline.open_case(held) if held else None, roots)
    print_json(found.model_dump(mode="json")) if as_json else print_verified(found)


@app.command()
def replay(case: CaseFolder, known_at: KnownAt = None, until: Until = None, as_json: Json = False) -> None:
    """The status day by day, each reading side by side."""
    from holdfire import pipeline
    from holdfire.answers import replay_day
    from holdfire.cli.board import print_replay

    days = pipeline.replayed(pipeline.open_case(case), known_at, datetime.now(UTC), until)
    print_json([replay_day(d).model_dump(mode="json") for d in days]) if as_json else print_replay(days)


@app.command()
def why(
    case: CaseFolder,
    thing: Annotated[
        str, typer.Argument(metavar="THING", help="A clock, gate, provision, incident, finding (URUM/S16-02) or claim.")
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    reading: ReadingName = None,
    as_json: Json = False,
    flip: Annotated[
        bool, typer.Option("--flip", help="What a gate or clock hangs on: the smallest sets that would flip it.")
    ] = False,
) -> None:
    """The trace behind a thing, down to the words of a claim and its source."""
    from holdfire import pipeline
    from holdfire.cli.board import print_trace

    if flip:
        from holdfire.cli.hangs import print_flip
        from holdfire.hangs import flip_of

        hangs = flip_of(pipeline.open_case(case), thing, as_of, known_at, datetime.now(UTC), reading)
        print_json(hangs.model_dump(mode="json")) if as_json else print_flip(hangs)
        return
    found = pipeline.why(pipeline.open_case(case), thing, as_of, known_at, datetime.now(UTC), reading)
    print_json(asdict(found)) if as_json else print_trace(found)


@app.command("schema")
def print_schema(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="agreement (for editors), or a command: status, replay, check, diff, collect, set-aside, why, flip "
            "(why --flip), reconcile, exchange, peers or verify.",
        ),
    ],
) -> None:
    """The JSON Schema of agreement.yaml, or of what a command prints with --json."""
    from holdfire.answers import SCHEMAS, schema

    known = ["agreement", *SCHEMAS]
    if what not in known:
        raise AskError(
            f'"{what}" has no schema', remedy=did_you_mean(what, known) or f"Those that do: {', '.join(known)}."
        )
    print_json(schema(what))


@app.command()
def page(
    case: CaseFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    lang: Language = "en",
) -> None:
    """The status as one HTML page that needs no script and no network."""
    from holdfire import pipeline

    html = pipeline.page_of(pipeline.open_case(case), as_of, known_at, datetime.now(UTC), lang)
    write(out, html.encode())


@app.command()
def serve(
    case: CaseFolder,
    port: Port = None,
    exchange: Annotated[
        bool, typer.Option("--exchange", help="Serve the ledgers too, and take packs of bodies accepted here.")
    ] = False,
    host: Annotated[
        list[str] | None,
        typer.Option("--host", metavar="NAME", help="A name to answer to, behind a proxy with TLS; may be repeated."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="How many processes serve it.")] = 1,
    alerts: Annotated[
        bool, typer.Option("--alerts", help="Make a round of the case's alerts each minute too.")
    ] = False,
) -> None:
    """Serve the case on 127.0.0.1, to look at and to decide in; with --exchange for other bodies too."""
    from holdfire.web import serve as serve_case

    serve_case(case, port, exchange=exchange, hosts=host or (), workers=workers, alerts=alerts)
