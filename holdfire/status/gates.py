"""Gates: conditions, keys, and who may turn them. Opening may need two keys and closing one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import chain

from holdfire.agreement.model import AgreementText, Condition, Gate, Keys
from holdfire.agreement.times import resolve, said_by
from holdfire.claims import Claim
from holdfire.findings.decisions import (
    Decided,
    by_whom,
    decided,
    enough,
    keys_turned,
    needs_in_words,
    objecting,
    unsigned,
)
from holdfire.findings.windows import WindowUnder
from holdfire.status.held import Held
from holdfire.status.model import (
    ClockStatus,
    ConditionStatus,
    ConditionWord,
    DecisionView,
    GateStatus,
    GateWord,
    ProvisionStatus,
)
from holdfire.when import iso, spoken

_STANDING: dict[str, ConditionWord] = {
    "kept": "met", "late": "met", "partly": "unmet", "broken": "unmet", "not-due": "unmet"
}  # fmt: skip


@dataclass(frozen=True)
class GateContext:
    """What gates are judged on, under one reading."""

    text: AgreementText
    reading: str
    clocks: dict[str, ClockStatus]
    provisions: dict[str, ProvisionStatus]
    windows: dict[str, WindowUnder]
    decisions: list[Claim]
    as_of: datetime
    tz: tzinfo
    reported: Sequence[Claim] = ()
    held: Held = field(default_factory=Held, compare=False, repr=False)

    def unsigned(self, gate: Gate) -> tuple[str, ...]:
        """Holders of a gate's keys who are reported to have turned them, with nothing signed that says so."""
        told = [t.actor for t in keys_turned(gate, self.reported)]
        return tuple(dict.fromkeys(a for a in told if a not in {t.actor for t in keys_turned(gate, self.decisions)}))


@dataclass(frozen=True)
class _Judged:
    """A condition with the moment from which it was met, as far as that is known."""

    status: ConditionStatus
    at: datetime | None = None


def gate_statuses(context: GateContext) -> dict[str, GateStatus]:
    """Every gate; a gate that waits for another is judged after it."""
    found: dict[str, GateStatus] = {}
    waiting = dict(context.text.gates)
    while waiting:
        ready = [
            n for n, g in waiting.items() if all(name in found for name in _gates_in((*g.opens_when, *g.shuts_when)))
        ]
        for name in ready or list(waiting):
            found[name] = _gate(waiting.pop(name), context, found)
    return {name: found[name] for name in context.text.gates}


