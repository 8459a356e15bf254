"""Mirrors: what another body sends is taken in whole, in any order, any number of times, or not at all."""

import io
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import holdfire.ledger.mirror
from holdfire.errors import LedgerError
from holdfire.ledger import Ledger, SqliteStore
from holdfire.ledger.mirror import Received, receive
from holdfire.ledger.pack import Section, write_pack
from holdfire.ledger.store import Behind
from tests.ledger.bodies import Body, body, claims, decision


def packed(whose: Body, start: int = 0) -> bytes:
    """A pack of a body's ledger as it is now."""
    out = io.BytesIO()
    write_pack(out, "exchange", "syria-2016-09", [Section(whose.ledger, start)])
    return out.getvalue()


def mirror_of(whose: Body, where: Path) -> Ledger:
    """An empty mirror."""
    return Ledger(SqliteStore(where / "mirror.sqlite"), whose.origin)


def taken(pack: bytes, mirror: Ledger) -> Received:
    """Take a pack in."""
    return receive(io.BytesIO(pack), lambda origin: mirror)[1][0]


def growing(tmp_path: Path) -> tuple[Body, list[bytes], list[int]]:
    """A body, its packs as it grew (whole and from each earlier head on), and its sizes."""
    russia = body("russia", tmp_path)
    packs, sizes = [], []
    for step in range(4):
        russia.says(*claims(5, step * 5), decision(f"D-{step}"), hours=step)
        russia.signs(hours=step)
        packs += [packed(russia), *(packed(russia, size) for size in sizes)]
        sizes.append(russia.ledger.size())
    return russia, packs, sizes


def test_what_is_taken_in_is_what_was_written(tmp_path: Path) -> None:
    """Byte for byte, under the same root, with the signed head."""
    russia, packs, _ = growing(tmp_path)
    mirror = mirror_of(russia, tmp_path)
    found = taken(packs[-4], mirror)
    assert (found.before, found.size) == (0, russia.ledger.size()) and "claim-read" in found.kinds
    assert list(mirror.bodies()) == list(russia.ledger.bodies())
    assert mirror.kept_note() == russia.ledger.kept_note() and mirror.verify().size == mirror.size()


def test_taking_a_pack_again_or_an_older_one_changes_nothing(tmp_path: Path) -> None:
    """Repetition does not matter."""
    russia, packs, _ = growing(tmp_path)
    mirror = mirror_of(russia, tmp_path)
    taken(packs[-4], mirror)
    before = (mirror.size(), mirror.checkpoint(), mirror.kept_note())
    for pack in packs:
        assert taken(pack, mirror).new == 0
    assert (mirror.size(), mirror.checkpoint(), mirror.kept_note()) == before


@given(order=st.permutations(range(10)), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_neither_order_nor_repetition_matters(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], data: st.DataObject
) -> None:
    """Packs in any order end in the same mirror; one that starts too late is refused with where to start."""
    where = tmp_path_factory.mktemp("order")
    russia, packs, _ = growing(where)
    mirror = mirror_of(russia, where)
    waiting = [packs[i] for i in order] + [packs[data.draw(st.integers(0, 9))]]
    for _ in range(len(packs)):
        late = []
        for pack in waiting:
            try:
                taken(pack, mirror)
            except LedgerError as error:
                assert f"Ask for the entries from {mirror.size()} on" in str(error)
                late.append(pack)
        waiting = late
    assert not waiting and list(mirror.bodies()) == list(russia.ledger.bodies())
    assert mirror.kept_note() == russia.ledger.kept_note()


def test_a_pack_may_start_before_what_is_held(tmp_path: Path) -> None:
    """The overlap is compared, and the rest is taken in; a start within a batch is no hindrance."""
    russia, packs, sizes = growing(tmp_path)
    mirror = mirror_of(russia, tmp_path)
    taken(packs[1], mirror)
    assert mirror.size() == sizes[1]
    for start in (3, 4, sizes[0]):
        assert taken(packed(russia, start), mirror).size == sizes[-1]


