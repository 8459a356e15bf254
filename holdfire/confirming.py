"""The second person's part, and taking back: what waits for a confirmation is confirmed or declined, what was done is undone.

Nothing is erased: each of these is one more entry, and what it undoes stays in the record for its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from holdfire import disputes
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.disputes import Act, correction, fits, made_of, own_claim, own_mark, put, statement
from holdfire.errors import AskError
from holdfire.findings.body import BodyFinding
from holdfire.index import Index
from holdfire.ledger import Entry, Ledger
from holdfire.ledger.entry import ACT_CONFIRMED, ACT_DECLINED, ACT_PROPOSED, entry_from
from holdfire.projection.taking import LEDGER
from holdfire.record import Record, open_record
from holdfire.told import CORRECTED, FOUND, LINKED, MATCHED, UNLINKED, UNMATCHED
from holdfire.two_persons import Proposed, one_waiting, second_person, waiting_in

UNDONE: Final = (CORRECTED, LINKED, UNLINKED, MATCHED, UNMATCHED, ACT_PROPOSED)
"""Kinds of entries that can be taken back. A finding is not: the body enters a later one, which supersedes it."""


def waiting(case: Case) -> list[Proposed]:
    """What waits for a second person, the earliest first."""
    with open_record(case) as record:
        return waiting_in(record.ledger)


def confirm(case: Case, name: str, act: Act, known: Index | None = None) -> int:
    """Confirm what another person proposed: from now on it counts. Returns the position of the act.

    Two entries at once by the second person: that it is confirmed, and the act. Raises ``AskError`` for the person who
    proposed it, for what does not wait any more, and for an acceptance of a claim that was decided meanwhile.
    """
    with open_record(case) as record:
        proposed = one_waiting(record, name)
        second_person(record, proposed, act.by)
        why = f"{proposed.why} / {act.why}" if act.why and act.why != proposed.why else proposed.why
        entry = (_accepting if proposed.act == "accept" else _finding)(case, record, proposed, why, act, known)
        confirmed = Entry(ACT_CONFIRMED, name, {"by": act.by, "proposed_by": proposed.by, "why": act.why})
        return put(record, [confirmed, entry], act)


def decline(case: Case, name: str, act: Act) -> int:
    """End what waits without doing it: taken back by who proposed it, or declined. Returns the entry's position."""
    with open_record(case) as record:
        proposed = one_waiting(record, name)
        data = {"by": act.by or case.settings.body, "proposed_by": proposed.by, "why": act.why}
        return put(record, [Entry(ACT_DECLINED, name, data)], act)


def _accepting(case: Case, record: Record, proposed: Proposed, why: str, act: Act, known: Index | None) -> Entry:
    before = own_claim(record, proposed.on, known)
    if before.review != "proposed":
        raise AskError(
            f"{proposed.on} was decided meanwhile: it is {before.review}",
            remedy=f"Decline {proposed.id}, or look again.",
        )
    changes = dict(proposed.said["changes"])
    fits(before, changes)
    return correction(proposed.on, changes, why)


def _finding(case: Case, record: Record, proposed: Proposed, why: str, act: Act, known: Index | None) -> Entry:
    made = made_of(BodyFinding, case, {**proposed.said, "why": why}, act)
    return statement(record, FOUND, made, after=1)[1]


# --- taking back


@dataclass(frozen=True)
class Undone:
    """What was taken back: the position of the entry that does it, of the one that it undoes, and what that was."""

    entry: int
    of: int
    kind: str


def undo(case: Case, position: int, act: Act, known: Index) -> Undone:
    """Take back what the entry at a position of the own ledger did, by one entry more.

    A decision on a claim gives its fields the values that they had before; claims that were linked go back to the event of their
    source, and the other way round; what waits for a second person waits no more. Raises ``AskError`` for what cannot be taken
    back, and where something later hangs on it.
    """
    with open_record(case) as record:
        entry = entry_at(record.ledger, position)
        mark, place = own_mark(record), _place(record, position)
    match entry.kind:
        case "correction":
            done = _uncorrected(case, mark, place, entry, act, known)
        case "link-made":
            done = disputes.unlink(case, entry.data["claims"], act, known)
        case "link-undone":
            done = _linked_again(case, mark, place, entry, act, known)
        case "match-made" | "match-undone":
            done = disputes.match(case, entry.data["a"], entry.data["b"], act, known, holds=entry.kind == UNMATCHED)
        case "act-proposed":
            done = decline(case, entry.key, act)
        case _:
            raise AskError(
                f"entry {position} cannot be taken back: it is of the kind {entry.kind}",
                remedy="A later finding or position of the body supersedes it; say what holds now.",
            )
    return Undone(done, position, entry.kind)


def entry_at(ledger: Ledger, position: int) -> Entry:
    """The entry at a position of a ledger. Raises ``AskError`` where there is none."""
    body = next(iter(ledger.bodies(position, position + 1)), None) if 0 <= position < ledger.size() else None
    if body is None:
        raise AskError(f"there is no entry {position} here", remedy="Name one of the record.")
    return entry_from(body)


def _place(record: Record, position: int) -> int:
    """Where an entry of the own ledger stands among those of all."""
    origins = sorted([record.ledger.origin, *record.mirrors()])
    return origins.index(record.ledger.origin) * LEDGER + position


def versions_around(known: Index, name: str, place: int) -> tuple[Claim | None, Claim | None]:
    """The version of a claim before the entry at a place, and the last there is where the entry at that place made it."""
    rows = list(known.store.rows("SELECT place, data FROM claim WHERE id = ? ORDER BY place, no", (name,)))
    before = [data for at, data in rows if at < place]
    last = rows[-1] if rows and rows[-1][0] == place else None
    return (
        Claim.model_validate_json(before[-1]) if before else None,
        Claim.model_validate_json(last[1]) if last else None,
    )


def _uncorrected(case: Case, mark: str, place: int, entry: Entry, act: Act, known: Index) -> int:
    name = entry.data["claim"]
    with known.lock:
        before, last = versions_around(known, mark + name, place)
    if before is None or last is None:
        raise AskError(f"{name} was changed again since", remedy="Take back what came later first.")
    said = before.model_dump(mode="json")
    changes: dict[str, Any] = {field: said[field] for field in entry.data["changes"]}
    return disputes.correct(case, name, changes, act, known)


def _linked_again(case: Case, mark: str, place: int, entry: Entry, act: Act, known: Index) -> int:
    names: Sequence[str] = entry.data["claims"]
    with known.lock:
        events = [versions_around(known, mark + name, place)[0] for name in names]
    tags = {c.event for c in events if c and c.event}
    if len(tags) != 1 or not all(events):
        raise AskError("these claims were of no single event before", remedy="Link them by `holdfire link`.")
    return disputes.link(case, list(names), tags.pop().removeprefix(mark), act, known)
