"""Bulletins as their claimant's claims: daily figures and lists that a body publishes in a settled layout.

In: an ``Article``, or the rows of a table, and a ``BulletinContext``. Out: ``BulletinClaim``s, each a claim with the
characters it stands on, and what was set aside with a reason.
Always: the claimant is the body whose bulletin it is; every claim waits for a person (``review`` is ``proposed``); a stated total
and its parts are both kept, also where they disagree; a bearing and a range from a post stay what they are and are no point.
"""

from holdfire.claims.bulletins.model import BulletinClaim, BulletinContext, Seen
from holdfire.claims.bulletins.read import LAYOUTS, Recognised, bulletin_claims, recognised
from holdfire.claims.bulletins.smm_table import table_claims

__all__ = [
    "LAYOUTS",
    "BulletinClaim",
    "BulletinContext",
    "Recognised",
    "Seen",
    "bulletin_claims",
    "recognised",
    "table_claims",
]
