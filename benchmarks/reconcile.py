"""Two noisy views of one record, matched by Holdfire and by a nearest-neighbour rule over all pairs; then 100,000 by 100,000.

Accuracy. Every readable event of the Syria release of UCDP GED is the truth. Each of two views sees an event with probability
0.7, by itself, and tells it anew: its tag and id are its own; the point is moved in a random direction by half the normal error
that its radius allows, and for one in ten by 8 km more with the radius kept (the wrong village); the day is one off for one in
ten; for one in seven the act is ``attack`` or ``shelling``; three in ten give no toll, three more another number of dead (half
to one and a half times the best, low and high dropped). Right is a pair of tellings of one event. Precision: of pairs proposed,
how many are right; recall: of events in both views, how many are found. What Holdfire leaves as ambiguous is not proposed.
The release is halved by time: weights were looked at on the earlier half only, the figures are of the later one.

Peer. All pairs with numpy, as it is commonly done: within 10 km and one day, nearest first by km/10 + days, each used once.
Both are timed at the same sizes, from incidents to pairs. Scale: events drawn again and again, at a random time within a year and
up to 5 km away, 100,000 to a side, of which 70,000 are told by both: pairs alone, and with every sentence written; the
peer at a fifth of that.
Run: ``python -m benchmarks.reconcile [--incidents N]``.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from math import cos, pi, radians, sin
from typing import Any

import numpy as np

from benchmarks.data import claims_in, february, ged_syria
from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.findings.reconcile.model import Side
from holdfire.findings.reconcile.pairs import compared, paired
from holdfire.findings.reconcile.reconcile import reconcile
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from
from holdfire.incidents.weights import act_numbers, distance_km, rows_of

SEEN, WRONG_VILLAGE, WRONG_DAY, OTHER_ACT, NO_TOLL, OTHER_TOLL = 0.7, 0.1, 0.1, 1 / 7, 0.3, 0.3
PEER_KM, PEER_S = 10.0, 86400
Pairs = set[tuple[str, str]]


def told_anew(claim: Claim, view: str, rng: random.Random) -> Claim:
    """One view's telling of an event."""
    radius = claim.radius_km or 0.0
    off = abs(rng.gauss(0, radius / 2)) + (8 if rng.random() < WRONG_VILLAGE else 0)
    bearing = rng.uniform(0, 2 * pi)
    lat = (claim.lat or 0.0) + off * cos(bearing) / 111.195
    lon = (claim.lon or 0.0) + off * sin(bearing) / (111.195 * cos(radians(lat)))
    shift = timedelta(days=rng.choice((-1, 1)) if rng.random() < WRONG_DAY else 0)
    act = rng.choice(("attack", "shelling")) if rng.random() < OTHER_ACT else claim.act
    changes = {"lat": lat, "lon": lon, "start": claim.start + shift, "end": claim.end + shift, "act": act}
    changes |= {"id": f"{view}-{claim.id}", "event": None, "toll": toll_anew(claim.toll, rng)}
    return Claim.model_construct(**{**dict(claim), **changes})


def toll_anew(toll: Toll | None, rng: random.Random) -> Toll | None:
    chance = rng.random()
    if toll is None or chance < NO_TOLL:
        return None
    if chance < NO_TOLL + OTHER_TOLL:
        return Toll(best=round((toll.best or 0) * rng.uniform(0.5, 1.5)))
    return toll


