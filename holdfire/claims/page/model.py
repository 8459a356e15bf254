"""What a page comes to: the article's own text, who wrote it, and when it was published, with how each was found."""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from holdfire.claims.claim import Noun

How = Literal["stated", "metadata", "address", "inferred", "unknown"]


class Evidence(Noun):
    """Words of the page that something rests on: characters ``[start, end)`` of ``Article.text``, -1 where they lie outside."""

    words: str
    says: str
    start: int = -1
    end: int = -1


class Dated(Noun):
    """A day of publication: the half-open span ``[start, end)`` in UTC it lies in, how it was found, and why.

    ``inferred`` dates have a reason for each step; ``others`` are spans that fit less well, the best first.
    """

    start: datetime
    end: datetime
    how: How
    because: tuple[Evidence, ...] = ()
    others: tuple[tuple[datetime, datetime], ...] = ()


class Article(Noun):
    """The article out of a page. Paragraphs of ``text`` are parted by one empty line; all character spans refer to ``text``.

    ``outlet`` published it, ``agency`` wrote it where the page credits one (``AFP``). ``language`` is ISO 639-1.
    ``left_out`` is how many characters of the page are menus, notices and other articles; ``note`` says why ``text`` is empty.
    The digest of an article is the SHA-256 of its text in UTF-8, as ``Claim.text`` holds it.
    """

    text: str
    title: str = ""
    outlet: str = ""
    agency: str = ""
    byline: str = ""
    dateline: str = ""
    language: str = ""
    published: Dated | None = None
    left_out: int = 0
    note: str = ""

    def digest(self) -> str:
        """``sha256:`` and hex, over the UTF-8 of ``text``."""
        return "sha256:" + sha256(self.text.encode("utf-8")).hexdigest()
