"""Submissions of forms beyond a flat table: JSON as Kobo and ODK Central give it, repeats, and the files that came along.

Of JSON one submission at a time is held. Groups are joined with ``/``, a repeat is ``photos[1]/photo``, a point is
``latitude longitude altitude accuracy`` whichever way it was written. Attachments are found beside the file by the names that
submissions give them; their bytes are kept and digested, never opened as what they claim to be.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from zipfile import BadZipFile

from holdfire.errors import SourceError
from holdfire.sources.connectors.odk import bare, instance
from holdfire.sources.raw import Put
from holdfire.sources.table import MOST_CHARACTERS, Broken, Row, Table

MOST_SUBMISSION = 4_000_000
"""Characters of one submission."""
MOST_FIELDS = 5000
MOST_DEPTH = 20
MOST_REPEATS = 200_000
"""Rows of repeats that are held while their submissions are read."""
MOST_HELD = 40_000_000
"""Characters of repeats that are held."""
LOOKED_AT = 100
"""Submissions whose fields tell the columns: an export leaves out what was not answered."""
ATTACHMENT = "attachment/"
FOLDERS = ("", "media", "attachments")
"""Where exports put attachments, seen from the file: beside it, ODK's ``media``, Kobo's ``attachments``."""
_CHUNK = 1 << 16
_LIST = re.compile(r'"(?:results|value|data)"\s*:\s*\[')
_FILE = re.compile(
    r"^[^\\/:*?\"<>|\x00-\x1f]{1,150}\.(?:jpe?g|png|gif|heic|webp|mp4|3gpp?|mov|m4a|mp3|amr|ogg|wav|pdf|csv)$", re.I
)
Find = Callable[[str, str], BinaryIO | None]
"""Opens what a submission names, by that name and the submission's id; None where it did not come along."""
LOST = (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, BadZipFile, zlib.error)
"""What reading a file that came along may raise: it is then as if it had not come."""
PARENT = ("PARENT_KEY", "_submission__uuid", "_parent_uuid")


def is_json(path: Path) -> bool:
    """True for a file that begins as an object or a list."""
    with path.open("rb") as file:
        head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] in (b"{", b"[") and path.suffix.lower() in (".json", ".geojson", "")


def json_tables(path: Path) -> list[Table]:
    """The submissions in a file as a table. Raises ``SourceError`` where the first is not readable."""
    rows = list(islice(_rows(path), LOOKED_AT))
    names = dict.fromkeys(name for row in rows if isinstance(row, Row) for name in row.record)
    if not names:
        why = rows[0].reason if rows and isinstance(rows[0], Broken) else "it holds no submission"
        raise SourceError(
            f"the file is not readable as JSON of submissions: {why}", path.name, "Export it again, or as CSV."
        )
    return [Table(list(names), partial(_rows, path), line=0)]


def _rows(path: Path) -> Iterator[Row | Broken]:
    number = 0
    for number, found in enumerate(_objects(path), 1):
        if isinstance(found, Broken):
            yield Broken(number, found.reason, found.remedy, found.text)
            continue
        try:
            record = dict(islice(_flat(found, "", 0), MOST_FIELDS + 1))
            "".join(record).encode(), "".join(record.values()).encode()
        except UnicodeEncodeError:
            yield Broken(number, "some bytes are no text in the file's encoding", "Save the file as UTF-8.", "")
            continue
        except ValueError as error:
            yield Broken(number, str(error), "Export the form again.", "")
            continue
        if len(record) > MOST_FIELDS or sum(map(len, record.values())) >= MOST_CHARACTERS:
            yield Broken(number, "the submission has too many fields, or too long ones", "Export it as CSV.", "")
        else:
            yield Row(number, record)


def _objects(path: Path) -> Iterator[dict[str, Any] | Broken]:
    """Each submission as it is read: those of a list, or the one that the file is."""
    with path.open(encoding="utf-8-sig", errors="holdfire-mark", newline="") as file:
        text = file.read(_CHUNK)
        start = _beginning(text)
        if start is not None:
            yield from _listed(file, text, start)
            return
        text += file.read(MOST_SUBMISSION)
        try:
            found = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            yield Broken(1, "it holds no list of submissions, or breaks off before it", "Export it again.", "")
            return
        yield found if isinstance(found, dict) else Broken(1, "this is no submission", "Export it again.", "")


def _listed(file: TextIO, text: str, at: int) -> Iterator[dict[str, Any] | Broken]:
    """Items of a list. After a break in the text nothing can be told apart: the rest is given up in one piece."""
    decoder = json.JSONDecoder()
    while True:
        at = _past(text, at)
        if text[at : at + 1] == "]":
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            piece = file.read(max(_CHUNK, len(text) - at)) if len(text) - at < MOST_SUBMISSION else ""
            if not piece:
                yield Broken(1, "the text breaks off or is no JSON from here on", "Fetch or export it again.", "")
                return
            text, at = text[at:] + piece, 0
            continue
        yield found if isinstance(found, dict) else Broken(1, "this is no submission", "Export it again.", "")


