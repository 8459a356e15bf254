"""Numbers in running text: how many, with "at least", "between" and "dozens" kept as what they allow.

Left out: dates, years and hours, ordinals, names with figures in them (S-300, Resolution 2254). Marked by ``measures``:
lengths of time, ages, distances, weights, calibres, money and shares, so that none is taken for people.
"""

import re

from holdfire.claims.language import number_words as words
from holdfire.claims.language.counting import Token, ar_stem, tokens, value_at
from holdfire.claims.language.days import date_and_hour_spans
from holdfire.claims.language.model import Exactness, Measure, NumberSaid
from holdfire.claims.language.spelling import back, plain

LANGUAGES = ("en", "ar", "ru")
_RANGE_JOINERS = {"en": ("-", "to", "or"), "ar": ("-", "الي", "او"), "ru": ("-", "до", "или")}
_RANGE_OPENERS = {"en": ("between", "from"), "ar": ("بين", "من"), "ru": ("между", "от", "с", "из")}
_NAMED = (
    *(
        "resolution",
        "article",
        "articles",
        "paragraph",
        "phase",
        "chapter",
        "annex",
        "highway",
        "unit",
        "brigade",
        "apollo",
    ),
    *(
        "no",
        "nos",
        "#",
        "number",
        "page",
        "section",
        "line",
        "block",
        "channel",
        "category",
        "№",
        "km",
        "route",
        "zone",
    ),
    *("القرار", "قرار", "الماده", "ماده", "رقم", "البند", "المرحله", "الفقره", "القناه"),
    *(
        "резолюция",
        "резолюции",
        "резолюцию",
        "статья",
        "статьи",
        "статье",
        "пункт",
        "пункта",
        "пункте",
        "номер",
        "этап",
    ),
)
"""A figure after these is a name and counts nothing."""
_UNITS: dict[Measure, str] = {
    "calibre": r"(?:mm|millimet\w*|мм|миллиметр\w*|ملم|مم|مليمتر\w*)",
    "length": r"(?:km|kms|kilomet\w*|met(?:er|re)s?|m|miles?|cm|feet|foot|ft|nm|км|километр\w*|метр\w*|كم"
    r"|كيلومتر\w*|كيلو|متر\w*|امتار|اميال|ميل)",
    "weight": r"(?:kg|kgs|kilos?|kilograms?|tons?|tonnes?|lbs?|pounds?|кг|килограмм\w*|тонн\w*|طن\w*|اطنان|كيلوغرام\w*|كغ)",
    "share": r"(?:%|٪|thirds?|percent\w*|per\s{1,3}cent|процент\w*|بالمئه|بالمائه|في\s{1,3}المئه|في\s{1,3}المائه)",
    "money": r"(?:dollars?|euros?|pounds?\s{1,3}sterling|usd|sdg|rubles?|roubles?|доллар\w*|евро"
    r"|рубл\w*|دولار\w*|ليره|يورو|جنيه\w*|ريال\w*)",
    "time": r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|decades?|nights?|ساع\w*"
    r"|دقيق\w*|دقائق|يوم\w*|ايام|اسبوع\w*|اسابيع|شهر\w*|اشهر|شهور|سنه|سنوات|سنين|عام\w*|اعوام|ليال|час\w*|минут\w*|сут(?:ки|ок|кам)|дн(?:я|ей|и)|день|недел\w*|месяц\w*"
    r"|год\w*|лет|секунд\w*)",
}
_AGE = re.compile(r"(?:\s|-){0,2}(?:years?(?:\s|-){1,2}old|y/o\b|лет\b(?=,|\)))")
_MEASURED = tuple(
    (name, re.compile(rf"(?:\s{{1,2}}|-)?(?:more\s|additional\s)?{unit}(?![^\W\d_])")) for name, unit in _UNITS.items()
)
_AGED = ("aged", "age", "ages", "العمر", "عمره", "عمرها", "возрасте")
_PEOPLE_AFTER_YEAR = re.compile(
    r"\s{1,2}(?:people|civilians|persons|soldiers|children|fighters|killed|wounded|dead|violations|человек|شخص|مدني|قتيل)"
)
_ONE = {
    "en": ("one",),
    "ar": ("واحد", "واحده"),
    "ru": ("один", "одна", "одно", "одного", "одной", "одному", "одну", "одним"),
}
_ONE_OF = {"en": ("of", "another", "side", "hand", "day", "time"), "ru": ("из", "и"), "ar": ("من",)}
_ONE_AFTER = {
    "en": (
        *("no", "any", "every", "each", "this", "that", "which", "another", "the", "first", "last", "next", "square"),
        *("big", "new", "old", "other", "same", "such", "previous", "day"),
    ),
    "ru": ("ни",),
    "ar": (),
}
_ORDINALS = {
    "en": re.compile(r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)$"),
    "ru": re.compile(
        r"(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят)(?:ый|ой|ий|ого|его|ьего|ая|ья|ую|ью|ом|ем|ьем|ое|ье|ых|ьих|ому|ьему)$"
    ),
    "ar": re.compile(
        r"(?:و|ب|ل|في)?ال(?:حادي|حاديه|ثاني|ثانيه|ثالث|ثالثه|رابع|رابعه|خامس|خامسه|سادس|سادسه|سابع|سابعه|ثامن|ثامنه|تاسع|تاسعه)$"
    ),
}
_TENS = frozenset((*words.EN_TENS, *words.RU_TENS, *words.RU_HUNDREDS, "hundred"))
_LOOSE = {"en": words.EN_LOOSE, "ar": words.AR_LOOSE, "ru": words.RU_LOOSE}
_BEFORE = {
    lang: {tuple(p.split()): kind for kind, ps in kinds.items() for p in ps.split("|")}
    for lang, kinds in words.BEFORE.items()
}
_AFTER = {
    lang: {tuple(p.split()): kind for kind, ps in kinds.items() for p in ps.split("|")}
    for lang, kinds in words.AFTER.items()
}


