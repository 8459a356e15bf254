"""What speaks for two claims telling of one happening: the table, and the case each pair of claims falls under in each part.

Place, time, act and toll are those of ``weights``, which reconciliation stands on too. Fusing looks at more, because claims lie
closer to the words: who is blamed, with what, whom it struck, the words themselves, and whether one report tells both. Who is
blamed speaks a little, and never forbids: sides blame each other for one shell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from holdfire.claims.claim import UNKNOWN, Claim
from holdfire.incidents.texts import WordTable, alike, shared_words, word_table
from holdfire.incidents.weights import (
    DAY,
    POINTS,
    SLACK_KM,
    SLACK_S,
    Bools,
    Floats,
    Ints,
    Rows,
    Scored,
    Weight,
    act_numbers,
    act_points,
    distance_km,
    rows_of,
    score,
)

PARTS: Final = ("moment", "edge", "actor", "weapon", "target", "words", "told")

FUSING: Final = (
    Weight("moment", "same", 1, "The middles of both times lie within an eighth of both spans together."),
    Weight("moment", "near", 0, "Within a quarter."),
    Weight("moment", "off", -1, "Within three eighths: times told of one happening lie closer, mostly."),
    Weight("moment", "far", -3, "Further: the spans only touch."),
    Weight("moment", "none", 0, "They share no moment, or both are instants: that is counted under time already."),
    Weight("edge", "outer", -2, "Places told of one happening lie closer than three quarters of both radii, nearly all."),
    Weight("edge", "inner", 0, "They do, or a place is not told, or beyond the radii, which is counted under place."),
    Weight("actor", "same", 3, "The same alternatives are blamed: of forty actors in a record few are busy, so three bits."),
    Weight("actor", "shared", 1, "One of the alternatives is the same."),
    Weight("actor", "not-told", 0, "One of them names nobody."),
    Weight("actor", "other", -2, "They blame others. Not excluded: sides blame each other for one shell."),
    Weight("weapon", "same", 2, "The same weapon."),
    Weight("weapon", "not-told", 0, "One of them tells no weapon."),
    Weight("weapon", "other", -2, "Another weapon: often another shell, at times another word for it."),
    Weight("target", "same", 2, "The same facility, or the same target."),
    Weight("target", "not-told", 0, "One of them does not tell whom it struck."),
    Weight("target", "other", -2, "Another facility, or another target."),
    Weight("words", "copied", 6, "Four in five telling words or more, six at least: one text told again."),
    Weight("words", "most", 4, "Half of the telling words or more."),
    Weight("words", "many", 2, "A third of the telling words or more."),
    Weight("words", "some", 1, "A fifth of the telling words or more."),
    Weight("words", "few", -1, "Fewer: two texts of one happening share a tenth of their words at most in one case of ten."),
    Weight("words", "not-told", 0, "Fewer than six telling words in one of them, or two scripts: nothing to compare."),
    Weight("told", "same-report", -4, "One report tells both: a list of happenings tells each once."),
    Weight("told", "same-source", -1, "One source tells both, in two reports: it seldom tells a happening twice."),
    Weight("told", "other", 0, "Two sources."),
)  # fmt: skip
"""Points for what fusing looks at beyond ``weights``; each doubles the odds, roughly. How they were set: docs/fusing.md."""

FUSING_POINTS: Final = {(w.what, w.case): w.points for w in FUSING}
COPIED, MOST, MANY, SOME = 0.8, 0.5, 0.35, 0.2
"""Shares of telling words. On first sentences of news about two happenings of one kind (ECB+, every second topic), pairs of one
happening are 29, 16, 5.5 and 2 times as frequent as pairs of two, from the highest class with enough pairs down; half of those
bits is taken, because place, act and toll stand in the words too."""
FEWEST_WORDS = 6
"""Shorter texts are formulas (``Clashes on many fronts``): headlines of one event in UCDP GED share no more words than
others."""

CARRIED, LATEST_S = -6, 3 * DAY
"""The same words told of another day, by up to three: yesterday's report carried over, or a formula used anew. Six points
less, so that only much else makes it probable; never certain."""

CASES: Final = {part: tuple(w.case for w in FUSING if w.what == part) for part in PARTS}


@dataclass(frozen=True)
class ClaimRows:
    """Claims as columns: what ``weights`` looks at, and what fusing does. Numbers stand for words; 0 is not told.

    ``blamed`` holds one bit for each actor named (beyond sixty, actors share bits), ``who`` the alternatives as a whole.
    """

    rows: Rows
    acts: Ints
    who: Ints
    blamed: Ints
    weapon: Ints
    target: Ints
    facility: Ints
    report: Ints
    source: Ints
    words: WordTable

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Likeness:
    """Pairs of claims with the points of every part. ``cases`` are numbers of ``CASES``, one array a part of fusing.

    ``one`` and ``other`` are the pairs, ``points`` the sum of all parts; ``carried`` is what telling the same words of another
    day takes from it. ``within`` is whether the places lie within each other's radii, False where one is not told.
    """

    one: Ints
    other: Ints
    scored: Scored
    cases: dict[str, Ints]
    carried: Ints
    points: Ints
    within: Bools


def claim_rows(claims: Sequence[Claim]) -> ClaimRows:
    """The columns of claims."""
    numbers = act_numbers(claims)
    actors: dict[str, int] = {a: n for n, a in enumerate(sorted({a for c in claims for g in c.actors for a in g}))}
    return ClaimRows(
        rows=rows_of(claims, numbers),
        acts=act_points(numbers),
        who=_numbered(c.actors if _named(c) else None for c in claims),
        blamed=np.array([_bits(c, actors) for c in claims], dtype=np.int64),
        weapon=_numbered(c.weapon for c in claims),
        target=_numbered(c.facility or (c.target if c.target != UNKNOWN else None) for c in claims),
        facility=_numbered(c.facility for c in claims),
        report=_numbered(c.report or None for c in claims),
        source=_numbered(c.source or None for c in claims),
        words=word_table([c.words for c in claims]),
    )


def _named(claim: Claim) -> bool:
    return any(a != UNKNOWN for group in claim.actors for a in group)


def _bits(claim: Claim, actors: dict[str, int]) -> int:
    bits = 0
    for group in claim.actors:
        for actor in group:
            if actor != UNKNOWN:
                bits |= 1 << (actors[actor] % 60)
    return bits


def _numbered(values: Iterable[object]) -> Ints:
    """A number for each value, in the order they come; None and the empty are 0. Numbers are compared, never shown."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(v, len(known) + 1) if v else 0 for v in values], dtype=np.int64)


