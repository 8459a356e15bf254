"""The type of an event in one snippet: Holdfire's rules, and its fields beside plain words in a simple learnt classifier.

case2021: 480 snippets, 25 ACLED sub-types and five more. The half here has no training part, so the learnt rows are five-fold
cross-validation on it (each snippet is told by weights that never saw it); rules alone learn nothing. Weighted F1, as published.
satp: four yes-or-no columns, learnt on the train file, measured on the dev file; macro F1 over the columns.
cameo: five classes, five-fold cross-validation on the train file; macro F1.
Words of protest, disaster, crime and diplomacy, which are no acts of Holdfire, stand here and not in the package.
Run: ``python -m benchmarks.event_types``.
"""

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from benchmarks.data import ROOT
from holdfire.claims.page.model import Article
from holdfire.claims.text import Context, Proposed, claims_in

EXTRA_28 = frozenset({"ORG_CRIME", "NATURAL_DISASTER", "MAN_MADE_DISASTER"})
EXTRA_30 = EXTRA_28 | {"DIPLO", "ATTRIB"}
PUBLISHED = {"25 classes": 0.839, "28 classes": 0.797, "30 classes": 0.771}
"""Best weighted F1 of the shared task (Haneczok et al. 2021) on all 1,019 snippets, by systems trained on ACLED's own notes."""
TYPES = {
    "airstrike": "AIR_STRIKE",
    "shelling": "ART_MISS_ATTACK",
    "guided-missile": "ART_MISS_ATTACK",
    "explosive-device": "REM_EXPLOS",
    "clash": "ARMED_CLASH",
    "small-arms-fire": "ATTACK",
    "sniper-fire": "ATTACK",
    "attack": "ATTACK",
    "attack-on-civilians": "ATTACK",
    "attack-on-aid": "ATTACK",
    "abduction": "ABDUCT_DISSAP",
    "arrest": "ARREST",
    "looting": "PROPERTY_DISTRUCT",
    "withdrawal": "NON_VIOL_TERRIT_TRANSFER",
    "troop-movement": "CHANGE_TO_GROUP_ACT",
    "reinforcement": "CHANGE_TO_GROUP_ACT",
}
WORDS = [line.partition("\t")[::2] for line in Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()]
"""Types with a pattern of words each, the surest first."""
FIRST = frozenset(n for n, _ in WORDS[:3]) | {
    "FORCE_AGAINST_PROTEST",
    "MOB_VIOL",
    "VIOL_DEMONSTR",
    "PROTEST_WITH_INTER",
    "PEACE_PROTEST",
}
"""Types whose words are surer than an act found beside them."""
_PATTERNS = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in WORDS]
Rows = list[tuple[str, str]]


def folder() -> Path:
    found = Path(os.environ.get("HOLDFIRE_DATA") or ROOT.parent / "shared" / "data")
    if not (found / "case2021-event-types").is_dir():
        sys.exit(f"{found} is not there: set HOLDFIRE_DATA to the folder that holds case2021-event-types.")
    return found


def rows(path: Path, *, header: bool) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()[1 if header else 0 :]
    return [line.split("\t") for line in lines if "\t" in line]


def read(texts: Sequence[str]) -> list[tuple[Proposed, ...]]:
    return [claims_in(Article(text=t, language="en"), Context()) for t in texts]


def by_rules(text: str, told: tuple[Proposed, ...], classes: frozenset[str]) -> str:
    """Words that are surest first, then the act that the text tells first, then other words."""
    for name, pattern in _PATTERNS:
        if name in FIRST and name in classes and pattern.search(text):
            return name
    acts = [p for p in told if p.kind == "incident" and p.act] or [p for p in told if p.act]
    for p in acts:
        if p.act == "ground-advance":
            return (
                "GOV_REGAINS_TERIT"
                if p.actor_sense in ("government-forces", "police")
                else "NON_STATE_ACTOR_OVERTAKES_TER"
            )
        if p.weapon_sense == "grenade" and p.act in ("attack", "explosive-device"):
            return "GRENADE"
    specific = [p for p in acts if p.act not in ("attack", "attack-on-civilians") and p.act in TYPES]
    if specific:
        return TYPES[specific[0].act or ""]
    for name, pattern in _PATTERNS:
        weak = bool(acts) and name in ("ORG_CRIME", "DIPLO", "ATTRIB")
        if name in classes and name not in FIRST and not weak and pattern.search(text):
            return name
    return "ATTACK" if acts else "OTHER"


def facts(text: str, told: tuple[Proposed, ...]) -> dict[str, Any]:
    """Holdfire's fields, and the rule's own answer, as features."""
    out: dict[str, Any] = {f"rule={by_rules(text, told, frozenset(n for n, _ in WORDS))}": 1}
    for p in told:
        out[f"act={p.act}"] = out[f"kind={p.kind}"] = out[f"aside={p.aside}"] = 1
        out[f"manner={p.manner}"] = out[f"actor={p.actor_sense}"] = out[f"weapon={p.weapon_sense}"] = 1
        out[f"{p.act}+{p.actor_sense}"] = 1
        for t in p.targets:
            out[f"target={t.sense}"] = out[f"harm={t.harm}"] = 1
    out |= {f"word={name}": 1 for name, pattern in _PATTERNS if pattern.search(text)}
    return out


