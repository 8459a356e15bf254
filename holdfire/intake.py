"""Intake: a file into the ledger. Good rows kept, bad rows set aside, rows already held passed over, sensitive fields sealed."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rfc8785

from holdfire.answers import Collected
from holdfire.case import Case
from holdfire.claims import Claim, Names, Unreadable, check_counts, read
from holdfire.claims.protected import coarse, protects_a_site
from holdfire.errors import SourceError
from holdfire.ledger import Entry
from holdfire.ledger.entry import LARGEST
from holdfire.record import Record, open_record
from holdfire.sources import MOST_MEGABYTES, Report, SetAside
from holdfire.sources.documents.envelope import PAGE, PICTURE
from holdfire.sources.raw import RawStore
from holdfire.sources.sensitive import closed, sensitive, sensitive_columns, told_openly
from holdfire.when import iso

if TYPE_CHECKING:
    from holdfire.claims.text.endpoint import Endpoint
    from holdfire.pages import Pages
    from holdfire.sources.arriving import Ways

BATCH = 2000
"""Rows written together: one commit and one signature each, so that an interrupted run loses at most this many rows."""

PAGES_BATCH = 20
"""The same for documents, which take longer."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class How:
    """How sources are collected: the largest file in megabytes, a mapping to read by, whether private addresses may be asked.

    ``endpoint`` is a model that the operator named, asked about documents besides the rules; none by default.
    """

    limit_mb: int = MOST_MEGABYTES
    mapping: Path | None = None
    allow_private: bool = False
    endpoint: "Endpoint | None" = None


def collect_into(
    case: Case,
    source: Path | str,
    received: datetime,
    how: How = How(),
    *,
    progress: Progress | None = None,
) -> Collected:
    """Collect a file or an address into the ledger: good rows kept, bad rows set aside, what is held already passed over."""
    from holdfire.pages import Pages
    from holdfire.sources.arriving import arriving, called, is_address

    raw = RawStore(case.folder)
    rows = arriving(str(source), received, _ways(case, raw, how))
    name = called(str(source))
    first = next(rows, None)
    whole: Iterator[Report | SetAside] = iter(()) if first is None else chain([first], rows)
    size = PAGES_BATCH if isinstance(first, Report) and first.layout == PAGE else BATCH
    with open_record(case) as record:
        names = Names(case.agreement)
        run = _Run(name, case, names, record, Pages(case, names, record.ledger, how.endpoint))
        while batch := list(islice(whole, size)):
            entries = run.entries(batch)
            if entries:
                record.append(entries, received)
            if progress:
                progress(len(batch))
        if not is_address(str(source)) and run.may_be_kept_whole():
            with Path(source).open("rb") as file:
                raw.put(file)
        done = run.answer()
        if run.told_anything():
            summary = {
                "kept": done.kept,
                "held": done.held,
                "set_aside": done.set_aside,
                "received": iso(received, UTC),
            }
            record.append([Entry("collected", name, summary)], received)
            record.sign(received)
    return done


def _ways(case: Case, raw: RawStore, how: How) -> "Ways":
    """The case's own mapping, where it has one, is tried before any layout."""
    from holdfire.sources.arriving import Ways
    from holdfire.sources.mapping_load import load_mapping, mappings_in

    return Ways(
        put=raw.put,
        fetched_into=case.folder / "fetched",
        most_megabytes=how.limit_mb,
        mapping=load_mapping(how.mapping) if how.mapping else None,
        mappings=mappings_in(case.folder),
        allow_private=how.allow_private,
    )


