"""Who stands behind a page: the agency it credits, the outlet, the byline, and the place its dateline names.

An agency is credited by a line of its own, a dateline or a byline; "told AFP" within the text is no credit. Names come out in
one spelling each. Nothing is guessed: what no line credits stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_AGENCIES = (
    (
        "AFP",
        r"AFP|Agence France[- ]Presse|[أا] ?ف ?ب|[أا]\. ?ف\. ?ب\.?|(?:وكالة )?فرانس ?برس"
        r"|(?:وكالة )?الصحافة الفرنسية|АФП|Франс Пресс",
    ),
    ("AP", r"AP|(?:The )?Associated Press|[أا] ?ب|[أا]سوشي?يتد ?برس|АП|Ассошиэйтед Пресс"),
    ("Reuters", r"Reuters(?: Staff)?|Thomson Reuters|رويترز|Рейтер(?:с)?"),
    ("TASS", r"(?:ITAR-)?TASS|تاس|(?:ИТАР-)?ТАСС"),
    ("RIA Novosti", r"RIA(?: Novosti)?|ريا نوفوستي|нوفوستي|РИА(?: Новости)?"),
    ("Interfax", r"Interfax|[إا]نترفاكس|Интерфакс"),
    ("Sputnik", r"Sputnik|سبوتنيك|Спутник"),
    ("SANA", r"SANA|سانا|САНА"),
    ("Anadolu", r"Anadolu(?: Agency| Ajansı)?|AA|(?:وكالة )?ال[أا]ناضول|Анадолу"),
    ("Xinhua", r"Xinhua|شينخوا|Синьхуа"),
    ("dpa", r"dpa|DPA|د ?ب ?[أا]|(?:وكالة )?ال[أا]نباء ال[أا]لمانية|ДПА"),
    ("EFE", r"EFE|[إا]يفي|ЭФЭ"),
    ("UPI", r"UPI|United Press International|يو بي آي|ЮПИ"),
    ("Kyodo", r"Kyodo(?: News)?|كيودو|Киодо"),
    ("ANSA", r"ANSA|آنسا|АНСА"),
    ("IRNA", r"IRNA|[إا]رنا|ИРНА"),
    ("Fars", r"Fars(?: News(?: Agency)?)?|(?:وكالة )?فارس|Фарс"),
    ("MENA", r"MENA|[أا] ?ش ?[أا]|ال[أا]وسط"),
    ("KUNA", r"KUNA|كونا|КУНА"),
    ("SPA", r"SPA|واس"),
    ("Petra", r"Petra|بترا"),
    ("PA", r"PA(?: Media)?|Press Association"),
    ("CNN", r"CNN|سي ?[إا]ن ?[إا]ن"),
    ("agencies", r"(?:news )?agencies|wire services|wires|(?:ال)?وكالات(?: ال[أا]نباء)?|агентства"),
)
"""One spelling, and how English, Arabic and Russian pages write it. ``agencies`` is kept when a page credits no one by name.