class Words:
    """Words and letters of a text, with Holdfire's fields beside them or without."""

    def __init__(self, *, fields: bool) -> None:
        self.fields = fields
        self.words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        self.letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
        self.told = DictVectorizer()

    def fit(self, texts: Sequence[str], told: Sequence[dict[str, Any]]) -> csr_matrix:
        parts = [self.words.fit_transform(texts), self.letters.fit_transform(texts)]
        return hstack(parts + ([self.told.fit_transform(told) * 0.4] if self.fields else [])).tocsr()

    def look(self, texts: Sequence[str], told: Sequence[dict[str, Any]]) -> csr_matrix:
        parts = [self.words.transform(texts), self.letters.transform(texts)]
        return hstack(parts + ([self.told.transform(told) * 0.4] if self.fields else [])).tocsr()


def across(texts: list[str], labels: list[str], told: list[dict[str, Any]], *, fields: bool) -> list[str]:
    """Five-fold cross-validation."""
    guessed = [""] * len(texts)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(texts, labels):
        words = Words(fields=fields)
        x = words.fit([texts[i] for i in train], [told[i] for i in train])
        model = LinearSVC(class_weight="balanced").fit(x, [labels[i] for i in train])
        for i, answer in zip(
            test, model.predict(words.look([texts[i] for i in test], [told[i] for i in test])), strict=True
        ):
            guessed[i] = str(answer)
    return guessed


def case2021(path: Path) -> dict[str, Any]:
    found = rows(path / "case2021-event-types" / "snippets.tsv", header=True)
    out: dict[str, Any] = {}
    print(
        f"\ncase2021 ({len(found)} snippets)\n{'':12}{'rules':>8}{'words':>8}{'words and fields':>18}{'published':>11}"
    )
    for name, left_out in (("25 classes", EXTRA_30), ("28 classes", EXTRA_30 - EXTRA_28), ("30 classes", frozenset())):
        kept = [(text, label) for _, text, label in found if label not in left_out]
        texts, labels = [t for t, _ in kept], [n for _, n in kept]
        told = read(texts)
        classes = frozenset(n for n, _ in WORDS) - left_out
        facts_of = [facts(t, p) for t, p in zip(texts, told, strict=True)]
        answers = {
            "rules": [by_rules(t, p, classes) for t, p in zip(texts, told, strict=True)],
            "words": across(texts, labels, facts_of, fields=False),
            "words and fields": across(texts, labels, facts_of, fields=True),
        }
        scores = {
            k: round(float(f1_score(labels, a, average="weighted", zero_division=0)), 3) for k, a in answers.items()
        }
        out[name] = {**scores, "published": PUBLISHED[name], "snippets": len(kept)}
        print(
            f"{name:12}{scores['rules']:8.3f}{scores['words']:8.3f}{scores['words and fields']:18.3f}{PUBLISHED[name]:11.3f}"
        )
    return out


def told_of(out: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in out.items())


def satp(path: Path) -> dict[str, Any]:
    """Each column by itself; one that is always the same in training is left out."""
    train = rows(path / "conflict-text-class" / "satp_relevant" / "train.tsv", header=False)
    dev = rows(path / "conflict-text-class" / "satp_relevant" / "dev.tsv", header=False)
    texts, more = [r[0] for r in train], [r[0] for r in dev]
    told = [facts(t, p) for t, p in zip(texts, read(texts), strict=True)]
    told_more = [facts(t, p) for t, p in zip(more, read(more), strict=True)]
    out = {}
    for name, fields in (("words", False), ("words and fields", True)):
        words = Words(fields=fields)
        x, y = words.fit(texts, told), words.look(more, told_more)
        scores = []
        for column in range(1, len(train[0])):
            labels = [r[column] for r in train]
            if len(set(labels)) > 1:
                model = LinearSVC(class_weight="balanced").fit(x, labels)
                scores.append(f1_score([r[column] for r in dev], model.predict(y), average="macro"))
        out[name] = round(float(np.mean(scores)), 3)
    print(f"\nsatp (learnt on {len(train)}, measured on {len(dev)}): {told_of(out)}")
    return out


def cameo(path: Path) -> dict[str, Any]:
    found = [r for r in rows(path / "conflict-text-class" / "cameo_class" / "train.tsv", header=False) if len(r) == 2]
    texts, labels = [r[0] for r in found], [r[1] for r in found]
    told = [facts(t, p) for t, p in zip(texts, read(texts), strict=True)]
    out = {
        name: round(float(f1_score(labels, across(texts, labels, told, fields=fields), average="macro")), 3)
        for name, fields in (("words", False), ("words and fields", True))
    }
    print(f"\ncameo ({len(found)} sentences, five-fold): {told_of(out)}")
    return out


def main() -> None:
    path = folder()
    began = time.perf_counter()
    out = {"case2021": case2021(path), "satp": satp(path), "cameo": cameo(path)}
    print(json.dumps({**out, "seconds": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main()
