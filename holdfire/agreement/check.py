"""What a text leaves open."""

from dataclasses import dataclass
from typing import Literal

from holdfire.agreement.model import Agreement, Disputed, Part
from holdfire.agreement.places import NOT_DRAWN
from holdfire.agreement.times import UNSAID


@dataclass(frozen=True)
class OpenPoint:
    """One field or question the text leaves open: ``kind`` is unknown, disputed, unpublished or question."""

    where: str
    kind: Literal["question", "unknown", "disputed", "unpublished"]
    says: str


_SILENT = "the text does not say"
_SHAPES = {
    "unpublished": "the place exists, its shape was never published",
    "moving": "the place moves, and no dated shape of it is public",
    "to-be-agreed": "the place was to be agreed, and no agreement on it is known",
    "undrawn": "the text names the place and nobody has drawn it",
}


def open_points(agreement: Agreement) -> list[OpenPoint]:
    """Everything undecided, in the order of the text."""
    text = agreement.text
    points = [OpenPoint(name, "question", q.question) for name, q in text.undecided.items()]
    for group in ("events", "windows", "zones", "provisions", "clocks", "gates", "procedures"):
        for name, part in getattr(text, group).items():
            points += _in_part(name, part)
    return points


def _in_part(name: str, part: Part) -> list[OpenPoint]:
    points = []
    for key, value in part:
        if key == "silence" and not getattr(part, "renewable", True):
            continue  # a window nobody can renew, or that renews itself, leaves no silence open
        said = key.rstrip("_").replace("_", "-")
        if isinstance(value, Disputed):
            sides = "; ".join(f"{who}: {what}" for who, what in value.disputed.items())
            points.append(OpenPoint(f"{name}.{said}", "disputed", f"{sides}. {value.why}".strip()))
        elif key == "kind" and value in NOT_DRAWN and not getattr(part, "shapes", []):
            points.append(OpenPoint(name, "unpublished", _SHAPES[str(value)]))
        elif isinstance(value, str) and value in UNSAID:
            points.append(OpenPoint(f"{name}.{said}", "unpublished" if value == "unpublished" else "unknown", _SILENT))
        elif key == "opens_when":
            points += [OpenPoint(f"{name}.{c.id}", "unknown", c.unsaid) for c in value if c.unsaid]
    steps = [step for step in getattr(part, "steps", []) if step.within in UNSAID]
    points += [
        OpenPoint(f"{name}.{step.id}", "unknown", "the text does not say how long it may take") for step in steps
    ]
    for field_name, why in getattr(part, "unsaid", {}).items():
        points.append(OpenPoint(f"{name}.{field_name}", "unknown", why))
    return points
