"""The crawled page that announced the founding plan: text without markup, and no date on it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.claims.page import Article, article_of

FOUNDING = Path(__file__).resolve().parents[2].parent / "shared" / "pages" / "000_386299fb57631da2.txt"


@pytest.fixture(scope="module")
def article() -> Article:
    """The article of the founding page."""
    if not FOUNDING.is_file():
        pytest.skip("the crawled page is kept beside the repository, and is not there")
    return article_of(FOUNDING.read_bytes(), "text/plain")


def test_the_report_is_taken_whole_and_alone(article: Article) -> None:
    """From the deal to the last resident; no menu, other headline or form."""
    paragraphs = article.text.split("\n\n")
    assert paragraphs[0].startswith("The United States and Russia reached a deal") and paragraphs[-1].startswith(
        "\"There's a risk"
    )
    assert len(paragraphs) == 30
    for word in ("Comment", "Last Updated", "2018", "Bitcoin", "almaghribtoday", "Source:"):
        assert word not in article.text


def test_who_stands_behind_it_is_read_off_the_page(article: Article) -> None:
    """The agency by its credit, the outlet by its dateline."""
    assert article.title == "US, Russia agree new Syria truce plan"
    assert (article.agency, article.outlet, article.dateline, article.language) == ("AFP", "Arab Today", "Geneva", "en")


def test_its_day_is_inferred_with_reasons(article: Article) -> None:
    """A Friday, before the Monday on which Eid began, in the fifth year of the war: 9 to 11 September 2016."""
    published = article.published
    assert published is not None and published.how == "inferred"
    assert (published.start, published.end) == (datetime(2016, 9, 9, tzinfo=UTC), datetime(2016, 9, 12, tzinfo=UTC))
    words = {e.words for e in published.because}
    assert {"five-year", "Friday"} <= words and any("Eid al-Adha" in w for w in words)
    assert {start.year for start, _ in published.others} >= {2011, 2013, 2018}
    assert all(article.text[e.start : e.end] == e.words for e in published.because)
