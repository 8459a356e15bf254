"""Work on many objects at once, during which no search for unreachable ones interrupts it.

Python looks through all objects each time that so many new ones were made: while a hundred thousand incidents are made, none of
which is garbage, that is half of the time. What is made and dropped within is let go of by counting references, as always.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_within: list[bool] = []
"""For each that is within, whether the search was on when the first of them came."""


@contextmanager
def uncollected() -> Iterator[None]:
    """The search stands still until the last of all that are within has left; where it was off before, it stays off."""
    with _lock:
        _within.append(_within[0] if _within else gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            if _within.pop() and not _within:
                gc.enable()
