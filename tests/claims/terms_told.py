"""Pages that tests of terms are about: own sentences around an announcement, and the founding page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdfire.claims.page.model import Article, Dated
from holdfire.claims.terms import Terms, terms_in

DAY = datetime(2031, 3, 10, tzinfo=UTC)
"""A Monday."""
OPENING = {
    "en": "Norway and Sweden's rebels agreed on a truce, mediators said. It will take effect on Thursday.",
    "ru": "Норвегия и повстанцы договорились о перемирии. Оно вступит в силу в четверг.",
    "ar": "اتفقت النرويج والمتمردون على هدنة. وستدخل الهدنة حيز التنفيذ يوم الخميس.",
}
FOUNDING = Path(__file__).resolve().parents[2].parent / "shared" / "pages" / "000_386299fb57631da2.txt"


def article(text: str, language: str = "en", *, dated: bool = True) -> Article:
    """A page published on a Monday in March 2031."""
    published = Dated(start=DAY, end=DAY + timedelta(days=1), how="stated") if dated else None
    return Article(text=text, language=language, published=published, title="A truce")


def told(sentence: str, language: str) -> Terms:
    """The terms of a page that announces a truce and then says this."""
    return terms_in(article(f"{OPENING[language]}\n\n{sentence}", language))
