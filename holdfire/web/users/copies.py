"""Users copied out of wherever they are kept into a file, and back: for a backup."""

from pathlib import Path

from holdfire.web.users.engine import FILE, Engine, SqliteEngine, engine_for
from holdfire.web.users.layout import LASTING


def copy_users_out(folder: Path, into: Path) -> None:
    """Write the users of a case as a file of another folder. Sessions are not copied: nobody is signed in to a copy."""
    engine = engine_for(folder)
    if not isinstance(engine, SqliteEngine) or (folder / FILE).is_file():
        _copied(engine, SqliteEngine(into))


def copy_users_in(folder: Path) -> None:
    """Take the file of a restored case into the database of its ledger, where it has one; the file is removed then."""
    engine = engine_for(folder)
    if isinstance(engine, SqliteEngine) or not (folder / FILE).is_file():
        return
    _copied(SqliteEngine(folder), engine)
    (folder / FILE).unlink()


def _copied(source: Engine, target: Engine) -> None:
    with source.open(reading=True) as there, target.open() as here:
        for table in LASTING:
            found = there.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our own
            names = [column[0] for column in found.description]
            holes = ", ".join("?" * len(names))
            said = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({holes})"  # noqa: S608 - names of our own
            here.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
            for row in found.fetchall():
                here.execute(said, tuple(row))
