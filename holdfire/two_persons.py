"""Two persons: an acceptance or a finding that counts only once a second, different person confirms it.

Which acts need it says the case (``two_persons`` in its settings). The first person's act is an entry of its own kind, which
nothing counts::

    act-proposed  Q-120  {"act": "accept", "by": "rahimi", "on": "C-7", "said": {"changes": {...}}, "why": "..."}

The second person writes two entries at once: ``act-confirmed`` under the same key, and the act itself. ``act-declined`` ends what
was proposed without any. Who proposed is told by the key that signed, whatever the entry says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from holdfire.case import Case
from holdfire.errors import AskError
from holdfire.ledger import Entry, Ledger
from holdfire.ledger.entry import ACT_CONFIRMED, ACT_DECLINED, ACT_PROPOSED, read_entry
from holdfire.ledger.ledger import mark_of
from holdfire.record import Record

ActWord = Literal["accept", "find"]
KINDS: Final = (ACT_PROPOSED, ACT_CONFIRMED, ACT_DECLINED)


@dataclass(frozen=True)
class Proposed:
    """What waits for a second person: the act, what it is on (a claim or an incident), what was said, by whom and when."""

    id: str
    act: ActWord
    on: str
    by: str
    why: str
    at: datetime
    key: str
    said: Mapping[str, Any] = field(default_factory=dict)


def asks_for_two(case: Case, act: ActWord) -> bool:
    """True where this case counts such an act only when two persons stand behind it."""
    return act in case.settings.two_persons


def proposing(act: ActWord, on: str, by: str | None, said: Mapping[str, Any], why: str, size: int) -> Entry:
    """The entry of the first person. Raises ``AskError`` where the organisation would sign: it is nobody in particular."""
    if by is None:
        raise AskError(
            "this case asks for two persons, and the organisation's key is nobody in particular",
            remedy="Act under a key of your own: `holdfire keys make` makes one, `--by NAME` names it.",
        )
    return Entry(ACT_PROPOSED, f"Q-{size}", {"act": act, "by": by, "on": on, "said": dict(said), "why": why})


def waiting_in(ledger: Ledger) -> list[Proposed]:
    """Everything proposed in a ledger that nobody has confirmed or declined, the earliest first. Reads all of it."""
    return still_waiting(ledger.bodies())


def still_waiting(bodies: Iterable[bytes]) -> list[Proposed]:
    """The same from entries as they stand in a ledger."""
    found: dict[str, Proposed] = {}
    for body in bodies:
        if b'"kind":"act-' not in body:
            continue
        written = read_entry(body)
        if written.entry.kind == ACT_PROPOSED:
            found[written.entry.key] = proposed_from(written.entry, written.by, datetime.fromisoformat(written.at))
        elif written.entry.kind in KINDS:
            found.pop(written.entry.key, None)
    return list(found.values())


def proposed_from(entry: Entry, key: str, at: datetime) -> Proposed:
    """What an entry proposes; ``key`` is the key that signed it."""
    data = entry.data
    return Proposed(entry.key, data["act"], data["on"], data["by"], data["why"], at, key, data["said"])


def one_waiting(record: Record, name: str) -> Proposed:
    """What waits under an id, found without reading the rest. Raises ``AskError`` where nothing does, or not any more."""
    ledger = record.ledger
    for kind, word in ((ACT_CONFIRMED, "confirmed"), (ACT_DECLINED, "declined")):
        if ledger.holds(kind, [name]):
            raise AskError(f"{name} is {word} already", remedy="Look at the record again; nothing was changed.")
    for body in ledger.store.marked([mark_of(ACT_PROPOSED, name)]):
        written = read_entry(body)
        if (written.entry.kind, written.entry.key) == (ACT_PROPOSED, name):
            return proposed_from(written.entry, written.by, datetime.fromisoformat(written.at))
    raise AskError(f"nothing waits for a second person under {name}", remedy="`holdfire proposals` lists what does.")


def second_person(record: Record, proposed: Proposed, by: str | None) -> str:
    """Who may confirm: a person other than the first, by name and by key. Raises ``AskError``."""
    if by is None:
        raise AskError("a second person confirms, under a key of their own", remedy="Name it with `--by`.")
    if by == proposed.by or record.person(by).public.id == proposed.key:
        raise AskError(f"{by} proposed it; a second, different person confirms", remedy="Ask somebody else to look.")
    if proposed.key == record.organisation.public.id:
        raise AskError(f"{proposed.id} was proposed by the organisation, and not by a person", remedy="Decline it.")
    return by
