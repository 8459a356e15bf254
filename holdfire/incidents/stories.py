"""Which texts tell of one happening: articles put together before, or without, any claim being read from them.

Texts are compared by their telling words and by runs of two, the rarer the more (TF-IDF, logarithmic). Names and numbers count
twice, and so does what stands first, where news says what happened: two happenings of one kind differ in who, where and how
many. Groups are made by average linkage: two join while the mean likeness of their texts is ``ALIKE`` or more. What is put
together is a proposal.

Only texts that share something rare are held against each other, so cost grows with the number of texts and not with its square.
"""

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np

from holdfire.incidents.texts import LONGEST, folded, stem, telling
from holdfire.incidents.weights import Floats, Ints

ALIKE: Final = 0.20
"""Mean likeness from which groups join: best on every second topic of ECB+ (``benchmarks/fusion_text.py``)."""
ALIKE_WITH_MEANING: Final = 0.32
"""The same where vectors of meaning are given, which lift every likeness."""
NAME, NUMBER, FIRST, FIRST_SENTENCES, RUN = 2.0, 2.0, 2.0, 2, 1.0
"""How often a name, a number, a word of the first sentences, and a run of two words count."""
RARE = 40
"""A word or run that no more texts have brings texts together; what more of them have is compared, and brings nobody
together."""
WEIGHT_OF_MEANING: Final = 0.3
"""Share of the likeness of meaning where vectors are given, by hand; on ECB+ half of it does as well."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_ADDRESS = re.compile(r"\bhttps?\s*:\s*/\s*/\s*\S+|\bwww\s*\.\s*\S+")
_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+|\n+")
Vectors = Sequence[Sequence[float]] | Floats


def features(text: str) -> dict[str, float]:
    """The telling words of a text and runs of two, stemmed, and how much each counts."""
    found: dict[str, float] = defaultdict(float)
    for number, sentence in enumerate(_SENTENCE.split(_ADDRESS.sub(" ", text[:LONGEST]).strip())):
        before = ""
        for at, match in enumerate(_WORD.finditer(sentence)):
            word = match.group()
            plain = folded(word)
            if not telling(plain):
                before = ""
                continue
            counts = FIRST if number < FIRST_SENTENCES else 1.0
            counts *= NUMBER if plain.isdigit() else NAME if at and word[0].isupper() else 1.0
            found[stem(plain)] += counts
            if before:
                found[f"{before} {stem(plain)}"] += counts * RUN
            before = stem(plain)
    return dict(found)


@dataclass(frozen=True)
class _Table:
    """Texts as rows of weighted features, each row of length one: row ``n`` is ``[first[n]:first[n + 1]]``."""

    feature: Ints
    weight: Floats
    first: Ints
    often: Ints


def same_story(
    texts: Sequence[str], alike: float | None = None, meaning: Vectors | None = None
) -> list[tuple[int, ...]]:
    """Positions of texts that tell of one happening, each in one group, in order of the first.

    ``meaning`` gives each text a vector of length one (``meaning.vectors``), where a model is installed. The order of the texts
    decides among exact equals alone.
    """
    least = alike if alike is not None else ALIKE if meaning is None else ALIKE_WITH_MEANING
    table = _table(texts)
    one, other = _candidates(table)
    like = _cosines(table, one, other)
    if meaning is not None:
        like = (1 - WEIGHT_OF_MEANING) * like + WEIGHT_OF_MEANING * _meant(
            np.asarray(meaning, dtype=np.float64), one, other
        )
    return _average_linkage(len(texts), one, other, like, least)


def _table(texts: Sequence[str]) -> _Table:
    held = [features(t) for t in texts]
    often: dict[str, int] = defaultdict(int)
    for found in held:
        for name in found:
            often[name] += 1
    numbers = {name: n for n, name in enumerate(sorted(n for n, times in often.items() if times > 1))}
    size = len(texts)
    feature: list[int] = []
    weight: list[float] = []
    first = [0]
    for found in held:
        row = sorted(
            (numbers[n], (1 + log(max(c, 1.0))) * _rarity(size, often[n])) for n, c in found.items() if n in numbers
        )
        length = sum(w * w for _, w in row) ** 0.5 or 1.0
        feature += [n for n, _ in row]
        weight += [w / length for _, w in row]
        first.append(len(feature))
    return _Table(
        np.array(feature, dtype=np.int64),
        np.array(weight, dtype=np.float64),
        np.array(first, dtype=np.int64),
        np.array([often[name] for name in numbers], dtype=np.int64),
    )


def _rarity(texts: int, having: int) -> float:
    return log((1 + texts) / (1 + having)) + 1


def _candidates(table: _Table) -> tuple[Ints, Ints]:
    """Pairs of texts that share a rare feature, each once."""
    size = len(table.first) - 1
    row = np.repeat(np.arange(size), np.diff(table.first))
    rare = table.often[table.feature] <= RARE
    order = np.lexsort((row[rare], table.feature[rare]))
    feature, row = table.feature[rare][order], row[rare][order]
    keys = [np.zeros(0, dtype=np.int64)]
    for step in range(1, RARE):
        if step >= len(row):
            break
        same = feature[step:] == feature[:-step]
        if not same.any():
            break
        keys.append(np.unique(row[:-step][same] * size + row[step:][same]))
    every = np.unique(np.concatenate(keys))
    return every // size, every % size


def _cosines(table: _Table, one: Ints, other: Ints) -> Floats:
    """The likeness of the words of each pair, 0 to 1."""
    found = np.zeros(len(one))
    features_in_all = len(table.often)
    step = 20_000
    for begin in range(0, len(one), step):
        here = slice(begin, begin + step)
        mine, mine_weight = _rows(table, one[here], features_in_all)
        theirs, their_weight = _rows(table, other[here], features_in_all)
        keys, at, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        product = mine_weight[at] * their_weight[there]
        found[here] = np.bincount(keys // max(1, features_in_all), weights=product, minlength=len(one[here]))
    return found


def _rows(table: _Table, texts: Ints, width: int) -> tuple[Ints, Floats]:
    sizes = table.first[texts + 1] - table.first[texts]
    pair = np.repeat(np.arange(len(texts)), sizes)
    place = np.repeat(table.first[texts] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(len(pair))
    return pair * width + table.feature[place], table.weight[place]


def _meant(vectors: Floats, one: Ints, other: Ints) -> Floats:
    """The likeness of meaning of each pair, from the least two texts here have (0) to the same text (1)."""
    cosine: Floats = np.einsum("ij,ij->i", vectors[one], vectors[other])
    least = float(cosine.min(initial=1.0))
    return (cosine - least) / max(1e-9, 1 - least)


def _average_linkage(size: int, one: Ints, other: Ints, like: Floats, least: float) -> list[tuple[int, ...]]:
    """Groups joined while the mean likeness between them is ``least`` or more, the likest first; unlisted pairs have none."""
    total: list[dict[int, float]] = [{} for _ in range(size)]
    for a, b, value in zip(one.tolist(), other.tolist(), like.tolist(), strict=True):
        total[a][b] = total[b][a] = value
    members: dict[int, tuple[int, ...]] = {n: (n,) for n in range(size)}
    heap = [(-v, a, b) for a in range(size) for b, v in total[a].items() if a < b and v >= least]
    heapq.heapify(heap)
    mean: Callable[[int, int], float] = lambda a, b: total[a][b] / (len(members[a]) * len(members[b]))  # noqa: E731
    while heap:
        value, a, b = heapq.heappop(heap)
        if a not in members or b not in members or b not in total[a] or abs(mean(a, b) + value) > 1e-12:
            continue
        members[a] = tuple(sorted(members[a] + members.pop(b)))
        for c, shared in total[b].items():
            del total[c][b]
            if c != a:
                total[a][c] = total[c][a] = total[a].get(c, 0.0) + shared
        total[b] = {}
        for c in sorted(total[a]):
            if mean(a, c) >= least:
                heapq.heappush(heap, (-mean(a, c), min(a, c), max(a, c)))
    return [members[n] for n in sorted(members, key=lambda n: members[n][0])]
