"""Into a folder: a text, the data, and the files beside them, each there whole or not at all."""

import json
from datetime import UTC
from pathlib import Path

from holdfire.alerting.letters import Letter
from holdfire.alerting.ways import NotTakenError
from holdfire.whole import write_whole


def into_folder(letter: Letter, folder: Path) -> None:
    """Put a letter into a folder; sent again it is the same files again. Raises ``NotTakenError``."""
    stem = f"{letter.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{letter.id}"
    data = json.dumps(letter.data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in letter.files:
            write_whole(folder / f"{stem}-{file.name}", file.data)
        write_whole(folder / f"{stem}.txt", letter.text.encode())
        write_whole(folder / f"{stem}.json", data.encode())  # last: where it is, the others are
    except OSError as error:
        raise NotTakenError(f"the folder cannot be written ({error.strerror})") from None
