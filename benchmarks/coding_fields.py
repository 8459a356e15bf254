"""Date, place, perpetrators and victims of an incident chosen among all that its text offers, by weights learnt on DEV.

Learnt from the statements that stand beside a key template on DEV. A date and a place are one of a list; of people each is told
by a chance of its own, with a threshold for each slot. The thresholds are those with the best F on DEV under five-fold
cross-validation, over the statements that would be answered, right or not; a slot in which the rules do as well keeps theirs.
Nothing learnt here is part of Holdfire.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from benchmarks.coding_answers import PEOPLE, template
from benchmarks.coding_muc import Filler, Message, Places, Template
from benchmarks.coding_offers import Text, date_options, place_options
from benchmarks.coding_people import SLOTS, answers, picked
from benchmarks.coding_score import Tally, aligned, grade, slot_tally
from benchmarks.coding_weights import EachOf, Facts, OneOf
from holdfire.claims.text import Proposed

CHOSEN = {2: date_options, 3: place_options}
_PENALTY = {2: 10.0, 3: 3.0}
_STRENGTH = 0.3
LEAST = [x / 20 for x in range(3, 13)]


@dataclass
class Case:
    """One statement with the template that the rules give, all that its text offers, and the key it stands beside, if any."""

    message: Message
    proposed: Proposed
    ruled: Template
    lists: dict[int, list[tuple[str, Facts]]]
    people: dict[int, dict[str, Facts]]
    key: Template | None = None
    answered: bool = True


class Cases:
    """Makes cases; what is found once in a text is kept."""

    def __init__(self, told: Sequence[tuple[Message, Sequence[Proposed]]], places: Places) -> None:
        self.told = {m.id: (m, proposed) for m, proposed in told}
        self.places = places
        self.texts: dict[str, Text] = {}

    def case(self, name: str, p: Proposed, key: Template | None = None, *, answered: bool = True) -> Case:
        message, proposed = self.told[name]
        t = self.texts.get(name) or Text(message, proposed, self.places)
        self.texts[name] = t
        ruled = template(p, message, self.places)
        said = {slot: [f.options[0] for f in ruled.slots.get(slot, [])] for slot in (*CHOSEN, *SLOTS)}
        lists = {slot: list(offer(t, p, (said[slot] or [""])[0])) for slot, offer in CHOSEN.items()}
        return Case(message, p, ruled, lists, answers(t, p, said), key, answered)


def earned(slot: int, key: Template, value: str) -> int:
    return max((grade(slot, f, Filler((value,))) for f in key.slots.get(slot, [])), default=0)


class Fields:
    """Weights for each slot, and thresholds for those of people."""

    def __init__(self, cases: Sequence[Case]) -> None:
        """``cases``: what stands beside a key template, which teaches, and what would be answered, which sets thresholds."""
        self.least = dict.fromkeys(SLOTS, 0.35)
        matched = [i for i, c in enumerate(cases) if c.key is not None and not c.answered]
        chances: list[dict[int, np.ndarray]] = [{} for _ in cases]
        for train, test in GroupKFold(5).split(cases, groups=[c.message.id for c in cases]):
            taught = set(train)
            self._fit([cases[i] for i in matched if i in taught])
            for i in test:
                chances[i] = {s: self.each[s].chances(list(cases[i].people[s].values())) for s in SLOTS}
        found = {slot: best_least(slot, cases, chances) for slot in SLOTS}
        self.least = {slot: least for slot, (_, least) in found.items()}
        self.by_rule = {slot for slot, (f, _) in found.items() if f <= f_of_rules(slot, cases)}
        self._fit([cases[i] for i in matched])

    def _fit(self, cases: Sequence[Case]) -> None:
        keys = [(c, c.key) for c in cases if c.key is not None]
        self.one = {
            slot: OneOf(_PENALTY[slot]).fit(
                [[f for _, f in c.lists[slot]] for c, _ in keys],
                [[earned(slot, key, value) / 2 for value, _ in c.lists[slot]] for c, key in keys],
            )
            for slot in CHOSEN
        }
        self.each = {}
        for slot in SLOTS:
            pairs = [(f, earned(slot, key, v) == 2) for c, key in keys for v, f in c.people[slot].items()]
            self.each[slot] = EachOf(_STRENGTH).fit([f for f, _ in pairs], [r for _, r in pairs])

    def filled(self, case: Case) -> Template:
        """The template of the rules, with these slots told anew and those that hang on them made to fit."""
        out = Template(slots=dict(case.ruled.slots))
        for slot in CHOSEN:
            options = case.lists[slot]
            if options:
                out.slots[slot] = [Filler((options[self.one[slot].best([f for _, f in options])][0],))]
        for slot in SLOTS:
            offers = case.people[slot]
            if slot in self.by_rule:
                continue
            chances = self.each[slot].chances(list(offers.values()))
            out.slots[slot] = [Filler((v,)) for v in picked(list(offers), chances, self.least[slot])]
        _fit_together(out, case)
        return out


def _fit_together(out: Template, case: Case) -> None:
    """Who is told decides whether the slots about them are empty; what they say, where the rules say nothing, is the usual."""
    blamed, hurt = bool(out.slots.get(9) or out.slots.get(10)), bool(out.slots.get(18) or out.slots.get(19))
    if not blamed:
        out.slots[8] = []
    elif not out.slots.get(8):
        out.slots[8] = [Filler(("TERRORIST ACT",))]
    if not out.slots.get(10):
        out.slots[11] = []
    elif not out.slots.get(11):
        out.slots[11] = [Filler(("REPORTED AS FACT",))]
    if not hurt:
        out.slots |= {slot: [] for slot in (20, 21, 23)}
    elif not out.slots.get(20):
        offers = case.people[19]
        about = [n for f in out.slots.get(19, []) for n in offers.get(f.options[0], {})]
        senses = [n.removeprefix("sort=person:") for n in about if n.startswith("sort=")]
        out.slots[20] = [Filler((kind,)) for kind in sorted({PEOPLE.get(s.split(",")[0], "CIVILIAN") for s in senses})]


def best_least(slot: int, cases: Sequence[Case], chances: Sequence[dict[int, np.ndarray]]) -> tuple[float, float]:
    """The best F over the cases that would be answered, and the threshold that gives it; the lower of equals."""
    results = []
    for least in LEAST:
        tally = Tally()
        for case, chance in zip(cases, chances, strict=True):
            if not case.answered:
                continue
            told = [Filler((v,)) for v in picked(list(case.people[slot]), chance[slot], least)]
            tally.add(slot_tally(slot, case.key.slots.get(slot, []) if case.key else [], told))
        results.append((tally.measures()["f"], -least))
    f, least = max(results)
    return f, -least


def f_of_rules(slot: int, cases: Sequence[Case]) -> float:
    """The F of the rules' own answers over the same cases."""
    tally = Tally()
    for case in cases:
        if case.answered:
            tally.add(
                slot_tally(slot, case.key.slots.get(slot, []) if case.key else [], case.ruled.slots.get(slot, []))
            )
    return tally.measures()["f"]


def beside(
    key: dict[str, list[Template]], answered: Mapping[str, list[tuple[Proposed, Template]]]
) -> list[tuple[str, Proposed, Template | None]]:
    """Each answered statement with the key template that the scorer puts it beside, or None."""
    out: list[tuple[str, Proposed, Template | None]] = []
    for name, found in answered.items():
        pairs = {r: k for k, r in aligned(key.get(name, []), [t for _, t in found])}
        out += [(name, p, key[name][pairs[r]] if r in pairs else None) for r, (p, _) in enumerate(found)]
    return out
