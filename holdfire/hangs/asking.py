"""The status made again: under other choices of a reading, and as if something were settled. The proof of every set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfire.agreement.model import Agreement, AgreementText, Condition, Gate, Reading
from holdfire.claims import Claim
from holdfire.findings.decisions import decision_claim
from holdfire.hangs.pieces import Pieces
from holdfire.pipeline import Judged, judge_told
from holdfire.status import NOTHING, Settled
from holdfire.status.model import ReadingStatus
from holdfire.told import Told
from holdfire.when import duration, iso

VARIANT = "/~"
"""What stands between the name of a reading and the number of a choice made in it."""


@dataclass(frozen=True)
class Asking:
    """A record at hand, and the two instants asked for."""

    agreement: Agreement
    told: Told
    at: datetime
    known: datetime

    def judged(self, settled: Settled = NOTHING) -> Judged:
        """Everything, made again as if that were settled."""
        return judge_told(self.agreement, self.told, self.at, self.known, settled)

    def only(self, root: str, variants: Mapping[int, Pieces]) -> "Asking":
        """The same with this reading alone, and a reading for each number that has the choices of these pieces made."""

        def had(text: AgreementText) -> AgreementText:
            own = text.readings[root]
            made = {f"{root}{VARIANT}{n}": chosen(own, pieces) for n, pieces in variants.items()}
            return text.model_copy(update={"readings": {root: own, **made}})

        return self._with_texts(had)

    def _with_texts(self, change: Callable[[AgreementText], AgreementText]) -> "Asking":
        later = [(edge, change(text)) for edge, text in self.agreement.later]
        agreement = self.agreement.model_copy(update={"text": change(self.agreement.text), "later": later})
        return replace(self, agreement=agreement)

    def again(self, name: str, pieces: Pieces) -> ReadingStatus:
        """The status of one reading with these settled. It is made from the claims on, by the judging itself."""
        root = name.partition("/")[0]

        def had(text: AgreementText) -> AgreementText:
            reading = chosen(text.readings[root], pieces)
            return text.model_copy(update={"readings": {root: reading}, "gates": self._gates(text, pieces)})

        settled = NOTHING
        for piece in pieces:
            settled = settled | piece.settled
        asking = replace(self._with_texts(had), told=replace(self.told, claims=self._decided(pieces)))
        return asking.judged(settled).status.readings[name]

    def _gates(self, text: AgreementText, pieces: Pieces) -> dict[str, Gate]:
        held = {p.met[:2]: p.met[2] for p in pieces if p.met}
        moments = {True: iso(self.at - timedelta(minutes=1)), False: iso(self.at + timedelta(days=1))}

        def settled(name: str, condition: Condition) -> Condition:
            known = held.get((name, condition.id))
            return condition if known is None else condition.model_copy(update={"time": moments[known]})

        return {
            name: gate.model_copy(update={"opens_when": [settled(name, c) for c in gate.opens_when]})
            for name, gate in text.gates.items()
        }

    def _decided(self, pieces: Pieces) -> tuple[Claim, ...]:
        """The claims with the keys turned, or not turned, as is settled: keys of one gate in one act."""
        claims = self.told.claims
        for word, actor in (p.unturns for p in pieces if p.unturns):
            claims = tuple(_without(c, word, actor) for c in claims)
        turned: dict[str, list[str]] = {}
        for word, actor in (p.turns for p in pieces if p.turns):
            turned.setdefault(word, []).append(actor)
        return (*claims, *(self._act(word, actors) for word, actors in turned.items()))

    def _act(self, word: str, actors: list[str]) -> Claim:
        """An act of decision early enough that nobody may still object, with whoever turned that key already."""
        gates = [g for g in self.agreement.text.gates.values() if g.decides == word and g.opens]
        wait = max((duration(g.opens.objection_within) for g in gates if g.opens and g.opens.objection_within),
                   default=timedelta())  # fmt: skip
        held = {a for g in gates if g.opens and g.opens.jointly for a in g.opens.by}
        before = {a for c in self.told.claims if c.decides == word for group in c.actors for a in group if a in held}
        at = self.at - wait - timedelta(minutes=1)
        by = tuple(sorted({*actors, *before}))
        return decision_claim(by, {"decides": word}, at, min(at, self.known), f"settled {word}")


def chosen(reading: Reading, pieces: Pieces) -> Reading:
    """A reading with the choices of these pieces made."""
    for piece in pieces:
        if piece.change is not None:
            reading = piece.change(reading)
    return reading


def _without(claim: Claim, word: str, actor: str) -> Claim:
    if claim.kind != "decision" or claim.decides != word:
        return claim
    groups = tuple(g for group in claim.actors if (g := tuple(a for a in group if a != actor)))
    return claim.model_copy(update={"actors": groups})
