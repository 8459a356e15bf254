"""Exchange over HTTP with another case that is served: pull its ledgers, cosign, push the own one; resumable at any moment.

Pulled are C2SP tlog-tiles: the checkpoint, the tiles for the proof that it goes on from what is held, and bundles of
entries, which are written as a pack into ``peers/HEX.part`` and then verified as a pack from a courier is. Redirects are
not followed, proxies of the environment not used, no answer is larger than it can be, and none is waited for longer than a
minute.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import httpx

from holdfire.answers import Exchanged
from holdfire.between.courier import Errand, known_size, packed_from, take_file
from holdfire.between.part import Part
from holdfire.between.peers import alone, unknown
from holdfire.case import PEERS
from holdfire.errors import SourceError
from holdfire.ledger import Ledger
from holdfire.ledger.checkpoint import Checkpoint, read_checkpoint
from holdfire.ledger.nodes import tile_of
from holdfire.ledger.note import BadNote, SignedNote
from holdfire.ledger.store import HASH, TILE
from holdfire.ledger.tiles import index_path, unbundled
from holdfire.ledger.tree import consistency_proof, verify_consistency

PACK = "application/x-holdfire-pack"
MOST_MEGABYTES = 256
"""The largest answer to a push; a checkpoint, a tile and a bundle have limits of their own."""
_SMALL, _BUNDLE = 1 << 20, TILE * (65_535 + 2)
_ROUNDS = 3
"""Pushes at most: the second one brings the cosignature on the head that the first one made grow."""
_AGAIN = "Run the same command again: it goes on where it stopped."
Progress = Callable[[int, int], None]
"""Told how many entries are here, and of how many."""


class Remote:
    """The other case, as it is served. Raises ``SourceError`` for whatever cannot be reached or is not as it should be."""

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceError("this is no address of a case that is served", url, "Write https://host:port.")
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise SourceError("entries would travel in the open", url, "Use https, or a tunnel to 127.0.0.1.")
        self.url = url.rstrip("/")
        self._client = client or httpx.Client(
            timeout=httpx.Timeout(60, connect=10), follow_redirects=False, trust_env=False
        )

    def get(self, path: str, most: int) -> bytes:
        """What lies at a path, at most so many bytes."""
        return self._asked("GET", path, most, (200,))[1]

    def _asked(self, method: str, path: str, most: int, fine: tuple[int, ...], **sent: Any) -> tuple[int, bytes]:
        found = bytearray()
        try:
            with self._client.stream(method, self.url + path, **sent) as answer:
                for some in answer.iter_bytes():
                    found += some
                    if len(found) > most:
                        raise SourceError(
                            f"the answer is larger than {most:,} bytes", self.url + path, "Ask its body why."
                        )
        except httpx.HTTPError as error:
            raise SourceError(
                f"it cannot be reached ({error or type(error).__name__})", self.url + path, _AGAIN
            ) from None
        if answer.status_code in fine:
            return answer.status_code, bytes(found)
        if answer.is_redirect:
            raise SourceError("it sends elsewhere, which is not followed", self.url + path, "Name the right address.")
        said = bytes(found[:500]).decode("utf-8", "replace").strip() if "text/plain" in str(answer.headers) else ""
        raise SourceError(f"it answers {answer.status_code}: {said or answer.reason_phrase}", self.url + path, _AGAIN)

    def push(self, pack: BinaryIO) -> tuple[int, bytes]:
        """Hand a pack over; the answer is a pack for this side (200), or the size held there (409)."""
        headers = {"content-type": PACK}
        return self._asked(
            "POST", "/exchange", MOST_MEGABYTES << 20, (200, 409), content=_blocks(pack), headers=headers
        )

    def ledgers(self) -> list[dict[str, Any]]:
        """The ledgers that are served there, the case's own first."""
        try:
            found = httpx.Response(200, content=self.get("/ledgers", _SMALL)).json()["ledgers"]
            return [{"origin": str(one["origin"]), "own": bool(one["own"])} for one in found]
        except (ValueError, KeyError, TypeError):
            raise SourceError(
                "no case is served here for exchange", self.url, "Start it there with --exchange."
            ) from None

    def close(self) -> None:
        """Let go."""
        self._client.close()


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while some := file.read(1 << 20):
        yield some


