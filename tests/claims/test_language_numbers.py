"""Numbers in running text, in three languages: what the words allow, and what is no number of anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.claims.language import NumberSaid, numbers_in


def _only(text: str, language: str) -> NumberSaid:
    found = numbers_in(text, language)
    assert len(found) == 1, (text, [text[n.start : n.end] for n in found])
    return found[0]


SAID = [
    ("en", "at least 12 people", "at least 12", 12, 12, None, "at-least"),
    ("en", "more than 300,000 people", "more than 300,000", 300000, 300000, None, "at-least"),
    ("en", "up to 40 fighters", "up to 40", None, 40, 40, "at-most"),
    ("en", "nearly 300 of them", "nearly 300", None, 300, 300, "about"),
    ("en", "about 50 peasants", "about 50", None, 50, None, "about"),
    ("en", "12 people or more fled", "12", 12, 12, None, "at-least"),
    ("en", "Between 10 and 15 shells", "Between 10 and 15", 10, None, 15, "range"),
    ("en", "10–15 shells", "10–15", 10, None, 15, "range"),
    ("en", "twelve or thirteen shells", "twelve or thirteen", 12, None, 13, "range"),
    ("en", "dozens of people", "dozens", 24, None, None, "dozens"),
    ("en", "tens of thousands of people", "tens of thousands", 20000, None, None, "dozens"),
    ("en", "several hundred people", "several hundred", 300, None, None, "dozens"),
    ("en", "a dozen rockets", "a dozen", None, 12, None, "about"),
    ("en", "two dozen rockets", "two dozen", None, 24, None, "about"),
    ("en", "one hundred and five rebels", "one hundred and five", 105, 105, 105, "exact"),
    ("en", "2.5 million people", "2.5 million", 2_500_000, 2_500_000, 2_500_000, "exact"),
    ("ar", "مقتل ١٢ شخصاً على الأقل", "١٢", 12, 12, None, "at-least"),
    ("ar", "ثلاثةٌ وعشرونَ مدنيا", "ثلاثةٌ وعشرونَ", 23, 23, 23, "exact"),
    ("ar", "ما لا يقل عن مئة وخمسة وعشرين شخصا", "ما لا يقل عن مئة وخمسة وعشرين", 125, 125, None, "at-least"),
    ("ar", "بين 10 و 15 قذيفة", "بين 10 و 15", 10, None, 15, "range"),
    ("ar", "بين عشرة وخمسة عشر شخصا", "بين عشرة وخمسة عشر", 10, None, 15, "range"),
    ("ar", "عشرات الآلاف من الناس", "عشرات الآلاف", 20000, None, None, "dozens"),
    ("ar", "إحدى عشرة امرأة", "إحدى عشرة", 11, 11, 11, "exact"),
    ("ar", "مقتل قتيلان", "قتيلان", 2, 2, 2, "exact"),
    ("ar", "وامرأتان", "وامرأتان", 2, 2, 2, "exact"),
    ("ar", "ألفان وثلاثمائة نازح", "ألفان وثلاثمائة", 2300, 2300, 2300, "exact"),
    ("ar", "بضعة أشخاص", "بضعة", 3, None, 9, "range"),
    ("ar", "نحو ۵۰ قذيفة", "نحو ۵۰", None, 50, None, "about"),
    ("ru", "более двадцати трёх человек", "более двадцати трёх", 23, 23, None, "at-least"),
    ("ru", "от 5 до 7 мин было найдено", "от 5 до 7", 5, None, 7, "range"),
    ("ru", "пять-семь человек", "пять-семь", 5, None, 7, "range"),
    ("ru", "1 200 человек", "1 200", 1200, 1200, 1200, "exact"),
    ("ru", "5 тыс. боевиков", "5 тыс", 5000, 5000, 5000, "exact"),
    ("ru", "сотни людей", "сотни", 200, None, None, "dozens"),
    ("ru", "около сотни людей", "около сотни", None, 100, None, "about"),
    ("ru", "два десятка боевиков", "два десятка", None, 20, None, "about"),
    ("ru", "двое детей", "двое", 2, 2, 2, "exact"),
    ("ru", "до 30 боевиков", "до 30", None, 30, 30, "at-most"),
]


@pytest.mark.parametrize(("language", "text", "words", "low", "best", "high", "how"), SAID, ids=[s[1] for s in SAID])
def test_a_number_is_what_its_words_allow(
    language: str, text: str, words: str, low: float | None, best: float | None, high: float | None, how: str
) -> None:
    """Bounds, best and the characters, in three languages."""
    number = _only(text, language)
    assert text[number.start : number.end] == words
    assert (number.low, number.best, number.high, number.exactness) == (low, best, high, how)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on 12 September 2016 at 19:00, the second day, in 2016, one of them, the first one"),
        ("en", "an S-300, an F-16, Resolution 2254, the 3rd and the 2d brigade"),
        ("ar", "يوم الاثنين 12 أيلول 2016 الساعة السابعة مساء، القرار 2254، عثر على رجل ميتا"),
        ("ru", "14 сентября 2016 года в 19:00, один из них, 3-й этап, комплекс С-300"),
        ("en", "the twenty-third day, article 5, the 82nd"),
        ("ru", "двадцать третьего числа"),
        ("ar", "في الثالث والعشرين من الشهر"),
    ],
)
def test_dates_hours_ordinals_and_names_count_nothing(language: str, text: str) -> None:
    """Figures that are no count are left out."""
    assert [text[n.start : n.end] for n in numbers_in(text, language)] == []


@pytest.mark.parametrize(
    ("language", "text", "measures"),
    [
        ("en", "a one-week truce", "time"),
        ("en", "a three-year-old girl", "age"),
        ("en", "82mm mortars", "calibre"),
        ("ru", "82-мм миномётов", "calibre"),
        ("en", "15 km away", "length"),
        ("ar", "٢٤ ساعة", "time"),
        ("en", "30 per cent", "share"),
        ("en", "$5 million", "money"),
    ],
)
def test_a_measure_is_not_taken_for_people(language: str, text: str, measures: str) -> None:
    """Lengths of time, ages, calibres and the rest say what they measure."""
    assert _only(text, language).measures == measures


def test_a_rise_is_no_range() -> None:
    """A change from 10 to 15 names two numbers."""
    assert [n.best for n in numbers_in("the toll rose from 10 to 15", "en")] == [10, 15]
    assert [n.exactness for n in numbers_in("from 10 to 15 fighters", "en")] == ["range"]


_EN_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_EN = f"zero one two three four five six seven eight nine ten {_EN_TEENS}"
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_RU = "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать"
_RU_TEENS = "шестнадцать семнадцать восемнадцать девятнадцать"
_RU_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_RU_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
_AR = "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
_AR_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"
_AR_HUNDREDS = "مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة"


def _english(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        return f"{_english(number // 1000)} thousand" + (
            f"{' and' if rest < 100 else ''} {_english(rest)}" if rest else ""
        )
    if number >= 100:
        return f"{_english(number // 100)} hundred" + (f" and {_english(number % 100)}" if number % 100 else "")
    if number < 20:
        return _EN.split()[number]
    return _EN_TENS.split()[number // 10 - 2] + (f"-{_EN.split()[number % 10]}" if number % 10 else "")


def _russian(number: int) -> str:
    words = []
    if number >= 1000:
        words.append(f"{_russian(number // 1000)} тысяч")
    number %= 1000
    if number >= 100:
        words.append(_RU_HUNDREDS.split()[number // 100 - 1])
    number %= 100
    if number >= 20:
        words.append(_RU_TENS.split()[number // 10 - 2])
        number %= 10
    if number or not words:
        words.append(f"{_RU} {_RU_TEENS}".split()[number])
    return " ".join(words)


def _arabic(number: int) -> str:
    parts = []
    if number >= 1000:
        parts.append(f"{_arabic(number // 1000)} ألف")
    number %= 1000
    if number >= 100:
        parts.append(_AR_HUNDREDS.split()[number // 100 - 1])
    number %= 100
    units = _AR.split()
    if 10 < number < 20:
        parts.append(f"{ {1: 'أحد', 2: 'اثنا'}.get(number - 10, units[number - 10]) } عشر")
    elif number <= 10 and number:
        parts.append(units[number])
    elif number:
        parts += [units[number % 10]] if number % 10 else []
        parts.append(_AR_TENS.split()[number // 10 - 2])
    return " و".join(parts)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 999_999), st.sampled_from(["en", "ar", "ru"]))
def test_a_number_written_out_reads_back(number: int, language: str) -> None:
    """Writing a number in words and reading it gives the number."""
    if (language == "ar" and number // 1000 in (1, 2)) or (number // 1000 == 1 and language == "ru"):
        number += 3000
    written = {"en": _english, "ar": _arabic, "ru": _russian}[language](number)
    said = _only(written, language)
    assert (said.best, said.start, said.end) == (number, 0, len(written))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 99_999),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
    st.sampled_from(["en", "ar", "ru"]),
)
def test_digits_of_every_script_read_the_same(number: int, digits: str, language: str) -> None:
    """Western, Arabic-Indic and Persian digits, with and without separators of thousands."""
    if 1900 <= number <= 2100:
        number += 300
    for written in (str(number), f"{number:,}"):
        shown = written.translate(str.maketrans("0123456789", digits))
        assert _only(f"{shown} x", language).best == number


HEAP = (
    "at least between and 10 15 - dozens of thousands twelve hundred 12,000 ٣ بين و عشرين مئة ألف من до от пять "
    "тысяч сотни . , + more than 2016 on September one 19:00 ё́ a dozen"
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(HEAP.split(" "))), st.sampled_from(["en", "ar", "ru", "de"]))
def test_spans_lie_in_the_text_and_never_overlap(words: list[str], language: str) -> None:
    """Any heap of words: spans are in order, within the text, apart, and bounds are in order."""
    text = " ".join(words)
    done = 0
    for number in numbers_in(text, language):
        assert done <= number.start < number.end <= len(text)
        done = number.end
        bounds = [b for b in (number.low, number.best, number.high) if b is not None]
        assert bounds == sorted(bounds) and bounds
    assert numbers_in(text, language) == numbers_in(text, language)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ar", "ru"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    """Whatever the characters, nothing is raised and spans hold."""
    assert all(0 <= n.start < n.end <= len(text) for n in numbers_in(text, language))
