"""What a gate or clock hangs on, in a terminal: reading by reading, the sets smallest first, each with the state made again."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from holdfire.cli.board import word
from holdfire.status.flip_answer import Flip, FlipItem, FlipReading, FlipSet
from holdfire.when import spoken

SHOWN = 12
"""How many things of one set are told one by one."""


def print_flip(found: Flip) -> None:
    """The answer as a tree."""
    console = Console(highlight=False)
    console.print(Text.assemble(("What it hangs on: ", "bold"), f"{found.kind} {found.thing}"))
    console.print(
        f"As of {found.as_of}, as known at {found.known_at}. Each set was tried: the status was made again with it."
    )
    for name, reading in found.readings.items():
        console.print(_reading(name, reading))


def _reading(name: str, reading: FlipReading) -> Tree:
    tree = Tree(Text.assemble((f"{name}: ", "bold"), word(reading.state), f", {reading.why}"), guide_style="dim")
    for number, found in enumerate(reading.sets, 1):
        branch = tree.add(Text.assemble(f"{number}. ", (_many(len(found.items)), "bold"), ": ", *_moved(found)))
        for line in _items(found):
            branch.add(line)
    tree.add(Text(reading.says))
    if reading.fixed:
        tree.add(Text(f"Settled for good: {'; '.join(reading.fixed)}."))
    if reading.not_confirmed:
        tree.add(Text(f"{reading.not_confirmed} sets of the search were not borne out by the status and are left out."))
    return tree


def _many(number: int) -> str:
    return "one thing" if number == 1 else f"{number} things"


def _moved(found: FlipSet) -> Iterator[Text | str]:
    """``running 0 d 19 h 00 → complete 7 d 00 h 00``."""
    yield word(found.before)
    if found.elapsed_s is not None:
        yield f" {spoken(found.elapsed_s)}"
    yield " → "
    yield word(found.after)
    if found.elapsed_s_after is not None:
        yield f" {spoken(found.elapsed_s_after)}"


def _items(found: FlipSet) -> Iterator[Text]:
    for item in found.items[:SHOWN]:
        yield _item(item)
    if len(found.items) > SHOWN:
        yield Text(f"and {len(found.items) - SHOWN} more; --json names them")


def _item(item: FlipItem) -> Text:
    if item.kind in ("choice", "reading"):
        return Text.assemble(
            (item.settled, "bold"), f" (now: {item.now})" if item.kind == "choice" else f": {item.says}"
        )
    told = [item.says]
    if item.kind in ("incident", "attribution"):
        told = [f"{item.name}, {item.day}", item.place or "place not told", item.says]
        told += [f"said by {', '.join(item.claimed_by)}"] if item.claimed_by else []
        told += [f"denied by {', '.join(item.denied_by)}"] if item.denied_by else []
    claims = f"; claims {', '.join(item.because)}" if item.because and item.kind == "day" else ""
    return Text.assemble(("; ".join(told)), ": ", (item.settled, "bold"), f" (now: {item.now}{claims})")
