"""A million made-up reports fused, beside Splink and beside an additive score in SQL: seconds, memory, pair and cluster F1.

The reports are those of the peers' generator: about two an incident in 80 hot places, 667 a day, 1.3 km and three hours of
noise, a tenth half a day or a day off, one in ten with another actor, one in eight with another act, tolls one more or less.
Each way runs in a process of its own, on all processors, so that its peak memory is its own; seconds are by the clock, of what
is done from a table of reports to pairs and groups, and those of processors stand beside them. What is learnt beforehand is timed
apart.

- ``holdfire``: weights learnt from the reports by themselves, a sample of 200,000; pairs of 18 points or more, where either is as
  likely, and the groups that probable links make. Its best threshold stands beside, for the others are at theirs.
- ``by-hand``: the same with the hand-set table.
- ``splink``: Splink 5 on DuckDB, trained on tight blocks, on eight half-shifted grids with the same actor or act.
- ``sql``: an additive score with hand weights on the same grids. Its weights were made for this very noise.
- ``claims``: the case's own way, from Pydantic claims.

Run by ``benchmarks.fusion``, or by itself: ``python -m benchmarks.fusion_scale WAY SIZE``.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from holdfire.agreement.acts import ATTACKS, GROUND
from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.incidents.learning import learnt
from holdfire.incidents.linked import Linked, Settled, linked, linked_reports
from holdfire.incidents.links import links
from holdfire.incidents.linkweights import EVEN, HAND_SET, UNIT, LinkWeights
from holdfire.incidents.pairing import weighed
from holdfire.incidents.reports import reports_of
from holdfire.incidents.weights import Floats, Ints

ACTS = [*sorted(ATTACKS), *sorted(GROUND)[:10]]
BEGAN = datetime(2015, 1, 1, tzinfo=UTC)
HALF_SPAN_S, RADIUS_KM = 6 * 3600, 2.5
SHIFTS = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
"""Half-shifted grids of 0.08 degrees and 24 hours: any two within 0.04 degrees and 12 hours share a cell in one of them."""
NEAR = "abs(a.hour-b.hour)<14 and 111.2*sqrt(power(a.lat-b.lat,2)+power((a.lon-b.lon)*0.82,2))<5"


def made_up(size: int, seed: int = 5) -> dict[str, Any]:
    """Columns of reports with the number of the incident each tells of; twice the reports come from twice the days."""
    days = size * 1500 / 1_000_000
    r = np.random.default_rng(seed)
    n = int(size / 2.05)
    hot, spread = np.c_[r.uniform(35.7, 42.4, 80), r.uniform(32.3, 37.3, 80)], r.uniform(0.05, 0.5, 80)
    at = r.choice(80, n, p=r.dirichlet(np.ones(80) * 0.8))
    lon, lat = (hot[at, k] + r.normal(0, 1, n) * spread[at] for k in (0, 1))
    hour, dead = r.uniform(0, days * 24, n), r.poisson(1.5, n)
    actor, act = r.choice(40, n, p=r.dirichlet(np.ones(40))), r.choice(20, n, p=r.dirichlet(np.ones(20)))
    told = np.clip(r.geometric(0.5, n) + (r.random(n) < 0.05), 1, 5)
    truth = np.repeat(np.arange(n), told)[:size]
    m = len(truth)
    off = (r.random(m) < 0.1) * r.choice([-12, 12, 24], m)
    columns = {
        "truth": truth,
        "hour": np.round(hour[truth] + r.normal(0, 3, m) + off, 2),
        "lon": np.round(lon[truth] + r.normal(0, 0.012, m), 4),
        "lat": np.round(lat[truth] + r.normal(0, 0.012, m), 4),
        "actor": np.where(r.random(m) < 0.10, r.integers(0, 40, m), actor[truth]),
        "act": np.where(r.random(m) < 0.12, r.integers(0, 20, m), act[truth]),
        "dead": np.maximum(0, dead[truth] + r.integers(-1, 2, m)),
        "source": r.integers(0, 8, m),
    }
    shuffled = r.permutation(m)
    return {name: column[shuffled] for name, column in columns.items()}


def as_table(made: dict[str, Any]) -> pa.Table:
    """Reports that say what is known of each: within 2.5 km, within six hours either way."""
    size = len(made["truth"])
    at = np.round(made["hour"] * 3600).astype(np.int64) + int(BEGAN.timestamp())

    def named(column: str, names: list[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(made[column].astype(np.int32)), pa.array(names))

    return pa.table(
        {
            **{"id": np.arange(size), "start": at - HALF_SPAN_S, "end": at + HALF_SPAN_S},
            **{"lat": made["lat"], "lon": made["lon"], "radius_km": np.full(size, RADIUS_KM)},
            **{"act": named("act", ACTS), "actors": named("actor", [f"a{n}" for n in range(40)])},
            **{"dead_best": made["dead"], "source": named("source", [f"s{n}" for n in range(8)])},
        }
    )


def as_claims(made: dict[str, Any]) -> list[Claim]:
    """The same as claims."""
    told = []
    for n, hour in enumerate(made["hour"].tolist()):
        at = BEGAN + timedelta(seconds=round(hour * 3600))
        told.append(
            Claim.model_construct(
                id=f"c{n:07}", report=f"r{n}", kind="incident", act=ACTS[made["act"][n]], claimants=("x",), words="",
                start=at - timedelta(seconds=HALF_SPAN_S), end=at + timedelta(seconds=HALF_SPAN_S), known_from=at,
                lat=float(made["lat"][n]), lon=float(made["lon"][n]), radius_km=RADIUS_KM,
                actors=((f"a{made['actor'][n]}",),), toll=Toll.model_construct(best=int(made["dead"][n])),
                source=f"s{made['source'][n]}", review="accepted",
            )
        )  # fmt: skip
    return told


class _Clock:
    """Seconds by the clock and of processors, and the peak of memory, from when it is made."""

    def __init__(self) -> None:
        self._began, self._cpu = time.perf_counter(), time.process_time()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._began

    def leave_out(self, began: float, cpu: float) -> None:
        """What was done from then until now does not count."""
        self._began += time.perf_counter() - began
        self._cpu += time.process_time() - cpu

    def told(self) -> dict[str, Any]:
        cpu = time.process_time() - self._cpu
        return {"seconds": round(self.seconds, 2), "cpu_s": round(cpu, 2), "peak_mb": megabytes()}


def by_holdfire(made: dict[str, Any], *, by_itself: bool) -> dict[str, Any]:
    """From a table of reports, with weights learnt from them or set by hand."""
    table, truth = as_table(made), made["truth"]
    linked(table.slice(0, 25_000))  # what is imported once is not timed
    began = time.perf_counter()
    weights = learnt(reports_of(table), "made-up reports") if by_itself else HAND_SET
    learning = time.perf_counter() - began
    clock = _Clock()
    reports = reports_of(table)
    read = round(clock.seconds, 2)
    found = linked_reports(reports, weights, Settled())
    told = {"learning_s": round(learning, 2) if by_itself else None, "read_s": read, **clock.told()}
    return {**told, **_of_holdfire(found, weights, truth)}


def by_claims(made: dict[str, Any]) -> dict[str, Any]:
    """The case's way: Pydantic claims in, links out. The memory of the claims themselves is told apart."""
    claims, truth = as_claims(made), made["truth"]
    links(claims[:25_000])
    before = megabytes()
    clock = _Clock()
    found = links(claims)
    return {"claims_mb": before, **clock.told(), **_of_holdfire(found.found, HAND_SET, truth)}


