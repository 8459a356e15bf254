"""Every name an agreement uses must be defined, every time must be readable, and no end may come before its start."""

from collections.abc import Iterator
from itertools import pairwise

from holdfire.agreement.checker import Checker, Path_
from holdfire.agreement.crosscheck_proof import check_proof
from holdfire.agreement.crosscheck_steps import check_clock, check_gate, check_procedure, check_reading
from holdfire.agreement.crosscheck_terms import check_actors, check_joining, check_provision, check_window, check_zones
from holdfire.agreement.model import AgreementText, Disputed, Part, Words
from holdfire.agreement.shapes import Shapes
from holdfire.agreement.yaml_text import Lines
from holdfire.when import clock_time, zone

LONGEST_ID = 80
GROUPS = (
    "events", "actors", "accession", "exclusions", "zones", "windows", "provisions", "clocks", "gates", "procedures",
    "undecided", "readings", "objects", "inherits", "thresholds",
)  # fmt: skip
_IDS = ("acts", "sources", "facilities", *GROUPS)


def crosscheck(text: AgreementText, shapes: Shapes, lines: Lines) -> None:
    """Raise ``AgreementError`` at the first name or time that does not hold."""
    check = Checker(text, shapes, lines)
    _ids(check)
    check.read(zone, text.time_zone, ("time-zone",))
    check.read(clock_time, text.day_begins, ("day-begins",))
    _events_and_objects(check)
    check_actors(check)
    check_joining(check)
    check_zones(check)
    for name, window in text.windows.items():
        check_window(check, name, window)
    for name, provision in text.provisions.items():
        check_provision(check, name, provision)
    check.no_ring(
        "provisions", lambda p: text.provisions[p].made_of if p in text.provisions else (), text.provisions, "made-of"
    )
    for name, clock in text.clocks.items():
        check_clock(check, name, clock)
    for name, gate in text.gates.items():
        check_gate(check, name, gate)
    for name, procedure in text.procedures.items():
        check_procedure(check, name, procedure)
    check_proof(check)
    for name, question in text.undecided.items():
        check.need("thing", question.touches, _things(text), ("undecided", name, "touches"))
    for name, reading in text.readings.items():
        check_reading(check, name, reading)
    for name, inherited in text.inherits.items():
        check.need("window", [inherited.while_] if inherited.while_ else [], text.windows, ("inherits", name, "while"))
        check.times(inherited.from_, ("inherits", name, "from"))
        check.times(inherited.until, ("inherits", name, "until"))
    for where, sources in _sources(text):
        check.need("source", sources, text.sources, where)
    if text.shows:
        check.time(text.shows, ("shows",))


def _ids(check: Checker) -> None:
    """Ids are printed, linked and joined with others, so they hold no control characters."""
    for group in _IDS:
        for name in getattr(check.text, group):
            if not name.isprintable() or not 0 < len(name.strip()) <= LONGEST_ID:
                raise check.fail(
                    f'{group} has the id "{name}"',
                    (group, name),
                    f"An id is a short word, at most {LONGEST_ID} characters.",
                )


def _events_and_objects(check: Checker) -> None:
    text = check.text
    for name, event in text.events.items():
        check.times(event.at, ("events", name, "at"))
        check.need("actor", event.fixed_by, text.actors, ("events", name, "fixed-by"))
    for name, kind in text.objects.items():
        check.need("object", kind.kind_of, text.objects, ("objects", name, "kind-of"))
    check.no_ring("objects", lambda o: text.objects[o].kind_of, text.objects, "kind-of")
    for field in ("grades", "severities"):
        ladder: Words = getattr(text, field)
        for one, other in pairwise(ladder):
            if ladder.count(one) > 1 or ladder.count(other) > 1:
                raise check.fail(f'{field} has "{one}" or "{other}" twice', (field,), "Keep one of them.")


def _things(text: AgreementText) -> set[str]:
    groups = (
        "provisions",
        "clocks",
        "gates",
        "zones",
        "windows",
        "actors",
        "events",
        "procedures",
        "accession",
        "exclusions",
    )
    return {name for group in groups for name in getattr(text, group)}


def _sources(text: AgreementText) -> Iterator[tuple[Path_, Words]]:
    """Every list of sources, those of binds, exceptions and disputes too."""
    for group in GROUPS:
        for name, part in getattr(text, group).items():
            yield from _in_part(part, (group, name))
    for number, amendment in enumerate(text.amendments):
        yield ("amendments", number, "source"), amendment.source


def _in_part(part: Part, at: Path_) -> Iterator[tuple[Path_, Words]]:
    for key, value in part:
        said = key.rstrip("_").replace("_", "-")
        if key == "source":
            yield (*at, said), value
        elif isinstance(value, Disputed):
            yield (*at, said, "source"), value.source
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                if isinstance(inner, Part):
                    yield from _in_part(inner, (*at, said, number))
