"""Times that hang on the day of publication: "on Monday", "three days ago", "overnight", "in the past 24 hours".

Each rule is a pattern and what it means, told from the first and the last local day on which the text may have been published;
where these differ the span covers both.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from holdfire.claims.language.calendar_words import MONTHS, WEEKDAYS, any_of
from holdfire.claims.language.counting import tokens, value_at

DUSK, DAWN = 18, 8
"""Local hours between which "overnight" lies."""
_MOST_NIGHTS = 14
_SATURDAY, _FRIDAY = 5, 4
_AHEAD = re.compile(
    r"(?<!\w)(?:will|shall|to begin|to start|to take effect|due to|set to|scheduled|would|going to|expected|planned"
    r"|سوف|سي\w{3,}|ست\w{3,}|من المقرر|المقرر|اعتبارا|будет|будут|вступит|вступают|начнет\w*|намечен\w*|должн\w*|планир\w*)(?!\w)"
)
_BACK = re.compile(
    r"(?<!\w)(?:said|told|killed|hit|struck|was|were|had|قتل|قال|استهدف\w*|قصف\w*|сообщил\w*|заявил\w*|погиб\w*)(?!\w)"
)
_LOOK_BACK = 70


@dataclass(frozen=True)
class Known:
    """The first and the last local day on which the text may have been published."""

    first: date
    last: date


class Reach(NamedTuple):
    """Local days ``[first, last)``, or hours of them: ``from_h`` on the first ``to_h`` from the last day's midnight."""

    first: date
    last: date
    precision: str
    background: bool = False
    from_h: float = 0
    to_h: float = 0
    ends_at_publication: bool = False
    starts_before_publication_h: float = 0


Rule = Callable[[re.Match[str], Known, bool], Reach | None]


def _listed(text: str) -> list[str]:
    return text.split()


_UNITS = {
    **dict.fromkeys(_listed("hour hours hr hrs ساعه ساعات ساعتين час часа часов"), "hour"),
    **dict.fromkeys(_listed("day days يوم ايام يوما يومين день дня дней суток сутки"), "day"),
    **dict.fromkeys(_listed("week weeks اسبوع اسابيع اسبوعا اسبوعين неделю недели недель"), "week"),
    **dict.fromkeys(_listed("month months شهر اشهر شهور شهرا شهرين месяц месяца месяцев"), "month"),
    **dict.fromkeys(_listed("year years سنه سنوات سنين عام اعوام عاما عامين سنتين год года лет"), "year"),
    **dict.fromkeys(_listed("minute minutes دقيقه دقائق минуту минуты минут"), "hour"),
}
_TWO = ("ساعتين", "يومين", "اسبوعين", "شهرين", "عامين", "سنتين")
_LENGTH = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "year": 365.25}
_PRECISION = {"hour": "day", "day": "day", "week": "week", "month": "month", "year": "year"}


def _days(offset: int, count: int = 1) -> Rule:
    """So many days from the day of publication."""

    def rule(_match: re.Match[str], known: Known, _ahead: bool) -> Reach:
        shift = timedelta(days=offset)
        return Reach(known.first + shift, known.last + shift + timedelta(days=count), "day")

    return rule


def _night(before: int) -> Rule:
    """The night that begins so many days before the day of publication; "overnight" and "last night" are 1."""

    def rule(_match: re.Match[str], known: Known, _ahead: bool) -> Reach:
        first = known.first - timedelta(days=before)
        return Reach(first, known.last - timedelta(days=before - 1), "part-of-day", from_h=DUSK, to_h=DAWN)

    return rule


def _nights_ago(match: re.Match[str], known: Known, _ahead: bool) -> Reach | None:
    """Two nights ago: the night that began two days before."""
    number = _number(match)
    return None if number is None or not 1 <= number <= _MOST_NIGHTS else _night(int(number))(match, known, False)


def _weekend(first: int, days: int) -> Rule:
    """The latest weekend that has begun: so many days from a weekday on, 0 is Monday. Where it lies differs between countries."""

    def rule(match: re.Match[str], known: Known, ahead: bool) -> Reach | None:
        if ahead or "next" in match[0]:
            return None
        began = [day - timedelta(days=(day.weekday() - first) % 7) for day in (known.first, known.last)]
        return Reach(began[0], began[1] + timedelta(days=days), "days")

    return rule