def likenesses(claims: ClaimRows, one: Ints, other: Ints, least: int | None = None) -> Likeness:
    """Every part of every pair. The same whichever of a pair comes first.

    With ``least``, pairs that place or time keep apart, or that cannot reach so many points, are left out as soon as that
    is seen: words are compared last, where they can still matter.
    """
    keep = slice(None) if least is None else _reachable(claims, one, other)
    one, other = one[keep], other[keep]
    scored = score(claims.rows, claims.rows, (one, other), claims.acts)
    carried = np.where(_carried(scored, one, other, claims), CARRIED, 0)
    cases: dict[str, Ints] = {}
    rest = list(PARTS)
    open_ = _meets(scored) | (carried != 0)
    for part in PARTS:
        if least is not None:
            so_far = scored.total + carried + sum_of(cases, len(one))
            far = open_ & (so_far + most_of(rest) >= least)
            if not far.all():
                one, other, scored, carried = one[far], other[far], scored.where(far), carried[far]
                cases, open_ = {name: case[far] for name, case in cases.items()}, open_[far]
        cases[part] = _CASE_OF[part](claims, one, other)
        rest.remove(part)
    points = scored.total + carried + sum_of(cases, len(one))
    within: Bools = scored.km <= claims.rows.radius[one] + claims.rows.radius[other]
    found = Likeness(one, other, scored, cases, carried, points, within)
    return found if least is None else _where(found, _speaks(found) & (points >= least))


def _reachable(claims: ClaimRows, one: Ints, other: Ints) -> Bools:
    """Pairs that place and time let through, before anything is added up."""
    rows = claims.rows
    gap = np.maximum(rows.start[one], rows.start[other]) - np.minimum(rows.end[one], rows.end[other])
    near = gap <= LATEST_S
    km = distance_km(rows.lat[one], rows.lon[one], rows.lat[other], rows.lon[other])
    found: Bools = near & ~(km > rows.radius[one] + rows.radius[other] + SLACK_KM)
    return found


def _meets(scored: Scored) -> Bools:
    """Near in place and time, and not in such doubt that meeting says nothing; unplaced ones may still share their words.

    Unrelated acts are let through here, with their points against: a machine that read a page often takes one act for another.
    """
    near: Bools = (scored.gap_s <= SLACK_S) & (scored.telling | np.isnan(scored.km))
    return near


def _speaks(found: Likeness) -> Bools:
    """Pairs that may be linked: near in place and time, or one text told again, or one text without a place."""
    copied = found.cases["words"] == CASES["words"].index("copied")
    told: Bools = (_meets(found.scored) & (found.scored.telling | copied)) | ((found.carried != 0) & copied)
    return told


