"""What hangs on claims that wait for a person: how gates and clocks would stand if each were accepted.

A machine cannot tell whether a claim is true; it can tell whether it matters. Claims are tried together first: where nothing
moves when all of a group are accepted, none of them is tried alone. So the answer may miss two that undo each other; a person
who accepts one sees the other move.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from holdfire.claims import Claim
from holdfire.hangs.asking import Asking
from holdfire.status.model import Status

MOST_TRIED = 64
"""Statuses made at most for one answer; what is left then is not worked out."""
GATE, CLOCK, TIME = 100.0, 10.0, 1.0
"""Weights of a gate that flips, a clock that changes its state, a clock that loses or gains time; only their order matters."""


@dataclass(frozen=True)
class Moved:
    """One thing that would stand otherwise under a reading: words of the status, and a clock's seconds."""

    kind: Literal["gate", "clock"]
    name: str
    reading: str
    before: str
    after: str
    elapsed_s: int | None = None
    elapsed_s_after: int | None = None

    @property
    def weight(self) -> float:
        """How much it matters: a gate more than a clock, a clock's state more than its time."""
        if self.kind == "gate":
            return GATE
        return CLOCK if self.before != self.after else TIME


def moved_by(
    asking: Asking, waiting: Sequence[Claim], most: int = MOST_TRIED
) -> Iterator[tuple[str, tuple[Moved, ...]]]:
    """For each claim that waits what accepting it alone would move, as far as ``most`` statuses allow; the rest are left out."""
    base = asking.judged().status.board()
    tried = 0
    groups: list[Sequence[Claim]] = [waiting] if waiting else []
    while groups and tried < most:
        group = groups.pop()
        tried += 1
        moved = _moved(base, _accepted(asking, group))
        if not moved:
            yield from ((claim.id, ()) for claim in group)
        elif len(group) == 1:
            yield group[0].id, moved
        else:
            middle = len(group) // 2
            groups += [group[middle:], group[:middle]]


def _accepted(asking: Asking, group: Sequence[Claim]) -> Status:
    names = {c.id for c in group}
    claims = tuple(c.model_copy(update={"review": "accepted"}) if c.id in names else c for c in asking.told.claims)
    return replace(asking, told=replace(asking.told, claims=claims)).judged().status.board()


def _moved(base: Status, other: Status) -> tuple[Moved, ...]:
    found: list[Moved] = []
    for name, reading in base.readings.items():
        then = other.readings[name]
        for key, gate in reading.gates.items():
            if gate.state != then.gates[key].state:
                found.append(Moved("gate", key, name, gate.state, then.gates[key].state))
        for key, clock in reading.clocks.items():
            after = then.clocks.get(key)
            if after and (clock.state, clock.elapsed_s) != (after.state, after.elapsed_s):
                found.append(Moved("clock", key, name, clock.state, after.state, clock.elapsed_s, after.elapsed_s))
    return tuple(sorted(found, key=lambda m: (-m.weight, m.reading, m.name)))
