"""What became of facts: a fact fires when it was not there at the check before, and may fire again once it was over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from holdfire.alerts.model import Fact, alert_id


@dataclass(frozen=True)
class Held:
    """An occurrence that fired: whether it still stands, and how many times it was over and came again.

    ``since`` is its name among those of one key. A stretch reaches from ``begins``, the earliest it ever began, to ``until``.
    """

    key: str
    since: str
    begins: str = ""
    until: str = ""
    times: int = 0
    stands: bool = True


@dataclass(frozen=True)
class Turned:
    """What a check changes: facts that fire, each with the name of its alert, and every occurrence as it is held from now on."""

    fired: tuple[tuple[str, Fact], ...]
    held: tuple[Held, ...]


def turned(held: Iterable[Held], facts: Sequence[Fact]) -> Turned:
    """Compare what stands with what is held. Facts in another order give the same; so do facts that are told twice."""
    before: dict[str, list[Held]] = {}
    for one in held:
        before.setdefault(one.key, []).append(one)
    fired: list[tuple[str, Fact]] = []
    after: dict[tuple[str, str], Held] = {}
    for fact in sorted({f.model_dump_json(): f for f in facts}.values(), key=lambda f: (f.key, f.since, f.until)):
        known = {(h.key, h.since): h for h in before.get(fact.key, ())}
        known |= {name: h for name, h in after.items() if h.key == fact.key}
        same = [h for h in known.values() if _same(h, fact)]
        if not same:
            same = [Held(fact.key, fact.since, fact.since, fact.until)]
            fired.append((alert_id(fact.key, fact.since, 0), fact))
        elif not any(h.stands for h in same):
            same[0] = replace(same[0], times=same[0].times + 1)
            fired.append((alert_id(fact.key, same[0].since, same[0].times), fact))
        for one in same:
            begins, until = _earlier(one.begins, fact.since), _later(one.until, fact.until)
            after[one.key, one.since] = replace(one, begins=begins, until=until, stands=True)
    gone = [replace(h, stands=False) for every in before.values() for h in every if (h.key, h.since) not in after]
    return Turned(tuple(fired), tuple(sorted([*after.values(), *gone], key=lambda h: (h.key, h.since))))


def _same(held: Held, fact: Fact) -> bool:
    """The same occurrence: the same instant, or stretches that share one."""
    if held.since == fact.since:
        return True
    if not (held.until and fact.until):
        return False
    one, other = (_span(held.begins, held.until), _span(fact.since, fact.until))
    return one[0] <= other[1] and other[0] <= one[1]


def _span(since: str, until: str) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(since), datetime.fromisoformat(until)


def _earlier(one: str, other: str) -> str:
    return min((one, other), key=lambda text: datetime.fromisoformat(text).timestamp()) if one and other else one


def _later(one: str, other: str) -> str:
    return max((one, other), key=lambda text: datetime.fromisoformat(text).timestamp() if text else float("-inf"))
