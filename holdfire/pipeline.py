"""The whole system on one screen: the only file that knows every room and picks an engine."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from holdfire import __version__, projection
from holdfire.agreement import Agreement, load
from holdfire.agreement.amendments import as_of_text
from holdfire.agreement.inherits import INHERITED, place_of
from holdfire.agreement.stepwise import Reached, steps_in, with_steps
from holdfire.agreement.times import resolve
from holdfire.answers import Collected, agreement_schema
from holdfire.case import SETTINGS, Case, Settings, agreement_folder, bundled, read_settings
from holdfire.claims import Claim, as_known, by_review
from holdfire.errors import AskError, CaseError
from holdfire.findings import Finding, judge
from holdfire.findings.as_decided import as_decided
from holdfire.findings.decisions import decisions_of
from holdfire.incidents import Incident, fuse
from holdfire.incidents import resolve as called_now
from holdfire.intake import Progress, collect_into, set_aside_of
from holdfire.ledger import Entry
from holdfire.projection import Projection
from holdfire.publish import Trace, readings_asked, trace
from holdfire.record import KeySet, begin, open_record
from holdfire.status import NOTHING, Known, Settled, Status, by_then, status_at, steps_reached
from holdfire.told import Told, told_by
from holdfire.when import Span, iso, zone

BEFORE = timedelta(minutes=90)
"""How far before an instant its picture looks back."""

RESTATED = datetime(2017, 3, 2, tzinfo=UTC)
"""When the bundled course of the founding case was complete: the day after the last source it cites."""

_BODY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

__all__ = [
    "Collected",
    "Founding",
    "Judged",
    "Progress",
    "collect_into",
    "set_aside_of",
]


@dataclass(frozen=True)
class Judged:
    """Everything on one case at one point in the record: what a status, a trace or a page is made from."""

    agreement: Agreement
    claims: list[Claim]
    incidents: list[Incident]
    findings: list[Finding]
    status: Status


def open_case(folder: Path) -> Case:
    """A case that is there. Raises ``CaseError`` when the folder is none."""
    settings = read_settings(folder)
    return Case(folder, settings, load(agreement_folder(folder)))


@dataclass(frozen=True)
class Founding:
    """How a case begins: whose ledger it is, when, with which keys; what turns a gate's key; what dates knowledge.

    ``known_when_published`` dates knowledge by the source's date, for a case restated later, and not by arrival.
    """

    at: datetime
    body: str = "observer"
    keys: KeySet | None = None
    turned: Literal["reported", "signed"] = "signed"
    known_when_published: bool = False
    store: str = ""


def new_case(folder: Path, agreement: Path, founding: Founding) -> Case:
    """Make a case folder from an agreement folder. Raises ``CaseError`` when something is in the way."""
    if folder.exists() and any(folder.iterdir()):
        raise CaseError("the folder is not empty", str(folder), "Name a new one; nothing was changed.")
    if not _BODY.fullmatch(founding.body):
        raise CaseError(
            f'"{founding.body}" is no name of a body', str(folder), "Use small letters, digits and hyphens."
        )
    found = load(agreement)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(agreement, agreement_folder(folder), dirs_exist_ok=True)
    for identity in dict.fromkeys(i.agreement for i in found.text.inherits.values()):
        shutil.copytree(
            place_of(identity, agreement), agreement_folder(folder) / INHERITED / identity, dirs_exist_ok=True
        )
    settings = Settings(
        body=founding.body,
        origin="",
        keys=founding.turned,
        known_when_published=founding.known_when_published,
        store=founding.store,
    )
    begin(folder, found.text.id, settings, founding.keys or KeySet.make(), founding.at)
    write_schema(agreement_folder(folder))
    case = open_case(folder)
    with open_record(case) as record:
        adopted = Entry("agreement-adopted", found.digest, {"id": found.text.id, "digest": found.digest})
        record.append([adopted], founding.at)
        record.sign(founding.at)
    return case


def write_schema(folder: Path) -> None:
    """The schema beside the agreement, for completion and hover text in an editor."""
    schema = json.dumps(agreement_schema(), ensure_ascii=False, indent=1)
    (folder / "agreement.schema.json").write_text(schema + "\n", "utf-8")


def demo_case(folder: Path) -> Case:
    """The founding case with its course, built from the bundled data alone; one that lies there already is opened."""
    founding = bundled("syria-2016-09")
    if (folder / SETTINGS).is_file():
        there = open_case(folder)
        if there.agreement.digest == load(founding).digest:
            return there
    keys = KeySet.of_the_example(founding.name)
    case = new_case(folder, founding, Founding(RESTATED, "observer", keys, "reported", known_when_published=True))
    collect_into(case, agreement_folder(folder) / "course" / "claims.csv", received=RESTATED)
    return case


def claims_of(case: Case) -> tuple[list[Claim], str]:
    """Every claim in every version, in the order of the record, and the checkpoint of the ledger."""
    told = told_in(case)
    return list(told.claims), told.checkpoint


def verified(case: Case) -> str:
    """Check every ledger of the case entry by entry. Returns the own checkpoint; raises ``LedgerError`` at the first fault."""
    with open_record(case) as record:
        for ledger in (record.ledger, *record.mirrors().values()):
            ledger.verify()
        return record.ledger.checkpoint()


def told_in(case: Case) -> Told:
    """All that the record tells: the own ledger's entries and those of every ledger held here."""
    with open_record(case) as record:
        return told_by(record)


