"""Incidents and the compiled agreement as Arrow tables: what the engine joins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from holdfire.agreement.as_read import EVER, NEVER, Variant, exception_site, variants
from holdfire.agreement.model import Agreement, AgreementText
from holdfire.claims.claim import EACH_OTHER, UNKNOWN, UNMAPPED
from holdfire.findings.matter import NOTHING_TOLD, Matter, fit
from holdfire.findings.persons import ANYONE, NOT_NAMED, edge, shield_rows, target_rows, who_rows
from holdfire.findings.places import Site, era_name, relations
from holdfire.incidents import Incident
from holdfire.when import seconds

INCIDENT = pa.schema(
    [
        ("incident", pa.string()),
        ("act", pa.string()),
        ("t0", pa.int64()),
        ("t1", pa.int64()),
        ("place", pa.int32()),
        ("matter", pa.int32()),
        ("manner", pa.string()),
    ]
)
PARTY = pa.schema([("incident", pa.string()), ("alt", pa.int32()), ("actor", pa.string()), ("target", pa.string())])
WINDOW = pa.schema(
    [
        ("reading", pa.string()),
        ("provision", pa.string()),
        ("from_s", pa.int64()),
        ("to_s", pa.int64()),
        ("doubt_s", pa.int64()),
    ]
)
_WHO = pa.schema(
    [
        ("provision", pa.string()),
        ("site", pa.string()),
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
        ("from_s", pa.int64()),
        ("to_s", pa.int64()),
        ("site", pa.string()),
        ("exception", pa.int32()),
    ]
)


_ZONE_OF = pa.schema(
    [
        ("provision", pa.string()),
        ("site", pa.string()),
        ("zone", pa.string()),
        ("from_s", pa.int64()),
        ("to_s", pa.int64()),
    ]
)
_SHIELD = pa.schema([("provision", pa.string()), ("act", pa.string()), ("target", pa.string()), ("shield", pa.int8())])

_FITS = pa.schema([("provision", pa.string()), ("matter", pa.int32()), ("fit", pa.int8())])


@dataclass(frozen=True)
class IncidentTables:
    """Incidents as rows: ``incident`` (one each), ``party`` (one per alternative, actor, target), their sites and matters."""

    incident: pa.Table
    party: pa.Table
    sites: tuple[Site, ...]
    matters: tuple[Matter, ...] = (NOTHING_TOLD,)


@dataclass(frozen=True)
class IncidentRows:
    """The same as plain rows: ``incident`` as its schema has them without the id, ``party`` for each without its id."""

    incident: list[tuple[str, int, int, int, int, str]]
    party: list[list[tuple[int, str, str]]]
    sites: tuple[Site, ...]
    matters: tuple[Matter, ...]


def incident_rows(agreement: Agreement, incidents: Iterable[Incident]) -> IncidentRows:
    """What a rule asks of incidents; equal sites share one number, so that each is tested against a zone once; so do matters."""
    excluded = {a for a, actor in agreement.text.actors.items() if actor.role == "excluded"}
    sites: dict[Site, int] = {}
    matters: dict[Matter, int] = {NOTHING_TOLD: 0}
    rows, parties = [], []
    for found in incidents:
        site = sites.setdefault(Site(found.where, found.facility), len(sites))
        told = Matter(found.objects, found.calibre_mm, found.number, found.unit)
        matter = matters.setdefault(told, len(matters))
        span = found.span
        rows.append((found.act or "", seconds(span.start), seconds(span.end), site, matter, found.manner or ""))
        parties.append(_parties(found, found.held_by if found.held_by in excluded else None))
    return IncidentRows(rows, parties, tuple(sites), tuple(matters))


def incident_tables(agreement: Agreement, incidents: Iterable[Incident]) -> IncidentTables:
    """Rows for the engine."""
    every = list(incidents)
    found = incident_rows(agreement, every)
    rows = [(i.id, *row) for i, row in zip(every, found.incident, strict=True)]
    parties = [(i.id, *party) for i, own in zip(every, found.party, strict=True) for party in own]
    return IncidentTables(_table(INCIDENT, rows), _table(PARTY, parties), found.sites, found.matters)


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


def agreement_tables(
    agreement: Agreement, found: Mapping[str, Variant], sites: tuple[Site, ...], matters: tuple[Matter, ...]
) -> dict[str, pa.Table]:
    """The agreement, provision by variant, as relations.

    They are who, target_group, shield, exception, fits, zone_of, place_zone and place_like.
    """
    return {**text_tables(agreement, found), **asked_tables(agreement, found, sites, matters)}


def text_tables(agreement: Agreement, found: Mapping[str, Variant]) -> dict[str, pa.Table]:
    """What the text alone says, whatever happened: who, target_group, shield, exception and zone_of."""
    text = agreement.text.model_copy(update={"provisions": {key: v.provision for key, v in found.items()}})
    who = [(w.provision, w.site, w.act, w.actor, w.against, w.from_s, w.to_s, w.standing) for w in who_rows(text)]
    zone_of = [
        (key, site, era_name(era), era.from_s, era.to_s)
        for key, v in found.items()
        for site, place in v.places.items()
        for era in place
    ]
    return {
        "who": _table(_WHO, who),
        "target_group": _table(pa.schema([("target", pa.string()), ("against", pa.string())]), list(target_rows(text))),
        "shield": _table(_SHIELD, list(shield_rows(text))),
        "exception": _table(_EXCEPTION, _exceptions(text)),
        "zone_of": _table(_ZONE_OF, zone_of),
    }


def asked_tables(
    agreement: Agreement, found: Mapping[str, Variant], sites: tuple[Site, ...], matters: tuple[Matter, ...]
) -> dict[str, pa.Table]:
    """What the text says of these places and things: place_zone, place_like and fits."""
    text = agreement.text.model_copy(update={"provisions": {key: v.provision for key, v in found.items()}})
    eras = list(dict.fromkeys(era for v in found.values() for place in v.places.values() for era in place))
    related = {era_name(era): relation for era, relation in relations(agreement, sites, eras).items()}
    return {
        "fits": _table(_FITS, _fits(text, matters)),
        "place_zone": _place_zone(related, len(sites)),
        "place_like": _place_like(related, len(sites)),
    }


def _fits(text: AgreementText, matters: tuple[Matter, ...]) -> list[tuple[str, int, int]]:
    """Only provisions that ask with what or how many; to every other anything fits."""
    asking = {key: p for key, p in text.provisions.items() if p.objects or p.quantities}
    return [(key, n, int(fit(m, p, text))) for key, p in asking.items() for n, m in enumerate(matters)]


def _place_zone(related: dict[str, np.ndarray], count: int) -> pa.Table:
    """(place, zone, relation), zone by zone."""
    zones = pa.array(list(related), pa.string())
    which = pa.array(np.repeat(np.arange(len(related), dtype=np.int32), count))
    return pa.table(
        {
            "place": pa.array(np.tile(np.arange(count, dtype=np.int32), len(related))),
            "zone": pa.DictionaryArray.from_arrays(which, zones).cast(pa.string()),
            "relation": pa.array(np.concatenate([np.empty(0, np.int8), *related.values()]), pa.int8()),
        }
    )


def _place_like(related: dict[str, np.ndarray], count: int) -> pa.Table:
    """(place, like): ``like`` is the first place that lies to every zone as this one does."""
    if not related or not count:
        return pa.table(
            {"place": pa.array(np.arange(count, dtype=np.int32)), "like": pa.array(np.zeros(count, np.int32))}
        )
    matrix = np.column_stack(list(related.values()))
    _, first, which = np.unique(matrix, axis=0, return_index=True, return_inverse=True)
    like = first[which.reshape(-1)].astype(np.int32)
    return pa.table({"place": pa.array(np.arange(count, dtype=np.int32)), "like": pa.array(like)})


def table_schemas(agreement: Agreement) -> dict[str, pa.Schema]:
    """Name and columns of every table the engine joins."""
    tables = {"incident": INCIDENT, "party": PARTY, "window": WINDOW}
    made = agreement_tables(agreement, variants(agreement.text), (), (NOTHING_TOLD,))
    return tables | {name: table.schema for name, table in made.items()}


def exception_ids(found: Mapping[str, Variant]) -> list[str]:
    """Exceptions in the order of their numbers in the ``exception`` table."""
    return [e.id for v in found.values() for e in v.provision.exceptions]


def _exceptions(text: AgreementText) -> list[tuple[str, str, str, str, int, int, str, int]]:
    rows, number = [], 0
    for name, provision in text.provisions.items():
        for order, exception in enumerate(provision.exceptions):
            span = edge(exception.from_, text, EVER), edge(exception.until, text, NEVER)
            site = exception_site(order) if exception.zone else ""
            if exception.manner or exception.acts or exception.actors or exception.zone:
                for act in exception.acts or provision.broken_by:
                    for actor in exception.actors or [*text.actors, UNKNOWN, NOT_NAMED]:
                        for manner in exception.manner or [ANYONE]:
                            rows.append((name, act, actor, manner, *span, site, number))
            number += 1
    return rows


def _table(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
