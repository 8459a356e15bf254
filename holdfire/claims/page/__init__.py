"""The article out of a page.

In: bytes of a page as received, their media type and address. Out: an ``Article``.
Always: every character of its text stands in the page; what was inferred says so.
"""

from holdfire.claims.page.article import article_of
from holdfire.claims.page.decode import MOST_BYTES
from holdfire.claims.page.model import Article, Dated, Evidence

__all__ = ["MOST_BYTES", "Article", "Dated", "Evidence", "article_of"]
