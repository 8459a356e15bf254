"""The one pass over the events: each part is checked, told apart by agreement, and laid down by agreement for judging.

What is laid down of an event is little: its time, place and id, and which *profile* it has. A profile is all else that a rule
asks (act, who and whom, claimants, confidence, denials, tolls by the thresholds that readings name); events of one profile
stand in it once. Events of acts of which a status needs each one have a profile of their own.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.archive.concern import Concern
from holdfire.archive.event import EVENT, as_events, good_and_bad
from holdfire.archive.folder import Part, batches_of
from holdfire.sources import SetAside

Numbers = np.ndarray[Any, np.dtype[Any]]
OWN = ("id", "start", "end", "local", "lat", "lon", "radius_km", "claims")
"""What is laid down of every event by itself."""
UNASKED = ("precision", "place", "source", "words", "injured")
"""What no rule asks."""
_ASKED = tuple(n for n in EVENT.names if n not in (*OWN, *UNASKED, "deaths_low", "deaths", "deaths_high"))
_FINGER = tuple(f'"{n}"' for n in (*OWN, "deaths_low", "deaths", "deaths_high"))
PAIR = pa.schema(
    [("member", pa.int32()), ("profile", pa.int32()), ("hash", pa.uint64()), *(EVENT.field(name) for name in OWN)]
)
PROFILE = pa.schema([("key", pa.string()), *EVENT])
A_BUCKET = 16
"""Agreements that are judged together: enough that the engine is seldom asked, few enough to be held in memory."""
AT_ONCE = 2_000_000
"""Pairs of an event and an agreement that are held before they are laid down."""


@dataclass(frozen=True)
class Laid:
    """What a part came to: its rows, those set aside, and the files that hold the rest, bucket by bucket."""

    rows: int
    set_aside: tuple[SetAside, ...]
    files: tuple[tuple[str, tuple[int, ...]], ...]
    fingerprint: int = 0
    """A sum over its events, whatever their order: that of all parts is the same however they are cut."""


def buckets(members: int) -> Numbers:
    """Which bucket each agreement lies in: neighbours in order of their ids, judged together in the second step."""
    return np.arange(members) // A_BUCKET


def profiles_of(events: pa.Table, concern: Concern) -> tuple[Numbers, pa.Table, int]:
    """Each row's profile, and the profiles, each with its key: SHA-256 over what is asked; and a fingerprint of the rows.

    Rows of an engine are in no order, so each is told with its number. The fingerprint is the sum of 64 bits of the MD5 of each
    row, so that their order does not matter; nothing secret hangs on it.
    """
    deaths = sorted({d for card in concern.cards for d in card.deaths})
    interest = sorted({act for card in concern.cards for act in card.interest})
    best = "coalesce(deaths, 0)"
    most = "greatest(coalesce(deaths_low, 0), coalesce(deaths, 0), coalesce(deaths_high, 0))"
    fields = [f'"{name}" := "{name}"' for name in _ASKED]
    for name, number in (("best", best), ("most", most)):
        fields.append(f"{name} := {' + '.join([f'({number} >= {d})::int' for d in deaths]) or '0'}")
    fields.append("own := CASE WHEN act IN (SELECT act FROM interest) THEN id END")
    connection = duckdb.connect()
    try:
        connection.register("events", events.append_column("row", pa.array(np.arange(events.num_rows))))
        connection.register("interest", pa.table({"act": pa.array(interest, pa.string())}))
        asked = f"sha256(to_json(struct_pack({', '.join(fields)}))::VARCHAR) AS key"
        each = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in _FINGER)
        own = f"md5_number_lower(concat_ws('|', key, {each})) AS finger"
        keyed = connection.table("events").project(f"row, {asked}, {', '.join(_FINGER)}")
        told = keyed.project(f"row, key, {own}").to_arrow_table().sort_by("row")
    finally:
        connection.close()
    coded = told["key"].combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy()
    _, first = np.unique(codes, return_index=True)
    profiles = events.take(pa.array(first)).add_column(0, PROFILE.field("key"), coded.dictionary)
    return codes, profiles, sum(told["finger"].to_pylist())


def hashes_of(ids: pa.ChunkedArray) -> pa.Array:
    """64 bits of each id, by which an id that stands twice is found."""
    connection = duckdb.connect()
    try:
        connection.register("events", pa.table({"row": np.arange(len(ids)), "id": ids}))
        told = connection.sql("SELECT row, hash(id) AS hash FROM events").to_arrow_table().sort_by("row")
        return told["hash"].combine_chunks()
    finally:
        connection.close()


def lay_down(part: Part, concern: Concern, place: Path, at_once: int) -> Laid:
    """Read a part and lay its events down in a folder. Raises ``SourceError`` or Arrow's error where it cannot be read."""
    place.mkdir(parents=True, exist_ok=True)
    bad: list[SetAside] = []
    writer = _Writer(place, buckets(len(concern.cards)))
    rows = 0
    seen: list[Numbers] = []
    for first, table in batches_of(part, at_once):
        events, wrong = good_and_bad(as_events(table, part.where), part.name, first)
        rows += table.num_rows
        bad += wrong
        events = events.combine_chunks()
        seen.append(hashes_of(events["id"]).to_numpy())
        step = min(at_once, concern.rows_at_once)
        for start in range(0, events.num_rows, step):
            writer.add(events.slice(start, step), concern)
    writer.flush()
    np.save(place / "hashes.npy", np.concatenate(seen) if seen else np.empty(0, np.uint64))
    return Laid(rows, tuple(bad), tuple(writer.files), writer.fingerprint)


