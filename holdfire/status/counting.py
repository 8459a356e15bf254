"""What a reading counts: whose claims and findings, from how sure, and when a denial or position leaves it contested."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from holdfire.agreement.model import AgreementText, Counting, Reading
from holdfire.claims import Claim
from holdfire.claims.claim import Alternatives
from holdfire.findings.said import NOBODY_AWAY, NOTHING_SAID, Absences, Said, voice_of
from holdfire.incidents import Incident
from holdfire.incidents.incident import CONFIDENCE, HAPPENINGS


class Counted(Enum):
    """Whether an incident counts under a reading."""

    YES = "counted"
    CONTESTED = "contested"
    NO = "not counted"


@dataclass(frozen=True)
class Pair:
    """One incident under one provision as a reading has it; ``because`` names the findings and positions of bodies behind it.

    ``proposed`` is what the rule proposes; empty where it proposes nothing.
    """

    verdict: str
    counted: Counted
    because: tuple[str, ...] = ()
    why: str = ""
    proposed: str = ""


@dataclass(frozen=True)
class Weighed:
    """What bodies said, and what a reading makes of it: by incident and provision, and by incident.

    ``contested`` are incidents whose claims a position leaves contested, with those positions.
    """

    said: Said = NOTHING_SAID
    away: Absences = NOBODY_AWAY
    pairs: Mapping[tuple[str, str], Pair] = field(default_factory=dict)
    counted: Mapping[str, Counted] = field(default_factory=dict)
    contested: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Counter:
    """The counting rule of one reading, ready to ask."""

    text: AgreementText
    rule: Counting
    weighed: Weighed = field(default=Weighed(), kw_only=True)
    held: dict[int, tuple[Incident, Counted]] | None = field(default=None, kw_only=True, compare=False, repr=False)
    """What was found by claims before, for as long as somebody holds it; None: nothing is held."""

    def of(self, incident: Incident) -> Counted:
        """A happening counts by what bodies found where they speak of it, else by its claims."""
        return self.weighed.counted.get(incident.id) or self.by_claims(incident)

    def on(self, incident: Incident, provision: str) -> Counted:
        """Whether it counts under one provision: bodies find on provisions, one by one."""
        pair = self.weighed.pairs.get((incident.id, provision))
        return pair.counted if pair else self.of(incident)

    def verdict(self, incident: Incident, provision: str, proposed: str) -> str:
        """The verdict under one provision: that of the bodies counted, or the one proposed by the rule."""
        pair = self.weighed.pairs.get((incident.id, provision))
        return pair.verdict if pair else proposed

    def by_claims(self, incident: Incident) -> Counted:
        """A happening counts when a claimant of this reading tells it surely enough and no third party denies it."""
        found = self._told(incident)
        return Counted.CONTESTED if found is Counted.YES and incident.id in self.weighed.contested else found

    def _told(self, incident: Incident) -> Counted:
        """Whether it counts by its claims, whatever bodies hold."""
        if self.held is None:
            return self._found(incident)
        kept = self.held.get(id(incident))
        if kept is None or kept[0] is not incident:
            kept = self.held[id(incident)] = incident, self._found(incident)
        return kept[1]

    def _found(self, incident: Incident) -> Counted:
        if not self.rule.unreviewed:
            return Counted.NO
        told = [
            c for c in incident.claims if c.kind in HAPPENINGS and self.takes(c) and any(map(self.hears, c.claimants))
        ]
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

    def takes(self, claim: Claim) -> bool:
        """What a machine read counts once a person accepted it, or where the reading says openly that it counts before."""
        return claim.review in ("none", "accepted") or (claim.review == "proposed" and self.rule.machine_read)

    def hears(self, claimant: str) -> bool:
        """True when the reading counts this claimant's word, its own or that of the body it speaks for."""
        voices = {claimant, voice_of(claimant, self.text)}
        if voices & set(self.rule.not_claimants):
            return False
        return not self.rule.claimants or bool(voices & set(self.rule.claimants))

    def judge(self, body: str) -> str | None:
        """The body, or the one it speaks for, as one whose findings this reading counts; None for any other."""
        return next((v for v in (body, voice_of(body, self.text)) if v in self.rule.findings_of), None)

    def accused(self, alternatives: Alternatives) -> set[str]:
        """Those blamed, in any alternative, and whoever answers for them."""
        named = {a for group in alternatives for a in group}
        return named | {a.answered_for_by for n in named if (a := self.text.actors.get(n)) and a.answered_for_by}

    def _denied_by_others(self, incident: Incident) -> bool:
        """A denial by the accused, or by who answers for them, does not lift a charge; anyone else's contests it."""
        accused = self.accused(incident.actors)
        return any(voice_of(d, self.text) not in accused for d in incident.denied_by)


_MACHINE = " Claims that a machine read count before a person has accepted them."


def rule_in_words(reading: Reading, text: AgreementText) -> str:
    """The counting rule as one or two sentences, to stand beside every number."""
    rule = reading.counts
    found = _findings_in_words(rule, text)
    if not rule.unreviewed:
        return found or "Counts only what a named body has confirmed; nothing is confirmed in this record."
    whose = _names(rule.claimants, text) if rule.claimants else "any claimant"
    but = f" except {_names(rule.not_claimants, text)}" if rule.not_claimants else ""
    grade = f', verified as "{rule.grade}" or better' if rule.grade else ""
    said = (
        f"Counts incidents, one each, told by {whose}{but} at {rule.confidence} confidence or better{grade}, "
        f"reviewed by nobody yet; a third party's denial makes them contested.{_MACHINE if rule.machine_read else ''}"
    )
    return f"{said} {found}" if found else said


def _findings_in_words(rule: Counting, text: AgreementText) -> str:
    if not (rule.findings_of or rule.admissions or rule.contested_by):
        return ""
    how = (
        {"any": "any one of", "all": "each of", "joint": "together"}[rule.together] if len(rule.findings_of) > 1 else ""
    )
    whose = f"found by {how + ' ' if how else ''}{_names(rule.findings_of, text)}" if rule.findings_of else ""
    standard = f' at the standard "{rule.standard}" or better' if rule.standard else ""
    quorum = ", never without its quorum" if rule.quorate else ""
    own = ("or " if whose else "") + "reported by a party of itself" if rule.admissions else ""
    first = "In place of a proposal it counts what is" if rule.unreviewed else "Counts only what is"
    counts = f"{first} {' '.join(filter(None, (whose + standard + quorum, own)))}" if whose or own else ""
    contests = f"the disagreement of {_names(rule.contested_by, text)} makes it contested" if rule.contested_by else ""
    differ = "bodies that differ, or do not confirm, leave it contested" if whose else ""
    said = "; ".join(filter(None, (counts, differ, contests)))
    return said[0].upper() + said[1:] + "."


def _names(actors: list[str], text: AgreementText) -> str:
    return ", ".join(text.actors[a].name.en for a in actors)
