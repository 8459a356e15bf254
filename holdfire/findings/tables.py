"""Incidents and the compiled agreement as Arrow tables: what the engine joins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from holdfire.agreement.model import Agreement
from holdfire.agreement.times import UNSAID, every_value
from holdfire.claims.claim import EACH_OTHER, UNKNOWN, UNMAPPED
from holdfire.findings.persons import ANYONE, NOT_NAMED, shield_rows, target_rows, who_rows
from holdfire.findings.places import Relation, relations
from holdfire.incidents import Incident
from holdfire.when import seconds
from holdfire.where import Place

INCIDENT = pa.schema(
    [
        ("incident", pa.string()),
        ("act", pa.string()),
        ("t0", pa.int64()),
        ("t1", pa.int64()),
        ("place", pa.int32()),
        ("manner", pa.string()),
    ]
)
PARTY = pa.schema([("incident", pa.string()), ("alt", pa.int32()), ("actor", pa.string()), ("target", pa.string())])
WINDOW = pa.schema([("reading", pa.string()), ("provision", pa.string()), ("from_s", pa.int64()), ("to_s", pa.int64())])
_WHO = pa.schema(
    [
        ("provision", pa.string()),
        ("act", pa.string()),
        ("actor", pa.string()),
        ("against", pa.string()),
        ("from_s", pa.int64()),
        ("to_s", pa.int64()),
        ("standing", pa.int8()),
    ]
)
_EXCEPTION = pa.schema(
    [
        ("provision", pa.string()),
        ("act", pa.string()),
        ("actor", pa.string()),
        ("manner", pa.string()),
        ("exception", pa.int32()),
    ]
)


@dataclass(frozen=True)
class IncidentTables:
    """Incidents as rows: ``incident`` (one each), ``party`` (one for each alternative, actor and target), and their places."""

    incident: pa.Table
    party: pa.Table
    places: tuple[Place | None, ...]


def incident_tables(agreement: Agreement, incidents: Iterable[Incident]) -> IncidentTables:
    """Rows for the engine; equal places share one index, so that each is tested against a zone once."""
    excluded = {a for a, actor in agreement.text.actors.items() if actor.role == "excluded"}
    places: dict[Place | None, int] = {}
    rows, parties = [], []
    for found in incidents:
        place = places.setdefault(found.where, len(places))
        span = found.span
        rows.append((found.id, found.act or "", seconds(span.start), seconds(span.end), place, found.manner or ""))
        held = found.held_by if found.held_by in excluded else None
        parties += [(found.id, *party) for party in _parties(found, held)]
    return IncidentTables(_table(INCIDENT, rows), _table(PARTY, parties), tuple(places))


def _parties(found: Incident, held: str | None) -> list[tuple[int, str, str]]:
    groups = found.actors or ((UNKNOWN,),)
    rows = []
    for number, group in enumerate(groups):
        if held:
            targets: tuple[str, ...] = (held,)
        elif found.target == EACH_OTHER:
            others = [a for i, other in enumerate(groups) if i != number for a in other]
            targets = tuple(sorted(set(others))) or (UNKNOWN,)
        else:
            targets = (found.target,)
        rows += [(number, _named(actor), _named(target)) for actor in group for target in targets]
    return rows


def _named(actor: str) -> str:
    return NOT_NAMED if actor.startswith(UNMAPPED) else actor


def agreement_tables(agreement: Agreement, places: tuple[Place | None, ...]) -> dict[str, pa.Table]:
    """The agreement as relations: who, target_group, shield, exception, zone_of, place_zone, place_like."""
    text = agreement.text
    who = [(w.provision, w.act, w.actor, w.against, w.from_s, w.to_s, w.standing) for w in who_rows(text)]
    zone_of = [(name, zones[0]) for name, p in text.provisions.items() if (zones := every_value(p.zone))]
    drawn = sorted({zone for _, zone in zone_of if zone not in UNSAID})
    related = relations(agreement, places, drawn)
    related |= {unsaid: np.full(len(places), int(Relation.UNPUBLISHED), dtype=np.int8) for unsaid in UNSAID}
    return {
        "who": _table(_WHO, who),
        "target_group": _table(pa.schema([("target", pa.string()), ("against", pa.string())]), list(target_rows(text))),
        "shield": _table(
            pa.schema([("provision", pa.string()), ("target", pa.string()), ("shield", pa.int8())]),
            list(shield_rows(text)),
        ),
        "exception": _table(_EXCEPTION, _exceptions(agreement)),
        "zone_of": _table(pa.schema([("provision", pa.string()), ("zone", pa.string())]), zone_of),
        "place_zone": _place_zone(related, len(places)),
        "place_like": _place_like(related, len(places)),
    }


def _place_zone(related: dict[str, np.ndarray], count: int) -> pa.Table:
    """(place, zone, relation), zone by zone."""
    zones = pa.array(list(related), pa.string())
    which = pa.array(np.repeat(np.arange(len(related), dtype=np.int32), count))
    return pa.table(
        {
            "place": pa.array(np.tile(np.arange(count, dtype=np.int32), len(related))),
            "zone": pa.DictionaryArray.from_arrays(which, zones).cast(pa.string()),
            "relation": pa.array(np.concatenate(list(related.values())), pa.int8()),
        }
    )


def _place_like(related: dict[str, np.ndarray], count: int) -> pa.Table:
    """(place, like): ``like`` is the first place that lies to every zone as this one does."""
    matrix = np.column_stack(list(related.values()))
    _, first, which = np.unique(matrix, axis=0, return_index=True, return_inverse=True)
    like = first[which.reshape(-1)].astype(np.int32)
    return pa.table({"place": pa.array(np.arange(count, dtype=np.int32)), "like": pa.array(like)})


def table_schemas(agreement: Agreement) -> dict[str, pa.Schema]:
    """Name and columns of every table the engine joins."""
    tables = {"incident": INCIDENT, "party": PARTY, "window": WINDOW}
    return tables | {name: table.schema for name, table in agreement_tables(agreement, ()).items()}


def exception_ids(agreement: Agreement) -> list[str]:
    """Exceptions in the order of their numbers in the ``exception`` table."""
    return [e.id for p in agreement.text.provisions.values() for e in p.exceptions]


def _exceptions(agreement: Agreement) -> list[tuple[str, str, str, str, int]]:
    text = agreement.text
    rows, number = [], 0
    for name, provision in text.provisions.items():
        for exception in provision.exceptions:
            if exception.manner or exception.acts or exception.actors:
                for act in exception.acts or provision.broken_by:
                    for actor in exception.actors or [*text.actors, UNKNOWN, NOT_NAMED]:
                        for manner in exception.manner or [ANYONE]:
                            rows.append((name, act, actor, manner, number))
            number += 1
    return rows


def _table(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
