"""Bytes as received: kept once, whole or not at all, and never given out when they have changed."""

import hashlib
import io
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import CaseError, LedgerError, SourceError
from holdfire.sources.raw import RawStore


def place(folder: Path, digest: str) -> Path:
    """Where the bytes of a digest lie."""
    name = digest.removeprefix("sha256:")
    return folder / "raw" / "sha256" / name[:2] / name


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> RawStore:
    """One store for many examples."""
    return RawStore(tmp_path_factory.mktemp("case"))


@given(body=st.binary(max_size=3_000), stream=st.booleans())
def test_what_is_put_is_what_is_opened(shared: RawStore, body: bytes, stream: bool) -> None:
    """The digest is that of the bytes, and the bytes come back unaltered."""
    digest = shared.put(io.BytesIO(body) if stream else body)
    assert digest == f"sha256:{hashlib.sha256(body).hexdigest()}" and shared.has(digest)
    with shared.open(digest) as file:
        assert file.read() == body


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    """A second time nothing is written."""
    store = RawStore(tmp_path)
    first = store.put(b"words")
    before = place(tmp_path, first).stat().st_mtime_ns
    assert store.put(b"words") == store.put(io.BytesIO(b"words")) == first
    assert place(tmp_path, first).stat().st_mtime_ns == before and list(store.digests()) == [first]
    assert not list(tmp_path.rglob(".part*"))


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """Files 0600 and folders 0700, whatever the habits of the machine."""
    old = os.umask(0)
    try:
        digest = RawStore(tmp_path / "case").put(b"words")
    finally:
        os.umask(old)
    path = place(tmp_path / "case", digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_changed_bytes_are_never_given_out(tmp_path: Path) -> None:
    """One bit is enough; of a shorter file a new copy is kept when the bytes come again."""
    store = RawStore(tmp_path)
    digest = store.put(b"three shells")
    path = place(tmp_path, digest)
    path.write_bytes(b"seven shells")
    with pytest.raises(LedgerError, match="has changed"):
        store.open(digest)
    path.write_bytes(b"three")
    assert store.put(b"three shells") == digest
    with store.open(digest) as file:
        assert file.read() == b"three shells"


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    """With a remedy; a name that is no digest never becomes a path."""
    store = RawStore(tmp_path)
    digest = "sha256:" + "0" * 64
    assert not store.has(digest)
    with pytest.raises(CaseError, match="not here"):
        store.open(digest)
    for wrong in ("", "sha256:../../etc/passwd", "sha256:" + "A" * 64, "sha256:" + "0" * 63, "md5:0", digest + "\n"):
        with pytest.raises(CaseError, match="no digest"):
            store.has(wrong)


def test_a_link_in_the_store_is_not_followed(tmp_path: Path) -> None:
    """Whoever can write into the folder cannot make it tell of another file."""
    (tmp_path / "other").write_bytes(b"words")
    digest = f"sha256:{hashlib.sha256(b'words').hexdigest()}"
    path = place(tmp_path, digest)
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "other")
    store = RawStore(tmp_path)
    assert not store.has(digest)
    with pytest.raises(CaseError):
        store.open(digest)
    assert store.put(b"words") == digest and store.has(digest) and not path.is_symlink()


def test_more_than_may_be_leaves_nothing_behind(tmp_path: Path) -> None:
    """A stream without end stops at the limit; so does one that breaks."""
    store = RawStore(tmp_path, most_bytes=3_000_000)

    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"x" * size

    class Broken(io.RawIOBase):
        given = False

        def read(self, size: int = -1) -> bytes:
            if self.given:
                raise OSError(5, "the disk is gone")
            self.given = True
            return b"x" * size

    with pytest.raises(SourceError, match="3,000,000"):
        store.put(Endless())  # type: ignore[arg-type]
    with pytest.raises(SourceError, match="3,000,000"):
        store.put(bytes(3_000_001))
    with pytest.raises(CaseError, match="cannot be kept"):
        store.put(Broken())  # type: ignore[arg-type]
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One sentence, not a traceback."""
    (tmp_path / "raw").write_text("a file is in the way", "utf-8")
    with pytest.raises(CaseError, match="cannot be kept"):
        RawStore(tmp_path).put(b"words")


def test_many_writers_of_the_same_bytes_do_not_meet(tmp_path: Path) -> None:
    """Each writes aside and moves into place; the last to come finds it there."""
    store, body, digests = RawStore(tmp_path), bytes(200_000), []
    threads = [threading.Thread(target=lambda: digests.append(store.put(body))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(digests)) == 1 and len(digests) == 8 and list(store.digests()) == digests[:1]
