"""The table of weights that links are summed up from: set by hand, or learnt from a record and carried by a case.

A CSV with the columns ``field``, ``level``, ``m``, ``u``, ``weight`` and ``learnt``: of pairs that are one happening the share
``m`` falls into the level, of other near pairs the share ``u``; the weight is the binary logarithm of their ratio, in points,
each doubling the odds. Levels set by hand have no ``m`` and ``u``. The row ``base,all`` shifts every sum, so that in every
table a pair of ``EVEN`` points is as likely one happening as two. Weights have two decimals and are added as whole hundredths: a
link has the same points on every machine and engine, today and from the table in ten years.
"""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Final

import numpy as np

from holdfire.errors import SourceError, did_you_mean
from holdfire.incidents.fields import FIELDS, HAND_POINTS, LATER
from holdfire.incidents.weights import Ints

UNIT: Final = 100
"""Weights are added as hundredths of a point."""
MOST: Final = 20
"""No level counts more than this, either way: a million to one, and sums stay within their bits."""
EVEN: Final = 18
"""Points at which a pair is as likely one happening as two. By hand: on three noisy tellings of UCDP GED's earlier half a third
of the pairs of 14 points are one event, half of those of 18, nine in ten of those of 24. What is learnt is shifted to it."""
COLUMNS: Final = ("field", "level", "m", "u", "weight", "learnt")
BASE: Final = ("base", "all")
BY_HAND: Final = "by hand"


@dataclass(frozen=True)
class Row:
    """One line of the table: points in hundredths, and for what was learnt the shares it stands on and where."""

    hundredths: int
    m: float | None = None
    u: float | None = None
    learnt: str = BY_HAND


@dataclass(frozen=True, eq=False)
class LinkWeights:
    """Weights by field and level. What a table does not name has its hand-set points."""

    rows: Mapping[tuple[str, str], Row] = field(default_factory=dict)

    def row(self, name: str, level: str) -> Row:
        """The line for a level; the hand-set one where the table has none."""
        return self.rows.get((name, level)) or Row(HAND_POINTS.get((name, level), 0) * UNIT)

    @property
    def base(self) -> int:
        """Hundredths added to every sum."""
        return self.row(*BASE).hundredths

    @cached_property
    def tables(self) -> dict[str, Ints]:
        """Hundredths of every level by field, by the level's number."""
        return {
            name: np.array([self.row(name, level).hundredths for level in f.levels], dtype=np.int64)
            for name, f in FIELDS.items()
        }

    def sums(self, packed: Ints) -> Ints:
        """The hundredths of pairs by their packed levels."""
        total = np.full(len(packed), self.base, dtype=np.int64)
        for name, f in FIELDS.items():
            total += self.tables[name][f.of(packed)]
        return total

    def most_later(self) -> int:
        """The most that fields which are looked at later can add to what they give while nothing was looked at."""
        gains = [
            int(self.tables[f].max() - self.tables[f][FIELDS[f].levels.index(level)]) for f, level in LATER.items()
        ]
        return sum(gains)

    def digest(self) -> str:
        """``sha256:`` and the hash of the table as it is written."""
        return "sha256:" + hashlib.sha256(written(self).encode()).hexdigest()


HAND_SET: Final = LinkWeights()


def points(hundredths: int) -> int | float:
    """Hundredths as points: whole ones as whole numbers."""
    return hundredths // UNIT if hundredths % UNIT == 0 else hundredths / UNIT


def written(weights: LinkWeights) -> str:
    """The whole table as CSV, the same bytes for the same weights."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, level in [BASE, *((n, level) for n, f in FIELDS.items() for level in f.levels)]:
        row = weights.row(name, level)
        shares = ["" if s is None else f"{s:.6f}" for s in (row.m, row.u)]
        writer.writerow([name, level, *shares, f"{row.hundredths / UNIT:.2f}", row.learnt])
    return out.getvalue()


def read_weights(path: Path) -> LinkWeights:
    """A table that was kept. SourceError names the line that is wrong: an unknown level, or a weight that is no number."""
    try:
        lines = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"the table of weights cannot be read ({error})", str(path), "Write it anew.") from error
    if not lines or set(COLUMNS) - set(lines[0]):
        raise SourceError("the table of weights lacks its columns", str(path), f"They are {', '.join(COLUMNS)}.")
    rows: dict[tuple[str, str], Row] = {}
    for number, line in enumerate(lines, 2):
        key, where = ((line["field"] or "").strip(), (line["level"] or "").strip()), f"{path}:{number}"
        said = " ".join(key)
        if key != BASE and key not in HAND_POINTS:
            near = did_you_mean(said, [" ".join(k) for k in (*HAND_POINTS, BASE)])
            raise SourceError(f'no field has the level "{said}"', where, near or "See docs/fusing.md.")
        if key in rows:
            raise SourceError(f'"{said}" stands twice', where, "Keep one line of the two.")
        rows[key] = _row(line, where, MOST if key != BASE else 10 * MOST)
    return LinkWeights(rows)


def _row(line: Mapping[str, str | None], where: str, most: int) -> Row:
    try:
        weight = float(line["weight"] or "")
        m, u = (float(told) if (told := line[k]) else None for k in ("m", "u"))
    except ValueError:
        raise SourceError("a weight or a share is no number", where, "Write it with a point: -1.25.") from None
    if not isfinite(weight) or abs(weight) > most or any(s is not None and not 0 <= s <= 1 for s in (m, u)):
        raise SourceError(f"{weight:g} is out of range", where, f"Weights lie within {most}, shares within 0 and 1.")
    return Row(round(weight * UNIT), m, u, line["learnt"] or BY_HAND)
