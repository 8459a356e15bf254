"""Whom a case exchanges with: origins that a person decided to accept, known by their fingerprints."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from holdfire.answers import Peer
from holdfire.case import PEERS, Case, read_settings, write_settings
from holdfire.errors import AskError, CaseError, LedgerError, did_you_mean
from holdfire.ledger import Ledger
from holdfire.ledger.checkpoint import Checkpoint, cosignatures, read_checkpoint
from holdfire.ledger.keys import body_of
from holdfire.ledger.misconduct_check import moment
from holdfire.ledger.note import BadNote, SignedNote
from holdfire.ledger.witness import Witness, last_cosigned
from holdfire.record import Record, open_record
from holdfire.when import iso

_ORIGIN = re.compile(r"holdfire/[^/\s+]+/[^/\s+]+/[0-9a-f]{32}")
WAIT_S = 60
"""How long an exchange waits for another one of the same case, in seconds."""


def fingerprint(origin: str) -> str:
    """The digest of a body's first key in groups of four, to be read out by voice: ``21fe 31df a154 ...``."""
    digest = origin.rpartition("/")[2]
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def trust(case: Case, origin: str) -> Case:
    """Accept another body's ledger from now on. Raises ``CaseError`` for an origin of another agreement, or the own one."""
    if not _ORIGIN.fullmatch(origin):
        remedy = (
            "It is written holdfire/agreement/body/32 hex digits; `holdfire peers CASE` of the other body prints it."
        )
        raise CaseError(f'"{origin}" is no origin of a ledger', case.folder.name, remedy)
    if origin == case.settings.origin:
        raise CaseError("this is the case's own ledger", case.folder.name, "Name the other body's origin.")
    if origin.split("/")[1] != case.agreement.text.id:
        what = f"{origin} is a ledger under another agreement than this case's, {case.agreement.text.id}"
        raise CaseError(what, case.folder.name, "Name the origin of its ledger under this one.")
    settings = read_settings(case.folder)
    peers = tuple(sorted({*settings.peers, origin}))
    write_settings(case.folder, settings.model_copy(update={"peers": peers}))
    return replace(case, settings=settings.model_copy(update={"peers": peers}))


def mirror_for(record: Record) -> Callable[[str], Ledger]:
    """The mirror of an origin that is trusted. Raises ``CaseError`` that shows the fingerprint of one that is not."""

    def found(origin: str) -> Ledger:
        if origin == record.ledger.origin:
            raise CaseError("the pack holds this case's own ledger", record.folder.name, "Hand it to the other body.")
        if origin not in record.case.settings.peers:
            raise unknown(record.case, origin)
        return record.mirror(origin)

    return found


def unknown(case: Case, origin: str) -> CaseError:
    """An origin that nobody decided to accept here."""
    body = body_of(origin)
    what = (
        f"nobody here decided to accept the ledger of {body}; its first key has the fingerprint {fingerprint(origin)}"
    )
    return CaseError(what, case.folder.name, f"Have {body} read it out, then `holdfire peers CASE --trust {origin}`.")


def named(case: Case, name: str) -> str:
    """The origin of a body, named by its origin or by its name. Raises ``AskError``."""
    found = [o for o in case.settings.peers if name in (o, body_of(o))]
    if len(found) != 1:
        known = [*case.settings.peers, *map(body_of, case.settings.peers)]
        several = "Name its origin: several have this name." if found else did_you_mean(name, known)
        raise AskError(
            f'"{name}" is no body whose ledger is accepted here', remedy=several or "See `holdfire peers CASE`."
        )
    return found[0]


def witness_of(record: Record) -> Witness:
    """This case as a witness."""
    return Witness(record.witness, record.ledger.origin)


def cosigned_by(record: Record, origin: str) -> tuple[Checkpoint, SignedNote] | None:
    """The latest head of the own ledger that another body is known to have cosigned, and so to hold."""
    text = record.ledger.store.note(f"cosigned by {origin}")
    try:
        return read_checkpoint(text) if text else None
    except BadNote as error:
        raise LedgerError(f"the cosigned checkpoint {error}", record.ledger.name, "Exchange again.") from None


def peers_of(case: Case) -> list[Peer]:
    """Every body whose ledger is accepted here, after the case's own."""
    with open_record(case) as record:
        own = record.ledger
        found = [_peer(own.origin, own.size(), own=True)]
        for origin in sorted(case.settings.peers):
            mirror = record.mirrors().get(origin)
            last = last_cosigned(mirror) if mirror else None
            theirs = cosigned_by(record, origin)
            found.append(
                _peer(origin, mirror.size() if mirror else 0).model_copy(
                    update={
                        "cosigned": last[0].size if last else None,
                        "cosigned_at": cosigned_at(last[1], own.origin, own) if last else None,
                        "cosigned_us": theirs[0].size if theirs else None,
                        "cosigned_us_at": cosigned_at(theirs[1], origin, mirror) if theirs and mirror else None,
                    }
                )
            )
    return found


def _peer(origin: str, held: int, *, own: bool = False) -> Peer:
    return Peer(body=body_of(origin), origin=origin, fingerprint=fingerprint(origin), own=own, held=held)


def cosigned_at(note: SignedNote, name: str, ledger: Ledger) -> str | None:
    """When a body, whose ledger is given, last cosigned a head; None when it did not."""
    found = cosignatures(note, {name: ledger.ring().witnesses()})
    return max((iso(moment(c.at), UTC) for c in found), default=None)


@contextmanager
def alone(folder: Path, doing: str = "exchange") -> Iterator[None]:
    """Nobody else does this for this case meanwhile, in this process or another; a killed one lets go.

    Raises ``CaseError`` when another one takes longer than ``WAIT_S``.
    """
    place = folder / PEERS
    place.mkdir(exist_ok=True)
    lock = sqlite3.connect(place / f"{doing}.lock", isolation_level=None, timeout=WAIT_S)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise CaseError(f"another {doing} of this case goes on", folder.name, "Wait for it to end.") from error
        yield
    finally:
        lock.close()
