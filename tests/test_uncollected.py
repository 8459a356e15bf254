"""Python's search for unreachable objects stands still while many objects are made, and is on again afterwards."""

import gc
from threading import Event, Thread

import pytest

from holdfire.uncollected import uncollected


def test_the_search_is_on_again_whatever_happened_within() -> None:
    """An error leaves nothing switched off."""
    assert gc.isenabled()
    with pytest.raises(ValueError, match="within"), uncollected():
        assert not gc.isenabled()
        raise ValueError("within")
    assert gc.isenabled()


def test_it_is_on_again_when_the_last_has_left() -> None:
    """Two threads of a server may be within at once."""
    came, may_leave = Event(), Event()

    def other() -> None:
        with uncollected():
            came.set()
            may_leave.wait(10)

    thread = Thread(target=other)
    with uncollected():
        thread.start()
        assert came.wait(10)
    assert not gc.isenabled(), "the other is still within"
    may_leave.set()
    thread.join()
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    """Whoever switched it off keeps it so."""
    gc.disable()
    try:
        with uncollected(), uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
