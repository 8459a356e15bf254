"""Files written whole or not at all: at every moment the old file is there or the new one, also after a killed process.

What is written stands beside under a hidden name until it is on the disk, and then takes the place of the old.
"""

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file. Raises ``OSError``, and then nothing has changed and nothing is left beside."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
