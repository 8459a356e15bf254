"""The bulletin of a day of ten thousand observations: seconds and peak memory to HTML, PDF and DOCX, beside bare tables.

``python -m benchmarks.bulletin [--incidents N] [--language L]``. A made case has N incidents on its day, a hundred on each
other; the boards are kept up before, as in a server. Each format has a process of its own: what the record tells is read twice,
and the second time is told; the bytes are made once, after a bulletin of one sentence, for Typst remembers what it has set.
Imports and fonts are no part of it. The peers get the annex alone: typst the bare table, without tags; python-docx the same
table cell by cell. The last line is JSON.
"""

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bulletin_case import DAY, made
from holdfire import bulletins, pipeline
from holdfire.bulletins import Asked
from holdfire.case import Case
from holdfire.publish.bulletin import Document, Heading, rendered
from holdfire.publish.bulletin.document import Table

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FORMATS = ("html", "pdf", "docx")
PEERS = ("typst", "python-docx")


def documents(case: Case, language: str) -> tuple[Document, ...]:
    """The internal bulletin of the full day."""
    return bulletins.documents(case, Asked(DAY, language=language), Heading(0, "internal"), NOW, [])


def annex(document: Document) -> Table:
    """The longest table."""
    return max((t for s in document.sections for t in s.tables), key=lambda t: len(t.rows))


def bare_typst(table: Table) -> bytes:
    """The table alone, as a plain PDF."""
    import typst  # noqa: PLC0415 - a peer

    cells = "\n".join(", ".join(json.dumps(cell, ensure_ascii=False) for cell in row) + "," for row in table.rows)
    text = f"#set page(flipped: true)\n#set text(size: 7pt)\n#table(columns: {len(table.head)},\n{cells}\n)\n"
    return bytes(typst.compile(text.encode(), format="pdf"))


def bare_docx(table: Table) -> bytes:
    """The table alone, cell by cell as its manual has it."""
    import docx  # noqa: PLC0415 - a peer

    document = docx.Document()
    made_ = document.add_table(rows=0, cols=len(table.head))
    for row in table.rows:
        for cell, text in zip(made_.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def warmed(what: str) -> None:
    """Imports and fonts are there: a bulletin of one sentence was made, not the one that is told."""
    if what in FORMATS:
        rendered(Document("T", "S", "2016-09-18T00:00:00+03:00", "en", "ltr", (), (), "F"), what)
    else:
        row = ("a", "b")
        {"typst": bare_typst, "python-docx": bare_docx}[what](Table("T", row, (row,)))


def alone(folder: Path, what: str, language: str) -> None:
    """One job in this process: twice, and the second time is told."""
    case = pipeline.open_case(folder)
    first = documents(case, language)
    jobs: dict[str, Callable[[], bytes]] = {
        "typst": lambda: bare_typst(annex(first[0])),
        "python-docx": lambda: bare_docx(annex(first[0])),
        **{name: lambda name=name: rendered(first, name) for name in FORMATS},  # type: ignore[misc]
    }
    told: list[float] = []
    for _ in range(2):
        begun = time.perf_counter()
        documents(case, language)
        told.append(time.perf_counter() - begun)
    warmed(what)
    begun = time.perf_counter()
    size = len(jobs[what]())
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"told": told[-1], "seconds": seconds, "mb": size / 1e6, "peak_mb": peak}))


def main() -> None:
    """Print a table, and one line of JSON."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--incidents", type=int, default=10_000)
    asked.add_argument("--language", default="en")
    asked.add_argument("--alone", nargs=2, metavar=("FOLDER", "WHAT"))
    given = asked.parse_args()
    if given.alone:
        alone(Path(given.alone[0]), given.alone[1], given.language)
        return
    found: dict[str, float] = {"incidents": given.incidents}
    with tempfile.TemporaryDirectory() as folder:
        case = made(Path(folder) / "case", given.incidents)
        with closing(pipeline.projected(case)) as kept:
            kept.update()
        print("what           from the record s   to bytes s   whole s   file MB   peak MB")
        for what in (*FORMATS, *PEERS):
            command = [sys.executable, "-m", "benchmarks.bulletin", "--language", given.language]
            done = subprocess.run(
                [*command, "--alone", str(case.folder), what], check=True, capture_output=True, text=True
            )
            row = json.loads(done.stdout.splitlines()[-1])
            whole = row["told"] + row["seconds"] if what in FORMATS else row["seconds"]
            before = f"{row['told']:15.2f}" if what in FORMATS else f"{'–':>15}"
            print(f"{what:15}{before} {row['seconds']:12.2f} {whole:9.2f} {row['mb']:9.1f} {row['peak_mb']:9.0f}")
            found |= {f"{what}_s": round(whole, 2), f"{what}_peak_mb": round(row["peak_mb"])}
    found |= {
        "pdf_times_bare": round(found["pdf_s"] / found["typst_s"], 2),
        "docx_times_bare": round(found["docx_s"] / found["python-docx_s"], 2),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
