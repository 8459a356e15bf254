"""What a name asks for: the name itself, other names it gives, the kind its words tell, and the place it says it lies in.

"Khuwayn al Kabir village (Tell al-Khuwaiyn)" asks for a settlement by either of two names; "ريف حلب" for a province;
"Bayji, Salah al-Din province" for a Bayji inside a province.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from holdfire.claims.places.lexicon import FEATURE_WORDS, QUALIFIERS
from holdfire.claims.places.spelling import plain, words_of

SETTLEMENT, UNIT, LAND = ("village", "town", "city", "quarter"), ("province",), ("country",)
DISTRICT = ("district", "subdistrict", "quarter")
AFTER = {
    **dict.fromkeys(("town", "city", "village", "hamlet", "township"), SETTLEMENT),
    **dict.fromkeys(("suburb", "neighbourhood", "neighborhood", "quarter", "barangay"), ("quarter", "town", "village")),
    **dict.fromkeys(("governorate", "province", "oblast", "countryside", "state", "department", "prefecture"), UNIT),
    **dict.fromkeys(("region", "krai"), (*UNIT, "area", *DISTRICT)),
    **dict.fromkeys(("district", "rayon", "raion", "municipality", "county", "lga", "parish"), DISTRICT),
    **dict.fromkeys(("subdistrict", "sub-district", "nahiya"), ("subdistrict",)),
    **dict.fromkeys(("location", "area", "vicinity", "outskirts"), ()),
    **dict.fromkeys(("область", "провинция", "губерния", "мухафаза"), UNIT),
    **dict.fromkeys(("район",), DISTRICT),
}
AFTER = {plain(word): kinds for word, kinds in AFTER.items()}
"""Words behind a name, and the kinds they mean. No kind: the word says nothing."""
NAMING = frozenset(
    ("county", "parish", "province", "governorate", "oblast", "township", "subdistrict", "municipality", "провинция")
) | {plain("область")}
"""Words that make a name of whatever stands before them, known or not."""
SPANNING = NAMING | {"district", "region", "province", "rayon", "raion", "krai", "район"}
"""Words that are part of the name when they are written with a capital: "Hubei Province"."""
BEFORE = {
    "county": DISTRICT,
    **dict.fromkeys(("town of", "city of", "village of", "the town of", "the city of", "the village of"), SETTLEMENT),
    **dict.fromkeys(("province of", "governorate of", "the province of", "countryside of", "state of"), UNIT),
    **dict.fromkeys(("district of", "the district of", "markaz", "mintaqat markaz", "mintaqat"), DISTRICT),
    **dict.fromkeys(
        ("suburb of", "the suburb of", "neighborhood of", "neighbourhood of"), ("quarter", "town", "village")
    ),
    **dict.fromkeys(("مدينه", "بلده", "قريه", "ضيعه"), SETTLEMENT),
    **dict.fromkeys(("حي", "احياء", "ضاحيه"), ("quarter", "town", "village")),
    **dict.fromkeys(("محافظه", "ريف", "ولايه", "ارياف"), UNIT),
    **dict.fromkeys(("منطقه", "قضاء", "مديريه"), DISTRICT),
    **dict.fromkeys(("ناحيه",), ("subdistrict",)),
    **dict.fromkeys(("город", "города", "городе", "городу", "городом", "г", "н п", "село", "села", "селе"), SETTLEMENT),
    **dict.fromkeys(("поселок", "поселка", "поселке", "деревня", "деревни", "деревне"), SETTLEMENT),
    **dict.fromkeys(("населенный пункт", "населенного пункта", "населенном пункте"), SETTLEMENT),
    **dict.fromkeys(
        ("провинция", "провинции", "провинцию", "провинцией", "мухафаза", "мухафазы", "мухафазе", "область", "области"),
        UNIT,
    ),
    **dict.fromkeys(("район", "района", "районе", "районом"), (*DISTRICT, *SETTLEMENT)),
    **dict.fromkeys(
        ("квартал", "квартала", "квартале", "пригород", "пригорода", "пригороде"), ("quarter", "town", "village")
    ),
}
BEFORE = {plain(word): kinds for word, kinds in BEFORE.items()}
"""Words before a name, as ``plain`` writes them, and the kinds they mean."""
_GAP = re.compile(r"\s+")


def stem_of(name: str) -> str:
    """A name without the words that tell it from its twin; the same name where it has none, or nothing else."""
    words = words_of(name)
    kept = [w for w in words if w not in QUALIFIERS and w.removesuffix("h") not in QUALIFIERS]
    return " ".join(kept or words)


def parts_of(text: str) -> tuple[str, ...]:
    """The names of places inside a longer name: "Abu al-Duhur military airbase", "Ithriya-Tabqa junction", "northern Idlib"."""
    pieces: list[str] = []
    for piece in re.split(
        r"[,،()/–—-]| - | and | و", re.sub(r"(?i)\b(al|el|a[drsntz]|ash|e[drsntz]|esh)-", r"\1 ", text)
    ):
        words, run = _GAP.split(piece.strip()), list[str]()
        for word in [*words, ""]:
            if word and plain(word) not in FEATURE_WORDS:
                run.append(word)
            elif run:
                pieces.append(" ".join(run))
                run = []
    return tuple(dict.fromkeys(p for p in pieces if len(p) > 2))


@dataclass(frozen=True)
class Asked:
    """A name as it is looked up:

    ``names`` the best first, ``kinds`` that its words tell, ``inside`` what it says it lies in.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def asked(text: str) -> Asked:
    """Take a name apart. An empty name asks for nothing."""
    head, *rest = [p.strip() for p in re.split(r"[,،]", text) if p.strip()] or [""]
    inside = tuple(rest)
    options = [o.strip() for o in re.split(r"[()/]", head) if o.strip() and plain(o.strip()) not in AFTER]
    names: list[str] = [whole] if len(options) > 1 and (whole := without_kind(head)[0]) else []
    kinds = without_kind(head)[1]
    for option in options:
        core, told = without_kind(option)
        kinds = kinds or told
        names += [n for n in (option, core) if n] if core and told and _part_of_name(option, core) else [core or option]
    return Asked(tuple(dict.fromkeys(names)), kinds, inside)


def _part_of_name(option: str, core: str) -> bool:
    """A kind word behind a name may be part of it ("Mexico City"), so the whole is tried first."""
    return option.startswith(core)


def without_kind(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without the words that tell its kind, and the kinds."""
    words = _GAP.split(text.strip())
    kinds: tuple[str, ...] = ()
    last = plain(words[-1]).strip(".")
    if len(words) > 1 and last in AFTER:
        kinds, words = AFTER[last], words[:-1]
    for taken in (3, 2, 1):
        lead = plain(" ".join(words[:taken])).replace(".", " ").strip()
        lead = _GAP.sub(" ", lead)
        for form in (lead, lead.removeprefix("ال")):
            if len(words) > taken and form in BEFORE:
                return " ".join(words[taken:]), kinds or BEFORE[form]
    return " ".join(words), kinds
