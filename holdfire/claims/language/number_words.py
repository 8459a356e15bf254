"""Words for numbers, and words that make a number loose, in English, Arabic and Russian, evened out as by ``spelling.plain``.

Every table is by hand. Loose words: "several" and "a few" are more than two by the dictionaries, "dozens" two dozen or more,
"tens" two tens or more; Arabic "bid'" is three to nine.
"""

Value = dict[str, int]


def _listed(text: str) -> list[str]:
    return text.split()


_EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
EN_SMALL: Value = {word: at for at, word in enumerate(_listed(f"{_EN_UNITS} eighteen nineteen"))}
EN_TENS: Value = {word: 20 + 10 * at for at, word in enumerate(_EN_TENS.split())} | {"fourty": 40}
EN_SCALES: Value = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}

_RU_SMALL = {
    **{0: "ноль ноля нулю нуль нуля", 1: "один одна одно одного одной одному одну одним одном"},
    **{2: "два две двух двум двумя двое двоих двоим двоими", 3: "три трех трем тремя трое троих троим троими"},
    **{4: "четыре четырех четырем четырьмя четверо четверых четверым четверыми"},
    **{5: "пять пяти пятью пятеро пятерых пятерым", 6: "шесть шести шестью шестеро шестерых шестерым"},
    **{7: "семь семи семеро семерых семерым", 8: "восемь восьми восемью восьмью восьмеро восьмерых"},
    **{9: "девять девяти девятью девятеро девятерых", 10: "десять десяти десятью десятеро десятерых"},
}
_RU_TEEN = _listed("один две три четыр пят шест сем восем девят")
_RU_SMALL |= {11 + at: " ".join(f"{t}надцат{e}" for e in ("ь", "и", "ью")) for at, t in enumerate(_RU_TEEN)}
_RU_TENS = {
    **{20: "двадцать двадцати двадцатью", 30: "тридцать тридцати тридцатью", 40: "сорок сорока"},
    **{50: "пятьдесят пятидесяти пятьюдесятью", 60: "шестьдесят шестидесяти шестьюдесятью"},
    **{70: "семьдесят семидесяти семьюдесятью", 80: "восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью"},
    90: "девяносто девяноста",
}
_RU_HUNDREDS = {
    **{100: "сто ста", 200: "двести двухсот двумстам двумястами двухстах", 300: "триста трехсот тремстам тремястами"},
    **{400: "четыреста четырехсот четыремстам четырьмястами", 500: "пятьсот пятисот пятистам пятьюстами"},
    **{600: "шестьсот шестисот шестистам шестьюстами", 700: "семьсот семисот семистам семьюстами"},
    **{800: "восемьсот восьмисот восьмистам восьмьюстами", 900: "девятьсот девятисот девятистам девятьюстами"},
}
_RU_SCALES = {
    1000: "тысяча тысячи тысяче тысячу тысячей тысячью тысяч тысячам тысячами тысячах тыс",
    10**6: "миллион миллиона миллиону миллионом миллионе миллионы миллионов миллионам миллионами млн",
    10**9: "миллиард миллиарда миллиарду миллиардом миллиарды миллиардов млрд",
}


def _forms(table: dict[int, str]) -> Value:
    return {word: number for number, words in table.items() for word in words.split()}


RU_SMALL, RU_TENS, RU_HUNDREDS, RU_SCALES = (_forms(t) for t in (_RU_SMALL, _RU_TENS, _RU_HUNDREDS, _RU_SCALES))
RU_GROUPS: Value = _forms(
    {
        10: "десяток десятка десятку десятком десятков",
        12: "дюжина дюжины дюжину дюжиной дюжин",
        100: "сотня сотню сотней сотен",
        50: "полсотни",
    }
)
"""Groups that a number may count: "два десятка" is about 20, "сотня" alone about 100."""