Spellings are from general knowledge, not checked, save those that have a source in ``incidents/monitors.csv``."""

_NAME = "(?:" + "|".join(f"(?:{p})" for _, p in _AGENCIES) + ")"
_LABEL = r"(?:sources?|via|from|credit|by|المصدر|مصدر|عن|نقلا عن|источник|по материалам|текст|автор)"
_CREDIT = re.compile(rf"^\W*(?:{_LABEL}\s*[:\-–—|]?\s*)?[\(\[/\-–—\s]*(?P<who>{_NAME})[\)\]/.\s]*$", re.IGNORECASE)
_LABELLED = re.compile(rf"^\W*{_LABEL}\s*[:\-–—|]\s*(?P<who>{_NAME})\b", re.IGNORECASE)
_LABELLED_AR = re.compile(rf"^\W*(?:المصدر|مصدر)\s*[:\-–—|]?\s*(?P<who>{_NAME})(?!\w)")
_TRAILING = re.compile(rf"[\(\[/](?P<who>{_NAME})[\)\]/]\s*\.?\s*$")
_DASH = r"(?:—|–|--|-|:|\|)"
_DATE_PART = r"[^()\n—–]{0,40}?"
_DATELINES = (
    re.compile(
        rf"^(?P<place>[A-Z\u00c0-\u00de][\w'’./ -]{{1,40}}?)(?:,\s?{_DATE_PART})?\s*[\(/](?P<who>[\w .-]{{2,30}})"
        rf"[\)/]\s*{_DASH}*\s"
    ),
    re.compile(
        rf"^(?P<place>[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'’./-]{{2,}}(?: [A-Z\u00c0-\u00de'’./-]+){{0,3}})"
        rf"(?:,\s?{_DATE_PART})?\s+(?:—|–|--|-)\s*(?:(?P<who>{_NAME})[\s.,:—–-])?"
    ),
    re.compile(
        rf"^(?P<place>[А-ЯЁ][А-ЯЁа-яё.-]{{2,}}(?:[ -][А-ЯЁ][А-ЯЁа-яё-]+){{0,2}}),?\s{_DATE_PART}[.,]?\s*(?:—|–|-|/"
        rf"|\()\s*(?P<who>{_NAME})\s*(?:/|\)|\.|,|—|–|-)"
    ),
    re.compile(
        rf"^(?P<place>[\u0600-\u06ff]{{3,}}(?: [\u0600-\u06ff]{{2,}}){{0,2}})(?:\s?[،,]\s?{_DATE_PART})"
        rf"?\s*[\(/]\s*(?P<who>{_NAME}|[A-Za-z]{{2,12}})\s*[\)/]\s*"
    ),
    re.compile(
        rf"^(?P<place>[\u0600-\u06ff]{{3,}}(?: [\u0600-\u06ff]{{2,}}){{0,2}})\s*(?:—|–|--|-|/|:"
        rf"|،)\s*(?P<who>{_NAME})(?!\w)"
    ),
)
_PLACE_AND_NAME = re.compile(
    r"^(?P<place>[A-Z][\w'’.-]+(?:[ -][A-Z][\w'’.-]+){0,2})\s*"
    r"[-–—/|]\s*(?P<who>[A-Z][\w'’.-]+(?:[ -][A-Z\w][\w'’.-]*){0,3})$"
    r"|^(?P<place2>[\u0600-\u06ff]{3,}(?: [\u0600-\u06ff]{2,})?)\s*"
    r"[-–—/|]\s*(?P<who2>[\u0600-\u06ff]{3,}(?: [\u0600-\u06ff]{2,}){0,3})$"
    r"|^(?P<place3>[А-ЯЁ][\w-]+)\s*[-–—/|]\s*(?P<who3>[А-ЯЁ][\w-]+(?: [А-ЯЁ\w][\w-]*){0,2})$"
)
_BYLINE = re.compile(
    r"^(?:by|reporting by|written by)[:\s]+(?P<who>[A-Z][\w'’.-]+(?:,?\s+(?:and|&|de|van|von|al|el|bin"
    r"|[A-Z][\w'’.-]*)){1,7})\s*(?:[|,·(].*)?$"
    r"|^(?:بقلم|كتبت?|[إا]عداد|تقرير)\s*[:/\-]?\s*(?P<who2>[\u0600-\u06ff]{2,}(?:\s[\u0600-\u06ff]{2,}){1,4})$"
    r"|^(?:автор|текст|подготовил[аи]?)\s*:?\s*(?P<who3>[А-ЯЁ][\w-]+(?:\s[А-ЯЁ][\w-]+){1,3})$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:all rights reserved (?:to|by)|copyright\s*(?:©|\(c\))?"
    r"|©)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?[\s,.:]*(?:by )?(?P<who>[A-Z][\w'’&-]*(?:\.\w+)*"
    r"(?: (?:of|the|and|[A-Z][\w'’&-]*(?:\.\w+)*)){0,4})"
    r"|(?:جميع|كافة|كل) الحقوق محفوظة\s*(?:ل(?:موقع|شبكة|وكالة|قناة)?|©"
    r"|\s)*\s*(?P<who2>[\u0600-\u06ff]{3,}(?: [\u0600-\u06ff]{2,}){0,3})"
)
_FOOTER_NOISE = re.compile(r"\s*(?:all rights.*|inc\.?|ltd\.?|llc\.?|\d{4}.*|\.)\s*$", re.IGNORECASE)
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "edu", "ac", "gob", "gouv"])


@dataclass(frozen=True)
class Dateline:
    """Place and credit at the head of a report, and how far it reaches into its line."""

    place: str = ""
    who: str = ""
    end: int = 0


def agency_named(text: str) -> str:
    """The one spelling of an agency's name; empty for anything else."""
    bare = text.strip(" .()[]/-–—:|")
    return next(
        (name for name, pattern in _AGENCIES if re.fullmatch(pattern, bare, re.IGNORECASE if len(bare) > 4 else 0)), ""
    )


