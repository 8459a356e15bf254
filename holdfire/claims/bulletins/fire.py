"""Lists of places under fire: "fired from mortars at the settlements of A, B in the province of C"."""

import re
from dataclasses import dataclass

from holdfire.claims.bulletins.sentences import Piece

Span2 = tuple[int, int]
_FIRE = re.compile(
    r"(?:conducted|opened|delivered)\s(?:[\w-]+\s){0,3}?(?:fire|shelling|strikes?)|\b(?:shelled|fired|shelling|attacked|came\sunder|under\sfire)\b"
    r"|обстрел\w*|вел(?:и|ся|ось)\s(?:[\w-]+\s){0,3}?огонь|огонь\s(?:[\w-]+\s){0,5}?вел\w+|открыва\w+\sогонь|открыл\w*\sогонь"
    r"|قصف\w*|استهدف\w*|أطلق\w*\sالنار|إطلاق\s(?:ال)?نار",
    re.IGNORECASE,
)
_NOT_FIRE = re.compile(r"air\s?strikes?|авиаудар|ударов\sпо|no\s(?:air)?strikes|غارات", re.IGNORECASE)
_WEAPON_WORDS = (
    r"(?:home-?made|self-?made|improvised|multiple|missiles?|rockets?|launch(?:ers?|ing)|systems?|MLRS|mortars?|artillery|tanks?|fire-?arms?|small\sarms"
    r"|heavy\smachine\sguns?|machine\sguns?|large-?calibre|large-?caliber|anti-?tank|guided|grenades?|snipers?|rifles?|gas\scylinders?|weapons?|drones?|UAVs?"
    r"|минометн?\w*|миномётн?\w*|артиллери\w+|реактивн\w+|систем\w*|залпового|огня|РСЗО|САУ|танк\w*|ПТУР\w*|стрелков\w+|оружи\w+|пулемет\w*|пулемёт\w*"
    r"|крупнокалиберн\w+|снайпер\w*|гранатомет\w*|гранатомёт\w*|самодельн\w+|ракет\w*|установ\w+|беспилотн\w+|БПЛА"
    r"|هاون|الهاون|مدفعية|المدفعية|صواريخ|قذائف|راجمات|دبابات|قناصة|رشاشات|أسلحة)"
)
_WEAPONS = re.compile(
    rf"(?<!\w){_WEAPON_WORDS}(?:[\s,/-]{{1,2}}(?:(?:and|и|of|و)\s)?{_WEAPON_WORDS})*(?!\w)", re.IGNORECASE
)
_HEAVY = re.compile(
    r"rocket|missile|launch|MLRS|mortar|artillery|tank|grenade|cylinder|миномет|миномёт|артилл|реактивн|РСЗО|САУ|танк|гранатом|ракет|هاون|مدفع|صواريخ|قذائف|راجم|دباب",
    re.IGNORECASE,
)
_GUIDED = re.compile(r"guided|ПТУР", re.IGNORECASE)
_SNIPER = re.compile(r"sniper|снайпер|قناص", re.IGNORECASE)
_LIGHT = re.compile(r"fire-?arm|small\sarms|machine\sgun|rifle|стрелков|пулемет|пулемёт|رشاش|أسلحة", re.IGNORECASE)
_PROVINCE = re.compile(
    r"(?:in\s)?(?:the\s)?(?:provinces?|governorates?)\sof\s(?P<a>[\w'’-]+(?:\s[A-Z][\w'’-]+)?)|(?P<b>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s(?:province|governorate)"
    r"|(?:в\s)?провинци\w+\s(?P<c>[А-ЯЁ][\w-]+)|(?:ريف|محافظة|بمحافظة)\s(?P<d>[\w]+(?:\s[\w]+)?)"
)
_AT = re.compile(
    r"\b(?:at|on|against|near|settlements?|villages?|towns?|districts?|areas?|quarters?|neighbou?rhoods?|positions?)\b"
    r"|(?<!\w)(?:по|населенн\w+|населённ\w+|н\.\s?п\.|район\w*|квартал\w*|посел\w+|позици\w+|город\w*|пункт\w*)(?!\w)"
    r"|(?<!\w)(?:بلدة|بلدات|قرية|قرى|حي|أحياء|مدينة|مواقع|منطقة|مناطق)(?!\w)",
    re.IGNORECASE,
)
_PART = r"(?:[A-ZА-ЯЁ][\w'’`-]*|\d[\d,]*(?:\.\d+)?)"
_SMALL = r"(?:al|el|ash|esh|as|es|ar|er|ad|ed|at|et|an|az|аль|эль|аш|эш|ас|ат|ан|ад|аз|ар|эд|ez|de)"
_NAME = re.compile(rf"(?:{_SMALL}[-\s])?{_PART}(?:[-\s](?:{_SMALL}[-\s])?{_PART})*")
_ARABIC_NAME = re.compile(
    r"^\s*و?(?:في\s|على\s|إلى\s)?(?:(?:بلدة|بلدات|بلدتي|قرية|قرى|قريتي|حي|حيي|أحياء|مدينة|محيط|مواقع|منطقة|مناطق|مزارع)\s)?"
    r"(?P<name>[\u0621-\u064a]{3,}(?:\s[\u0621-\u064a]{3,}){0,2})\s*(?:(?:في|ب)\s?(?:محافظة|ريف)\s.*)?$",
    re.DOTALL,
)
_SPLIT = re.compile(r"[,;،()]|\s(?:and|as\swell\sas|и|а\sтакже|و)\s|\.\s|\s(?=و[\u0621-\u064a]{3})")
_GROUP = re.compile(
    r"группировк\w+\s[«\"“„]\s?(?P<a>[^»\"”]{2,60})[»\"”]"
    r"|[«\"“„](?P<b>[^»\"”]{3,60})[»\"”]\s(?:grouping|group|militants|fighters|armed\sunits?)"
    r"|(?i:formations?|militants?|fighters|units?|groups?)\s(?:of|from)\s(?:the\s)?(?P<c>(?:[A-Z][\w'’-]+)(?:\s(?:al-|ash-)?[A-Z][\w'’-]+){0,3})"
    r"|(?P<c2>(?:[A-Z][\w'’-]+)(?:\s(?:al-|ash-)?[A-Z][\w'’-]+){1,3})\s(?:grouping|militants|fighters)"
    r"|(?P<d>(?i:illegal\sarmed|armed\sterrorist|terrorists?|militant|armed\sopposition|armed)\s(?:groups?|formations?|units?)"
    r"|(?i:insurgents|militants|gunmen|terrorists))"
    r"|(?P<e>(?i:незаконны\w+\sвооруж\w+\sформировани\w+|неустановленны\w+\sвооруж\w+\sформировани\w+|боевик\w*|террорист\w*))"
    r"|(?P<f>الجماعات\sالمسلحة|المسلحون|المسلحين|جماعات\sمسلحة|الإرهابيون|الإرهابيين)"
)
_PROSE = frozenset(
    (
        "The",
        "In",
        "At",
        "On",
        "No",
        "As",
        "From",
        "It",
        "A",
        "An",
        "This",
        "These",
        "Armed",
        "Over",
        "В",
        "На",
        "По",
        "Из",
        "За",
        "С",
        "САР",
        "SAR",
    )
)


