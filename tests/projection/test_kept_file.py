"""The file of a projection is never the truth: killed, deleted, damaged, or of something else, it changes no answer."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from holdfire import pipeline, projection
from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.projection import FILE, Projection
from holdfire.projection import projection as room
from holdfire.projection.store import Store
from tests.conftest import ROOT
from tests.projection.test_projection import boards
from tests.projection.truce import FIRST, anew, say, truce_case, truce_folder

AS_OF = FIRST + timedelta(hours=90)
KNOWN = FIRST + timedelta(days=30)


def shelling(number: int, **more: object) -> Entry:
    """North shells south in the strip on some hour of the truce."""
    start = FIRST + timedelta(hours=number % 80, minutes=number)
    said = {
        "id": f"S-{number}", "report": "r", "kind": "incident", "act": "shelling", "start": start.isoformat(),
        "end": (start + timedelta(minutes=9)).isoformat(), "lat": 34.05, "lon": 36.05, "radius_km": 0.1, "actors": [["north"]],
        "target": "south", "claimants": ["observer"], "toll": {"best": 1}, "source": "s", "words": "w",
        "known_from": (start + timedelta(hours=1)).isoformat(), **more,
    }  # fmt: skip
    return Entry("claim-read", said["id"], said)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case of the truce with sixty shellings."""
    made = truce_case(tmp_path / "case", truce_folder(tmp_path / "agreement"))
    say(made, [shelling(n) for n in range(60)], FIRST)
    return made


def right(case: Case) -> Projection:
    """The projection opened anew and kept up, whose boards are those made anew."""
    kept = projection.open(case, anew)
    kept.update()
    for known in (KNOWN, FIRST + timedelta(hours=30)):
        ours, theirs = boards(case, kept, AS_OF, known)
        assert ours == theirs
    assert kept.unkept == ""
    return kept