def _of_holdfire(found: Linked, weights: LinkWeights, truth: Ints) -> dict[str, Any]:
    pairs = weighed(found.reports, weights)
    points = pairs.hundredths / UNIT
    at = [pair_f1(pairs.one, pairs.other, points, truth, least) for least in np.arange(8, 26, 0.5)]
    words = {w: int((found.word == n).sum()) for n, w in enumerate(("certain", "probable", "possible"))}
    return {
        "pairs": pair_f1(pairs.one, pairs.other, points, truth, EVEN),
        "pairs_best": max(at, key=lambda x: x["f1"]),
        "clusters": cluster_f1(found.maybe, truth),
        **words,
        "crowded": len(found.crowded),
    }


def _laid_out(made: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """The peers' table: the reports with the cell of each grid."""
    con = duckdb.connect()
    con.register("rows", pa.table({"id": np.arange(len(made["truth"])), **made}))
    cells = ", ".join(
        f"hash(floor(lon/.08+{x}*.5)::int, floor(lat/.08+{y}*.5)::int, floor(hour/24+{z}*.5)::int) b{x}{y}{z}"
        for x, y, z in SHIFTS
    )
    con.execute(f"create table r as select *, {cells} from rows")  # noqa: S608 - own text
    return con


def by_sql(made: dict[str, Any]) -> dict[str, Any]:
    """Half-shifted grids and an additive score with hand weights, all in DuckDB; groups by best edges, in scipy."""
    clock = _Clock()
    con = _laid_out(made)
    pairs = " union ".join(
        f"select a.id l, b.id r from r a join r b on a.b{x}{y}{z}=b.b{x}{y}{z} and a.{k}=b.{k} and a.id<b.id and {NEAR}"  # noqa: S608
        for x, y, z in SHIFTS
        for k in ("actor", "act")
    )
    con.execute(f"create table cand as {pairs}")
    score = (
        "2.2*exp(-power((a.hour-b.hour)/6,2)) + 2.2*exp(-(power(a.lat-b.lat,2)+power((a.lon-b.lon)*0.82,2))/power(.025,2))"
        " + 2*(a.actor=b.actor)::int + 1.5*(a.act=b.act)::int - .5*abs(a.dead-b.dead)"
    )
    found = con.execute(f"select l, r, {score} s from cand join r a on a.id=l join r b on b.id=r").fetchnumpy()  # noqa: S608
    return _of_peer(made["truth"], found, np.arange(1.5, 7.5, 0.5), clock)


def by_splink(made: dict[str, Any]) -> dict[str, Any]:
    """Splink on the same grids, trained on pairs that share a cell and the actor, or a cell and the act."""
    import splink.comparison_library as cl  # noqa: PLC0415 - where installed
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    clock = _Clock()
    con = _laid_out(made)
    km = "(111.2*sqrt(power(lat_l-lat_r,2)+power((lon_l-lon_r)*0.82,2)))"
    rules = [block_on(f"b{x}{y}{z}", k) for x, y, z in SHIFTS for k in ("actor", "act")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            _levels("dist", "lat", f"{km}<1", f"{km}<2.5", f"{km}<5"),
            _levels("hours", "hour", "abs(hour_l-hour_r)<3", "abs(hour_l-hour_r)<6", "abs(hour_l-hour_r)<14"),
            *(cl.ExactMatch("actor"), cl.ExactMatch("act")),
            _levels("dead", "dead", "dead_l=dead_r", "abs(dead_l-dead_r)<=1", "abs(dead_l-dead_r)<=2"),
        ],
    )
    began, cpu = time.perf_counter(), time.process_time()
    api = DuckDBAPI(con)
    linker = Linker(api.register("r"), settings)
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on("b000", "actor", "act")], recall=0.4)
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for k in ("actor", "act"):
        train.estimate_parameters_using_expectation_maximisation(block_on("b000", k), fix_u_probabilities=True)
    learning = time.perf_counter() - began
    clock.leave_out(began, cpu)
    made_of = linker.inference.predict(threshold_match_probability=0.01).physical_name
    query = f"select id_l l, id_r r, match_probability s from {made_of}"  # noqa: S608 - own text
    found = con.execute(query).fetchnumpy()
    steps = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99])
    return {"learning_s": round(learning, 2), **_of_peer(made["truth"], found, steps, clock)}


