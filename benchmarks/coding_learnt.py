"""Which of Holdfire's statements the conference's coders would have kept: weights learnt on DEV, inside this benchmark alone.

A statement is right where the scorer puts it beside a key template. Logistic regression on its fields and the words of its
sentences and text. Two thresholds, for the first and for each further template of one type in a text, chosen on DEV by five-fold
cross-validation for the F of the type slot. Nothing learnt here is part of Holdfire.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.coding_answers import kind_of, relevant, template
from benchmarks.coding_fields import Case, Cases, Fields, beside
from benchmarks.coding_muc import Message, Places, Template
from benchmarks.coding_score import aligned
from holdfire.claims.text import Proposed

Told = Sequence[tuple[Message, tuple[Proposed, ...]]]
FIRST = [x / 20 for x in range(4, 11)]
MORE = [x / 10 for x in range(3, 10)]
WORDS = 2.0
"""What words weigh beside fields: tried on DEV under cross-validation."""


@dataclass
class Candidate:
    message: Message
    proposed: Proposed
    rank: int
    of: int


def candidates(told: Told) -> list[Candidate]:
    """Every statement that has a type at all, those that the rules leave out included."""
    out = []
    for message, proposed in told:
        kept = [p for p in proposed if kind_of(p) and p.kind in ("incident", "statement", "denial")]
        out += [Candidate(message, p, rank, len(kept)) for rank, p in enumerate(kept)]
    return out


def features(c: Candidate) -> dict[str, Any]:
    p = c.proposed
    out: dict[str, Any] = {
        f"act={p.act}": 1, f"type={kind_of(p)}": 1, f"manner={p.manner}": 1, f"aside={p.aside}": 1, f"kind={p.kind}": 1,
        f"actor={p.actor_sense}": 1, f"stage={p.stage}": 1, f"weapon={p.weapon_sense}": 1, "rules": int(relevant(p)),
        "actors": min(3, len(p.actors)), "targets": min(4, len(p.targets)), "named": sum(t.name is not None for t in p.targets),
        "timed": int(p.time is not None), f"precision={p.time.precision if p.time else ''}": 1, "placed": int(bool(p.place)),
        "again": min(4, len(p.told_again)), "first": int(c.rank == 0), "of": min(8, c.of) / 8, "rank": min(8, c.rank) / 8,
        "spoken": int(bool(p.speakers)), "owned": int(p.owned), f"trigger={p.trigger.words.lower()}": 1,
        "at": min(1.0, p.trigger.start / 2000), "quoted": int(not c.message.article.text[:1].isalpha()),
    }  # fmt: skip
    for t in p.targets:
        out[f"target={t.sort}:{t.sense}"] = 1
        out[f"harm={t.harm}"] = 1
    if p.time is not None and c.message.article.published:
        days = (c.message.article.published.start - p.time.first).days
        out[
            f"days={'0' if days <= 0 else '1-3' if days < 4 else '4-10' if days < 11 else '11-60' if days < 61 else 'more'}"
        ] = 1
    return out


def beside_others(c: Candidate, others: Sequence[Candidate]) -> dict[str, Any]:
    """How a statement stands to the others of its text: whether an earlier one told the same, and how fully it tells."""
    p, kind = c.proposed, kind_of(c.proposed)
    earlier = [o.proposed for o in others if o.rank < c.rank]
    mine, before = target_words(p), [target_words(q) for q in earlier]
    out: dict[str, Any] = {
        f"same type before={min(3, sum(kind_of(q) == kind for q in earlier))}": 1,
        f"same type={min(4, sum(kind_of(o.proposed) == kind for o in others))}, {kind}": 1,
        "told before": max((len(mine & w) / max(1, len(mine)) for w in before), default=0.0),
        "others right by rules": min(3, sum(relevant(o.proposed) for o in others if o is not c)),
        "fullness": fullness(p),
        "less full": fullness(p) - max((fullness(o.proposed) for o in others if o is not c), default=0),
    }
    for t in p.targets:
        words = t.said.words.upper().split()
        out |= {f"target head={words[-1]}": 1, f"target first={words[0]}": 1, f"{t.harm}, {t.sense}": 1}
        out |= {f"number={t.low}": 1, f"{p.act}, {t.sense}": 1}
    return out | {f"actor head={a.words.upper().split()[-1]}": 1 for a in p.actors}


def fullness(p: Proposed) -> int:
    return sum(map(bool, (p.actors, p.targets, p.time, p.place, p.weapons)))


def target_words(p: Proposed) -> set[str]:
    return {w for t in p.targets for w in t.said.words.upper().split() if len(w) > 3}


def all_features(found: Sequence[Candidate]) -> list[dict[str, Any]]:
    others = by_text(found)
    return [features(c) | beside_others(c, others[c.message.id]) for c in found]


class Learnt:
    """Weights and two thresholds."""

    def __init__(self, told: Told, key: dict[str, list[Template]], places: Places, *, fields: bool = True) -> None:
        """``fields``: learn also which date, place and people of the text are the statement's."""
        found = candidates(told)
        right = labels(found, key, places)
        groups = [c.message.id for c in found]
        chance = np.zeros(len(found))
        for train, test in GroupKFold(5).split(found, right, groups):
            self._fit([found[i] for i in train], right[train])
            chance[test] = self.chance([found[i] for i in test])
        kept = {m.id: key.get(m.id, []) for m, _ in told}
        self.first, self.more = best(found, chance, kept)
        self._fit(found, right)
        if fields:
            self.fields_of = Fields(
                self._cases(told, found, right, chosen(found, chance, self.first, self.more), key, places)
            )

    def _cases(
        self, told: Told, found: list[Candidate], right: np.ndarray, answered: dict[str, list[Candidate]],
        key: dict[str, list[Template]], places: Places,
    ) -> list[Case]:  # fmt: skip
        """What stands beside a key template, of all statements and of those that would be answered."""
        cases = Cases(told, places)
        out = []
        for might in (by_text([c for c, r in zip(found, right, strict=True) if r]), answered):
            for name, p, beside_it in beside(key, with_templates(might, places)):
                if might is answered or beside_it is not None:
                    out.append(cases.case(name, p, beside_it, answered=might is answered))
        return out

    def _fit(self, found: list[Candidate], right: np.ndarray) -> None:
        self.fields, self.words = DictVectorizer(), TfidfVectorizer(min_df=3, ngram_range=(1, 2), sublinear_tf=True)
        self.text = TfidfVectorizer(min_df=4, sublinear_tf=True)
        x = hstack(
            [
                self.fields.fit_transform(all_features(found)),
                self.words.fit_transform(map(said, found)) * WORDS,
                self.text.fit_transform(map(whole, found)) * WORDS,
            ]
        )
        self.model = LogisticRegression(C=0.3, max_iter=800).fit(x, right)

    def chance(self, found: list[Candidate]) -> np.ndarray:
        x = hstack(
            [
                self.fields.transform(all_features(found)),
                self.words.transform(map(said, found)) * WORDS,
                self.text.transform(map(whole, found)) * WORDS,
            ]
        )
        return self.model.predict_proba(x)[:, 1]

    def answers(self, told: Told, places: Places) -> dict[str, list[Template]]:
        return {name: [t for _, t in kept] for name, kept in with_templates(self.kept(told), places).items()}

    def kept(self, told: Told) -> dict[str, list[Candidate]]:
        """The statements that are answered, by text."""
        found = candidates(told)
        return chosen(found, self.chance(found), self.first, self.more)

    def filled(self, told: Told, places: Places) -> dict[str, list[Template]]:
        """Their templates, with date, place and people chosen by weights too."""
        cases = Cases(told, places)
        return {
            name: [self.fields_of.filled(cases.case(name, c.proposed)) for c in kept]
            for name, kept in self.kept(told).items()
        }


