"""Agreements as relations for events: what each provision asks of who, whom, when and where, all agreements in one set of tables.

Duties are numbered over all agreements: a **duty** is a provision, as some readings have it, at one of its sites, or an exception
at its own. A **bound** is what a party, by what is said of it, is to a duty while roles stay as they are. The rules are the
expressions that judge a case; here they are run once for everything said, however many events say it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from holdfire.agreement.as_read import EVER, NEVER, Variant, ZoneEra, eras_of, variants
from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.claims.claim import EACH_OTHER, UNKNOWN
from holdfire.engine import Columns, Step, Steps, columns_of, run_steps
from holdfire.engine.kept import kept_steps
from holdfire.findings.events.expressions import bounds, spared
from holdfire.findings.events.places import EVERYWHERE, UNDRAWN
from holdfire.findings.judge import window_table
from holdfire.findings.matter import NOTHING_TOLD
from holdfire.findings.persons import NOT_NAMED, THINGS
from holdfire.findings.places import era_name
from holdfire.findings.tables import agreement_tables, exception_ids

Numbers = np.ndarray[Any, np.dtype[Any]]
Said = tuple[str, str, str, str]
"""Act, actor, target and manner, as events have them."""


@dataclass
class Rules:
    """Agreements, numbered by their order, as one set of tables. Times are seconds UTC."""

    agreements: Sequence[Agreement]
    provisions: list[tuple[int, str]] = field(default_factory=list)
    """Each provision's agreement and its key by variant."""
    readings: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    duties: list[tuple[int, str]] = field(default_factory=list)
    """Each duty's provision and site."""
    eras: list[tuple[int, ZoneEra]] = field(default_factory=list)
    """Zones in each of their shapes, once for each agreement; those that nobody drew are left out."""
    found: list[dict[str, Variant]] = field(default_factory=list)
    tables: list[dict[str, pa.Table]] = field(default_factory=list)
    """Each agreement's own tables."""
    zone_of: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(duty, zone, from_s, to_s)."""
    told: dict[tuple[Said, ...], tuple[pa.Table, pa.Table]] = field(default_factory=dict)
    """What ``bound_tables`` said last; the next file of a run mostly says the same."""
    windows: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    """(provision, reading, from_s, to_s, doubt_s, undecided)."""

    @property
    def single(self) -> bool:
        """True when no provision has more than one site, so that nothing is to be weighed between them."""
        sites = [p for p, site in self.duties if not site.startswith("x")]
        return len(sites) == len(set(sites))

    @property
    def once(self) -> bool:
        """True when no duty holds in one zone now and another then, and no provision has two windows under a reading."""
        times = {(duty, start, end) for duty, _, start, end in self.zone_of}
        windows = [(provision, reading) for provision, reading, *_ in self.windows]
        return len(times) == len({duty for duty, *_ in times}) and len(windows) == len(set(windows))


def rules_of(agreements: Sequence[Agreement], decisions: dict[str, list[Claim]]) -> Rules:
    """The agreements as tables, all that does not hang on what the events say."""
    rules = Rules(agreements)
    zones: dict[tuple[int, str], int] = {}
    for number, agreement in enumerate(agreements):
        found = variants(agreement.text)
        rules.found.append(found)
        rules.tables.append(agreement_tables(agreement, found, (), (NOTHING_TOLD,)))
        rules.exceptions += exception_ids(found)
        numbers = {key: len(rules.provisions) + n for n, key in enumerate(found)}
        rules.provisions += [(number, key) for key in found]
        for key, variant in found.items():
            _add_duties(rules, zones, number, numbers[key], variant)
        for era in eras_of(list(agreement.text.zones), agreement.text, ""):
            _zone(rules, zones, number, era)
        _add_windows(rules, agreement, found, numbers, decisions.get(agreement.text.id, []))
    return rules


def _add_duties(rules: Rules, zones: dict[tuple[int, str], int], number: int, provision: int, variant: Variant) -> None:
    sites = dict.fromkeys(["", *(str(n) for n, b in enumerate(variant.provision.binds) if b.zone), *variant.places])
    if variant.provision.binds and all(b.zone for b in variant.provision.binds):
        del sites[""]
    for site in sites:
        duty = len(rules.duties)
        rules.duties.append((provision, site))
        for era in variant.places.get(site, ()):
            zone = _zone(rules, zones, number, era)
            rules.zone_of.append((duty, zone, era.from_s, era.to_s))
        if not variant.places.get(site):
            rules.zone_of.append((duty, EVERYWHERE, EVER, NEVER))


def _zone(rules: Rules, zones: dict[tuple[int, str], int], number: int, era: ZoneEra) -> int:
    """The number of a zone in one of its shapes, given to it when it is first met."""
    text = rules.agreements[number].text.zones.get(era.zone)
    if text is None or (era.geometry is None and text.kind != "facility"):
        return UNDRAWN
    name = (number, era_name(era))
    if name not in zones:
        zones[name] = len(rules.eras)
        rules.eras.append((number, ZoneEra(era.zone, era.geometry)))
    return zones[name]


def _add_windows(
    rules: Rules, agreement: Agreement, found: dict[str, Variant], numbers: dict[str, int], decisions: list[Claim]
) -> None:
    table = window_table(agreement, decisions, found)
    told = set()
    for row in table.to_pylist():
        told.add((row["provision"], row["reading"]))
        reading = _reading(rules, row["reading"])
        rules.windows.append((numbers[row["provision"]], reading, row["from_s"], row["to_s"], row["doubt_s"], 0))
    for key, variant in found.items():
        for name in variant.readings:
            if (key, name) not in told:
                rules.windows.append((numbers[key], _reading(rules, name), EVER, NEVER, 0, 1))


def _reading(rules: Rules, name: str) -> int:
    if name not in rules.readings:
        rules.readings.append(name)
    return rules.readings.index(name)


def bound_tables(rules: Rules, said: Sequence[Said], kept: Path | None = None) -> tuple[pa.Table, pa.Table]:
    """Everything said, held against every duty: ``bound`` and ``spare``, the exceptions that fit, with their times and sites.

    ``bound``: (bound, said, provision, duty, standing, shield, fit, best, from_s, to_s); ``best`` is the gravest verdict there
    can be, where place and exceptions are of no account. ``spare``: (bound, exception, ex_duty, ex_site, from_s, to_s).
    """
    key = tuple(said)
    if key in rules.told:
        return rules.told[key]
    bounds_, spares, count = [], [], 0
    for number in range(len(rules.agreements)):
        bound, spare = _of_agreement(rules, number, said, kept)
        moved = pa.array(spare["bound"].to_numpy() + np.int32(count), pa.int32())
        spares.append(spare.set_column(0, "bound", moved))
        bounds_.append(bound)
        count += bound.num_rows
    numbers = pa.array(np.arange(count, dtype=np.int32))
    rules.told.clear()
    rules.told[key] = pa.concat_tables(bounds_).add_column(0, "bound", numbers), pa.concat_tables(spares)
    return rules.told[key]


def _of_agreement(rules: Rules, number: int, said: Sequence[Said], kept: Path | None) -> tuple[pa.Table, pa.Table]:
    agreement = rules.agreements[number]
    tables = rules.tables[number]
    edges = np.unique(np.concatenate([tables["who"][edge].to_numpy() for edge in ("from_s", "to_s")]))
    starts = edges[:-1] if len(edges) > 1 else np.array([EVER])
    ends = edges[1:] if len(edges) > 1 else np.array([NEVER])
    own = {
        "party": _parties(agreement, said, starts),
        **{n: tables[n] for n in ("who", "target_group", "shield", "fits", "exception")},
    }
    columns = columns_of(own)
    steps = kept_steps(kept, ("bounds", columns), lambda: _bound_steps(columns))
    bound, spare = run_steps("duckdb", own, steps, ("bounds", "spares"))
    return _numbered(rules, number, bound, spare, starts, ends)


@cache
def _bound_steps(columns: Columns) -> tuple[Step, ...]:
    steps = Steps(columns, "duckdb")
    made = steps.add("bounds", bounds(steps.given))
    steps.add("spares", spared(made, steps.given))
    return tuple(steps.made)


def _parties(agreement: Agreement, said: Sequence[Said], starts: Numbers) -> pa.Table:
    text = agreement.text
    targets = {*text.actors, *THINGS, *text.facilities, UNKNOWN}
    mapped = [
        (
            act,
            actor if actor in text.actors or actor == UNKNOWN else NOT_NAMED,
            UNKNOWN if target == EACH_OTHER else target if target in targets else NOT_NAMED,
            manner,
        )
        for act, actor, target, manner in said
    ]
    count = len(starts)
    columns = [pa.array(c, pa.string()) for c in (zip(*mapped, strict=True) if mapped else [()] * 4)]
    repeat = pa.array(np.repeat(np.arange(len(said), dtype=np.int32), count))
    told = {
        name: column.take(repeat) for name, column in zip(("act", "actor", "target", "manner"), columns, strict=True)
    }
    return pa.table(
        {
            "said": repeat,
            "era": pa.array(np.tile(np.arange(count, dtype=np.int32), len(said))),
            **told,
            "matter": pa.array(np.zeros(len(repeat), np.int32)),
            "t0": pa.array(np.tile(starts.astype(np.int64), len(said))),
        }
    )


def _numbered(
    rules: Rules, number: int, bound: pa.Table, spare: pa.Table, starts: Numbers, ends: Numbers
) -> tuple[pa.Table, pa.Table]:
    """Names of provisions and sites as numbers over all agreements; eras as their times."""
    own = [n for n, (of, _) in enumerate(rules.provisions) if of == number]
    keys = pa.array([rules.provisions[n][1] for n in own], pa.string())
    duties = [n for n, (p, _) in enumerate(rules.duties) if rules.provisions[p][0] == number]
    names = pa.array(
        [f"{rules.provisions[p][1]}\x1f{site}" for p, site in (rules.duties[n] for n in duties)], pa.string()
    )

    def provision_of(table: pa.Table) -> Numbers:
        return (
            np.array(own, np.int32)[pc.index_in(table["provision"], keys).to_numpy()] if own else np.empty(0, np.int32)
        )

    def duty_of(provision: Any, site: Any) -> Numbers:
        at = pc.index_in(pc.binary_join_element_wise(provision, site, "\x1f"), names).to_numpy()
        return np.array(duties, np.int32)[at] if duties else np.empty(0, np.int32)

    first = sum(len(exception_ids(found)) for found in rules.found[:number])
    era, duty = bound["era"].to_numpy(), duty_of(bound["provision"], bound["site"])
    base = {
        "said": bound["said"],
        "provision": pa.array(provision_of(bound), pa.int32()),
        "duty": pa.array(duty),
        **{name: bound[name] for name in ("standing", "shield", "fit", "best")},
        "from_s": pa.array(starts[era], pa.int64()),
        "to_s": pa.array(ends[era], pa.int64()),
    }
    at = duty_of(spare["provision"], spare["site"])
    anywhere = pc.equal(spare["ex_site"], "")
    of = _found(_key(bound["said"], duty, era), _key(spare["said"], at, spare["era"].to_numpy()))
    spares = {
        "bound": pa.array(of, pa.int32()),
        "exception": pa.array(spare["exception"].to_numpy() + first, pa.int32()),
        "ex_duty": pa.array(duty_of(spare["provision"], pc.if_else(anywhere, spare["site"], spare["ex_site"]))),
        "ex_site": spare["ex_site"],
        "from_s": spare["ex_from"],
        "to_s": spare["ex_to"],
    }
    return pa.table(base), pa.table(spares)


def _key(said: Any, duty: Numbers, era: Numbers) -> Numbers:
    return np.asarray((said.to_numpy().astype(np.int64) << 40) | (duty.astype(np.int64) << 20) | era)


def _found(keys: Numbers, wanted: Numbers) -> Numbers:
    """Where each wanted key stands among keys; every one is there, and once."""
    order = np.argsort(keys)
    return np.asarray(order[np.searchsorted(keys[order], wanted)]) if len(wanted) else np.empty(0, np.int64)
