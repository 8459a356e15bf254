"""Who is told when: at most one message to a recipient in its quiet time, with all that waits for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfire.alerts.rules import Recipient, Rules
from holdfire.when import duration

MOST_IN_ONE = 200
"""So many alerts go into one message; what is more goes into the next. Of those a text tells the first ``MOST_TOLD``."""
MOST_TOLD = 40


@dataclass(frozen=True)
class Waiting:
    """An alert that waits for a recipient; ``order`` is in which order alerts fired."""

    recipient: str
    alert: str
    order: int


def gathered(
    rules: Rules,
    waiting: Iterable[Waiting],
    last: Mapping[str, datetime],
    busy: Iterable[str],
    now: datetime,
) -> list[tuple[str, tuple[str, ...]]]:
    """The messages to make now: recipient and alerts, the first fired first.

    ``last`` is when a message was last made for a recipient; while one is ``busy`` with an earlier message none is made.
    """
    by_whom: dict[str, list[Waiting]] = {}
    for one in waiting:
        by_whom.setdefault(one.recipient, []).append(one)
    taken, found = set(busy), []
    for name in sorted(by_whom):
        recipient = rules.recipients.get(name)
        if recipient is None or name in taken or not quiet_over(recipient, last.get(name), now):
            continue
        found.append((name, _first(by_whom[name])))
    return found


def _first(waiting: Sequence[Waiting]) -> tuple[str, ...]:
    ordered = sorted(waiting, key=lambda w: (w.order, w.alert))
    return tuple(dict.fromkeys(w.alert for w in ordered))[:MOST_IN_ONE]


def quiet_over(recipient: Recipient, last: datetime | None, now: datetime) -> bool:
    """Whether the quiet time since the last message is over."""
    return last is None or now - last >= duration(recipient.quiet)
