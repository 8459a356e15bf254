"""What hostile hands and bad lines make of sources, given to `holdfire collect` as a user would: one sentence, the rest read."""

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from holdfire import pipeline
from holdfire.cli.app import app
from tests.sources.documents_made import Archive, page
from tests.test_disputes import FOUNDING

AT = datetime(2016, 9, 20, 9, tzinfo=UTC)
TOLD = "Warplanes bombed the town of Atarib on Tuesday 13 September 2016 and killed {n} people, residents said. "
SENT = "<pubDate>Wed, 14 Sep 2016 08:00:00 +0000</pubDate>"
MOST_RSS_MB = 400
"""As for the tables of tests/sources/test_bad_input.py; the program itself takes some 130 MB."""

RUN = "import sys; from holdfire.cli import main; main(sys.argv[1:])"
MEASURED = """
import sys
from holdfire.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print(end.code)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case, in the folder where sources are written too."""
    pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(AT, "un", turned="reported"))
    return tmp_path


def collected(folder: Path, path: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, what was said, and what stands set aside, as `holdfire` prints them."""
    run, case = CliRunner(), str(folder / "case")
    done = run.invoke(app, ["collect", case, str(path), *options])
    assert "Traceback" not in done.output and not isinstance(done.exception, MemoryError | RecursionError)
    return done.exit_code, str(done.exception or done.output), run.invoke(app, ["set-aside", case]).output


def _cut_page(path: Path) -> Path:
    whole = gzip.compress(page(TOLD.format(n=2) * 40).encode())
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _bomb_of_entities(path: Path) -> Path:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    item = f"<title>Raid</title>{SENT}<description>{TOLD.format(n=2) * 2}</description>"
    feed = f'<rss version="2.0"><channel><title>&a9;</title><item>{item}</item></channel></rss>'
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">{lines}]>{feed}', "utf-8")
    return path


def _menu(path: Path) -> Path:
    links = " ".join(f'<a href="/{n}">Section {n}</a>' for n in range(200))
    path.write_text(f"<!doctype html><html><body><nav>{links}</nav></body></html>", "utf-8")
    return path


def _wrong_encoding(path: Path) -> Path:
    words = "Самолёты нанесли удар по городу Атариб во вторник 13 сентября 2016 года, погибли двенадцать человек. " * 4
    path.write_bytes(page(words, head='<meta charset="utf-8">').encode("cp1251"))
    return path


def _both_directions(path: Path) -> Path:
    words = (
        "قالت SOHR إن طائرات \u202eحربية\u202c قصفت Atarib (الأتارب) يوم الثلاثاء 13 أيلول 2016 وقتل 12 مدنيا on Tuesday. "
        * 4
    )
    path.write_text(page(words), "utf-8")
    return path


def _formulas(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "kind", "when", "said_by", "source", "published", "words", "deaths"])
    sheet.append(["f1", "incident", "2016-09-13", "SOHR", "SOHR", "2016-09-13", "Shells", "=1+2"])
    sheet.append(["f2", "incident", "2016-09-13", "SOHR", "SOHR", "2016-09-13", "Shells", 3])
    book.save(path)
    return path


def _cut_archive(path: Path) -> Path:
    archive = Archive(packed=True)
    for n in range(20):
        archive.answer(f"https://n.example/{n}", page(TOLD.format(n=n + 1) * 3, f"p{n}").encode())
    whole = archive.done()
    path.write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 200 :])
    return path


def _feed_without_end(path: Path) -> Path:
    item = (
        "<item><title>Raid {n}</title><link>https://a.example/{n}</link>{sent}<description>{words}</description></item>"
    )
    items = "".join(item.format(n=n, sent=SENT, words=TOLD.format(n=n + 1)) for n in range(10))
    path.write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>A</title>{items}<item><title>half', "utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("name", "made", "kept", "aside"),
    [
        ("bomb.xml", _bomb_of_entities, 1, "taken out and not expanded"),
        ("menu.html", _menu, 0, "Nothing on this page reads like an article"),
        ("wrong.html", _wrong_encoding, 1, "Nothing is set aside."),
        ("both.html", _both_directions, 1, "Nothing is set aside."),
        ("formulas.xlsx", _formulas, 1, "has no stored value, and none is run here"),
        ("cut.warc.gz", _cut_archive, 18, "the packed bytes are damaged"),
        ("noend.xml", _feed_without_end, 10, "the feed does not end"),
    ],
)
def test_what_can_be_read_is_read_and_the_rest_told(
    folder: Path, name: str, made: Callable[[Path], Path], kept: int, aside: str
) -> None:
    """Good rows are kept, and each trouble has its sentence."""
    code, said, told = collected(folder, made(folder / name))
    assert code == 0 and int(said.split(": ")[1].split(" ")[0]) >= kept and aside in told


def _inside(path: Path, member: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(member, content)
    return path


def _sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.write(page(TOLD).encode())
        file.truncate(2_000_000_000)
    return path


def _zip_within(path: Path) -> Path:
    inner = _inside(path.with_suffix(".inner"), "a.csv", b"x" * 100)
    return _inside(path, "b.zip", inner.read_bytes())


def _pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(2_000))
    return path


@pytest.mark.parametrize(
    ("name", "made", "said"),
    [
        ("cut.html.gz", _cut_page, "the packed bytes end early. Fetch it again"),
        ("large.html", _sparse, "2,000 MB and the limit is 512 MB"),
        ("within.zip", _zip_within, "a zip within the zip"),
        ("bulletin.pdf", _pdf, "this is a PDF, which is not read here. Save its text"),
    ],
)
def test_a_source_that_holds_nothing_readable_is_refused_in_one_sentence(
    folder: Path, name: str, made: Callable[[Path], Path], said: str
) -> None:
    """With the exit code of sources, and a remedy."""
    run = subprocess.run(
        [sys.executable, "-c", RUN, "collect", str(folder / "case"), str(made(folder / name))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 4 and said in run.stderr and run.stderr.strip().count("\n") == 0


def _gzip_bomb(path: Path) -> Path:
    with gzip.open(path, "wb") as file:
        file.write(b"<!doctype html><html><body>")
        for _ in range(300):
            file.write(b" " * 1_000_000)
    return path


@pytest.mark.parametrize(
    ("name", "made", "options"),
    [
        ("bomb.zip", lambda p: _inside(p, "a.csv", bytes(200_000_000)), ()),
        ("bomb.html.gz", _gzip_bomb, ()),
        ("large.html", _sparse, ("--limit-mb", "3000")),
    ],
)
def test_memory_stays_small(folder: Path, name: str, made: Callable[[Path], Path], options: tuple[str, ...]) -> None:
    """Whatever a source would unpack to, or how large it is."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is told by Linux alone")
    words = [sys.executable, "-c", MEASURED, "collect", str(folder / "case"), str(made(folder / name)), *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    ended, peak = done.stdout.split()[-2:]
    assert ended == "4" and int(peak) / 1024 < MOST_RSS_MB, done.stderr
