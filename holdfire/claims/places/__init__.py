"""Places: names in three scripts to candidates with a radius and reasons.

In: names, texts, bearings; lists of sites, outlines with P-codes, located claims. Out: ``Candidate`` and ``Mention``.
Always: a district is never a point; candidates that are not chosen are kept; where the best is not clearly better, it says so.
"""

from holdfire.claims.places.choosing import Near
from holdfire.claims.places.gazetteer import Gazetteer
from holdfire.claims.places.model import Candidate, Mention
from holdfire.claims.places.offsets import Bearing, Offset, bearing, offset, seen_from

__all__ = ["Bearing", "Candidate", "Gazetteer", "Mention", "Near", "Offset", "bearing", "offset", "seen_from"]
