"""Checks of the steps: clocks, gates, procedures, readings."""

from holdfire.agreement.checker import Checker, Path_, spoken
from holdfire.agreement.crosscheck_proof import check_counting
from holdfire.agreement.model import Clock, Condition, Gate, LimbMeasure, Procedure, Reading, Words
from holdfire.agreement.times import UNSAID
from holdfire.when import clock_time, duration


def check_clock(check: Checker, name: str, clock: Clock) -> None:
    """A clock needs a length and a start."""
    at: Path_ = ("clocks", name)
    check.length(clock.needs, (*at, "needs"))
    check.times(clock.starts, (*at, "starts"))
    check.need("actor", clock.reset_by, check.text.actors, (*at, "reset-by"))


def check_gate(check: Checker, name: str, gate: Gate) -> None:
    """A gate's conditions and keys are defined."""
    at: Path_ = ("gates", name)
    for field in ("opens_when", "shuts_when"):
        for i, condition in enumerate(getattr(gate, field)):
            _condition(check, condition, (*at, field.replace("_", "-"), i))
    check.keys(gate.opens, (*at, "opens"))
    check.keys(gate.closes, (*at, "closes"))
    if gate.per_window:
        check.need("window", [gate.per_window], check.text.windows, (*at, "per-window"))


def _condition(check: Checker, condition: Condition, at: Path_) -> None:
    text = check.text
    for kind, value, known in (
        ("clock", condition.clock, text.clocks),
        ("provision", condition.provision, text.provisions),
        ("provision", condition.broken, text.provisions),
        ("gate", condition.gate, text.gates),
        ("gate", condition.objected, text.gates),
        ("window", condition.window, text.windows),
    ):
        if value:
            check.need(kind, [value], known, at)
    check.times(condition.time, at)
    check.under(condition.under, at)
    measures = ("clock", "provision", "broken", "gate", "objected", "decision", "window", "time", "any_of", "unsaid")
    given = [measure for measure in measures if getattr(condition, measure)]
    if len(given) > 1 and "unsaid" not in given:
        raise check.fail(f"{spoken(at)} has {' and '.join(given)}", at, "Write one condition for each.")
    for i, part in enumerate(condition.any_of):
        _condition(check, part, (*at, "any-of", i))


def check_procedure(check: Checker, name: str, procedure: Procedure) -> None:
    """A procedure follows provisions; its steps follow steps before them."""
    at: Path_ = ("procedures", name)
    check.need("provision", procedure.provisions, check.text.provisions, (*at, "provisions"))
    check.need("act", procedure.notice_acts, check.acts, (*at, "notice-acts"))
    if procedure.starts == "notice" and not procedure.notice_acts:
        raise check.fail(f"{spoken(at)} begins with notice, and no act gives it", at, "Name notice-acts.")
    check.times(procedure.from_, (*at, "from"))
    before = ["start"]
    for i, step in enumerate(procedure.steps):
        here = (*at, "steps", i)
        check.need("actor", step.by, {*check.text.actors, "accused"}, here)
        check.need("act", step.acts, check.acts, here)
        check.length(None if step.within in UNSAID else step.within, (*here, "within"))
        check.need("earlier step", [step.after], before, here)
        if bool(step.assesses) != (step.kind == "assessment"):
            remedy = "Give an assessment what it assesses, and no other step."
            raise check.fail(f"{spoken(here)} is {step.kind} and assesses {len(step.assesses)} parts", here, remedy)
        before.append(step.id)


def check_reading(check: Checker, name: str, reading: Reading) -> None:
    """A reading names what there is, and runs clocks that add up."""
    at: Path_ = ("readings", name)
    text = check.text
    check.time(reading.starts, (*at, "starts"))
    check.need("actor", [] if reading.whose == "nobody" else [reading.whose], [*text.actors, "nobody"], (*at, "whose"))
    if reading.day_begins:
        check.read(clock_time, reading.day_begins, (*at, "day-begins"))
    check_counting(check, name, reading)
    check.need("question", reading.settles, text.undecided, (*at, "settles"))
    for clock_name, clock in reading.clocks.items():
        here = (*at, "clocks", clock_name)
        check.need("clock", [clock_name], text.clocks, here)
        check.length(clock.lead_in, (*here, "lead-in"))
        check.times(clock.starts, (*here, "starts"))
        for part in clock.parts:
            check.length(part, (*here, "parts"))
        _parts_sum(check, clock.parts, text.clocks[clock_name].needs, (*here, "parts"))
        check.need("limb", clock.limbs, text.clocks[clock_name].limbs, (*here, "limbs"))
        if (clock.kind == "continuous") != bool(clock.limbs):
            remedy = "Give a continuous clock its limbs; a calendar clock has none."
            raise check.fail(f"{spoken(here)} is {clock.kind} with {len(clock.limbs)} limbs", here, remedy)
        for limb, measure in clock.limbs.items():
            _limb(check, measure, (*here, "limbs", limb))


def _limb(check: Checker, measure: LimbMeasure, at: Path_) -> None:
    check.need("provision", [*measure.provisions, *measure.unmet.provisions], check.text.provisions, at)
    acts = [*measure.unmet.acts, *measure.met_by, *measure.unmet_by]
    if measure.share:
        acts += [measure.share.of, measure.share.by]
        check.length(measure.share.over, (*at, "share"))
    check.need("act", acts, check.acts, at)


def _parts_sum(check: Checker, parts: Words, needs: str, at: Path_) -> None:
    if parts and sum(duration(p).total_seconds() for p in parts) != duration(needs).total_seconds():
        raise check.fail(f"{spoken(at)} do not add up to {needs}", at, "Let the parts sum to what the clock needs.")
