"""Which of several names of places is the act's own: the most exact one of its clause, and never where a report was filed."""

from math import asin, cos, radians, sin, sqrt

from holdfire.claims.places.model import Candidate, Mention
from holdfire.claims.text.chunks import Parsed, is_clause_word
from holdfire.claims.text.tokens import Token, folded, word_set

_UNIT_WORDS = {
    "en": (
        word_set("district subdistrict sub-district county municipality"),
        word_set("province governorate department region canton countryside state"),
    ),
    "ar": (word_set("ناحيه قضاء"), word_set("محافظه ريف اقليم")),
    "ru": (
        word_set("район района районе уезд уезде"),
        word_set("провинция провинции провинцию область области регион регионе мухафаза мухафазе"),
    ),
}
"""Words right beside a name that say it is a district's, then a province's. The second weigh more than the gazetteer; the first
only for a city or more, for a quarter of a city is called its district too."""
_SIDES = word_set(
    "of the northern southern eastern western north south east west central الشمالي الجنوبي الشرقي الغربي شمال جنوب شرق "
    "غرب северной южной восточной западной северу югу востоку западу"
)
_CHAIN = _SIDES | word_set(
    "in near outside , ( ) province city town village district governorate countryside quarter neighbourhood "
    "neighborhood suburb outskirts area kilometers kilometres km miles from في ، من قرب ريف محافظه مدينه بلده قريه حي بريف "
    "بمحافظه بمدينه в во под близ около возле провинции провинция области город города городе районе к от км"
)
_KINDS = {"subdistrict": 1, "district": 1, "province": 2, "area": 2, "country": 3}
_ORDER = ("site", "quarter", "village", "town", "city")
_SPOKEN_FROM = 9
"""Tokens between a verb of saying and the place where it was said: "told the agency by telephone from Aleppo"."""
_WAS = word_set("was were is are been being be")
_TOLD = word_set("told tell tells informed inform")
"""Verbs that persons may follow as listeners; after other verbs of saying persons are what is told of."""
_STOPS = ("verb", "noun", "actor", "thing", "not", "weapon")
_ACTS = ("verb", "noun", "not", "weapon")
"""Where the speaker stands between the verb and the place, as in Arabic and Russian, only words for acts end the search."""
_EARTH_KM = 6371.0


def level_of(mention: Mention, before: list[str], after: str, language: str) -> int:
    """0 for a settlement or finer, 1 a district, 2 a province, 3 a country; words beside the name weigh more than its kind."""
    small, large = _UNIT_WORDS[language]
    behind = before[:]
    while behind and behind[-1] in _SIDES:
        behind.pop()
    beside = {behind[-1] if behind else "", after} | ({behind[-1].removeprefix("ب")} if behind else set())
    own = {folded(word) for word in mention.words.split()}
    kind = mention.candidates[0].kind if mention.candidates else "quarter"
    if (beside | own) & large:
        return 2
    if (beside | own) & small and kind in ("city", *_KINDS):
        return 1
    return _KINDS.get(kind, 0)


def covers(large: Mention, small: Mention) -> bool:
    """True where the best meaning of ``large`` is of a coarser kind and its radius reaches the best meaning of ``small``."""
    if not large.candidates or not small.candidates:
        return False
    one, other = large.candidates[0], small.candidates[0]
    if one.kind not in _ORDER or other.kind not in _ORDER or _ORDER.index(one.kind) <= _ORDER.index(other.kind):
        return False
    return _km(one, other) <= one.radius_km


def _km(a: Candidate, b: Candidate) -> float:
    """Kilometres between two places on the sphere."""
    lat, lon = radians(b.lat - a.lat), radians(b.lon - a.lon)
    half = sin(lat / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(lon / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def explains(tokens: list[Token], earlier: Mention, later: Mention) -> bool:
    """True where the later name only says where the earlier one lies: "Nubl, north of Aleppo"."""
    between = [t for t in tokens if earlier.end <= t.start and t.end <= later.start]
    return bool(between) and all(t.low in _CHAIN or t.sort == "number" for t in between)


def of_report(s: Parsed, start: int) -> bool:
    """True for a name on character ``start`` that says where words were said: "reported from Damascus", "said in Geneva that"."""
    at = next((k for k, token in enumerate(s.tokens) if token.end > start), 0)
    people = False
    for k in range(at - 1, max(-1, at - 1 - _SPOKEN_FROM), -1):
        if any(f.entry.sort in ("say", "deny") and f.entry.value == "say" for f in s.found[k][:1]):
            return not (s.low(k - 1) in _WAS or (people and s.chunks and s.low(k) not in _TOLD))
        people = people or any(f.entry.sort in ("person", "military", "number") for f in s.found[k])
        people = people or s.tokens[k].sort == "number"
        clause = is_clause_word(s.low(k)) or any(f.entry.sort == "conj" for f in s.found[k])
        if clause or s.low(k) in (",", ";", ":", "،", "—", "–", '"', "“", "”", "«", "»"):
            return False
        if any(f.entry.sort in (_STOPS if s.chunks else _ACTS) for f in s.found[k][:1]):
            return False
    return False


def is_name(s: Parsed, mention: Mention) -> bool:
    """False for a word that only says what kind of place it is ("مدينة"), and for a part of a name ("Хан" of "Хан-Шейхун")."""
    if folded(mention.words) in _CHAIN:
        return False
    return not any(token.start < mention.end < token.end for token in s.tokens)


def is_origin(s: Parsed, start: int) -> bool:
    """True for a name right after "from": where a thing came from, if another name says where it went."""
    before = [token.low for token in s.tokens if token.end <= start][-2:]
    near = before[:-1] and (before[0] in _NEARNESS or before[0].isdigit())
    return bool(before) and before[-1] in _FROM and not near


_FROM = word_set("from из с от من")
_NEARNESS = word_set(
    "away far km kilometers kilometres miles км километрах недалеко вблизи بالقرب القرب قريب مقربه كم كيلومتر"
)
