"""The board in a terminal: readings side by side, the days as a strip, gates and keys, what it hangs on."""

from collections.abc import Iterator
from datetime import date, timedelta

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from holdfire.publish import Trace
from holdfire.publish.trace import position
from holdfire.status import Status
from holdfire.status.model import ClockStatus, ReadingStatus
from holdfire.when import spoken

GLYPH = {
    "counted": "■", "part": "◧", "not-counted": "✕", "contested": "◐", "no-coverage": "?", "ahead": "·",
    "met": "■", "unmet": "✕",
    "complete": "■", "running": "▶", "paused": "‖", "stopped": "✕",
    "open": "○", "shut": "✕", "lapsed": "⌛", "undetermined": "?",
    "kept": "■", "late": "■", "partly": "◧", "broken": "✕", "disputed": "◐", "not-due": "·", "unpublished": "?",
}  # fmt: skip
COLOUR = {
    "counted": "green", "met": "green", "complete": "green", "running": "green", "kept": "green", "open": "green",
    "not-counted": "red", "unmet": "red", "stopped": "red", "broken": "red", "shut": "red", "lapsed": "red",
    "contested": "yellow", "disputed": "yellow", "paused": "yellow", "part": "green",
    "late": "yellow", "partly": "yellow",
}  # fmt: skip
LEGEND = "■ counted  ◧ in part  ✕ not counted or unmet  ◐ contested  ? no coverage  · ahead"


def print_board(status: Status, earlier: Status | None = None) -> None:
    """The whole board; with ``earlier``, the two instants side by side come first."""
    console = Console(highlight=False)
    console.print(Text("Is the truce holding?", style="bold"), status.title)
    console.print(f"As of {_short(status.as_of)} local time, as known at {_through(status.known_at)}.")
    if earlier:
        console.print(_picture(earlier, status))
    console.print(_clocks(status))
    console.print(_strips(status))
    console.print(LEGEND, style="dim")
    console.print(_gates(status))
    console.print(_provisions(status))
    for title, lines in (
        ("What it hangs on", _questions(status)),
        ("Where claimants differ", _positions(status)),
        ("Decisions told of", _decisions(status)),
        ("Sums that do not add up", _sums(status)),
        ("Read by a machine", _waiting(status)),
        ("Actors the agreement does not name", _unmapped(status)),
        ("What each reading counts", _rules(status)),
    ):
        _section(console, title, list(lines))
    if not status.listed:
        console.print("Incidents are counted here and not listed; without --board they are.", style="dim")
    console.print(
        f"Digest {status.digest}\nRecord {status.checkpoint}, Holdfire {status.version}", style="dim", soft_wrap=True
    )


MANY = 20_000
"""So many entries are read before it is said how far it is."""


def read_so_far(done: int, whole: int) -> None:
    """How far a record has been read, on stderr."""
    if whole > MANY:
        Console(stderr=True, highlight=False).print(f"{min(done, whole):,} of {whole:,} entries read")


def _section(console: Console, title: str, lines: list[Text]) -> None:
    if lines:
        console.print(Text(f"\n{title}", style="italic"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 1)))


def _short(stamp: str) -> str:
    """``2016-09-19 19:00``; the zone is said once, at the top."""
    return stamp[:16].replace("T", " ")


def _through(stamp: str) -> str:
    """A midnight is the end of the day before it: knowledge is asked for by the day."""
    if "T00:00:00" not in stamp:
        return _short(stamp)
    return f"the end of {(date.fromisoformat(stamp[:10]) - timedelta(days=1)).isoformat()}"


def _picture(earlier: Status, later: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="The picture", title_justify="left")
    table.add_column("reading")
    for status in (earlier, later):
        table.add_column(_short(status.as_of))
    for name, reading in later.readings.items():
        for key in reading.clocks:
            both = [s.readings[name].clocks[key] for s in (earlier, later)]
            table.add_row(name, *(Text.assemble(word(c.state), f"  {_elapsed(c)}") for c in both))
    return table


def word(state: str) -> Text:
    """A state as glyph and word; colour only repeats what both say."""
    return Text(f"{GLYPH.get(state, ' ')} {state}", style=COLOUR.get(state, ""))


