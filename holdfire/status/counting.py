"""What a reading counts: whose claims, from which confidence, and when a denial leaves it contested."""

from dataclasses import dataclass
from enum import Enum

from holdfire.agreement.model import AgreementText, Counting, Reading
from holdfire.claims import Claim
from holdfire.incidents import Incident
from holdfire.incidents.incident import CONFIDENCE, HAPPENINGS


class Counted(Enum):
    """Whether an incident counts under a reading."""

    YES = "counted"
    CONTESTED = "contested"
    NO = "not counted"


@dataclass(frozen=True)
class Counter:
    """The counting rule of one reading, ready to ask."""

    text: AgreementText
    rule: Counting

    def of(self, incident: Incident) -> Counted:
        """A happening counts when a claimant of this reading tells it surely enough and no third party denies it."""
        if not self.rule.unreviewed:
            return Counted.NO
        told = [c for c in incident.claims if c.kind in HAPPENINGS and any(self.hears(w) for w in c.claimants)]
        if not told:
            return Counted.NO
        sure = any(self._sure(c) for c in told)
        return Counted.YES if sure and not self._denied_by_others(incident) else Counted.CONTESTED

    def _sure(self, claim: Claim) -> bool:
        """True for a claim of the confidence asked for and, where a verification grade is asked for, of that grade."""
        grades = self.text.grades
        if self.rule.grade and (
            claim.standard not in grades or grades.index(claim.standard) < grades.index(self.rule.grade)
        ):
            return False
        return CONFIDENCE.index(claim.confidence) >= CONFIDENCE.index(self.rule.confidence)

    def hears(self, claimant: str) -> bool:
        """True when the reading counts this claimant's word, its own or that of the body it speaks for."""
        voices = {claimant, self._speaks_for(claimant)}
        if voices & set(self.rule.not_claimants):
            return False
        return not self.rule.claimants or bool(voices & set(self.rule.claimants))

    def _speaks_for(self, claimant: str) -> str:
        actor = self.text.actors.get(claimant)
        return actor.speaks_for if actor and actor.speaks_for else claimant

    def _denied_by_others(self, incident: Incident) -> bool:
        """A denial by the accused, or by who answers for them, does not lift a charge; anyone else's contests it."""
        accused = {a for group in incident.actors for a in group}
        accused |= {a.answered_for_by for n in accused if (a := self.text.actors.get(n)) and a.answered_for_by}
        return any(self._speaks_for(d) not in accused for d in incident.denied_by)


def rule_in_words(reading: Reading, text: AgreementText) -> str:
    """The counting rule as one sentence, to stand beside every number."""
    rule = reading.counts
    if not rule.unreviewed:
        return "Counts only what a named body has confirmed; nothing is confirmed in this record."
    whose = ", ".join(text.actors[c].name.en for c in rule.claimants) if rule.claimants else "any claimant"
    but = f" except {', '.join(text.actors[c].name.en for c in rule.not_claimants)}" if rule.not_claimants else ""
    grade = f', verified as "{rule.grade}" or better' if rule.grade else ""
    return (
        f"Counts incidents, one each, told by {whose}{but} at {rule.confidence} confidence or better{grade}, "
        "reviewed by nobody yet; a third party's denial makes them contested."
    )