def _levels(name: str, told: str, *conditions: str) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": c, "label_for_charts": c} for c in conditions]
    none = {"sql_condition": f"{told}_l is null or {told}_r is null", "label_for_charts": "null", "is_null_level": True}
    return {
        "output_column_name": name,
        "comparison_levels": [none, *levels, {"sql_condition": "ELSE", "label_for_charts": "else"}],
    }


def _of_peer(truth: Ints, found: dict[str, Any], steps: Floats, clock: _Clock) -> dict[str, Any]:
    """A peer's F1 at its best threshold; seconds to its pairs, and to groups by best edges at one threshold."""
    one, other, score = found["l"].astype(np.int64), found["r"].astype(np.int64), found["s"]
    pairs = max((pair_f1(one, other, score, truth, float(s)) for s in steps), key=lambda x: x["f1"])
    _grouped(len(truth), one, other, score, pairs["from"])
    told = clock.told()
    groups = [(s, *(_grouped(len(truth), one, other, score, float(s), best=b) for b in (True, False))) for s in steps]
    best = max(({**cluster_f1(g, truth), "from": float(s)} for s, g, _ in groups), key=lambda x: x["f1"])
    chained = max(({**cluster_f1(g, truth), "from": float(s)} for s, _, g in groups), key=lambda x: x["f1"])
    return {**told, "pairs": pairs, "clusters": best, "components": chained}


