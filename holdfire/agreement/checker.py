"""What checks share: whether names are defined, times readable, lengths sane, ends after their starts."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from holdfire.agreement.acts import ACTS
from holdfire.agreement.model import AgreementText, Field_, Keys
from holdfire.agreement.shapes import Shapes
from holdfire.agreement.times import every_value, later, resolve, said_by
from holdfire.agreement.yaml_text import Lines, line_of, one_line
from holdfire.errors import AgreementError, did_you_mean
from holdfire.when import duration

Path_ = tuple[str | int, ...]
TARGETS = ("civilians", "aid", "monitors", "unknown", "each-other")
"""Targets that are not actors."""
EARLIEST, LATEST = 1900, 2200
LONGEST = timedelta(days=36525)


class Checker:
    """Carries the agreement and its lines; every ``need`` raises at once."""

    def __init__(self, text: AgreementText, shapes: Shapes, lines: Lines) -> None:
        self.text, self.shapes, self.lines = text, shapes, lines
        self.acts = {**ACTS, **text.acts}
        self.sides = {a.side for a in text.actors.values() if a.side}
        self.targets = {*text.actors, *self.sides, *text.facilities, *TARGETS}

    def fail(self, what: str, at: Path_, remedy: str = "Mend that line.") -> AgreementError:
        """The sentence to raise."""
        return AgreementError(one_line(what), f"agreement.yaml:{line_of(self.lines, at)}", remedy)

    def need(self, kind: str, names: Iterable[str], known: Iterable[str], at: Path_) -> None:
        """Every name must be among those known."""
        known = list(known)
        for name in names:
            if name not in known:
                hint = did_you_mean(name[:80], known) or f"Known: {', '.join(sorted(known)[:12]) or 'none'}."
                raise self.fail(f'{spoken(at)} names {kind} "{name}", which is not defined', at, hint)

    def read(self, reader: Callable[[str], object], text: str, at: Path_) -> None:
        """A text must be readable."""
        try:
            reader(text)
        except ValueError as error:
            raise self.fail(f"{spoken(at)}: {error}", at) from None

    def time(self, text: str, at: Path_) -> None:
        """A time must be readable under every reading, and of this age."""
        for reading in [None, *self.text.readings]:
            try:
                found = resolve(text, self.text, reading)
            except KeyError as error:
                name = str(error.args[0])
                hint = did_you_mean(name[:80], self.text.events) or "Define it under events."
                raise self.fail(f'{spoken(at)} counts from "{name}", which is no event', at, hint) from None
            except ValueError as error:
                raise self.fail(f"{spoken(at)}: {error}", at) from None
            if found and not EARLIEST <= found.year <= LATEST:
                raise self.fail(f"{spoken(at)} falls in the year {found.year}", at, "Mend the year.")

    def length(self, text: str | None, at: Path_) -> None:
        """A length of time must be readable; nothing agreed lasts longer than a hundred years."""
        if text is None:
            return
        self.read(duration, text, at)
        if duration(text) > LONGEST:
            raise self.fail(f"{spoken(at)} is longer than a hundred years", at, "Mend the number.")

    def calendar_length(self, text: str | None, at: Path_, least: timedelta = timedelta()) -> None:
        """A length that may also be months and years, such as that of a window."""
        if text is None:
            return
        base = datetime(2001, 1, 1, tzinfo=UTC)
        self.read(lambda length: later(base, length, self.text), text, at)
        found = later(base, text, self.text) - base
        if found > LONGEST:
            raise self.fail(f"{spoken(at)} is longer than a hundred years", at, "Mend the number.")
        if found < least:
            raise self.fail(f"{spoken(at)} is shorter than an hour", at, "Mend the length.")

    def times(self, field: Field_ | None, at: Path_) -> None:
        """Every time a field takes must be readable."""
        for value in every_value(field):
            self.time(value, at)

    def in_order(self, first: Field_ | None, last: Field_ | None, at: Path_) -> None:
        """Refuse a deadline or end that comes before its start, whoever reads it."""
        for reading in [None, *self.text.readings]:
            start, end = self._at(first, reading), self._at(last, reading, end=True)
            if start and end and end < start:
                raise self.fail(f"{spoken(at)} ends before it starts", at, "Swap the two, or mend the year.")

    def _at(self, field: Field_ | None, reading: str | None, *, end: bool = False) -> datetime | None:
        if field is None:
            return None
        return resolve(said_by(field, reading), self.text, reading, end=end)

    def under(self, readings: Iterable[str], at: Path_) -> None:
        """Readings a part is limited to must be there."""
        self.need("reading", readings, {*self.text.readings, *(r.partition("/")[0] for r in self.text.readings)}, at)

    def keys(self, keys: Keys | None, at: Path_) -> None:
        """Keys are held by actors, and there are enough of them."""
        if keys is None:
            return
        self.need("actor", keys.by, self.text.actors, at)
        if not keys.by:
            raise self.fail(f"{spoken(at)} has keys that nobody holds", at, "Name who, or leave the keys out.")
        wanted = max(keys.need if isinstance(keys.need, int) else 0, keys.quorum or 0)
        if wanted > len(keys.by) or (isinstance(keys.need, int) and keys.need < 1):
            raise self.fail(f"{spoken(at)} needs {wanted or keys.need} of {len(keys.by)} keys", at, "Mend the number.")
        self.length(keys.objection_within, at)

    def no_ring(self, group: str, after: Callable[[str], Iterable[str]], names: Iterable[str], field: str) -> None:
        """Refuse parts that hang on each other in a ring."""
        for name in names:
            seen, waiting = set[str](), list(after(name))
            while waiting:
                one = waiting.pop()
                if one == name:
                    raise self.fail(
                        f"{group}.{name} is {field} itself, by way of others", (group, name, field), "Break the ring."
                    )
                if one not in seen:
                    seen.add(one)
                    waiting += after(one)


def spoken(at: Path_) -> str:
    """A path as it is told: ``provisions.P-01.zone``."""
    return ".".join(str(part) for part in at)
