"""The status as of an instant, as known at a point in the record: the door of this room."""

import hashlib
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import cached_property, partial

import rfc8785

from holdfire.agreement.as_read import as_read
from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.findings import Finding, windows_of
from holdfire.findings.decisions import decisions_of
from holdfire.findings.said import NOTHING_SAID, Absences, Said, absences
from holdfire.findings.windows import Force, WindowUnder, in_force
from holdfire.incidents import Incident
from holdfire.status.beside import cited_claims, coverage, series_of, sum_checks
from holdfire.status.clocks import ClockRun, run_clock
from holdfire.status.counting import Counter, rule_in_words
from holdfire.status.evidence import Evidence
from holdfire.status.gates import GateContext, decision_views, gate_statuses
from holdfire.status.held import Held
from holdfire.status.lasting import lasting_spans
from holdfire.status.looks import Looks
from holdfire.status.model import (
    OF_NO_HAPPENING,
    ProvisionStatus,
    ReadingStatus,
    Status,
    WindowStatus,
    WindowStretch,
    WindowWord,
)
from holdfire.status.procedures import procedure_cases
from holdfire.status.settled import NOTHING, Settled, SettledCounter
from holdfire.status.standing import in_step, provision_status, summed_up
from holdfire.status.tallies import NONE_TOLD, Tallies, provisions_told
from holdfire.status.views import incident_view
from holdfire.status.weighing import Weighing, placed, unplaced
from holdfire.when import duration, iso, zone

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Sums:
    """What somebody keeps of all that stands in no list: tallies by reading, incidents outside every window, names unmapped.

    Incidents that stand in the lists are left out of tallies and ``outside``; names are those of all claims.
    """

    tallies: Mapping[str, Tallies]
    outside: int
    unmapped: Mapping[str, int]
    counters: Mapping[str, Counter] = field(default_factory=dict)
    """Counting rules by reading, with what they hold of incidents that were counted before; none need be there."""


@dataclass(frozen=True)
class Known:
    """What a status is made from: the claims and incidents known, their findings, and where the record stands.

    ``said`` is what bodies found and which positions they took; with ``signed`` only signed decisions turn keys. With ``sums``
    the lists hold only what a board needs one by one, and the status is a board.
    """

    claims: Sequence[Claim]
    incidents: Sequence[Incident]
    findings: Sequence[Finding]
    checkpoint: str
    version: str
    said: Said = NOTHING_SAID
    signed: bool = False
    waiting: int = 0
    """How many claims a machine read wait for a person."""
    sums: Sums | None = None
    held: Held = field(default_factory=Held, compare=False, repr=False)
    """What was found before, by whoever asks often."""


@dataclass(frozen=True)
class Then:
    """What had happened and was decided by an instant: what each reading is measured on."""

    agreement: Agreement
    as_of: datetime
    incidents: list[Incident]
    findings: dict[str, list[Finding]]
    claims: list[Claim]
    decisions: list[Claim]
    reported: list[Claim]
    windows: dict[str, dict[str, WindowUnder]]
    said: Said
    away: Absences
    settled: Settled
    sums: Sums | None = None
    held: Held = field(default_factory=Held, compare=False, repr=False)

    @cached_property
    def looked(self) -> Looks:
        """The claims that show somebody looked."""
        return self.held.of("looked", (self.claims,), lambda: Looks.of(self.claims))

    def under(self, name: str) -> Evidence:
        """What one reading is measured on, with the text as it has it, and bodies' findings weighed as it weighs them."""
        text, held = self.agreement.text, self.held
        had = held.of(("as read", name), (self.agreement,), lambda: _had(self.agreement, name))
        weighed = self._weighed(name, had)
        lasting = lasting_spans(had.text, self.incidents, weighed[0], self.as_of)
        return Evidence(
            had,
            name,
            weighed[0],
            self.incidents,
            weighed[1],
            self.claims,
            zone(text.time_zone),
            lasting,
            settled=self.settled,
            tallies=self.sums.tallies[name] if self.sums else None,
            looked=self.looked,
            held=held,
        )

    def _weighed(self, name: str, had: Agreement) -> tuple[Counter, dict[str, list[Finding]]]:
        """The counter of a reading with what bodies said, and the findings as it has them."""
        text = self.agreement.text
        plain = self.sums.counters.get(name) if self.sums else None
        counter = plain or self.held.of(("counter", name), (text,), lambda: Counter(text, text.readings[name].counts))
        weighing = Weighing(had, name, counter, self.said, self.away, self.windows[name], self.decisions)
        on = (had, counter, self.said, self.away, self.windows[name], self.decisions, self.incidents, self.findings)
        leave = self.settled.rulings
        return self.held.of(
            ("weighed", name), (*on, leave), lambda: weighing.weigh(self.incidents, self.findings, leave=leave)
        )

    def run_of(self, e: Evidence, key: str) -> ClockRun:
        """What a clock is run on under the reading of this evidence."""
        clock, reading = e.text.clocks[key], e.text.readings[e.reading]
        reset_by = frozenset(clock.reset_by)
        needs, windows = duration(clock.needs), self.windows[e.reading]
        return ClockRun(
            key, e.agreement, reading, reading.clocks[key], needs, windows, self.decisions, reset_by, self.as_of
        )


