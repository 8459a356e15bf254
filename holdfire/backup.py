"""A case in one file, and back: agreement, ledgers, received bytes, vault, settings, users; keys only where asked for, encrypted.

In: a case, while others write to it. Out: a file, or a case made from one. Always: a backup is written aside and put in its place
whole, so that the one before is unharmed when something fails; a restored case is checked (every file by its digest, every
ledger by its signatures, every head) before its folder is there at all.

The file is a tar archive, compressed; its last member tells of all the others. Ledgers are copied first and what their entries
point to after them, so that whatever a copied entry points to is in the copy. What can be made anew from the record is left out.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyrage

from holdfire.case import KEYS, LEDGER, PEERS, SETTINGS, Case, Settings, write_settings
from holdfire.errors import CaseError, HoldfireError
from holdfire.ledger.store import Store
from holdfire.pipeline import open_case
from holdfire.record import Record, open_record
from holdfire.when import iso

ABOUT, SECRETS = "holdfire-backup.json", "keys.age"
FORMAT = 1
DERIVED = ("projection.sqlite", "index.sqlite", "deeds.sqlite", "board.sqlite")
"""Files that are made anew from the record."""
_PASSING = ("-wal", "-shm", "-journal", ".lock", ".part")
_CHUNK = 1 << 20
_AT_ONCE = 512
_MOST_ABOUT = 200_000_000
Copy = Callable[[Path], None]
"""Writes the users of the case into a folder, or takes them in from it."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: ``heads`` are size and root of each ledger by its origin, ``keys`` whether keys are among it."""

    at: str
    origin: str
    heads: dict[str, tuple[int, str]]
    files: int
    size: int
    keys: bool


def back_up(case: Case, out: Path, now: datetime, users: Copy | None = None, passphrase: str | None = None) -> Backup:
    """Write a case to a file; keys too where a passphrase is given. Raises ``CaseError``; a file that was there stays then."""
    try:
        with tempfile.TemporaryDirectory(prefix=".holdfire-backup-", dir=out.parent) as aside:
            staged = Path(aside) / "case"
            heads = _staged(case, staged, users)
            whole = Path(aside) / "whole"
            made = _Writer(whole)
            with made:
                for name, path in _files(case.folder, staged):
                    made.add(name, path)
                if passphrase is not None:
                    made.put(SECRETS, pyrage.passphrase.encrypt(_keys(case.folder), passphrase))
                told = {"holdfire-backup": FORMAT, "at": iso(now, UTC), "origin": case.settings.origin, "heads": heads}
                told |= {"keys": passphrase is not None, "files": made.digests}
                made.put(ABOUT, json.dumps(told, sort_keys=True).encode())
            whole.replace(out)
            return Backup(
                iso(now, UTC),
                case.settings.origin,
                heads,
                len(made.digests) - 1,
                out.stat().st_size,
                passphrase is not None,
            )
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        why = getattr(error, "strerror", None) or str(error)
        remedy = "Make room or name another place. Nothing was written there; a backup from before is as it was."
        raise CaseError(f"the backup cannot be written ({why})", str(out), remedy) from error


def _staged(case: Case, staged: Path, users: Copy | None) -> dict[str, tuple[int, str]]:
    """Every database of a case as it is at one moment, ledgers first; returns the heads of the ledgers."""
    (staged / PEERS).mkdir(parents=True)
    if case.settings.store:
        _out_of_database(case, staged)
    ledgers = [LEDGER, *(f"{PEERS}/{path.name}" for path in sorted((case.folder / PEERS).glob("*.sqlite")))]
    others = sorted(path.name for path in case.folder.glob("*.sqlite"))
    kept = (*DERIVED, LEDGER, *(["users.sqlite"] if users else []))
    for name in (*ledgers, *(other for other in others if other not in kept)):
        if (case.folder / name).is_file() and not (staged / name).exists():
            _snapshot(case.folder / name, staged / name)
    if users:
        users(staged)
    write_settings(staged, case.settings.model_copy(update={"store": ""}))
    return _heads(replace(case, folder=staged, settings=case.settings.model_copy(update={"store": ""})))


def _snapshot(path: Path, to: Path) -> None:
    """A database as it is at one moment, while others write to it."""
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as there,
        closing(sqlite3.connect(to)) as here,
    ):
        there.backup(here)


