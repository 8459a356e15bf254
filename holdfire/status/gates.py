"""Gates: conditions, keys, and who may turn them. Opening may need two keys and closing one."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from holdfire.agreement.model import AgreementText, Condition, Gate
from holdfire.claims import Claim
from holdfire.findings.decisions import by_whom, enough, keys_turned
from holdfire.findings.windows import WindowUnder
from holdfire.status.model import (
    ClockStatus,
    ConditionStatus,
    ConditionWord,
    DecisionView,
    GateStatus,
    GateWord,
    ProvisionStatus,
)
from holdfire.when import spoken

_STANDING: dict[str, ConditionWord] = {"kept": "met", "broken": "unmet", "not-due": "unmet"}


@dataclass(frozen=True)
class GateContext:
    """What gates are judged on, under one reading."""

    text: AgreementText
    clocks: dict[str, ClockStatus]
    provisions: dict[str, ProvisionStatus]
    windows: dict[str, WindowUnder]
    decisions: list[Claim]
    as_of: datetime


def gate_statuses(context: GateContext) -> dict[str, GateStatus]:
    """Every gate; a gate that waits for another is judged after it."""
    found: dict[str, GateStatus] = {}
    waiting = dict(context.text.gates)
    while waiting:
        ready = [n for n, g in waiting.items() if all(c.gate in found or c.gate is None for c in g.opens_when)]
        for name in ready or list(waiting):
            found[name] = _gate(waiting.pop(name), context, found)
    return {name: found[name] for name in context.text.gates}


def _gate(gate: Gate, context: GateContext, found: dict[str, GateStatus]) -> GateStatus:
    conditions = tuple(_condition(c, context, found) for c in gate.opens_when)
    if gate.per_window:
        return _renewal(gate, context, conditions)
    turned = keys_turned(gate, context.decisions)
    who = {t.actor for t in turned}
    keys = {actor: actor in who for actor in gate.opens.by} if gate.opens else {}
    because = tuple(dict.fromkeys(t.claim for t in turned))
    state, why = _state(gate, conditions, who, keys)
    if state == "open" and _closed(gate, context.decisions, because):
        state, why = "shut", "it was opened and then closed"
    return GateStatus(state=state, why=why, keys=keys, conditions=conditions, because=because)


def _state(
    gate: Gate, conditions: tuple[ConditionStatus, ...], who: set[str], keys: dict[str, bool]
) -> tuple[GateWord, str]:
    states = [c.state for c in conditions]
    if gate.opens and not enough(gate.opens, who):
        missing = ", ".join(k for k, turned in keys.items() if not turned)
        return "shut", f"keys not turned: {missing}" + ("" if gate.opens.need == "all" else "; any one is enough")
    if "unmet" in states:
        return "shut", "; ".join(f"{c.id}: {c.why}" for c in conditions if c.state == "unmet")
    if "undetermined" in states:
        return "undetermined", "; ".join(f"{c.id}: {c.why}" for c in conditions if c.state == "undetermined")
    return "open", "its conditions hold" + (" and its keys are turned" if keys else "")


def _closed(gate: Gate, decisions: list[Claim], opened_by: tuple[str, ...]) -> bool:
    if gate.closes is None:
        return False
    opened = max((c.start for c in decisions if c.id in opened_by), default=None)
    closing = [c for c in decisions if c.decides == f"close-{gate.decides}" and (opened is None or c.start >= opened)]
    return enough(gate.closes, {a for c in closing for a in by_whom(c)})


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
    return GateStatus(state=state, why=why, keys=keys, conditions=conditions, because=because)


def _condition(c: Condition, context: GateContext, found: dict[str, GateStatus]) -> ConditionStatus:
    state: ConditionWord = "undetermined"
    why = c.unsaid or "the text names no measure for it"
    because: tuple[str, ...] = ()
    if c.clock:
        clock = context.clocks.get(c.clock)
        if clock is None:
            why = "this reading does not run the clock"
        else:
            state = "met" if clock.state == "complete" else "unmet"
            why = f"{c.clock} is {clock.state} at {spoken(clock.elapsed_s)} of {spoken(clock.needed_s)}"
            because = tuple(dict.fromkeys(x for day in clock.days for x in day.because))
    elif c.provision:
        status = context.provisions[c.provision]
        state = _STANDING.get(status.standing, "undetermined")
        why, because = f"{c.provision} is {status.standing}: {status.why}", status.because
    elif c.gate:
        other = found.get(c.gate)
        word = other.state if other else "undetermined"
        state = "met" if word == "open" else "undetermined" if word == "undetermined" else "unmet"
        why = f"{c.gate} is {word}"
    elif c.decision:
        made = [d for d in context.decisions if d.decides == c.decision]
        state = "met" if made else "unmet"
        why, because = "decided" if made else "not decided", tuple(d.id for d in made)
    return ConditionStatus(id=c.id, says=c.says, state=state, because=because, why=why)


def decision_views(text: AgreementText, decisions: list[Claim], tz: tzinfo) -> tuple[DecisionView, ...]:
    """Every decision told of, and whether the text entitles its makers to it."""
    views = []
    for claim in decisions:
        by = sorted(by_whom(claim))
        entitled, why = _entitled(text, claim, set(by))
        views.append(
            DecisionView(
                claim=claim.id,
                at=claim.span.text(tz),
                by=tuple(by),
                decides=claim.decides or "",
                amount=claim.amount,
                entitled=entitled,
                why=why,
            )
        )
    return tuple(views)


def _entitled(text: AgreementText, claim: Claim, by: set[str]) -> tuple[bool, str]:
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