def _weekday(language: str) -> Rule:
    """A weekday: the latest not after publication; "last" strictly before it; "next", or words of the future, after it."""

    def rule(match: re.Match[str], known: Known, ahead: bool) -> Reach | None:
        groups = match.groupdict()
        which = (groups.get("which") or "") + (groups.get("then") or "")
        target = WEEKDAYS[language][match["day"]] - 1
        later = which in ("next", "coming", "المقبل", "القادم") or which.startswith(("следующ", "ближайш", "будущ"))
        strict = which == "last" or which.startswith("прошл")
        picked = []
        for day in (known.first, known.last):
            back = (day.weekday() - target) % 7
            if later or (ahead and not which):
                picked.append(day + timedelta(days=7 - back if later or back else 0))
            else:
                picked.append(day - timedelta(days=7 if strict and not back else back))
        return Reach(min(picked), max(picked) + timedelta(days=1), "day")

    return rule


def _ago(match: re.Match[str], known: Known, _ahead: bool) -> Reach | None:
    """Three days ago: a span as wide as the unit that is counted."""
    unit = _UNITS[match["unit"] or "hour"]
    number = _number(match)
    if number is None or number * _LENGTH[unit] > 365.25 * 200:
        return None
    back = timedelta(days=round(number * _LENGTH[unit]))
    slack = timedelta(days=round(_LENGTH[unit] / 2)) if unit in ("week", "month", "year") else timedelta(unit == "hour")
    first = known.first - back - slack
    last = min(known.last - back + slack, known.last) + timedelta(days=1)
    return Reach(first, last, _PRECISION[unit], background=unit == "year")


def _past(match: re.Match[str], known: Known, _ahead: bool) -> Reach | None:
    """In the past 24 hours: up to publication."""
    unit = _UNITS[match["unit"] or "hour"]
    number = _number(match)
    if number is None or number * _LENGTH[unit] > 365.25 * 200:
        return None
    hours = number * _LENGTH[unit] * 24
    precision = "day" if hours <= 24 else "days" if hours <= 24 * 14 else _PRECISION[unit]
    return Reach(
        known.first, known.last, precision, unit == "year", ends_at_publication=True, starts_before_publication_h=hours
    )


def _number(match: re.Match[str]) -> float | None:
    said = match.groupdict().get("n")
    if match.groupdict().get("unit") in _TWO and not said:
        return 2
    if not said or said in ("a", "an"):
        return 1
    language = "ru" if re.search("[а-я]", match[0]) else "ar" if re.search("[ء-ي]", match[0]) else "en"
    read = value_at(tokens(said), 0, language)
    return read[0] if read else None


