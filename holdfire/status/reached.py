"""When steps that times name were reached, reading by reading."""

from collections.abc import Iterable
from datetime import datetime

from holdfire.agreement.model import AgreementText
from holdfire.agreement.stepwise import Reached, steps_in
from holdfire.status.counting import Counted
from holdfire.status.model import ReadingStatus, Status
from holdfire.status.status import Then
from holdfire.when import last_moment


def steps_reached(steps: Iterable[str], status: Status, then: Then | None) -> dict[str, dict[str, datetime]]:
    """Step, then reading, to the moment at which it was reached; steps not reached are left out.

    ``then`` may be None where no step is the first incident of an act.

    ``first ACT`` is the last moment of the first incident of that act that the reading counts, by claims or by what bodies found.
    """
    found: dict[str, dict[str, datetime]] = {}
    for step in steps:
        for name, reading in status.readings.items():
            at = _first(step, name, then) if then and step.startswith("first ") else _in_status(step, reading)
            if at is not None:
                found.setdefault(step, {})[name] = at
    return found


def reached_in(text: AgreementText, board: Status) -> Reached | None:
    """The steps that times of a text name, as a board tells them; None where one is the first of an act: no board tells that."""
    steps = steps_in(text)
    return None if any(s.startswith("first ") for s in steps) else steps_reached(steps, board, None)


def _first(step: str, name: str, then: Then) -> datetime | None:
    act, counter = step.removeprefix("first "), then.under(name).counter
    told = (i for i in then.incidents if i.act == act and counter.of(i) is Counted.YES)
    return min((last_moment(i.span) for i in told), default=None)


def _in_status(step: str, reading: ReadingStatus) -> datetime | None:
    thing, _, word = step.rpartition(" ")
    at: str | None = None
    match word:
        case "opens":
            at = reading.gates[thing].opened_at
        case "kept":
            at = reading.provisions[thing].kept_at
        case "broken":
            at = reading.provisions[thing].broken_at
        case "complete":
            at = reading.clocks[thing].complete_at if thing in reading.clocks else None
        case "ends":
            at = reading.windows[thing].lapsed_at
    return datetime.fromisoformat(at) if at else None
