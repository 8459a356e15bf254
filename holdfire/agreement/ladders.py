"""What an agreement makes of its own words on proof and on bodies: the ladder of standards, and who a body is made of."""

from holdfire.agreement.model import AgreementText
from holdfire.agreement.proof import STANDARDS


def ladder(text: AgreementText) -> list[str]:
    """Standards of proof, the least first: the agreement's own ``grades``, or those that every agreement has."""
    return text.grades or [*STANDARDS]


def members_of(text: AgreementText, body: str) -> list[str]:
    """Those a body is made of, in the order of the text; nobody where the agreement gives neither members nor a quorum."""
    actor = text.actors.get(body)
    if actor is None or (actor.quorum is None and not actor.members):
        return []
    return [n for n in text.actors if n in actor.members] or [n for n, a in text.actors.items() if a.part_of == body]
