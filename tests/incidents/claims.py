"""Small claims for the tests of this room."""

from datetime import UTC, datetime, timedelta
from typing import Any

from holdfire.claims import Claim, Toll

NOON = datetime(2016, 9, 17, 12, tzinfo=UTC)
VILLAGE = {"place": "a village", "lat": 36.2, "lon": 37.15, "radius_km": 2.0}
STRIKE = "Eleven civilians were killed when two aircraft bombed the vegetable market of the village near the mill"


def claim(name: str, **changes: Any) -> Claim:
    """A shelling of a village at noon, read by a machine from a report of its own; ``after_h`` moves it in time."""
    start = NOON + timedelta(hours=changes.pop("after_h", 0))
    length = timedelta(hours=changes.pop("hours", 2))
    dead = changes.pop("dead", None)
    given = {
        **{"id": name, "report": f"report-{name}", "kind": "incident", "act": "shelling", **VILLAGE},
        **{"start": start, "end": start + length, "claimants": ("a-monitor",), "source": f"source of {name}"},
        **{"known_from": start + timedelta(hours=6), "words": "", "review": "accepted"},
    }
    if dead is not None:
        given["toll"] = Toll(best=dead)
    return Claim(**{**given, **changes})


def alike(*names: str, **changes: Any) -> list[Claim]:
    """Claims that tell one strike in the same words and with the same toll, so that a machine may be certain."""
    return [claim(name, words=STRIKE, dead=11, actors=(("north",),), **changes) for name in names]
