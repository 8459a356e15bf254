"""The fields of a claim as a form has them, and what a form changes."""

from datetime import tzinfo
from typing import Any

from holdfire.claims import Claim
from holdfire.publish.words import N_
from holdfire.when import iso

MARKED = {
    "act": N_("Act"),
    "actors": N_("Who is blamed"),
    "target": N_("Against whom"),
    "start": N_("When"),
    "end": N_("When"),
    "place": N_("Place"),
    "toll": N_("Toll"),
    "claimants": N_("Told by"),
    "denied_by": N_("Denied by"),
    "weapon": N_("Means"),
}
"""Fields whose words are marked in the source, by the word they are marked with."""
EDITED = ("act", "start", "end", "place", "lat", "lon", "radius_km", "target")
"""Fields that can be set right before a claim is accepted, beside who is blamed, the toll and the grades."""
GRADES = ("reliability", "credibility")
TOLL = ("low", "best", "high", "injured")


def changed(claim: Claim, said: dict[str, str], tz: tzinfo) -> dict[str, Any]:
    """Fields a form changes, as ``correct`` takes them; what is as it was is left out."""
    now = fields_of(claim, tz)
    found: dict[str, Any] = {}
    for name in (*EDITED, *GRADES):
        if name in said and said[name].strip() != now[name]:
            found[name] = said[name].strip() or None
    for name in ("place", "target"):
        if name in found:
            found[name] = found[name] or ("" if name == "place" else "unknown")
    if "actors" in said and said["actors"].strip() != now["actors"]:
        groups = [group for group in said["actors"].split("|") if group.strip()]
        found["actors"] = [[actor.strip() for actor in group.split("&") if actor.strip()] for group in groups]
    toll = {part: said.get(f"toll_{part}", now[f"toll_{part}"]).strip() for part in TOLL}
    if any(toll[part] != now[f"toll_{part}"] for part in toll):
        found["toll"] = {part: int(number) if number else None for part, number in toll.items()}
    return found


def fields_of(claim: Claim, tz: tzinfo) -> dict[str, str]:
    """The fields of a claim as a form has them: alternatives with ``|``, together with ``&``, times in the agreement's zone."""
    plain = {name: getattr(claim, name) for name in (*EDITED, *GRADES)}
    toll = claim.toll.model_dump() if claim.toll else dict.fromkeys(TOLL)
    times = {name: iso(plain[name], tz) for name in ("start", "end")}
    rest = {name: "" if value is None else str(value) for name, value in plain.items() if name not in times}
    blamed = " | ".join(" & ".join(group) for group in claim.actors)
    return {**rest, **times, "actors": blamed, **{f"toll_{k}": "" if v is None else str(v) for k, v in toll.items()}}
