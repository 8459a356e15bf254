"""What a clock hangs on, on plain models: the search against trying every set."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.status.flip_bounds import Bounds
from holdfire.status.flip_model import ClockModel, DayModel, Item, LimbDayModel, Option
from holdfire.status.flip_search import Flips, _Search, flips

DAY = 86400


def _tried(model: ClockModel) -> list[frozenset[str]]:
    """Every minimal set of items that flips it, by trying all, smallest first."""
    goal = not model.complete({})
    found: list[frozenset[str]] = []
    for size in range(1, len(model.items) + 1):
        for names in combinations(sorted(model.items), size):
            if any(f <= set(names) for f in found):
                continue
            ways = product(*(range(len(model.items[n].options)) for n in names))
            if any(model.complete(dict(zip(names, w, strict=True))) == goal for w in ways):
                found.append(frozenset(names))
    return found


@st.composite
def models(draw: st.DrawFn, most: int = 4) -> ClockModel:
    """A clock of two to six days: counted limbs, limbs of aid, incidents over one to three days, part days, resets."""
    days = draw(st.integers(2, 7))
    items: dict[str, Item] = {}
    doubtful: dict[int, list[str]] = {d: [] for d in range(days)}
    for n in range(draw(st.integers(0, most))):
        first = draw(st.integers(0, days - 1))
        last = min(days - 1, first + draw(st.sampled_from([0, 0, 0, 1, 2])))
        places = [Option("ruled", frozenset({d})) for d in range(first, last + 1)]
        free = [Option("ruled")] if first == last or draw(st.booleans()) else []
        items[f"i{n}"] = Item(f"i{n}", (*free, *places))
        for d in range(first, last + 1):
            doubtful[d].append(f"i{n}")
    with_aid = draw(st.booleans())
    rows = []
    for d in range(days):
        asks = None
        watched = draw(st.integers(0, 4)) > 0
        if not watched and len(items) < most + 3:
            asks = f"look{d}"
            items[asks] = Item(asks, (Option("looked"), Option("unmet")))
        calm = LimbDayModel(
            allowed=draw(st.sampled_from([0, 0, 0, 1, 2])),
            certain=draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 1])),
            doubtful=tuple(doubtful[d]),
            watched=watched,
            asks=asks,
        )
        limbs = [calm]
        if with_aid:
            word = draw(st.sampled_from(["met", "met", "met", "met", "unmet", "contested", "no-coverage"]))
            asks = None
            if word in ("contested", "no-coverage") and len(items) < most + 3:
                asks = f"aid{d}"
                items[asks] = Item(asks, (Option("met"), Option("unmet")))
            limbs.append(LimbDayModel(word=word, asks=asks))
        rows.append(
            DayModel(
                draw(st.sampled_from([DAY, DAY, DAY, DAY, DAY, 3600, 0])), tuple(limbs), draw(st.integers(0, 9)) == 0
            )
        )
    return ClockModel(
        needs=draw(st.sampled_from([3600, DAY, 2 * DAY, 2 * DAY, 3 * DAY, 3 * DAY + 3600])),
        days=tuple(rows),
        items=items,
        resets=draw(st.booleans()),
        tolerates=draw(st.sampled_from([0, 0, 0, 1, 2])),
    )


def _holds(model: ClockModel, found: Flips, limit: int) -> None:
    goal = not model.complete({})
    every = _tried(model)
    keys = [frozenset(s) for s in found.sets]
    for settled in found.sets:
        assert model.complete(settled) == goal
    if not every:
        assert not keys
        return
    assert found.least is not None and found.least <= len(every[0])
    if keys:
        assert len(keys[0]) == len(every[0]) == found.least
    assert set(keys) <= set(every)
    listed = [k for k in every if len(k) <= found.all_up_to]
    assert set(listed[:limit]) <= set(keys) or len(keys) == limit
    assert keys or found.more
    if not found.more:
        assert set(keys) == set(every)


@given(models())
def test_the_smallest_sets_are_those_that_trying_every_set_finds(model: ClockModel) -> None:
    """The same least number; every set shown flips the clock and holds no smaller one that does."""
    _holds(model, flips(model, 10), 10)


@given(models())
@settings(max_examples=150)
def test_the_search_over_days_finds_the_least_where_it_does_not_try_every_set(model: ClockModel) -> None:
    """The search that large cases take, on small ones."""
    if model.items and (bounds := Bounds(model, complete=not model.complete({}), most=len(model.items))).least:
        _holds(model, _Search(model, bounds, 10).found(), 10)
    elif model.items and bounds.least is None:
        assert not _tried(model)