class _Found:
    """A number while it is being read: words ``[i, j)`` and what they allow."""

    def __init__(
        self, i: int, j: int, low: float | None, best: float | None, high: float | None, how: Exactness
    ) -> None:
        self.i, self.j, self.low, self.best, self.high, self.how = i, j, low, best, high, how


def numbers_in(text: str, language: str) -> tuple[NumberSaid, ...]:
    """Numbers of a text in order, none overlapping. ``language`` is ISO 639-1; any but ``ar`` and ``ru`` is read as English.

    A span takes in the words that loosen the number ("at least 12"). Never raises.
    """
    language = language if language in LANGUAGES else "en"
    even, offsets = plain(text)
    said = tokens(even)
    closed = _closed(even, language)
    found = _joined(said, list(_values(said, even, closed, language)), language)
    out: list[NumberSaid] = []
    free = 0
    for number in found:
        free = _loosened(number, said, language, free)
        start, end = back(offsets, said[number.i].start, said[number.j - 1].end)
        measures = _measure(number, said, even)
        if not out or start >= out[-1].end:
            out.append(_said(number, start, end, measures))
    return tuple(out)


def _said(number: _Found, start: int, end: int, measures: Measure) -> NumberSaid:
    bounds = {"low": number.low, "best": number.best, "high": number.high}
    return NumberSaid(start=start, end=end, exactness=number.how, measures=measures, **bounds)


def _closed(even: str, language: str) -> list[bool]:
    """For each character whether it belongs to a date or an hour."""
    closed = [False] * (len(even) + 1)
    for start, end in date_and_hour_spans(even, language):
        closed[start:end] = [True] * (end - start)
    return closed


def _values(said: list[Token], even: str, closed: list[bool], language: str) -> "list[_Found]":
    found, i = [], 0
    while i < len(said):
        number = None if closed[said[i].start] else (_loose(said, i, language) or _exact(said, i, even, language))
        if number and number.j > i:
            found.append(number)
            i = number.j
        else:
            i += 1
    return found


def _exact(said: list[Token], i: int, even: str, language: str) -> _Found | None:
    read = value_at(said, i, language)
    if not read or _names_something(said, i, read, even) or _no_count(said, i, read[1], language):
        return None
    if _is_ordinal(said, i, read[1], language):
        return None
    value, j = read
    rounded = (
        said[j - 1].text in ("dozen", *words.RU_GROUPS) or said[i].text == "couple" or said[j - 1].text == "couple"
    )
    if said[i].text == "a" and said[j - 1].text in words.EN_SCALES:
        rounded = True
    return _Found(i, j, None if rounded else value, value, None if rounded else value, "about" if rounded else "exact")


