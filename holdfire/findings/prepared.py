"""Judging prepared: what is alike in all that a rule asks for is judged once, and windows are laid over it afterwards.

The rules are those of ``judge``: its relations judge one incident of each likeness, and its relation to windows is asked for
spans of time. Nothing here decides anything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from holdfire.agreement.as_read import ZoneEra, variants
from holdfire.agreement.model import Agreement
from holdfire.engine import Steps, columns_of, dialect_of, run_steps
from holdfire.findings.expressions import window_relations
from holdfire.findings.finding import Finding
from holdfire.findings.judge import finding_of, judge_tables
from holdfire.findings.matter import NOTHING_TOLD, Matter, fit
from holdfire.findings.places import Site, relations
from holdfire.findings.tables import IncidentTables, agreement_tables, exception_ids, incident_rows, incident_tables
from holdfire.incidents import Incident

Rows = list[dict[str, Any]]
"""Verdicts of one incident while in force: a row for each provision, by variant, as ``judge_tables`` gives them."""
Pattern = tuple[tuple[str, str, int], ...]
"""(provision by variant, reading, relation to its windows); a pair that is missing is undecided."""
_TIMED = ("who", "exception", "zone_of")
_FIXED = ("target_group", "shield")
MOST_SITES = 200_000
"""Sites whose relations are remembered."""


class PreparedJudge:
    """An agreement as decided and read, ready to judge incidents a few at a time."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement, self.found = agreement, variants(agreement.text)
        self.tables = agreement_tables(agreement, self.found, (), (NOTHING_TOLD,))
        self._eras = tuple(dict.fromkeys(e for v in self.found.values() for p in v.places.values() for e in p))
        self._asking = [v.provision for v in self.found.values() if v.provision.objects or v.provision.quantities]
        edges = [self.tables[name][edge].to_numpy() for name in _TIMED for edge in ("from_s", "to_s")]
        self._edges = np.unique(np.concatenate(edges))
        self._names, self._order = exception_ids(self.found), {n: i for i, n in enumerate(agreement.text.readings)}
        self._lies: dict[Site, str] = {}
        self._fits: dict[Matter, str] = {}

    def likeness(self, incidents: Sequence[Incident]) -> list[str]:
        """For each incident all that a rule asks for, in one text: two with the same text have the same verdicts."""
        rows = incident_rows(self.agreement, incidents)
        lies, fits = self._places(rows.sites), [self._matter(m) for m in rows.matters]
        eras = np.searchsorted(self._edges, [t0 for _, t0, *_ in rows.incident], side="right").tolist()
        return [
            "\x1e".join(
                (act, manner, str(era), lies[place], fits[matter], *sorted(f"{n}\x1f{by}\x1f{to}" for n, by, to in own))
            )
            for (act, _, _, place, matter, manner), era, own in zip(rows.incident, eras, rows.party, strict=True)
        ]

    def _places(self, sites: Sequence[Site]) -> list[str]:
        if len(self._lies) > MOST_SITES:
            self._lies.clear()
        fresh = [s for s in sites if s not in self._lies]
        if fresh:
            found = [r.tolist() for r in relations(self.agreement, fresh, self._eras).values()]
            self._lies |= {site: "".join(str(int(r[n])) for r in found) for n, site in enumerate(fresh)}
        return [self._lies[s] for s in sites]

    def _matter(self, matter: Matter) -> str:
        if matter not in self._fits:
            if len(self._fits) > MOST_SITES:
                self._fits.clear()
            self._fits[matter] = "".join(str(int(fit(matter, p, self.agreement.text))) for p in self._asking)
        return self._fits[matter]

    def verdicts(self, incidents: Sequence[Incident]) -> list[Rows]:
        """The verdicts of each incident while in force, in order of the provisions' variants."""
        numbered = [i.model_copy(update={"id": str(n)}) for n, i in enumerate(incidents)]
        tables: IncidentTables = incident_tables(self.agreement, numbered)
        judged, _ = judge_tables(self.agreement, tables, [], self.found)
        found: list[Rows] = [[] for _ in incidents]
        for row in judged.to_pylist():
            found[int(row.pop("incident"))].append(row)
        return [sorted(rows, key=lambda r: str(r["provision"])) for rows in found]

    def in_windows(self, spans: Sequence[tuple[int, int]], windows: pa.Table) -> list[Pattern]:
        """How each span, in whole seconds, lies to the windows of each provision under each reading."""
        keys, names = list(self.found), [str(n) for n in range(len(spans))]
        judged = pa.table({"incident": [n for n in names for _ in keys], "provision": keys * len(names)})
        timed = pa.table(
            {
                "incident": pa.array(names, pa.string()),
                "t0": pa.array([a for a, _ in spans], pa.int64()),
                "t1": pa.array([b for _, b in spans], pa.int64()),
            }
        )
        tables = {"judged": judged, "incident": timed, "window": windows}
        steps = Steps(columns_of(tables), dialect_of("duckdb"))
        steps.add("related", window_relations(steps.given["judged"], steps.given))
        (related,) = run_steps("duckdb", tables, steps.made, ("related",))
        found: list[list[tuple[str, str, int]]] = [[] for _ in spans]
        for row in related.to_pylist():
            found[int(row["incident"])].append((row["provision"], row["reading"], row["in_force"]))
        return [tuple(sorted(rows)) for rows in found]

    def findings(self, incident: str, rows: Rows, pattern: Pattern) -> list[Finding]:
        """The findings on one incident, from its verdicts and how its time lies to the windows; in order of the provisions."""
        relation: dict[tuple[str, str], dict[str, int]] = {}
        for provision, reading, in_force in pattern:
            relation.setdefault((incident, provision), {})[reading] = in_force
        ways: dict[str, Rows] = {}
        for row in rows:
            ways.setdefault(self.found[row["provision"]].name, []).append(row)
        return [
            finding_of(incident, name, own, self.found, relation, self._names, self._order)
            for name, own in ways.items()
        ]

    def differs(self, other: "PreparedJudge") -> list[tuple[int, int]] | None:
        """Stretches of time, in seconds, in which the two may judge otherwise; None where that may be at any time."""
        same = all(self.tables[n].equals(other.tables[n]) for n in _FIXED) and self._shape() == other._shape()
        if not same or self._eras != other._eras:
            return None
        if all(self.tables[n].equals(other.tables[n]) for n in _TIMED):
            return []
        edges = np.union1d(self._edges, other._edges).tolist()
        one, two = (_at_each(edges, judge.tables) for judge in (self, other))
        return [(a, b) for a, b in pairwise(edges) if one.get(a) != two.get(a)]

    def _shape(self) -> list[tuple[Any, ...]]:
        return [
            (k, v.name, v.readings, v.provision.objects, v.provision.quantities, [e.id for e in v.provision.exceptions])
            for k, v in self.found.items()
        ]

    @property
    def eras(self) -> tuple[ZoneEra, ...]:
        """The shapes that places are held against."""
        return self._eras


def _at_each(edges: Iterable[int], tables: Mapping[str, pa.Table]) -> dict[int, frozenset[tuple[Any, ...]]]:
    """The rows that hold from each edge to the next, without their times."""
    moves: dict[int, Counter[tuple[Any, ...]]] = {}
    for name in _TIMED:
        for row in tables[name].to_pylist():
            told = (name, *(v for c, v in row.items() if c not in ("from_s", "to_s")))
            moves.setdefault(row["from_s"], Counter())[told] += 1
            moves.setdefault(row["to_s"], Counter())[told] -= 1
    found: dict[int, frozenset[tuple[Any, ...]]] = {}
    holds: Counter[tuple[Any, ...]] = Counter()
    for edge in edges:
        holds.update(moves.get(edge, {}))
        found[edge] = frozenset(told for told, number in holds.items() if number > 0)
    return found