@dataclass
class _Run:
    """One collection as it goes on, of the source called ``name``: what it kept, held already and set aside so far."""

    name: str
    case: Case
    names: Names
    record: Record
    pages: "Pages"
    kept: int = 0
    proposed: int = 0
    held: int = 0
    aside: int = 0
    referred: int = 0
    rows_of_tables: int = 0
    hides: bool = False
    """True once some row held something that is sealed."""
    unmapped: Counter[str] = field(default_factory=Counter)
    mismatches: list[str] = field(default_factory=list)

    def entries(self, batch: list[Report | SetAside]) -> list[Entry]:
        """The entries that a batch of rows adds to the ledger."""
        keys = {id(row): _report_key(row) for row in batch if isinstance(row, Report)}
        held = self.record.ledger.under("report-received", keys.values())
        there = {entry.key for entry in held}
        self.hides = self.hides or any(not isinstance(entry.data["file_digest"], str) for entry in held)
        entries: list[Entry] = []
        for row in batch:
            if isinstance(row, SetAside):
                entries.append(self._set_aside(row))
            elif keys[id(row)] in there:
                self.held += 1
            else:
                there.add(keys[id(row)])
                entries += self._read(row, keys[id(row)])
        return entries

    def may_be_kept_whole(self) -> bool:
        """True for a file of tables in which nothing is sealed: its bytes may lie beside the ledger as they were received.

        Where something is sealed, the file would tell it for ever, also after the vault has forgotten it.
        """
        return self.rows_of_tables > 0 and not self.hides and not self.referred

    def told_anything(self) -> bool:
        """True when the run is worth an entry: something new, or rows set aside before that are mended now."""
        if self.kept or self.aside or self.referred:
            return True
        return self.name in {e.key for e in self.record.ledger.latest_runs("set-aside", "collected")}

    def answer(self) -> Collected:
        """What the collection did."""
        return Collected(
            file=self.name, kept=self.kept, proposed=self.proposed, held=self.held, set_aside=self.aside, referred=self.referred,
            unmapped=dict(sorted(self.unmapped.items())), mismatches=tuple(self.mismatches),
        )  # fmt: skip

    def _read(self, report: Report, key: str) -> list[Entry]:
        if report.layout not in (PAGE, PICTURE):
            self.rows_of_tables += 1
            self.hides = self.hides or any(map(sensitive, report.record))
        if closed(report):
            self.referred += 1
            return [Entry("report-received", key, self._sealed(report, tuple(report.record)))]
        if report.layout == PAGE:
            return self._page(report, key)
        if report.layout == PICTURE:
            self.kept += 1
            return [Entry("report-received", key, self._sealed(report, sensitive_columns(report, protected=False)))]
        claims = _claims(self.case, self.names, report)
        if isinstance(claims, SetAside):
            return [self._set_aside(claims)]
        sealed = sensitive_columns(report, protected=any(map(protects_a_site, claims)))
        received = Entry("report-received", key, self._sealed(report, sealed))
        said = [
            Entry("claim-read", c.id, c.model_dump(mode="json", exclude_defaults=True)) for c in map(coarse, claims)
        ]
        if any(len(rfc8785.dumps(e.data)) > LARGEST - 400 for e in (received, *said)):
            reason, remedy = f"the row has more than {LARGEST:,} bytes", "Shorten its texts; keep the source beside it."
            return [self._set_aside(_aside(report, reason, remedy))]
        self.kept += 1
        self.unmapped.update(name for c in claims for name in c.unmapped())
        self._check(claims)
        return [received, *said]

    def _page(self, report: Report, key: str) -> list[Entry]:
        """A document: what was read of it waits for a person; what could not be read is told beside it."""
        try:
            found = self.pages.read(report)
        except SourceError as error:
            return [self._set_aside(_aside(report, error.what, error.remedy))]
        if not found.claims and found.aside and not found.referred:
            return [self._set_aside(row) for row in found.aside[:1]]
        received = Entry("report-received", key, self._sealed(report, sensitive_columns(report, protected=False)))
        said = [
            Entry("claim-read", c.id, c.model_dump(mode="json", exclude_defaults=True))
            for c in map(coarse, found.claims)
        ]
        fitting = [e for e in said if len(rfc8785.dumps(e.data)) <= LARGEST - 400]
        self.kept += 1
        self.proposed += len(fitting)
        self.referred += found.referred
        self._check(found.claims)
        return [received, *fitting, *map(self._set_aside, found.aside)]

    def _check(self, claims: Sequence[Claim]) -> None:
        """Stated totals against their parts."""
        wrong = [f for f in check_counts(claims) if not f.agrees]
        self.mismatches += [f"{f.claim}, {f.what}: stated {f.stated}, parts sum to {f.summed}" for f in wrong]

    def _sealed(self, report: Report, fields: tuple[str, ...]) -> dict[str, Any]:
        """The report as it enters the ledger: what is sensitive stands in the vault, and a commitment to it here."""
        data = report.model_dump(mode="json", exclude_defaults=True)
        told = [name for name in fields if report.record.get(name)]
        for name in told:
            data["record"][name] = self.record.vault.seal(f"record/{name}", report.record[name])
        self.hides = self.hides or bool(told)
        if told:  # A digest over values that can be guessed tells which they are.
            data["file_digest"] = self.record.vault.seal("file_digest", report.file_digest)
        return data

    def _set_aside(self, row: SetAside) -> Entry:
        self.aside += 1
        return Entry("set-aside", self.name, row.model_dump(mode="json"))


def _report_key(report: Report) -> str:
    """The record's id with a digest of what it says openly: a changed record is a new report that supersedes.

    What is sensitive is left out: a digest over values that can be guessed would tell them. Where only that changed, the row
    counts as held already.
    """
    if report.layout in (PAGE, PICTURE):
        return report.id  # it holds the digest of the document's bytes
    hidden = sensitive_columns(report, protected=bool(report.record.get("facility")))
    told = {} if closed(report) else {k: v for k, v in report.record.items() if k not in hidden}
    return f"{report.id}#{hashlib.sha256(rfc8785.dumps(told)).hexdigest()[:16]}"


def _claims(case: Case, names: Names, report: Report) -> list[Claim] | SetAside:
    try:
        return read(report, case.agreement, names, known_when_published=case.settings.known_when_published)
    except Unreadable as error:
        return _aside(report, error.reason, error.remedy)


def _aside(report: Report, reason: str, remedy: str) -> SetAside:
    return SetAside(file=report.file, row=report.row, reason=reason, remedy=remedy, text=told_openly(report.record))


def set_aside_of(case: Case) -> list[SetAside]:
    """Rows waiting to be mended: those of each file's latest collection."""
    with open_record(case) as record:
        waiting: dict[str, list[SetAside]] = {}
        for entry in record.ledger.latest_runs("set-aside", "collected"):
            row = SetAside.model_validate(entry.data)
            waiting.setdefault(row.file, []).append(row)
    return [row for file in sorted(waiting) for row in waiting[file]]
