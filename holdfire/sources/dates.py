"""Dates as tables write them, by a pattern such as ``DD/MM/YYYY HH:mm``.

Letters of a pattern: ``YYYY`` or ``YY`` (2000 to 2068, then 1969 to 1999, as POSIX has it), ``MM``, ``M`` or ``MMM`` (a month's
name in English, Arabic or Russian), ``DD`` or ``D``, ``HH`` or ``H``, ``mm``, ``ss``, ``A`` (AM or PM); all else stands for
itself. Digits may be Arabic-Indic. Nothing depends on the machine's language.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from holdfire.when import Span, iso

_TOKENS = re.compile(r"YYYY|YY|MMM|MM|M|DD|D|HH|H|mm|ss|A|.", re.DOTALL)
_PATTERNS = {
    "YYYY": r"(?P<year>\d{4})", "YY": r"(?P<short>\d{2})", "MMM": r"(?P<name>[^\W\d_]+(?:\s[^\W\d_]+)?)\.?",
    "MM": r"(?P<month>\d{1,2})", "M": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})", "D": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{1,2})", "H": r"(?P<hour>\d{1,2})", "mm": r"(?P<minute>\d{2})", "ss": r"(?P<second>\d{2})",
    "A": r"(?P<half>[AaPp])\.?[Mm]\.?",
}  # fmt: skip
_MONTHS = (
    "january jan كانون_الثاني يناير января январь янв",
    "february feb شباط فبراير февраля февраль фев",
    "march mar آذار اذار مارس марта март мар",
    "april apr نيسان أبريل ابريل апреля апрель апр",
    "may أيار ايار مايو мая май",
    "june jun حزيران يونيو июня июнь июн",
    "july jul تموز يوليو июля июль июл",
    "august aug آب اب أغسطس اغسطس августа август авг",
    "september sep sept أيلول ايلول سبتمبر сентября сентябрь сен сент",
    "october oct تشرين_الأول تشرين_الاول أكتوبر اكتوبر октября октябрь окт",
    "november nov تشرين_الثاني نوفمبر ноября ноябрь ноя",
    "december dec كانون_الأول كانون_الاول ديسمبر декабря декабрь дек",
)
"""Names of the months: English, Levantine and Egyptian Arabic, Russian in both cases."""
_MONTH_OF = {name.replace("_", " "): n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


@dataclass(frozen=True)
class Pattern:
    """One way to write a date; ``tells`` are the parts it gives."""

    text: str
    tells: frozenset[str]
    match: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> "Pattern":
        """Read a pattern. Raises ``ValueError`` with one sentence for one that names no day or names a part twice."""
        tokens = _TOKENS.findall(text.strip())
        try:
            match = re.compile("".join(_PATTERNS.get(t, r"\s+" if t.isspace() else re.escape(t)) for t in tokens))
        except re.error:
            raise ValueError(f'"{text}" names a part of the date twice') from None
        tells = frozenset(match.groupindex)
        year, month = tells & {"year", "short"}, tells & {"month", "name"}
        if (
            not year
            or not month
            or ("minute" in tells and "day" not in tells)
            or ("half" in tells and "hour" not in tells)
        ):
            raise ValueError(f'"{text}" is no pattern of a date; write it like DD/MM/YYYY or YYYY-MM-DD HH:mm')
        return cls(text, tells, match)

    def read(self, told: str, tz: tzinfo | None) -> str | None:
        """The instant, day or month as the claims table has it; None where the text is written otherwise.

        Without ``tz`` it stays local to the agreement; with it an instant has its offset, a day or month its span in that zone.
        Raises ``ValueError`` for a date that does not exist.
        """
        found = self.match.fullmatch(" ".join(plain_digits(told).split()))
        if not found:
            return None
        part = found.groupdict()
        month = _MONTH_OF.get((part.get("name") or "").lower()) if "name" in part else int(part["month"])
        if month is None:
            return None
        year = int(part["year"]) if part.get("year") else _full_year(int(part["short"]))
        if "day" not in part:
            return _spanned(f"{date(year, month, 1):%Y-%m}", tz)
        day = date(year, month, int(part["day"]))
        if "hour" not in part:
            return _spanned(day.isoformat(), tz)
        hour = _hour(int(part["hour"]), (part.get("half") or "").lower())
        clock = time(hour, int(part.get("minute") or 0), int(part.get("second") or 0))
        return iso(datetime.combine(day, clock, tz))


def _spanned(text: str, tz: tzinfo | None) -> str:
    return text if tz is None else Span.parse(text, tz).text(tz)


def _full_year(short: int) -> int:
    return 2000 + short if short < 69 else 1900 + short


def _hour(hour: int, half: str) -> int:
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{hour} {half}m is no hour")
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def plain_digits(text: str) -> str:
    """The text with Arabic-Indic digits and their decimal sign as 0 to 9 and a point."""
    return text if text.isascii() else text.translate(_DIGITS)
