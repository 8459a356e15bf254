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
    r"|(?:в\s)?провинци\w+\s(?P<c>[А-ЯЁ][\w-]+)|города\s(?P<e>[А-ЯЁ][\w-]+)|in\sthe\scity\sof\s(?P<f>[A-Z][\w'’-]+)|(?:ريف|محافظة|بمحافظة)\s(?P<d>[\w]+(?:\s[\w]+)?)"
)
_AT = re.compile(
    r"\b(?:at|on|against|near|settlements?|villages?|towns?|districts?|areas?|quarters?|neighbou?rhoods?|positions?)\b"
    r"|(?<!\w)(?:по|населенн\w+|населённ\w+|н\.\s?п\.|район\w*|квартал\w*|пос[её]л\w+|позици\w+|город\w*|пункт\w*)(?!\w)"
    r"|(?<!\w)(?:بلدة|بلدات|قرية|قرى|حي|أحياء|مدينة|مواقع|منطقة|مناطق)(?!\w)",
    re.IGNORECASE,
)
_PART = r"(?:[A-ZА-ЯЁ][\w'’`-]*|\d[\d,]*(?:\.\d+)?)"
_SMALL = r"(?:al|el|ash|esh|as|es|ar|er|ad|ed|at|et|an|az|аль|эль|аш|эш|ас|ат|ан|ад|аз|ар|эд|ez|de)"
_NAME = re.compile(rf"(?<!\w)(?:{_SMALL}[-\s])?{_PART}(?:[-\s](?:(?:{_SMALL}[-\s])|(?:[a-zа-я]{{2,4}}-))?{_PART})*")
_ARABIC_NAME = re.compile(
    r"^\s*و?(?:في\s|على\s|إلى\s)?(?:(?:بلدة|بلدات|بلدتي|قرية|قرى|قريتي|حي|حيي|أحياء|مدينة|محيط|مواقع|منطقة|مناطق|مزارع)\s)?"
    r"(?P<name>[\u0621-\u064a]{3,}(?:\s[\u0621-\u064a]{3,}){0,2})\s*(?:(?:في|ب)\s?(?:محافظة|ريف)\s.*)?$",
    re.DOTALL,
)
_SPLIT = re.compile(r",(?!\d{3}\b)|[;،()]|\s(?:and|as\swell\sas|и|а\sтакже|و)\s|\.\s|\s(?=و[\u0621-\u064a]{3})")
_GROUP = re.compile(
    r"(?P<d>(?i:illegal\sarmed|armed\sterrorist|terrorists?|militant|armed\sopposition|armed)\s(?:groups?|formations?|units?)"
    r"|(?i:insurgents|militants|gunmen|terrorists))"
    r"|(?P<e>(?i:незаконны\w+\sвооруж\w+\sформировани\w+|неустановленны\w+\sвооруж\w+\sформировани\w+|боевик\w*|террорист\w*))"
    r"|(?P<f>الجماعات\sالمسلحة|المسلحون|المسلحين|جماعات\sمسلحة|الإرهابيون|الإرهابيين)"
)
_PROSE = frozenset(
    (
        *("The", "In", "At", "On", "No", "As", "From", "It", "A", "An", "This", "These", "Armed", "Over", "Also"),
        *("В", "На", "По", "Из", "За", "С", "САР", "SAR", "Кроме"),
    )
)
_NAMED = re.compile(
    r"(?:группировк\w+|боевик\w*|отряд\w*|формировани\w+)\s[«\"“„]\s?(?P<a>[^»\"”]{2,60})[»\"”]"
    r"|[«\"“„](?P<b>[^»\"”]{3,60})[»\"”]\s(?:grouping|group|militants|fighters|organi[sz]ation|armed\sunits?)"
    r"|(?i:formations?|militants?|fighters|units?|groups?)\s(?:of|from)\s(?:the\s)?(?P<c>(?:[A-Z][\w'’-]+)(?:\s(?:al-|ash-)?[A-Z][\w'’-]+){0,3})"
    r"|(?P<d>(?:[A-Z][\w'’-]+)(?:\s(?:al-|ash-)?[A-Z][\w'’-]+){1,3})\s(?:grouping|militants|fighters)"
)
_FROM = re.compile(
    r"со\sстороны\s(?:населенн\w+\sпункт\w*|населённ\w+\sпункт\w*|н\.\s?п\.|пос[её]л\w+|город\w*|деревн\w+|район\w*)\s[^,.;(]{2,40}"
    r"|из\sрайона?\s[^\s,.;(]{2,40}|из\s(?:населенн\w+|населённ\w+)\sпункт\w*\s[^\s,.;(]{2,40}"
    r"|from\s(?:the\s)?(?:area|direction|settlement|village|side)s?\s(?:of\s)?(?:the\s)?(?:settlement\s(?:of\s)?)?[\w'’-]{2,40}"
)
"""Where the fire came from, which is no place that was hit."""
_NO_PLACE = re.compile(
    rf"{_NAME.pattern}\s(?:units|militants|fighters|groups?|grouping|formations)\b|(?:banned|outlawed)\sin\s(?:\w+\s)?\w+|запрещ\w+\s(?:в\s)?\w+"
)
"""Names of groups, and where they are banned."""
_QUOTE_ENDS = re.compile(
    r"[,.]?[\"”»][,.]?\s(?:[-–—]\s)?(?=(?:the|a|an|его|центр|говорится|добавл|сообщ|отмеч|it|he|said)\b)", re.IGNORECASE
)
_WITHIN = re.compile(r"\s(?:in\sthe\s(?:city|town|province|area)|in|города|в\sгороде|в)\s")
"""Between two names: the second holds the first."""
_PASSIVE = re.compile(r"came\sunder|\b(?:was|were)\s(?:\w+\s)?(?:shelled|attacked|hit)", re.IGNORECASE)


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
    weapons = [m.span() for m in _WEAPONS.finditer(text, piece.start, piece.end) if m.end() - m.start() > 3]
    group = _NAMED.search(text, piece.start, piece.end) or _GROUP.search(text, piece.start, piece.end)
    blamed = next((group.span(k) for k in group.groupdict() if group[k]), None) if group else None
    provinces = [
        (m.span(), next(m.span(k) for k in m.groupdict() if m[k]))
        for m in _PROVINCE.finditer(text, piece.start, piece.end)
    ]
    passive = bool(_PASSIVE.search(piece.words))
    closing = _QUOTE_ENDS.search(text, piece.start + fire.end(), piece.end)
    end = closing.start() if closing else piece.end
    start = _list_start(text, piece, fire.start() if passive else fire.end(), [b for _, b in weapons], passive)
    closed = [p[0] for p in provinces] + weapons + ([blamed] if blamed else [])
    for pattern in (_FROM, _NO_PLACE):
        closed += [m.span() for m in pattern.finditer(text, piece.start, piece.end)]
    found = []
    for at in _places(text, start, end, closed):
        armed = _weapons_for(at, weapons, passive)
        found.append(Struck(at, _province(at, provinces, piece), armed, blamed, _act(_words(text, armed), piece.words)))
    if not found and provinces:
        armed = weapons[0] if weapons else None
        found.append(Struck(provinces[0][1], None, armed, blamed, _act(_words(text, armed), piece.words)))
    return found


