"""What bodies found and which positions they took, as lines of a trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import UNMAPPED
from holdfire.status.model_bodies import BodyFindingView, PositionView, WeighedView


@dataclass(frozen=True)
class Trace:
    """One line of a trace and what it rests on. ``kind`` tells what the line is about."""

    kind: str
    says: str
    rests_on: tuple["Trace", ...] = field(default=())


def by_a_body(found: BodyFindingView, text: AgreementText, rests_on: tuple[Trace, ...] = ()) -> Trace:
    """A body's finding with how sure, how grave and by whom it was made, and every position on it beneath."""
    on = (
        f"{found.provision} {text.provisions[found.provision].title.en}" if found.provision else "on the incident alone"
    )
    says = f"{found.body} finds ({found.id}), {on}: {found.verdict or 'that it happened'}{_who(found)}, {_proof(found)}"
    marks = [Trace("mark", mark) for mark in _marks(found)]
    why = [Trace("words", f"“{found.why}”")] if found.why else []
    assessed = [Trace("assessment", f"{part}: {said}") for part, said in found.assessment.items()]
    positions = [Trace("stance", stance(p)) for p in found.positions]
    return Trace("by-body", says, (*why, *assessed, *marks, *positions, *rests_on))


def _who(found: BodyFindingView) -> str:
    told = " or ".join(
        " and ".join(_actor(a) for a in one.actors) + (f" ({one.percent:g} percent)" if one.percent is not None else "")
        for one in found.attribution
    )
    told = told or (found.body if found.self_reported else "")
    if found.attribution_undetermined:
        return f", by whom undetermined{f' ({told})' if told else ''}"
    return f", by {told}" if told else ""


def _proof(found: BodyFindingView) -> str:
    percent = f" at {found.percent:g} percent" if found.percent is not None else ""
    severity = f", severity {found.severity}" if found.severity else ""
    return f"standard {found.standard}{percent}{severity}, on {found.at}"


def _marks(found: BodyFindingView) -> list[str]:
    """What a reader must know before relying on a finding."""
    marks = []
    if found.self_reported:
        marks.append("admitted: reported by the party itself")
    if found.jointly_with:
        others = ", ".join(found.jointly_with)
        marks.append(f"joint with {others}" if found.joint else f"said to be joint with {others}, who did not make it")
    if "breach" in found.below:
        marks.append("below the threshold for finding a breach: it does not count as one")
    if "attribution" in found.below:
        marks.append("below the threshold for saying whose it was")
    if found.quorum == "quorum-lost":
        marks.append(f"made without quorum; missing: {', '.join(found.missing)}")
    elif found.missing:
        marks.append(f"missing: {', '.join(found.missing)}; there was a quorum")
    if found.superseded_by:
        marks.append(f"superseded by {found.superseded_by}")
    return marks


def stance(position: PositionView) -> str:
    """What a body says of another's word: ``russia on F-1: not-confirmed, on 2016-04-04... “No word of ours.”``."""
    to = f" to {', '.join(position.to)}" if position.to else ""
    why = f" “{position.why}”" if position.why else ""
    gone = f"; superseded by {position.superseded_by}" if position.superseded_by else ""
    return f"{position.body} on {position.of} {position.on}: {position.says}{to}, on {position.at}{gone}{why}"


def weighed_lines(weighed: Mapping[str, WeighedView]) -> tuple[Trace, ...]:
    """What each reading makes of findings by bodies."""
    return tuple(
        Trace("weighed", f"{reading}: {told.verdict}, {told.counted} ({told.why}; {', '.join(told.because)})")
        for reading, told in weighed.items()
    )


def attribution(alternatives: tuple[tuple[str, ...], ...]) -> str:
    """``a and b, or c``."""
    return " or ".join(" and ".join(_actor(a) for a in group) for group in alternatives) or "nobody named"


def _actor(name: str) -> str:
    return f"{name.removeprefix(UNMAPPED)} (not in the agreement)" if name.startswith(UNMAPPED) else name
