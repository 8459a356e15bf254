"""Choices of a reading: other ways to have one of its fields, as other declared readings have it or as the format allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from holdfire.agreement.model import AgreementText, LimbMeasure, Reading, ReadingClock
from holdfire.agreement.times import resolve
from holdfire.hangs.pieces import Change, Piece, Pieces
from holdfire.when import iso, zone

TOGETHER = 2
"""How many choices of reading are taken together at most."""


@dataclass(frozen=True)
class Choice:
    """One other value of one field. ``field`` is what may be chosen once; ``touches`` are fields it takes the place of."""

    field: str
    value: str
    now: str
    whose: tuple[str, ...]
    change: Change
    touches: tuple[str, ...] = ()

    def piece(self) -> Piece:
        """As a thing to settle."""
        whose = f", as under {', '.join(self.whose)}" if self.whose else ""
        says = f"a choice of reading: {self.field}"
        return Piece(
            f"{self.field}={self.value}", "choice", f"{self.field}: {self.value}{whose}", self.now, says,
            change=self.change,
        )  # fmt: skip


def combined(found: list[Choice]) -> Iterator[Pieces]:
    """Choices one by one, then two together of different fields."""
    for size in range(1, TOGETHER + 1):
        for some in combinations(found, size):
            fields = [f for c in some for f in (c.field, *c.touches)]
            if len(set(fields)) == len(fields):
                yield tuple(c.piece() for c in some)


def choices(text: AgreementText, root: str, name: str, clocks: list[str]) -> list[Choice]:
    """Every other value of a field of this reading that bears on windows, counting or these clocks, each once."""
    own = text.readings[root]
    found = [*_of_reading(text, root, own), *(c for key in clocks for c in _of_clock(text, root, name, key))]
    once: dict[tuple[str, str], Choice] = {}
    for choice in found:
        key = (choice.field, choice.value)
        if choice.change(own) == own:
            continue
        before = once.get(key)
        once[key] = choice if before is None else _shared(before, choice)
    return list(once.values())


def _shared(one: Choice, other: Choice) -> Choice:
    whose = tuple(dict.fromkeys((*one.whose, *other.whose)))
    return Choice(one.field, one.value, one.now, whose, one.change, one.touches)


def _others(text: AgreementText, root: str) -> Iterator[tuple[str, Reading]]:
    return ((name, r) for name, r in text.readings.items() if name != root)


def _set(**fields: object) -> Change:
    return lambda reading: reading.model_copy(update=fields)


def _count(**fields: object) -> Change:
    return lambda r: r.model_copy(update={"counts": r.counts.model_copy(update=fields)})


def _of_reading(text: AgreementText, root: str, own: Reading) -> Iterator[Choice]:
    day = own.day_begins or text.day_begins
    for name, other in _others(text, root):
        begins = other.day_begins or text.day_begins
        if begins != day:
            yield Choice("day begins", begins, day, (name,), _set(day_begins=begins))
        heard = {"claimants": other.counts.claimants, "not_claimants": other.counts.not_claimants}
        yield Choice("whose claims count", _heard(other), _heard(own), (name,), _count(**heard))
        yield Choice("extensions", other.extensions, own.extensions, (name,), _set(extensions=other.extensions))
        yield Choice("silence", other.silence, own.silence, (name,), _set(silence=other.silence))
        yield Choice(
            "confidence", other.counts.confidence, own.counts.confidence, (name,),
            _count(confidence=other.counts.confidence),
        )  # fmt: skip
    if any(w.renewable for w in text.windows.values()):
        for value in ("any-side", "every-side"):
            yield Choice("extensions", value, own.extensions, (), _set(extensions=value))
        for value in ("lapses", "continues"):
            yield Choice("silence", value, own.silence, (), _set(silence=value))
    for value in ("low", "medium", "high"):
        yield Choice("confidence", value, own.counts.confidence, (), _count(confidence=value))


def _heard(reading: Reading) -> str:
    rule = reading.counts
    but = f" except {', '.join(rule.not_claimants)}" if rule.not_claimants else ""
    return (", ".join(rule.claimants) or "anybody's") + but


def _clock(key: str, **fields: object) -> Change:
    def change(reading: Reading) -> Reading:
        clocks = {**reading.clocks, key: reading.clocks[key].model_copy(update=fields)}
        return reading.model_copy(update={"clocks": clocks})

    return change


def _of_clock(text: AgreementText, root: str, name: str, key: str) -> Iterator[Choice]:
    how = text.readings[root].clocks.get(key)
    if how is None:
        return
    for other_name, other in _others(text, root):
        theirs = other.clocks.get(key)
        if theirs is not None:
            yield from _as_theirs(text, key, (name, text.readings[root], how), (other_name, other, theirs))
    if how.limbs:
        for value in ("ignored", "pauses", "resets"):
            yield Choice(f"{key}, an unmet day", value, how.unmet_day, (), _clock(key, unmet_day=value))
    if text.windows:
        for held in (True, False):
            yield Choice(
                f"{key}, needs a window", _yes(held), _yes(how.needs_window), (), _clock(key, needs_window=held)
            )


Had = tuple[str, Reading, ReadingClock]


def _as_theirs(text: AgreementText, key: str, own: Had, other: Had) -> Iterator[Choice]:
    """What another reading has otherwise about one clock."""
    how, whose, theirs = own[2], other[0], other[2]
    tz = zone(text.time_zone)
    starts = [resolve(h.starts or r.starts, text, n) for n, r, h in (own, other)]
    said = [f"{iso(at, tz)}{f' and {h.lead_in}' if h.lead_in != '0 hours' else ''}" if at else "not settled"
            for at, h in zip(starts, (how, theirs), strict=True)]  # fmt: skip
    if starts[1] is not None and said[0] != said[1]:
        moved = _clock(key, starts=iso(starts[1]), lead_in=theirs.lead_in)
        yield Choice(f"{key}, the start", said[1], said[0], (whose,), moved)
    limbs, unmet = f"{key}, what must hold", f"{key}, an unmet day"
    held = {"kind": theirs.kind, "limbs": theirs.limbs, "parts": theirs.parts}
    yield Choice(limbs, _limbs(theirs), _limbs(how), (whose,), _clock(key, **held),
                 tuple(f"{key}, {limb}" for limb in how.limbs))  # fmt: skip
    if theirs.limbs and how.limbs:
        yield Choice(unmet, theirs.unmet_day, how.unmet_day, (whose,), _clock(key, unmet_day=theirs.unmet_day))
        yield Choice(f"{key}, tolerates", str(theirs.tolerates), str(how.tolerates), (whose,),
                     _clock(key, tolerates=theirs.tolerates))  # fmt: skip
    window = _clock(key, needs_window=theirs.needs_window)
    yield Choice(f"{key}, needs a window", _yes(theirs.needs_window), _yes(how.needs_window), (whose,), window)
    for limb, measure in how.limbs.items():
        if limb not in theirs.limbs and len(how.limbs) > 1:
            rest = {n: m for n, m in how.limbs.items() if n != limb}
            yield Choice(f"{key}, {limb}", "not asked", "asked", (whose,), _clock(key, limbs=rest))
        elif limb in theirs.limbs and theirs.limbs[limb] != measure:
            taken = _clock(key, limbs={**how.limbs, limb: theirs.limbs[limb]})
            yield Choice(f"{key}, {limb}", _measure(theirs.limbs[limb]), _measure(measure), (whose,), taken)


def _yes(held: bool) -> str:
    return "yes" if held else "no"


def _limbs(how: ReadingClock) -> str:
    return " and ".join(how.limbs) or "nothing: time passes by the calendar"


def _measure(limb: LimbMeasure) -> str:
    """A measure in short."""
    said = limb.model_dump(mode="json", exclude_defaults=True)
    parts = [f"{k} {v}" for k, v in said.items() if k != "measure"]
    return "; ".join([limb.measure, *parts])
