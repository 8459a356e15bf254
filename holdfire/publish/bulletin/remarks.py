"""What people put in before issue: sentences of their own, told apart from what comes out of the record."""

import re
from collections.abc import Sequence
from dataclasses import replace

from holdfire.errors import AskError, did_you_mean
from holdfire.publish.bulletin.document import Section
from holdfire.publish.words import LOCALES, Words

_FOR = re.compile(r"([a-z-]+)(?:\.([a-z]{2}))?=(.*)", re.DOTALL)


def with_remarks(sections: Sequence[Section], remarks: Sequence[str], words: Words) -> list[Section]:
    """Sections with their remarks: ``SECTION=TEXT`` in that section, ``SECTION.ar=TEXT`` in Arabic alone, others by themselves.

    Raises ``AskError`` for a section or a language that there is not.
    """
    general, placed = [], {section.key: list[str]() for section in sections}
    for remark in remarks:
        match = _FOR.fullmatch(remark.strip())
        if match is None:
            general.append(remark.strip())
            continue
        key, language, text = match.groups()
        _there(key, language, placed)
        if language in (None, words.language):
            (general if key == "remarks" else placed[key]).append(text.strip())
    label = words.gettext("Remark")
    made = [
        replace(section, says=(*section.says, *(f"{label}: {text}" for text in placed[section.key])))
        for section in sections
    ]
    if general:
        made.insert(1, Section("remarks", words.gettext("Remarks"), says=tuple(general)))
    return made


def _there(key: str, language: str | None, placed: dict[str, list[str]]) -> None:
    known = ("remarks", *placed)
    if key not in known:
        remedy = did_you_mean(key, known) or f"Sections: {', '.join(known)}."
        raise AskError(f'a bulletin has no section "{key}" for a remark', "--remark", remedy)
    if language is not None and language not in LOCALES:
        raise AskError(f'no bulletin is made in "{language}"', "--remark", f"Languages: {', '.join(LOCALES)}.")
