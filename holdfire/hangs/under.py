"""One reading with every choice that could be made in it: the status of each, and what flips its clocks."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from holdfire.findings import judge
from holdfire.hangs.asking import VARIANT, Asking
from holdfire.hangs.choices import choices, combined
from holdfire.hangs.found import NEVER, Found
from holdfire.hangs.pieces import Piece, Pieces
from holdfire.incidents import Incident
from holdfire.pipeline import Judged
from holdfire.status import Known
from holdfire.status.evidence import Evidence
from holdfire.status.flip_answer import FlipKind
from holdfire.status.flip_extract import Asked, Attributions, Extracted, extract
from holdfire.status.flip_model import ClockModel, Settlement
from holdfire.status.flip_search import Flips, flips
from holdfire.status.model import ReadingStatus
from holdfire.status.status import Then, by_then

OWN = 0
"""The number of the reading as it is, with no choice made."""


class Under:
    """A reading, its choices by number, and everything judged under all of them at once."""

    def __init__(self, asking: Asking, name: str, clocks: Sequence[str], limit: int) -> None:
        self.asking, self.name, self.limit = asking, name, limit
        self.root = name.partition("/")[0]
        text = asking.agreement.text
        self.clocks = [c for c in clocks if c in text.clocks]
        made = combined(choices(text, self.root, name, self.clocks))
        self.variants: dict[int, Pieces] = {OWN: (), **dict(enumerate(made, 1))}
        self._alike: list[tuple[ClockModel, Flips]] = []
        self._evidence: dict[int, Evidence] = {}
        self._clock_flips: dict[tuple[int, str], Found] = {}

    def called(self, number: int) -> str:
        """The name that the reading has with that choice made."""
        return f"{self.root}{VARIANT}{number}{self.name[len(self.root) :]}" if number else self.name

    @cached_property
    def judged(self) -> Judged:
        """Everything, under the reading and under each choice in it."""
        return self.asking.only(self.root, {n: p for n, p in self.variants.items() if n}).judged()

    def status(self, number: int) -> ReadingStatus | None:
        """The status with that choice made."""
        return self.judged.status.readings.get(self.called(number))

    @cached_property
    def then(self) -> Then:
        """What all of them are measured on."""
        j, told = self.judged, self.asking.told
        known = Known(j.claims, j.incidents, j.findings, "", "", told.known(self.asking.known), told.signed)
        return by_then(j.agreement, known, self.asking.at)

    def evidence(self, number: int) -> Evidence:
        """What the reading with that choice made is measured on."""
        if number not in self._evidence:
            self._evidence[number] = self.then.under(self.called(number))
        return self._evidence[number]

    @cached_property
    def incidents(self) -> dict[str, Incident]:
        """Incidents by id."""
        return {i.id: i for i in self.judged.incidents}

    @cached_property
    def _by_alternative(self) -> dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]:
        """Reading, then incident whose attribution is open there, to each alternative and how it would be judged."""
        found: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        open_ = {f.incident for f in self.judged.findings if any("attribution-open" in r for _, r in f.under.values())}
        tried = [
            (i.id, group, i.model_copy(update={"id": f"{i.id}\x1f{n}", "actors": (group,)}))
            for i in self.judged.incidents if i.id in open_ for n, group in enumerate(i.actors)
        ]  # fmt: skip
        if not tried:
            return found
        of = {f"{i.id}": (name, group) for name, group, i in tried}
        for finding in judge(self.judged.agreement, [i for _, _, i in tried], self.then.decisions):
            name, group = of[finding.incident]
            for reading, (verdict, _) in finding.under.items():
                key = f"{finding.provision}\x1f{name}"
                found.setdefault(reading, {}).setdefault(key, []).append((group, verdict))
        return found

    def attributions(self, number: int, provisions: Sequence[str]) -> Attributions:
        """Each open attribution, settled by one of its alternatives: whether it is then a breach of these provisions."""
        by_group: dict[str, dict[tuple[str, ...], set[str]]] = {}
        for key, told in self._by_alternative.get(self.called(number), {}).items():
            provision, _, name = key.partition("\x1f")
            if provision in provisions:
                for group, verdict in told:
                    by_group.setdefault(name, {}).setdefault(group, set()).add(verdict)
        settled = {
            name: [(g, "breach" in v) for g, v in groups.items() if "breach" in v or "undetermined" not in v]
            for name, groups in by_group.items()
        }
        return {name: groups for name, groups in settled.items() if len({b for _, b in groups}) == 2}

    def extracted(self, number: int, key: str) -> Extracted | None:
        """A clock's model with that choice made; None when it is not run, or has not begun."""
        name = self.called(number)
        reading = self.judged.agreement.text.readings[name]
        if key not in reading.clocks:
            return None
        limbs = reading.clocks[key].limbs.values()
        provisions = [p for limb in limbs for p in limb.unmet.provisions]
        evidence = self.evidence(number)
        return extract(self.then.run_of(evidence, key), evidence, self.attributions(number, provisions))

    def clock(self, number: int, key: str) -> Found:
        """Sets of incidents, attributions and days that flip a clock with that choice made."""
        at = (number, key)
        if at not in self._clock_flips:
            self._clock_flips[at] = self._flips(number, key)
        return self._clock_flips[at]

    def _flips(self, number: int, key: str) -> Found:
        extracted = self.extracted(number, key)
        if extracted is None:
            return NEVER
        found = self._search(extracted.model)
        sets = tuple(self._pieces(s, extracted.asked) for s in found.sets)
        return Found(sets, found.least, found.all_up_to, found.more) if found.least is not None else NEVER

    def _search(self, model: ClockModel) -> Flips:
        """Choices that make no difference to the model are searched once."""
        known = next((f for m, f in self._alike if m == model), None)
        if known is None:
            known = flips(model, self.limit)
            self._alike.append((model, known))
        return known

    def _pieces(self, settlement: Settlement, asked: Mapping[str, Asked]) -> Pieces:
        return tuple(self._piece(asked[name], option) for name, option in sorted(settlement.items()))

    def _piece(self, asked: Asked, option: int) -> Piece:
        words, settled = asked.ways[option]
        if asked.kind == "day":
            says = f"{asked.limb} on {asked.day}"
            return Piece(asked.name, "day", words, asked.now, says, asked.day, None, asked.because, settled)
        kind: FlipKind = "attribution" if asked.kind == "attribution" else "incident"
        return Piece(asked.name, kind, words, asked.now, "", asked.day, asked.name, asked.because, settled)