class _Writer:
    """Holds pairs until there are enough of them, then lays them down: a row group for each bucket."""

    def __init__(self, place: Path, bucket_of: Numbers) -> None:
        self.place, self.bucket_of = place, bucket_of
        self.files: list[tuple[str, tuple[int, ...]]] = []
        self.pairs: list[pa.Table] = []
        self.profiles: list[pa.Table] = []
        self.held = self.known = self.fingerprint = 0

    def add(self, events: pa.Table, concern: Concern) -> None:
        codes, profiles, finger = profiles_of(events, concern)
        self.fingerprint += finger
        member, row = concern.pairs(events, codes, profiles)
        if not len(member):
            return
        own = events.select(list(OWN)).append_column("hash", hashes_of(events["id"])).take(pa.array(row))
        columns = {
            "member": pa.array(member.astype(np.int32)),
            "profile": pa.array((codes[row] + self.known).astype(np.int32)),
            **{name: own[name] for name in own.column_names},
        }
        self.pairs.append(pa.table([columns[n] for n in PAIR.names], schema=PAIR))
        self.profiles.append(profiles.cast(PROFILE))
        self.known += profiles.num_rows
        self.held += len(member)
        if self.held >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if not self.pairs:
            return
        table = pa.concat_tables(self.pairs).combine_chunks()
        bucket = self.bucket_of[table["member"].to_numpy()]
        order = np.argsort(bucket, kind="stable")
        table, bucket = table.take(pa.array(order)), bucket[order]
        there, first = np.unique(bucket, return_index=True)
        name = f"pairs-{len(self.files)}.parquet"
        with pq.ParquetWriter(self.place / name, PAIR, compression="zstd", compression_level=1) as file:
            for start, end in zip(first, [*first[1:], len(bucket)], strict=True):
                file.write_table(table.slice(start, end - start), row_group_size=max(1, end - start))
        pq.write_table(
            pa.concat_tables(self.profiles), self.place / name.replace("pairs", "profiles"), compression="zstd"
        )
        self.files.append((name, tuple(there.tolist())))
        self.pairs, self.profiles, self.held, self.known = [], [], 0, 0


def said(laid: Laid) -> str:
    """What a part came to, as it is kept beside it."""
    rows = [s.model_dump(mode="json") for s in laid.set_aside]
    told = {"rows": laid.rows, "set_aside": rows, "files": laid.files, "fingerprint": str(laid.fingerprint)}
    return json.dumps(told, ensure_ascii=False)


def as_said(text: str) -> Laid:
    """The same read again."""
    told = json.loads(text)
    files = tuple((name, tuple(there)) for name, there in told["files"])
    rows = tuple(SetAside.model_validate(s) for s in told["set_aside"])
    return Laid(told["rows"], rows, files, int(told["fingerprint"]))


def bucket_pairs(places: Sequence[tuple[Path, Laid]], bucket: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The pairs of a bucket with their profiles, file by file."""
    for place, laid in places:
        for name, there in laid.files:
            if bucket in there:
                with pq.ParquetFile(place / name) as file:
                    pairs = file.read_row_group(there.index(bucket))
                yield pairs, pq.read_table(place / name.replace("pairs", "profiles"))