def _carried(scored: Scored, one: Ints, other: Ints, claims: ClaimRows) -> Bools:
    """Pairs whose times miss each other by more than accounts do, by ``LATEST_S`` at most; places and acts may be one."""
    acts = scored.act != POINTS["act", "unrelated"]
    radius = claims.rows.radius[one] + claims.rows.radius[other]
    late: Bools = (scored.gap_s > SLACK_S) & (scored.gap_s <= LATEST_S) & acts & ~(scored.km > radius)
    return late


def _where(found: Likeness, keep: Bools) -> Likeness:
    cases = {part: case[keep] for part, case in found.cases.items()}
    ends = found.one[keep], found.other[keep], found.scored.where(keep)
    return Likeness(*ends, cases, found.carried[keep], found.points[keep], found.within[keep])


def sum_of(cases: dict[str, Ints], size: int) -> Ints:
    """The points of some of fusing's own parts, for so many pairs."""
    total = np.zeros(size, dtype=np.int64)
    for part, case in cases.items():
        total += _TABLES[part][case]
    return total


def most_of(parts: Sequence[str]) -> int:
    """The most that some parts can give: what is further below a threshold need not be looked at."""
    return sum(int(_TABLES[part].max()) for part in parts)


_TABLES: Final = {part: np.array([FUSING_POINTS[part, case] for case in CASES[part]], dtype=np.int64) for part in PARTS}


def _case(part: str, conditions: Sequence[tuple[str, Bools]], size: int, otherwise: str) -> Ints:
    """The first condition that holds, as a number of ``CASES[part]``."""
    names = CASES[part]
    found: Ints = np.select(
        [c for _, c in conditions],
        [np.full(size, names.index(n)) for n, _ in conditions],
        names.index(otherwise),
    ).astype(np.int64)
    return found


def _moment(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    start, end = claims.rows.start, claims.rows.end
    both = (end - start)[one] + (end - start)[other]
    middles = np.abs((start + end)[one] - (start + end)[other]) / 2
    none = (np.minimum(end[one], end[other]) < np.maximum(start[one], start[other])) | (both == 0)
    told = [
        ("none", none),
        ("same", 8 * middles <= both),
        ("near", 4 * middles <= both),
        ("off", 8 * middles <= 3 * both),
    ]
    return _case("moment", told, len(one), "far")


def _edge(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    rows = claims.rows
    km = distance_km(rows.lat[one], rows.lon[one], rows.lat[other], rows.lon[other])
    radius = rows.radius[one] + rows.radius[other]
    return _case("edge", [("outer", (km <= radius) & (km > 0.75 * radius))], len(one), "inner")


def _actor(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    here, there = claims.who[one], claims.who[other]
    shared = (claims.blamed[one] & claims.blamed[other]) != 0
    told = [("not-told", (here == 0) | (there == 0)), ("same", here == there), ("shared", shared)]
    return _case("actor", told, len(one), "other")


def _same_or_other(part: str, values: Ints, one: Ints, other: Ints) -> Ints:
    here, there = values[one], values[other]
    return _case(part, [("not-told", (here == 0) | (there == 0)), ("same", here == there)], len(one), "other")


def _weapon(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    return _same_or_other("weapon", claims.weapon, one, other)


def _target(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    return _same_or_other("target", claims.target, one, other)


def _told(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    report = (claims.report[one] == claims.report[other]) & (claims.report[one] != 0)
    source = (claims.source[one] == claims.source[other]) & (claims.source[one] != 0)
    return _case("told", [("same-report", report), ("same-source", source)], len(one), "other")


def _words(claims: ClaimRows, one: Ints, other: Ints) -> Ints:
    table = claims.words
    mine, theirs = table.sizes(one), table.sizes(other)
    told = (np.minimum(mine, theirs) >= FEWEST_WORDS) & (table.script[one] == table.script[other])
    share: Floats = np.zeros(len(one))
    if told.any():
        shared = shared_words(table, one[told], other[told])
        share[told] = alike(shared, mine[told], theirs[told])
    conditions = [("not-told", ~told), ("copied", share >= COPIED), ("most", share >= MOST), ("many", share >= MANY)]
    return _case("words", [*conditions, ("some", share >= SOME)], len(one), "few")


_CASE_OF: Final[dict[str, Callable[[ClaimRows, Ints, Ints], Ints]]] = {
    "moment": _moment,
    "edge": _edge,
    "actor": _actor,
    "weapon": _weapon,
    "target": _target,
    "words": _words,
    "told": _told,
}
