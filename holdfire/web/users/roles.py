"""Roles and what each may do. A right that no role of a person has is refused."""

from collections.abc import Iterable
from enum import StrEnum


class Right(StrEnum):
    """What a request asks for."""

    SEE = "see"
    """See the case as its body sees it, places and sources of claims included, sealed fields excepted."""
    SEND = "send"
    """Send in reports."""
    REVIEW = "review"
    """Accept, reject and correct what was read; join and part incidents."""
    FIND = "find"
    """Enter findings in the body's name."""
    ANSWER = "answer"
    """Enter positions and replies in the body's name."""
    SIGN = "sign"
    """Decide, and sign joint decisions."""
    MANAGE = "manage"
    """Make and close users."""
    KEEP_ACCOUNT = "keep-account"
    """Keep one's own password and passkeys, and end one's own sessions."""
    SEE_CLOSED = "see-closed"
    """See what is closed by default: exact places of protected sites, private sources, personal data. No role has it."""


class Role(StrEnum):
    """The roles of a mission, by the words of its handbooks."""

    MONITOR = "monitor"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    LIAISON = "liaison"
    SIGNATORY = "signatory"
    ADMINISTRATOR = "administrator"


GRANTED = (Right.SEE_CLOSED,)
"""Rights that no role has: an administrator grants them to a person, by name."""
_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.MONITOR: frozenset({Right.SEND}),
    Role.ANALYST: frozenset({Right.SEE, Right.SEND}),
    Role.REVIEWER: frozenset({Right.SEE, Right.SEND, Right.REVIEW, Right.FIND}),
    Role.LIAISON: frozenset({Right.SEE, Right.ANSWER}),
    Role.SIGNATORY: frozenset({Right.SEE, Right.ANSWER, Right.FIND, Right.SIGN}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE}),
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """All that these roles may do together. The public has none: it reads the public edition alone."""
    return frozenset().union(*(_RIGHTS[role] | {Right.KEEP_ACCOUNT} for role in roles))