def _out_of_database(case: Case, staged: Path) -> None:
    inside = replace(case, folder=staged, settings=case.settings.model_copy(update={"store": ""}))
    with open_record(case) as there, open_record(inside) as here:
        _copied(there, here)


def _copied(there: Record, here: Record) -> None:
    """One ledger into another store, entry by entry, with the notes that are kept beside it."""
    if here.ledger.size():
        raise CaseError("there is a ledger of this origin already", there.ledger.origin, "Name another database.")
    notes = {name: there.ledger.store.note(name) for name in _noted(there.case)}
    some: list[bytes] = []
    for body in there.ledger.bodies():
        some.append(body)
        if len(some) == _AT_ONCE:
            here.ledger.append_bodies(some)
            some = []
    if some:
        here.ledger.append_bodies(some)
    store: Store = here.ledger.store
    for name, text in notes.items():
        if text is not None:
            store.keep_note(name, text)


def _noted(case: Case) -> list[str]:
    return [case.settings.origin, *(f"cosigned by {origin}" for origin in case.settings.peers)]


def _heads(case: Case) -> dict[str, tuple[int, str]]:
    with open_record(case) as record:
        ledgers = [record.ledger, *record.mirrors().values()]
        heads = {ledger.origin: ledger.head() for ledger in ledgers}
    return {origin: (head.size, head.root.hex()) for origin, head in heads.items()}


