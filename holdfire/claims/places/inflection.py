"""Russian names in their cases: what may stand in a gazetteer for "Идлиба", "Хаме", "Донецком"."""

from functools import lru_cache

_ENDINGS = (
    ("ского", ("скии", "ское", "ск")), ("скому", ("скии", "ское")), ("ским", ("скии", "ское")),
    ("ском", ("скии", "ское", "ск")),
    ("скои", ("ская",)), ("скую", ("ская",)), ("ами", ("и", "а")), ("ями", ("и",)), ("ого", ("ое", "ии", "ои")),
    ("ому", ("ое",)), ("ах", ("и",)), ("ях", ("и",)), ("ам", ("и",)), ("ям", ("и",)), ("ом", ("", "о")), ("ем", ("", "е")),
    ("ои", ("а", "ая")), ("еи", ("я",)), ("ую", ("ая",)), ("ию", ("ия",)), ("ии", ("ия", "ии")), ("ою", ("а",)),
    ("а", ("", "о", "и")), ("у", ("", "а", "о")), ("е", ("", "а", "о", "и")), ("и", ("а", "", "я")), ("я", ("", "е", "и")),
    ("ю", ("", "я", "е")), ("ов", ("и",)),
)  # fmt: skip
"""Endings of the oblique cases and of what they stand for, as ``plain`` writes them (ы and й are и)."""
SHORTEST = 3


@lru_cache(maxsize=50_000)
def base_forms(word: str) -> tuple[str, ...]:
    """Forms a word may have in a gazetteer, longest endings first; the word itself is not among them."""
    out: list[str] = []
    for ending, bases in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            out += [word[: -len(ending)] + base for base in bases]
    return tuple(dict.fromkeys(f for f in out if f != word))
