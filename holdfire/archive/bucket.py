"""The second step: the agreements of one bucket, judged on what was laid down for them, and their statuses."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from holdfire.agreement.model import Agreement
from holdfire.agreement.stepwise import Reached, steps_in
from holdfire.archive.kinds import Kinds, Rows, kind_of
from holdfire.archive.member import Member, member_of, micros
from holdfire.archive.sums import Kept
from holdfire.archive.together import Docket, judge_together
from holdfire.archive.written import (
    DAY,
    FINDING,
    ZONE_DAY,
    days_of,
    findings_listed,
    findings_of,
    sorted_findings,
    write_rows,
    zone_days_of,
)
from holdfire.claims import Claim
from holdfire.errors import EngineError
from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.status import Known, Status, by_then, status_at, steps_reached
from holdfire.whole import write_whole

Numbers = np.ndarray[Any, np.dtype[Any]]
Laid = Callable[[], Iterable[tuple[pa.Table, pa.Table]]]
"""Pairs of the bucket with their profiles, file by file, each time it is asked."""
CHUNK = 1_000_000
"""Pairs that are judged together."""
ROUND = pa.field("round", pa.int32())


@dataclass(frozen=True)
class Task:
    """Where a bucket is judged: ``work`` is a folder of its own, ``out`` that of all; ``twice`` are hashes of ids told twice."""

    work: Path
    out: Path
    checkpoint: str
    version: str
    twice: Numbers
    threads: int = 1
    engine: str = "duckdb"


@dataclass(frozen=True)
class Asked:
    """An agreement of the bucket as it was loaded, with its claims and the instant asked for."""

    loaded: Agreement
    claims: Sequence[Claim]
    at: datetime


@dataclass
class Judged:
    """One agreement while its events are judged, with the steps reached so far that times hang on."""

    asked: Asked
    reached: Reached = field(default_factory=dict)
    round: int = 0

    def __post_init__(self) -> None:
        self.member: Member = member_of(self.asked.loaded, self.asked.claims, self.asked.at, self.reached)
        self.kept, self.kinds = Kept(self.member), Kinds(self.member)

    def heard(self, rows: Rows) -> Rows:
        """What counts as told: what was rejected is none, and what a machine read waits unless a reading says it counts."""
        review = rows.profiles["review"].take(pa.array(rows.profile))
        proposed, rejected = (
            np.asarray(pc.equal(review, word).to_numpy(zero_copy_only=False), dtype=bool)
            for word in ("proposed", "rejected")
        )
        self.kept.waiting += int(proposed.sum())
        openly = any(r.counts.machine_read for r in self.member.loaded.text.readings.values())
        left = rejected if openly else rejected | proposed
        return rows.taken(np.flatnonzero(~left)) if left.any() else rows

    def meet(self, rows: Rows) -> "Met":
        """Tell events apart by kind; new kinds wait in ``kinds``, and incidents kept by themselves in ``kept.listed``."""
        self.kept.name_unmapped(rows)
        acts = rows.profiles["act"].take(pa.array(rows.profile))
        told = pc.is_in(acts, value_set=pa.array(sorted(self.member.interest), pa.string()))
        own = np.asarray(told.to_numpy(zero_copy_only=False), dtype=bool)
        self.kept.listed += [rows.incident(at) for at in np.flatnonzero(own).tolist()]
        rest = rows.taken(np.flatnonzero(~own)) if own.any() else rows
        return Met(self, rest, self.kinds.of(rest) if rest.table.num_rows else np.empty(0, np.int64))

    def dockets(self) -> list[Docket]:
        """The kinds that wait, by version of the text."""
        return [
            Docket(version, [w.incident for w in self.kinds.waiting if w.version == number])
            for number, version in enumerate(self.member.versions)
        ]

    def settle(self, findings: Sequence[Sequence[Sequence[Finding]]]) -> None:
        """Take the findings on those dockets."""
        each = [iter(found) for found in findings]
        self.kinds.settle([next(each[w.version]) for w in self.kinds.waiting])

    def own(self) -> list[Docket]:
        """Incidents that are kept by themselves, in order, by version of the text."""
        incidents = sorted((*self.member.own, *self.kept.listed), key=lambda i: (i.span.start, i.id))
        return [
            Docket(v, [i for i in incidents if v.from_us <= micros(i.span.start) < v.to_us])
            for v in self.member.versions
        ]

    def status(self, own: Sequence[tuple[Incident, Sequence[Finding]]], task: Task) -> tuple[Status, Reached]:
        """The status, and the steps that it finds reached."""
        incidents, findings = [i for i, _ in own], [f for _, found in own for f in found]
        member, sums = self.member, self.kept.sums()
        names = dict(sums.unmapped)
        for claim in member.claims:
            for name in claim.unmapped() if claim.start < member.at else ():
                names[name] = names.get(name, 0) + 1
        sums = replace(sums, unmapped=names)
        known = Known(
            member.claims,
            incidents,
            findings,
            task.checkpoint,
            task.version,
            waiting=member.waiting + self.kept.waiting,
            sums=sums,
        )
        status = status_at(member.now, known, member.at, member.at)
        steps = steps_in(member.now.text)
        return status, steps_reached(steps, status, by_then(member.now, known, member.at)) if steps else self.reached


@dataclass(frozen=True)
class Met:
    """Events of one agreement, in order, with the kind of each."""

    judged: Judged
    rows: Rows
    kind: Numbers

    def taken(self) -> pa.Table:
        """Sum them, their kinds being settled; those of their findings that are breaches or undetermined come back."""
        if not len(self.kind):
            return FINDING.empty_table()
        self.judged.kept.add(self.rows, self.judged.kinds, self.kind)
        return findings_of(self.rows, self.judged.kinds, self.kind)


@dataclass(frozen=True)
class Summary:
    """One agreement in a line: how many events concerned it, and how many names in them it does not know."""

    agreement: str
    events: int
    listed: int
    unmapped: int
    kinds: int


def judge_bucket(members: Mapping[int, Asked], laid: Laid, task: Task) -> tuple[list[Path], list[Summary]]:
    """Judge the agreements of a bucket, by their numbers, and write what comes out. Returns the files and a line for each."""
    task.work.mkdir(parents=True, exist_ok=True)
    judged = {number: Judged(asked) for number, asked in members.items()}
    files: list[Path] = []
    done: dict[int, tuple[Status, pa.Table]] = {}
    waiting = dict(judged)
    while waiting:
        for findings in _judge_all(waiting, laid, task):
            files.append(_keep(task.work, len(files), findings))
        again: dict[int, Judged] = {}
        for number, own in zip(waiting, _judge_own(list(waiting.values()), task.engine), strict=True):
            one = waiting[number]
            kinds = [kind_of(one.member, i, found) for i, found in own if i.span.start < one.member.at]
            files.append(_keep(task.work, len(files), _in_round(one, findings_listed(one.member, kinds))))
            for kind in kinds:
                one.kept.add_listed(kind)
            status, reached = one.status(own, task)
            done[number] = status, zone_days_of(one.member, one.kept.zone_days)
            if reached != one.reached and one.round <= len(steps_in(one.member.now.text)):
                again[number] = judged[number] = Judged(one.asked, reached, one.round + 1)
        waiting = again
    written = [*_write_findings(files, judged.values(), task)]
    for number in sorted(done):
        written += _write_status(*done[number], task)
    for file in files:
        file.unlink()
    return written, [_summary(judged[number]) for number in sorted(judged)]


def _summary(one: Judged) -> Summary:
    kept = one.kept
    return Summary(
        one.member.id, kept.events + len(kept.listed), len(kept.listed), len(kept.unmapped), len(one.kinds.met)
    )


def _in_round(one: Judged, findings: pa.Table) -> pa.Table:
    return findings.append_column(ROUND, pa.repeat(pa.scalar(one.round, pa.int32()), findings.num_rows))


def _keep(work: Path, number: int, findings: pa.Table) -> Path:
    path = work / f"findings-{number}.parquet"
    pq.write_table(findings, path, compression="zstd", compression_level=1)
    return path


def _judge_all(waiting: Mapping[int, Judged], laid: Laid, task: Task) -> Iterator[pa.Table]:
    """Every event of the bucket, chunk by chunk, and at last those whose ids are told twice."""
    for pairs, profiles in _once_each(laid, task.twice):
        number = pairs["member"].to_numpy()
        order = np.argsort(number, kind="stable")
        there, first = np.unique(number[order], return_index=True)
        met = []
        for member, start, end in zip(there.tolist(), first, [*first[1:], len(order)], strict=True):
            if member in waiting:
                one = waiting[member]
                rows = one.heard(Rows(one.member, pairs.take(pa.array(order[start:end])), profiles)).in_order()
                met += [one.meet(rows)] if rows.table.num_rows else []
        _judge_kinds([m.judged for m in met], task.engine)
        empty = FINDING.append(ROUND).empty_table()
        yield pa.concat_tables([empty, *(_in_round(m.judged, m.taken()) for m in met)])


def _judge_kinds(judged: Sequence[Judged], on: str) -> None:
    """Every kind that waits, of all agreements at once."""
    dockets = [one.dockets() for one in judged]
    found = iter(judge_together([d for own in dockets for d in own], on))
    for one, own in zip(judged, dockets, strict=True):
        one.settle([next(found) for _ in own])


def _judge_own(judged: Sequence[Judged], on: str) -> Iterator[list[tuple[Incident, Sequence[Finding]]]]:
    """Incidents that are kept by themselves, of all agreements at once, each with its findings, the earliest first."""
    dockets = [one.own() for one in judged]
    found = iter(judge_together([d for own in dockets for d in own], on))
    for own in dockets:
        yield [(i, f) for d in own for i, f in zip(d.incidents, next(found), strict=True)]


def _once_each(laid: Laid, twice: Numbers) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Pairs in chunks; of those with one id only one, whatever the order in which they are met."""
    for pairs, profiles in in_chunks(laid()):
        kept = ~np.isin(pairs["hash"].to_numpy(), twice)
        yield (pairs, profiles) if kept.all() else (pairs.filter(pa.array(kept)), profiles)
    for some in np.array_split(twice, len(twice) // CHUNK + 1) if len(twice) else ():
        found = [
            (pairs.filter(pa.array(there)), profiles)
            for pairs, profiles in in_chunks(laid())
            if (there := np.isin(pairs["hash"].to_numpy(), some)).any()
        ]
        for pairs, profiles in in_chunks(found, most=2**62):
            yield _one_of_each(pairs, profiles), profiles


def _one_of_each(pairs: pa.Table, profiles: pa.Table) -> pa.Table:
    """One row for each agreement and id: the last in the order of what it says."""
    keys = profiles["key"].to_pylist()
    rows = pairs.to_pylist()
    said = [(r["member"], r["id"], json.dumps([keys[r["profile"]], r], default=str, sort_keys=True)) for r in rows]
    last = {(member, name): at for at, (member, name, _) in sorted(enumerate(said), key=lambda row: row[1])}
    return pairs.take(pa.array(sorted(last.values()), pa.int64()))


def in_chunks(laid: Iterable[tuple[pa.Table, pa.Table]], most: int = CHUNK) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Pairs in tables of about so many rows, with profiles of one key made one."""
    held: list[tuple[pa.Table, pa.Table]] = []
    for pairs, profiles in laid:
        held.append((pairs, profiles))
        if sum(p.num_rows for p, _ in held) >= most:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(held: Sequence[tuple[pa.Table, pa.Table]]) -> tuple[pa.Table, pa.Table]:
    profiles = pa.concat_tables([p for _, p in held]).combine_chunks()
    offsets = np.cumsum([0, *(p.num_rows for _, p in held)])
    number = np.concatenate([p["profile"].to_numpy() + off for (p, _), off in zip(held, offsets[:-1], strict=True)])
    coded = profiles["key"].combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy()
    _, first = np.unique(codes, return_index=True)
    pairs = pa.concat_tables([p for p, _ in held]).combine_chunks()
    at = pairs.schema.get_field_index("profile")
    return pairs.set_column(at, "profile", pa.array(codes[number].astype(np.int32))), profiles.take(pa.array(first))


def _write_findings(files: Sequence[Path], judged: Iterable[Judged], task: Task) -> Iterator[Path]:
    """Findings agreement by agreement, each in a folder of its own."""
    each = list(judged)
    ids, rounds = pa.array([j.member.id for j in each]), pa.array([j.round for j in each], pa.int32())
    told = sorted_findings(files, pa.table({"agreement": ids, "round": rounds}), task.work, task.threads)
    ahead = next(told, None)
    last = ""
    while ahead:
        name, rows = ahead
        if name <= last:
            raise EngineError("findings came back out of order", name, "Run the same command again with --threads 1.")
        last, ahead = name, None

        def own() -> Iterator[pa.Table]:
            nonlocal ahead
            yield rows  # noqa: B023 - it is used up before the next agreement begins
            for other, more in told:
                if other != name:  # noqa: B023
                    ahead = (other, more)
                    return
                yield more

        path = task.out / "findings" / f"agreement={name}" / "part-0.parquet"
        write_rows(path, FINDING, own())
        yield path


def _write_status(status: Status, zone_days: pa.Table, task: Task) -> Iterator[Path]:
    name = f"agreement={status.agreement}"
    for folder, schema, table in (("zone-days", ZONE_DAY, zone_days), ("days", DAY, days_of(status))):
        path = task.out / folder / name / "part-0.parquet"
        write_rows(path, schema, [table])
        yield path
    path = task.out / "statuses" / f"{status.agreement}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (status.model_dump_json(indent=1) + "\n").encode())
    yield path