@dataclass(frozen=True)
class Struck:
    """One place under fire: its characters, its province, the weapons and who is blamed, each with characters where told."""

    place: Span2
    province: Span2 | None
    weapons: Span2 | None
    actor: Span2 | None
    act: str


def struck_in(text: str, piece: Piece) -> list[Struck]:
    """Places under fire in one sentence, in order; empty where it tells of none."""
    fire = _FIRE.search(piece.words)
    if not fire or _NOT_FIRE.search(piece.words):
        return []
    weapons = [m for m in _WEAPONS.finditer(text, piece.start, piece.end) if m.end() - m.start() > 3]
    armed = (weapons[0].start(), weapons[0].end()) if weapons else None
    group = _GROUP.search(text, piece.start, piece.end)
    blamed = next((group.span(k) for k in group.groupdict() if group[k]), None) if group else None
    act = _act(text[slice(*armed)] if armed else "", piece.words)
    provinces = [
        (m.span(), next(m.span(k) for k in m.groupdict() if m[k]))
        for m in _PROVINCE.finditer(text, piece.start, piece.end)
    ]
    start = _list_start(text, piece, fire.end(), [w.end() for w in weapons])
    closed = [p[0] for p in provinces] + [w.span() for w in weapons] + ([blamed] if blamed else [])
    return [
        Struck(at, _province(at, provinces, piece), armed, blamed, act)
        for at in _places(text, start, piece.end, closed)
    ]


