"""A pack on its way: written entry by entry as it is downloaded, so that an interrupted download goes on where it was."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from holdfire.errors import LedgerError
from holdfire.ledger.checkpoint import Checkpoint
from holdfire.ledger.note import SignedNote
from holdfire.ledger.pack import Line, Out, begin_pack, begin_section, checkpoint_line, encoded, put_hashes


@dataclass
class Part:
    """``next`` is the position of the entry that comes next; ``start`` that of the first."""

    path: Path
    head: Checkpoint
    start: int
    next: int

    @classmethod
    def begin(
        cls, path: Path, agreement: str, told: tuple[Checkpoint, SignedNote], start: int, hashes: Sequence[bytes]
    ) -> "Part":
        """A new one, in place of any other."""
        head, note = told
        with path.open("wb") as file:
            out = Out(file)
            begin_pack(out, "exchange", agreement)
            begin_section(out, head, note, "since" if start else "whole")
            if start:
                put_hashes(out, "K", start, hashes)
        return cls(path, head, start, start)

    @classmethod
    def found(cls, path: Path) -> "Part | None":
        """The one that an interruption left, cut back to its last whole line; None where there is none that can be used."""
        head, start, position, whole = None, 0, 0, 0
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file:
                for number, raw in enumerate(file, 1):
                    line = Line(number, raw[:1].decode("latin-1"), raw[2:-1], path.name)
                    if not raw.endswith(b"\n") or line.tag == "Z":
                        break
                    whole += len(raw)
                    if line.tag == "C":
                        head, _ = checkpoint_line(line)
                    elif line.tag == "K":
                        start = position = line.placed()[0]
                    elif line.tag == "E":
                        position = line.placed()[0] + 1
        except LedgerError:
            head = None
        if head is None:
            path.unlink()
            return None
        with path.open("r+b") as file:
            file.truncate(whole)
        return cls(path, head, start, position)

    def add(self, bodies: Sequence[bytes]) -> None:
        """The next entries. Raises ``LedgerError`` for one that is no line, which no entry is."""
        lines = []
        for position, body in enumerate(bodies, self.next):
            if b"\n" in body:
                raise LedgerError(
                    f"entry {position} has a line feed, which no entry has", self.path.name, "Ask its body."
                )
            lines.append(b"E %d %s\n" % (position, body))
        with self.path.open("ab") as file:
            file.write(b"".join(lines))
        self.next += len(bodies)

    def finished(self) -> Path:
        """The pack with its last line."""
        digest, count = hashlib.sha256(), 0
        with self.path.open("rb") as file:
            for raw in file:
                digest.update(raw)
                count += 1
        with self.path.open("ab") as file:
            file.write(b'Z {"lines":%d,"sha256":"%s"}\n' % (count, encoded(digest.digest()).encode()))
        return self.path

    def dropped(self) -> None:
        """It is not needed any more."""
        self.path.unlink(missing_ok=True)
