"""What a reading makes of findings and positions of bodies: which count, what they put in a proposal's place, what they contest.

A finding counts when its body is one of ``findings-of`` (or a party reports its own breach and the reading admits that), it
stands, its standard of proof and quorum are enough and no threshold of the agreement lies above it. It never moves a window: what
happened while a provision was surely not in force stays outside scope. Counted bodies that differ leave it contested.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.findings import Finding, Reason
from holdfire.findings.body import AGAINST, NOT_CONFIRMED, BodyFinding, BodyPosition
from holdfire.findings.said import Absences, Said, below, joint, quorum_of, rank, voice_of
from holdfire.findings.windows import WindowUnder, in_force
from holdfire.incidents import Incident
from holdfire.status.counting import Counted, Counter, Pair, Weighed
from holdfire.when import seconds

Findings = dict[str, list[Finding]]
OPEN = ("breach", "undetermined")
CONFIRMED = "confirmed"
"""What a finding without a verdict says: that it happened."""


def placed(said: Said, incidents: Sequence[Incident]) -> Said:
    """Findings by the ids that incidents have here: one that names a claim is on the claim's incident.

    Of two that share an id the latest as they were made stays, whatever their incidents are called here.
    """
    known = {i.id for i in incidents}
    of_claim = {c.id: i.id for i in incidents for c in i.claims} | {name: i.id for i in incidents for name in i.was}

    def name(thing: str) -> str:
        return thing if thing in known else of_claim.get(thing, thing)

    findings = tuple(f.model_copy(update={"incident": name(f.incident)}) for f in said.made)
    positions = tuple(p.model_copy(update={"on": name(p.on)}) if p.of == "incident" else p for p in said.taken)
    return Said(findings, positions)


def unplaced(said: Said, incidents: Sequence[Incident], claims: Iterable[Claim]) -> tuple[str, ...]:
    """Findings and positions on things that are not there, in order of their ids: kept, and on nothing shown."""
    there = {i.id for i in incidents}
    told = {c.id for i in incidents for c in i.claims} | {c.id for c in claims}
    found = {f.id for f in said.made if f.incident in there}
    on = {"incident": there, "claim": told, "finding": found}
    lost = [f.id for f in said.made if f.incident not in there]
    return tuple(sorted([*lost, *(p.id for p in said.taken if p.on not in on[p.of])]))


@dataclass(frozen=True)
class Weighing:
    """What is weighed under one reading; ``agreement`` holds the text as this reading has it."""

    agreement: Agreement
    reading: str
    counter: Counter
    said: Said
    away: Absences
    windows: dict[str, WindowUnder]
    decisions: list[Claim]

    def weigh(
        self, incidents: Iterable[Incident], findings: Findings, leave: Iterable[str] = ()
    ) -> tuple[Counter, Findings]:
        """The counter with what bodies said, and findings as it makes them; incidents to ``leave`` stay as they are."""
        left = set(leave)
        asked = [i for i in incidents if i.id not in left]
        contested = {i.id: ids for i in asked if (ids := self._contesting(i))} if self.said.positions else {}
        claims = replace(self.counter, weighed=Weighed(self.said, self.away, contested=contested))
        pairs: dict[tuple[str, str], Pair] = {}
        counted: dict[str, Counted] = {}
        changed = dict(findings)
        for incident in [i for i in asked if i.id in self.said.on_incident]:
            made = self.said.standing(self.said.on_incident.get(incident.id, ()))
            found = [f for f in made if self._counts(f)]
            if not found:
                continue
            own = self._pairs(incident, findings.get(incident.id, []), found, claims.by_claims(incident))
            confirmed = self._settled(incident, None, [f for f in found if f.verdict is None and f.provision is None])
            if not own and confirmed is None:
                continue
            own = own or self._proposed(findings.get(incident.id, []), claims.by_claims(incident))
            words = [p.counted for p in own.values()] + ([confirmed.counted] if confirmed else [])
            counted[incident.id] = max([*words, claims.by_claims(incident)], key=_SURE.index)
            pairs |= {(incident.id, p): pair for p, pair in own.items()}
            changed[incident.id] = self._as_weighed(incident, findings.get(incident.id, []), own, counted[incident.id])
        return replace(claims, weighed=replace(claims.weighed, pairs=pairs, counted=counted)), changed

    def _counts(self, finding: BodyFinding) -> bool:
        """Whether this reading counts the finding at all, thresholds left aside."""
        rule, text = self.counter.rule, self.counter.text
        if not self.counter.judge(finding.body) and not (rule.admissions and finding.self_reported):
            return False
        if rule.standard and rank(finding.standard, text) < rank(rule.standard, text):
            return False
        quorum = quorum_of(finding, text, self.away)
        return not (rule.quorate and quorum and quorum.state == "quorum-lost")

    def _pairs(
        self, incident: Incident, proposed: Sequence[Finding], found: Sequence[BodyFinding], by_claims: Counted
    ) -> dict[str, Pair]:
        """Each provision under which a body finds; with it, where there is one, those the rule alone judges."""
        rule = {f.provision: f.under[self.reading] for f in proposed if self.reading in f.under}
        speaking = [f for f in found if f.verdict is not None]
        pairs: dict[str, Pair] = {}
        for provision in dict.fromkeys([*rule, *(f.provision for f in speaking if f.provision)]):
            if provision not in self.agreement.text.provisions or self._outside(
                provision, rule.get(provision), incident
            ):
                continue
            on_it = self._on(provision, rule.get(provision), speaking, incident)
            pair = self._settled(incident, provision, on_it)
            if pair is None and on_it and by_claims is not Counted.NO and provision in rule:
                pair = self._dissent(rule[provision][0], on_it, by_claims)
            if pair:
                pairs[provision] = replace(pair, proposed=rule[provision][0] if provision in rule else "")
        return {**self._proposed(proposed, by_claims), **pairs} if pairs else {}

    def _proposed(self, proposed: Sequence[Finding], by_claims: Counted) -> dict[str, Pair]:
        """What the rule alone makes of an incident, provision by provision."""
        verdicts = {f.provision: f.under[self.reading][0] for f in proposed if self.reading in f.under}
        return {p: Pair(verdict, by_claims, proposed=verdict) for p, verdict in verdicts.items()}

    def _on(
        self, provision: str, rule: tuple[str, tuple[str, ...]] | None, found: Sequence[BodyFinding], incident: Incident
    ) -> list[BodyFinding]:
        """Findings that speak to a provision: on it, or on the incident alone where the rule does not put it out of scope."""
        own = [f for f in found if f.provision == provision]
        bodies = {f.body for f in own}
        alone = [f for f in found if f.provision is None and f.body not in bodies] if rule and rule[0] in OPEN else []
        text = self.counter.text
        return [f for f in (*own, *alone) if "breach" not in below(f, incident.act, provision, text)]

    def _outside(self, provision: str, rule: tuple[str, tuple[str, ...]] | None, incident: Incident) -> bool:
        """True when the provision was surely not in force then under this reading."""
        if rule is not None:
            return Reason.OUTSIDE_WINDOW in rule[1]
        clause = self.agreement.text.provisions[provision]
        force = in_force(self.agreement, self.reading, clause, self.windows, self.decisions)
        if force is None:
            return False
        start, end = seconds(incident.span.start), max(seconds(incident.span.end), seconds(incident.span.start) + 1)
        return not any(start < b + force.doubt_s and a - force.doubt_s < end for a, b in force.spans)

    def _settled(self, incident: Incident, provision: str | None, found: Sequence[BodyFinding]) -> Pair | None:
        """What counted findings come to together; None where none speaks, or not enough of those asked for."""
        if not found:
            return None
        verdicts = {f.verdict or CONFIRMED for f in found}
        because = tuple(sorted(f.id for f in found))
        if len(verdicts) > 1:
            told = ", ".join(f"{f.body} {f.verdict}" for f in sorted(found, key=lambda f: (f.body, f.id)))
            return Pair(
                "breach" if "breach" in verdicts else "undetermined", Counted.CONTESTED, because, f"they differ: {told}"
            )
        (verdict,) = verdicts
        lacking = self._lacking(found)
        if lacking and verdict not in ("breach", CONFIRMED):
            return None
        if lacking:
            return Pair(verdict, Counted.CONTESTED, because, lacking)
        against = self._against(incident, found)
        by = " and ".join(sorted({f.body for f in found}))
        if against:
            who = ", ".join(f"{p.body}: {p.says}" for p in against)
            verdict = verdict if verdict in ("breach", CONFIRMED) else "undetermined"
            return Pair(verdict, Counted.CONTESTED, (*because, *(p.id for p in against)), f"found by {by}; {who}")
        return Pair(verdict, Counted.YES, because, f"found by {by}")

    def _lacking(self, found: Sequence[BodyFinding]) -> str:
        """Why findings that say the same are not enough for this reading; empty when they are."""
        rule = self.counter.rule
        if rule.together == "any" or (rule.admissions and any(f.self_reported for f in found)):
            return ""
        made = [f for f in found if rule.together == "all" or joint(f, found)]
        have = {self.counter.judge(f.body) for f in made}
        missing = [b for b in rule.findings_of if b not in have]
        how = "jointly by" if rule.together == "joint" else "by"
        return f"not found {how} {', '.join(missing)}" if missing else ""

    def _dissent(self, proposed: str, found: Sequence[BodyFinding], by_claims: Counted) -> Pair | None:
        """Some of those asked for find otherwise than the rule proposes: not enough to count, enough to contest."""
        if all(f.verdict == proposed for f in found):
            return None
        told = ", ".join(f"{f.body} {f.verdict}" for f in sorted(found, key=lambda f: (f.body, f.id)))
        how = Counted.CONTESTED if by_claims is Counted.YES else by_claims
        return Pair(proposed, how, tuple(sorted(f.id for f in found)), f"found otherwise by some: {told}")

    def _against(self, incident: Incident, found: Sequence[BodyFinding]) -> list[BodyPosition]:
        """Positions on these findings, or on the incident, that leave it contested under this reading."""
        accused = self.counter.accused((*incident.actors, *(group for f in found for group in f.blames)))
        authors = {f.body for f in found}
        on = {("finding", f.id) for f in found} | _things(incident)
        return [p for p in self._standing(on) if p.body not in authors and self._contests(p, accused)]

    def _contesting(self, incident: Incident) -> tuple[str, ...]:
        """Positions on an incident or its claims that leave it contested where no body's finding is counted."""
        accused = self.counter.accused(incident.actors)
        return tuple(p.id for p in self._standing(_things(incident)) if self._contests(p, accused))

    def _standing(self, on: Iterable[tuple[str, str]]) -> list[BodyPosition]:
        """Positions against any of these things, the earliest first."""
        return [p for p in self.said.standing(self.said.on(on)) if p.says in (*AGAINST, NOT_CONFIRMED)]

    def _contests(self, position: BodyPosition, accused: set[str]) -> bool:
        """A judge of this reading contests whoever it answers for; others do unless they are the accused or answer for them."""
        counter, rule = self.counter, self.counter.rule
        if counter.judge(position.body):
            return True
        voice = voice_of(position.body, counter.text)
        weighs = bool({voice, position.body} & set(rule.contested_by)) or (
            not rule.findings_of and counter.hears(position.body)
        )
        return weighs and voice not in accused

    def _as_weighed(
        self, incident: Incident, proposed: Sequence[Finding], pairs: Mapping[str, Pair], counted: Counted
    ) -> list[Finding]:
        """Findings whose verdicts under this reading go with how the incident counts as a whole.

        A provision that does not count while another does is left out; a contested breach beside a counted one is in doubt.
        """
        rows: list[Finding] = []
        judged = {f.provision: f for f in proposed}
        for provision in [*judged, *(p for p in pairs if p not in judged)]:
            pair = pairs.get(provision)
            if pair is None:
                rows.append(judged[provision])
            elif pair.counted is not Counted.NO or counted is Counted.NO:
                doubtful = pair.counted is not counted and pair.verdict == "breach"
                told = ("undetermined" if doubtful else pair.verdict, pair.because)
                found = judged.get(provision) or Finding(
                    incident=incident.id, provision=provision, verdict=pair.verdict, reasons=pair.because, under={}
                )
                rows.append(found.model_copy(update={"under": {**found.under, self.reading: told}}))
        return rows


_SURE = (Counted.NO, Counted.CONTESTED, Counted.YES)


def _things(incident: Incident) -> set[tuple[str, str]]:
    return {("incident", incident.id), *(("claim", c.id) for c in incident.claims)}
