"""Which pictures reports show, by perceptual hash: what came along with a submission or a message, what a page shows.

The hashes are worked out once and kept beside the raw bytes, in ``raw/pictures.json``; the file may be deleted and is made again.
Without the extra ``media`` nothing is compared, and who asks is told. Pictures themselves are never shown or sent anywhere.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from holdfire.case import Case
from holdfire.claims.page.pictures import shown_on
from holdfire.errors import HoldfireError
from holdfire.incidents.media import installed, media_hash
from holdfire.record import open_record
from holdfire.sources import Report
from holdfire.sources.documents.bodies import HEAD, picture_of
from holdfire.sources.documents.envelope import PAGE, PICTURE
from holdfire.sources.raw import RawStore
from holdfire.sources.submissions import ATTACHMENT

HASHES = "pictures.json"
METHOD = "phash-64"
MOST_BYTES = 50_000_000
"""A picture, or a page, with more is not opened."""
_SHOWING = (PAGE, "odk", PICTURE)


def pictures_of(case: Case, reports: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these reports, by id, the hashes of the pictures it shows; reports that show none are left out."""
    wanted = {name for name in reports if name.partition(":")[0] in _SHOWING}
    if not wanted or not installed():
        return {}
    store = _Hashes(RawStore(case.folder), case.folder / "raw" / HASHES)
    found: dict[str, tuple[str, ...]] = {}
    at, told = _told(case, wanted)
    for name, report in sorted(told.items()):
        hashes = [store.of(digest) for digest in _attached(report.record)]
        if report.layout == PAGE:
            hashes += _on_page(report, at, store)
        if kept := tuple(sorted({h for h in hashes if h})):
            found[name] = kept
    store.keep()
    return found


def _told(case: Case, wanted: set[str]) -> tuple[dict[str, str], dict[str, Report]]:
    """Where which picture was, by address, and the latest version of each report asked for."""
    at: dict[str, str] = {}
    told: dict[str, Report] = {}
    with open_record(case) as record:
        for entry in record.ledger.entries("report-received"):
            layout, name = entry.data["layout"], entry.data["id"]
            if layout == PICTURE and (address := entry.data["record"].get("address")):
                at[address] = entry.data["raw"]
            elif name in wanted and layout in _SHOWING:
                openly = {k: v for k, v in entry.data["record"].items() if isinstance(v, str)}
                told[name] = Report.model_validate({**entry.data, "record": openly, "file_digest": ""})
    return at, told


def _attached(record: Mapping[str, str]) -> list[str]:
    return [value for name, value in record.items() if name.startswith(ATTACHMENT) and value]


def _on_page(report: Report, at: Mapping[str, str], store: "_Hashes") -> list[str]:
    """Pictures of a page that some archive holds, and those that stand in the page itself."""
    body = store.bytes_of(report.raw)
    shown = shown_on(
        body, f"{report.media_type}; charset={report.record.get('charset', '')}", report.record.get("address", "")
    )
    held = [store.of(at[address]) for address in shown.addresses if address in at]
    return held + [store.hashed(inline) for inline in shown.inline]


class _Hashes:
    """Hashes of pictures by the digest of their bytes; empty for what is no picture or shows nothing."""

    def __init__(self, raw: RawStore, path: Path) -> None:
        self._raw, self._path = raw, path
        self._known = _kept(path)
        self._new = False

    def of(self, digest: str) -> str:
        """The hash of what is kept under a digest."""
        if digest not in self._known:
            body = self.bytes_of(digest)
            if not body:
                return ""
            self._known[digest], self._new = self.hashed(body), True
        return self._known[digest]

    def hashed(self, body: bytes) -> str:
        """The hash of bytes."""
        if not picture_of(body[:HEAD]):
            return ""
        found = media_hash(BytesIO(body))
        return found if isinstance(found, str) else ""

    def bytes_of(self, digest: str) -> bytes:
        """What is kept under a digest, verified; nothing where it is gone, altered or larger than a picture."""
        try:
            with self._raw.open(digest) as file:
                return file.read() if os.fstat(file.fileno()).st_size <= MOST_BYTES else b""
        except HoldfireError:
            return b""

    def keep(self) -> None:
        """Write what is new, whole and in order."""
        if not self._new or not self._path.parent.is_dir():
            return
        handle, part = tempfile.mkstemp(prefix=".part-", dir=self._path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"method": METHOD, "hashes": dict(sorted(self._known.items()))}, file, indent=0)
        Path(part).replace(self._path)


def _kept(path: Path) -> dict[str, str]:
    """What was worked out before by this method; nothing where the file is gone or damaged: it is made again."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return {str(k): str(v) for k, v in told["hashes"].items()} if told["method"] == METHOD else {}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}
