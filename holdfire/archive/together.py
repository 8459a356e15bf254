"""Incidents of many agreements judged at once: one set of relations in which every agreement has names of its own."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from holdfire.archive.member import Version
from holdfire.findings import Finding, engine
from holdfire.findings.judge import findings_told
from holdfire.findings.tables import asked_tables, incident_tables
from holdfire.incidents import Incident

_NAMES = ("incident", "provision", "actor", "target", "against", "zone", "reading")
_NUMBERS = ("place", "like", "matter")
_OF = "\x1c"
"""Stands between the number of an agreement's version and a name of its own."""


@dataclass(frozen=True)
class Docket:
    """Incidents to be judged under one version of one agreement; their ids are their places in the list."""

    version: Version
    incidents: Sequence[Incident]


def judge_together(dockets: Sequence[Docket], on: str = "duckdb") -> list[list[list[Finding]]]:
    """For each docket the findings on each of its incidents, in order of the provisions, by the relations of ``judge``."""
    if not any(d.incidents for d in dockets):
        return [[] for _ in dockets]
    tables: dict[str, list[pa.Table]] = {}
    places = matters = 0
    for number, docket in enumerate(dockets):
        numbered = [i.model_copy(update={"id": str(n)}) for n, i in enumerate(docket.incidents)]
        told, version = incident_tables(docket.version.agreement, numbered), docket.version
        own = {
            "incident": told.incident,
            "party": told.party,
            **version.text,
            **asked_tables(version.agreement, version.found, told.sites, told.matters),
        }
        offsets = {"place": places, "like": places, "matter": matters}
        for name, table in own.items():
            tables.setdefault(name, []).append(_own(table, f"{number}{_OF}", offsets))
        places, matters = places + len(told.sites), matters + len(told.matters)
    judged, related = engine.run({name: pa.concat_tables(t).combine_chunks() for name, t in tables.items()}, on)
    verdicts, windows = (_by_docket(table, len(dockets)) for table in (judged, related))
    return [_findings(docket, *told) for docket, *told in zip(dockets, verdicts, windows, strict=True)]


def _own(table: pa.Table, prefix: str, offsets: dict[str, int]) -> pa.Table:
    """A table in which names are the agreement's own, and places and things are numbered after those before."""
    for at, name in enumerate(table.column_names):
        if name in _NAMES:
            table = table.set_column(at, name, pc.binary_join_element_wise(prefix, table[name], ""))
        elif name in _NUMBERS:
            field = table.schema.field(at)
            table = table.set_column(at, field, pc.add(table[name], pa.scalar(offsets[name], field.type)))
    return table


def _by_docket(table: pa.Table, many: int) -> list[pa.Table]:
    """The rows of each docket, its own names as they were."""
    told = pc.split_pattern(table["incident"], _OF, max_splits=1)
    number = pc.list_element(told, 0).cast(pa.int64())
    for name in (n for n in _NAMES if n in table.column_names):
        bare = pc.list_element(pc.split_pattern(table[name], _OF, max_splits=1), 1)
        table = table.set_column(table.column_names.index(name), name, bare)
    order = pc.sort_indices(number)
    table, sorted_ = table.take(order), number.take(order).to_numpy()
    edges = sorted_.searchsorted(range(many + 1))
    return [table.slice(a, b - a) for a, b in itertools.pairwise(edges)]


def _findings(docket: Docket, verdicts: pa.Table, windows: pa.Table) -> list[list[Finding]]:
    found: list[list[Finding]] = [[] for _ in docket.incidents]
    for finding in findings_told(docket.version.agreement, docket.version.found, verdicts, windows):
        at = int(finding.incident)
        found[at].append(finding.model_copy(update={"incident": docket.incidents[at].id}))
    return found