def _had(agreement: Agreement, name: str) -> Agreement:
    return agreement.model_copy(update={"text": as_read(agreement.text, name)})


def by_then(agreement: Agreement, known: Known, as_of: datetime, settled: Settled = NOTHING) -> Then:
    """All that is known, as far as it had happened by an instant."""
    text, held = agreement.text, known.held if settled is NOTHING else Held()
    claims = held.same("claims", [c for c in known.claims if c.start < as_of])
    every = known.incidents
    last = held.of("last begun", (every,), lambda: max((i.span.start for i in every), default=as_of))
    begun = every if last < as_of else [i for i in every if i.span.start < as_of]
    incidents = held.same("incidents", begun)
    findings = held.same("findings", settled.found(known.findings))
    decisions = held.of(
        ("decisions", known.signed), (claims, text), lambda: decisions_of(claims, as_of, text, signed=known.signed)
    )
    decided = held.same("decided", [c for c in known.claims if c.kind == "decision"])
    said = held.same("findings of bodies", known.said.findings), held.same("positions of bodies", known.said.positions)
    return Then(
        agreement=agreement,
        as_of=as_of,
        incidents=incidents,
        findings=held.of("findings by incident", (findings,), lambda: _by_incident(findings)),
        claims=held.of("in order", (claims,), lambda: sorted(claims, key=lambda c: (c.start, c.end, c.id))),
        decisions=decisions,
        reported=held.of("reported", (claims, text), lambda: decisions_of(claims, as_of, text)),
        windows=held.of("windows", (agreement, decisions), lambda: windows_of(agreement, decisions)),
        said=held.of("placed", (*said, incidents), lambda: placed(known.said, incidents)),
        away=held.of(
            ("away", known.signed),
            (decided, text),
            lambda: absences(decisions_of(decided, FOREVER, text, signed=known.signed), text),
        ),
        settled=settled,
        sums=known.sums,
        held=held,
    )


def _by_incident(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.incident, []).append(finding)
    return found


def status_at(
    agreement: Agreement, known: Known, as_of: datetime, known_at: datetime, settled: Settled = NOTHING
) -> Status:
    """The status under every reading. ``known`` must hold only what was known at ``known_at``.

    Incidents that begin at or after ``as_of`` are left out. ``settled`` is what is asked about as if it were so.
    """
    text, tz = agreement.text, zone(agreement.text.time_zone)
    then = by_then(agreement, known, as_of, settled)
    incidents, findings, claims, said, held = then.incidents, then.findings, then.claims, then.said, then.held
    weighed: dict[str, Counter] = {}
    readings = {}
    for name in text.readings:
        evidence = then.under(name)
        readings[name] = _reading(name, then, evidence)
        weighed[name] = evidence.counter
    shown = held.of("shown", (incidents, findings, said, text), lambda: _shown(then))
    cited = {c.id for i in shown for c in i.claims} | {
        c.id for c in claims if c.kind not in ("incident", "investigation")
    }
    unmapped = held.of("unmapped", (claims,), lambda: Tally(n for c in claims for n in c.unmapped()))
    outside = len(incidents) - len(shown)
    if known.sums:
        outside, unmapped = outside + known.sums.outside, Tally(known.sums.unmapped)
        shown, cited = (
            [],
            held.of("told of none", (claims,), lambda: {c.id for c in claims if c.kind in OF_NO_HAPPENING}),
        )
    return Status(
        agreement=text.id,
        title=text.title.en,
        as_of=iso(as_of, tz),
        known_at=iso(known_at, tz),
        digest=_digest(agreement, known, iso(as_of, tz), iso(known_at, tz)),
        agreement_digest=agreement.digest,
        checkpoint=known.checkpoint,
        version=known.version,
        readings=readings,
        incidents=tuple(incident_view(i, findings.get(i.id, []), tz, weighed) for i in shown),
        outside_every_window=outside,
        decisions=decision_views(text, then.reported, tz, signed=known.signed),
        series=held.of("series", (claims, tz), lambda: series_of(claims, tz)),
        sums=held.of("sums", (claims,), lambda: sum_checks(claims)),
        coverage=coverage(agreement, claims, then.looked, as_of, tz, held),
        unmapped=dict(sorted(unmapped.items())),
        undecided={name: question.question for name, question in text.undecided.items()},
        claims=dict(held.of("cited", (said, claims, cited, tz), lambda: cited_claims(claims, cited, said, tz))),
        unplaced=held.of("unplaced", (said, incidents, claims), lambda: unplaced(said, incidents, claims)),
        waiting=known.waiting,
        listed=known.sums is None,
    )


