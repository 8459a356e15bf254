"""Status certificates: bodies sign that they computed one status from the same entries and got the same bytes.

A statement names the agreement's digest, each ledger's head, the code version, the two instants, and the digest of
every reading's result and of the whole status. It is an entry of kind ``status-certified`` in the ledger of each body
that signs it. A body signs another's statement only after computing it again from the heads it names, and says which
reading differs where one does.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import rfc8785
from pydantic import BaseModel, ConfigDict

from holdfire import __version__
from holdfire.case import Case
from holdfire.errors import AskError, LedgerError
from holdfire.ledger import Entry
from holdfire.ledger.keys import body_of
from holdfire.pipeline import judge_told, moments
from holdfire.record import Record, open_record
from holdfire.status import Status
from holdfire.told import told_by

CERTIFIED = "status-certified"


class HeadView(BaseModel):
    """A ledger's head in a statement: ``root`` in base64."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: str
    size: int
    root: str


class Statement(BaseModel):
    """What is certified. Digests are ``sha256:hex`` over canonical JSON (RFC 8785)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agreement: str
    agreement_digest: str
    version: str
    as_of: str
    known_at: str
    heads: tuple[HeadView, ...]
    readings: dict[str, str]
    status: str

    @property
    def digest(self) -> str:
        """What the entry is found by."""
        return digest_of(self.model_dump(mode="json"))


class Certificate(BaseModel):
    """A statement, the bodies that signed it, and, of those that were asked here, what differed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: Statement
    signed_by: tuple[str, ...]


def certify(case: Case, as_of: str | None, known_at: str | None, now: datetime) -> Certificate:
    """Compute the status from all that is held here and sign that this is what comes out."""
    with open_record(case) as record:
        told = told_by(record)
        at, known = moments(case, as_of, known_at, told.latest, now)
        made = _stated(case, record, {head.origin: head.size for head in told.heads}, at, known)
        _sign(record, made, now)
        return Certificate(statement=made, signed_by=_signers(record, made))


def certify_too(case: Case, now: datetime) -> list[Certificate]:
    """Recompute the latest statement of each other body, and sign it where the same bytes come out.

    Raises ``LedgerError`` that names the readings which differ, or the head that is another one here.
    """
    with open_record(case) as record:
        found = []
        for theirs in _latest_of_others(record):
            mine = _again(case, record, theirs)
            if mine != theirs:
                raise LedgerError(_difference(mine, theirs), case.folder.name, "Nothing was signed.")
            _sign(record, mine, now)
            found.append(Certificate(statement=mine, signed_by=_signers(record, mine)))
    if not found:
        raise AskError("no other body has certified a status", case.folder.name, "Exchange first, or certify your own.")
    return found


def certificates(case: Case) -> list[Certificate]:
    """Every statement in every ledger held here, with who signed it, oldest first."""
    with open_record(case) as record:
        made = {s.digest: s for _, s in _statements(record)}
        return [Certificate(statement=s, signed_by=_signers(record, s)) for s in made.values()]


def signed_statements(record: Record) -> Iterator[tuple[str, int, Statement]]:
    """Origin, position and statement of every such entry."""
    for ledger in (record.ledger, *record.mirrors().values()):
        for position, entry in ledger.placed(CERTIFIED):
            yield ledger.origin, position, Statement.model_validate(entry.data)


def _statements(record: Record) -> Iterator[tuple[str, Statement]]:
    return ((origin, made) for origin, _, made in signed_statements(record))


def _stated(case: Case, record: Record, sizes: dict[str, int], at: datetime, known: datetime) -> Statement:
    told = told_by(record, sizes)
    status = judge_told(case.agreement, told, at, known).status
    heads = tuple(HeadView(origin=h.origin, size=h.size, root=base64.b64encode(h.root).decode()) for h in told.heads)
    return stated(status, heads)


def stated(status: Status, heads: tuple[HeadView, ...]) -> Statement:
    """The statement on a status that was made from these heads."""
    said = status.model_dump(mode="json")
    return Statement(
        agreement=status.agreement,
        agreement_digest=status.agreement_digest,
        version=__version__,
        as_of=status.as_of,
        known_at=status.known_at,
        heads=heads,
        readings={name: digest_of(reading) for name, reading in said["readings"].items()},
        status=digest_of(said),
    )


def _again(case: Case, record: Record, theirs: Statement) -> Statement:
    sizes = {head.origin: head.size for head in theirs.heads}
    known_here = {record.ledger.origin, *record.mirrors()}
    if missing := set(sizes) - known_here:
        raise LedgerError(f"the ledger {min(missing)} is not held here", case.folder.name, "Exchange ledgers first.")
    at, known = datetime.fromisoformat(theirs.as_of), datetime.fromisoformat(theirs.known_at)
    return _stated(case, record, sizes, at, known)


def _difference(mine: Statement, theirs: Statement) -> str:
    for name in ("agreement_digest", "version", "heads"):
        if getattr(mine, name) != getattr(theirs, name):
            return f"another {name.replace('_', ' ')} is certified than the one here"
    other = [n for n in sorted({*mine.readings, *theirs.readings}) if mine.readings.get(n) != theirs.readings.get(n)]
    return (
        f"another status comes out here, under the readings {', '.join(other)}"
        if other
        else "another status comes out here"
    )


def _sign(record: Record, made: Statement, now: datetime) -> None:
    if not record.ledger.holds(CERTIFIED, [made.digest]):
        record.append([Entry(CERTIFIED, made.digest, made.model_dump(mode="json"))], now)
        record.sign(now)


def _signers(record: Record, made: Statement) -> tuple[str, ...]:
    return tuple(sorted({body_of(origin) for origin, found in _statements(record) if found == made}))


def _latest_of_others(record: Record) -> list[Statement]:
    latest: dict[str, Statement] = {}
    for origin, made in _statements(record):
        if origin != record.ledger.origin:
            latest[origin] = made
    return list(latest.values())


def digest_of(said: Any) -> str:
    """``sha256:hex`` over canonical JSON."""
    return f"sha256:{hashlib.sha256(rfc8785.dumps(said)).hexdigest()}"