def test_a_process_killed_in_the_middle_leaves_a_file_that_is_caught_up(case: Case) -> None:
    """Killed without warning at any moment of an update, ten times over: what was committed is whole, the rest is read again."""
    rng = random.Random(4)  # noqa: S311 - no secret
    for number in range(10):
        command = [sys.executable, "-m", "tests.projection.killed", str(case.folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for _ in range(1 + number % 4):
                child.stdout.readline()
            time.sleep(rng.random() * 0.02)
            child.send_signal(signal.SIGKILL)
        say(case, [shelling(100 + 10 * number + n) for n in range(8)], FIRST + timedelta(hours=1 + number))
    kept = right(case)
    assert kept.count() == 60 + 80
    kept.close()


def _deleted(case: Case) -> None:
    (case.folder / FILE).unlink()


def _shortened(case: Case) -> None:
    data = (case.folder / FILE).read_bytes()
    (case.folder / FILE).write_bytes(data[: len(data) // 2])


def _overwritten(case: Case) -> None:
    (case.folder / FILE).write_bytes(b"no database at all" * 1000)


def _torn(case: Case) -> None:
    data = bytearray((case.folder / FILE).read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    (case.folder / FILE).write_bytes(bytes(data))


def _of_another_version(case: Case) -> None:
    store = Store(case.folder / FILE)
    store.put("made of", {"format": "0"})
    store.close()


@pytest.mark.parametrize(
    "spoilt", [_deleted, _shortened, _overwritten, _torn, _of_another_version], ids=lambda f: f.__name__
)
def test_a_file_that_is_gone_damaged_or_of_another_version_is_made_anew(
    case: Case, spoilt: Callable[[Case], None]
) -> None:
    """The same answers as before, and a sentence where there was something to mend."""
    right(case).close()
    spoilt(case)
    kept = projection.open(case, anew)
    changed = kept.update()
    assert kept.count() == 60
    assert changed.anew if spoilt is not _deleted else not changed.anew
    kept.close()
    right(case).close()


@pytest.mark.parametrize("spoilt", ["UPDATE kind SET columns = '{'", "UPDATE pattern SET data = '[[1]]'"])
def test_kinds_that_cannot_be_read_are_found_anew(case: Case, spoilt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written down of kinds is damaged: the file is made anew, and the boards are right."""
    monkeypatch.setattr("holdfire.projection.kinds.MOST_FRESH", 1)
    right(case).close()
    store = Store(case.folder / FILE)
    assert store.one("SELECT count(*) FROM kind") > 0
    store.db.execute(spoilt)
    store.close()
    right(case).close()
    store = Store(case.folder / FILE)
    assert store.one("SELECT count(*) FROM kind WHERE columns = '{'") == 0
    store.close()


def test_a_ledger_that_is_not_the_one_that_was_read_is_read_from_its_beginning(case: Case, tmp_path: Path) -> None:
    """A ledger put back from an older copy, and gone another way since: nothing of the other way is left."""
    older = (case.folder / "ledger.sqlite").read_bytes()
    say(case, [shelling(200)], FIRST + timedelta(hours=1))
    right(case).close()
    for beside in case.folder.glob("ledger.sqlite-*"):
        beside.unlink()
    (case.folder / "ledger.sqlite").write_bytes(older)
    say(case, [shelling(201)], FIRST + timedelta(hours=2))
    kept = projection.open(case, anew)
    assert "not the ledger" in kept.update().anew
    kept.close()
    right(case).close()


def test_two_processes_may_keep_one_file(case: Case) -> None:
    """Each sees what the other wrote; neither counts anything twice."""
    one, two = projection.open(case, anew), projection.open(case, anew)
    for number, kept in enumerate([one, two, one, one, two]):
        say(case, [shelling(300 + number)], FIRST + timedelta(hours=number))
        kept.update()
        ours, theirs = boards(case, kept, AS_OF, KNOWN)
        assert ours == theirs
    assert one.update().entries == 0
    assert one.count() == two.count() == 65
    one.close()
    two.close()


def test_a_long_build_goes_on_where_it_was_interrupted(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken in stays taken in; the rest follows."""
    monkeypatch.setattr(room, "BATCH", 10)

    class Enough(Exception):  # noqa: N818 - an interrupt
        """An interrupt."""

    def stop(done: int, whole: int) -> None:
        if done >= 30:
            raise Enough

    kept = projection.open(case, anew)
    with pytest.raises(Enough):
        kept.update(stop)
    assert 0 < kept.count() < 60
    kept.close()
    kept = projection.open(case, anew)
    assert 0 < kept.update().entries < 60
    kept.close()
    right(case).close()


def test_of_a_very_long_build_past_boards_are_made_ready_when_all_is_read(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile there are no snapshots, and the boards are right without."""
    monkeypatch.setattr(room, "BATCH", 10)
    monkeypatch.setattr(room, "FAR", 20)
    monkeypatch.setattr("holdfire.projection.cells.SPACING", 5)
    kept = projection.open(case, anew)
    ready: list[int] = []

    def count(done: int, whole: int) -> None:
        ready.append(kept.store.one("SELECT count(*) FROM snapshot"))
        assert kept.board(AS_OF, kept.latest(AS_OF)) == kept.board(AS_OF)

    kept.update(count)
    assert len(ready) > 3
    assert not any(ready[:-1])
    assert kept.store.one("SELECT count(*) FROM snapshot") > 1
    kept.close()
    kept = right(case)
    say(case, [shelling(600)], FIRST + timedelta(hours=9))
    kept.update()
    assert kept.store.one("SELECT count(*) FROM snapshot") > 1
    ours, theirs = boards(case, kept, AS_OF, KNOWN)
    assert ours == theirs
    kept.close()


def test_an_update_says_what_changed(case: Case) -> None:
    """How many entries, of which kinds, and which incidents are not what they were."""
    kept = right(case)
    say(case, [shelling(1, event="T"), shelling(400)], FIRST + timedelta(hours=3))
    changed = kept.update()
    assert (changed.kinds, set(changed.incidents)) == ({"claim-read"}, {"S-1", "T", "S-400"})
    assert kept.update() == room.Changed(0)
    kept.close()


def test_the_latest_knowledge_is_that_of_the_record(case: Case) -> None:
    """A finding later than every claim is part of it, kept or read anew."""
    kept = right(case)
    late = KNOWN + timedelta(days=2)
    found = {"id": "F-1", "body": "observer", "incident": "S-1", "verdict": "undetermined", "at": late.isoformat()}
    say(case, [Entry("finding", "F-1", found)], late)
    kept.update()
    assert kept.known_until() == pipeline.told_in(case).latest == late
    kept.close()


def test_incidents_come_by_pages_in_order(case: Case) -> None:
    """Every incident once, by its first moment and its id, whatever the size of a page."""
    kept = right(case)
    whole = pipeline.judge_told(case.agreement, pipeline.told_in(case), AS_OF, KNOWN).incidents
    found: list[object] = []
    after: tuple[datetime, str] | None = None
    while page := kept.incidents(after, 7):
        found += page
        after = page[-1].span.start, page[-1].id
    assert found == whole
    kept.close()
