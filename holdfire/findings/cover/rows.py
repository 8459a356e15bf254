"""Columns of equal length, taken and joined as rows."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Rows:
    """Columns of equal length."""

    def taken(self, which: Numbers | slice) -> Self:
        """Some of the rows, in the order asked for."""
        return type(self)(*(getattr(self, f.name)[which] for f in fields(self)))

    @classmethod
    def joined(cls, some: Sequence[Self]) -> Self:
        """Rows after rows; at least one set is given."""
        return cls(*(np.concatenate([getattr(s, f.name) for s in some]) for f in fields(cls)))


def spread(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Every whole number from ``first`` to ``last`` of each pair: which pair, and the number."""
    count = np.maximum(last - first + 1, 0)
    which = np.repeat(np.arange(len(count)), count)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(count) - count - first, count)
