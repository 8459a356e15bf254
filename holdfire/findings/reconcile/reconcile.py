"""Two bodies' records held against each other: what they agree on, and where they part, side by side.

In: each side's incidents and counts, its verdicts and stances, and what persons decided on matches. Out: every incident of either
side as matched, told by one only, or not to be told apart; each match with its reasons, its agreed core and its dissent.
Always: the same whichever side is called A and whatever the order; no more than one incident of the other side for each; a
person's decision stands over the proposal, and the proposal stays beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

import numpy as np

from holdfire.findings.reconcile.counts import counts_beside
from holdfire.findings.reconcile.model import (
    Account,
    Ambiguous,
    Candidate,
    Match,
    MatchDecision,
    Reconciliation,
    Side,
    Stance,
    Undone,
)
from holdfire.findings.reconcile.pairs import Compared, Edges, Pair, best_of, compared, paired
from holdfire.findings.reconcile.words import account_of, agreed_of, components_of, dissent_of, kinds_of
from holdfire.incidents import Incident
from holdfire.incidents.blocks import MOST_NEAR
from holdfire.incidents.weights import LEAST, Bools, Ints, Scored, score

MOST_SHOWN = 20
"""So many candidates are listed for an incident that cannot be told apart; the number of all is given."""

Decisions = Mapping[Pair, MatchDecision]
Names = Mapping[str, set[int]]


@dataclass(frozen=True)
class _Table:
    """Both sides laid out: incidents in order, each side's accounts of them, and their columns."""

    names: tuple[str, str]
    a: list[Incident]
    b: list[Incident]
    accounts_a: list[Account]
    accounts_b: list[Account]
    both: Compared
    tz: tzinfo

    def scored(self, one: Ints, other: Ints) -> Scored:
        """Points by component of pairs given by position."""
        record = np.array([self.both.named.get(p, 0) for p in zip(one.tolist(), other.tolist(), strict=True)])
        return score(self.both.a, self.both.b, (one, other), self.both.acts, record.astype(np.int64))


def reconcile(a: Side, b: Side, decisions: Iterable[MatchDecision] = (), tz: tzinfo = UTC) -> Reconciliation:
    """Hold two records against each other. ``tz`` is the zone times are shown in."""
    table = _table(a, b, tz)
    decided = _resolved(table, decisions)
    accepted = frozenset(pair for pair, d in decided.items() if d.holds)
    undone = frozenset(decided) - accepted
    found = paired(table.both, accepted, undone)
    matched = _matches(table, found.pairs, decided)
    open_a = _ambiguous(table, found.open, found.crowded_a, found.pairs.a, mirrored=False)
    open_b = _ambiguous(table, found.open, found.crowded_b, found.pairs.b, mirrored=True)
    counts, counts_a, counts_b = counts_beside(a, b, tz)
    return Reconciliation(
        a=a.name,
        b=b.name,
        least=LEAST,
        matched=matched,
        only_a=_only(table.accounts_a, [m.a for m in matched], open_a),
        only_b=_only(table.accounts_b, [m.b for m in matched], open_b),
        ambiguous_a=open_a,
        ambiguous_b=open_b,
        undone=_undone(table, {pair: decided[pair] for pair in undone}),
        counts=counts,
        counts_only_a=counts_a,
        counts_only_b=counts_b,
    )


def _table(a: Side, b: Side, tz: tzinfo) -> _Table:
    ones, others = _in_order(a.incidents), _in_order(b.incidents)
    told_a, told_b = _stances_by_name(a), _stances_by_name(b)
    return _Table(
        names=(a.name, b.name),
        a=ones,
        b=others,
        accounts_a=[account_of(i, a, _on(i, told_b), tz) for i in ones],
        accounts_b=[account_of(i, b, _on(i, told_a), tz) for i in others],
        both=compared(ones, others),
        tz=tz,
    )


def _in_order(incidents: Sequence[Incident]) -> list[Incident]:
    return sorted({i.id: i for i in incidents}.values(), key=lambda i: (i.span.start, i.id))


def _stances_by_name(side: Side) -> dict[str, list[Stance]]:
    found: dict[str, list[Stance]] = defaultdict(list)
    for stance in sorted(set(side.stances), key=lambda s: (s.about, s.says, s.claim, s.number or 0)):
        found[stance.about].append(stance)
    return found


def _on(incident: Incident, stances: Mapping[str, list[Stance]]) -> tuple[Stance, ...]:
    """The other side's stances on an incident: on it, its event or one of its claims."""
    names = dict.fromkeys(
        [incident.id, *([incident.event] if incident.event else []), *(c.id for c in incident.claims)]
    )
    return tuple(s for name in names for s in stances.get(name, ()))


