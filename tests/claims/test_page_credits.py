"""Who stands behind a page, by its own lines."""

import pytest

from holdfire.claims.page import article_of
from holdfire.claims.page.credits import agency_named, dateline_of, host_of
from holdfire.claims.page.titles import without_site
from tests.claims.pages_told import ARABIC, ENGLISH, RUSSIAN, lines, page

TITLE = "Four killed at a market as the pause frays"


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("GENEVA (AP) — The two sides signed on Friday.", "GENEVA", "AP"),
        ("BEIRUT, Sept 10 (Reuters) - A patrol was sent.", "BEIRUT", "Reuters"),
        ("Tal Amra, 12 September 2031 (AFP) - A patrol was sent.", "Tal Amra", "AFP"),
        ("МОСКВА, 12 сен — РИА Новости. Стороны договорились.", "МОСКВА", "RIA Novosti"),
        ("ЖЕНЕВА, 12 сентября. /ТАСС/. Стороны договорились.", "ЖЕНЕВА", "TASS"),
        ("دمشق (رويترز) - قالت اللجنة إنها أرسلت دورية.", "دمشق", "Reuters"),
        ("جنيف - أ ف ب", "جنيف", "AFP"),
        ("Geneva - Valley Post", "Geneva", ""),
    ],
)
def test_a_dateline_names_a_place_and_a_credit(line: str, place: str, agency: str) -> None:
    """As agencies write them in three languages; another name in its place is an outlet's."""
    found = dateline_of([line])
    assert (found.place, agency_named(found.who)) == (place, agency)


@pytest.mark.parametrize(
    "line",
    [
        "The Office for Truces (OFT) keeps a list of its own.",
        "Shells fell - residents said - on the market of the town.",
        "AFP - all rights reserved",
        "He told AFP (in English) that the patrol had come.",
    ],
)
def test_not_every_dash_and_bracket_makes_a_dateline(line: str) -> None:
    """A body's short name, a thought between dashes and an agency in place of a town are none."""
    assert dateline_of([line]).place == ""


@pytest.mark.parametrize(
    ("paragraphs", "credit", "agency"),
    [
        (ENGLISH, "Source: AFP", "AFP"),
        (ENGLISH, "(Reuters)", "Reuters"),
        (ENGLISH, "- TASS", "TASS"),
        (ENGLISH, "Source: News agencies", "agencies"),
        (ARABIC, "المصدر: أ ف ب", "AFP"),
        (ARABIC, "المصدر: وكالات", "agencies"),
        (RUSSIAN, "Источник: РИА Новости", "RIA Novosti"),
    ],
)
@pytest.mark.parametrize("made", [page, lines])
def test_a_line_of_its_own_credits_the_agency(made, paragraphs: tuple[str, ...], credit: str, agency: str) -> None:  # type: ignore[no-untyped-def]
    """Under the article, and it is no part of the text."""
    raw = made(paragraphs, TITLE, after=f"<p>{credit}</p>" if made is page else (credit,))
    article = article_of(raw)
    assert article.agency == agency and credit not in article.text


def test_what_somebody_told_an_agency_is_no_credit() -> None:
    """The agency that was spoken to need not have written the page."""
    said = '"Nothing is left of the market," the baker told AFP by telephone, and hung up before more could be asked.'
    assert article_of(lines((*ENGLISH, said), TITLE), "text/plain").agency == ""


@pytest.mark.parametrize(
    ("head", "address", "outlet"),
    [
        ('<meta property="og:site_name" content="Valley Post">', "https://www.example.org/a", "Valley Post"),
        ("", "https://news.example.co.uk/a", "The Valley Post"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Amra Today"}}</script>',
            "",
            "Amra Today",
        ),
    ],
)
def test_the_outlet_is_what_the_page_calls_itself(head: str, address: str, outlet: str) -> None:
    """By its data, then by the rights in its footer, then by the host of its address."""
    assert article_of(page(ENGLISH, TITLE, head), "text/html", address).outlet == outlet


def test_the_host_of_an_address_stands_for_an_outlet_without_a_name() -> None:
    """Two parts of it, three under country names with a second level; an address that is none gives nothing."""
    assert [
        host_of(a) for a in ("https://www.example.org/x", "http://news.example.co.uk", "[::1", "", "https://10.0.0.1/x")
    ] == [
        "example.org",
        "example.co.uk",
        "",
        "",
        "10.0.0.1",
    ]


@pytest.mark.parametrize(
    ("before", "byline"),
    [
        ("By Samira Haddad", "Samira Haddad"),
        ("By Samira Haddad and Jon Berg", "Samira Haddad and Jon Berg"),
        ("بقلم سميرة حداد", "سميرة حداد"),
    ],
)
def test_the_byline_is_who_wrote_it(before: str, byline: str) -> None:
    """Of the line under the headline."""
    assert article_of(lines(ENGLISH, TITLE, before=(before,)), "text/plain").byline == byline


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Four killed at a market | The Valley Post", "Four killed at a market"),
        ("The Valley Post – Four killed at a market in the north", "Four killed at a market in the north"),
        ("Four killed at a market - Valley Post", "Four killed at a market"),
        ("Cease-fire holds", "Cease-fire holds"),
    ],
)
def test_a_title_loses_the_name_of_the_site(title: str, bare: str) -> None:
    """The longest part is the headline; a hyphen within a word parts nothing."""
    assert without_site(title) == bare
