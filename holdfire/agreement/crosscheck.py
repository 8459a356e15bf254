"""Every name an agreement uses must be defined, every time must be readable, and no end may come before its start."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from holdfire.agreement.acts import ACTS
from holdfire.agreement.model import Actor, AgreementText, Field_, Gate, Keys, Provision, Reading, Words
from holdfire.agreement.shapes import Shapes
from holdfire.agreement.times import UNSAID, every_value, resolve, said_by
from holdfire.agreement.yaml_text import Lines, line_of, one_line
from holdfire.errors import AgreementError, did_you_mean
from holdfire.when import clock_time, duration, zone

Path_ = tuple[str | int, ...]
TARGETS = ("civilians", "aid", "monitors", "unknown", "each-other")
"""Targets that are not actors."""
EARLIEST, LATEST = 1900, 2200
LONGEST = timedelta(days=36525)
MOST_METRES = 20_000_000
LONGEST_ID = 80
GROUPS = ("events", "actors", "zones", "windows", "provisions", "clocks", "gates", "undecided", "readings")


class _Checker:
    """Carries the agreement and its lines; every ``need`` raises at once."""

    def __init__(self, text: AgreementText, shapes: Shapes, lines: Lines) -> None:
        self.text, self.shapes, self.lines = text, shapes, lines
        self.acts = {**ACTS, **text.acts}
        self.sides = {a.side for a in text.actors.values() if a.side}

    def fail(self, what: str, at: Path_, remedy: str = "Mend that line.") -> AgreementError:
        return AgreementError(one_line(what), f"agreement.yaml:{line_of(self.lines, at)}", remedy)

    def need(self, kind: str, names: Iterable[str], known: Iterable[str], at: Path_) -> None:
        known = list(known)
        for name in names:
            if name not in known:
                hint = did_you_mean(name[:80], known) or f"Known: {', '.join(sorted(known)[:12]) or 'none'}."
                raise self.fail(f'{_spoken(at)} names {kind} "{name}", which is not defined', at, hint)

    def read(self, reader: Callable[[str], object], text: str, at: Path_) -> None:
        try:
            reader(text)
        except ValueError as error:
            raise self.fail(f"{_spoken(at)}: {error}", at) from None

    def time(self, text: str, at: Path_) -> None:
        if text.endswith(" opens") and text.removesuffix(" opens") in self.text.gates:
            return
        for reading in [None, *self.text.readings]:
            try:
                found = resolve(text, self.text, reading)
            except KeyError as error:
                name = str(error.args[0])
                hint = did_you_mean(name[:80], self.text.events) or "Define it under events."
                raise self.fail(f'{_spoken(at)} counts from "{name}", which is no event', at, hint) from None
            except ValueError as error:
                raise self.fail(f"{_spoken(at)}: {error}", at) from None
            if found and not EARLIEST <= found.year <= LATEST:
                raise self.fail(f"{_spoken(at)} falls in the year {found.year}", at, "Mend the year.")

    def length(self, text: str, at: Path_) -> None:
        """Check a length of time; nothing agreed lasts longer than a hundred years."""
        self.read(duration, text, at)
        if duration(text) > LONGEST:
            raise self.fail(f"{_spoken(at)} is longer than a hundred years", at, "Mend the number.")

    def times(self, field: Field_ | None, at: Path_) -> None:
        for value in every_value(field):
            self.time(value, at)

    def in_order(self, first: Field_ | None, last: Field_ | None, at: Path_) -> None:
        """Refuse a deadline or end that comes before its start, whoever reads it."""
        for reading in [None, *self.text.readings]:
            start, end = self._at(first, reading), self._at(last, reading, end=True)
            if start and end and end < start:
                raise self.fail(f"{_spoken(at)} ends before it starts", at, "Swap the two, or mend the year.")

    def _at(self, field: Field_ | None, reading: str | None, *, end: bool = False) -> datetime | None:
        if field is None:
            return None
        return resolve(said_by(field, reading), self.text, reading, end=end)


def crosscheck(text: AgreementText, shapes: Shapes, lines: Lines) -> None:
    """Raise ``AgreementError`` at the first name or time that does not hold."""
    check = _Checker(text, shapes, lines)
    _ids(check)
    check.read(zone, text.time_zone, ("time-zone",))
    for name, event in text.events.items():
        check.times(event.at, ("events", name, "at"))
        check.need("actor", event.fixed_by, text.actors, ("events", name, "fixed-by"))
    for name, actor in text.actors.items():
        _actor(check, name, actor)
    _zones(check)
    for name, window in text.windows.items():
        check.time(window.from_, ("windows", name, "from"))
        check.length(window.lasts, ("windows", name, "lasts"))
        check.need("actor", window.renewed_by, text.actors, ("windows", name, "renewed-by"))
    for name, provision in text.provisions.items():
        _provision(check, name, provision)
    _clocks(check)
    for name, gate in text.gates.items():
        _gate(check, name, gate)
    for name, question in text.undecided.items():
        check.need("thing", question.touches, _things(text), ("undecided", name, "touches"))
    for name, reading in text.readings.items():
        _reading(check, name, reading)
    for where, sources in _sources(text):
        check.need("source", sources, text.sources, where)
    if text.shows:
        check.time(text.shows, ("shows",))


def _ids(check: _Checker) -> None:
    """Ids are printed, linked and joined with others, so they hold no control characters."""
    for group in ("acts", "sources", *GROUPS):
        for name in getattr(check.text, group):
            if not name.isprintable() or not 0 < len(name.strip()) <= LONGEST_ID:
                raise check.fail(
                    f'{group} has the id "{name}"',
                    (group, name),
                    f"An id is a short word, at most {LONGEST_ID} characters.",
                )


def _actor(check: _Checker, name: str, actor: Actor) -> None:
    at: Path_ = ("actors", name)
    known = check.text.actors
    for field in ("answered_for_by", "part_of", "speaks_for"):
        if (value := getattr(actor, field)) is not None:
            check.need("actor", [value], known, (*at, field.replace("_", "-")))
    for i, alias in enumerate(actor.aliases):
        if not isinstance(alias, str):
            check.times(alias.from_, (*at, "aliases", i))
            check.times(alias.until, (*at, "aliases", i))
            check.in_order(alias.from_, alias.until, (*at, "aliases", i))
    for i, change in enumerate(actor.changes):
        check.times(change.from_, (*at, "changes", i))
        check.times(change.until, (*at, "changes", i))
        check.in_order(change.from_, change.until, (*at, "changes", i))


def _zones(check: _Checker) -> None:
    for name, place in check.text.zones.items():
        at: Path_ = ("zones", name)
        check.need("zone", place.except_zones, check.text.zones, (*at, "except-zones"))
        drawn = place.kind not in ("unpublished", "moving", "undrawn")
        if drawn and place.geometry is None:
            raise check.fail(
                f"{_spoken(at)} has no geometry", at, "Name a feature of zones.geojson, or make it unpublished."
            )
        if place.geometry is not None:
            check.need("shape", [place.geometry], check.shapes, (*at, "geometry"))
        if not (0 <= place.buffer_m <= MOST_METRES and 0 <= place.precision_km <= MOST_METRES / 1000):
            raise check.fail(
                f"{_spoken(at)} has a length below zero or beyond the globe",
                at,
                "Give buffer-m in metres, precision-km in km.",
            )


def _provision(check: _Checker, name: str, provision: Provision) -> None:
    at: Path_ = ("provisions", name)
    text = check.text
    for i, bind in enumerate(provision.binds):
        here = (*at, "binds", i)
        if [bind.actor, bind.side, bind.role].count(None) != 2:
            raise check.fail(f"{_spoken(here)} must name one of actor, side and role", here, "Write one bind for each.")
        if bind.actor:
            check.need("actor", [bind.actor], text.actors, here)
        if bind.side:
            check.need("side", [bind.side], check.sides, here)
        check.need("act", bind.acts, check.acts, here)
        check.need("target", bind.against, {*text.actors, *check.sides, *TARGETS}, here)
    for field in ("broken_by", "kept_by", "undone_by"):
        check.need("act", getattr(provision, field), check.acts, (*at, field.replace("_", "-")))
    check.need("target", provision.protects, {*text.actors, *check.sides, *TARGETS}, (*at, "protects"))
    check.need("zone", [z for z in every_value(provision.zone) if z not in UNSAID], text.zones, (*at, "zone"))
    if provision.while_:
        check.need("window", [provision.while_], text.windows, (*at, "while"))
    for field in ("from_", "until", "start_by", "deadline"):
        check.times(getattr(provision, field), (*at, field.rstrip("_")))
    if provision.every is not None:
        check.length(provision.every, (*at, "every"))
        if duration(provision.every) < timedelta(hours=1):
            raise check.fail(f"{_spoken(at)}.every is shorter than an hour", (*at, "every"), "Mend the length.")
    check.in_order(provision.from_, provision.start_by, (*at, "start-by"))
    check.in_order(provision.start_by, provision.deadline, (*at, "deadline"))
    check.in_order(provision.from_, provision.until, (*at, "until"))
    check.in_order(provision.from_, provision.deadline, (*at, "deadline"))
    check.need("provision", provision.together_with, text.provisions, (*at, "together-with"))
    if provision.mirrors:
        check.need("actor", [provision.mirrors], text.actors, (*at, "mirrors"))
    for i, exception in enumerate(provision.exceptions):
        check.need("act", exception.acts, check.acts, (*at, "exceptions", i))
        check.need("actor", exception.actors, text.actors, (*at, "exceptions", i))


def _clocks(check: _Checker) -> None:
    for name, clock in check.text.clocks.items():
        at: Path_ = ("clocks", name)
        check.length(clock.needs, (*at, "needs"))
        check.times(clock.starts, (*at, "starts"))
        check.need("actor", clock.reset_by, check.text.actors, (*at, "reset-by"))


def _gate(check: _Checker, name: str, gate: Gate) -> None:
    at: Path_ = ("gates", name)
    text = check.text
    for i, condition in enumerate(gate.opens_when):
        here = (*at, "opens-when", i)
        for kind, value, known in (
            ("clock", condition.clock, text.clocks),
            ("provision", condition.provision, text.provisions),
            ("gate", condition.gate, text.gates),
        ):
            if value:
                check.need(kind, [value], known, here)
    for keys in (gate.opens, gate.closes):
        if isinstance(keys, Keys):
            check.need("actor", keys.by, text.actors, at)
    if gate.per_window:
        check.need("window", [gate.per_window], text.windows, (*at, "per-window"))


def _reading(check: _Checker, name: str, reading: Reading) -> None:
    at: Path_ = ("readings", name)
    text = check.text
    check.time(reading.starts, (*at, "starts"))
    check.read(clock_time, reading.day_begins, (*at, "day-begins"))
    check.need("actor", [*reading.counts.claimants, *reading.counts.not_claimants], text.actors, (*at, "counts"))
    check.need("question", reading.settles, text.undecided, (*at, "settles"))
    for clock_name, clock in reading.clocks.items():
        here = (*at, "clocks", clock_name)
        check.need("clock", [clock_name], text.clocks, here)
        check.length(clock.lead_in, (*here, "lead-in"))
        check.times(clock.starts, (*here, "starts"))
        for part in clock.parts:
            check.length(part, (*here, "parts"))
        _parts_sum(check, clock.parts, text.clocks[clock_name].needs, (*here, "parts"))
        check.need("limb", clock.limbs, text.clocks[clock_name].limbs, (*here, "limbs"))
        if (clock.kind == "continuous") != bool(clock.limbs):
            remedy = "Give a continuous clock its limbs; a calendar clock has none."
            raise check.fail(f"{_spoken(here)} is {clock.kind} with {len(clock.limbs)} limbs", here, remedy)
        for limb, measure in clock.limbs.items():
            check.need(
                "provision", [*measure.provisions, *measure.unmet.provisions], text.provisions, (*here, "limbs", limb)
            )
            check.need("act", measure.unmet.acts, check.acts, (*here, "limbs", limb))


def _parts_sum(check: _Checker, parts: Words, needs: str, at: Path_) -> None:
    if parts and sum(duration(p).total_seconds() for p in parts) != duration(needs).total_seconds():
        raise check.fail(f"{_spoken(at)} do not add up to {needs}", at, "Let the parts sum to what the clock needs.")


def _things(text: AgreementText) -> set[str]:
    return {*text.provisions, *text.clocks, *text.gates, *text.zones, *text.windows, *text.actors, *text.events}


def _sources(text: AgreementText) -> Iterator[tuple[Path_, Words]]:
    for group in GROUPS:
        for name, part in getattr(text, group).items():
            yield (group, name, "source"), part.source


def _spoken(at: Path_) -> str:
    return ".".join(str(part) for part in at)
