"""Incidents looked at closely: a few of them judged by themselves, as they are among all the others, without an engine for each.

In: an agreement, and what the record tells of a few incidents, with every decision. Out: the incidents, as the status of the
whole record lists them. Always: the same to the letter as ``judge_told``. What is alike in all that a rule asks for is judged
once and remembered, and so is how a stretch of time lies to the windows; both as long as the decisions are the same ones.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from holdfire import __version__
from holdfire.agreement.model import Agreement
from holdfire.agreement.stepwise import Reached, steps_in, with_steps
from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.findings.as_decided import as_decided
from holdfire.findings.judge import window_table
from holdfire.findings.prepared import Pattern, PreparedJudge, Rows
from holdfire.incidents import Incident
from holdfire.pipeline import fused_from, judge_told
from holdfire.status import Known
from holdfire.status.closely import listed
from holdfire.status.model import IncidentView
from holdfire.told import Told
from holdfire.when import iso, seconds

MOST_JUDGES = 4
"""Judges held: one for the present, and some for moments in the past that somebody looks at."""
MOST_ALIKE = 20_000
"""Likenesses whose verdicts are held, some kilobytes each at most."""
MOST_EDGES = 32
"""Edges of windows up to which it is asked once how any stretch lies to them: some five hundred stretches."""
Before = Callable[[Agreement, Sequence[str]], dict[str, Rows]]
"""Verdicts under an agreement that somebody has already found, by likeness; those that nobody has are missing."""


@dataclass(frozen=True)
class Looked:
    """Incidents as judged by themselves: the agreement as decided, what was fused and found, and what a status lists of them."""

    agreement: Agreement
    incidents: list[Incident]
    findings: list[Finding]
    views: tuple[IncidentView, ...]


class Closely:
    """Judges a few incidents at a time under one agreement. Several threads may ask; one is answered at a time."""

    def __init__(self, agreement: Agreement, before: Before | None = None) -> None:
        self.agreement, self._before = agreement, before
        self._judges: OrderedDict[str, _Decided] = OrderedDict()
        self._lock = RLock()

    def look(self, told: Told, at: datetime, known: datetime, reached: Reached | None = None) -> Looked:
        """What ``told`` comes to as of ``at``, as known at ``known``; ``reached`` are steps that the whole record has reached.

        Without them, a text whose times hang on steps has those that ``told`` alone reaches. That, and a text that changes on
        a day, is judged whole each time.
        """
        if self.agreement.later or (reached is None and steps_in(self.agreement.text)):
            whole = judge_told(self.agreement, told, at, known)
            return Looked(whole.agreement, whole.incidents, whole.findings, whole.status.incidents)
        has = fused_from(self.agreement, told, at, known)
        with self._lock:
            decided = self._decided(has.decisions, reached or {})
            begun = [i for i in has.incidents if i.span.start < at]
            findings = decided.findings(begun, self._before)
        read, said = decided.judge.agreement, told.known(known)
        every = Known(has.claims, has.incidents, findings, told.checkpoint, __version__, said, told.signed, has.waiting)
        return Looked(read, has.incidents, findings, listed(read, every, at))

    def _decided(self, decisions: list[Claim], reached: Reached) -> "_Decided":
        moments = sorted((step, name, iso(at)) for step, by in reached.items() for name, at in by.items())
        key = "\x1e".join([*(c.model_dump_json() for c in decisions), str(moments)])
        if key not in self._judges:
            read = as_decided(self.agreement, decisions)
            read = read.model_copy(update={"text": with_steps(read.text, reached)})
            self._judges[key] = _Decided(read, decisions)
        self._judges.move_to_end(key)
        while len(self._judges) > MOST_JUDGES:
            self._judges.popitem(last=False)
        return self._judges[key]


class _Decided:
    """The agreement as decided, with its windows, and what was found under it so far."""

    def __init__(self, agreement: Agreement, decisions: list[Claim]) -> None:
        self.judge = PreparedJudge(agreement)
        self._windows = window_table(agreement, decisions, self.judge.found)
        rows = self._windows.to_pylist()
        self._edges = sorted(
            {at + doubt for r in rows for at in (r["from_s"], r["to_s"]) for doubt in (r["doubt_s"], -r["doubt_s"])}
        )
        self._patterns: dict[tuple[int, int], Pattern] = self._every_pattern() if len(self._edges) <= MOST_EDGES else {}
        self._verdicts: OrderedDict[str, Rows] = OrderedDict()

    def _every_pattern(self) -> dict[tuple[int, int], Pattern]:
        """How a stretch lies that begins and ends between any two of the windows' edges, all asked for at once."""
        edges = self._edges
        if not edges:
            return {}
        keys = [(a, b) for a in range(len(edges) + 1) for b in range(a, len(edges) + 1)]
        starts, ends = [edges[0] - 1, *edges], [*edges, edges[-1] + 1]
        spans = [(starts[a], ends[b]) for a, b in keys]
        return dict(zip(keys, self.judge.in_windows(spans, self._windows), strict=True))

    def findings(self, incidents: Sequence[Incident], before: Before | None) -> list[Finding]:
        """The findings on some incidents, in order of incident and provision."""
        if not incidents:
            return []
        likes = self.judge.likeness(incidents)
        self._learn(dict(zip(likes, incidents, strict=True)), before)
        alike: dict[tuple[str, Pattern], list[Finding]] = {}
        found = []
        for incident, like in zip(incidents, likes, strict=True):
            pattern = self._pattern(incident)
            if (like, pattern) not in alike:
                alike[like, pattern] = self.judge.findings("", self._verdicts[like], pattern)
            found += [f.model_copy(update={"incident": incident.id}) for f in alike[like, pattern]]
        while len(self._verdicts) > MOST_ALIKE:
            self._verdicts.popitem(last=False)
        return sorted(found, key=lambda f: (f.incident, f.provision))

    def _learn(self, asked: dict[str, Incident], before: Before | None) -> None:
        fresh = [like for like in asked if like not in self._verdicts]
        if fresh and before is not None:
            self._verdicts |= before(self.judge.agreement, fresh)
            fresh = [like for like in fresh if like not in self._verdicts]
        if fresh:
            found = self.judge.verdicts([asked[like] for like in fresh])
            self._verdicts |= dict(zip(fresh, found, strict=True))

    def _pattern(self, incident: Incident) -> Pattern:
        """How it lies to the windows: as everything does that begins and ends between the same of their edges."""
        start, end = seconds(incident.span.start), seconds(incident.span.end)
        key = bisect_right(self._edges, start), bisect_left(self._edges, end + (start == end))
        if key not in self._patterns:
            (self._patterns[key],) = self.judge.in_windows([(start, end)], self._windows)
        return self._patterns[key]
