"""Ask what a gate or clock hangs on, reading by reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from holdfire import pipeline
from holdfire.agreement.model import AgreementText
from holdfire.case import Case
from holdfire.errors import AskError, did_you_mean
from holdfire.hangs.asking import Asking
from holdfire.hangs.choices import TOGETHER
from holdfire.hangs.found import Found, any_of, minimal
from holdfire.hangs.gates import GateFlips, clocks_of
from holdfire.hangs.pieces import Piece, Pieces
from holdfire.hangs.tell import Telling, fixed_days, in_words
from holdfire.hangs.under import OWN, Under
from holdfire.publish import readings_asked
from holdfire.status.flip_answer import Flip, FlipReading, FlipSet
from holdfire.status.model import ReadingStatus, Status

LIMIT = 10
"""How many sets are shown under each reading."""
TRIED = 4
"""How many times as many sets are recomputed at most, where some are not borne out."""


@dataclass(frozen=True)
class Thing:
    """A clock or a gate, by name."""

    kind: Literal["clock", "gate"]
    name: str

    def state(self, reading: ReadingStatus) -> str:
        """Its state in a word; ``not run`` for a clock that the reading does not run."""
        if self.kind == "gate":
            return reading.gates[self.name].state
        return reading.clocks[self.name].state if self.name in reading.clocks else "not run"

    def holds(self, reading: ReadingStatus) -> bool:
        """True for a complete clock and an open gate."""
        return self.state(reading) in ("complete", "open")

    def why(self, reading: ReadingStatus) -> str:
        """Why it is in that state."""
        if self.kind == "gate":
            return reading.gates[self.name].why
        return reading.clocks[self.name].why if self.name in reading.clocks else "this reading does not run the clock"

    def elapsed(self, reading: ReadingStatus) -> int | None:
        """Seconds of a clock; None for a gate."""
        clock = reading.clocks.get(self.name) if self.kind == "clock" else None
        return clock.elapsed_s if clock else None


def thing_of(text: AgreementText, asked: str) -> Thing:
    """``gate:jic``, ``G-JIC`` or ``clock:seven-days``. Raises ``AskError`` with the nearest names for what is not there."""
    kind, _, rest = asked.partition(":")
    name = rest if rest and kind in ("gate", "clock") else asked
    things = [Thing("clock", n) for n in text.clocks if kind != "gate" or not rest]
    things += [Thing("gate", n) for n in text.gates if kind != "clock" or not rest]
    for fits in (_same, _ends):
        found = [t for t in things if fits(t.name.casefold(), name.casefold())]
        if len(found) == 1:
            return found[0]
    known = [t.name for t in things]
    raise AskError(
        f'no gate or clock is called "{asked}"', remedy=did_you_mean(name, known) or f"There are: {', '.join(known)}."
    )


def _same(name: str, asked: str) -> bool:
    return name == asked


def _ends(name: str, asked: str) -> bool:
    return name.endswith(f"-{asked}")


def flip_of(
    case: Case, asked: str, as_of: str | None, known_at: str | None, now: datetime, reading: str | None = None
) -> Flip:
    """What a gate or clock of a case hangs on under each reading, or the one asked for."""
    thing = thing_of(case.agreement.text, asked)
    told = pipeline.told_in(case)
    at, known = pipeline.moments(case, as_of, known_at, told.latest, now)
    return flip_at(Asking(case.agreement, told, at, known), thing, reading)


def flip_at(asking: Asking, thing: Thing, reading: str | None = None, limit: int = LIMIT) -> Flip:
    """The same for a record at hand."""
    judged = asking.judged()
    status = judged.status
    gates = judged.agreement.text.gates
    clocks = [thing.name] if thing.kind == "clock" else clocks_of(gates, thing.name)
    readings = {
        name: _Reading(Under(asking, name, clocks, limit), thing, status, limit).told()
        for name in readings_asked(status, reading)
    }
    return Flip(
        thing=thing.name,
        kind=thing.kind,
        as_of=status.as_of,
        known_at=status.known_at,
        digest=status.digest,
        readings=readings,
    )


class _Reading:
    """One reading, asked."""

    def __init__(self, under: Under, thing: Thing, status: Status, limit: int) -> None:
        self.under, self.thing, self.status, self.limit = under, thing, status, limit
        self.own = status.readings[under.name]

    def told(self) -> FlipReading:
        """Its sets, each recomputed, and what is proved about the rest."""
        found = any_of(self._parts())
        sets, refused = self._shown(found)
        facts = self._without_choice()
        more = found.more or len(found.sets) > len(sets) + refused
        upto = min(found.all_up_to, len(sets[-1].items) - 1) if sets and more else found.all_up_to
        least = len(sets[0].items) if sets and found.least == len(found.sets[0]) and not refused else found.least
        fixed = tuple(d for key in self.under.clocks for d in fixed_days(self.own, key))
        return FlipReading(
            state=self.thing.state(self.own),
            why=self.thing.why(self.own),
            sets=tuple(sets),
            least=least,
            all_up_to=min(upto, 10**6),
            more=more,
            choices_together=TOGETHER,
            says=in_words(self.own, self.under.clocks, found, facts, more, upto),
            fixed=fixed,
            not_confirmed=refused,
        )

    def _parts(self) -> Iterator[Found]:
        whole = tuple(self._other_readings())
        if whole:
            yield Found(whole, 1)
        alone: list[Pieces] = []
        for number, pieces in self.under.variants.items():
            if any(frozenset(p.name for p in a) <= {p.name for p in pieces} for a in alone):
                continue
            status = self.under.status(number)
            if status is None:
                continue
            if self.thing.holds(status) != self.thing.holds(self.own):
                alone.append(pieces)
                yield Found((pieces,), len(pieces))
            else:
                yield self._flips(number, status).plus(pieces)

    def _other_readings(self) -> Iterator[Pieces]:
        """Other declared readings, taken whole, under which it stands otherwise."""
        for name, reading in self.status.readings.items():
            if self.thing.holds(reading) != self.thing.holds(self.own):
                says = f"the whole reading of {reading.whose}: {reading.title}"
                yield (Piece(f"reading:{name}", "reading", f"read as {name}", self.under.name, says, other=name),)

    def _flips(self, number: int, status: ReadingStatus) -> Found:
        if self.thing.kind == "clock":
            return self.under.clock(number, self.thing.name)
        return GateFlips(self.under, number, status).flips(self.thing.name)

    def _without_choice(self) -> Found:
        """What flips it with the reading as it is."""
        status = self.under.status(OWN)
        return self._flips(OWN, status) if status else Found()

    def _shown(self, found: Found) -> tuple[list[FlipSet], int]:
        """Sets that the recomputed status bears out, and how many it does not."""
        telling = Telling(self.under)
        sets: list[FlipSet] = []
        refused = 0
        for pieces in minimal(found.sets)[: TRIED * self.limit]:
            if len(sets) == self.limit:
                break
            after = self._again(pieces)
            if after is None or self.thing.holds(after) == self.thing.holds(self.own):
                refused += 1
                continue
            sets.append(
                FlipSet(
                    items=tuple(telling.item(p) for p in pieces),
                    before=self.thing.state(self.own),
                    after=self.thing.state(after),
                    elapsed_s=self.thing.elapsed(self.own),
                    elapsed_s_after=self.thing.elapsed(after),
                )
            )
        return sets, refused

    def _again(self, pieces: Pieces) -> ReadingStatus | None:
        other = next((p.other for p in pieces if p.other), None)
        return self.status.readings[other] if other else self.under.asking.again(self.under.name, pieces)
