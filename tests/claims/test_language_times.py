"""Times in running text, in three languages: which days and hours the words allow, and no fewer."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.claims.language import TimeSaid, numbers_in, times_in
from holdfire.claims.language.calendar_words import MONTHS
from holdfire.claims.places.spelling import bare
from holdfire.when import Span, zone

DAMASCUS = zone("Asia/Damascus")
PUBLISHED = Span.parse("2016-09-13", DAMASCUS)
"""A Tuesday."""


def _only(text: str, language: str, published: Span | None = PUBLISHED) -> TimeSaid:
    found = times_in(text, language, published, DAMASCUS)
    assert len(found) == 1, (text, [text[t.start : t.end] for t in found])
    return found[0]


def _local(moment: datetime) -> str:
    return moment.astimezone(DAMASCUS).strftime("%Y-%m-%d %H:%M")


STATED = [
    ("en", "on 12 September 2016", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("en", "Sept. 12, 2016", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("en", "SAN MARTIN, 3 JAN 90 --", "1990-01-03 00:00", "1990-01-04 00:00", "day"),
    ("en", "12-19 September 2016", "2016-09-12 00:00", "2016-09-20 00:00", "days"),
    ("en", "14.09.2016", "2016-09-14 00:00", "2016-09-15 00:00", "day"),
    ("en", "2016-09-12T19:00:00+03:00", "2016-09-12 19:00", "2016-09-12 19:01", "minute"),
    ("en", "in March 2011", "2011-03-01 00:00", "2011-04-01 01:00", "month"),
    ("en", "late February 2016", "2016-02-15 00:00", "2016-03-01 00:00", "month"),
    ("en", "at 19:00 Damascus time on Monday, 12 September 2016", "2016-09-12 19:00", "2016-09-12 19:01", "minute"),
    ("en", "at 1600 GMT on 12 September 2016", "2016-09-12 19:00", "2016-09-12 19:01", "minute"),
    ("en", "at noon on 14 September 2016", "2016-09-14 11:00", "2016-09-14 14:00", "part-of-day"),
    ("en", "7 p.m. on 12 September 2016", "2016-09-12 19:00", "2016-09-12 20:00", "hour"),
    ("ar", "يوم الاثنين 12 أيلول/سبتمبر 2016", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("ar", "١٢ آب ٢٠١٦", "2016-08-12 00:00", "2016-08-13 00:00", "day"),
    ("ar", "12 فيفري 2016", "2016-02-12 00:00", "2016-02-13 00:00", "day"),
    ("ar", "في الساعة السابعة مساءً يوم 12 أيلول 2016", "2016-09-12 19:00", "2016-09-12 20:00", "hour"),
    ("ar", "الساعة الثالثة والنصف فجراً يوم 12 أيلول 2016", "2016-09-12 03:30", "2016-09-12 03:31", "minute"),
    ("ar", "10 ذو الحجة 1437", "2016-09-10 00:00", "2016-09-13 00:00", "days"),
    ("en", "Mon, 12 Sep 2016 19:00:00 +0300", "2016-09-12 19:00", "2016-09-12 19:01", "minute"),
    ("ru", "в ночь на 12 сентября 2016 года", "2016-09-11 18:00", "2016-09-12 08:00", "part-of-day"),
    ("ru", "в ночь с 11 на 12 сентября 2016 года", "2016-09-11 18:00", "2016-09-12 08:00", "part-of-day"),
    ("ru", "12 сентября 2016 года", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("ru", "14.09.2016 г. в 19.00", "2016-09-14 19:00", "2016-09-14 19:01", "minute"),
    ("ru", "в 19:00 мск 12 сентября 2016 года", "2016-09-12 19:00", "2016-09-12 19:01", "minute"),
    ("ru", "в марте 2011 года", "2011-03-01 00:00", "2011-04-01 01:00", "month"),
]


@pytest.mark.parametrize(("language", "text", "first", "last", "precision"), STATED, ids=[s[1] for s in STATED])
def test_a_stated_time_needs_nothing_but_its_words(
    language: str, text: str, first: str, last: str, precision: str
) -> None:
    """The same with and without a day of publication."""
    for published in (PUBLISHED, None):
        said = _only(text, language, published)
        assert (_local(said.first), _local(said.last), said.precision, said.rests_on) == (
            first,
            last,
            precision,
            "text",
        )


HANGING = [
    ("en", "Monday", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("en", "on Tuesday", "2016-09-13 00:00", "2016-09-14 00:00", "day"),
    ("en", "last Tuesday", "2016-09-06 00:00", "2016-09-07 00:00", "day"),
    ("en", "next Tuesday", "2016-09-20 00:00", "2016-09-21 00:00", "day"),
    ("en", "a truce that will begin on Friday", "2016-09-16 00:00", "2016-09-17 00:00", "day"),
    ("en", "killed on Friday", "2016-09-09 00:00", "2016-09-10 00:00", "day"),
    ("en", "Monday night", "2016-09-12 18:00", "2016-09-13 07:00", "part-of-day"),
    ("en", "overnight", "2016-09-12 18:00", "2016-09-13 08:00", "part-of-day"),
    ("en", "this morning", "2016-09-13 04:00", "2016-09-13 12:00", "part-of-day"),
    ("en", "three days ago", "2016-09-10 00:00", "2016-09-11 00:00", "day"),
    ("en", "in the past 24 hours", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("en", "since Monday", "2016-09-12 00:00", "2016-09-14 00:00", "days"),
    ("en", "12 September", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("en", "30 December", "2015-12-30 00:00", "2015-12-31 00:00", "day"),
    ("en", "in February", "2016-02-01 00:00", "2016-03-01 00:00", "month"),
    ("en", "on the first day of Eid al-Adha", "2016-09-10 00:00", "2016-09-13 00:00", "days"),
    ("en", "at 14:30", "2016-09-12 14:30", "2016-09-13 14:31", "days"),
    ("ar", "أمس", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("ar", "فجر اليوم الثلاثاء", "2016-09-13 03:00", "2016-09-13 08:00", "part-of-day"),
    ("ar", "يوم الجمعة الماضي", "2016-09-09 00:00", "2016-09-10 00:00", "day"),
    ("ar", "قبل يومين", "2016-09-11 00:00", "2016-09-12 00:00", "day"),
    ("ar", "خلال الـ24 ساعة الماضية", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("ar", "الليلة الماضية", "2016-09-12 18:00", "2016-09-13 08:00", "part-of-day"),
    ("ar", "أول أيام عيد الأضحى", "2016-09-10 00:00", "2016-09-13 00:00", "days"),
    ("ru", "в понедельник", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("ru", "в ночь на понедельник", "2016-09-11 18:00", "2016-09-12 08:00", "part-of-day"),
    ("ru", "вчера вечером", "2016-09-12 16:00", "2016-09-13 00:00", "part-of-day"),
    ("ru", "за последние сутки", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("ru", "два дня назад", "2016-09-11 00:00", "2016-09-12 00:00", "day"),
    ("ru", "12 сентября", "2016-09-12 00:00", "2016-09-13 00:00", "day"),
    ("en", "a few minutes ago", "2016-09-13 00:00", "2016-09-14 00:00", "day"),
    ("en", "a few hours ago", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("en", "three hours ago", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("en", "two nights ago", "2016-09-11 18:00", "2016-09-12 08:00", "part-of-day"),
    ("en", "over the weekend", "2016-09-10 00:00", "2016-09-12 00:00", "days"),
    ("en", "the last days of August", "2016-08-15 00:00", "2016-09-01 00:00", "month"),
    ("ar", "قبل ساعات", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("ar", "قبل دقائق", "2016-09-13 00:00", "2016-09-14 00:00", "day"),
    ("ar", "نهاية الأسبوع الماضي", "2016-09-09 00:00", "2016-09-12 00:00", "days"),
    ("ru", "несколько часов назад", "2016-09-12 00:00", "2016-09-14 00:00", "day"),
    ("ru", "в минувшие выходные", "2016-09-10 00:00", "2016-09-12 00:00", "days"),
]


@pytest.mark.parametrize(("language", "text", "first", "last", "precision"), HANGING, ids=[s[1] for s in HANGING])
def test_a_hanging_time_needs_the_day_of_publication(
    language: str, text: str, first: str, last: str, precision: str
) -> None:
    """Told from the day of publication; without it, nothing."""
    said = _only(text, language)
    assert (_local(said.first), _local(said.last), said.precision, said.rests_on) == (
        first,
        last,
        precision,
        "published",
    )
    assert times_in(text, language, None, DAMASCUS) == ()


def test_a_doubtful_day_of_publication_makes_the_time_wider() -> None:
    """Published on Monday or Tuesday: "yesterday" is Sunday or Monday."""
    said = _only("yesterday", "en", Span.parse("2016-09-12T00:00/2016-09-14T00:00", DAMASCUS))
    assert (_local(said.first), _local(said.last)) == ("2016-09-11 00:00", "2016-09-13 00:00")


def test_day_and_month_in_either_order_are_both_kept() -> None:
    """Slashes in English: both orders, the one near publication first."""
    said = _only("12/09/2016", "en")
    assert _local(said.first) == "2016-09-12 00:00"
    assert [_local(a) for a, _ in said.others] == ["2016-12-09 00:00"]
    assert _only("09/12/2016", "en").first == said.first
    assert _only("12/09/2016", "ru").others == ()
    assert _only("25/09/2016", "en").others == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the war that began in 2011"),
        ("en", "the 1990s"),
        ("ru", "в 2011 году"),
        ("ar", "عام 2011"),
        ("en", "two years ago"),
    ],
)
def test_years_are_background(language: str, text: str) -> None:
    """No news event takes a year."""
    assert _only(text, language).background


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "for a week, in seven days of calm"),
        ("ar", "لمدة أسبوع"),
        ("ru", "в течение недели, семь дней тишины"),
        ("en", "Arabs Today"),
    ],
)
def test_lengths_of_time_are_no_times(language: str, text: str) -> None:
    """How long is not when."""
    assert times_in(text, language, PUBLISHED, DAMASCUS) == ()


def test_an_hour_without_a_day_takes_the_day_of_its_sentence() -> None:
    """Both hours fall on Monday, each on its own characters."""
    text = "On Monday shells fell at 19:00 and again at 21:00. At dawn it was calm."
    said = times_in(text, "en", PUBLISHED, DAMASCUS)
    assert [_local(t.first) for t in said if t.precision == "minute"] == ["2016-09-12 19:00", "2016-09-12 21:00"]


FORMATS = ["{d} {en} {y}", "{en} {d}, {y}", "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}", "{d} of {en} {y}"]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(0, 99), st.sampled_from(["en", "ar", "ru"]))
def test_a_date_written_out_reads_back(day: date, pick: int, language: str) -> None:
    """Every format and name of a month gives the day back, in Arabic-Indic digits too."""
    named = [name for name, month in MONTHS[language].items() if month == day.month]
    if language == "ru":
        named = [n for n in named if n.endswith(("я", "а"))]
        formats = ["{d} {n} {y} года", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}"]
    elif language == "ar":
        formats = ["{d} {n} {y}", "{d} من {n} {y}", "{d}/{m}/{y}"]
    else:
        formats = [f.replace("{en}", "{n}") for f in FORMATS]
    text = formats[pick % len(formats)].format(d=day.day, m=day.month, y=day.year, n=named[pick % len(named)])
    if language == "ar":
        text = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    said = _only(text, language, None)
    assert (said.start, said.end) == (0, len(text))
    assert said.first == Span.day(day, DAMASCUS).start and said.last == Span.day(day, DAMASCUS).end


WORDS = (
    "on Monday night 12 September 2016 since at 19:00 GMT yesterday 3 days ago , . - 12/09/2016 in March overnight "
    "يوم الاثنين أمس الساعة السابعة مساء 10 ذو الحجة 1437 في понедельник в 19.00 вчера ночь на 14.09.2016 года "
    "сентября 31 99:99 February 30"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split(" ")), max_size=25),
    st.sampled_from(["en", "ar", "ru"]),
    st.one_of(st.none(), st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 30))),
)
def test_spans_of_times_hold(words: list[str], language: str, published: datetime | None) -> None:
    """Any heap of words, any day of publication: in order, within the text, apart, and the first is before the last."""
    text = " ".join(words)
    known = (
        Span(published.replace(tzinfo=UTC), published.replace(tzinfo=UTC) + timedelta(hours=9)) if published else None
    )
    said = times_in(text, language, known, DAMASCUS)
    done = 0
    for one in said:
        assert done <= one.start < one.end <= len(text)
        assert one.first < one.last and one.first.tzinfo is UTC
        done = one.end
    assert said == times_in(text, language, known, DAMASCUS)


JUNK = {
    "one letter": "a",
    "digits": "7",
    "dots": "1.",
    "dashes": "12-",
    "words": "and ",
    "numbers": "one hundred and ",
    "days": "Monday, 12 ",
    "hours": "today at 19:00 ",
    "spaces": " ",
    "Arabic": "وال ",
    "ranges": "بين 1 و 2 ",
    "halves": "7 p.",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_costs_no_more_than_its_length(junk: str) -> None:
    """Four times as much junk takes about four times as long: 200,000 characters in seconds, in each language."""
    long = (junk * 200_000)[:200_000]
    begun = time.process_time()
    for language in ("en", "ar", "ru"):
        numbers_in(long, language)
        times_in(long, language, PUBLISHED, DAMASCUS)
    bare(long)
    assert time.process_time() - begun < 60