def dateline_of(lines: Sequence[str]) -> Dateline:
    """The dateline among the line before an article and its first two."""
    for line in (one[:300] for one in lines):
        for pattern in _DATELINES:
            m = pattern.match(line)
            if m and _is_place(m["place"]) and _is_credited(m):
                return Dateline(m["place"].strip(" ,.-"), m["who"] or "", m.end())
        m = _PLACE_AND_NAME.match(line)
        if m and len(line) <= 60:
            place, who = m["place"] or m["place2"] or m["place3"], m["who"] or m["who2"] or m["who3"]
            return Dateline(place.strip(), who.strip(), m.end())
    return Dateline()


def _is_credited(m: re.Match[str]) -> bool:
    """A credit is an agency's name; other letters in brackets count where a dash closes the dateline."""
    who, closed = m["who"], m[0].rstrip()[-1:] in "-–—"
    return closed if who is None else bool(agency_named(who)) or (who.isupper() and closed)


def _is_place(text: str) -> bool:
    return not agency_named(text) and len(text.split()) <= 5 and not re.search(r"\d", text)


def agency_in(lines: Sequence[str], dateline: Dateline, authors: Sequence[str] = ()) -> str:
    """The agency that a dateline, a line of its own, the end of the last paragraph or a byline credits."""
    if named := agency_named(dateline.who):
        return named
    for line in lines:
        m = (
            _LABELLED.match(line[:120])
            or _LABELLED_AR.match(line[:120])
            or (_CREDIT.match(line) if len(line) <= 60 else None)
        )
        if (m or (m := _TRAILING.search(line[-60:]))) and (named := agency_named(m["who"])):
            return named
    return next((named for a in authors for part in re.split(r",|;| and ", a) if (named := agency_named(part))), "")


def byline_in(lines: Sequence[str], authors: Sequence[str] = ()) -> str:
    """Who wrote it, by name: of the page's own data first, then of a line that says "By"."""
    for author in authors:
        bare = re.sub(r"^\s*by\s+", "", author, flags=re.IGNORECASE).strip()
        if bare and "://" not in bare and "@" not in bare and len(bare) <= 200:
            return bare
    for line in lines:
        m = _BYLINE.match(line.strip()[:160]) if len(line) <= 160 else None
        if m and (who := m["who"] or m["who2"] or m["who3"]):
            return who.strip(" ,")
    return ""


def outlet_of(sites: Sequence[str], address: str, dateline: Dateline, footer: Sequence[str]) -> str:
    """Who published it: the name the page gives itself, a dateline's credit, the footer's rights, the host of the address."""
    for site in sites:
        bare = site.strip().lstrip("@").strip()
        if bare and "://" not in bare and len(bare) <= 80:
            return bare
    if dateline.who and not agency_named(dateline.who):
        return dateline.who
    for line in footer:
        m = _FOOTER.search(line[:300])
        if m and (who := _FOOTER_NOISE.sub("", m["who"] or m["who2"] or "").strip(" ,.")) and len(who) > 2:
            return who
    return host_of(address)


def host_of(address: str) -> str:
    """``example.org`` of an address; empty when there is none in it."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    parts = [p for p in host.split(".") if p]
    if len(parts) < 2 or host.replace(".", "").isdigit():
        return host
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])
