"""What flips a gate: its keys, and what flips each of its conditions."""

from collections.abc import Iterator
from itertools import combinations

from holdfire.agreement.model import Condition, Gate, Keys
from holdfire.findings.decisions import enough, keys_turned
from holdfire.hangs.found import NEVER, THERE, Found, all_of, any_of
from holdfire.hangs.pieces import Piece, names
from holdfire.hangs.under import Under
from holdfire.status import Settled
from holdfire.status.counting import Counted
from holdfire.status.model import ConditionWord, ProvisionStatus, ReadingStatus
from holdfire.status.settled import Ruling

_STANDS = ("kept", "late")


def clocks_of(gates: dict[str, Gate], name: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """The clocks that a gate waits for, itself or through other gates."""
    if name in seen:
        return []
    return list(dict.fromkeys(_clocks((*gates[name].opens_when, *gates[name].shuts_when), gates, seen | {name})))


def _clocks(conditions: tuple[Condition, ...], gates: dict[str, Gate], seen: frozenset[str]) -> Iterator[str]:
    for c in conditions:
        if c.clock:
            yield c.clock
        if c.gate:
            yield from clocks_of(gates, c.gate, seen)
        yield from _clocks(tuple(c.any_of), gates, seen)


class GateFlips:
    """Gates with one choice of a reading made (``number``)."""

    def __init__(self, under: Under, number: int, status: ReadingStatus) -> None:
        self.under, self.number, self.status = under, number, status
        self.text = under.evidence(number).text

    def flips(self, name: str) -> Found:
        """Sets that open a gate that is not open, or shut one that is."""
        gate = self.text.gates[name]
        if self.status.gates[name].state == "open":
            return self._shut(name, gate)
        return self._open(name, gate)

    def _open(self, name: str, gate: Gate) -> Found:
        if gate.per_window:
            return NEVER
        return all_of([self._keys(gate), *(self._made(name, c, met=True) for c in gate.opens_when)])

    def _shut(self, name: str, gate: Gate) -> Found:
        if gate.per_window:
            return NEVER
        ways = [self._made(name, c, met=False) for c in gate.opens_when]
        ways += [self._made(name, c, met=True) for c in gate.shuts_when]
        return any_of([self._unkeyed(gate), self._closed(gate), *ways])

    def _turned(self, gate: Gate) -> set[str]:
        return {t.actor for t in keys_turned(gate, self.under.then.decisions)}

    def _keys(self, gate: Gate) -> Found:
        """The fewest keys to turn."""
        if gate.opens is None:
            return THERE
        turned = self._turned(gate)
        missing = [a for a in gate.opens.by if a not in turned]
        if enough(gate.opens, turned) and not self.status_waits_for_keys(gate):
            return THERE
        sets = list(_fewest(gate.opens, turned, missing))
        found = tuple(tuple(self._key(gate.decides, a, "turned") for a in some) for some in sets)
        return Found(found, min(map(len, found)), core=tuple(map(names, found))) if found else NEVER

    def status_waits_for_keys(self, gate: Gate) -> bool:
        """True where keys were turned apart, and one act is needed."""
        return bool(gate.opens and gate.opens.jointly)

    def _key(self, word: str, actor: str, how: str) -> Piece:
        says = f"the key of {actor} ({word})"
        if how == "turned":
            return Piece(f"key:{word}:{actor}", "key", "turned", "not turned", says, turns=(word, actor))
        return Piece(f"key:{word}:{actor}", "key", "not turned", "turned", says, unturns=(word, actor))

    def _unkeyed(self, gate: Gate) -> Found:
        """Keys that are taken as not turned, so that those left are too few."""
        if gate.opens is None:
            return NEVER
        turned = self._turned(gate)
        held = [a for a in gate.opens.by if a in turned]
        for size in range(1, len(held) + 1):
            some = [s for s in combinations(held, size) if not enough(gate.opens, turned - set(s))]
            if some:
                sets = tuple(tuple(self._key(gate.decides, a, "unturned") for a in s) for s in some)
                return Found(sets, size, size)
        return NEVER

    def _closed(self, gate: Gate) -> Found:
        if gate.closes is None:
            return NEVER
        word = f"close-{gate.decides}"
        sets = tuple(
            tuple(self._key(word, a, "turned") for a in s) for s in _fewest(gate.closes, set(), gate.closes.by)
        )
        return Found(sets, min(map(len, sets))) if sets else NEVER

    # --- conditions

    def _made(self, gate: str, c: Condition, *, met: bool) -> Found:
        """Sets by which a condition is met, or is met no more."""
        now = self._now(gate, c)
        if now is not None and (now == "met") == met:
            return THERE
        if c.any_of:
            parts = [self._made(gate, part, met=met) for part in c.any_of]
            return any_of(parts) if met else all_of(parts)
        if c.clock:
            return self.under.clock(self.number, c.clock) if c.clock in self.status.clocks else NEVER
        if c.gate:
            return self.flips(c.gate) if (self.status.gates[c.gate].state == "open") != met else THERE
        if c.provision:
            return self._provision(c.provision, kept=met)
        if c.broken:
            return self._provision(c.broken, kept=not met)
        if now == "undetermined" and self._own(gate, c):
            return self._said(gate, c, met=met)
        return NEVER

    def _now(self, gate: str, c: Condition) -> ConditionWord | None:
        """How it stands; None for a part of another condition, of which the status tells nothing by itself."""
        return next((s.state for s in self.status.gates[gate].conditions if s.id == c.id), None)

    def _own(self, gate: str, c: Condition) -> bool:
        return any(own.id == c.id for own in self.text.gates[gate].opens_when)

    def _said(self, gate: str, c: Condition, *, met: bool) -> Found:
        """A condition for which the text names no measure: whoever may say so says that it holds."""
        words = "it holds" if met else "it does not hold"
        piece = Piece(f"condition:{gate}:{c.id}", "condition", words, "undetermined", c.says, met=(gate, c.id, met))
        return Found(((piece,),), 1)

    # --- provisions

    def _provision(self, name: str, *, kept: bool) -> Found:
        status = self.status.provisions[name]
        if (status.standing in _STANDS) == kept and kept:
            return THERE
        doubtful = self._doubtful(name)
        if not kept:
            singles = tuple((self._ruled(name, i, breach=True),) for i in doubtful)
            one = Found(singles, 1) if singles else NEVER
            return one if singles else self._standing(name, status, kept=False)
        if doubtful and not any(how == "sure" for how in self._counted(name)):
            return Found((tuple(self._ruled(name, i, breach=False) for i in doubtful),), len(doubtful))
        return self._standing(name, status, kept=True) if not doubtful else NEVER

    def _standing(self, name: str, status: ProvisionStatus, *, kept: bool) -> Found:
        """A provision of which nobody can tell: whoever may say so says that it was kept, or broken."""
        if status.standing not in ("undetermined", "disputed", *(() if kept else _STANDS)):
            return NEVER
        if status.standing in _STANDS:
            return NEVER
        word, words = ("kept", "it was kept") if kept else ("broken", "it was broken")
        settled = Settled(provisions={name: word})  # type: ignore[dict-item]
        now = f"{status.standing}: {status.why}"
        says = self.text.provisions[name].title.en
        return Found(
            ((Piece(f"provision:{name}", "provision", words, now, says, None, None, status.because, settled),),), 1
        )

    def _told(self, name: str) -> Iterator[tuple[str, str]]:
        """Incidents under a provision that this reading counts or contests, each ``sure`` or in ``doubt``."""
        e = self.under.evidence(self.number)
        for incident in e.incidents:
            how = e.counter.on(incident, name)
            for finding in e.findings.get(incident.id, []):
                verdict = finding.under[e.reading][0]
                if finding.provision == name and how is not Counted.NO and verdict in ("breach", "undetermined"):
                    yield incident.id, "sure" if (how is Counted.YES and verdict == "breach") else "doubt"

    def _doubtful(self, name: str) -> list[str]:
        return [i for i, how in self._told(name) if how == "doubt"]

    def _counted(self, name: str) -> list[str]:
        return [how for _, how in self._told(name)]

    def _ruled(self, provision: str, incident: str, *, breach: bool) -> Piece:
        words = f"a breach of {provision}" if breach else "no breach"
        told = self.under.incidents[incident]
        because = tuple(c.id for c in told.claims)
        day = told.span.start.date().isoformat()
        settled = Settled(rulings={incident: Ruling(breach)})
        return Piece(incident, "incident", words, "not settled", "", day, incident, because, settled)


def _fewest(keys: Keys, turned: set[str], missing: list[str]) -> Iterator[tuple[str, ...]]:
    """The smallest sets of holders that suffice with those who turned theirs; all of them where it must be one act."""
    for size in range(1, len(missing) + 1):
        some = [s for s in combinations(missing, size) if enough(keys, turned | set(s))]
        if some:
            yield from some
            return