def _words(text: str, span: Span2 | None) -> str:
    return text[span[0] : span[1]] if span else ""


def _weapons_for(place: Span2, weapons: list[Span2], passive: bool) -> Span2 | None:
    """The weapons told for a place: the next ones where it "came under" them, else the last ones before it, else the first."""
    after = [w for w in weapons if w[0] >= place[1]]
    before = [w for w in weapons if w[1] <= place[0]]
    first, then = (after[:1], before[-1:]) if passive else (before[-1:], after[:1])
    return first[0] if first else then[0] if then else None


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


def _list_start(text: str, piece: Piece, fire: int, weapons: list[int], passive: bool) -> int:
    """Where the list of places begins: after the first word for a place or an aim that follows the fire or its weapons."""
    if passive:
        return piece.start
    begins = piece.start + fire
    if match := _AT.search(text, begins, piece.end):
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
    return after[0] if after else None


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
    names = [n for n in (_proper(text, *m) for m in names) if n and not any(a < n[1] and n[0] < b for a, b in closed)]
    names = [n for n in names if re.search(r"[^\W\d]", text[slice(*n)]) or _is_quarter(text, n)]
    if len(names) > 1 and _WITHIN.search(text[names[0][1] : names[-1][0]]):
        return names[0]
    return names[-1] if names else None


def _proper(text: str, start: int, end: int) -> Span2 | None:
    """A name without the words that only begin a sentence; None where no more is left."""
    while start < end:
        word = text[start:end].split(maxsplit=1)[0]
        if word not in _PROSE:
            return start, end
        start += len(word)
        while start < end and text[start].isspace():
            start += 1
    return None


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
