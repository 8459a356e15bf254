"""The two Admiralty grades of a claim as machine tags of MISP's ``admiralty-scale`` taxonomy, written and read."""

import re
from typing import Final, Literal, get_args

from holdfire.claims.claim import Claim, Credibility, Reliability

_TAG: Final = re.compile(r'admiralty-scale:(source-reliability|information-credibility)\s*=\s*"?([A-Fa-f1-6])"?')
_ANY: Final = re.compile(r'(?<![\w:])admiralty-scale:[^\s=;,]*(?:\s*=\s*(?:"[^"]*"|[^\s;,]*))?', re.IGNORECASE)


def tags_of(claim: Claim) -> tuple[str, str]:
    """A claim's two grades as machine tags: ``admiralty-scale:source-reliability="b"`` and ``...information-credibility="2"``."""
    return (
        f'admiralty-scale:source-reliability="{claim.reliability.lower()}"',
        f'admiralty-scale:information-credibility="{claim.credibility}"',
    )


def graded_by(tag: str) -> tuple[Literal["reliability", "credibility"], str]:
    """Which field of a claim a machine tag grades, and the grade. Raises ``ValueError`` for any other tag."""
    match = _TAG.fullmatch(tag.strip())
    if match:
        predicate, value = match.group(1), match.group(2).upper()
        if predicate == "source-reliability" and value in get_args(Reliability):
            return "reliability", value
        if predicate == "information-credibility" and value in get_args(Credibility):
            return "credibility", value
    raise ValueError(f'"{tag[:80]}" is no tag of the admiralty scale; write admiralty-scale:source-reliability="b"')


def grades_among(tags: str) -> dict[str, str]:
    """The grades among tags parted by semicolons, commas or spaces; other tags say nothing of a grade and are passed over.

    Raises ``ValueError`` for a tag of the scale that is none of its, and for two that contradict each other.
    """
    found: dict[str, str] = {}
    for match in _ANY.finditer(tags):
        field, grade = graded_by(match[0])
        if found.setdefault(field, grade) != grade:
            raise ValueError(f"two tags give two grades of {field}, {found[field]} and {grade}")
    return found
