"""The file of an index is never the truth; several may keep it and read it at once; what joins across groups is said."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from holdfire import index, pipeline
from holdfire.case import Case
from holdfire.claims import as_known, by_review
from holdfire.incidents import fuse
from holdfire.index import FILE, Asked, Index, keeping
from holdfire.index.store import IndexStore
from holdfire.ledger import Entry
from holdfire.projection import projection
from holdfire.projection.slots import instant
from holdfire.record import open_record
from tests.index.read import held
from tests.projection.test_kept_file import shelling
from tests.projection.truce import FIRST, say, truce_case, truce_folder
from tests.two_cases import BEGUN, pack_of, take, two_cases


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case of the truce with sixty shellings, every third under a tag with the one before."""
    made = truce_case(tmp_path / "case", truce_folder(tmp_path / "agreement"))
    say(made, [shelling(n, **({"event": f"T-{n // 3}"} if n % 3 else {})) for n in range(60)], FIRST)
    return made


def right(case: Case) -> Index:
    """The index opened anew and kept up, which holds what the record does."""
    kept = index.open(case)
    kept.update()
    held(case, kept)
    return kept


def _deleted(path: Path) -> None:
    path.unlink()


def _shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwritten(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def _torn(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    path.write_bytes(bytes(data))


def _of_another_version(path: Path) -> None:
    store = IndexStore(path)
    store.put("made of", {"format": "0"})
    store.close()


@pytest.mark.parametrize(
    "spoilt", [_deleted, _shortened, _overwritten, _torn, _of_another_version], ids=lambda f: f.__name__
)
def test_a_file_that_is_gone_damaged_or_of_another_version_is_made_anew(
    case: Case, spoilt: Callable[[Path], None]
) -> None:
    """The same answers as before."""
    right(case).close()
    spoilt(case.folder / FILE)
    right(case).close()


def test_a_file_damaged_while_it_is_open_is_made_anew(case: Case) -> None:
    """Whoever asks next gets the right answer."""
    kept = right(case)
    kept.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept.readers.close()
    _torn(case.folder / FILE)
    assert kept.incidents(Asked(), most=100).count == len(fuse(pipeline.told_in(case).claims))
    held(case, kept)
    kept.close()


def test_two_may_keep_one_file_while_others_read(case: Case) -> None:
    """Each sees what the other wrote; what is read is whole at every moment."""
    one, two = index.open(case), index.open(case)
    one.update()
    stop, torn = threading.Event(), []

    def read(kept: Index) -> None:
        while not stop.is_set():
            page = kept.incidents(Asked(), most=1000)
            if len(page.rows) != page.count or any(kept.claim(name) is None for name in page.rows[0].claims):
                torn.append(page.count)

    readers = [threading.Thread(target=read, args=(kept,)) for kept in (one, one, two)]
    for thread in readers:
        thread.start()
    try:
        for number, kept in enumerate([one, two, one, one, two, two]):
            say(case, [shelling(300 + number), shelling(number, event="X")], FIRST + timedelta(hours=number))
            kept.update()
            held(case, kept)
    finally:
        stop.set()
        for thread in readers:
            thread.join()
    assert torn == []
    held(case, one)
    assert one.update().entries == 0
    one.close()
    two.close()


def test_a_ledger_put_back_from_an_older_copy_leaves_nothing_of_the_other_way(case: Case) -> None:
    """It is read from its beginning."""
    older = (case.folder / "ledger.sqlite").read_bytes()
    say(case, [shelling(200)], FIRST + timedelta(hours=1))
    right(case).close()
    for beside in case.folder.glob("ledger.sqlite-*"):
        beside.unlink()
    (case.folder / "ledger.sqlite").write_bytes(older)
    say(case, [shelling(201)], FIRST + timedelta(hours=2))
    right(case).close()


def test_a_long_build_goes_on_where_it_was_interrupted(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken in stays taken in; the rest follows."""
    monkeypatch.setattr(projection, "BATCH", 10)
    monkeypatch.setattr(keeping, "AT_ONCE", 3)

    def stop(done: int, whole: int) -> None:
        if done >= 30:
            raise KeyboardInterrupt

    kept = index.open(case)
    with pytest.raises(KeyboardInterrupt):
        kept.update(stop)
    kept.close()
    kept = index.open(case)
    assert 0 < kept.update().entries < 60
    held(case, kept)
    kept.close()


def test_what_a_machine_read_and_a_person_took_is_joined_as_the_whole_record_is(case: Case) -> None:
    """Such claims lie near others, whatever group those are in: the index says so, and no longer than it is so."""
    kept = right(case)
    near = {"review": "accepted", "words": "Ten shells fell on the mill of the lower village", "report": "r-a"}
    say(
        case,
        [shelling(400, **near), shelling(401, **near, start=shelling(400).data["start"])],
        FIRST + timedelta(hours=1),
    )
    kept.update()
    assert "joined" in kept.joined
    held(case, kept)
    assert kept.history("S-400") and kept.history("T-1")
    for name in ("S-400", "S-401"):
        correction = Entry("correction", name, {"claim": name, "changes": {"event": "T-1"}, "why": "one event"})
        say(case, [correction], FIRST + timedelta(hours=2))
    kept.update()
    assert kept.joined == ""
    held(case, kept)
    kept.close()
    right(case).close()


def test_the_history_of_an_incident_is_what_was_known_at_each_moment(case: Case) -> None:
    """Each version holds from the moment it became known until the next, and is what fusing everything known then gives."""
    changes = [
        ("S-4", {"act": "clash"}),
        ("S-5", {"event": None}),
        ("S-30", {"event": "T-1"}),
        ("S-4", {"review": "rejected"}),
    ]
    for hour, (name, change) in enumerate(changes):
        correction = Entry("correction", name, {"claim": name, "changes": change, "why": "w"})
        say(case, [correction], FIRST + timedelta(hours=50 + hour))
    kept, told = right(case), pipeline.told_in(case)
    for incident in kept.incidents(Asked(), most=100).rows:
        versions = kept.history(incident.id)
        assert versions[-1].incident == kept.incident(incident.id)
        for version in versions:
            at = instant(version.known)
            known = {i.id: i for i in fuse(by_review(as_known(told.claims, at))[0], at)}
            assert known[incident.id] == version.incident
    assert len(kept.history("T-1")) >= 3 and kept.history("no such") == []
    kept.close()


def test_events_matched_across_two_bodies_are_one_incident_and_apart_again(tmp_path: Path) -> None:
    """A match may come before the claims it speaks of, and later claims under its tags are matched too."""
    russia, america = two_cases(tmp_path)
    base = shelling(1).data

    def tells(case: Case, name: str, event: str, hour: int) -> None:
        start = (BEGUN + timedelta(hours=1)).isoformat()
        said = {**base, "id": name, "event": event, "start": start, "end": start, "actors": [], "target": "unknown"}
        with open_record(case) as record:
            record.append([Entry("claim-read", name, {**said, "claimants": ["un"]})], BEGUN + timedelta(hours=hour))
            record.sign(BEGUN + timedelta(hours=hour))

    def matches(hour: int, kind: str) -> None:
        with open_record(russia) as record:
            data = {"a": "russia:R", "b": "united-states:A", "why": "one crater"}
            record.append([Entry(kind, "m", data)], BEGUN + timedelta(hours=hour))
            record.sign(BEGUN + timedelta(hours=hour))

    kept = index.open(russia)
    tells(russia, "C-1", "R", 2)
    kept.update()
    matches(3, "match-made")
    kept.update()
    held(russia, kept)
    tells(america, "C-1", "A", 2)
    take(russia, pack_of(america))
    kept.update()
    held(russia, kept)
    assert kept.incidents(Asked()).count == 1
    tells(america, "C-2", "A", 4)
    take(russia, pack_of(america, hours=5), hours=6)
    kept.update()
    held(russia, kept)
    matches(7, "match-undone")
    kept.update()
    held(russia, kept)
    assert kept.incidents(Asked()).count == 2
    kept.close()
    right(russia).close()


def test_a_claim_told_anew_as_a_decision_at_once_is_the_later_one(case: Case) -> None:
    """Two versions in one batch, of two kinds: the last holds."""
    decision = {"kind": "decision", "decides": "reset", "act": None, "toll": None}
    say(case, [shelling(500), shelling(500, **decision), shelling(501, **decision), shelling(501)], FIRST)
    kept = right(case)
    assert [(c.id, c.kind) for c in kept.claims(Asked(text="S-50"), most=9).rows if c.id in ("S-500", "S-501")]
    assert kept.incident("S-500") is None and kept.incident("S-501") is not None
    kept.close()
