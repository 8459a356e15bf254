"""Files are written whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from holdfire.whole import write_whole


def test_the_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """And nothing stands beside it."""
    path = tmp_path / "status.json"
    for told in (b"one", b"two"):
        write_whole(path, told)
        assert path.read_bytes() == told and [p.name for p in tmp_path.iterdir()] == ["status.json"]


def test_what_fails_in_the_middle_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk says so when what was written is asked to be on it."""
    path = tmp_path / "status.json"
    write_whole(path, b"one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one" and [p.name for p in tmp_path.iterdir()] == ["status.json"]


def test_several_may_write_one_file_at_once(tmp_path: Path) -> None:
    """Whoever reads meanwhile finds what one of them wrote, whole; nothing is left beside it."""
    path = tmp_path / "status.json"
    texts = [bytes([65 + n]) * 20_000 for n in range(4)]
    write_whole(path, texts[0])
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(write_whole, path, text) for text in texts * 10]
        while not all(one.done() for one in done):
            assert path.read_bytes() in texts
        assert [one.result() for one in done] == [None] * 40
    assert path.read_bytes() in texts and [p.name for p in tmp_path.iterdir()] == ["status.json"]


def test_whatever_goes_wrong_nothing_is_left_beside(tmp_path: Path) -> None:
    """What cannot be written at all is no exception."""
    with pytest.raises(TypeError):
        write_whole(tmp_path / "status.json", "no bytes")  # type: ignore[arg-type]
    assert [*tmp_path.iterdir()] == []