@pytest.mark.parametrize("start", [0, 8])
def test_an_altered_cut_or_shuffled_pack_is_refused_and_nothing_is_taken_in(tmp_path: Path, start: int) -> None:
    """Whatever is changed on the way, the mirror stays as it was."""
    russia, packs, sizes = growing(tmp_path)
    mirror = mirror_of(russia, tmp_path)
    if start:
        taken(packs[0], mirror)
        assert mirror.size() == sizes[0] == 9
    pack, size = packed(russia, sizes[0] if start else 0), mirror.size()
    lines = pack.splitlines(keepends=True)
    dice = random.Random(4)  # noqa: S311 - a dice for tests
    spoiled = [pack[:n] for n in range(0, len(pack) - 1, len(pack) // 40)]
    spoiled += [b"".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines))]
    for _ in range(60):
        at = dice.randrange(len(pack))
        spoiled.append(pack[:at] + bytes([pack[at] ^ (1 << dice.randrange(7))]) + pack[at + 1 :])
    for bad in spoiled:
        with pytest.raises(LedgerError):
            taken(bad, mirror)
        assert mirror.size() == size


TAKER = """
import sys
from pathlib import Path
from holdfire.ledger import Ledger, SqliteStore
from holdfire.ledger import mirror as m
m.BLOCK = 50
mirror = Ledger(SqliteStore(Path(sys.argv[1])), sys.argv[2])
plain = mirror.append_bodies
def told(bodies):
    print(plain(bodies), flush=True)
mirror.append_bodies = told
m.receive(open(sys.argv[3], "rb"), lambda origin: mirror)
"""


def test_an_interrupted_taking_in_goes_on_where_it_was(tmp_path: Path) -> None:
    """Kill -9 in the middle leaves a mirror that verifies; the same pack again completes it."""
    russia = body("russia", tmp_path)
    for step in range(60):
        russia.says(*claims(20, step * 20), hours=step)
    russia.signs(hours=60)
    (tmp_path / "pack").write_bytes(packed(russia))
    sizes = []
    for kill in range(6):
        command = [sys.executable, "-c", TAKER, str(tmp_path / "mirror.sqlite"), russia.origin, str(tmp_path / "pack")]
        taker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert taker.stdout is not None
        for _ in range(kill % 3 + 1):
            taker.stdout.readline()
        os.kill(taker.pid, signal.SIGKILL)
        taker.wait()
        mirror = mirror_of(russia, tmp_path)
        sizes.append(mirror.size())
        assert mirror.verify().size == mirror.size()
        mirror.close()
    assert sizes == sorted(sizes) and 0 < sizes[0] < russia.ledger.size()
    mirror = mirror_of(russia, tmp_path)
    taken(packed(russia), mirror)
    assert list(mirror.bodies()) == list(russia.ledger.bodies()) and mirror.kept_note()


def test_what_is_taken_in_is_what_was_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes between the two readings is found out before its entries are written."""
    monkeypatch.setattr(holdfire.ledger.mirror, "BLOCK", 5)
    russia, packs, _ = growing(tmp_path)
    mirror = mirror_of(russia, tmp_path)
    altered = packs[-4].replace(b'"n":17', b'"n":71')

    class Changing(io.BytesIO):
        reads = 0

        def seek(self, place: int, whence: int = 0) -> int:
            self.reads += 1
            if self.reads == 2:
                super().seek(0)
                self.write(altered)
            return super().seek(place, whence)

    with pytest.raises(LedgerError, match="changed while it was read"):
        receive(Changing(packs[-4]), lambda origin: mirror)
    assert 0 < mirror.size() < russia.ledger.size() and mirror.verify().size == mirror.size()
    taken(packs[-4], mirror)
    assert list(mirror.bodies()) == list(russia.ledger.bodies())


def test_a_taker_that_is_always_overtaken_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not try for ever."""
    russia, packs, _ = growing(tmp_path)
    mirror = mirror_of(russia, tmp_path)

    def never(bodies: list[bytes]) -> int:
        raise Behind

    monkeypatch.setattr(mirror, "append_bodies", never)
    with pytest.raises(LedgerError, match="Try again"):
        taken(packs[0], mirror)


def test_two_takers_at_once_do_no_harm(tmp_path: Path) -> None:
    """One that another overtook verifies anew and finds everything there."""
    russia, packs, sizes = growing(tmp_path)
    mirror, other = mirror_of(russia, tmp_path), mirror_of(russia, tmp_path)
    plain = mirror.append_bodies

    def overtaken(bodies: list[bytes]) -> int:
        mirror.append_bodies = plain  # type: ignore[method-assign]
        taken(packs[0], other)
        return plain(bodies)

    mirror.append_bodies = overtaken  # type: ignore[assignment,method-assign]
    assert taken(packs[-4], mirror).size == sizes[-1]
    assert list(mirror.bodies()) == list(russia.ledger.bodies())