def _grouped(size: int, one: Ints, other: Ints, score: Floats, least: float, *, best: bool = True) -> Ints:
    keep = score >= least
    one, other, score = one[keep], other[keep], score[keep]
    if best:
        top = np.full(size, -1e9)
        np.maximum.at(top, one, score)
        np.maximum.at(top, other, score)
        firm = score >= np.minimum(top[one], top[other]) - 1e-12
        one, other = one[firm], other[firm]
    edges = coo_matrix((np.ones(len(one), bool), (one, other)), (size, size))
    label: Ints = connected_components(edges, directed=False)[1].astype(np.int64)
    return label


def pair_f1(one: Ints, other: Ints, score: Floats, truth: Ints, least: float) -> dict[str, Any]:
    keep = score >= least
    right = int((truth[one[keep]] == truth[other[keep]]).sum())
    return {**f1(right, int(keep.sum()), pairs_in(truth)), "from": float(least)}


def cluster_f1(group: Ints, truth: Ints) -> dict[str, Any]:
    """Pairs that share a group, beside pairs that share an incident; and the largest group."""
    together = np.unique(group * (int(truth.max()) + 1) + truth, return_counts=True)[1]
    right = int((together * (together - 1) // 2).sum())
    return {**f1(right, pairs_in(group), pairs_in(truth)), "largest": int(np.bincount(group).max())}


def f1(right: int, found: int, every: int) -> dict[str, Any]:
    return {
        "f1": round(2 * right / max(1, found + every), 4),
        "precision": round(right / max(1, found), 4),
        "recall": round(right / max(1, every), 4),
    }


def pairs_in(groups: Ints) -> int:
    sizes = np.bincount(groups)
    return int((sizes * (sizes - 1) // 2).sum())


def megabytes() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


WAYS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "holdfire": lambda made: by_holdfire(made, by_itself=True),
    "by-hand": lambda made: by_holdfire(made, by_itself=False),
    "claims": by_claims,
    "splink": by_splink,
    "sql": by_sql,
}


def in_its_own_process(way: str, size: int) -> dict[str, Any]:
    """One way at one size; why not, where it cannot run."""
    command = [sys.executable, "-m", "benchmarks.fusion_scale", way, str(size)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        return {"failed": run.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def scale(size: int, ways: list[str]) -> dict[str, Any]:
    """Every way at one size."""
    told: dict[str, Any] = {"asked": size}
    for way in ways:
        told[way] = found = in_its_own_process(way, size)
        if "failed" in found:
            print(f"{size:>9,} {way:9} did not run: {found['failed']}", flush=True)
            continue
        learning = f" (learnt in {found['learning_s']} s)" if found.get("learning_s") else ""
        pairs, clusters = found["pairs"], found["clusters"]
        spent = f"{found['seconds']:6.1f} s ({found['cpu_s']} of processors){learning}, {found['peak_mb']:,} MB"
        print(
            f"{found['reports']:>9,} {way:9} {spent}, pair F1 {pairs['f1']}"
            f" ({pairs['precision']}, {pairs['recall']}), cluster F1 {clusters['f1']}, largest {clusters['largest']}",
            flush=True,
        )
    return told


if __name__ == "__main__":
    made_ = made_up(int(sys.argv[2]))
    print(json.dumps({"reports": len(made_["truth"]), **WAYS[sys.argv[1]](made_)}))
