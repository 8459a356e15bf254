"""The thing a claim tells of: which kinds of the agreement's own it surely is, by name and calibre."""

import re
from typing import Any

from holdfire.agreement.kinds import wider
from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import UNMAPPED

_CALIBRE = re.compile(r"(\d+(?:[.,]\d+)?)\s*-?\s*(?:mm|мм|ملم|مم)\b", re.IGNORECASE)
_SPACES = re.compile(r"[\s_-]+")


def object_told(text: str, agreement: AgreementText) -> dict[str, Any]:
    """Fields of a claim for ``mortar 120 mm``: kinds of that name, narrower ones whose calibres hold it, and the calibre.

    Several things stand with ``;`` between. A name the agreement does not know is kept as it was written.
    """
    kinds: list[str] = []
    calibre: float | None = None
    for part in filter(None, (p.strip() for p in text.split(";"))):
        told = _CALIBRE.search(part)
        mm = float(told[1].replace(",", ".")) if told else None
        calibre = mm if mm is not None else calibre
        name = _plain(_CALIBRE.sub(" ", part))
        found = ([k for k in agreement.objects if name in _names(agreement, k)] or [UNMAPPED + part]) if name else []
        if mm is not None:
            found += [
                k
                for k, kind in agreement.objects.items()
                if _within(agreement, k, found) and _holds(kind.calibre_mm, mm)
            ]
        kinds += found
    return {"objects": tuple(dict.fromkeys(kinds)), "calibre_mm": calibre}


def _within(agreement: AgreementText, name: str, found: list[str]) -> bool:
    """True when a wider kind of this one is told, or nothing but the calibre and this kind is known by that alone."""
    wide = set(agreement.objects[name].kind_of)
    return bool(wide & wider(found, agreement)) or not (wide or found)


def _holds(calibre: Any, mm: float) -> bool:
    return calibre is not None and bool(calibre.holds(mm))


def _names(agreement: AgreementText, kind: str) -> set[str]:
    found = agreement.objects[kind]
    return {_plain(n) for n in (kind, found.name.en, found.name.ar, found.name.ru, *found.aliases) if n}


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ,").casefold()
