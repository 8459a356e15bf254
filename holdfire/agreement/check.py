"""What a text leaves open, and when its deadlines fall, reading by reading."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from holdfire.agreement.model import Agreement, AgreementText, Disputed, Part
from holdfire.agreement.times import UNSAID, resolve, said_by
from holdfire.when import duration


@dataclass(frozen=True)
class OpenPoint:
    """One field or question the text leaves open: ``kind`` is unknown, disputed, unpublished or question."""

    where: str
    kind: Literal["question", "unknown", "disputed", "unpublished"]
    says: str


@dataclass(frozen=True)
class Deadline:
    """One dated thing: ``at`` is None where the text gives no date. ``readings`` are those that see it so."""

    at: datetime | None
    what: str
    who: str
    readings: tuple[str, ...]


OPEN_ENDED = timedelta(days=36500)
"""A window of a hundred years or more is how an agreement writes "no end"; its end is no deadline."""

_SILENT = "the text does not say"
_SHAPES = {
    "unpublished": "the place exists, its shape was never published",
    "moving": "the place moves, and no dated shape of it is public",
    "undrawn": "the text names the place and nobody has drawn it",
}


def open_points(agreement: Agreement) -> list[OpenPoint]:
    """Everything undecided, in the order of the text."""
    text = agreement.text
    points = [OpenPoint(name, "question", q.question) for name, q in text.undecided.items()]
    for group in ("events", "windows", "zones", "provisions", "clocks", "gates"):
        for name, part in getattr(text, group).items():
            points += _in_part(name, part)
    return points


def _in_part(name: str, part: Part) -> list[OpenPoint]:
    points = []
    for key, value in part:
        said = key.rstrip("_").replace("_", "-")
        if isinstance(value, Disputed):
            sides = "; ".join(f"{who}: {what}" for who, what in value.disputed.items())
            points.append(OpenPoint(f"{name}.{said}", "disputed", f"{sides}. {value.why}".strip()))
        elif key == "kind" and value in ("unpublished", "moving", "undrawn"):
            points.append(OpenPoint(name, "unpublished", _SHAPES[str(value)]))
        elif isinstance(value, str) and value in UNSAID:
            points.append(OpenPoint(f"{name}.{said}", "unpublished" if value == "unpublished" else "unknown", _SILENT))
        elif key == "opens_when":
            points += [OpenPoint(f"{name}.{c.id}", "unknown", c.unsaid) for c in value if c.unsaid]
    for field_name, why in getattr(part, "unsaid", {}).items():
        points.append(OpenPoint(f"{name}.{field_name}", "unknown", why))
    return points


def deadlines(agreement: Agreement) -> list[Deadline]:
    """Every dated duty, window and clock, earliest first; undated ones last."""
    text = agreement.text
    found: dict[tuple[datetime | None, str, str], list[str]] = {}
    for reading in text.readings:
        for at, what, who in _of_reading(text, reading):
            found.setdefault((at, what, who), []).append(reading)
    rows = [Deadline(at, what, who, tuple(readings)) for (at, what, who), readings in found.items()]
    return sorted(rows, key=lambda d: (d.at is None, d.at.timestamp() if d.at else 0, d.what))


def _of_reading(text: AgreementText, reading: str) -> list[tuple[datetime | None, str, str]]:
    rows: list[tuple[datetime | None, str, str]] = []
    start = resolve(text.readings[reading].starts, text, reading)
    for name, window in text.windows.items():
        opens = resolve(window.from_, text, reading)
        rows.append((opens, f"window {name} begins", ""))
        lasts = duration(window.lasts)
        if lasts < OPEN_ENDED:
            rows.append((opens + lasts if opens else None, f"window {name} ends unless renewed", ""))
    for name, how in text.readings[reading].clocks.items():
        needs = duration(text.clocks[name].needs) + duration(how.lead_in)
        rows.append((start + needs if start else None, f"clock {name} can be complete at the earliest", ""))
    for name, provision in text.provisions.items():
        if provision.rule == "must" and provision.deadline is not None:
            at = resolve(said_by(provision.deadline, reading), text, reading)
            who = ", ".join(str(b.actor or b.side or b.role) for b in provision.binds)
            rows.append((at, f"{name} {provision.title.en}", who))
    return rows
