"""What commands answer, beside the status: the nouns behind ``--json``, and their published schemas."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import Claim
from holdfire.counting import Counts
from holdfire.findings.reconcile.model import Reconciliation
from holdfire.incidents import Link, Proposal
from holdfire.publish import Trace
from holdfire.publish.edition_model import Edition
from holdfire.sources import SetAside
from holdfire.statistics import Statistics
from holdfire.status import Status
from holdfire.status.flip_answer import Flip
from holdfire.status.model import ClockWord, GateWord


class Answer(BaseModel):
    """Base: frozen, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Collected(Answer):
    """What one collection did: rows newly kept, rows the ledger held already, rows set aside, names nobody mapped.

    ``mismatches`` are stated totals of new rows that their own parts do not sum to; both numbers are kept. ``referred`` are
    reports that take the closed path: sealed whole, read by nobody here. ``proposed`` claims were read from documents and wait
    for a person.
    """

    file: str
    kept: int
    held: int
    set_aside: int
    referred: int
    proposed: int = 0
    unmapped: dict[str, int]
    mismatches: tuple[str, ...]


class Alike(Answer):
    """Pages that tell of one happening, by their words; the outlets that print them; the claims that were read from them."""

    pages: tuple[str, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]


class Matched(Answer):
    """Entries of several registers that may be one event: claims with their registers, in the same order.

    ``agreement`` is how fine their words for it agree, 0 (on the broadest level) to 1,000. ``joined`` when they are one
    incident already.
    """

    claims: tuple[str, ...]
    sources: tuple[str, ...]
    act: str
    start: str
    place: str
    agreement: int
    joined: bool


class Registers(Answer):
    """Registers held against each other: entries in, events out, and the entries removed because another register has them."""

    registers: tuple[str, ...]
    entries: int
    events: int
    removed: int
    matches: tuple[Matched, ...]


class CheckedPoint(Answer):
    """One field or question the text leaves open."""

    where: str
    kind: Literal["question", "unknown", "disputed", "unpublished"]
    says: str


class CheckedDate(Answer):
    """One line of the calendar; ``at`` is None where the text gives no date, ``doubt_s`` by how much it may be off.

    ``every`` is the length after which a recurring duty falls due again.
    """

    at: str | None
    what: str
    who: str
    readings: tuple[str, ...]
    doubt_s: int
    every: str | None


class CheckedBlind(Answer):
    """A provision that can never be evaluated: by its text (``by_text``), or with the sources at hand."""

    provision: str
    why: str
    by_text: bool


class Changed(Answer):
    """One change between two versions or readings; ``where`` is a path in the agreement, ``says`` the sentence."""

    where: str
    kind: Literal["added", "removed", "changed", "moved"]
    before: str | None
    after: str | None
    says: str


class CheckedScenario(Answer):
    """One scenario of the agreement and what did not come out as expected."""

    file: str
    name: str
    misses: tuple[str, ...]


class Checked(Answer):
    """An agreement that holds together: what it leaves open, what can never be evaluated, its calendar, its scenarios."""

    agreement: str
    digest: str
    provisions: int
    gates: int
    readings: tuple[str, ...]
    amendments: tuple[str, ...]
    open_points: tuple[CheckedPoint, ...]
    never_evaluated: tuple[CheckedBlind, ...]
    calendar: tuple[CheckedDate, ...]
    scenarios: tuple[CheckedScenario, ...]


class ReplayClock(Answer):
    """A clock on one day of a replay."""

    state: ClockWord
    elapsed_s: int
    elapsed_at_most_s: int
    needed_s: int


class ReplayReading(Answer):
    """One reading on one day of a replay."""

    clocks: dict[str, ReplayClock]
    gates: dict[str, GateWord]


class ReplayDay(Answer):
    """The status at the end of one day, in short."""

    as_of: str
    known_at: str
    digest: str
    readings: dict[str, ReplayReading]


class Peer(Answer):
    """A body whose ledger is accepted here, or the case's own: how much of it is held, and who cosigned whom up to where.

    Sizes are numbers of entries; times are UTC. ``fingerprint`` is to be compared by voice before an origin is trusted.
    """

    body: str
    origin: str
    fingerprint: str
    own: bool
    held: int
    cosigned: int | None = None
    cosigned_at: str | None = None
    cosigned_us: int | None = None
    cosigned_us_at: str | None = None


