"""Lag as a service level: from event to report, to notice, to reply, to finding.

Steps still open are not dropped: each counts as lasting longer than it has so far (censored), and the median and the ninetieth
percentile are those of the product-limit estimate (Kaplan and Meier 1958) by statsmodels. To leave them out would make a
service that answers only what is easy look quick. The share within a promised limit is of those whose limit has passed or
that ended; one that is open and not yet due is neither.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfire.statistics.fitting import lasting
from holdfire.statistics.model import Interval, Lag, part, rounded, say

FEWEST = 5
"""Steps below which no percentile is given."""


@dataclass(frozen=True)
class Passage:
    """One step of one incident: when it began, when it ended (None: open), by when it was promised (None: it was not)."""

    began: datetime
    ended: datetime | None = None
    due: datetime | None = None


def lag(step: str, passages: Sequence[Passage], now: datetime, limit: str = "") -> Lag:
    """The service level of one step as of a moment; ``limit`` says in words what was promised."""
    begun = [p for p in passages if p.began <= now]
    lasted = [(max(0.0, ((_end(p, now) or now) - p.began).total_seconds() / 3600), _end(p, now)) for p in begun]
    shown = {"step": step, "n": len(begun), "open": sum(end is None for _, end in lasted), "limit": limit}
    promised = [p for p in begun if p.due and (_end(p, now) or p.due <= now)]
    kept = sum(bool(p.due and (end := _end(p, now)) and end <= p.due) for p in promised)
    within = part(kept / len(promised)) if promised else None
    shown |= {"due": len(promised), "kept": kept, "within": within}
    if len(begun) < FEWEST:
        return Lag.model_validate({**shown, "refused": say("few-steps", n=len(begun), least=FEWEST)})
    return Lag.model_validate({**shown, **_percentiles(lasted)})


def _end(passage: Passage, now: datetime) -> datetime | None:
    return passage.ended if passage.ended and passage.ended <= now else None


def _percentiles(lasted: Sequence[tuple[float, datetime | None]]) -> dict[str, object]:
    ended = [int(end is not None) for _, end in lasted]
    if not any(ended):
        return {"refused": say("all-open", n=len(lasted))}
    middle, low, high, far = lasting([hours for hours, _ in lasted], ended)
    if not math.isfinite(middle):
        return {}
    return {
        "median": rounded(middle),
        "median_interval": Interval(low=rounded(low), high=_told(high)) if math.isfinite(low) else None,
        "ninetieth": _told(far),
    }


def _told(hours: float) -> float | None:
    return rounded(hours) if math.isfinite(hours) else None
