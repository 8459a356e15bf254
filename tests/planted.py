"""A case with secrets planted in it, and what of them each edition must not hold: for the tests of everything that leaves."""

import copy
import csv
import shutil
from datetime import datetime
from pathlib import Path

import yaml

from holdfire import pipeline
from holdfire.case import Case
from tests.conftest import ROOT

FOUNDING = ROOT / "agreements" / "syria-2016-09"
PLANTED = {
    "kind": "incident",
    "act": "shelling",
    "place": "Hidden Hamlet",
    "lat": "36.20213",
    "lon": "37.13428",
    "radius_km": "0.1",
    "target": "civilians",
    "said_by": "Abu Secret",
    "confidence": "high",
    "source": "Whispering Gazette",
    "published": "2016-09-15",
    "words": "the nurse Umm Hidden saw it",
    "contact": "+963 911 222 333",
    "facility": "",
    "exact_lat": "",
}
"""What both rows say. ``contact`` and ``exact_lat`` are sealed fields."""
ROWS: tuple[dict[str, str], ...] = (
    {
        "id": "SECRET-1",
        "when": "2016-09-14T10:11:12+03:00",
        "actor": "russia",
        "facility": "hospital",
        "exact_lat": "36.202131",
    },
    {"id": "SECRET-2", "when": "2016-09-14T11:13:14+03:00", "actor": "Brigade of Shadows", "place": "Open Village"},
)
_WORDS = ("Umm Hidden", "nurse", "Abu Secret", "Whispering", "Shadows", "hospital")
_SEALED = ("911 222", "36.202131")
SECRETS = {
    "party": (*_WORDS, *_SEALED, "Hidden Hamlet", "Observatory"),
    "public": (
        *(*_WORDS, *_SEALED, "36.202", "37.134", "SECRET", "Hidden Hamlet", "Open Village", "10:11", "11:13"),
        *("Quiet Corner", "quiet-corner", "sohr", "Observatory"),
    ),
}
"""Words, sealed fields, names of sources and of people, a protected site and, for the public, ids, places, hours and a zone."""


def agreement_with_secrets(folder: Path) -> Path:
    """The founding agreement with hospitals, a zone that is not published, and a provision that holds there."""
    path = shutil.copytree(FOUNDING, folder) / "agreement.yaml"
    said = yaml.safe_load(path.read_text("utf-8"))
    said.setdefault("facilities", {})["hospital"] = "a place where the sick are treated"
    said["zones"]["quiet-corner"] = {"name": {"en": "Quiet Corner"}, "kind": "unpublished"}
    said["provisions"]["S16-99"] = {
        **copy.deepcopy(said["provisions"]["S16-02"]),
        "zone": "quiet-corner",
        "title": {"en": "Nobody shoots in Quiet Corner"},
    }
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def case_with_secrets(folder: Path, start: datetime, *, known_when_published: bool = False) -> Case:
    """The founding case with an incident at a hospital and one by an actor nobody knows, both told by a secret friend."""
    founding = pipeline.Founding(start, "observer", turned="reported", known_when_published=known_when_published)
    opened = pipeline.new_case(folder / "case", agreement_with_secrets(folder / "agreement"), founding)
    pipeline.collect_into(opened, FOUNDING / "course" / "claims.csv", received=start)
    rows = folder / "secrets.csv"
    with rows.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [*ROWS[0], *(name for name in PLANTED if name not in ROWS[0])])
        table.writeheader()
        table.writerows({**PLANTED, **row} for row in ROWS)
    done = pipeline.collect_into(opened, rows, received=start)
    assert done.kept == len(ROWS), done
    return opened
