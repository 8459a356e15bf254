"""Claims from text: what an article states, each field tied to the characters it stands on.

In: an ``Article`` and a ``Context``. Out: ``Proposed`` statements, and by ``as_claims`` claims that wait for a person.
Always: every span lies in the text and its words are that slice; the same text gives the same statements; no text raises;
what a text denies, supposes, plans or tells as background is never an incident.
"""

from holdfire.claims.text.as_claims import Source, actors_of, as_claims
from holdfire.claims.text.model import Context, Proposed, Said, Target
from holdfire.claims.text.read import claims_in

__all__ = ["Context", "Proposed", "Said", "Source", "Target", "actors_of", "as_claims", "claims_in"]
