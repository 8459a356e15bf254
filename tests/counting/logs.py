"""Logs of fire for tests: claims of a mission that observes, and the incidents they make."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from holdfire.claims import Claim
from holdfire.claims.claim import Count
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from

DAY = datetime(2021, 11, 26, tzinfo=UTC)


def observed(
    name: str, minutes: float, number: int | None = 1, unit: str = "explosions", day: datetime = DAY, **fields: object
) -> Claim:
    """One observation, so many minutes after the beginning of the day, timed to the minute where nothing else is said."""
    start = day + timedelta(minutes=minutes)
    told = {
        **{"id": name, "report": "r", "kind": "incident", "act": "shelling", "claimants": ("osce-smm",)},
        **{"start": start, "end": start + timedelta(minutes=1), "precision": "minute", "place": "Svitlodarsk"},
        **{"lat": 48.43, "lon": 38.22, "radius_km": 1.0, "source": "daily", "known_from": DAY, "words": "seen"},
        "count": None if number is None else Count(number=number, unit=unit),
    }
    return Claim.model_validate({**told, **fields})


def happenings(claims: Sequence[Claim]) -> list[Incident]:
    """Each claim a happening of its own, but those with one tag together."""
    tagged: dict[str, list[Claim]] = {}
    for claim in claims:
        tagged.setdefault(claim.event or claim.id, []).append(claim)
    return [incident_from(name, name, tuple(of)) for name, of in tagged.items()]