def _calendar(unit: str, offset: int) -> Rule:
    """The week (Monday to Sunday), month or year of publication, or one so many before."""

    def one(day: date) -> tuple[date, date]:
        if unit == "week":
            start = day - timedelta(days=day.weekday() - 7 * offset)
            return start - timedelta(days=1), start + timedelta(days=7)
        months = day.year * 12 + day.month - 1 + offset if unit == "month" else (day.year + offset) * 12
        after = months + (1 if unit == "month" else 12)
        return date(months // 12, months % 12 + 1, 1), date(after // 12, after % 12 + 1, 1)

    def rule(_match: re.Match[str], known: Known, _ahead: bool) -> Reach:
        return Reach(one(known.first)[0], one(known.last)[1], unit, background=unit == "year")

    return rule


def _nights_between(language: str) -> Rule:
    """Overnight into Monday, в ночь на понедельник: the night that ends on that day's morning."""

    def rule(match: re.Match[str], known: Known, ahead: bool) -> Reach | None:
        found = _weekday(language)(match, known, ahead)
        if not found:
            return None
        return Reach(
            found.first - timedelta(days=1), found.last - timedelta(days=1), "part-of-day", from_h=DUSK, to_h=DAWN
        )

    return rule


_Table = tuple[tuple[str, Rule], ...]
_NUMBER = r"(?P<n>\d{1,4}|[^\W\d_]{1,16}(?:[\s-][^\W\d_]{2,12})?)"
_UNIT = any_of(list(_UNITS))
_MONTH = any_of(list(MONTHS["en"]))


def _week(language: str) -> str:
    """Weekdays in full; short forms are read only beside a date."""
    return any_of([name for name in WEEKDAYS[language] if len(name) > 4])


def _english() -> _Table:
    """Rules of English."""
    return (
        (rf"(?:(?P<which>last|next|this|coming|past)\s{{1,2}})?(?P<day>{_week('en')})", _weekday("en")),
        (rf"(?:overnight|(?:on|during)\sthe\snight|night)\s(?:in)?to\s(?P<day>{_week('en')})", _nights_between("en")),
        (r"today|this(?=\s(?:morning|afternoon|evening|night))", _days(0)),
        (r"(?:the\s)?day\sbefore\syesterday", _days(-2)),
        (r"yesterday|the\sprevious\sday", _days(-1)),
        (r"tomorrow", _days(1)),
        (r"tonight", _night(0)),
        (r"(?:the\s)?night\sbefore\slast", _night(2)),
        (r"overnight|last\snight|during\sthe\snight", _night(1)),
        (rf"{_NUMBER}\s{{1,2}}(?P<unit>{_UNIT})\s(?:ago|earlier)", _ago),
        (rf"{_NUMBER}\s{{1,2}}nights\sago", _nights_ago),
        (r"(?:just\s)?(?:(?:a\sfew|several|some)\sminutes|half\san\shour|moments)\s(?:ago|earlier)", _days(0)),
        (r"(?:(?:a\sfew|several|some)\shours|hours)\sago", _days(-1, 2)),
        (r"(?:in|over|during|within)?\s?the\s(?:past|last)\s(?:few|several)\shours", _days(-1, 2)),
        (r"(?:over|during|at|on)\s(?:the|last|this)\sweekend|last\sweekend", _weekend(_SATURDAY, 2)),
        (
            rf"(?:in|over|during|for|within|throughout)?\s?the\s(?:past|last|previous|preceding)\s(?:{_NUMBER}\s)?(?P<unit>{_UNIT})(?!\sof\s{_MONTH})",
            _past,
        ),
        (r"last\sweek|the\sprevious\sweek", _calendar("week", -1)),
        (r"(?:earlier\s)?this\sweek", _calendar("week", 0)),
        (r"last\smonth", _calendar("month", -1)),
        (r"(?:earlier\s)?this\smonth", _calendar("month", 0)),
        (r"last\syear", _calendar("year", -1)),
        (r"(?:earlier\s)?this\syear", _calendar("year", 0)),
    )


def _arabic() -> _Table:
    """Rules of Arabic."""
    return (
        (
            rf"[وب]?(?:يوم\s)?(?P<day>{_week('ar')}|الاحد)(?:\s(?P<then>الماضي|المنصرم|الفائت|المقبل|القادم))?",
            _weekday("ar"),
        ),
        (r"[وب]?(?:يوم\s)?امس", _days(-1)),
        (r"(?:يوم\s)?اول\s(?:من\s)?امس", _days(-2)),
        (r"البارحه", _days(-1)),
        (r"(?<!في\s)[وب]?اليوم(?!\s(?:الاول|الثاني|الثالث|التالي|السابق|نفسه|ذاته|العالمي|الوطني))", _days(0)),
        (r"غدا|يوم\sغد", _days(1)),
        (r"الليله\sالماضيه|ليل\sامس|ليله\sامس|الليله\sالفائته|مساء\sامس\sوفجر\sاليوم", _night(1)),
        (r"(?:قبل|منذ)\s(?:لحظات|دقائق|قليل|بضع\sدقائق|نصف\sساعه)", _days(0)),
        (r"(?:قبل|منذ)\s(?:بضع\s|عده\s)?ساعات|خلال\sالساعات\s(?:القليله\s)?(?:الماضيه|الاخيره)", _days(-1, 2)),
        (r"(?:في\s|خلال\s)?(?:نهايه|عطله\sنهايه)\sالاسبوع\s(?:الماضي|المنصرم|الفائت)", _weekend(_FRIDAY, 3)),
        (rf"(?:قبل|منذ)\s(?:{_NUMBER}\s)?(?P<unit>{_UNIT})(?!\s?\d)", _ago),
        (
            rf"(?:خلال|في|علي\sمدي|علي\sمدار)\s(?:ال)?(?:{_NUMBER}\s)?(?:ال)?(?P<unit>{_UNIT})\s?(?:ال)?\s?(?:الماضيه|الماضي|الاخيره|المنصرمه|الفائته|الماضيين)",
            _past,
        ),
        (
            rf"(?:خلال|في)\s(?:الساعات|الايام|ال)\s?(?:ال)?\s?{_NUMBER}\s(?:(?P<unit>ساعه|يوما|ايام)\s)?(?:الماضيه|الاخيره|المنصرمه)",
            _past,
        ),
        (r"الاسبوع\s(?:الماضي|الفائت|المنصرم)", _calendar("week", -1)),
        (r"هذا\sالاسبوع", _calendar("week", 0)),
        (r"الشهر\s(?:الماضي|الفائت|المنصرم)", _calendar("month", -1)),
        (r"(?:العام|السنه)\s(?:الماضي|الماضيه|الفائت|المنصرم)", _calendar("year", -1)),
    )


def _russian() -> _Table:
    """Rules of Russian."""
    return (
        (
            rf"(?:(?:в|во)\s)?(?:(?P<which>прошл\w{{2,3}}|минувш\w{{2,3}}|следующ\w{{2,3}}|ближайш\w{{2,3}}|эт\w{{1,2}})\s)?(?P<day>{_week('ru')}|среду|среды)",
            _weekday("ru"),
        ),
        (rf"в\sночь\s(?:с\s\w{{5,13}}\s)?на\s(?P<day>{_week('ru')}|среду)", _nights_between("ru")),
        (r"сегодня", _days(0)),
        (r"вчера|накануне", _days(-1)),
        (r"позавчера", _days(-2)),
        (r"завтра", _days(1)),
        (r"(?:прошлой|минувшей|сегодня|этой)\sночью|минувшую\sночь|прошлую\sночь", _night(1)),
        (rf"{_NUMBER}\s(?P<unit>{_UNIT})\s(?:тому\s)?назад", _ago),
        (r"(?:несколько|пару)\sминут\sназад|полчаса\sназад|только\sчто", _days(0)),
        (r"(?:несколько|пару)\sчасов\sназад|за\sпоследние\sчасы", _days(-1, 2)),
        (r"(?:на|в)\s(?:(?:прошлы[ех]|минувши[ех]|эти[х]?)\s)?(?:выходных|выходные)", _weekend(_SATURDAY, 2)),
        (r"(?P<unit>год|неделю|месяц|день)\s(?:тому\s)?назад", _ago),
        (
            rf"(?:за|в\sтечение|на\sпротяжении)\s(?:последни[ехй]|прошедши[ехй]|минувши[ехй]|истекши[ехй]|прошлы[ехй])\s(?:{_NUMBER}\s)?(?P<unit>{_UNIT})",
            _past,
        ),
        (r"(?:за|в\sтечение)\s(?P<unit>сутки|суток)", _past),
        (r"на\s(?:прошлой|минувшей)\sнеделе", _calendar("week", -1)),
        (r"на\sэтой\sнеделе", _calendar("week", 0)),
        (r"в\s(?:прошлом|минувшем)\sмесяце", _calendar("month", -1)),
        (r"в\s(?:прошлом|минувшем)\sгоду", _calendar("year", -1)),
        (r"в\sэтом\sгоду", _calendar("year", 0)),
    )


@cache
def rules(language: str) -> tuple[tuple[re.Pattern[str], Rule], ...]:
    """Patterns with their meanings; of two that begin alike the longer match wins."""
    table = {"en": _english, "ar": _arabic, "ru": _russian}[language]()
    return tuple((re.compile(rf"(?<![\w-])(?:{source})(?![\w-])"), rule) for source, rule in table)


def is_ahead(even: str, start: int) -> bool:
    """Whether the words before a time, in its sentence, speak of what is to come."""
    before = re.split(r"[.!?؟\n]\s", even[max(0, start - _LOOK_BACK) : start])[-1]
    ahead = [m.end() for m in _AHEAD.finditer(before)]
    back = [m.end() for m in _BACK.finditer(before)]
    return bool(ahead) and (not back or back[-1] < ahead[-1])
