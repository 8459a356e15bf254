"""Weights: a table set by hand, kept as a file, or learnt from reports by themselves."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from holdfire.errors import SourceError
from holdfire.incidents.fields import FIELDS, HAND_POINTS
from holdfire.incidents.learning import learnt, learnt_from_joined, sample
from holdfire.incidents.linked import linked
from holdfire.incidents.links import links
from holdfire.incidents.linkweights import EVEN, HAND_SET, UNIT, LinkWeights, read_weights, written
from holdfire.incidents.pairing import weighed
from holdfire.incidents.reports import reports_of
from tests.incidents.claims import alike, claim

ACTS = ("shelling", "airstrike", "abduction", "arrest", "displacement", "siege")


def _told(size: int = 900, seed: int = 3) -> tuple[pa.Table, list[int]]:
    """Happenings of a year in one province, most told by two or three; one account in eight has another actor or act."""
    rng = np.random.default_rng(seed)
    lat, lon, at = rng.uniform(36, 36.6, size), rng.uniform(37, 37.6, size), rng.integers(0, 250 * 86400, size)
    actor, act, dead = rng.integers(0, 12, size), rng.integers(0, len(ACTS), size), rng.poisson(2, size)
    truth = np.repeat(np.arange(size), rng.integers(1, 4, size))
    many = len(truth)
    wrong = rng.random((2, many)) < 1 / 8
    start = at[truth] + rng.normal(0, 2 * 3600, many).astype(np.int64)
    return pa.table(
        {
            "id": [f"r{n:05}" for n in rng.permutation(many)],
            **{"start": start - 6 * 3600, "end": start + 6 * 3600, "radius_km": np.full(many, 2.5)},
            **{"lat": lat[truth] + rng.normal(0, 0.01, many), "lon": lon[truth] + rng.normal(0, 0.01, many)},
            "act": [ACTS[a] for a in np.where(wrong[0], rng.integers(0, len(ACTS), many), act[truth])],
            "actors": [f"a{a}" for a in np.where(wrong[1], rng.integers(0, 12, many), actor[truth])],
            "dead_best": np.maximum(0, dead[truth] + rng.integers(-1, 2, many)),
        }
    ), truth.tolist()


@pytest.fixture(scope="module")
def told() -> tuple[pa.Table, list[int]]:
    """Reports and what each tells of."""
    return _told()


def _f1(table: pa.Table, truth: list[int], weights: LinkWeights) -> float:
    reports = reports_of(table)
    of = np.array(truth)[np.argsort(np.array(table["id"].to_pylist()))]
    found = weighed(reports, weights)
    firm = found.hundredths >= EVEN * UNIT
    right = int((of[found.one[firm]] == of[found.other[firm]]).sum())
    sizes = np.bincount(of)
    return 2 * right / (int(firm.sum()) + int((sizes * (sizes - 1) // 2).sum()))


def test_what_is_learnt_from_reports_alone_finds_more_of_what_is_one(told: tuple[pa.Table, list[int]]) -> None:
    """Nobody says which pairs are one; the learnt table still tells them better than the hand-set one."""
    table, truth = told
    weights = learnt(reports_of(table), "a province")
    by_itself, by_hand = _f1(table, truth, weights), _f1(table, truth, HAND_SET)
    assert by_itself > by_hand and by_itself > 0.8


def test_the_same_reports_teach_the_same_table(told: tuple[pa.Table, list[int]]) -> None:
    """Any order of rows, memory or engine: the same bytes."""
    table = told[0]
    turned = table.take(pa.array(np.random.default_rng(1).permutation(len(table))))
    tables = [learnt(reports_of(t), "a province", e) for t, e in ((table, None), (turned, "memory"), (table, "duckdb"))]
    assert len({written(w) for w in tables}) == 1
    assert len({w.digest() for w in tables}) == 1


def test_a_learnt_line_says_where_it_was_learnt_and_from_what(told: tuple[pa.Table, list[int]]) -> None:
    """Shares beside the weight that they give; what hardly occurs, and what doubt says, stays as set by hand."""
    weights = learnt(reports_of(told[0]), "a province")
    row = weights.row("actor", "same")
    assert row.learnt.startswith("a province: ") and row.m is not None and row.u is not None
    assert row.hundredths == round(np.log2(row.m / row.u) * UNIT)
    for name, level in (("weapon", "same"), ("words", "copied"), ("place", "doubt-9"), ("time", "doubt-4")):
        assert weights.row(name, level).learnt == "by hand"
        assert weights.row(name, level).hundredths == HAND_POINTS[name, level] * UNIT


def test_a_kept_table_gives_the_same_links(told: tuple[pa.Table, list[int]], tmp_path: Path) -> None:
    """Written, read and used again: the same bytes, points and groups."""
    weights = learnt(reports_of(told[0]), "a province")
    kept = tmp_path / "weights.csv"
    kept.write_text(written(weights), "utf-8")
    again = read_weights(kept)
    assert written(again) == written(weights)
    one, other = linked(told[0], weights), linked(told[0], again)
    assert np.array_equal(one.hundredths, other.hundredths) and np.array_equal(one.maybe, other.maybe)


def test_links_by_a_learnt_table_explain_themselves(told: tuple[pa.Table, list[int]]) -> None:
    """Reasons carry the learnt weights, the shift among them, and add up."""
    weights = learnt(reports_of(told[0]), "a province")
    found = links([*alike("a", "b"), claim("c", after_h=1, dead=11)], weights=weights)
    every = [*found.certain, *found.probable, *found.possible]
    assert every
    for link in every:
        assert round(sum(r.points for r in link.reasons) * UNIT) == round(link.points * UNIT)
        assert "base" in {r.what for r in link.reasons}


def test_a_machine_still_joins_only_what_is_certain(told: tuple[pa.Table, list[int]]) -> None:
    """Learnt points alone make no link certain: without particulars, all of it waits for a person."""
    found = linked(told[0], learnt(reports_of(told[0]), "a province"))
    assert found.count_of("probable") > 0
    certain = found.word == 0
    toll = FIELDS["toll"].is_(found.levels[certain], "equal-10")
    assert toll.all()


def test_what_persons_joined_teaches_without_guessing(told: tuple[pa.Table, list[int]]) -> None:
    """From joined reports the shares are counts, and they find about as much as those that were guessed."""
    table, truth = told
    reports = reports_of(table)
    joined = np.array(truth)[np.argsort(np.array(table["id"].to_pylist()))] + 1
    weights = learnt_from_joined(reports, joined, "persons of a province")
    assert "persons joined" in weights.row("act", "same").learnt
    assert _f1(table, truth, weights) > _f1(table, truth, HAND_SET)
    with pytest.raises(SourceError, match="too few to learn from"):
        learnt_from_joined(reports, np.where(joined < 30, joined, 0), "few")


def test_too_little_teaches_nothing() -> None:
    """A handful of claims is no record to learn from, and that is said."""
    table = _told(40)[0]
    with pytest.raises(SourceError, match="too few to learn from"):
        learnt(reports_of(table), "a village")


def test_reports_that_do_not_tell_are_not_learnt_from() -> None:
    """Where accounts of one happening agree in nothing, what is learnt would be something else, and is refused."""
    table = _told(900)[0]
    rng = np.random.default_rng(0)
    noise = table.set_column(
        table.column_names.index("actors"), "actors", pa.array([f"a{n}" for n in rng.integers(0, 12, len(table))])
    )
    noise = noise.set_column(
        noise.column_names.index("start"), "start", pa.array(rng.integers(0, 86400 * 9, len(table)))
    )
    noise = noise.set_column(noise.column_names.index("end"), "end", pa.array(noise["start"].to_numpy() + 43200))
    noise = noise.set_column(
        noise.column_names.index("act"), "act", pa.array(["shelling", "airstrike", "arrest"] * len(table))[: len(table)]
    )
    try:
        weights = learnt(reports_of(noise), "noise")
    except SourceError as error:
        assert "hand-set table" in str(error)
    else:
        assert weights.row("act", "same").hundredths > weights.row("act", "unrelated").hundredths


def test_a_sample_keeps_neighbours_together(told: tuple[pa.Table, list[int]]) -> None:
    """Stretches of time are learnt from, so that near pairs stay near pairs."""
    reports = reports_of(told[0])
    some = sample(reports, 400)
    assert len(some) == 400
    starts = np.sort(reports.rows.start)
    runs = np.flatnonzero(np.diff(np.searchsorted(starts, np.sort(some.rows.start))) > 1)
    assert len(runs) < 20


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("actor,sme,,,3.00,by hand", 'Did you mean "actor same"'),
        ("actor,same,,,many,by hand", "no number"),
        ("actor,same,1.5,0.1,3.00,x", "out of range"),
        ("actor,same,,,nan,by hand", "out of range"),
        ("actor,same,,,300,by hand", "out of range"),
        ("act,same,,,1,by hand\nact,same,,,2,by hand", "stands twice"),
    ],
)
def test_a_wrong_line_of_the_table_is_named(tmp_path: Path, line: str, says: str) -> None:
    """An unknown level, a weight that is none, or a level given twice: the file and the line."""
    kept = tmp_path / "weights.csv"
    kept.write_text("field,level,m,u,weight,learnt\n" + line + "\n", "utf-8")
    with pytest.raises(SourceError, match=says) as raised:
        read_weights(kept)
    assert "weights.csv:" in str(raised.value)


def test_a_file_that_is_no_table_is_said_to_be_none(tmp_path: Path) -> None:
    """Missing, empty, without its columns, or not text."""
    files = [tmp_path / name for name in ("missing", "empty", "other", "bytes")]
    files[1].write_text("", "utf-8")
    files[2].write_text("a,b\n1,2\n", "utf-8")
    files[3].write_bytes(b"\xff\xfe\x00")
    for path in files:
        with pytest.raises(SourceError, match="table of weights"):
            read_weights(path)


def test_the_hand_set_table_names_every_level() -> None:
    """Each level of each field has its line, and its points are those in the code."""
    lines = written(HAND_SET).splitlines()
    assert len(lines) == 2 + sum(len(f.levels) for f in FIELDS.values()) == 2 + len(HAND_POINTS)
    assert "actor,same,,,3.00,by hand" in lines and "base,all,,,0.00,by hand" in lines
