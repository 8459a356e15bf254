"""Months, weekdays, feasts and hours of the day by name, evened out as by ``spelling.plain``.

Arabic months are the Levantine ones, the Latin ones of Egypt, Yemen and the Gulf, and the French-born ones of the Maghreb.
Hours of a part of the day are wide on purpose: reports of a "night" mean anything from dusk to dawn.
"""

import re

_EN_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct"
    "|november nov|december dec"
)
_RU_MONTHS = (
    "январь января январе|февраль февраля феврале|март марта марте|апрель апреля апреле|май мая мае|июнь июня июне"
    "|июль июля июле|август августа августе|сентябрь сентября сентябре|октябрь октября октябре|ноябрь ноября ноябре"
    "|декабрь декабря декабре"
)
_AR_MONTHS = (
    "كانون الثاني,يناير,جانفي,ينايير|شباط,فبراير,فيفري|اذار,مارس,مارث|نيسان,ابريل,افريل|ايار,مايو,ماي|حزيران,يونيو,يونيه,جوان"
    "|تموز,يوليو,يوليه,جويليه,يوليوز|اب,اغسطس,اوت,غشت|ايلول,سبتمبر,شتنبر,سيبتمبر|تشرين الاول,اكتوبر,اوكتوبر"
    "|تشرين الثاني,نوفمبر,نونبر|كانون الاول,ديسمبر,دجنبر"
)


def _numbered(text: str, between: str) -> dict[str, int]:
    return {name: at + 1 for at, names in enumerate(text.split("|")) for name in names.split(between)}


MONTHS = {"en": _numbered(_EN_MONTHS, " "), "ru": _numbered(_RU_MONTHS, " "), "ar": _numbered(_AR_MONTHS, ",")}

_EN_DAYS = "monday mon|tuesday tues tue|wednesday wed|thursday thurs thu|friday fri|saturday sat|sunday sun"
_RU_DAYS = (
    "понедельник понедельника понедельнику|вторник вторника вторнику|среда среду среды среде|четверг четверга четвергу"
    "|пятница пятницу пятницы пятнице|суббота субботу субботы субботе|воскресенье воскресенья воскресенью"
)
_AR_DAYS = "الاثنين الاتنين|الثلاثاء الثلاثا|الاربعاء الاربعا|الخميس|الجمعه|السبت|الاحد"
WEEKDAYS = {"en": _numbered(_EN_DAYS, " "), "ru": _numbered(_RU_DAYS, " "), "ar": _numbered(_AR_DAYS, " ")}
"""1 is Monday."""

HIJRI_MONTHS = {
    name: at + 1
    for at, names in enumerate(
        (
            "محرم,muharram,мухаррам",
            "صفر,safar,сафар",
            "ربيع الاول,rabi al-awwal,rabi i",
            "ربيع الاخر,ربيع الثاني,rabi al-thani,rabi al-akhir,rabi ii",
            "جمادي الاولي,jumada al-awwal,jumada al-ula,jumada i",
            "جمادي الاخره,جمادي الثانيه,jumada al-thani,jumada al-akhira,jumada ii",
            "رجب,rajab,раджаб",
            "شعبان,shaban,sha'ban,шаабан",
            "رمضان,ramadan,ramadhan,рамадан,рамадана",
            "شوال,shawwal,shawal,шавваль,шавваля",
            "ذو القعده,ذي القعده,dhu al-qadah,dhu al-qidah,dhul qadah,зуль-каада",
            "ذو الحجه,ذي الحجه,dhu al-hijjah,dhul-hijjah,dhul hijjah,dhu al-hijja,зуль-хиджа,зуль-хиджжа",
        )
    )
    for name in names.split(",")
}

FEASTS: dict[str, tuple[int, int, int]] = {
    **dict.fromkeys(("عيد الاضحي", "الاضحي المبارك", "عيد الاضحي المبارك", "العيد الكبير"), (12, 10, 4)),
    **dict.fromkeys(
        ("eid al-adha", "eid ul-adha", "eid al adha", "feast of sacrifice", "feast of the sacrifice"), (12, 10, 4)
    ),
    **dict.fromkeys(
        ("курбан-байрам", "курбан-байрама", "ид аль-адха", "ид-аль-адха", "праздник жертвоприношения"), (12, 10, 4)
    ),
    **dict.fromkeys(("عيد الفطر", "عيد الفطر المبارك", "eid al-fitr", "eid ul-fitr", "eid al fitr"), (10, 1, 3)),
    **dict.fromkeys(("ураза-байрам", "ураза-байрама", "ид аль-фитр", "ид-аль-фитр"), (10, 1, 3)),
    **dict.fromkeys(("عاشوراء", "ashura", "ашура"), (1, 10, 1)),
    **dict.fromkeys(("المولد النبوي", "mawlid", "мавлид"), (3, 12, 1)),
}
"""Feasts by Hijri month, day and how many days they last."""