@dataclass
class _Shelf:
    """One ledger as the other case serves it, at the size of its checkpoint."""

    remote: Remote
    origin: str
    size: int

    def __post_init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    @property
    def path(self) -> str:
        return f"/ledger/{self.origin.rpartition('/')[2]}"

    def checkpoint(self) -> tuple[Checkpoint, SignedNote]:
        """The head that is served, with all its signatures; its size is this ledger's from now on."""
        try:
            text = self.remote.get(f"{self.path}/checkpoint", _SMALL).decode("utf-8")
            head, note = read_checkpoint(text)
        except (BadNote, UnicodeDecodeError) as error:
            raise SourceError(f"the checkpoint {error}", self.remote.url + self.path, _AGAIN) from None
        if head.origin != self.origin:
            raise SourceError("the checkpoint is of another ledger", self.remote.url + self.path, _AGAIN)
        self.size = head.size
        return head, note

    def node(self, level: int, index: int) -> bytes:
        """A node of its tree, from its tiles."""
        tiled, within = divmod(level, 8)
        number, place = divmod(index << within, TILE)
        if (tiled, number) not in self._tiles:
            width = min(TILE, (self.size >> (8 * tiled)) - number * TILE)
            raw = self.remote.get(f"{self.path}/tile/{tiled}/{index_path(number, width)}", TILE * HASH)
            if len(raw) != width * HASH:
                raise SourceError("a tile has another length than it should", self.remote.url + self.path, _AGAIN)
            self._tiles[tiled, number] = [raw[i : i + HASH] for i in range(0, len(raw), HASH)]
        return tile_of(self._tiles[tiled, number][place : place + (1 << within)])[-1]

    def bundle(self, number: int, size: int) -> list[bytes]:
        """Entries ``256 * number`` and on, in a ledger of ``size``."""
        width = min(TILE, size - number * TILE)
        raw = self.remote.get(f"{self.path}/tile/entries/{index_path(number, width)}", _BUNDLE)
        found = unbundled(raw)
        if found is None or len(found) != width:
            raise SourceError("a bundle of entries is not as it should be", self.remote.url + self.path, _AGAIN)
        return found


def exchange_over(errand: Errand, url: str, progress: Progress | None = None) -> list[Exchanged]:
    """Pull, cosign, push, and take what the answer brings; doing it again changes nothing.

    Raises ``SourceError`` for trouble on the way, after which the same call goes on where it stopped, and what ``take_file``
    raises.
    """
    remote = Remote(url)
    try:
        with alone(errand.record.folder, "download"):
            return _exchanged(errand, remote, progress)
    finally:
        remote.close()


def _exchanged(errand: Errand, remote: Remote, progress: Progress | None) -> list[Exchanged]:
    found: list[Exchanged] = []
    own = ""
    for told in remote.ledgers():
        origin = told["origin"]
        if origin in errand.record.case.settings.peers:
            found += _pull(errand, remote, origin, progress)
            own = origin if told["own"] else own
        elif told["own"]:
            raise unknown(errand.record.case, origin)
    return found + (_push(errand, remote, own) if own else [])


def _pull(errand: Errand, remote: Remote, origin: str, progress: Progress | None) -> list[Exchanged]:
    mirror, shelf = errand.record.mirror(origin), _Shelf(remote, origin, 0)
    path = errand.record.folder / PEERS / f"{origin.rpartition('/')[2]}.part"
    found: list[Exchanged] = []
    head, note = shelf.checkpoint()
    part = Part.found(path)
    if part and (part.head.origin != origin or part.start > mirror.size() or part.head.size > head.size):
        part.dropped()
    elif part:
        found += _fetched(errand, shelf, part, progress)
        if part.head == head:
            return found
    return found + _fetched(errand, shelf, _begun(path, mirror, shelf, (head, note)), progress)


def _begun(path: Path, mirror: Ledger, shelf: _Shelf, told: tuple[Checkpoint, SignedNote]) -> Part:
    """A new part from what is held on; from the beginning, where the head served does not go on from that."""
    head, start = told[0], min(mirror.size(), told[0].size)
    hashes = consistency_proof(shelf.node, start, head.size) if start else []
    goes_on = start == head.size or verify_consistency(start, head.size, mirror.nodes.root(start), head.root, hashes)
    return Part.begin(path, head.origin.split("/")[1], told, start if goes_on else 0, hashes if goes_on else [])


def _fetched(errand: Errand, shelf: _Shelf, part: Part, progress: Progress | None) -> list[Exchanged]:
    """What is still missing of a part, then the whole of it taken in."""
    while part.next < part.head.size:
        number, within = divmod(part.next, TILE)
        part.add(shelf.bundle(number, part.head.size)[within:])
        if progress:
            progress(part.next, part.head.size)
    try:
        with part.finished().open("rb") as file:
            return take_file(errand, file)
    finally:
        part.dropped()


def _push(errand: Errand, remote: Remote, origin: str) -> list[Exchanged]:
    found: list[Exchanged] = []
    start = known_size(errand.record, origin)
    for _ in range(_ROUNDS):
        with TemporaryFile() as pack, TemporaryFile() as answer:
            packed_from(errand.record, pack, start, [origin])
            status, said = remote.push(pack)
            if status == 409:
                start = int(said) if said.strip().isdigit() else 0
                continue
            answer.write(said)
            done = take_file(errand, answer)
        found += done
        start = known_size(errand.record, origin)
        if not any(one.size > one.before for one in done):
            break
    return found
