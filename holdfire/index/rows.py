"""Rows from nouns: what an index keeps in columns of an incident and of a claim."""

import re
from collections.abc import Iterable
from datetime import tzinfo
from functools import cache, lru_cache

from holdfire.agreement.model import AgreementText
from holdfire.claims import Claim
from holdfire.claims.claim import UNKNOWN, UNMAPPED
from holdfire.claims.places.spelling import plain
from holdfire.incidents import Incident
from holdfire.index.asked import IncidentRow
from holdfire.index.stage import Stage
from holdfire.status.views import facts_of

_WORD = re.compile(r"[^\W_]+")
_BLOCKS = ((0x20, 0x250), (0x300, 0x370), (0x400, 0x530), (0x600, 0x700), (0x1E00, 0x1F00), (0xFB50, 0xFF00))
"""Latin, marks, Cyrillic, Arabic, and their presentation forms."""

_JOINED = re.compile(r"\b(?:و?(?:[بكف]?ال|لل)(?=\w{2})|و(?=\w{3}))")
"""What Arabic writes as part of the word that follows: "and", "the", "in the", "as the", "so the", "for the"."""


@cache
def _table() -> dict[int, str]:
    """What each sign of the scripts of three languages is folded to: the fold of place names, sign by sign."""
    signs = [chr(n) for start, end in _BLOCKS for n in range(start, end)]
    return {ord(sign): found for sign in signs if (found := plain(sign)) != sign}


def folded(text: str) -> str:
    """A text as it is searched."""
    return _JOINED.sub("", text.translate(_table()))


class Folded:
    """Words as they are searched: in small letters, without vowel marks, one form of each letter, names in every language."""

    def __init__(self, text: AgreementText) -> None:
        self._names = {
            key: folded(" ".join(filter(None, (key, a.name.en, a.name.ar, a.name.ru))))
            for key, a in text.actors.items()
        }

    def actors(self, names: Iterable[str]) -> list[str]:
        """What may be searched for of actors."""
        return [self._names.get(n) or folded(n.removeprefix(UNMAPPED)) for n in names if n != UNKNOWN]

    def claim(self, claim: Claim) -> str:
        """What may be searched for of a claim: its id, words, place, source, and who is named in it."""
        told = [
            claim.id,
            claim.words,
            claim.place,
            claim.source,
            claim.weapon or "",
            (claim.act or "").replace("-", " "),
        ]
        return " ".join([folded(" ".join(filter(None, told))), *self.actors((*named(claim), *claim.claimants))])

    def incident(self, incident: Incident) -> str:
        """What may be searched for of an incident: all that may be of its claims, each part once."""
        told = dict.fromkeys(self.claim(c) for c in incident.claims)
        return " ".join((folded(" ".join((incident.id, *incident.was))), *told))


@lru_cache(maxsize=256)
def _patterns(text: str) -> tuple[re.Pattern[str], ...]:
    words = _WORD.findall(folded(text))
    return tuple(
        re.compile(rf"(?<![^\W_]){w}" + ("" if n == len(words) else r"(?![^\W_])")) for n, w in enumerate(words, 1)
    )


def holds(text: str, folded: str) -> bool:
    """Whether a folded text has every word of a search, the last one perhaps only begun: what ``query_of`` asks for."""
    return all(pattern.search(folded) for pattern in _patterns(text))


def query_of(text: str) -> str:
    """A search as the full-text index takes it: every word, in any order, the last one perhaps only begun.

    Empty where the text has no word.
    """
    words = _WORD.findall(folded(text))
    return " ".join([*(f'"{w}"' for w in words[:-1]), *(f'"{w}"*' for w in words[-1:])])


def named(thing: Claim | Incident) -> list[str]:
    """Who is blamed, and the target."""
    return list(dict.fromkeys(n for n in (*(a for g in thing.actors for a in g), thing.target) if n != UNKNOWN))


def incident_row(
    incident: Incident, stage: Stage, zones: tuple[str, ...], found_by: tuple[str, ...], tz: tzinfo
) -> IncidentRow:
    """An incident as lists show it."""
    site = any(claim.facility is not None for claim in incident.claims)
    facts = facts_of(incident, tz)
    return IncidentRow(**facts, was=incident.was, stage=stage, zones=zones, found_by=found_by, at_site=site)