def by_text(found: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    out: dict[str, list[Candidate]] = {}
    for c in found:
        out.setdefault(c.message.id, []).append(c)
    return out


def with_templates(kept: dict[str, list[Candidate]], places: Places) -> dict[str, list[tuple[Proposed, Template]]]:
    return {name: [(c.proposed, template(c.proposed, c.message, places)) for c in cs] for name, cs in kept.items()}


def said(c: Candidate) -> str:
    return " ".join([c.proposed.sentence.words, *(s.words for s in c.proposed.told_again)])


def whole(c: Candidate) -> str:
    return c.message.article.text


def labels(found: list[Candidate], key: dict[str, list[Template]], places: Places) -> np.ndarray:
    right = np.zeros(len(found), dtype=int)
    by_text: dict[str, list[int]] = {}
    for number, c in enumerate(found):
        by_text.setdefault(c.message.id, []).append(number)
    for name, numbers in by_text.items():
        response = [template(found[n].proposed, found[n].message, places) for n in numbers]
        for _, r in aligned(key.get(name, []), response):
            right[numbers[r]] = 1
    return right


def chosen(found: list[Candidate], chance: np.ndarray, first: float, more: float) -> dict[str, list[Candidate]]:
    out: dict[str, list[Candidate]] = {}
    seen: set[tuple[str, str]] = set()
    for n in np.argsort(-chance, kind="stable"):
        c = found[n]
        once = (c.message.id, kind_of(c.proposed))
        if chance[n] >= (more if once in seen else first):
            seen.add(once)
            out.setdefault(c.message.id, []).append(c)
    return out


def best(found: list[Candidate], chance: np.ndarray, key: dict[str, list[Template]]) -> tuple[float, float]:
    """The thresholds with the best F of the type slot, by types alone."""
    order = np.argsort(-chance, kind="stable")
    wanted = {
        name: Counter(f.slots[4][0].options[0] for f in templates if not f.optional) for name, templates in key.items()
    }
    allowed = {name: Counter(f.slots[4][0].options[0] for f in templates) for name, templates in key.items()}
    results = []
    for first in FIRST:
        for more in MORE:
            if more >= first:
                results.append((_f(found, chance, order, (first, more), wanted, allowed), -first, -more))
    _, first, more = max(results)
    return -first, -more


def _f(
    found: list[Candidate],
    chance: np.ndarray,
    order: np.ndarray,
    steps: tuple[float, float],
    wanted: dict[str, Counter[str]],
    allowed: dict[str, Counter[str]],
) -> float:
    """F of types, counted text by text without partial credit."""
    told: dict[str, Counter[str]] = {}
    for n in order:
        types = told.setdefault(found[n].message.id, Counter())
        kind = kind_of(found[n].proposed)
        if chance[n] >= steps[1 if types[kind] else 0]:
            types[kind] += 1
    right = sum((types & allowed[name]).total() for name, types in told.items())
    actual = sum(types.total() for types in told.values())
    possible = sum(types.total() for types in wanted.values())
    return 2 * right / max(1, actual + possible)
