"""What the record tells: rebuilt from entries alone, the same for both sides, as of any size."""

import shutil
from pathlib import Path

import pytest

from holdfire import pipeline
from holdfire.case import Case
from holdfire.errors import LedgerError
from holdfire.record import open_record
from holdfire.told import told_by
from tests.conftest import NOW
from tests.test_certificate import held_by, side, sides

__all__ = ["sides"]


def test_everything_is_rebuilt_from_the_entries_alone(founding: Case, tmp_path: Path) -> None:
    """A folder that holds nothing but agreement, settings and ledger gives the status, byte for byte, and no key is needed."""
    again = tmp_path / "again"
    again.mkdir()
    for name in ("agreement", "case.yaml", "ledger.sqlite"):
        source = founding.folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, again / name)
    one, two = (pipeline.status_of(c, None, None, NOW) for c in (founding, pipeline.open_case(again)))
    assert one.model_dump_json() == two.model_dump_json()
    pipeline.verified(pipeline.open_case(again))


def test_a_record_is_told_as_of_any_size(sides: tuple[Case, Case]) -> None:
    """With the sizes of an earlier moment it tells what it told then; more entries than are held cannot be asked for."""
    russia, us = sides
    with open_record(russia) as record:
        now = told_by(record)
        sizes = {head.origin: head.size for head in now.heads}
        fewer = told_by(record, {origin: size - 6 for origin, size in sizes.items()})
        assert 0 < len(fewer.claims) < len(now.claims) and fewer.checkpoint != now.checkpoint
        assert told_by(record, sizes) == now
        with pytest.raises(LedgerError, match="entries here, and"):
            told_by(record, {origin: size + 1 for origin, size in sizes.items()})
    with open_record(us) as record:
        assert told_by(record, sizes) == now


def test_claims_of_two_ledgers_are_never_taken_for_one(tmp_path: Path) -> None:
    """Both tables use one id and one tag; the record has both claims, each under its body's name."""
    one, two = side(tmp_path, "russia", "russian-"), side(tmp_path, "turkey", "russian-")
    held = held_by(one, two)
    with open_record(held) as record:
        names = [claim.id for claim in told_by(record).claims]
    assert len(names) == len(set(names)) and {n.partition(":")[0] for n in names} == {"russia", "turkey"}
