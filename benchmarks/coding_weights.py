"""Weights for choosing which one of a list, or which of many: linear and deterministic."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

Facts = dict[str, Any]


class OneOf:
    """One option of each list: a softmax over the list, fitted to the credit to be expected, with an L2 penalty."""

    def __init__(self, penalty: float) -> None:
        self.penalty = penalty

    def fit(self, lists: Sequence[Sequence[Facts]], credits: Sequence[Sequence[float]]) -> "OneOf":
        """``credits``: what each option earns, 0 to 1. Lists in which none earns anything teach nothing."""
        kept = [i for i, credit in enumerate(credits) if max(credit, default=0) > 0 and len(credit) > 1]
        self.columns = DictVectorizer()
        x = self.columns.fit_transform([f for i in kept for f in lists[i]]).tocsr()
        earned = np.concatenate([np.asarray(credits[i], float) for i in kept])
        size = np.array([len(lists[i]) for i in kept])
        start = np.concatenate([[0], np.cumsum(size)[:-1]])
        turned = x.T.tocsr()

        def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
            scores = x @ w
            power = np.exp(scores - np.repeat(np.maximum.reduceat(scores, start), size))
            chance = power / np.repeat(np.add.reduceat(power, start), size)
            got = np.add.reduceat(chance * earned, start)
            gain = chance * earned / np.repeat(got, size)
            return -np.log(got).sum() + self.penalty / 2 * w @ w, turned @ (chance - gain) + self.penalty * w

        self.weights = minimize(
            loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150}
        ).x.round(9)
        return self

    def best(self, facts: Sequence[Facts]) -> int:
        """The number of the best option; the first where two are equal."""
        return int(np.argmax(self.columns.transform(facts) @ self.weights))


class EachOf:
    """A chance for each option by itself: logistic regression."""

    def __init__(self, strength: float) -> None:
        self.strength = strength

    def fit(self, facts: Sequence[Facts], right: Sequence[bool]) -> "EachOf":
        """``right``: which options are."""
        self.columns = DictVectorizer()
        x = self.columns.fit_transform(facts).tocsr()
        x.indices, x.indptr = x.indices.astype("int32"), x.indptr.astype("int32")
        self.model = LogisticRegression(C=self.strength, max_iter=400, solver="liblinear").fit(x, np.asarray(right))
        return self

    def chances(self, facts: Sequence[Facts]) -> np.ndarray:
        """Between 0 and 1, in the order given."""
        if not facts:
            return np.zeros(0)
        return self.model.predict_proba(self.columns.transform(facts))[:, 1]
