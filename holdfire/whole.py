"""Files written whole or not at all: at every moment the old file is there or the new one, also after a killed process.

What is written stands beside under a hidden name of its own, which ends in ``.part``, until it is on the disk, and then takes the
place of the old. Only a killed process leaves one behind; backups pass them over.
"""

import os
from itertools import count
from pathlib import Path

_numbers = count()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; several may write one at once, and one of theirs stands. Raises ``OSError``, and then nothing has changed."""
    part = path.with_name(f".{path.name}.{os.getpid()}-{next(_numbers)}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