class ReplyTold(Answer):
    """One reply to a request: when it was put on record, by which body's ledger, whose it is, and its words."""

    at: str
    body: str
    of: str
    says: str


class RequestTold(Answer):
    """One request to a party. ``due`` is None where neither the agreement nor the request names a time, and ``due_from`` which.

    ``left_s`` are the seconds until then, negative when it has passed, None where there is none or a reply came.
    """

    id: str
    body: str
    to: str
    on: str
    asks: str
    at: str
    due: str | None
    due_from: str
    state: Literal["open", "overdue", "replied", "replied-late"]
    left_s: int | None
    replies: tuple[ReplyTold, ...] = ()


class Exchanged(Answer):
    """What one pack brought of one ledger: entries held ``before`` and now, its ``head`` (size and root) cosigned here.

    ``cosigned_us`` is up to which entry that body is known to have cosigned the own ledger, whose size is ``own_size``.
    """

    body: str
    origin: str
    before: int
    size: int
    head: str
    cosigned_us: int | None
    own_size: int


class VerifiedCosignature(Answer):
    """A cosignature that verified: by which body, when (UTC), with which key."""

    body: str
    origin: str
    at: str
    key: str


class VerifiedLedger(Answer):
    """One ledger that verified; ``signed_by`` is the organisation key on its head, None where there is no signed head.

    ``form`` is ``whole``, ``since`` or ``part``: of a part, only the entries shown are known. ``stamps`` are sentences on what
    time stamps by others say of the head.
    """

    body: str
    origin: str
    form: str
    size: int
    root: str
    entries: int
    signed_by: str | None
    cosigned: tuple[VerifiedCosignature, ...]
    stamps: tuple[str, ...]


class Verified(Answer):
    """What ``verify`` found to hold. ``act`` names the misconduct that a proof shows, and ``says`` tells it in sentences."""

    what: Literal["case", "pack", "proof"]
    kind: str
    agreement: str
    ledgers: tuple[VerifiedLedger, ...]
    documents: tuple[str, ...]
    act: str | None = None
    says: tuple[str, ...] = ()


def replay_day(status: Status) -> ReplayDay:
    """A status in short."""
    readings = {}
    for name, reading in status.readings.items():
        clocks = {
            key: ReplayClock(
                state=c.state, elapsed_s=c.elapsed_s, elapsed_at_most_s=c.elapsed_at_most_s, needed_s=c.needed_s
            )
            for key, c in reading.clocks.items()
        }
        readings[name] = ReplayReading(clocks=clocks, gates={key: g.state for key, g in reading.gates.items()})
    return ReplayDay(as_of=status.as_of, known_at=status.known_at, digest=status.digest, readings=readings)


SCHEMAS: dict[str, Any] = {
    "status": Status,
    "replay": list[ReplayDay],
    "check": Checked,
    "diff": list[Changed],
    "collect": list[Collected],
    "proposals": list[Claim],
    "likely": list[Link],
    "origins": dict[str, Proposal],
    "stories": list[Alike],
    "registers": Registers,
    "set-aside": list[SetAside],
    "why": Trace,
    "flip": Flip,
    "reconcile": Reconciliation,
    "count": Counts,
    "requests": list[RequestTold],
    "edition": Edition,
    "exchange": list[Exchanged],
    "peers": list[Peer],
    "statistics": Statistics,
    "verify": Verified,
}
"""Command to the type its ``--json`` prints; ``flip`` is ``why --flip``."""


def said_as(command: str) -> str:
    """How a command of ``SCHEMAS`` is typed."""
    return "why --flip" if command == "flip" else command


def agreement_schema() -> dict[str, Any]:
    """The JSON Schema of agreement.yaml, for completion and hover text in an editor."""
    found = TypeAdapter(AgreementText).json_schema(mode="validation", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "A Holdfire agreement"}


def schema(command: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a command prints with ``--json``, or of ``agreement.yaml``."""
    if command == "agreement":
        return agreement_schema()
    found = TypeAdapter(SCHEMAS[command]).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"holdfire {said_as(command)} --json",
        **found,
    }
