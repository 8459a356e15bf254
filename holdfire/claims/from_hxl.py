"""Read a row of an HXL-tagged table of events as a claim: its tags say which column of the claims table each one is.

Tags: HXL 1.1 core schema. A word for the event that names no act known here is never guessed at: the row is set aside, and a
mapping can say what is meant. A point of which no radius is told is taken for a settlement's where ``#loc`` names one, and else
for somewhere about it, since many tables give the middle of an area.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from holdfire.agreement.acts import ACCESS, ACTS
from holdfire.agreement.model import Agreement
from holdfire.claims.claim import Claim
from holdfire.claims.from_acled import ACTS as ACLED_ACTS
from holdfire.claims.from_claims_table import claim_of_row
from holdfire.claims.names import Names
from holdfire.claims.unreadable import Unreadable
from holdfire.errors import did_you_mean
from holdfire.sources import Report
from holdfire.sources.connectors.hxl import parts

SETTLEMENT_KM, ABOUT_KM = 5.0, 25.0
"""Radii are ours: a town with its outskirts, and the 25 km that GED's codebook has for "near"."""
TOLD_LATER = frozenset({"reported", "published", "updated", "added", "approved"})
GROUPS = frozenset({"f", "m", "children", "adults", "elderly", "infants", "age", "sex", "disabled", "civilians"})
"""Attributes of a part of the people: such a column is no toll."""
LEVELS = ("#loc", "#adm5", "#adm4", "#adm3", "#adm2", "#adm1", "#country")
SYNONYMS = {
    "air strike": "airstrike", "air attack": "airstrike", "artillery": "shelling", "mortar": "shelling",
    "ied": "explosive-device", "landmine": "explosive-device", "armed clashes": "clash", "clashes": "clash",
    "battle": "clash", "kidnapping": "abduction", "detention": "arrest", "sniper": "sniper-fire",
}  # fmt: skip
"""Words of such tables that can mean one act only."""


def read_hxl(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One row, one claim, by the source that the row names."""
    row = _Tagged(report.record)
    act = _act(
        row.first("#event", "type")
        or row.first("#event", "kind")
        or row.first("#event", but=("id", "code", "description")),
        agreement,
    )
    source = row.first("#meta", "source") or row.first("#source") or row.first("#org") or report.file
    told: dict[str, Any] = {
        "id": f"hxl-{report.id.partition(':')[2]}-{_table(report)}",
        "kind": "access" if act in ACCESS else "incident",
        "act": act,
        "when": _when(row),
        "place": ", ".join(dict.fromkeys(filter(None, map(row.named, LEVELS)))),
        "actor": _actors(row, act),
        "said_by": source.replace(";", ","),
        "deaths": row.number("killed", "dead", "fatalities"),
        "deaths_low": row.number("killed", within="min"),
        "deaths_high": row.number("killed", within="max"),
        "injured": row.number("injured", "wounded"),
        "source": source,
        "published": row.later() or report.received[:10],
        "confidence": "medium",
        "words": row.first("#description")
        or row.first("#event", "description")
        or row.first("#meta", "description")
        or _words(report),
        **_point(row),
    }
    record = {name: str(value) for name, value in told.items() if value is not None}
    return [claim_of_row(record, report, agreement, names, known_when_published=known_when_published)]


class _Tagged:
    """The cells of a row by their tags."""

    def __init__(self, record: dict[str, str]) -> None:
        self._cells = [(*parts(name), value.strip()) for name, value in record.items() if value.strip()]

    def first(self, tag: str, *wanted: str, but: Iterable[str] = ()) -> str:
        """The first cell of a tag with all these attributes, English or in no language before others."""
        found = [(a, v) for t, a, v in self._cells if t == tag and set(wanted) <= a and not a & set(but)]
        plain = [v for a, v in found if not any(x.startswith("i_") and x != "i_en" for x in a)]
        return next(iter([*plain, *(v for _, v in found)]), "")

    def named(self, tag: str) -> str:
        """The name of a place of this level, or its code where nothing else is told."""
        return self.first(tag, "name") or self.first(tag, but=("code",)) or self.first(tag, "code")

    def number(self, *words: str, within: str = "") -> str:
        """How many people, in a column that is of all of them."""
        for tag, attributes, value in self._cells:
            wanted = attributes & set(words) and not attributes & GROUPS
            bound = attributes & {"min", "max", "low", "high"}
            if tag == "#affected" and wanted and (within in bound if within else not bound):
                return value
        return ""

    def dates(self) -> list[tuple[frozenset[str], str]]:
        """Cells that tell when it happened."""
        return [(a, v) for t, a, v in self._cells if t == "#date" and not a & TOLD_LATER]

    def later(self) -> str:
        """The day it was reported, empty where no column tells it."""
        return next((v[:10] for t, a, v in self._cells if t == "#date" and a & TOLD_LATER), "")


def _when(row: _Tagged) -> str:
    told = row.dates()
    starts, ends = ([v for a, v in told if word in a] for word in ("start", "end"))
    if starts and ends:
        return f"{starts[0]}/{_after(ends[0])}"
    if not told:
        raise Unreadable("no column tagged #date is filled", "Give the day on which it happened.")
    return next((v for a, v in told if "occurred" in a), told[0][1])


def _after(day: str) -> str:
    """The last moment of a day that ends a span."""
    return f"{day}T23:59:59" if len(day) == 10 else day


def _act(text: str, agreement: Agreement) -> str | None:
    if not text:
        raise Unreadable("no column tagged #event is filled", "Say what happened.")
    word = " ".join(text.lower().replace("_", " ").split())
    known = {**ACTS, **agreement.text.acts}
    if word.replace(" ", "-") in known:
        return word.replace(" ", "-")
    by_acled = {name.lower(): act for name, (kind, act) in ACLED_ACTS.items() if kind == "incident"}
    found = SYNONYMS.get(word) or by_acled.get(word)
    if not found:
        remedy = did_you_mean(word, known) or "Read the table with a mapping that says which act is meant."
        raise Unreadable(f'#event: "{text[:60]}" is no act known here', remedy)
    return found


def _actors(row: _Tagged, act: str | None) -> str:
    first = row.first("#actor") or row.first("#group", but=("second",))
    second = row.first("#group", "second")
    names = [n.replace("|", "/").replace("+", "and") for n in (first, second) if n]
    return " | ".join(names if act == "clash" else names[:1])


def _point(row: _Tagged) -> dict[str, str]:
    lat, lon = row.first("#geo", "lat"), row.first("#geo", "lon")
    if not lat and not lon:
        return {}
    radius = row.first("#geo", "radius") or row.first("#geo", "radius_km")
    return {"lat": lat, "lon": lon, "radius_km": radius or str(SETTLEMENT_KM if row.named("#loc") else ABOUT_KM)}


def _words(report: Report) -> str:
    """What the row says, where no column holds words."""
    return "; ".join(
        f"{name} {value.strip()}" for name, value in report.record.items() if name.startswith("#") and value.strip()
    )[:1000]


def _table(report: Report) -> str:
    """Tells tables apart by their columns: two sources may both number their rows from 1."""
    return hashlib.sha256("\n".join(report.record).encode()).hexdigest()[:6]
