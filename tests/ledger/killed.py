"""Writers that are killed with SIGKILL at any moment, and what they had acknowledged by then."""

import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from threading import Lock

Tell = Callable[[str], None]
_FIRST_S = 10.0


def killed_writer(write: Callable[[Tell], None], draw: random.Random) -> list[str]:
    """Run ``write`` in a process of its own and kill it; returns what it told in whole lines before.

    Half of them are killed within 20 milliseconds of their beginning, the others up to 6 after they told something first.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _run(write, writing)
    os.close(writing)
    if draw.random() < 0.5:
        time.sleep(draw.random() * 0.02)
    else:
        select.select([reading], [], [], _FIRST_S)
        time.sleep(draw.random() * 0.006)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    assert os.WIFSIGNALED(status), told
    return told[: told.rfind("\n") + 1].splitlines()


def _run(write: Callable[[Tell], None], pipe: int) -> None:
    """The child: never returns into the tests."""
    gate = Lock()

    def tell(line: str) -> None:
        with gate:
            os.write(pipe, line.encode() + b"\n")

    try:
        write(tell)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(1)


def at_once(some: int, work: Callable[[], object]) -> int:
    """Run the same in so many processes at the same moment; returns how many of them failed."""
    reading, writing = os.pipe()
    children = []
    for _ in range(some):
        child = os.fork()
        if child == 0:
            _begun(work, reading, writing)
        children.append(child)
    os.close(reading)
    os.close(writing)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


def _begun(work: Callable[[], object], reading: int, writing: int) -> None:
    """A child: it begins when the parent lets go of the pipe."""
    try:
        os.close(writing)
        os.read(reading, 1)
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(1)