def _act(weapons: str, words: str) -> str:
    """The act by the weapons told; without any, "shelled" is shelling and the rest an attack by means not told."""
    if _HEAVY.search(weapons):
        return (
            "guided-missile"
            if _GUIDED.search(weapons) and not re.search("mortar|миномет|artillery|артилл", weapons, re.I)
            else "shelling"
        )
    if _SNIPER.search(weapons):
        return "sniper-fire"
    if _LIGHT.search(weapons):
        return "small-arms-fire"
    return "shelling" if re.search(r"shell|обстрел|قصف", words, re.IGNORECASE) else "attack"


def _list_start(text: str, piece: Piece, fire: int, weapons: list[int]) -> int:
    """Where the list of places begins: after the first word for a place or an aim that follows the fire or its weapons."""
    begins = piece.start + fire
    for match in _AT.finditer(text, begins, piece.end):
        return match.end()
    if re.search(r"[\u0621-\u064a]", piece.words):
        return piece.end
    before = _AT.search(text, piece.start, begins)
    if before:
        return before.end()
    return next((w for w in weapons if w >= begins), begins)


def _province(place: Span2, provinces: list[tuple[Span2, Span2]], piece: Piece) -> Span2 | None:
    """The province that closes the list a place stands in, else the one that opened the sentence."""
    after = [name for whole, name in provinces if whole[0] >= place[1]]
    opened = [name for whole, name in provinces if whole[1] <= place[0]]
    if opened and opened[-1][0] - piece.start < 30:
        return opened[-1]
    return after[0] if after else opened[-1] if opened else None


def _places(text: str, start: int, end: int, closed: list[Span2]) -> list[Span2]:
    found: list[Span2] = []
    done = start
    for match in [*_SPLIT.finditer(text, start, end), None]:
        stop = match.start() if match else end
        if place := _name(text, done, stop, closed):
            found.append(place)
        if match is None:
            break
        done = match.end()
    return found


def _name(text: str, start: int, end: int, closed: list[Span2]) -> Span2 | None:
    """The last proper name in one item of the list, that is no province, weapon or group."""
    if re.search(r"[\u0621-\u064a]", text[start:end]):
        return _arabic_name(text, start, end)
    names = [m.span() for m in _NAME.finditer(text, start, end)]
    names = [
        n
        for n in names
        if text[slice(*n)].split(maxsplit=1)[0] not in _PROSE and not any(a < n[1] and n[0] < b for a, b in closed)
    ]
    names = [n for n in names if re.search(r"[^\W\d]", text[slice(*n)]) or _is_quarter(text, n)]
    return names[-1] if names else None


def _arabic_name(text: str, start: int, end: int) -> Span2 | None:
    """An item that is nothing but a name of up to three words, with a word for a town or quarter before it."""
    match = _ARABIC_NAME.match(text[start:end])
    return (start + match.start("name"), start + match.end("name")) if match else None


def _is_quarter(text: str, name: Span2) -> bool:
    """Figures that name a quarter or a height ("1070", "height 409.5"), and no number of anything."""
    return (
        bool(re.match(r"\s*(?:height|district|quarter|housing|$|,|\.)", text[name[1] : name[1] + 12]))
        and len(text[slice(*name)]) >= 3
    )
