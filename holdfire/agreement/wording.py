"""What the wording of a clause gives away: guesses for a draft, every one of which a lawyer checks.

Only English words are known. The marks ``{{o-...}}`` and ``[...]`` are those of the Digital Ceasefire & Deescalation Handbook
(hrcberkeley/digital-ceasefires, ``js/tokens.js`` and ``extract/extract.py``).
"""

import re
from typing import Literal

LONGEST_TITLE = 60
_MUST_NOT = re.compile(
    r"\b(?:(?:shall|will|must|may)\s+not|agrees?\s+not\s+to|refrain|no\s+party|(?:is|are)\s+prohibited)\b",
    re.IGNORECASE,
)
_MUST = re.compile(r"\b(?:shall|will|must|agrees?\s+to)\b", re.IGNORECASE)
_PARTY = re.compile(r"(?<!third )(?<!third-)(?<!non-)\bpart(?:y|ies)\b", re.IGNORECASE)
_OPTION = re.compile(r"\{\{\s*(o-[\w.-]+)\s*\}\}")
_LINK = re.compile(r"\[[^\[\]]*\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE = re.compile(r"\[\^\w+\]")
_BLANK = re.compile(r"\[[^\[\]]*\]")


def rule_of(text: str) -> Literal["must-not", "must", "may"]:
    """A prohibition or a duty where a word says so, the prohibition first; otherwise a permission."""
    if _MUST_NOT.search(text):
        return "must-not"
    return "must" if _MUST.search(text) else "may"


def speaks_of_parties(text: str) -> bool:
    """True where it says party or parties; third parties and non-parties are none."""
    return bool(_PARTY.search(" ".join(text.split())))


def options_of(text: str) -> list[str]:
    """The options left to choose, ``{{o-context}}``, each once, in order."""
    return list(dict.fromkeys(_OPTION.findall(text)))


def blanks_of(text: str) -> list[str]:
    """The blanks left to fill, ``[Party A]``, in order; links ``[text](address)`` and footnotes ``[^1]`` are none."""
    plain = _FOOTNOTE.sub(" ", _LINK.sub(" ", text))
    return [" ".join(blank.split()) for blank in _BLANK.findall(plain)]


def title_of(text: str) -> str:
    """The first words of a clause, cut between words at ``LONGEST_TITLE`` characters; a longer word is cut inside."""
    words = " ".join(text.split())
    if len(words) > LONGEST_TITLE:
        head = words[: LONGEST_TITLE + 1]
        words = head.rpartition(" ")[0] or words[:LONGEST_TITLE]
    return words.rstrip(" .,;:–-") or words
