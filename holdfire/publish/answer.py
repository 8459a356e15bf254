"""The answer in one honest sentence or two, derived from the data and from nothing else."""

from datetime import datetime

from holdfire.agreement.model import AgreementText, Gate
from holdfire.publish.words import Words
from holdfire.status.model import Status, WindowStatus


def answer(status: Status, text: AgreementText, words: Words) -> str:
    """How many readings have their clock complete, the gates that hang on it open, and the window in force."""
    told = ("؛ " if words.language == "ar" else "; ").join([_clocks(status, words), *_gates(status, text, words)])
    return " ".join([f"{told}.", *_windows(status, text, words)])


def _clocks(status: Status, words: Words) -> str:
    running = [r for r in status.readings.values() if r.clocks]
    if not running:
        return words.gettext("No clock runs under any reading")
    done = sum(all(c.state == "complete" for c in r.clocks.values()) for r in running)
    if done == 0:
        return words.gettext("No reading has its clock complete")
    if done == len(running):
        return words.gettext("Every reading has its clock complete")
    form = words.ngettext(
        "It depends on the reading: %(num)s of %(total)s readings has its clock complete",
        "It depends on the reading: %(num)s of %(total)s readings have their clock complete",
        done,
    )
    return form % {"num": done, "total": len(running)}


def _gates(status: Status, text: AgreementText, words: Words) -> list[str]:
    """Gates that a clock opens. The last word is the key holders', so a complete clock may leave them shut."""
    told = []
    for name, gate in text.gates.items():
        if not hangs_on_clock(gate):
            continue
        states = [r.gates[name].state for r in status.readings.values() if name in r.gates]
        opened = states.count("open")
        if opened == 0:
            told.append(words.gettext("no reading has %(gate)s open") % {"gate": name})
        elif opened == len(states):
            told.append(words.gettext("every reading has %(gate)s open") % {"gate": name})
        else:
            form = words.ngettext(
                "%(num)s of %(total)s has %(gate)s open", "%(num)s of %(total)s have %(gate)s open", opened
            )
            told.append(form % {"num": opened, "total": len(states), "gate": name})
    return told


def hangs_on_clock(gate: Gate) -> bool:
    """True for a gate that a clock opens."""
    return any(c.clock for c in gate.opens_when)


def _windows(status: Status, text: AgreementText, words: Words) -> list[str]:
    told = []
    for name, window in text.windows.items():
        under = [r.windows[name] for r in status.readings.values() if name in r.windows]
        running = sum(in_force(w, status.as_of) for w in under)
        form = words.ngettext(
            "“%(window)s” is in force under %(num)s of %(total)s readings.",
            "“%(window)s” is in force under %(num)s of %(total)s readings.",
            running,
        )
        told.append(form % {"window": window.name.in_(words.language), "num": running, "total": len(under)})
    return told


def in_force(window: WindowStatus, as_of: str) -> bool:
    """True while one of the window's stretches holds the instant."""
    at = datetime.fromisoformat(as_of)
    return any(
        datetime.fromisoformat(s.start) <= at and (s.end is None or at < datetime.fromisoformat(s.end))
        for s in window.stretches
    )