def _resolved(table: _Table, decisions: Iterable[MatchDecision]) -> dict[Pair, MatchDecision]:
    """Which pairs persons decided on; the latest decision on a pair holds. Names may be ids or tags, in either order."""
    latest: dict[tuple[str, ...], MatchDecision] = {}
    for decision in sorted(decisions, key=lambda d: (d.at, d.holds, d.by, d.why)):
        latest[tuple(sorted((decision.a, decision.b)))] = decision
    here, there = _by_name(table.names[0], table.a), _by_name(table.names[1], table.b)
    found: dict[Pair, MatchDecision] = {}
    for decision in sorted(latest.values(), key=lambda d: (d.at, d.holds, d.a, d.b)):
        one, other = decision.a, decision.b
        pairs = _named_so(here, there, [(one, other), (other, one)])
        if (
            decision.holds and not pairs
        ):  # a record that took the match in has put both sides' claims under one of the tags
            pairs = _named_so(here, there, [(one, one), (other, other)])
        found.update((pair, decision) for pair in pairs)
    return found


def _named_so(here: Names, there: Names, names: Iterable[tuple[str, str]]) -> set[Pair]:
    return {(x, y) for one, other in names for x in here.get(one, ()) for y in there.get(other, ())}


def _by_name(body: str, incidents: list[Incident]) -> dict[str, set[int]]:
    """Incidents by id and by tag, each as it stands and with the body before it: ``russia:URUM``."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, incident in enumerate(incidents):
        for name in {incident.id, incident.event or incident.id}:
            found[name].add(number)
            found[f"{body}:{name}"].add(number)
    return found


def _matches(table: _Table, pairs: Edges, decided: Decisions) -> tuple[Match, ...]:
    scored = table.scored(pairs.a, pairs.b)
    order = np.lexsort((pairs.b, pairs.a))
    return tuple(_match(table, (int(pairs.a[n]), int(pairs.b[n])), scored, int(n), decided) for n in order)


def _match(table: _Table, pair: Pair, scored: Scored, at: int, decided: Decisions) -> Match:
    one, other = table.a[pair[0]], table.b[pair[1]]
    accounts = table.accounts_a[pair[0]], table.accounts_b[pair[1]]
    dissent = tuple(dissent_of(table.names, (one, other), accounts))
    decision = decided.get(pair)
    return Match(
        a=accounts[0],
        b=accounts[1],
        points=int(scored.total[at]),
        components=components_of(one, other, scored, at),
        status="accepted" if decision else "proposed",
        decision=decision,
        agreed=tuple(agreed_of(one, other, *accounts, table.tz)),
        dissent=dissent,
        kinds=kinds_of(dissent, accounts),
    )


def _ambiguous(table: _Table, edges: Edges, crowded: Bools, taken: Ints, *, mirrored: bool) -> tuple[Ambiguous, ...]:
    """Incidents of one side (B when ``mirrored``) whose best candidates cannot be told apart, or that are crowded."""
    ends, others = (edges.b, edges.a) if mirrored else (edges.a, edges.b)
    accounts, there = (table.accounts_b, table.a) if mirrored else (table.accounts_a, table.b)
    best = np.flatnonzero(best_of(ends, edges.points, len(accounts)))
    by_end: dict[int, list[int]] = defaultdict(list)
    for edge in best[np.lexsort((others[best], ends[best]))]:
        by_end[int(ends[edge])].append(int(edge))
    shown = np.array([e for listed in by_end.values() for e in listed[:MOST_SHOWN]], dtype=np.int64)
    scored = table.scored(edges.a[shown], edges.b[shown])
    place = {int(edge): n for n, edge in enumerate(shown)}
    found = {}
    for end, listed in by_end.items():
        candidates = tuple(
            Candidate(
                incident=there[int(others[e])].id,
                points=int(edges.points[e]),
                says=tuple(c.says for c in components_of(table.a[edges.a[e]], table.b[edges.b[e]], scored, place[e])),
            )
            for e in listed[:MOST_SHOWN]
        )
        found[end] = Ambiguous(
            account=accounts[end], candidates=candidates, more=max(0, len(listed) - MOST_SHOWN), why=_why(len(listed))
        )
    for end in set(np.flatnonzero(crowded).tolist()) - set(found) - set(taken.tolist()):
        why = f"more than {MOST_NEAR:,} incidents of the other side stand near: not compared"
        found[end] = Ambiguous(account=accounts[end], candidates=(), why=why)
    return tuple(found[end] for end in sorted(found))


def _why(candidates: int) -> str:
    if candidates == 1:
        return "its best candidate is as good a match for another"
    return f"{candidates} candidates are equally good"


def _only(accounts: list[Account], matched: Iterable[Account], ambiguous: tuple[Ambiguous, ...]) -> tuple[Account, ...]:
    placed = {a.incident for a in matched} | {x.account.incident for x in ambiguous}
    return tuple(a for a in accounts if a.incident not in placed)


def _undone(table: _Table, decided: Decisions) -> tuple[Undone, ...]:
    pairs = sorted(decided)
    one = np.array([p[0] for p in pairs], dtype=np.int64)
    other = np.array([p[1] for p in pairs], dtype=np.int64)
    scored = table.scored(one, other)
    return tuple(
        Undone(
            a=table.a[x].id,
            b=table.b[y].id,
            points=int(scored.total[n]),
            components=components_of(table.a[x], table.b[y], scored, n),
            decision=decided[x, y],
        )
        for n, (x, y) in enumerate(pairs)
    )
