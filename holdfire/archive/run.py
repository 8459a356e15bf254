"""Judge an archive: the door of this room."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from holdfire import __version__
from holdfire.agreement.model import Agreement
from holdfire.agreement.times import resolve
from holdfire.archive.bucket import Asked, Summary, Task, judge_bucket
from holdfire.archive.concern import Card, Concern, card_of
from holdfire.archive.folder import (
    PART_ROWS,
    UNREADABLE,
    LeftOut,
    Loaded,
    Part,
    agreement_folders,
    claims_files,
    claims_told,
    loaded_once,
    parts_in,
)
from holdfire.archive.member import member_of
from holdfire.archive.shuffle import Laid, as_said, bucket_pairs, buckets, lay_down, said
from holdfire.errors import AskError, HoldfireError, SourceError
from holdfire.sources import SetAside
from holdfire.when import Span, iso, zone

Numbers = np.ndarray[Any, np.dtype[Any]]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of it are done, and of how many."""
WORK = ".work"
OUTPUTS = ("findings", "zone-days", "days", "statuses")
HASHES = 20_000_000
"""Hashes of ids that are held against each other at once."""


@dataclass(frozen=True)
class Ask:
    """What is asked of an archive: as of when, on which engine, with how many threads, every event under every agreement or not.

    ``at_once`` is how many rows are read together; ``now`` is taken where nothing else tells as of when.
    """

    as_of: str | None = None
    engine: str = "duckdb"
    threads: int = 1
    everywhere: bool = False
    at_once: int = PART_ROWS
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Outcome:
    """What came out: ``digest`` is over every file written, in order of their names; ``left`` and ``rows`` were set aside."""

    digest: str = ""
    agreements: list[Summary] = field(default_factory=list)
    events: int = 0
    twice: int = 0
    left: list[LeftOut] = field(default_factory=list)
    rows: list[SetAside] = field(default_factory=list)
    parts: tuple[int, int] = (0, 0)
    buckets: tuple[int, int] = (0, 0)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data; rows set aside are counted, and stand in ``set-aside.jsonl``."""
        return {
            "digest": self.digest,
            "events": self.events,
            "told_twice": self.twice,
            "agreements": [asdict(s) for s in self.agreements],
            "left_out": [asdict(one) for one in self.left],
            "set_aside": len(self.rows),
        }


@dataclass(frozen=True)
class Listed:
    """An agreement of the archive between the two steps: what it takes to have it again, and its card."""

    path: Path
    claims: tuple[Path, ...]
    at: datetime
    card: Card


def judge_archive(
    archive: Path, out: Path, ask: Ask, bundled: Callable[[str], Path], progress: Progress = lambda *_: None
) -> Outcome:
    """Judge every agreement of an archive and write what comes out into a folder. What is done already is not done again.

    Raises ``SourceError`` where there is no archive, ``AskError`` for an instant that is none. Whatever else cannot be read is
    set aside and stands in the outcome.
    """
    outcome = Outcome()
    work = out / WORK
    work.mkdir(parents=True, exist_ok=True)
    parts, left = parts_in(archive, ask.at_once)
    outcome.left += left
    code = code_digest()
    folders, left = agreement_folders(archive, bundled)
    outcome.left += left
    found = _counted(loaded_once(folders, work / "agreements", code), len(folders), progress)
    listed = _listed(archive, found, parts, ask, outcome)
    concern = Concern([one.card for one in listed], ask.everywhere)
    key = _digest(code, ask.everywhere, [one.card.digest for one in listed])
    laid = _laid(parts, Laying(concern, key, work, ask.at_once), outcome, progress)
    outcome.events = sum(told.rows - len(told.set_aside) for _, told in laid)
    outcome.rows += sorted((s for _, told in laid for s in told.set_aside), key=lambda s: (s.file, s.row))
    written = _judged(listed, laid, ask, key, out, outcome, progress)
    _finish(out, written, outcome)
    return outcome


def code_digest() -> str:
    """SHA-256 over Holdfire's own code: what one version has done another does again."""
    here = Path(__file__).resolve().parents[1]
    found = hashlib.sha256(__version__.encode())
    for path in sorted(here.rglob("*.py")):
        found.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _digest(*told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _counted(found: Iterable[Loaded | LeftOut], of: int, progress: Progress) -> Iterator[Loaded | LeftOut]:
    for number, one in enumerate(found):
        yield one
        progress("agreements read", number + 1, of)


def _listed(
    archive: Path, found_: Iterable[Loaded | LeftOut], parts: Sequence[Part], ask: Ask, outcome: Outcome
) -> list[Listed]:
    """Every agreement that loads, in order of its id."""
    found: list[Listed] = []
    last: list[datetime] = []
    for one in found_:
        if isinstance(one, LeftOut):
            outcome.left.append(one)
            continue
        folder, loaded = one.folder, one.agreement
        files = claims_files(archive, folder, loaded.text.id)
        at = _as_of(loaded, ask) or (last := last or [_last_event(parts, ask.now)])[0]
        claims, rows, lost = claims_told(files, loaded, at)
        outcome.rows += rows
        outcome.left += lost
        try:
            card = card_of(member_of(loaded, claims, at), "")
        except (HoldfireError, ValueError, KeyError) as error:
            outcome.left.append(LeftOut("agreement", folder.name, f"it cannot be judged ({error})"))
            continue
        told = _digest(loaded.digest, [c.model_dump(mode="json") for c in claims], iso(at, UTC))
        found.append(Listed(one.kept, files, at, replace(card, digest=told)))
    return sorted(found, key=lambda listed: listed.card.id)


def _as_of(loaded: Agreement, ask: Ask) -> datetime | None:
    """The instant asked for, or the one that the agreement shows itself at."""
    text = loaded.text
    if ask.as_of:
        try:
            return Span.parse(ask.as_of, zone(text.time_zone)).end
        except ValueError as error:
            remedy = "Write 2016-09-19T19:00+03:00, or a day for its end."
            raise AskError(f"--as-of: {error}", remedy=remedy) from None
    return resolve(text.shows, text) if text.shows else None


def _last_event(parts: Sequence[Part], otherwise: datetime) -> datetime:
    """The end of the last event that can be read."""
    last = None
    for part in parts:
        try:
            with pq.ParquetFile(part.path) as file:
                for batch in file.iter_batches(row_groups=list(part.groups), columns=["end"]):
                    top = pc.max(batch["end"]).as_py()
                    top = top.replace(tzinfo=UTC) if top and not top.tzinfo else top
                    last = max(filter(None, (last, top)), default=None)
        except (*UNREADABLE, ValueError):
            continue
    return last.astimezone(UTC) if last else otherwise


@dataclass(frozen=True)
class Laying:
    """What every part is laid down by: what concerns whom, under which key, where, and how many rows at once."""

    concern: Concern
    key: str
    work: Path
    at_once: int


def _laid(parts: Sequence[Part], by: Laying, outcome: Outcome, progress: Progress) -> list[tuple[Path, Laid]]:
    """The first step: every part laid down, those of an earlier run as they lie."""
    found: list[tuple[Path, Laid]] = []
    done = 0
    for number, part in enumerate(parts):
        for place, told, new in _as_far_as_readable(part, by, outcome):
            found.append((place, told))
            done += new
        progress("parts of the event table read", number + 1, len(parts))
    outcome.parts = (done, len(found))
    return found


def _as_far_as_readable(part: Part, by: Laying, outcome: Outcome) -> Iterator[tuple[Path, Laid, bool]]:
    """A part as a whole; where it cannot be read, its row groups one by one, and those that cannot are left out."""
    place = by.work / "parts" / _digest(by.key, part.digest, part.groups, part.given)
    if (place / "laid.json").is_file():
        yield place, as_said((place / "laid.json").read_text("utf-8")), False
        return
    begun = place.with_suffix(".begun")
    shutil.rmtree(begun, ignore_errors=True)
    try:
        told = lay_down(part, by.concern, begun, by.at_once)
    except (SourceError, *UNREADABLE) as error:
        shutil.rmtree(begun, ignore_errors=True)
        if len(part.groups) > 1:
            for one in _each_group(part):
                yield from _as_far_as_readable(one, by, outcome)
            return
        reason = error.what if isinstance(error, SourceError) else f"it cannot be read ({str(error)[:120]})"
        outcome.left.append(LeftOut("file", part.where, reason, "Write it again; the rest was judged."))
        return
    (begun / "laid.json").write_text(said(told), "utf-8")
    begun.rename(place)
    yield place, told, True


def _each_group(part: Part) -> Iterator[Part]:
    first = part.first_row
    with pq.ParquetFile(part.path) as file:
        sizes = [file.metadata.row_group(n).num_rows for n in part.groups]
    for group, size in zip(part.groups, sizes, strict=True):
        yield replace(part, groups=(group,), rows=size, first_row=first)
        first += size


def told_twice(laid: Iterable[tuple[Path, Laid]]) -> Numbers:
    """Hashes of ids that stand more than once in the table, in order."""
    every = [np.load(place / "hashes.npy", mmap_mode="r") for place, _ in laid]
    ranges = max(1, sum(len(h) for h in every) // HASHES)
    found = []
    for number in range(ranges):
        some = np.sort(np.concatenate([h[h % ranges == number] for h in every] or [np.empty(0, np.uint64)]))
        found.append(np.unique(some[1:][some[1:] == some[:-1]]))
    return np.sort(np.concatenate(found))


def _judged(
    listed: Sequence[Listed],
    laid: Sequence[tuple[Path, Laid]],
    ask: Ask,
    key: str,
    out: Path,
    outcome: Outcome,
    progress: Progress,
) -> dict[str, str]:
    """The second step: bucket by bucket, those of an earlier run as they stand. Returns each file's digest by its name."""
    twice = told_twice(laid)
    outcome.twice = len(twice)
    checkpoint = f"archive:{outcome.events}:{sum(told.fingerprint for _, told in laid) % 2**128:032x}"
    key = _digest(key, sorted(place.name for place, _ in laid), checkpoint, twice.tolist()[:1000], len(twice))
    number_of = buckets(len(listed))
    every = sorted(set(number_of.tolist()))
    written: dict[str, str] = {}
    done = 0
    for place, bucket in enumerate(every):
        marker = out / WORK / "buckets" / f"{_digest(key, bucket)}.json"
        kept = json.loads(marker.read_text("utf-8")) if marker.is_file() else None
        if kept is None or not all((out / name).is_file() for name in kept["files"]):
            there = [n for n in range(len(listed)) if number_of[n] == bucket]
            asked = {n: _asked(listed[n]) for n in there}
            task = Task(marker.with_suffix(""), out, checkpoint, __version__, twice, ask.threads, ask.engine)
            files, lines = judge_bucket(asked, lambda b=bucket: bucket_pairs(laid, b), task)  # type: ignore[misc]
            kept = {
                "files": {f.relative_to(out).as_posix(): _of_file(f) for f in files},
                "lines": [asdict(s) for s in lines],
            }
            shutil.rmtree(task.work, ignore_errors=True)
            marker.write_text(json.dumps(kept), "utf-8")
            done += 1
        written |= kept["files"]
        outcome.agreements += [Summary(**line) for line in kept["lines"]]
        progress("groups of agreements judged", place + 1, len(every))
    outcome.buckets = (done, len(every))
    return written


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _asked(one: Listed) -> Asked:
    loaded = Agreement.model_validate_json(one.path.read_bytes())
    claims, _, _ = claims_told(one.claims, loaded, one.at)
    return Asked(loaded, claims, one.at)


def _finish(out: Path, written: dict[str, str], outcome: Outcome) -> None:
    """Take away what earlier runs wrote of agreements that are no longer there, and write what came out."""
    for folder in OUTPUTS:
        for path in sorted((out / folder).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(out).as_posix() not in written:
                path.unlink()
    outcome.digest = "sha256:" + _digest(sorted(written.items()))
    (out / "archive.json").write_text(json.dumps(outcome.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    with (out / "set-aside.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(s.model_dump(mode="json"), ensure_ascii=False) + "\n" for s in outcome.rows)
