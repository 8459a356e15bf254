"""Terms from a plan: what a page that announces an agreement says of it.

In: an ``Article``. Out: ``Terms``, each term with the characters of the article it stands on, and the text of an agreement folder
drafted from them for a person to check. Always: nothing is said that has no words on the page, and what the page does not say is
listed as unknown; a page that announces no agreement gives no terms; private persons are counted as sources and never named.
"""

from holdfire.claims.terms.drafting import draft_agreement
from holdfire.claims.terms.model import Terms
from holdfire.claims.terms.read import terms_in

__all__ = ["Terms", "draft_agreement", "terms_in"]
