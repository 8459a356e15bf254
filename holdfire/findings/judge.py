"""Judge incidents under an agreement: the door of this room."""

from collections.abc import Sequence

import pyarrow as pa

from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.findings import engine
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
    "unclear": (Verdict.UNDETERMINED, Reason.STATUS_UNCLEAR),
    "unattributed": (Verdict.UNDETERMINED, Reason.UNATTRIBUTED),
    "not_named": (Verdict.UNDETERMINED, Reason.NOT_IN_AGREEMENT),
    "target_unclear": (Verdict.UNDETERMINED, Reason.TARGET_UNCLEAR),
}
WindowsByReading = dict[str, dict[str, WindowUnder]]


def windows_of(agreement: Agreement, decisions: list[Claim]) -> WindowsByReading:
    """Every window under every reading, given the decisions made so far."""
    return {name: windows_under(agreement, name, decisions) for name in agreement.text.readings}


def judge(agreement: Agreement, incidents: Sequence[Incident], decisions: list[Claim]) -> list[Finding]:
    """One finding for each incident under each provision that speaks of its act, in order of incident and provision."""
    tables = incident_tables(agreement, incidents)
    verdicts, windows = judge_tables(agreement, tables, decisions)
    return _findings(agreement, verdicts, windows)


def judge_tables(agreement: Agreement, tables: IncidentTables, decisions: list[Claim]) -> tuple[pa.Table, pa.Table]:
    """The same for tables, however many rows: verdicts while in force, and relations to each reading's windows."""
    return engine.run(
        {
            "incident": tables.incident,
            "party": tables.party,
            "window": window_table(agreement, decisions),
            **agreement_tables(agreement, tables.places),
        }
    )


def window_table(agreement: Agreement, decisions: list[Claim]) -> pa.Table:
    """(reading, provision, from_s, to_s): a row for each span in force. A provision never in force has an empty span."""
    rows: list[tuple[str, str, int, int]] = []
    for reading, windows in windows_of(agreement, decisions).items():
        for name, provision in agreement.text.provisions.items():
            if not provision.broken_by:
                continue
            spans = in_force(agreement, reading, provision, windows, decisions)
            if spans is not None:
                rows += [(reading, name, start, end) for start, end in spans or [(0, 0)]]
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * len(WINDOW)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, WINDOW, strict=True)], schema=WINDOW)


def _findings(agreement: Agreement, verdicts: pa.Table, windows: pa.Table) -> list[Finding]:
    relation: dict[tuple[str, str], dict[str, int]] = {}
    for row in windows.to_pylist():
        relation.setdefault((row["incident"], row["provision"]), {})[row["reading"]] = row["in_force"]
    names = exception_ids(agreement)
    found = []
    for row in sorted(verdicts.to_pylist(), key=lambda r: (r["incident"], r["provision"])):
        verdict, reasons = _base(row)
        here = relation.get((row["incident"], row["provision"]), {})
        under = {r: _in_time(verdict, reasons, here.get(r)) for r in agreement.text.readings}
        exception = names[row["exception"]] if verdict is Verdict.PERMITTED and row["exception"] is not None else None
        found.append(
            Finding(
                incident=row["incident"],
                provision=row["provision"],
                verdict=verdict.word,
                reasons=_words(reasons),
                exception=exception,
                under={r: (v.word, _words(why)) for r, (v, why) in under.items()},
            )
        )
    return found


def _base(row: dict[str, int]) -> tuple[Verdict, list[Reason]]:
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


def _in_time(verdict: Verdict, reasons: list[Reason], relation: int | None) -> tuple[Verdict, list[Reason]]:
    """The verdict under one reading: what is surely outside its windows is outside scope, what may be is in doubt."""
    if relation == engine.OUT:
        return Verdict.OUTSIDE_SCOPE, [Reason.OUTSIDE_WINDOW]
    if relation == engine.IN_FORCE or verdict in (Verdict.OUTSIDE_SCOPE, Verdict.PERMITTED):
        return verdict, reasons
    doubt = Reason.WINDOW_UNDECIDED if relation is None else Reason.TIME_STRADDLES
    kept = reasons if verdict is Verdict.UNDETERMINED else []
    return Verdict.UNDETERMINED, [doubt, *kept]


def _words(reasons: list[Reason]) -> tuple[str, ...]:
    return tuple(r.value for r in reasons)
