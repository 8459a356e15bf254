"""Findings: what each incident is under each provision, with reasons.

In: an agreement and incidents. Out: one finding for each incident and each provision that speaks of its act: breach,
permitted, outside scope or undetermined, never a blank. Beside them, what bodies find and which positions they take.
Always: a guarantor's own act, an excluded group's act and a strike on an excluded area are told apart from a breach;
doubt about who, where or when gives undetermined with that reason; the order of incidents and provisions is of no account.
These are proposals of a rule; what counts is decided by a named body or, openly, by a reading.
"""

from holdfire.findings.body import Alternative, BodyFinding, BodyPosition
from holdfire.findings.finding import Finding, Reason, Verdict
from holdfire.findings.judge import judge, windows_of
from holdfire.findings.said import NOTHING_SAID, Said
from holdfire.findings.tables import incident_tables

__all__ = [
    "NOTHING_SAID", "Alternative", "BodyFinding", "BodyPosition", "Finding", "Reason", "Said", "Verdict", "incident_tables",
    "judge", "windows_of",
]  # fmt: skip