def _gates_in(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        if condition.gate:
            yield condition.gate
        yield from _gates_in(condition.any_of)


def _gate(gate: Gate, context: GateContext, found: dict[str, GateStatus]) -> GateStatus:
    judged = [_condition(c, context, found) for c in gate.opens_when]
    conditions = tuple(j.status for j in judged)
    if gate.per_window:
        return _renewal(gate, context, conditions)
    turned = keys_turned(gate, context.decisions)
    who = {t.actor for t in turned}
    keys = {actor: actor in who for actor in gate.opens.by} if gate.opens else {}
    made = decided(gate.opens, gate.decides, context.decisions) if gate.opens else None
    because = made.claims if made else tuple(dict.fromkeys(t.claim for t in turned))
    state, why = _state(gate, conditions, made, keys, context)
    moments = [made.at if made else None, *(j.at for j in judged)]
    opened = max((at for at in moments if at), default=None) if state == "open" else None
    if state == "open" and gate.closes and decided(gate.closes, f"close-{gate.decides}", context.decisions, opened):
        state, why = "shut", "it was opened and then closed"
    elif state == "open" and gate.shuts_when:
        state, why = _shut_again([_condition(c, context, found).status for c in gate.shuts_when], why)
    return GateStatus(
        state=state,
        opened_at=iso(opened, context.tz) if opened and state == "open" else None,
        why=why,
        keys=keys,
        conditions=conditions,
        because=because,
        unsigned=context.unsigned(gate),
    )


def _state(
    gate: Gate,
    conditions: tuple[ConditionStatus, ...],
    made: Decided | None,
    keys: dict[str, bool],
    context: GateContext,
) -> tuple[GateWord, str]:
    states = [c.state for c in conditions]
    if gate.opens and made is None:
        only_told = context.unsigned(gate)
        marks = {k: f"{k} (reported, not signed)" if k in only_told else k for k in keys}
        missing = ", ".join(marks[k] for k, turned in keys.items() if not turned)
        needs = needs_in_words(gate.opens)
        against = ", ".join(objecting(gate.opens, gate.decides, context.decisions))
        told = f"keys not turned: {missing}" if missing else "the keys were turned apart, not in one act"
        told = f"against it: {against}" if against else told
        return "shut", told + (f"; {needs}" if needs else "")
    if made and made.at > context.as_of:
        return "shut", "decided; the others may still object"
    if "unmet" in states:
        return "shut", "; ".join(f"{c.id}: {c.why}" for c in conditions if c.state == "unmet")
    if "undetermined" in states:
        return "undetermined", "; ".join(f"{c.id}: {c.why}" for c in conditions if c.state == "undetermined")
    return "open", "its conditions hold" + (" and its keys are turned" if keys else "")


def _shut_again(conditions: list[ConditionStatus], why: str) -> tuple[GateWord, str]:
    """A gate that was opened and that one of these conditions shuts, or may shut."""
    for state, word in (("met", "shut"), ("undetermined", "undetermined")):
        told = "; ".join(f"{c.id}: {c.why}" for c in conditions if c.state == state)
        if told:
            return ("shut" if word == "shut" else "undetermined"), f"it was open; {told}"
    return "open", why


def _renewal(gate: Gate, context: GateContext, conditions: tuple[ConditionStatus, ...]) -> GateStatus:
    """A gate that must open anew at the end of each window."""
    window = context.windows[gate.per_window or ""]
    renewals = [s for s in window.stretches if s.by]
    because = tuple(s.by for s in renewals if s.by)
    lapsed = window.lapsed(context.as_of)
    made = [c for c in context.decisions if c.decides == gate.decides]
    last = made if lapsed else [c for c in made if c.id in because]
    who = by_whom(last[-1]) if last else set()
    keys = {actor: actor in who for actor in gate.opens.by} if gate.opens else {}
    state: GateWord = "shut"
    why = "the first window has not run out"
    if lapsed:
        refused = "; ".join(f"{claim} {reason}" for claim, reason in window.not_counted)
        state, why = (
            "lapsed",
            "the window ran out without a renewal this reading counts" + (f" ({refused})" if refused else ""),
        )
    elif window.stretches and window.stretches[-1].open and context.as_of >= window.stretches[-1].span.start:
        state, why = "undetermined", "nobody renewed it; this reading holds that silence lets it go on"
    elif renewals:
        state, why = "open", "the window was renewed"
    return GateStatus(
        state=state, why=why, keys=keys, conditions=conditions, because=because, unsigned=context.unsigned(gate)
    )


def _condition(c: Condition, context: GateContext, found: dict[str, GateStatus]) -> _Judged:
    state, why, because, at = _measured(c, context, found)
    return _Judged(ConditionStatus(id=c.id, says=c.says, state=state, because=because, why=why), at)


Measured = tuple[ConditionWord, str, tuple[str, ...], datetime | None]


def _measured(c: Condition, context: GateContext, found: dict[str, GateStatus]) -> Measured:
    if c.clock:
        return _by_clock(c.clock, context)
    if c.provision:
        return _by_provision(c, context.provisions[c.provision])
    if c.broken:
        status = context.provisions[c.broken]
        word: ConditionWord = (
            "met"
            if status.broken_at
            else "undetermined"
            if status.standing in ("disputed", "undetermined")
            else "unmet"
        )
        return word, f"{c.broken} is {status.standing}: {status.why}", status.because, _instant(status.broken_at)
    if c.gate:
        other = found.get(c.gate)
        said = other.state if other else "undetermined"
        word = "met" if said == "open" else "undetermined" if said == "undetermined" else "unmet"
        return word, f"{c.gate} is {said}", (), _instant(other.opened_at) if other else None
    if c.objected:
        gate = context.text.gates[c.objected]
        against = objecting(gate.opens, gate.decides, context.decisions) if gate.opens else []
        who = f"against {c.objected}: {', '.join(against)}" if against else f"nobody is against {c.objected}"
        return ("met" if against else "unmet"), who, (), None
    if c.decision:
        made = [d for d in context.decisions if d.decides == c.decision]
        told = tuple(d.id for d in made)
        return ("met", "decided", told, made[0].start) if made else ("unmet", "not decided", (), None)
    if c.window:
        is_open = context.windows[c.window].open_at(context.as_of)
        return ("met" if is_open else "unmet"), f"{c.window} is {'' if is_open else 'not '}in force", (), None
    if c.time is not None:
        return _by_time(c, context)
    if c.any_of:
        return _by_any(c, context, found)
    return "undetermined", c.unsaid or "the text names no measure for it", (), None


def _by_clock(name: str, context: GateContext) -> Measured:
    clock = context.clocks.get(name)
    if clock is None:
        return "undetermined", "this reading does not run the clock", (), None
    why = f"{name} is {clock.state} at {spoken(clock.elapsed_s)} of {spoken(clock.needed_s)}"
    because = _told_by(name, clock, context)
    return ("met" if clock.state == "complete" else "unmet"), why, because, _instant(clock.complete_at)


def _told_by(name: str, clock: ClockStatus, context: GateContext) -> tuple[str, ...]:
    """What the days of a clock rest on, each once, in order; of all but the last it is as it was found for the same days."""
    past = clock.days[:-1]
    what = "days rest on", context.reading, name
    found = context.held.last(what, past, lambda: dict.fromkeys(chain.from_iterable(d.because for d in past)))
    return tuple(found | dict.fromkeys(x for d in clock.days[-1:] for x in d.because))


def _by_provision(c: Condition, status: ProvisionStatus) -> Measured:
    word = _STANDING.get(status.standing, "undetermined")
    why = f"{c.provision} is {status.standing}: {status.why}"
    if c.in_time and status.standing == "late":
        word, why = "unmet", f"{why}, and it must be in time"
    return word, why, status.because, _instant(status.kept_at)


def _by_time(c: Condition, context: GateContext) -> Measured:
    at = resolve(said_by(c.time, context.reading), context.text, context.reading) if c.time is not None else None
    if at is None:
        return "undetermined", "the text does not settle the moment", (), None
    return ("met" if at <= context.as_of else "unmet"), f"the moment is {iso(at, context.tz)}", (), at


def _by_any(c: Condition, context: GateContext, found: dict[str, GateStatus]) -> Measured:
    judged = [_condition(part, context, found) for part in c.any_of]
    for word in ("met", "undetermined", "unmet"):
        those = [j for j in judged if j.status.state == word]
        if those:
            at = min((j.at for j in those if j.at), default=None) if word == "met" else None
            because = tuple(dict.fromkeys(x for j in those for x in j.status.because))
            return those[0].status.state, "; ".join(f"{j.status.id}: {j.status.why}" for j in those), because, at
    return "undetermined", "it names nothing", (), None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def decision_views(
    text: AgreementText, decisions: list[Claim], tz: tzinfo, *, signed: bool = False
) -> tuple[DecisionView, ...]:
    """Every decision told of, and whether the text entitles its makers to it; with ``signed``, who of them did not sign it."""
    views = []
    for claim in decisions:
        by = sorted(by_whom(claim))
        entitled, why = _entitled(text, claim, set(by))
        lacking = unsigned(claim) if signed else ()
        views.append(
            DecisionView(
                claim=claim.id,
                at=claim.span.text(tz),
                by=tuple(by),
                decides=claim.decides or "",
                amount=claim.amount,
                entitled=entitled,
                why=f"{why}; reported, not signed by {', '.join(lacking)}" if lacking else why,
                signed_by=claim.signed_by,
                unsigned=lacking,
            )
        )
    return tuple(views)


def _window_keys(text: AgreementText) -> Iterator[tuple[Keys, str]]:
    """Who may suspend or end a window, and the words decision claims use for it."""
    for name, window in text.windows.items():
        if window.suspended_by:
            yield window.suspended_by, f"suspend {name}"
            yield window.suspended_by, f"resume {name}"
        if window.ended_by:
            yield window.ended_by, f"end {name}"


def _entitled(text: AgreementText, claim: Claim, by: set[str]) -> tuple[bool, str]:
    for keys, word in _window_keys(text):
        if claim.decides == word:
            missing = sorted(set(keys.by) - by)
            return (
                (True, f"the text gives them this ({word})")
                if enough(keys, by)
                else (False, f"it needs {', '.join(missing)}")
            )
    wanted = "exit" if claim.decides == "end" else claim.decides
    for name, gate in text.gates.items():
        if gate.decides == wanted and gate.opens:
            named = set(gate.opens.by)
            if enough(gate.opens, by):
                return True, f"{name} gives them this"
            if by & named:
                return False, f"{name} needs {', '.join(sorted(named - by))} too"
            return False, f"{name} names {' and '.join(gate.opens.by)}, not {', '.join(sorted(by)) or 'nobody'}"
    return False, "no gate of the text speaks of this"
