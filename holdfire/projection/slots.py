"""Slots of time: days and the edges of windows cut time, and a cell counts what begins in one slot and ends in one.

Every edge that an agreement asks for is a cut, so that a cell lies to a day, and to a window, as each incident in it does.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from holdfire.projection.store import ALWAYS, Store
from holdfire.when import Span, clock_time

SECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z."""
    return (moment - EPOCH) // _ONE


def instant(at: int) -> datetime:
    """The instant of so many microseconds."""
    return EPOCH + timedelta(microseconds=at)


def extent(span: Span) -> tuple[int, int]:
    """Start and end of a span in microseconds; an instant ends one later, so that half-open arithmetic holds for it too."""
    start, stop = micros(span.start), micros(span.end)
    return start, max(stop, start + 1)


class Slots:
    """The cuts, in order. ``begins`` are the hours at which a day begins under one reading or another."""

    def __init__(self, store: Store, begins: Iterable[str], tz: tzinfo) -> None:
        self.store, self.hours, self.tz = store, tuple(map(clock_time, dict.fromkeys(begins))), tz
        self.reload()

    def reload(self) -> None:
        """Look again at the file."""
        self.cuts: list[int] = [at for (at,) in self.store.rows("SELECT at FROM edge ORDER BY at")]
        self._there = set(self.cuts)
        self._today: tuple[int, int, tuple[int, ...]] = (0, 0, ())

    def first(self, start: int) -> int:
        """The slot in which something begins, by its first moment."""
        place = bisect_right(self.cuts, start)
        return self.cuts[place - 1] if place else ALWAYS

    def last(self, stop: int) -> int:
        """The slot in which something ends that ends at ``stop``."""
        place = bisect_left(self.cuts, stop)
        return self.cuts[place - 1] if place else ALWAYS

    def after(self, cut: int) -> int | None:
        """The next cut; None after the last."""
        place = bisect_right(self.cuts, cut)
        return self.cuts[place] if place < len(self.cuts) else None

    def cut(self, at: int) -> bool:
        """True for a moment at which time is cut."""
        return at in self._there

    def day(self, at: int) -> tuple[int, ...]:
        """Begin and end of each local day in which a moment lies, cut or not; nothing at the edge of the calendar.

        The last answer is held: as long as a moment lies in the same days, it is the same.
        """
        since, until, edges = self._today
        if not since <= at < until:
            edges = self._edges(at)
            self._today = max(edges[::2], default=0), min(edges[1::2], default=0), edges
        return edges

    def _edges(self, at: int) -> tuple[int, ...]:
        try:
            local = instant(at).astimezone(self.tz)
            time, today = local.timetz().replace(tzinfo=None), local.date()
            before = today - timedelta(days=1)
            days = [Span.day(today if time >= hour else before, self.tz, hour) for hour in self.hours]
        except (ValueError, OverflowError):
            return ()
        return tuple(micros(edge) for day in days for edge in (day.start, day.end))

    def lacking(self, cuts: Iterable[int]) -> list[int]:
        """Those that are not there yet."""
        return sorted({at for at in cuts if at not in self._there})

    def add(self, at: int) -> None:
        """A new cut."""
        self.store.db.execute("INSERT INTO edge VALUES (?)", (at,))
        insort(self.cuts, at)
        self._there.add(at)