def _past(text: str, at: int) -> int:
    """Behind blanks and commas."""
    while text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
        at += 1
    return at


def _beginning(text: str) -> int | None:
    """Where the list of submissions begins: the whole text, or the list named in an object."""
    told = text.lstrip()
    if told.startswith("["):
        return len(text) - len(told) + 1
    found = _LIST.search(text)
    return found.end() if found else None


def _flat(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > MOST_DEPTH:
        raise ValueError("the submission is nested too deeply")
    if isinstance(value, dict):
        if (point := _geo(value)) is not None:
            yield name, point
            return
        for key, inner in value.items():
            own = str(key).removeprefix(re.sub(r"\[\d+\]", "", name) + "/") if name else str(key)
            yield from _flat(inner, f"{name}/{own}" if name else own, depth + 1)
    elif isinstance(value, list):
        if all(not isinstance(v, dict | list) for v in value):
            yield name, " ".join(_said(v) for v in value)
            return
        for place, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name}[{place}]", depth + 1)
    else:
        yield name, _said(value)


def _geo(value: dict[str, Any]) -> str | None:
    """A GeoJSON point or line as ODK Central writes it, in the way of the other exports."""
    kind, told = value.get("type"), value.get("coordinates")
    if kind not in ("Point", "LineString", "Polygon") or not isinstance(told, list):
        return None
    inside = value.get("properties")
    accuracy = inside.get("accuracy") if isinstance(inside, dict) else None
    points = [told] if kind == "Point" else told[0] if kind == "Polygon" and told else told
    spelled = []
    for point in points:
        if not isinstance(point, list) or len(point) < 2:
            return None
        height = point[2] if len(point) > 2 else 0
        spelled.append(" ".join(_said(n) for n in (point[1], point[0], height, accuracy or 0)))
    return "; ".join(spelled)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class Repeats:
    """Rows of repeats, by the submission they belong to: other sheets of a workbook, or files beside a CSV."""

    def __init__(self, tables: Iterable[tuple[str, Table]]) -> None:
        self._of: dict[str, list[tuple[str, dict[str, str]]]] = {}
        self.lost = 0
        held = letters = 0
        for called, table in tables:
            parent = next((p for p in PARENT if p in table.names), None)
            for row in table.rows() if parent else ():
                held += 1
                letters += 0 if isinstance(row, Broken) else sum(map(len, row.record.values()))
                if isinstance(row, Broken) or held > MOST_REPEATS or letters > MOST_HELD:
                    self.lost += 1
                    continue
                key = row.record[str(parent)].strip().removeprefix("uuid:").split("/")[0]
                self._of.setdefault(key, []).append((called, row.record))

    def with_its_own(self, record: dict[str, str]) -> dict[str, str]:
        """The submission with the rows of its repeats, each as ``photos[1]/photo``."""
        found: dict[str, str] = dict(record)
        counted: dict[str, int] = {}
        for called, row in self._of.get(instance(record), ()):
            counted[called] = counted.get(called, 0) + 1
            for name, value in row.items():
                if value and name not in ("KEY", *PARENT) and not name.startswith("_"):
                    found[f"{called}[{counted[called]}]/{bare(name)}"] = value
        return found


def attachments_of(record: dict[str, str], find: Find, put: Put | None) -> dict[str, str]:
    """Under ``attachment/`` and its name, the SHA-256 of each file that a submission names; empty where it did not come along.

    With ``put`` the bytes are kept besides.
    """
    key = instance(record)
    named = dict.fromkeys(v.strip() for v in record.values() if _FILE.match(v.strip()))
    return {ATTACHMENT + name: _digest(find(name, key), put) for name in named}


def _digest(file: BinaryIO | None, put: Put | None) -> str:
    if file is None:
        return ""
    try:
        with file:
            if put:
                return put(file)
            seen = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                seen.update(chunk)
            return f"sha256:{seen.hexdigest()}"
    except (SourceError, *LOST):
        return ""


def beside(file: Path) -> Find:
    """Attachments in the folder of an export: beside it, in ``media/`` or ``attachments/``, there perhaps by submission."""

    def find(name: str, key: str) -> BinaryIO | None:
        places = [file.parent / folder for folder in FOLDERS]
        for place in [*places, *(p / key for p in places[1:] if key and "/" not in key and key not in (".", ".."))]:
            path = place / name
            try:
                if path.is_file() and not path.is_symlink():
                    return path.open("rb")
            except OSError:
                continue
        return None

    return find