def _shown(then: Then) -> list[Incident]:
    readings, spoken_of = then.agreement.text.readings, {f.incident for f in then.said.made}
    return [i for i in then.incidents if i.id in spoken_of or in_view(then.findings.get(i.id, ()), readings)]


def _reading(name: str, then: Then, e: Evidence) -> ReadingStatus:
    agreement, text, reading, as_of = e.agreement, e.text, e.text.readings[name], then.as_of
    windows, decisions, held = then.windows[name], then.decisions, then.held
    procedures = {key: procedure_cases(p, e, as_of) for key, p in text.procedures.items()}
    e = replace(e, cured=frozenset(c.incident for cases in procedures.values() for c in cases if c.cured))
    ruled = replace(e, counter=_ruled(e)) if e.settled.rulings else e
    told = provisions_told(ruled)
    provisions = {
        p: provision_status(
            p,
            held.of(("in force", name, p), (agreement, windows, decisions), partial(_force, p, then, e)),
            told.get(p, NONE_TOLD),
            ruled,
            as_of,
        )
        for p in text.provisions
    }
    provisions = in_step(summed_up(_settled(provisions, e.settled), e), e)
    clocks = {key: run_clock(then.run_of(e, key), e) for key in reading.clocks}
    context = GateContext(text, name, clocks, provisions, windows, decisions, as_of, e.tz, then.reported, held)
    return ReadingStatus(
        title=reading.title.en,
        whose=reading.whose,
        basis=reading.basis,
        counts=rule_in_words(reading, text),
        settles=reading.settles,
        assumed=reading.assumed,
        windows={key: _window(w, as_of, e.tz) for key, w in windows.items()},
        clocks=clocks,
        gates=gate_statuses(context),
        provisions=provisions,
        procedures=procedures,
    )


def _force(provision: str, then: Then, e: Evidence) -> Force | None:
    """When a provision is in force under the reading of this evidence."""
    clause = e.text.provisions[provision]
    return in_force(e.agreement, e.reading, clause, then.windows[e.reading], then.decisions)


def _ruled(e: Evidence) -> SettledCounter:
    return SettledCounter(e.counter.text, e.counter.rule, e.settled, weighed=e.counter.weighed)


def _settled(found: dict[str, ProvisionStatus], settled: Settled) -> dict[str, ProvisionStatus]:
    """Provisions whose standing is asked about as if it were so."""
    said = {
        p: found[p].model_copy(update={"standing": word, "why": f"settled as {word}"})
        for p, word in settled.provisions.items()
        if p in found
    }
    return {**found, **said}


def _window_word(window: WindowUnder, as_of: datetime) -> WindowWord:
    if not window.stretches:
        return "undetermined"
    if as_of < window.stretches[0].span.start:
        return "ahead"
    if window.lapsed(as_of):
        return "ended"
    return "in-force" if window.open_at(as_of) else "suspended"


def _window(window: WindowUnder, as_of: datetime, tz: tzinfo) -> WindowStatus:
    lapsed = window.lapsed(as_of)
    return WindowStatus(
        state=_window_word(window, as_of),
        stretches=tuple(
            WindowStretch(start=iso(s.span.start, tz), end=None if s.open else iso(s.span.end, tz), by=s.by)
            for s in window.stretches
        ),
        lapsed_at=iso(lapsed, tz) if lapsed else None,
        not_counted=dict(window.not_counted),
        suspended=tuple(gap.text(tz) for gap in window.gaps),
        ended_by=window.ended_by,
    )


def in_view(found: Sequence[Finding], readings: Iterable[str]) -> bool:
    """An incident is shown unless every finding on it is surely outside every window."""
    return not found or any("outside-window" not in f.under[r][1] for f in found for r in readings)


def _digest(agreement: Agreement, known: Known, as_of: str, known_at: str) -> str:
    """SHA-256 over what a status is made from; equal for two bodies that hold the same record and the same code."""
    said = {
        "agreement": agreement.digest,
        "checkpoint": known.checkpoint,
        "version": known.version,
        "as_of": as_of,
        "known_at": known_at,
    }
    return "sha256:" + hashlib.sha256(rfc8785.dumps(said)).hexdigest()
