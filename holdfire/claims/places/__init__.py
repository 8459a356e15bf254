"""Places: names in three scripts to candidates with a radius and reasons.

In: names, texts, bearings. Out: ``Candidate`` and ``Mention``.
Always: a district is never a point; candidates that are not chosen are kept.
"""

from holdfire.claims.places.model import Candidate, Mention

__all__ = ["Candidate", "Mention"]