def _names_something(said: list[Token], i: int, read: tuple[float, int], even: str) -> bool:
    """Figures that are part of a name, an ordinal or a year."""
    first, j = said[i], read[1]
    if not first.text[0].isdigit():
        return False
    before, start = (said[i - 1] if i else Token("", 0, 0)), first.start
    touching = i > 0 and before.end == start
    if touching and ((before.text[-1].isalpha() and not before.text.endswith("و")) or before.text in "№#/_"):
        return before.text not in ("ب", "ل", "ال", "usd", "us")
    if touching and before.text == "-" and _letter_led(said, i - 1):
        return True
    if first.text[0] == "0" and first.text.isdigit() and first.text != "0":
        return True
    if before.text in _NAMED and start - before.end <= 2:
        return True
    if before.text == "." and i > 1 and said[i - 2].text in ("no", "nos", "art"):
        return True
    end = said[j - 1].end
    after = re.match(
        r"(?:st|nd|rd|d|th|s|-?(?:й|го|му|я|ая|ый|ой|е|м|х|ю|ом|ого|ых))(?![^\W\d_])|/\d|:\d", even[end : end + 5]
    )
    if after and j == i + 1:
        return True
    year = len(first.text) == 4 and first.text.isdigit() and 1900 <= read[0] <= 2100 and j == i + 1
    return year and not _PEOPLE_AFTER_YEAR.match(even[end : end + 20]) and before.text not in ("(", "$")


def _letter_led(said: list[Token], dash: int) -> bool:
    """Whether the dash hangs on letters, as in ``S-300`` and ``MUC3-12``; at most four words back."""
    for at in range(dash - 1, max(-1, dash - 5), -1):
        if said[at].end != said[at + 1].start:
            return False
        if said[at].text[-1].isalpha():
            return said[at].text not in ("و", "ب", "ال", "от", "до", "to")
    return False


def _is_ordinal(said: list[Token], i: int, j: int, language: str) -> bool:
    """Tens that belong to an ordinal: "twenty-third", "двадцать третьего", "الثالث والعشرين"."""
    if said[i].text[0].isdigit():
        return False
    if language == "ar":
        return i > 0 and said[i].text.startswith("و") and bool(_ORDINALS["ar"].match(said[i - 1].text))
    k = j + 1 if j < len(said) and said[j].text == "-" else j
    return k < len(said) and bool(_ORDINALS[language].match(said[k].text)) and said[j - 1].text in _TENS


def _no_count(said: list[Token], i: int, j: int, language: str) -> bool:
    """In "one of" and "no one" it is a pronoun and no count."""
    if j != i + 1 or said[i].text not in _ONE[language]:
        return False
    after, before = (said[j].text if j < len(said) else ""), (said[i - 1].text if i else "")
    return after in _ONE_OF[language] or before in _ONE_AFTER[language]


def _loose(said: list[Token], i: int, language: str) -> _Found | None:
    word = ar_stem(said[i].text) if language == "ar" else said[i].text
    bounds = _LOOSE[language].get(word)
    if not bounds:
        return None
    before, after = said[i - 1].text if i else "", said[i + 1].text if i + 1 < len(said) else ""
    if language == "en" and (
        (word in ("tens", "scores") and after != "of") or (word in ("few", "handful") and before != "a")
    ):
        return None
    if language == "ar" and word in ("ملايين", "الاف") and i and said[i - 1].text[-1:].isdigit():
        return None
    if language == "ru" and word in ("сотни", "тысячи") and _single_after(said, i):
        return _Found(i, i + 1, None, words.RU_SCALES.get(word, 100), None, "about")
    low, high = bounds
    first, j = (i - 1 if word in ("few", "handful") else i), i + 1
    for _ in range(2):
        k = j + 1 if j < len(said) and said[j].text == "of" else j
        times = said[k].text if k < len(said) else ""
        times = ar_stem(times) if language == "ar" else times
        if times not in words.MULTIPLIED or (
            word in words.MULTIPLIED and words.MULTIPLIED[word] > words.MULTIPLIED[times]
        ):
            break
        low, high, j = low * words.MULTIPLIED[times], high and high * words.MULTIPLIED[times], k + 1
    return _Found(first, j, low, None, high, "range" if high else "dozens")


