"""Protected sites: a claim about one carries a coarse place, whatever its source gave."""

from holdfire.claims.claim import Claim

GRID_DEG = 0.1
COARSE_KM = 8.0
"""A cell of 0.1 degrees is 11.1 km high: no point of it is further than 7.9 km from its middle."""


def protects_a_site(claim: Claim) -> bool:
    """True for a claim about a facility that tells more exactly than the grid where it is."""
    return claim.facility is not None and claim.radius_km is not None and claim.radius_km < COARSE_KM


def coarse(claim: Claim) -> Claim:
    """The claim as it may be kept: about a facility, placed on a grid of 0.1 degrees with a radius of 8 km at least."""
    if not protects_a_site(claim) or claim.lat is None or claim.lon is None:
        return claim
    place = {"lat": on_grid(claim.lat), "lon": on_grid(claim.lon), "radius_km": COARSE_KM}
    return claim.model_copy(update=place)


def on_grid(degrees: float) -> float:
    """The middle of the grid's cell, in degrees."""
    return round((degrees // GRID_DEG + 0.5) * GRID_DEG, 3)
