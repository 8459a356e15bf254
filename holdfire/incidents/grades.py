"""Grades: how reliable a source is (A to F), and how credible one piece of information (1 to 6), apart.

The Admiralty scales, with the words of MISP's ``admiralty-scale`` taxonomy. The two say different things and are never
added, averaged or put into one number: a reliable source may pass on what is doubtful, and the other way round. F and 6 say that
nobody has judged; they are no middle. A machine may propose how credible something is, from origins that do not hang on one
another; a person decides.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from holdfire.claims.claim import Claim, Credibility, Noun, Reliability
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.origins import NO_CONTEXT, Context, Independent, independent

Language = Literal["en", "ar", "ru"]

RELIABILITY: Final[Mapping[Reliability, Mapping[Language, str]]] = {
    "A": {"en": "Completely reliable", "ar": "موثوق تماما", "ru": "Полностью надёжен"},
    "B": {"en": "Usually reliable", "ar": "موثوق عادة", "ru": "Обычно надёжен"},
    "C": {"en": "Fairly reliable", "ar": "موثوق إلى حد ما", "ru": "Довольно надёжен"},
    "D": {"en": "Not usually reliable", "ar": "غير موثوق عادة", "ru": "Обычно ненадёжен"},
    "E": {"en": "Unreliable", "ar": "غير موثوق", "ru": "Ненадёжен"},
    "F": {"en": "Reliability cannot be judged", "ar": "لا يمكن الحكم على موثوقيته", "ru": "Надёжность оценить нельзя"},
}
"""Of the source, on this kind of matter."""
CREDIBILITY: Final[Mapping[Credibility, Mapping[Language, str]]] = {
    "1": {"en": "Confirmed by other sources", "ar": "أكدته مصادر أخرى", "ru": "Подтверждено другими источниками"},
    "2": {"en": "Probably true", "ar": "صحيح على الأرجح", "ru": "Вероятно, верно"},
    "3": {"en": "Possibly true", "ar": "قد يكون صحيحا", "ru": "Возможно, верно"},
    "4": {"en": "Doubtful", "ar": "مشكوك فيه", "ru": "Сомнительно"},
    "5": {"en": "Improbable", "ar": "غير محتمل", "ru": "Маловероятно"},
    "6": {"en": "Truth cannot be judged", "ar": "لا يمكن الحكم على صحته", "ru": "Достоверность оценить нельзя"},
}
"""Of this piece of information."""


def in_words(claim: Claim, language: Language = "en") -> tuple[str, str]:
    """Both grades for people, each with its letter or number: ``B: Usually reliable``, ``2: Probably true``."""
    source, information = RELIABILITY[claim.reliability][language], CREDIBILITY[claim.credibility][language]
    return f"{claim.reliability}: {source}", f"{claim.credibility}: {information}"


class Proposal(Noun):
    """A credibility that a machine proposes for what claims tell together, and why; on no claim until a person puts it there."""

    credibility: Credibility
    because: tuple[str, ...]
    independent: Independent


ORIGINS_FOR_PROBABLE: Final = 2
"""So many independent origins make it probably true: Airwars' "fair" asks for two generally credible sources or more."""


def proposed_credibility(claims: Sequence[Claim], context: Context = NO_CONTEXT) -> Proposal:
    """What may be said for claims of one happening, by how many independent origins tell it.

    Two make 2, "probably true", and nothing makes more: 1 is for a person. One alone leaves 6: repeating is no confirming. Where
    somebody who is not blamed denies it, two origins make no more than 3, "possibly true".
    """
    told = [c for c in claims if c.kind in HAPPENINGS]
    found = independent(told, context)
    because = [f"{found.number} independent origin{'' if found.number == 1 else 's'}", *found.because]
    if found.number < ORIGINS_FOR_PROBABLE:
        return Proposal(credibility="6", because=(*because, "one origin alone confirms nothing"), independent=found)
    blamed = {a for c in told for group in c.actors for a in group}
    blamed |= {context.voices.get(a, a) for a in blamed}
    denying = {d for c in claims for d in (c.claimants if c.kind == "denial" else c.denied_by)}
    others = sorted(d for d in denying if context.voices.get(d, d) not in blamed and d not in blamed)
    if others:
        return Proposal(
            credibility="3", because=(*because, f"denied by {', '.join(others)}, who is not blamed"), independent=found
        )
    return Proposal(credibility="2", because=tuple(because), independent=found)
