"""The output is the same bytes however the table is cut, in whichever order and however often it was stopped."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.archive import run
from holdfire.archive.concern import Card, Concern
from holdfire.archive.shuffle import profiles_of
from tests.archive.made import AT, START, archive, event, judged, table

ROOT = Path(__file__).resolve().parents[2]
HOLDFIRE = (sys.executable, "-c", "from holdfire.cli.app import main; main()")
ACTS = ("airstrike", "shelling", "clash", "attack-on-aid", "aid-delivery")
SIDES = ("Government of Syria", "opposition", "Nusra Front", "Nobody")


def many(count: int) -> list[dict[str, Any]]:
    """Events by chance, the same each time."""
    chance = Random(7)  # noqa: S311 - no secret
    return [
        event(
            f"E{number:05}",
            act=chance.choice(ACTS),
            start=START + timedelta(minutes=(at := chance.randrange(20 * 1440))),
            end=START + timedelta(minutes=at + chance.choice((0, 30, 1440, 20000))),
            lat=33 + chance.random() * 4,
            lon=36 + chance.random() * 4,
            actors=[[chance.choice(SIDES)]],
            deaths=chance.choice((None, 0, 3)),
        )
        for number in range(count)
    ]


def bytes_in(place: Path) -> dict[str, bytes]:
    """Every file that came out."""
    names = [p for top in run.OUTPUTS for p in (place / top).rglob("*") if p.is_file()]
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in names}


WAYS = ("one file", "many files", "small row groups", "backwards", "by act")


def laid(place: Path, rows: pa.Table, way: str) -> None:
    """The table written in one of several ways."""
    events = place / "events"
    (events / "all.parquet").unlink()
    if way == "many files":
        for number in range(0, rows.num_rows, 97):
            pq.write_table(rows.slice(number, 97), events / f"part-{number % 10}-{number}.parquet")
    elif way == "small row groups":
        pq.write_table(rows, events / "rows.parquet", row_group_size=50)
    elif way == "backwards":
        pq.write_table(rows.take(pa.array(range(rows.num_rows - 1, -1, -1))), events / "rows.parquet")
    elif way == "by act":
        for act in ACTS:
            some = rows.filter(pa.compute.equal(rows["act"], act)).drop_columns(["act"])
            (events / f"act={act}").mkdir()
            pq.write_table(some, events / f"act={act}" / "rows.parquet")
    else:
        pq.write_table(rows, events / "rows.parquet")


def test_however_the_table_is_cut(tmp_path: Path) -> None:
    """Five ways to lay the same events down, with one thread or two, in small batches or at once."""
    rows = table(many(700))
    found = []
    for number, way in enumerate(WAYS):
        place = archive(tmp_path / str(number), [], ["syria-2016-09", "syria-2016-02"])
        laid(place, rows, way)
        outcome = judged(place, threads=1 + number % 2, at_once=150 if number % 2 else 10**6)
        assert outcome.events == 700
        found.append((outcome.digest, bytes_in(place / "status")))
    assert all(one == found[0] for one in found), [digest for digest, _ in found]
    assert any(name.startswith("findings/") for name in found[0][1])


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    """A second run reads nothing; one more file is read alone; an agreement more is another question."""
    place = archive(tmp_path / "a", many(60))
    first = judged(place)
    second = judged(place)
    assert (first.parts, second.parts, second.buckets) == ((1, 1), (0, 1), (0, 1))
    assert first.digest == second.digest
    pq.write_table(table([event("more")]), place / "events" / "more.parquet")
    third = judged(place)
    assert third.parts == (1, 2) and third.buckets == (1, 1) and third.digest != first.digest
    (place / "agreements" / "bundled.txt").write_text("syria-2016-09\nsyria-2016-02\n", "utf-8")
    assert judged(place).parts == (2, 2)


def test_what_is_no_longer_there_is_taken_away(tmp_path: Path) -> None:
    """An agreement that left the archive leaves no status behind."""
    place = archive(tmp_path / "a", many(20), ["syria-2016-09", "syria-2016-02"])
    judged(place)
    (place / "agreements" / "bundled.txt").write_text("syria-2016-09\n", "utf-8")
    judged(place)
    assert [p.name for p in (place / "status" / "statuses").iterdir()] == ["syria-2016-09.json"]


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    """Killed without warning once some parts lie there, then run again: the rest is done, and the bytes are the same."""
    rows = table(many(600))
    whole = archive(tmp_path / "whole", [])
    laid(whole, rows, "one file")
    place = archive(tmp_path / "killed", [])
    laid(place, rows, "many files")
    command = [*HOLDFIRE, "status", "--all", str(place), "--as-of", AT]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    parts = place / "status" / run.WORK / "parts"
    until = time.monotonic() + 120
    while running.poll() is None and time.monotonic() < until and len(list(parts.glob("*/laid.json"))) < 2:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    done = len(list(parts.glob("*/laid.json")))
    outcome = judged(place)
    assert done >= 2 and outcome.parts == (7 - done, 7)
    assert outcome.digest == judged(whole).digest
    assert bytes_in(place / "status") == bytes_in(whole / "status")


def test_the_command_says_the_digest(tmp_path: Path) -> None:
    """On no terminal, progress is plain lines on stderr, and the digest is printed."""
    place = archive(tmp_path / "a", many(20))
    command = [
        *HOLDFIRE,
        "status",
        "--all",
        str(place),
        "--as-of",
        AT,
        "--out",
        str(tmp_path / "out"),
    ]
    told = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "100"}
    )
    assert told.returncode == 0, told.stderr
    assert judged(place).digest in told.stdout
    assert "groups of agreements judged: 1 of 1" in told.stderr


def test_every_row_has_its_own_profile() -> None:
    """An engine hands rows back in no order: in a table of many, each row still meets the profile of its own act."""
    few = table([event(str(n), act=act, deaths=n) for n, act in enumerate(ACTS)])
    rows = pa.concat_tables([few] * 60_000).combine_chunks()
    card = Card("x", "", frozenset(), (), (0, 1), frozenset({"aid-delivery"}), frozenset({2}))
    for _ in range(3):
        codes, profiles, _ = profiles_of(rows, Concern([card]))
        assert profiles["act"].take(pa.array(codes)).equals(rows["act"])
