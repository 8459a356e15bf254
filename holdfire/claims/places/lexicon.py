"""Words that tell places in running text from everything else that is written with a capital, in three languages.

They stand in ``words.txt`` beside this file, one section a list, each with a remark on what it is for.
"""

from pathlib import Path

from holdfire.claims.places.spelling import plain


def read_words(path: Path) -> dict[str, frozenset[str]]:
    """The sections of a list of words. Lines behind ``#`` are remarks."""
    sections: dict[str, set[str]] = {}
    own: set[str] = set()
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            own = sections.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            own.update(plain(word) for word in line.split())
    return {name: frozenset(words) for name, words in sections.items()}


_WORDS = read_words(Path(__file__).with_name("words.txt"))
ARABIC_COMMON = _WORDS["ARABIC_COMMON"]
COMMON = _WORDS["COMMON"]
CUES = _WORDS["CUES"]
FEATURES = _WORDS["FEATURES"]
FEATURE_WORDS = _WORDS["FEATURE_WORDS"]
FIRST_NAMES = _WORDS["FIRST_NAMES"]
LEADS = _WORDS["LEADS"]
LOWER_INSIDE = _WORDS["LOWER_INSIDE"]
MONTHS_AND_DAYS = _WORDS["MONTHS_AND_DAYS"]
ORGANISATION = _WORDS["ORGANISATION"]
QUALIFIERS = _WORDS["QUALIFIERS"]
ROADS = _WORDS["ROADS"]
SAINTS = _WORDS["SAINTS"]
SAYING = _WORDS["SAYING"]
SHORT = _WORDS["SHORT"]
TITLES = _WORDS["TITLES"]
PREFIXES = ("وبال", "وب", "ول", "وال", "بال", "لل", "كال", "فال", "و", "ب", "ل", "ف", "ك")
"""What Arabic writes as part of the next word: and, in, to, so, like."""
STATE_ABBREVIATIONS = {
    **{
        "ala": "AL",
        "ariz": "AZ",
        "ark": "AR",
        "calif": "CA",
        "colo": "CO",
        "conn": "CT",
        "del": "DE",
        "fla": "FL",
        "ga": "GA",
    },
    **{
        "ill": "IL",
        "ind": "IN",
        "kan": "KS",
        "ky": "KY",
        "la": "LA",
        "md": "MD",
        "mass": "MA",
        "mich": "MI",
        "minn": "MN",
    },
    **{
        "miss": "MS",
        "mo": "MO",
        "mont": "MT",
        "neb": "NE",
        "nev": "NV",
        "okla": "OK",
        "ore": "OR",
        "pa": "PA",
        "tenn": "TN",
    },
    **{
        "tex": "TX",
        "va": "VA",
        "vt": "VT",
        "wash": "WA",
        "wis": "WI",
        "wyo": "WY",
        "n.h": "NH",
        "n.j": "NJ",
        "n.m": "NM",
    },
    **{"n.y": "NY", "n.c": "NC", "n.d": "ND", "r.i": "RI", "s.c": "SC", "s.d": "SD", "w.va": "WV", "d.c": "DC"},
}
"""Abbreviations of American states as newspapers write them behind a comma; two capital letters are taken as they are."""
