"""Judge incidents under an agreement: the door of this room."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from holdfire.agreement.as_read import Variant, variants
from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.findings import engine as engines
from holdfire.findings.finding import Finding, Reason, Verdict
from holdfire.findings.tables import WINDOW, IncidentTables, agreement_tables, exception_ids, incident_tables
from holdfire.findings.windows import WindowUnder, in_force, windows_under
from holdfire.incidents import Incident

_FLAG_REASONS = {
    "outside_zone": (Verdict.OUTSIDE_SCOPE, Reason.OUTSIDE_ZONE),
    "excluded_actor": (Verdict.OUTSIDE_SCOPE, Reason.EXCLUDED_ACTOR),
    "guarantor": (Verdict.OUTSIDE_SCOPE, Reason.GUARANTORS_OWN_ACT),
    "outsider": (Verdict.OUTSIDE_SCOPE, Reason.OUTSIDER),
    "excluded_target": (Verdict.OUTSIDE_SCOPE, Reason.EXCLUDED_TARGET),
    "target_outside": (Verdict.OUTSIDE_SCOPE, Reason.TARGET_OUTSIDE_TRUCE),
    "unpublished": (Verdict.UNDETERMINED, Reason.UNPUBLISHED_ZONE),
    "place_unknown": (Verdict.UNDETERMINED, Reason.PLACE_UNKNOWN),
    "place_straddles": (Verdict.UNDETERMINED, Reason.PLACE_STRADDLES),
    "other_object": (Verdict.OUTSIDE_SCOPE, Reason.OTHER_OBJECT),
    "within_limit": (Verdict.OUTSIDE_SCOPE, Reason.WITHIN_LIMIT),
    "object_unclear": (Verdict.UNDETERMINED, Reason.OBJECT_UNCLEAR),
    "number_unclear": (Verdict.UNDETERMINED, Reason.NUMBER_UNCLEAR),
    "unclear": (Verdict.UNDETERMINED, Reason.STATUS_UNCLEAR),
    "unattributed": (Verdict.UNDETERMINED, Reason.UNATTRIBUTED),
    "not_named": (Verdict.UNDETERMINED, Reason.NOT_IN_AGREEMENT),
    "target_unclear": (Verdict.UNDETERMINED, Reason.TARGET_UNCLEAR),
    "exception_unclear": (Verdict.UNDETERMINED, Reason.EXCEPTION_UNCLEAR),
}
WindowsByReading = dict[str, dict[str, WindowUnder]]


def windows_of(agreement: Agreement, decisions: list[Claim]) -> WindowsByReading:
    """Every window under every reading, given the decisions made so far."""
    return {name: windows_under(agreement, name, decisions) for name in agreement.text.readings}


def judge(
    agreement: Agreement, incidents: Sequence[Incident], decisions: list[Claim], engine: str = "duckdb"
) -> list[Finding]:
    """One finding for each incident under each provision that speaks of its act, in order of incident and provision.

    They are the same on every engine. Raises ``AskError`` for an engine that is none, ``EngineError`` when it cannot judge.
    """
    tables = incident_tables(agreement, incidents)
    found = variants(agreement.text)
    verdicts, windows = judge_tables(agreement, tables, decisions, found, engine)
    return findings_told(agreement, found, verdicts, windows)


def judge_tables(
    agreement: Agreement,
    tables: IncidentTables,
    decisions: list[Claim],
    found: dict[str, Variant] | None = None,
    engine: str = "duckdb",
) -> tuple[pa.Table, pa.Table]:
    """The same for tables, however many rows: verdicts while in force, and relations to each reading's windows.

    Provisions are named by variant (``variants``): by their id, unless readings differ over them.
    """
    found = variants(agreement.text) if found is None else found
    return engines.run(
        {
            "incident": tables.incident,
            "party": tables.party,
            "window": window_table(agreement, decisions, found),
            **agreement_tables(agreement, found, tables.sites, tables.matters),
        },
        engine,
    )


def window_table(agreement: Agreement, decisions: list[Claim], found: dict[str, Variant] | None = None) -> pa.Table:
    """(reading, provision, from_s, to_s, doubt_s): a row for each span in force. A provision never in force has an empty span."""
    rows: list[tuple[str, str, int, int, int]] = []
    found = variants(agreement.text) if found is None else found
    windows = windows_of(agreement, decisions)
    for key, variant in found.items():
        for reading in variant.readings:
            force = in_force(agreement, reading, variant.provision, windows[reading], decisions)
            if force is not None:
                rows += [(reading, key, start, end, force.doubt_s) for start, end in force.spans or [(0, 0)]]
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * len(WINDOW)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, WINDOW, strict=True)], schema=WINDOW)


Row = dict[str, Any]


def findings_told(
    agreement: Agreement, variants: dict[str, Variant], verdicts: pa.Table, windows: pa.Table
) -> list[Finding]:
    """Findings from the two tables of ``judge_tables``, in order of incident and provision."""
    relation: dict[tuple[str, str], dict[str, int]] = {}
    for row in windows.to_pylist():
        relation.setdefault((row["incident"], row["provision"]), {})[row["reading"]] = row["in_force"]
    ways: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(verdicts.to_pylist(), key=lambda r: (r["incident"], r["provision"])):
        ways.setdefault((row["incident"], variants[row["provision"]].name), []).append(row)
    names = exception_ids(variants)
    order = {name: number for number, name in enumerate(agreement.text.readings)}
    return [finding_of(*thing, rows, variants, relation, names, order) for thing, rows in ways.items()]


def finding_of(
    incident: str,
    provision: str,
    rows: list[Row],
    variants: dict[str, Variant],
    relation: dict[tuple[str, str], dict[str, int]],
    names: list[str],
    order: dict[str, int],
) -> Finding:
    """One finding from the verdicts of each way in which readings have the provision."""
    under: dict[str, tuple[Verdict, list[Reason]]] = {}
    for row in rows:
        here = relation.get((incident, row["provision"]), {})
        for reading in variants[row["provision"]].readings:
            under[reading] = in_time(*base(row), here.get(reading))
    bases = [base(row) for row in rows]
    verdict, reasons = bases[0]
    if any(base[0] is not verdict for base in bases):
        verdict, reasons = Verdict.UNDETERMINED, [Reason.READINGS_DIFFER]
    permitted = [
        names[row["exception"]] for row in rows if base(row)[0] is Verdict.PERMITTED and row["exception"] is not None
    ]
    return Finding(
        incident=incident,
        provision=provision,
        verdict=verdict.word,
        reasons=_words(reasons),
        exception=permitted[0] if permitted else None,
        under={r: (under[r][0].word, _words(under[r][1])) for r in sorted(under, key=order.__getitem__)},
    )


def base(row: Row) -> tuple[Verdict, list[Reason]]:
    """The verdict while in force, and why, of a row of (lowest, highest, flags...)."""
    lowest, highest = Verdict(row["lowest"]), Verdict(row["highest"])
    verdict = lowest.or_(highest)
    told = [(of, reason) for flag, (of, reason) in _FLAG_REASONS.items() if row[flag]]
    if lowest is not highest:
        return verdict, [Reason.ATTRIBUTION_OPEN, *(reason for _, reason in told)]
    if verdict is Verdict.PERMITTED:
        return verdict, [Reason.EXCEPTION]
    if verdict is Verdict.BREACH:
        return verdict, [Reason.BOUND_AND_IN_FORCE]
    return verdict, [reason for of, reason in told if of is verdict]


def in_time(verdict: Verdict, reasons: list[Reason], relation: int | None) -> tuple[Verdict, list[Reason]]:
    """The verdict under one reading: what is surely outside its windows is outside scope, what may be is in doubt."""
    if relation == engines.OUT:
        return Verdict.OUTSIDE_SCOPE, [Reason.OUTSIDE_WINDOW]
    if relation == engines.IN_FORCE or verdict in (Verdict.OUTSIDE_SCOPE, Verdict.PERMITTED):
        return verdict, reasons
    doubt = Reason.WINDOW_UNDECIDED if relation is None else Reason.TIME_STRADDLES
    kept = reasons if verdict is Verdict.UNDETERMINED else []
    return Verdict.UNDETERMINED, [doubt, *kept]


def _words(reasons: list[Reason]) -> tuple[str, ...]:
    return tuple(r.value for r in reasons)