PARTS: dict[str, dict[str, tuple[int, int]]] = {
    "en": {
        **dict.fromkeys(("dawn", "daybreak", "sunrise", "first light"), (3, 8)),
        **dict.fromkeys(("early hours", "small hours", "pre-dawn hours"), (0, 7)),
        **dict.fromkeys(("morning",), (4, 12)),
        **dict.fromkeys(("noon", "midday"), (11, 14)),
        **dict.fromkeys(("afternoon",), (12, 19)),
        **dict.fromkeys(("evening", "dusk", "sunset", "nightfall"), (16, 24)),
        **dict.fromkeys(("night",), (18, 31)),
        **dict.fromkeys(("midnight",), (23, 25)),
        **dict.fromkeys(("after midnight", "past midnight"), (23, 30)),
    },
    "ar": {
        **dict.fromkeys(("فجر", "الفجر", "فجرا"), (3, 8)),
        **dict.fromkeys(("صباح", "الصباح", "صباحا"), (4, 12)),
        **dict.fromkeys(("ظهر", "الظهر", "ظهرا", "ظهيره"), (11, 15)),
        **dict.fromkeys(("بعد ظهر", "بعد الظهر", "عصر", "عصرا", "العصر"), (12, 19)),
        **dict.fromkeys(("مساء", "المساء", "غروب", "مساءا"), (16, 24)),
        **dict.fromkeys(("ليل", "ليله", "ليلا", "الليل"), (18, 31)),
        **dict.fromkeys(("منتصف الليل", "منتصف ليل", "منتصف ليله"), (23, 25)),
        **dict.fromkeys(("بعد منتصف الليل", "بعد منتصف ليل", "بعد منتصف ليله"), (23, 30)),
    },
    "ru": {
        **dict.fromkeys(("на рассвете", "рассвете"), (3, 8)),
        **dict.fromkeys(("утром", "утро", "утра"), (4, 12)),
        **dict.fromkeys(("днем", "в полдень"), (11, 18)),
        **dict.fromkeys(("вечером", "вечер", "вечера"), (16, 24)),
        **dict.fromkeys(("ночью", "ночь", "ночи"), (18, 31)),
        **dict.fromkeys(("в ночь на",), (-6, 8)),
        **dict.fromkeys(("в ночь с",), (18, 32)),
        **dict.fromkeys(("в полночь", "около полуночи"), (23, 25)),
        **dict.fromkeys(("после полуночи",), (23, 30)),
    },
}
"""Local hours a part of the day may mean; past 24 is the next day, below 0 the day before."""

ZONES = {
    **dict.fromkeys(("gmt", "utc", "غرينتش", "جرينتش", "гринвичу", "universal"), "UTC"),
    **dict.fromkeys(
        ("damascus", "syrian", "syria", "دمشق", "سوريا", "дамаску", "дамасскому", "сирийскому"), "Asia/Damascus"
    ),
    **dict.fromkeys(("moscow", "msk", "موسكو", "мск", "москве", "московскому"), "Europe/Moscow"),
    **dict.fromkeys(("beirut", "lebanese", "بيروت", "بيروتي", "бейруту"), "Asia/Beirut"),
    **dict.fromkeys(("baghdad", "iraqi", "بغداد", "багдаду"), "Asia/Baghdad"),
    **dict.fromkeys(("kyiv", "kiev", "ukrainian", "киеву", "киевскому", "كييف"), "Europe/Kyiv"),
    **dict.fromkeys(("sanaa", "yemeni", "صنعاء", "اليمن", "mecca", "مكه", "saudi"), "Asia/Aden"),
    **dict.fromkeys(("khartoum", "sudanese", "الخرطوم", "السودان"), "Africa/Khartoum"),
    **dict.fromkeys(("tripoli", "libyan", "طرابلس", "ليبيا"), "Africa/Tripoli"),
    **dict.fromkeys(("jerusalem", "israeli", "القدس", "иерусалиму"), "Asia/Jerusalem"),
    **dict.fromkeys(("gaza", "palestinian", "غزه"), "Asia/Gaza"),
    **dict.fromkeys(("cairo", "القاهره", "каиру"), "Africa/Cairo"),
    **dict.fromkeys(("ankara", "istanbul", "turkish", "تركيا"), "Europe/Istanbul"),
    **dict.fromkeys(("washington", "eastern", "واشنطن", "вашингтону", "edt", "est"), "America/New_York"),
    **dict.fromkeys(("eest",), "+03:00"),
    **dict.fromkeys(("eet",), "+02:00"),
    **dict.fromkeys(("geneva", "جنيف", "женеве", "cest"), "Europe/Zurich"),
    **dict.fromkeys(("yerevan", "baku", "tbilisi", "еревану", "баку"), "+04:00"),
}
"""Time zones by the words that name them in "19:00 Damascus time"."""


def any_of(names: "list[str] | dict[str, int] | tuple[str, ...]") -> str:
    """A pattern for any of these names, the longest first; spaces match any run of up to three."""
    longest = sorted(names, key=lambda n: (-len(n), n))
    return "(?:" + "|".join(re.escape(n).replace("\\ ", r"\s{1,3}") for n in longest) + ")"