def _clocks(status: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Clocks under each reading", title_justify="left")
    for column in ("reading", "whose", "clock", "elapsed", "of", "complete, or earliest"):
        table.add_column(column, overflow="fold")
    for name, reading in status.readings.items():
        for key, clock in reading.clocks.items():
            at = _short(clock.complete_at) if clock.complete_at else _earliest(clock)
            table.add_row(
                name,
                reading.whose,
                Text.assemble(key, " ", word(clock.state)),
                _elapsed(clock),
                spoken(clock.needed_s),
                at,
            )
    return table


def _earliest(clock: ClockStatus) -> str:
    if clock.earliest is None:
        return "never"
    return f"not before {_short(clock.earliest)}" + (", if renewed at once" if clock.state == "stopped" else "")


def _elapsed(clock: ClockStatus) -> str:
    most = clock.elapsed_at_most_s
    return spoken(clock.elapsed_s) + (f" (at most {spoken(most)})" if most > clock.elapsed_s else "")


def _strips(status: Status) -> Table:
    """One row for each reading and limb, one column for each day of that reading's own."""
    days = sorted({d.day for r in status.readings.values() for c in r.clocks.values() for d in c.days})
    title = f"The days from {days[0]}" if days else "No days yet"
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    table.add_column("reading")
    table.add_column("limb")
    for day in days:
        table.add_column(day[8:], justify="center")
    for name, reading in status.readings.items():
        for clock in reading.clocks.values():
            _strip(table, days, name, "clock", {d.day: d.state for d in clock.days})
            for limb, rows in clock.limbs.items():
                _strip(table, days, "", limb, {d.day: d.state for d in rows})
    return table


def _strip(table: Table, days: list[str], name: str, limb: str, states: dict[str, str]) -> None:
    cells = [Text(GLYPH[states[d]], style=COLOUR.get(states[d], "")) if d in states else Text("") for d in days]
    table.add_row(name, limb, *cells)


def _gates(status: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Gates", title_justify="left")
    table.add_column("gate")
    for name in status.readings:
        table.add_column(name, overflow="fold")
    for gate in next(iter(status.readings.values())).gates:
        table.add_row(gate, *(word(r.gates[gate].state) for r in status.readings.values()))
    return table


def _provisions(status: Status) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        title="Provisions (breach / permitted / outside scope / undetermined)",
        title_justify="left",
    )
    table.add_column("provision")
    for name in status.readings:
        table.add_column(name, overflow="fold")
    asleep = []
    for provision in next(iter(status.readings.values())).provisions:
        if all(r.provisions[provision].standing == "not-due" for r in status.readings.values()):
            asleep.append(provision)
        else:
            table.add_row(provision, *(_standing(r, provision) for r in status.readings.values()))
    table.caption = f"Not due under any reading: {', '.join(asleep)}" if asleep else None
    table.caption_justify = "left"
    return table


def _standing(reading: ReadingStatus, provision: str) -> Text:
    found = reading.provisions[provision]
    numbers = "/".join(str(n) for n in found.findings.values())
    return Text.assemble(word(found.standing), f"  {numbers}" if any(found.findings.values()) else "")


def _positions(status: Status) -> Iterator[Text]:
    """Incidents on which claimants differ, or that nobody attributes though someone denies them."""
    for incident in status.incidents:
        if len({(p.says, p.blames) for p in incident.positions}) < 2 and not incident.denied_by:
            continue
        said = "; ".join(position(p) for p in incident.positions if p.says != "denies")
        denied = f"; denied by {', '.join(incident.denied_by)}" if incident.denied_by else ""
        nobody = " Nobody is named." if incident.unattributed else ""
        yield Text.assemble(
            (f"{incident.id} ", "bold"), f"{incident.act or ''}.{nobody} {said}{denied}".replace(" ; ", " ")
        )


def _decisions(status: Status) -> Iterator[Text]:
    for d in status.decisions:
        entitled = "" if d.entitled else f" Not by the text's key: {d.why}."
        what = " ".join(filter(None, (d.decides, d.amount)))
        yield Text.assemble((f"{d.claim} ", "bold"), f"{', '.join(d.by)} decided: {what} ({d.at}).{entitled}")


def _questions(status: Status) -> Iterator[Text]:
    """Open questions that some reading settles, each with its answers."""
    for name, question in status.undecided.items():
        answers = [f"{key}: {r.settles[name]}" for key, r in status.readings.items() if name in r.settles]
        if answers:
            yield Text.assemble((f"{name} ", "bold"), question, *(f"\n   {answer}" for answer in answers))


def _rules(status: Status) -> Iterator[Text]:
    """The counting rules; readings that share one stand together."""
    shared: dict[str, list[str]] = {}
    for name, reading in status.readings.items():
        shared.setdefault(reading.counts, []).append(name)
    for rule, names in shared.items():
        yield Text.assemble((f"{', '.join(names)} ", "bold"), rule)


def _waiting(status: Status) -> Iterator[Text]:
    if status.waiting:
        yield Text(f"{status.waiting} claims wait for a person and count nowhere: holdfire proposals CASE.")


def _sums(status: Status) -> Iterator[Text]:
    for check in status.sums:
        if not check.agrees:
            what = f"{check.what}: stated {check.stated}, parts sum to {check.summed}. Both are kept."
            yield Text.assemble((f"{check.claim} ", "bold"), what)


def _unmapped(status: Status) -> Iterator[Text]:
    if status.unmapped:
        most = sorted(status.unmapped.items(), key=lambda kv: (-kv[1], kv[0]))
        named = ", ".join(f"{name} ({n})" for name, n in most[:8])
        yield Text(f"{named}{f' and {len(most) - 8} more' if len(most) > 8 else ''}")


def print_replay(days: Iterator[Status]) -> None:
    """One block a day, printed as it is made: clocks and gates of each reading."""
    console = Console(highlight=False)
    for status in days:
        table = Table(box=box.SIMPLE_HEAD, title=status.as_of, title_justify="left")
        for column in ("reading", "clock", "elapsed", "gates open", "lapsed", "undetermined"):
            table.add_column(column)
        for name, reading in status.readings.items():
            words = ("open", "lapsed", "undetermined")
            of = [", ".join(g for g, s in reading.gates.items() if s.state == w) or "none" for w in words]
            clocks = [(word(c.state), _elapsed(c)) for c in reading.clocks.values()]
            for state, elapsed in clocks or [(Text("none"), "")]:
                table.add_row(name, state, elapsed, *of)
        console.print(table)


def print_trace(found: Trace) -> None:
    """A trace as a tree."""
    Console(highlight=False).print(Group(_tree(found)))


def _tree(found: Trace) -> Tree:
    tree = Tree(Text(found.says), guide_style="dim")
    for inner in found.rests_on:
        tree.add(_tree(inner))
    return tree
