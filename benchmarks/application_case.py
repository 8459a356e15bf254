"""The case that ``application`` fills: incidents of the founding truce, each told by about ten claims in three languages."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from benchmarks.reports_case import ACTS, BEGUN, DAYS, daily, entry, names_of
from holdfire import pipeline
from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.record import open_record

TOLD_BY = 10
"""Claims of one incident."""
WAITING = 0.02
"""The share of claims that a machine read and nobody has decided on."""
BATCH = 20_000
TOWNS = (
    ("Aleppo", "حلب", "Алеппо"), ("Idlib", "إدلب", "Идлиб"), ("Homs", "حمص", "Хомс"), ("Hama", "حماة", "Хама"),
    ("Talbiseh", "تلبيسة", "Тальбиса"), ("Rastan", "الرستن", "Растан"), ("Daraya", "داريا", "Дарайя"),
    ("Latakia", "اللاذقية", "Латакия"), ("Handarat", "حندرات", "Хандарат"), ("Khan Touman", "خان طومان", "Хан-Туман"),
    ("Saraqib", "سراقب", "Саракиб"), ("Maarat al-Numan", "معرة النعمان", "Маарат-эн-Нууман"),
)  # fmt: skip
SAID = (
    ("{0} shells fell on the outskirts of {1}, and {2} people were taken to the field hospital near the market",
     "A convoy of {0} trucks waited at the checkpoint outside {1} while residents counted {2} wounded",
     "Residents of {1} heard aircraft for {0} minutes; rescuers pulled {2} people from a collapsed house"),
    ("سقطت {0} قذائف على أطراف {1} ونُقل {2} أشخاص إلى المستشفى الميداني قرب السوق",
     "انتظرت قافلة من {0} شاحنات عند الحاجز خارج {1} بينما أحصى الأهالي {2} جرحى",
     "سمع سكان {1} طائرات لمدة {0} دقيقة، وانتشل المسعفون {2} أشخاص من بيت منهار"),
    ("{0} снарядов упали на окраине города {1}, {2} человек доставлены в полевой госпиталь у рынка",
     "Колонна из {0} грузовиков ждала у блокпоста под городом {1}, жители насчитали {2} раненых",
     "Жители города {1} слышали самолёты {0} минут; спасатели вынесли {2} человек из рухнувшего дома"),
)  # fmt: skip
RARE = ("cistern", "صهريج", "цистерна")
"""Words that few claims have: one in a thousand."""


def told_of(number: int, incidents: int, rng: random.Random, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The claims of one incident, and now and then one that a machine read and nobody has looked at."""
    start = BEGUN + timedelta(seconds=int((number + rng.random()) / incidents * DAYS * 86400))
    length = rng.choice((timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)))
    town = rng.randrange(len(TOWNS))
    middle = 34.5 + 2.2 * ((town * 7) % 12) / 12, 36.0 + 2.0 * ((town * 5) % 12) / 12
    lat, lon = (min(max(rng.gauss(m, 0.12), m - 0.4), m + 0.4) for m in middle)
    act, actors, target = rng.choice(ACTS), rng.choice(names["who"]), rng.choice(names["targets"])
    for n in range(TOLD_BY):
        known = start + timedelta(minutes=rng.choice((5, 30, 90, 600, 2880)))
        language = rng.randrange(3)
        words = rng.choice(SAID[language]).format(rng.randrange(2, 40), TOWNS[town][language], rng.randrange(1, 30))
        waits = rng.random() < WAITING
        yield {
            "id": f"I-{number}-{n}", "report": f"r-{number}-{n}", "kind": "incident", "act": act, "precision": "range",
            "start": start.isoformat(), "end": (start + length).isoformat(), "place": TOWNS[town][language],
            "lat": round(lat, 3), "lon": round(lon, 3), "radius_km": rng.choice((0.5, 2.0, 10.0)), "actors": actors,
            "target": target, "claimants": [rng.choice(names["claimants"])], "source": f"Bulletin {number % 977}",
            "known_from": known.isoformat(), "confidence": rng.choice(("low", "medium", "medium", "high")),
            "words": words + (f" {RARE[language]}" if rng.random() < 0.001 else ""),
            **({"review": "proposed"} if waits else {"event": f"E-{number}"}),
        }  # fmt: skip


def made(folder: Path, incidents: int) -> Case:
    """A case of so many incidents and ten times as many claims, entries of its ledger in the order of the incidents."""
    founding = pipeline.Founding(BEGUN, "observer", turned="reported")
    case = pipeline.new_case(folder, ROOT / "agreements" / "syria-2016-09", founding)
    rng, names = random.Random(7), names_of(case)  # noqa: S311 - no secret
    with open_record(case) as record:
        record.append([entry(said) for said in daily(case)], BEGUN + timedelta(days=2))
        batch: list[Entry] = []
        for number in range(incidents):
            batch += [entry(said) for said in told_of(number, incidents, rng, names)]
            if len(batch) >= BATCH or number == incidents - 1:
                record.append(batch, BEGUN + timedelta(days=2 + number / incidents * DAYS))
                batch = []
        record.sign(BEGUN + timedelta(days=DAYS + 3))
    return case


def a_report(number: int, at: datetime, rng: random.Random, names: dict[str, Any]) -> dict[str, Any]:
    """One more claim, that comes in while people work."""
    (said, *_) = told_of(10_000_000 + number, 10_000_001, rng, names)
    start = at - timedelta(hours=1)
    moved = {"start": start.isoformat(), "end": at.isoformat(), "known_from": at.isoformat()}
    return {**said, **moved, "id": f"N-{number}", "event": f"N-{number}", "review": "none"}
