"""Names of monitors and agencies as texts write them, and whose word a sentence passes on.

"The Observatory said", "SOHR told AFP", نقلا عن المرصد, по данным Сирийской обсерватории: the word is the monitor's, whoever
prints it. A name counts only where it is said to say something: one that is merely spoken of is no origin.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from holdfire.incidents.texts import folded

MONITORS: Final[Mapping[str, tuple[str, ...]]] = {
    "sohr": (
        *("Syrian Observatory for Human Rights", "Syrian Observatory", "the Observatory", "Observatory for Human Rights", "SOHR"),
        *("المرصد السوري لحقوق الإنسان", "المرصد السوري", "المرصد", "للمرصد السوري", "للمرصد"),
        *("Сирийская обсерватория по правам человека", "Сирийской обсерватории по правам человека", "Сирийской обсерватории"),
        *("Сирийский центр мониторинга за соблюдением прав человека", "Сирийского центра мониторинга", "SOHR"),
    ),
    "snhr": (
        *("Syrian Network for Human Rights", "SNHR", "الشبكة السورية لحقوق الإنسان", "للشبكة السورية لحقوق الإنسان"),
        *("Сирийская сеть по правам человека", "Сирийской сети по правам человека"),
    ),
    "vdc": ("Violations Documentation Center", "Violations Documentation Centre", "VDC", "مركز توثيق الانتهاكات"),
    "white-helmets": (
        *("White Helmets", "Syria Civil Defence", "Syria Civil Defense", "Syrian Civil Defence", "Syrian Civil Defense"),
        *("الدفاع المدني السوري", "الدفاع المدني", "الخوذ البيضاء", "Белые каски", "Белых касок"),
    ),
    "lcc": ("Local Coordination Committees", "LCC", "لجان التنسيق المحلية"),
    "russian-centre": (
        *("Russian Centre for Reconciliation", "Russian Center for Reconciliation", "Centre for Reconciliation"),
        "Center for Reconciliation",
        *("reconciliation centre", "reconciliation center", "مركز المصالحة", "المركز الروسي للمصالحة"),
        *("Центр по примирению", "Центра по примирению", "Центре по примирению", "Центр примирения"),
    ),
    "osce-smm": ("OSCE Special Monitoring Mission", "OSCE SMM", "Special Monitoring Mission", "SMM", "СММ ОБСЕ", "СММ"),
    "ocha": ("OCHA", "Office for the Coordination of Humanitarian Affairs", "أوتشا", "УКГВ", "УКГД"),
    "msf": ("Médecins Sans Frontières", "Doctors Without Borders", "MSF", "أطباء بلا حدود", "Врачи без границ"),
}  # fmt: skip
"""Bodies that watch, by the names they are quoted under. Agreements name their own actors besides: see ``Named``."""

AGENCIES: Final[Mapping[str, tuple[str, ...]]] = {
    "afp": ("AFP", "Agence France-Presse", "Agence France Presse", "فرانس برس", "أ ف ب", "ا ف ب", "АФП", "Франс Пресс"),
    "reuters": ("Reuters", "رويترز", "Рейтер", "Reuters Life!"),
    "ap": ("Associated Press", "AP", "أسوشيتد برس", "اسوشيتد برس", "أ ب", "Ассошиэйтед Пресс"),
    "tass": ("TASS", "ITAR-TASS", "تاس", "ТАСС", "ИТАР-ТАСС"),
    "ria": ("RIA Novosti", "RIA", "Sputnik", "ريا نوفوستي", "نوفوستي", "سبوتنيك", "РИА Новости", "РИА", "Спутник"),
    "interfax": ("Interfax", "انترفاكس", "إنترفاكس", "Интерфакс"),
    "xinhua": ("Xinhua", "شينخوا", "Синьхуа"),
    "anadolu": ("Anadolu Agency", "Anadolu", "AA", "الأناضول", "Анадолу"),
    "dpa": ("DPA", "dpa", "د ب أ", "د ب ا", "Deutsche Presse-Agentur"),
    "sana": ("SANA", "Syrian Arab News Agency", "سانا", "САНА"),
    "upi": ("UPI", "United Press International"),
    "efe": ("EFE", "إيفي"),
    "kuna": ("KUNA", "كونا"),
}
"""Agencies whose words outlets print, by the names under which they are credited."""

_SAYS: Final = (
    r"said|says|say|told|tells|reported|reports|announced|stated|confirmed|documented|recorded|counted|put the (?:toll|number)"
    r"|according to|citing|cited|quoted|quoting|added|noted|logged|claimed|estimates?|estimated|tweeted|wrote"
    r"|قال|قالت|وقال|وقالت|اضاف|واضاف|افاد|وافاد|افادت|ذكر|وذكر|ذكرت|اعلن|واعلن|اعلنت|اكد|واكد|وثق|وثقت|احصي|بحسب|وبحسب"
    r"|حسب|وفق|وفقا|ووفقا|نقلا عن|نقلت عن|اوضح|واوضح|اشار|واشار|صرح|مدير|رصد"
    r"|сообщил[аио]?|сообщают|сообщает|сообщили|заявил[аио]?|заявляет|по данным|по сведениям|по информации|со ссылкой на"
    r"|ссылаясь на|передает|передал[аио]?|отметил[аио]?|уточнил[аио]?|говорится в|рассказал[аио]?|зафиксировал[аио]?|утвержда\w+"
)
_REACH = 60
"""Characters between a name and the word that says it says something: a title and a place, "the Britain-based Observatory's
head"."""
_SENTENCE: Final = re.compile(r"(?<=[.!?؟…])\s+|\n+")