_AR_UNITS = {
    **{1: "واحد واحده", 2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثنتين ثنتان اتنين", 3: "ثلاث ثلاثه"},
    **{4: "اربع اربعه", 5: "خمس خمسه", 6: "ست سته", 7: "سبع سبعه", 8: "ثمان ثماني ثمانيه تماني", 9: "تسع تسعه"},
}
_AR_TENS = _listed("عشر ثلاث اربع خمس ست سبع ثمان تسع")
AR_UNITS: Value = _forms(_AR_UNITS)
AR_TEN: Value = _forms({10: "عشر عشره"})
AR_TEEN_ONE = ("احد", "احدي", "حادي")
AR_TENS: Value = {f"{stem}{end}": 20 + 10 * at for at, stem in enumerate(_AR_TENS) for end in ("ون", "ين")}
_AR_HUNDRED = ("مئه", "مائه", "مايه", "مءه")
AR_HUNDREDS: Value = dict.fromkeys(_AR_HUNDRED, 100) | {
    f"{stem}{end}": 200 for stem in ("مئت", "مائت", "مايت", "مءت") for end in ("ان", "ين", "ا", "ي")
}
AR_HUNDREDS |= {
    f"{stem}{hundred}": 300 + 100 * at
    for at, stems in enumerate(("ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان ثماني", "تسع"))
    for stem in stems.split()
    for hundred in _AR_HUNDRED
}
AR_SCALES: Value = _forms({1000: "الف الفا الاف", 10**6: "مليون مليونا ملايين", 10**9: "مليار مليارا مليارات"})
AR_TWO_SCALES: Value = _forms(
    {2000: "الفان الفين الفا الفي", 2 * 10**6: "مليونان مليونين مليوني", 2 * 10**9: "ملياران مليارين"}
)
AR_TWO_SCALES.pop("الفا")  # written alone it is "a thousand" far more often than "two thousand" before a noun

_AR_TWO_OF = (
    "قتيل جريح شخص جندي طفل رجل عنصر شهيد صاروخ برميل طبيب عسكري لغم شرطي ضابط هجوم انفجار خرق انتهاك اسير محتجز"
)
_AR_TWO_OF_PLURAL_ALIKE = "مدني مقاتل مسلح مسعف مصاب صحفي صحافي ناشط متطوع مواطن لاجئ نازح قيادي مهاجم ارهابي"
_AR_TWO_OF_FEMININE = "امرا غار قذيف طفل سيد فتا سيار دباب طائر عبو قنبل ضرب جث مدني عملي قري بلد مدرس مرو مدفعي حافل"
AR_TWO_OF: Value = (
    {f"{word}{end}": 2 for word in _AR_TWO_OF.split() for end in ("ان", "ين")}
    | {f"{word}ان": 2 for word in _AR_TWO_OF_PLURAL_ALIKE.split()}
    | {f"{word}ت{end}": 2 for word in _AR_TWO_OF_FEMININE.split() for end in ("ان", "ين")}
)
"""Nouns in the dual: the word itself says two. Forms that a plural shares are left out."""

Loose = tuple[int, int | None]
EN_LOOSE: dict[str, Loose] = {
    **{"dozens": (24, None), "scores": (40, None), "tens": (20, None), "hundreds": (200, None)},
    **{"thousands": (2000, None), "millions": (2 * 10**6, None), "several": (3, None), "few": (3, None)},
    "handful": (3, None),
}
AR_LOOSE: dict[str, Loose] = {
    **{"عشرات": (20, None), "مئات": (200, None), "مءات": (200, None), "مائات": (200, None), "الاف": (2000, None)},
    **{"ملايين": (2 * 10**6, None), "عده": (3, None), "بضع": (3, 9), "بضعه": (3, 9), "العديد": (3, None)},
}
RU_LOOSE: dict[str, Loose] = {
    **dict.fromkeys(_listed("десятки десяткам десятками десятках"), (20, None)),
    **dict.fromkeys(_listed("сотни сотням сотнями сотнях"), (200, None)),
    **dict.fromkeys(_listed("тысячи тысячам тысячами тысячах"), (2000, None)),
    **dict.fromkeys(_listed("миллионы миллионам миллионами"), (2 * 10**6, None)),
    **dict.fromkeys(_listed("несколько нескольких нескольким несколькими"), (3, None)),
}
MULTIPLIED = {
    **{"thousand": 1000, "thousands": 1000, "hundred": 100, "dozen": 12, "million": 10**6, "millions": 10**6},
    **{"الاف": 1000, "مئات": 100, "عشرات": 10, "ملايين": 10**6, "الف": 1000},
    **{"тысяч": 1000, "десятков": 10, "сотен": 100, "миллионов": 10**6, "тыс": 1000},
}
"""What a loose word may count: "tens of thousands", "several dozen"."""

Looseness = str
BEFORE: dict[str, dict[Looseness, str]] = {
    "en": {
        "at-least": "at least|no fewer than|no less than|not fewer than|not less than|a minimum of|minimum of|more than|over"
        "|above|upwards of|upward of|in excess of|exceeding|well over|exceeded|at the least",
        "at-most": "up to|as many as|as much as|at most|no more than|not more than|fewer than|less than|a maximum of"
        "|maximum of|below|under",
        "nearly": "nearly|almost|close to|just under|just short of",
        "about": "about|around|some|approximately|roughly|an estimated|estimated|approx|circa|somewhere around",
    },
    "ar": {
        "at-least": "ما لا يقل عن|لا يقل عن|لا تقل عن|ما لا يقل علي|اكثر من|ازيد من|يزيد عن|يزيد علي|تزيد عن|تزيد علي|ما يزيد عن"
        "|ما يزيد علي|ما يفوق|يفوق|علي الاقل|يتجاوز|تجاوز|اكثر من",
        "at-most": "ما يصل الي|يصل الي|لا يزيد عن|لا يزيد علي|لا يتجاوز|اقل من|علي الاكثر|كحد اقصي|لا اكثر من",
        "nearly": "ما يقارب|يقارب|ما يقرب من|يقرب من|قرابه",
        "about": "نحو|حوالي|زهاء|تقريبا|بنحو|بحوالي|لنحو|لحوالي",
    },
    "ru": {
        "at-least": "не менее чем|не менее|как минимум|по меньшей мере|по крайней мере|минимум|более чем|более|больше чем|больше"
        "|свыше|не меньше|не меньше чем|превысило|превышает",
        "at-most": "до|не более чем|не более|не больше|максимум|менее чем|менее|меньше",
        "nearly": "почти|чуть менее|чуть меньше",
        "about": "около|примерно|порядка|приблизительно|ориентировочно|где-то",
    },
}
AFTER: dict[str, dict[Looseness, str]] = {
    "en": {"at-least": "or more|at least|and counting|+", "about": "or so", "at-most": "at most|or fewer|or less"},
    "ar": {
        "at-least": "علي الاقل|او اكثر|فاكثر|فما فوق|+",
        "about": "تقريبا|ونيف",
        "at-most": "علي الاكثر|كحد اقصي|او اقل",
    },
    "ru": {"at-least": "и более|или более|как минимум|+", "at-most": "максимум|или менее", "about": "с лишним"},
}
RISE = {
    "en": (
        "rose",
        "rise",
        "risen",
        "rising",
        "increased",
        "climbed",
        "grew",
        "jumped",
        "fell",
        "dropped",
        "raised",
        "went",
    ),
    "ar": ("ارتفع", "ارتفعت", "ارتفاع", "ليرتفع", "زاد", "انخفض", "تراجع"),
    "ru": (
        "вырос",
        "выросло",
        "выросла",
        "увеличилось",
        "увеличился",
        "возросло",
        "снизилось",
        "поднялось",
        "сократилось",
    ),
}
"""After these, "from 10 to 15" is a change and no range."""