def _files(folder: Path, staged: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a backup with its name: databases and settings as staged, the others as they lie."""
    for path in sorted(staged.rglob("*")):
        if path.is_file() and not path.name.endswith(_PASSING):
            yield path.relative_to(staged).as_posix(), path
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        passing = path.name.endswith(_PASSING) or path.name.startswith(".") or name.parts[0] == KEYS
        if (
            path.is_file()
            and not path.is_symlink()
            and not passing
            and path.suffix != ".sqlite"
            and str(name) != SETTINGS
        ):
            yield name.as_posix(), path


def _keys(folder: Path) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for path in sorted((folder / KEYS).rglob("*")):
            if path.is_file():
                info = tarfile.TarInfo(path.relative_to(folder).as_posix())
                info.size, info.mode = path.stat().st_size, 0o600
                with path.open("rb") as file:
                    tar.addfile(info, file)
    return held.getvalue()


class _Writer:
    """A compressed tar file on the disk, with the size and digest of every member. The same members give the same bytes."""

    def __init__(self, path: Path) -> None:
        self.digests: dict[str, tuple[int, str]] = {}
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._zip = gzip.GzipFile("", "wb", 1, self._file, mtime=0)
        self._tar = tarfile.open(fileobj=self._zip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below

    def add(self, name: str, path: Path) -> None:
        """A file as it is now; one that went away meanwhile is left out."""
        try:
            with path.open("rb") as file:
                self._member(name, file, os.fstat(file.fileno()).st_size)
        except FileNotFoundError:
            return

    def put(self, name: str, data: bytes) -> None:
        """Bytes."""
        self._member(name, io.BytesIO(data), len(data))

    def _member(self, name: str, file: IO[bytes], size: int) -> None:
        info, reading = tarfile.TarInfo(name), _Hashing(file)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, reading)
        self.digests[name] = (size, reading.digest.hexdigest())

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        try:
            if kind is None:
                self._tar.close()
                self._zip.close()
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()


class _Hashing(io.RawIOBase):
    """A file that is digested as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Some bytes of it."""
        some = self._file.read(size)
        self.digest.update(some)
        return some


# --- back again


def restore(file: Path, to: Path, users: Copy | None = None, passphrase: str | None = None, store: str = "") -> Backup:
    """Make a case from a backup. ``store`` is a PostgreSQL address to which its ledger goes; otherwise it lies in the folder.

    Raises ``CaseError`` where the file is damaged, no backup, or something is in the way; nothing is left behind then.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise CaseError("something lies there already", str(to), "Name a folder that is not there.")
    try:
        with _aside(to) as made:
            told = _unpacked(file, made)
            if passphrase is not None:
                _unlocked(made, passphrase, file)
            (made / SECRETS).unlink(missing_ok=True)
            _verified(made, told, file)
            if store:
                _into_database(made, store)
            if users:
                users(made)
            made.replace(to)
    except OSError as error:
        raise CaseError(
            f"the case cannot be written ({error.strerror})", str(to), "Make room; nothing is left behind."
        ) from error
    heads = {origin: (int(size), str(root)) for origin, (size, root) in told["heads"].items()}
    return Backup(told["at"], told["origin"], heads, len(told["files"]), file.stat().st_size, bool(told["keys"]))


@contextmanager
def _aside(to: Path) -> Iterator[Path]:
    to.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        made = aside / "case"
        made.mkdir()
        yield made
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpacked(file: Path, made: Path) -> dict[str, Any]:
    """Every member where it belongs, with its digest as the last member tells it."""
    found: dict[str, tuple[int, str]] = {}
    about: dict[str, Any] = {}
    try:
        with gzip.open(file) as whole, tarfile.open(fileobj=whole, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or not _fits(member.name):
                    raise _damaged(file, f"it holds {member.name[:80]!r}, which no backup does")
                if member.name == ABOUT:
                    about = _about(content.read(_MOST_ABOUT))
                else:
                    found[member.name] = _written(content, made / member.name)
            while whole.read(_CHUNK):  # to its very end, where the sum over all of it stands
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise _damaged(file, str(error)) from error
    except FileNotFoundError as error:
        if not file.exists():
            raise CaseError("there is no such file", str(file), "Name a backup.") from error
        raise
    if not about:
        raise _damaged(file, "its end is missing")
    for name, (size, digest) in about["files"].items():
        if found.pop(name, None) != (size, digest):
            raise _damaged(file, f"{name} is not what it was")
    if found:
        raise _damaged(file, f"{min(found)} does not belong to it")
    return about


def _about(said: bytes) -> dict[str, Any]:
    told = json.loads(said)
    if not isinstance(told, dict) or told.get("holdfire-backup") != FORMAT:
        raise ValueError("it is of another format")
    if not {"at", "origin", "heads", "files", "keys"} <= set(told):
        raise ValueError("what it tells of itself is not whole")
    return told


def _fits(name: str) -> bool:
    parts = PurePosixPath(name)
    return bool(parts.parts) and not parts.is_absolute() and ".." not in parts.parts and "\x00" not in name


def _written(content: IO[bytes], path: Path) -> tuple[int, str]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while some := content.read(_CHUNK):
            digest.update(some)
            size += len(some)
            out.write(some)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def _unlocked(made: Path, passphrase: str, file: Path) -> None:
    sealed = made / SECRETS
    if not sealed.is_file():
        raise CaseError(
            "there are no keys in this backup", str(file), "Restore it without a passphrase; put the keys back by hand."
        )
    try:
        opened = pyrage.passphrase.decrypt(sealed.read_bytes(), passphrase)
    except pyrage.DecryptError:
        raise CaseError(
            "the passphrase does not open the keys", str(file), "Nothing was restored; try another one."
        ) from None
    with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or not _fits(member.name) or PurePosixPath(member.name).parts[0] != KEYS:
                raise _damaged(file, "its keys are no keys")
            _written(content, made / member.name)


def _verified(made: Path, told: dict[str, Any], file: Path) -> None:
    """Every ledger by its own signatures, and its head as it was when the backup was made."""
    try:
        case = open_case(made)
        with open_record(case) as record:
            for ledger in (record.ledger, *record.mirrors().values()):
                ledger.verify()
        heads = {origin: list(head) for origin, head in _heads(case).items()}
    except HoldfireError as error:
        raise _damaged(file, str(error)) from error
    if heads != {origin: list(head) for origin, head in told["heads"].items()}:
        raise _damaged(file, "a ledger does not end where it did")


def _into_database(made: Path, store: str) -> None:
    case = open_case(made)
    settings: Settings = case.settings.model_copy(update={"store": store})
    with open_record(case) as there, open_record(replace(case, settings=settings)) as here:
        _copied(there, here)
    write_settings(made, settings)
    for path in made.glob(f"{LEDGER}*"):
        path.unlink()


def _damaged(file: Path, why: str) -> CaseError:
    what = f"this is no whole backup ({' '.join(why.split())[:300]})"
    return CaseError(what, str(file), "Nothing was restored; take another copy of it.")
