"""Steps a time may name (``G-2 opens``): which ones a text names, and the text once some of them are reached."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from holdfire.agreement.model import AgreementText, Disputed, Event, Field_
from holdfire.agreement.times import every_value, steps_named
from holdfire.when import iso

Reached = Mapping[str, Mapping[str, datetime]]
"""Step, then reading, to the moment at which it was reached."""


def steps_in(text: AgreementText) -> list[str]:
    """Every step that a time of this text names, in order of the text."""
    return list(dict.fromkeys(step for time in _times(text) for step in steps_named(time)))


def with_steps(text: AgreementText, reached: Reached) -> AgreementText:
    """The text with an event for each step, at the moment at which each reading has it reached; unknown under the others."""
    if not reached:
        return text
    events = dict(text.events)
    for step, moments in reached.items():
        events[step] = Event(at=Disputed(disputed={reading: iso(at) for reading, at in moments.items()}))
    return text.model_copy(update={"events": events})


def _times(text: AgreementText) -> Iterator[str]:
    for field in _fields(text):
        yield from every_value(field)


def _fields(text: AgreementText) -> Iterator[Field_ | None]:
    for event in text.events.values():
        yield event.at
    for window in text.windows.values():
        yield from (window.from_, window.until)
    for zone in text.zones.values():
        for shape in zone.shapes:
            yield from (shape.from_, shape.until)
    for provision in text.provisions.values():
        yield from (provision.from_, provision.until, provision.start_by, provision.deadline)
        yield from (quantity.by for quantity in provision.quantities)
        for bind in provision.binds:
            yield from (bind.from_, bind.until)
        for exception in provision.exceptions:
            yield from (exception.from_, exception.until)
    for gate in text.gates.values():
        for condition in (*gate.opens_when, *gate.shuts_when):
            yield condition.time
            yield from (inner.time for inner in condition.any_of)
    for clock in text.clocks.values():
        yield clock.starts
    for reading in text.readings.values():
        yield reading.starts
        yield from (clock.starts for clock in reading.clocks.values())