def _single_after(said: list[Token], i: int) -> bool:
    """Russian "около сотни", "более тысячи": one hundred, one thousand, in the genitive."""
    before = said[i - 1].text if i else ""
    return before in ("около", "более", "больше", "свыше", "менее", "порядка", "меньше", "до", "примерно")


def _joined(said: list[Token], found: list[_Found], language: str) -> list[_Found]:
    """Numbers that stand as one range: "between 10 and 15", "10-15", "от 5 до 7"."""
    out: list[_Found] = []
    for number in found:
        last = out[-1] if out else None
        if last and last.how == number.how == "exact" and _is_range(said, last, number, language):
            opener = last.i > 0 and said[last.i - 1].text in (*_RANGE_OPENERS[language], "بين", "وبين")
            first = last.i - 1 if opener else last.i
            out[-1] = _Found(first, number.j, last.best, None, number.best, "range")
        else:
            out.append(number)
    return out


def _is_range(said: list[Token], one: _Found, two: _Found, language: str) -> bool:
    if (one.best or 0) >= (two.best or 0):
        return False
    between = [t.text for t in said[one.j : two.i]]
    opener = said[one.i - 1].text if one.i else ""
    if between == ["-"]:
        return not (two.j < len(said) and said[two.j].text == "-" and said[two.j].start == said[two.j - 1].end)
    if (between == ["and"] and opener == "between") or (between == ["и"] and opener == "между"):
        return True
    if (
        language == "ar"
        and opener in ("بين", "مابين")
        and (between == ["و"] or (not between and said[two.i].text[0] == "و"))
    ):
        return True
    if len(between) == 1 and between[0] in _RANGE_JOINERS[language]:
        before = {t.text for t in said[max(0, one.i - 6) : one.i]}
        rises = bool(before & set(words.RISE[language]))
        return not rises and (
            between[0] not in ("الي", "до", "to") or opener in _RANGE_OPENERS[language] or language == "en"
        )
    return False


def _loosened(number: _Found, said: list[Token], language: str, free: int) -> int:
    """Words before or after that make the number a bound or a rough figure. Words before ``free`` belong to the number before.

    Gives the first word that is free for the next number: "12 people at least" takes its "at least" from over the noun.
    """
    for width in (5, 4, 3, 2, 1):
        kind = _qualifier(said, number.i - width, number.i, _BEFORE[language]) if number.i - width >= free else ""
        if kind:
            number.i -= width
            _bound(number, kind)
            break
    for width in (3, 2, 1):
        if kind := _qualifier(said, number.j, number.j + width, _AFTER[language]):
            number.j += width
            _bound(number, kind)
            return number.j
    for width in (3, 2, 1):
        if kind := _qualifier(said, number.j + 1, number.j + 1 + width, _AFTER[language]):
            _bound(number, kind)
            return number.j + 1 + width
    return number.j


def _bound(number: _Found, kind: str) -> None:
    low, best, high, vague = number.low, number.best, number.high, number.how == "dozens"
    base = best if best is not None else low
    if kind == "at-least":
        number.low, number.high = base if low is None else low, None
        number.how = number.how if best is None else "at-least"
    elif kind == "at-most":
        number.low, number.high, number.how = None, high if best is None else best, "dozens" if vague else "at-most"
    elif number.how in ("exact", "about"):
        number.low, number.high, number.how = None, best if kind == "nearly" else None, "about"


def _qualifier(said: list[Token], i: int, j: int, table: dict[tuple[str, ...], str]) -> str:
    if i < 0 or j > len(said):
        return ""
    run = tuple(t.text for t in said[i:j])
    if run == ("+",) and j < len(said) and said[j].text[0].isdigit() and said[j].start == said[i].end:
        return ""
    return table.get(run) or table.get((run[0].removeprefix("و").removeprefix("ب"), *run[1:]), "")


def _measure(number: _Found, said: list[Token], even: str) -> Measure:
    end, start = said[number.j - 1].end, said[number.i].start
    tail = even[end : end + 40]
    if _AGE.match(tail) or (number.i and said[number.i - 1].text in _AGED):
        return "age"
    if start and even[start - 1] in "$€£":
        return "money"
    for name, pattern in _MEASURED:
        if pattern.match(tail):
            return name
    return ""
