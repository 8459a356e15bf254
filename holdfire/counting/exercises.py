"""Live-fire exercises: what is assessed as one is still fire, and is itself forbidden where the agreement says so."""

from holdfire.agreement.model import AgreementText
from holdfire.claims.bulletins.smm_words import EXERCISE


def exercises_forbidden(text: AgreementText) -> tuple[str, ...]:
    """The provisions that name exercises among the acts they forbid, in the order of the text."""
    return tuple(name for name, p in text.provisions.items() if p.rule == "must-not" and EXERCISE in p.broken_by)
