"""What was found before, for as long as it was found from the very same things.

A board is made again for each new report, and most of what it is made from has not changed. Whoever makes many hands on one
``Held``; a status made alone has its own. Nothing is ever compared by its contents: a thing found is handed out again only where
each thing it was found from is the same object, or an equal plain value. So a status is the same with it and without.
"""

from collections.abc import Callable, Hashable, Sequence, Sized
from operator import is_
from typing import Any, TypeVar

Found = TypeVar("Found")
One = TypeVar("One")
MOST_HELD = 4_000_000
"""Parts of what is held: of lists and tables what stands in them. What was not asked for longest goes first; some 100 MB."""
MOST_LISTS = 256
"""Lists that are told apart from one another."""


class Held:
    """Things found, by what they are and by the objects they were found from. Nobody may change what is handed in or out."""

    def __init__(self) -> None:
        self._parts = 0
        self._found: dict[tuple[Hashable, ...], tuple[tuple[object, ...], Any, int]] = {}
        self._last: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._lists: dict[tuple[Hashable, ...], list[Any]] = {}

    def of(self, what: Hashable, on: tuple[object, ...], make: Callable[[], Found]) -> Found:
        """What ``make`` finds, or found before from these very objects. ``what`` names it, with all plain values it hangs on."""
        key = (what, *map(id, on))
        kept = self._found.pop(key, None)
        if kept is None:
            kept = self._put(on, make())
        self._found[key] = kept
        found: Found = kept[1]
        return found

    def _put(self, on: tuple[object, ...], found: Found) -> tuple[tuple[object, ...], Found, int]:
        parts = 1 + sum(len(one) for one in (found, *on) if isinstance(one, Sized))
        self._parts += parts
        while self._parts > MOST_HELD and self._found:
            self._parts -= self._found.pop(next(iter(self._found)))[2]
        return on, found, parts

    def last(self, what: Hashable, on: tuple[object, ...], make: Callable[[], Found]) -> Found:
        """The same for what is large: only the last of each ``what`` is held."""
        kept = self._last.get(what)
        if kept is None or len(kept[0]) != len(on) or not all(map(is_, kept[0], on)):
            kept = self._last[what] = on, make()
        found: Found = kept[1]
        return found

    def same(self, what: Hashable, rows: Sequence[One]) -> list[One]:
        """A list of these very objects in this order: the one handed out before, where there is one."""
        key = (what, len(rows), *((id(rows[0]), id(rows[-1])) if rows else ()))
        before = self._lists.pop(key, None)
        if before is None or not (before is rows or all(map(is_, before, rows))):
            before = list(rows)
            if len(self._lists) >= MOST_LISTS:
                del self._lists[next(iter(self._lists))]
        self._lists[key] = before
        return before