def moments(
    case: Case, as_of: str | None, known_at: str | None, latest: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """The two instants asked for. A bare day means its end. ``known_at`` defaults to ``latest``, the latest that is told."""
    tz = zone(case.agreement.text.time_zone)
    shows = resolve(case.agreement.text.shows, case.agreement.text) if case.agreement.text.shows else None
    at = _asked(as_of, case, "--as-of") if as_of else shows or now
    known = _asked(known_at, case, "--known-at") if known_at else latest or now
    return at.astimezone(tz), known.astimezone(tz)


def _asked(text: str, case: Case, option: str) -> datetime:
    try:
        return Span.parse(text, zone(case.agreement.text.time_zone)).end
    except ValueError as error:
        raise AskError(f"{option}: {error}", remedy="Write 2016-09-19T19:00+03:00, or a day for its end.") from None


def judged_at(case: Case, as_of: str | None, known_at: str | None, now: datetime, engine: str = "duckdb") -> Judged:
    """The case as of an instant and as known at a point: claims, incidents, findings and status."""
    told = told_in(case)
    at, known = moments(case, as_of, known_at, told.latest, now)
    return judge_told(case.agreement, told, at, known, engine=engine)


def judge_claims(
    agreement: Agreement,
    every: Sequence[Claim],
    checkpoint: str,
    at: datetime,
    known: datetime,
    settled: Settled = NOTHING,
) -> Judged:
    """From claims alone to status, in memory: no findings or positions of bodies."""
    return judge_told(agreement, Told(tuple(every), checkpoint), at, known, settled)


@dataclass(frozen=True)
class Fused:
    """What is told by a point in the record: claims that are taken, their incidents by first moment, decisions by an instant.

    ``waiting`` is how many claims that a machine read wait for a person.
    """

    claims: list[Claim]
    incidents: list[Incident]
    decisions: list[Claim]
    waiting: int


def fused_from(agreement: Agreement, told: Told, at: datetime, known: datetime, settled: Settled = NOTHING) -> Fused:
    """From all that is told to incidents, before anything is judged."""
    taken, proposed = by_review(as_known(told.claims, known))
    openly = any(r.counts.machine_read for r in agreement.text.readings.values())
    counted = [c for c in proposed if openly and c.kind != "decision"]
    claims = [c for c in (*taken, *counted) if c.known_from <= known]
    incidents = settled.attributed(
        sorted([*fuse(taken, known, told.decided(known)), *fuse(counted, known)], key=lambda i: (i.span.start, i.id))
    )
    decisions = decisions_of([c for c in taken if c.known_from <= known], at, agreement.text, signed=told.signed)
    return Fused(claims, incidents, decisions, sum(c.known_from <= known for c in proposed))


def judge_told(
    agreement: Agreement,
    told: Told,
    at: datetime,
    known: datetime,
    settled: Settled = NOTHING,
    *,
    engine: str = "duckdb",
) -> Judged:
    """From all that is told to status, in memory: what is known by ``known``, as of ``at``, were ``settled`` so.

    Where times hang on steps (``G-2 opens``), the status is made again with the steps it found reached, until it finds no more.
    """
    has = fused_from(agreement, told, at, known, settled)
    claims, incidents, decisions = has.claims, has.incidents, has.decisions
    text_then = as_of_text(agreement, at)
    decided = as_decided(text_then, decisions)
    steps = steps_in(decided.text)
    reached: dict[str, dict[str, datetime]] = {}
    for _ in range(len(steps) + 1):
        read = decided.model_copy(update={"text": with_steps(decided.text, reached)})
        findings = _findings_by_version(agreement, read, incidents, decisions, at, reached, engine)
        said = told.known(known)
        all_known = Known(claims, incidents, findings, told.checkpoint, __version__, said, told.signed, has.waiting)
        status = status_at(read, all_known, at, known, settled)
        found = steps_reached(steps, status, by_then(read, all_known, at, settled)) if steps else reached
        if found == reached:
            break
        reached = found
    return Judged(read, claims, incidents, findings, status)


def _findings_by_version(
    agreement: Agreement,
    now: Agreement,
    incidents: list[Incident],
    decisions: list[Claim],
    at: datetime,
    reached: Reached,
    engine: str,
) -> list[Finding]:
    """Each incident under the text that held when it began; ``now`` is the text of the day asked for, as decided and read."""
    edges = [datetime.fromisoformat(edge) for edge, _ in agreement.later if datetime.fromisoformat(edge) <= at]
    if not edges:
        return judge(now, incidents, decisions, engine)
    found: list[Finding] = []
    for start, end in zip([None, *edges], [*edges, None], strict=True):
        then = [
            i for i in incidents if (start is None or i.span.start >= start) and (end is None or i.span.start < end)
        ]
        version = now
        if end is not None:
            before = as_decided(as_of_text(agreement, end - timedelta(seconds=1)), decisions)
            version = before.model_copy(update={"text": with_steps(before.text, reached)})
        found += judge(version, then, decisions, engine)
    return sorted(found, key=lambda f: (f.incident, f.provision))


def replayed(case: Case, known_at: str | None, now: datetime, until: str | None = None) -> Iterator[Status]:
    """A status at the end of each day of the first clock, each as known at ``known_at`` (all knowledge when not given)."""
    told = told_in(case)
    at, known = moments(case, until, known_at, told.latest, now)
    known_claims = [c for c in by_review(as_known(told.claims, known))[0] if c.known_from <= known]
    made = decisions_of(known_claims, at, case.agreement.text, signed=told.signed)
    text = as_decided(as_of_text(case.agreement, at), made).text
    starts = [s for name, r in text.readings.items() if (s := resolve(r.starts, text, name))]
    if not starts:
        raise AskError("the agreement has no settled start, so there are no days to replay", case.folder.name)
    day = min(starts)
    while day < at:
        day = min(day + timedelta(days=1), at)
        yield judge_told(case.agreement, told, day, known).status


def status_of(
    case: Case,
    as_of: str | None,
    known_at: str | None,
    now: datetime,
    reading: str | None = None,
    engine: str = "duckdb",
) -> Status:
    """The status, of one reading when asked so; the same on every engine, to the byte.

    Raises ``AskError`` for a reading or an engine that is not there, ``EngineError`` when the engine cannot judge.
    """
    status = judged_at(case, as_of, known_at, now, engine).status
    return status.model_copy(update={"readings": readings_asked(status, reading)})


def projected(case: Case) -> Projection:
    """The projection of a case; what it cannot keep is judged anew. Close it afterwards."""
    return projection.open(case, lambda *asked: judge_told(*asked).status)


def board_of(
    case: Case,
    as_of: str | None,
    known_at: str | None,
    now: datetime,
    reading: str | None = None,
    progress: projection.Progress | None = None,
) -> Status:
    """The status without the listing of incidents, from the case's projection, which is brought up to date first.

    Raises ``AskError`` for a reading that is not there.
    """
    with closing(projected(case)) as kept:
        kept.update(progress)
        at, known = moments(case, as_of, known_at, kept.latest(now), now)
        status = kept.board(at, known)
    return status.model_copy(update={"readings": readings_asked(status, reading)})


def picture(case: Case, now: datetime, as_of: str | None = None, known_at: str | None = None) -> tuple[Status, Status]:
    """Two instants of one record: ninety minutes before the one asked for, and that one. The record is read once."""
    told = told_in(case)
    at, known = moments(case, as_of, known_at, told.latest, now)
    earlier, later = (judge_told(case.agreement, told, t, known).status for t in (at - BEFORE, at))
    return earlier, later


def why(
    case: Case, thing: str, as_of: str | None, known_at: str | None, now: datetime, reading: str | None = None
) -> Trace:
    """The trace behind a clock, gate, provision, incident, finding or claim. Raises ``AskError`` for what is not there."""
    judged = judged_at(case, as_of, known_at, now)
    name, at = thing.removeprefix("incident:").partition("/")[0], datetime.fromisoformat(judged.status.as_of)
    now_called = called_now(name, judged.incidents)
    if now_called and now_called != name and name not in judged.status.claims:
        thing, name = thing.replace(name, now_called, 1), now_called
    later = next((i for i in judged.incidents if i.id == name and i.span.start >= at), None)
    if later:
        remedy = f"Ask with --as-of {iso(later.span.end, zone(case.agreement.text.time_zone))}."
        raise AskError(f"{name} begins after the instant asked for ({judged.status.as_of})", remedy=remedy)
    return trace(judged.status, case.agreement.text, thing, reading)


def page_of(
    case: Case, as_of: str | None, known_at: str | None, now: datetime, language: str = "en", *, served: bool = False
) -> str:
    """The status as one HTML page in ``en``, ``ar`` or ``ru``; a chosen instant stands beside the one 90 minutes before."""
    from holdfire.publish.page import render_page

    if not (as_of or case.agreement.text.shows):
        return render_page(judged_at(case, None, known_at, now).status, case.agreement, language, served=served)
    earlier, status = picture(case, now, as_of, known_at)
    return render_page(status, case.agreement, language, earlier, served=served)


def agreement_at(folder: Path) -> Agreement:
    """The agreement of a case, or of a folder that holds one on its own."""
    return load(agreement_of(folder))


def agreement_of(folder: Path) -> Path:
    """The agreement folder of a case, or the folder itself when it holds an agreement on its own."""
    return agreement_folder(folder) if (folder / SETTINGS).is_file() else folder