def views(claims: Sequence[Claim], seed: int) -> tuple[list[Incident], list[Incident], Pairs]:
    """Two views as incidents, and the pairs that are one event."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    told: dict[str, list[Incident]] = {"a": [], "b": []}
    for claim in claims:
        for view, incidents in told.items():
            if rng.random() < SEEN:
                anew = told_anew(claim, view, rng)
                incidents.append(incident_from(anew.id, None, (anew,)))
    there = {i.id[2:] for i in told["b"]}
    truth = {(i.id, f"b-{i.id[2:]}") for i in told["a"] if i.id[2:] in there}
    return told["a"], told["b"], truth


def holdfire_pairs(a: list[Incident], b: list[Incident]) -> Pairs:
    found = paired(compared(a, b)).pairs
    return {(a[x].id, b[y].id) for x, y in zip(found.a.tolist(), found.b.tolist(), strict=True)}


def nearest_pairs(a: list[Incident], b: list[Incident]) -> Pairs:
    """The peer: every pair, row by row, within the window; nearest first, each used once."""
    acts = act_numbers(a, b)
    one, other = rows_of(a, acts), rows_of(b, acts)
    found: list[tuple[float, int, int]] = []
    for n in range(len(a)):
        km = distance_km(np.full(len(b), one.lat[n]), np.full(len(b), one.lon[n]), other.lat, other.lon)
        apart = np.abs(other.start - one.start[n])
        near = np.flatnonzero((km <= PEER_KM) & (apart <= PEER_S))
        found += [(float(km[m] / PEER_KM + apart[m] / PEER_S), n, int(m)) for m in near]
    used_a, used_b, pairs = set(), set(), set()
    for _, n, m in sorted(found):
        if n not in used_a and m not in used_b:
            used_a.add(n)
            used_b.add(m)
            pairs.add((a[n].id, b[m].id))
    return pairs


def right(pairs: Pairs, truth: Pairs) -> dict[str, float]:
    good = len(pairs & truth)
    return {"precision": round(good / max(1, len(pairs)), 3), "recall": round(good / max(1, len(truth)), 3)}


def timed(of: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    """Seconds of the fastest run, and what it found."""
    best, found = float("inf"), None
    for _ in range(runs):
        began = time.perf_counter()
        found = of()
        best = min(best, time.perf_counter() - began)
    return round(best, 3), found


def accuracy(claims: Sequence[Claim]) -> dict[str, Any]:
    a, b, truth = views(claims, seed=1)
    seconds, ours = timed(lambda: holdfire_pairs(a, b))
    peer_seconds, theirs = timed(lambda: nearest_pairs(a, b))
    rest = paired(compared(a, b)).open
    left = {a[n].id for n in rest.a.tolist()}
    told = {
        "events_in_both": len(truth),
        "holdfire": {**right(ours, truth), "seconds": seconds},
        "nearest": {**right(theirs, truth), "seconds": peer_seconds},
        "times_faster": round(peer_seconds / seconds, 1),
        "ambiguous": len(left),
        "ambiguous_of_events_in_both": sum(one in left for one, _ in truth),
    }
    for name in ("holdfire", "nearest"):
        print(
            f"{name:10} precision {told[name]['precision']:.3f}  recall {told[name]['recall']:.3f}  {told[name]['seconds']:.2f} s"
        )
    print(f"of {len(truth):,} events in both views {told['ambiguous_of_events_in_both']:,} are left as ambiguous")
    return told


def dense(claims: Sequence[Claim], incidents: int) -> list[Claim]:
    """Events drawn again, at a random time within one year and up to 5 km away."""
    rng = random.Random(2)  # noqa: S311 - no secret
    first = min(c.start for c in claims)
    drawn = []
    for number in range(round(incidents / SEEN)):
        claim = rng.choice(claims)
        start = first + timedelta(days=rng.randrange(365))
        moved = {
            "lat": (claim.lat or 0) + rng.uniform(-0.045, 0.045),
            "lon": (claim.lon or 0) + rng.uniform(-0.05, 0.05),
        }
        changes = {"id": f"x-{number}", "start": start, "end": start + (claim.end - claim.start), **moved}
        drawn.append(Claim.model_construct(**{**dict(claim), **changes}))
    return drawn


def scale(claims: Sequence[Claim], incidents: int) -> dict[str, Any]:
    a, b, truth = views(dense(claims, incidents), seed=3)
    seconds, pairs = timed(lambda: holdfire_pairs(a, b), runs=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole, found = timed(lambda: reconcile(Side("a", a), Side("b", b)), runs=1)
    told = {"incidents": [len(a), len(b)], **right(pairs, truth), "seconds_pairs": seconds, "seconds_all": whole}
    told |= {"peak_mb_pairs": round(peak), "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}
    told |= {"matched": len(found.matched), "ambiguous": len(found.ambiguous_a)}
    print(
        f"{len(a):,} by {len(b):,}: pairs in {seconds:.1f} s, with every sentence {whole:.1f} s, {told['peak_mb']:,} MB; "
        f"precision {told['precision']:.3f}, recall {told['recall']:.3f}"
    )
    return told


def growth(claims: Sequence[Claim], incidents: int) -> dict[str, Any]:
    """Both ways at one size on the dense record, where all pairs begin to weigh."""
    a, b, truth = views(dense(claims, incidents), seed=3)
    seconds, ours = timed(lambda: holdfire_pairs(a, b), runs=1)
    peer_seconds, theirs = timed(lambda: nearest_pairs(a, b), runs=1)
    print(
        f"{len(a):,} by {len(b):,}: {seconds:.2f} s, all pairs {peer_seconds:.2f} s, {peer_seconds / seconds:.1f} times as long"
    )
    told = {
        "holdfire": {**right(ours, truth), "seconds": seconds},
        "nearest": {**right(theirs, truth), "seconds": peer_seconds},
    }
    return {"incidents": [len(a), len(b)], **told, "times_faster": round(peer_seconds / seconds, 1)}


def main() -> None:
    """Read the arguments, print a table, end with one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=100_000, help="incidents to a side, for the scale")
    parser.add_argument(
        "--earlier", action="store_true", help="accuracy on the earlier half, on which weights were looked at"
    )
    asked = parser.parse_args()
    claims = sorted((c for _, c in claims_in(ged_syria(), february())), key=lambda c: (c.start, c.id))
    half = len(claims) // 2
    told = accuracy(claims[:half] if asked.earlier else claims[half:])
    grown = {}
    if asked.incidents:
        grown = {"growth": growth(claims, asked.incidents // 5), "scale": scale(claims, asked.incidents)}
    print(json.dumps({"metric": "reconcile", "accuracy": told, **grown}))


if __name__ == "__main__":
    main()