@dataclass(frozen=True)
class Quoted:
    """Whose word a sentence passes on: the name it goes by here, and the words it stands on."""

    name: str
    words: str


def monitors_quoted(text: str, more: Mapping[str, Iterable[str]] | None = None) -> tuple[Quoted, ...]:
    """Bodies whose word a text passes on, each once, by first mention. ``more`` adds names, as of an agreement's actors."""
    pattern, names = _pattern(_frozen({**{k: tuple(v) for k, v in (more or {}).items()}, **MONITORS}))
    found: dict[str, Quoted] = {}
    for sentence in _SENTENCE.split(text):
        plain = folded(sentence)
        for match in pattern.finditer(plain):
            name = names[match.group("name")]
            around = plain[max(0, match.start() - _REACH) : match.end() + _REACH]
            if name not in found and _SAYING.search(around):
                found[name] = Quoted(name, sentence.strip()[:200])
    return tuple(found.values())


def agency_of(credit: str) -> str:
    """The agency that a credit names (``Beirut (AFP)``, ``© Reuters 2016``), or the credit itself, folded; empty for none."""
    plain = folded(credit)
    pattern, names = _pattern(_frozen(AGENCIES))
    match = pattern.search(plain)
    return names[match.group("name")] if match else " ".join(plain.split())


def known_as(name: str) -> str:
    """What a monitor or agency is called here, by any of its names; a name that is not known comes back folded."""
    plain = " ".join(folded(name).split())
    return _BY_NAME.get(plain, plain)


_SAYING: Final = re.compile(rf"(?<!\w)(?:{folded(_SAYS)})(?!\w)")
_BY_NAME: Final = {
    folded(n): key for table in (AGENCIES, MONITORS) for key, names in table.items() for n in (*names, key)
}


def _frozen(table: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, tuple(names)) for key, names in sorted(table.items()))


@lru_cache(maxsize=64)
def _pattern(table: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all names, the longest first, and what each means."""
    names = {folded(n): key for key, spelled in table for n in spelled if n}
    longest = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(rf"(?<!\w)(?P<name>{'|'.join(map(re.escape, longest))})(?:'s)?(?!\w)"), names
