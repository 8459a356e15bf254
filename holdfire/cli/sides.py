"""Two bodies' records side by side in the terminal."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from holdfire.cli.options import AsOf, CaseFolder, Json, KnownAt, print_json

if TYPE_CHECKING:
    from holdfire.findings.reconcile.model import Account, Ambiguous, CountPair, CountTold, Match, Reconciliation

sides = typer.Typer()
KINDS = {
    "agreed": "Agreed core",
    "different-attribution": "Same event, different attribution",
    "different-verdict": "Same event, different verdict",
    "different-toll": "Same event, different toll",
    "denied": "Same event, denied by one",
    "disagreed": "Same event, one disagrees with the other",
    "not-confirmed": "Same event, not confirmed by one",
}
OF_KIND = {"different-attribution": "attribution", "different-verdict": "verdict", "different-toll": "toll"}


@sides.command()
def reconcile(
    case: CaseFolder,
    a: Annotated[str, typer.Argument(metavar="A", help="A body: an actor of the agreement, or whose ledger is here.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: Json = False,
) -> None:
    """Two bodies' records held against each other: the agreed core, the dissent, what only one tells, counts side by side."""
    from holdfire import pipeline
    from holdfire.sides import reconciled

    found = reconciled(pipeline.open_case(case), a, b, as_of, known_at, datetime.now(UTC))
    print_json(found.model_dump(mode="json")) if as_json else print_reconciliation(found)


def print_reconciliation(found: "Reconciliation") -> None:
    """One table for each way in which two records can stand to each other; what is not there is said in a line."""
    console = Console(highlight=False)
    console.print(Text(f"{found.a} and {found.b}, as of {found.as_of}, as known at {found.known_at}", style="bold"))
    for kind, title in KINDS.items():
        matches = [m for m in found.matched if kind in m.kinds]
        _show(console, title, matches, _matches(found, kind, matches))
    _show(console, f"Only {found.a}", found.only_a, _accounts(found.only_a, found.b))
    _show(console, f"Only {found.b}", found.only_b, _accounts(found.only_b, found.a))
    doubtful = [*found.ambiguous_a, *found.ambiguous_b]
    _show(console, "Cannot be told apart", doubtful, _doubtful(doubtful))
    for undone in found.undone:
        decision = undone.decision
        why = f" ({decision.why})" if decision.why else ""
        console.print(f"Undone by {decision.by or 'a person'}: {undone.a} and {undone.b}{why}; {undone.points} points.")
    same = [p for p in found.counts if p.periods == "same"]
    _show(console, "Counts of one period side by side, never added", same, _counts(found, same))
    overlapping = [p for p in found.counts if p.periods == "overlapping"]
    _show(
        console,
        "Counts of periods that overlap, never compared as equal",
        overlapping,
        _overlapping(found, overlapping),
    )
    for name, alone in ((found.a, found.counts_only_a), (found.b, found.counts_only_b)):
        for told in alone:
            console.print(f"Only {name} counts: {_number(told)}, {_period(told)} ({told.claim}).")


def _show(console: Console, title: str, rows: Iterable[object], table: Table) -> None:
    number = len(list(rows))
    console.print(Text(f"{title}: {number or 'none'}", style="bold"))
    if number:
        console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _matches(found: "Reconciliation", kind: str, matches: "list[Match]") -> Table:
    table = _table("when, where, what", found.a, found.b, "why one")
    for match in matches:
        why = [f"{c.says} ({c.points:+})" for c in match.components]
        status = match.status if match.decision is None else f"accepted: {match.decision.why or match.decision.by}"
        says = _said(match, kind)
        table.add_row(
            "\n".join([f"{match.a.incident} | {match.b.incident}", *match.agreed]),
            "\n".join(one for one, _ in says),
            "\n".join(other for _, other in says),
            "\n".join([*why, f"{match.points} points, {status}"]),
        )
    return table


def _said(match: "Match", kind: str) -> list[tuple[str, str]]:
    """Each side's words on what the table is about."""
    if kind == "agreed":
        return [(match.a.position, match.b.position)]
    what = OF_KIND.get(kind)
    parted = [d for d in match.dissent if what in (None, d.what)]
    return [tuple(f"{d.provision}: {s}" if d.provision else s or "–" for s in (d.a, d.b)) for d in parted]  # type: ignore[misc]


def _accounts(accounts: "Iterable[Account]", other: str) -> Table:
    table = _table("incident", "when", "where", "what", "who did it", f"{other} on it")
    for told in accounts:
        stances = "; ".join(s.says for s in told.stances)
        toll = f", {told.toll}" if told.toll else ""
        table.add_row(
            told.incident, _short(told.start), told.place, f"{told.act or '–'}{toll}", told.position, stances or "–"
        )
    return table


def _doubtful(doubtful: "list[Ambiguous]") -> Table:
    table = _table("incident", "may be", "why")
    for open_ in doubtful:
        candidates = [f"{c.incident} ({c.points} points)" for c in open_.candidates]
        more = [f"and {open_.more} more"] if open_.more else []
        table.add_row(open_.account.incident, "\n".join([*candidates, *more]), open_.why)
    return table


def _counts(found: "Reconciliation", pairs: "list[CountPair]") -> Table:
    table = _table("period", found.a, found.b, "read it so")
    for pair in pairs:
        table.add_row(_period(pair.a), _number(pair.a), _number(pair.b), pair.says)
    return table


def _overlapping(found: "Reconciliation", pairs: "list[CountPair]") -> Table:
    """One row for each count of the side that has fewer, with all of the other's that share time with it."""
    swapped = len({p.a.claim for p in pairs}) < len({p.b.claim for p in pairs})
    beside: dict[str, list[tuple[CountTold, CountTold]]] = {}
    for pair in pairs:
        few, many = (pair.a, pair.b) if swapped else (pair.b, pair.a)
        beside.setdefault(few.claim, []).append((few, many))
    table = _table(*((found.a, found.b) if swapped else (found.b, found.a)))
    for told in beside.values():
        table.add_row(_dated(told[0][0]), "\n".join(_dated(many) for _, many in told))
    return table


def _dated(told: "CountTold") -> str:
    return f"{_period(told)}: {_number(told)}"


def _number(told: "CountTold") -> str:
    parts = "; ".join(
        f"{p.name} {p.number}" + (f" ({', '.join(f'{q.name} {q.number}' for q in p.parts)})" if p.parts else "")
        for p in told.parts
    )
    marks = "".join(f"\n{mark}" for mark in told.marks)
    return f"{told.number:g} {told.unit}" + (f": {parts}" if parts else "") + marks


def _period(told: "CountTold") -> str:
    return f"{_short(told.start)} to {_short(told.end)}"


def _short(at: str) -> str:
    return at[:16].replace("T", " ")
