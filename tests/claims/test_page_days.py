"""When a page was published: stated, or inferred from its words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims.page import article_of
from holdfire.claims.page.days import days_in, moment
from holdfire.claims.page.feasts import FEASTS
from holdfire.claims.page.inferred import inferred
from holdfire.claims.page.lengths import lastings
from holdfire.claims.page.stated import day_of_address
from tests.claims.pages_told import ENGLISH, lines, page

TITLE = "Four killed at a market as the pause frays"
META = '<meta property="article:published_time" content="2031-01-14T08:30:00+03:00">'
LD = '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2031-01-14T05:30:00Z"}]}</script>'


def _days(found: object) -> tuple[str, str]:
    return found.start.date().isoformat(), (found.end - timedelta(seconds=1)).date().isoformat()  # type: ignore[attr-defined]


@pytest.mark.parametrize("head", [META, LD, LD.replace('"}]}', '"}]')])
def test_a_page_s_own_data_give_the_minute(head: str) -> None:
    """Of a meta tag or JSON-LD, even where the JSON is broken; in UTC."""
    found = article_of(page(ENGLISH, TITLE, head)).published
    assert found is not None and found.how == "metadata"
    assert (found.start, found.end) == (
        datetime(2031, 1, 14, 5, 30, tzinfo=UTC),
        datetime(2031, 1, 14, 5, 31, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("before", "how", "day"),
    [
        ('<time datetime="2031-01-14">yesterday</time>', "metadata", "2031-01-14"),
        ("<p>Published 14 January 2031</p>", "stated", "2031-01-14"),
        ("<div>14.01.2031</div>", "stated", "2031-01-14"),
        ("<div>14 كانون الثاني 2031</div>", "stated", "2031-01-14"),
        ("<div>14 января 2031 года</div>", "stated", "2031-01-14"),
    ],
)
def test_a_date_under_the_headline_is_the_article_s(before: str, how: str, day: str) -> None:
    """As an element of time or as words."""
    found = article_of(page(ENGLISH, TITLE, before=before)).published
    assert found is not None and (found.how, *_days(found)) == (how, day, day)


@pytest.mark.parametrize("made", [page, lines])
def test_a_date_beside_another_headline_is_never_read(made) -> None:  # type: ignore[no-untyped-def]
    """Of the list under the article; the page has no date of its own."""
    beside = "<aside><time datetime='2029-05-05'>5 May 2029</time><a href='/x'>Harvest late in the south</a></aside>"
    raw = made(ENGLISH, TITLE, after=beside) if made is page else made(ENGLISH, TITLE)
    assert article_of(raw).published is None


def test_metadata_stand_before_the_address_and_both_are_kept() -> None:
    """Where they differ the other is among ``others``."""
    found = article_of(page(ENGLISH, TITLE, META), "text/html", "https://example.org/2031/01/12/market").published
    assert found is not None and found.how == "metadata"
    assert found.others == ((datetime(2031, 1, 12, tzinfo=UTC), datetime(2031, 1, 13, tzinfo=UTC)),)


def test_a_day_after_the_page_was_there_is_not_believed() -> None:
    """A page fetched in 2030 was not published in 2031."""
    found = article_of(page(ENGLISH, TITLE, META), "text/html", known=date(2030, 6, 1)).published
    assert found is None


def test_a_dateline_takes_its_year_from_when_the_page_was_there() -> None:
    """``Sept 10`` is the last tenth of September by then."""
    dated = ("BEIRUT, Sept 10 (Reuters) - " + ENGLISH[0], *ENGLISH[1:])
    article = article_of(lines(dated, TITLE), "text/plain", known=date(2031, 2, 1))
    assert article.published is not None and _days(article.published) == ("2030-09-10", "2030-09-10")
    assert (article.dateline, article.agency) == ("BEIRUT", "Reuters")


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://example.org/2016/09/10/plan", date(2016, 9, 10)),
        ("https://example.org/world/2016/sep/10/plan", date(2016, 9, 10)),
        ("https://example.org/2016/middle_east/9/10/plan", date(2016, 9, 10)),
        ("https://example.org/plan-2016-09-10/", date(2016, 9, 10)),
        ("https://example.org/20160910-plan", date(2016, 9, 10)),
        ("https://example.org/2016/13/40/plan", None),
        ("https://example.org/article/201609101234567", None),
    ],
)
def test_an_address_may_name_the_day(address: str, day: date | None) -> None:
    """As newspapers write it; a long number is no day."""
    assert day_of_address(address) == day


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GMT 14:19 2018 Thursday ,18 January", (2018, 1, 18)),
        ("Sept. 9, 2016", (2016, 9, 9)),
        ("the 9th of September 2016", (2016, 9, 9)),
        ("١٢ أيلول/سبتمبر ٢٠١٦", (2016, 9, 12)),
        ("12 сентября 2016 года", (2016, 9, 12)),
        ("12. September 2016", (2016, 9, 12)),
        ("on 12 September", (0, 9, 12)),
        ("in March 2011", (2011, 3, 0)),
        ("2016-09-12", (2016, 9, 12)),
        ("12/09/2016", (2016, 9, 12)),
    ],
)
def test_days_are_read_as_they_are_written(text: str, told: tuple[int, int, int]) -> None:
    """In three languages, and what is not said stays unsaid."""
    assert [(d.year, d.month, d.day) for d in days_in(text)] == [told]


@pytest.mark.parametrize(
    "text", ["31 February 2016", "99/99/2016", "it may 2 be", "room 12 on 3", "2016-13-01", "soon"]
)
def test_what_is_no_day_is_not_read(text: str) -> None:
    """A day that does not exist is none."""
    assert not [d for d in days_in(text) if d.exact()]


@pytest.mark.parametrize(
    "text", ["", "x" * 99, "0001-01-01T00:00:00+14:00", "9999-12-31", "12:30", "2016", "Mon, 99 Foo 2016"]
)
def test_a_time_that_makes_no_sense_is_none(text: str) -> None:
    """And no error."""
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "The two armies agreed on Thursday to stop, the mission said.\n\n"
            "Guns will fall silent on Sunday, the first day of Eid "
            "al-Fitr, on all fronts. The four-year war broke out in March 2013.",
            ("2017-06-22", "2017-06-24"),
        ),
        (
            "Fighters kept to the truce on Monday, the first day of Ramadan, residents said.\n\n"
            "The war, now in its seventh year, "
            "erupted in March 2015 when the capital fell.",
            ("2021-04-12", "2021-04-14"),
        ),
        (
            "أعلنت الأطراف المتحاربة يوم الخميس هدنة تستمر ثلاثة أيام.\n\n"
            "وسيبدأ سريان الهدنة يوم الأحد، أول أيام عيد الفطر، بحسب البيان. "
            "واندلعت الحرب في أبريل 2023، وبعد عامين من الحرب لم يبق في المدينة سوق.",
            ("2025-04-03", "2025-04-05"),
        ),
        (
            "Стороны договорились о прекращении огня, сообщил в пятницу представитель миссии.\n\n"
            "Перемирие вступит в силу в понедельник, "
            "12 сентября. Пятилетняя война началась в марте 2011 года.",
            ("2016-09-09", "2016-09-11"),
        ),
        (
            "Guns fell silent on Sunday, Orthodox Easter, along the whole line, monitors said.\n\nThe three-year conflict began "
            "with protests in the capital in March 2014.",
            ("2017-04-16", "2017-04-18"),
        ),
        (
            "The commander was buried in the town where he was born.\n\nBorn in 1962, Karim Saleh, 54, had led the brigade.",
            ("2016-01-01", "2017-12-31"),
        ),
    ],
)
def test_a_day_is_inferred_from_feasts_weekdays_lengths_and_ages(text: str, days: tuple[str, str]) -> None:
    """On texts without a date, in three languages; every step has its words."""
    found = inferred(text)
    assert found is not None and found.how == "inferred" and _days(found) == days
    assert all(text[e.start : e.end].strip(", ") in (e.words, e.words.strip(", ")) for e in found.because)


def test_without_a_length_the_years_in_which_the_feast_fits_are_kept_apart() -> None:
    """Spans that fit equally well are all told, and the day is unknown."""
    found = inferred("The truce will begin on Monday, the first day of Eid al-Adha, the committee said.")
    assert found is not None and found.how == "unknown" and len(found.others) == 8


def test_what_was_known_by_a_day_rules_out_later_years() -> None:
    """A page that was there in 2011 speaks of no feast after it."""
    text = "The truce will begin on Monday, the first day of Eid al-Adha, said the committee, formed in May 2011."
    found = inferred(text, date(2011, 12, 1))
    assert found is not None and _days(found)[1] <= "2011-12-01" and _days(found)[0] >= "2011-10-31"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The two sides met and talked, and nothing was agreed.",
        "The war began in March 2011 with protests in the south.",
    ],
)
def test_too_little_is_no_date(text: str) -> None:
    """A page that says nothing of its day has none; a start of long ago is no day of publication."""
    assert inferred(text) is None


def test_a_length_counts_from_the_beginning_of_its_own_kind_of_thing() -> None:
    """The years of a war are not counted from the start of a siege."""
    text = "The two-year siege of the town goes on. The war began in March 2011. The siege began in June 2014."
    assert [(f.began, f.length) for f in lastings(text)] == [("June 2014", "two-year")]


def test_feasts_fall_where_calendars_say() -> None:
    """Umm al-Qura for Islam, with a day either way; two easters."""
    days = {f.name: f.days(2016) for f in FEASTS}
    assert days["Eid al-Adha"] == (date(2016, 9, 11),) and days["Eid al-Fitr"] == (date(2016, 7, 6),)
    assert days["Easter"] == (date(2016, 3, 27),) and days["Orthodox Easter"] == (date(2016, 5, 1),)
    assert {f.name: f.days(2000) for f in FEASTS}["Eid al-Fitr"] == (date(2000, 1, 8), date(2000, 12, 27))
    assert all(f.give == 1 for f in FEASTS if f.name.startswith(("Eid", "Ramadan", "Ashura")))


@given(st.text("0123456789 March Monday,year-war began in Eid al-Adha2016.\n", max_size=300))
def test_no_text_makes_dates_fall_over(text: str) -> None:
    """A span that ends after it begins, or nothing."""
    found = inferred(text)
    assert found is None or found.start < found.end
