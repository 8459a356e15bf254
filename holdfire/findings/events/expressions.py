"""Events judged as portable relations: which rows speak of which provision; the rules are those of ``expressions``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from holdfire.findings.cover.expressions import inside
from holdfire.findings.expressions import (
    FLAGS,
    OUT,
    excepting,
    graded,
    in_time,
    in_window,
    permits,
    standings,
    with_fit,
    with_shield,
)
from holdfire.findings.finding import Verdict
from holdfire.findings.places import Relation

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from holdfire.findings.events.places import Grid

FINDING = (
    *("agreement", "incident", "provision", "reading", "verdict", "in_force", "lowest", "highest", "exception", "told"),
)
SAID = ("act", "actor", "target", "manner")
DAY_S = 86400


def bounds(t: dict[str, Table]) -> Table:
    """Everything said, with its standing, shield and fit under each provision and site, and the gravest verdict there can be."""
    import ibis

    rows = with_fit(with_shield(standings(t["party"], t), t), t)
    free = rows.mutate(relation=int(Relation.INSIDE), exception=ibis.null("int32"), perhaps=0)
    return graded(free).select(*rows.columns, best="verdict")


def spared(rows: Table, t: dict[str, Table]) -> Table:
    """The exceptions that fit what is said, place and time left aside."""
    found = excepting(rows, t)
    return found.select("said", "era", "provision", "site", "ex_site", "ex_from", "ex_to", "exception")


def seen(raw: Table, names: Mapping[str, str]) -> Table:
    """The columns of events under their own names: times as whole seconds, nothing said as an empty text or -1."""
    told = {}
    for name, own in names.items():
        column = raw[own]
        if name in ("t0", "t1") and column.type().is_timestamp():
            column = column.epoch_seconds().cast("float64").floor().cast("int64")
        elif name in SAID or name == "facility":
            column = column.fill_null(-1 if column.type().is_integer() else "")
        told[name] = column
    return raw.select(**told)


def said(events: Table) -> Table:
    """What is said, each once: act, actor, target and manner."""
    return events.select(*(c for c in SAID if c in events.columns)).distinct()


def placed(events: Table, grid: Grid) -> Table:
    """Events with their cell of the grid."""
    import ibis

    lat, lon = events.lat, events.lon
    on_globe = lat.between(-90.0, 90.0) & lon.between(-180.0, 180.0)
    row, column = (
        (((degrees + to) / grid.step).floor().cast("int64") - first).cast("int32")
        for degrees, to, first in ((lat, 90.0, grid.row), (lon, 180.0, grid.column))
    )
    in_box = row.between(0, grid.rows - 1) & column.between(0, grid.columns - 1)
    cell = ibis.cases((on_globe, ibis.ifelse(in_box, row * grid.columns + column, grid.elsewhere)), else_=grid.unknown)
    return events.mutate(cell=cell.cast("int32"))


def looked_at(t: dict[str, Table], names: Mapping[str, str], grid: Grid, asking: bool) -> Table:
    """Events with what is said as a number, their place, whether a border passes their cell, and whether they may matter.

    ``sig`` are bits for provisions: where those of cell and party have none in common, nothing but out of scope can come of it.
    """
    import ibis

    cells, code = t["cells"], t["code"]
    events = placed(seen(t["event"], names), grid)
    told = [c for c in SAID if c in names]
    when = [c for c in ("t0", "t1") if c in names]
    rows = events.join(cells, "cell").join(code, told)
    kept = {c: rows[c] for c in ("incident", *when, "lon", "lat", "said")}
    if not asking:
        return rows.select(**kept, place=rows.place, border=rows.border, hit=(rows.sig & rows.said_sig) != 0)
    spot = [c for c in SPOT if c in names]
    rows = events.join(cells, "cell").join(code, told)
    site = t["site"].rename({f"of_{c}": c for c in spot})
    same = [rows[c].fill_null(_NONE[c]) == site[f"of_{c}"] for c in spot]
    rows = rows.join(site, same, how="left")
    sig = ibis.coalesce(rows.site_sig, rows.sig)
    return rows.select(
        **{c: rows[c] for c in kept},
        place=ibis.coalesce(rows.site_place, rows.place),
        border=rows.border & rows.site_place.isnull(),
        hit=(sig & rows.said_sig) != 0,
    )


def spots(raw: Table, names: Mapping[str, str], blurred: bool, facilities: Sequence[str]) -> Table:
    """Spots that are asked one by one: with a radius, at a facility a zone is made of, or all if some zone is not exact."""
    events = seen(raw, names)
    here = events.lat.between(-90.0, 90.0) & events.lon.between(-180.0, 180.0)
    doubt = here & (events.radius_km > 0) if "radius_km" in names and not blurred else here
    at = events.facility.isin(list(facilities)) if "facility" in names and facilities else None
    asked = (doubt if at is None else doubt | at) if blurred or "radius_km" in names else at
    columns = {c: events[c].fill_null(_NONE[c]) for c in SPOT if c in names}
    return events.filter(asked).select(**columns).distinct()


SPOT = ("lon", "lat", "radius_km", "facility")
_NONE: dict[str, Any] = {"lon": 999.0, "lat": 999.0, "radius_km": 0.0, "facility": ""}


def touching(rows: Table, t: dict[str, Table], levels: Sequence[int], step: float, first: int) -> Table:
    """Events in border cells with each zone they are in; ``place`` is the one that stands for that zone alone."""
    return inside(rows.filter(rows.border), t["rim"], levels, step).mutate(
        place=lambda r: (r.zone + first).cast("int32")
    )


def pairs(rows: Table, rim: Table, every: bool) -> Table:
    """(event, place): the place of its cell and of each zone beside; ``every`` takes those too of which nothing can come."""
    columns = [c for c in rows.columns if c in ("incident", "t0", "t1", "said", "place")]
    both = [some if every else some.filter(some.hit) for some in (rows, rim)]
    base, touched = (some.select(*columns) for some in both)
    return base.union(touched)


def lies_to_duties(t: dict[str, Table]) -> Table:
    """(place, duty, from_s, to_s, relation): the best of the zones a duty holds in."""
    rows = t["lies"].join(t["zone_of"], "zone")
    return rows.group_by(["place", "duty", "from_s", "to_s"]).aggregate(relation=rows.relation.max())


def met(pair: Table, lies: Table, t: dict[str, Table], every: bool, once: bool) -> Table:
    """(event, bound, reading), best relation to the duty's zones and to its windows; out of windows only for ``every``.

    ``once``: no event, place of a duty or window of a provision stands twice, so that there is nothing to choose the best of.
    """
    import ibis

    bound, window = t["bound"], t["window"]
    times = [pair.t0 >= bound.from_s, pair.t0 < bound.to_s]
    rows = pair.join(bound, [pair.said == bound.said, *times])
    columns = [c for c in ("incident", "t0", "t1", "place") if c in pair.columns]
    rows = rows.select(*(pair[c] for c in columns), bound.bound, bound.duty, bound.provision)
    here = [rows.place == lies.place, rows.duty == lies.duty, rows.t0 >= lies.from_s, rows.t0 < lies.to_s]
    rows = rows.join(lies, here, how="left" if every else "inner").select(
        *(rows[c] for c in rows.columns), lies.relation
    )
    rows = rows.join(window, "provision")
    end = rows.t1.fill_null(rows.t0) if "t1" in rows.columns else rows.t0
    rows = rows.mutate(in_force=in_window(rows.t0, end, rows.from_s, rows.to_s, rows.doubt_s))
    rows = rows if every else rows.filter(rows.in_force > OUT)
    if once:
        return rows.select("incident", "bound", "reading", "t0", "relation", "in_force", "undecided", "place")
    return rows.group_by(["incident", "bound", "reading"]).aggregate(
        t0=rows.t0.max(),
        relation=ibis.coalesce(rows.relation.max(), int(Relation.OUTSIDE)),
        in_force=rows.in_force.max(),
        undecided=rows.undecided.max(),
    )


def excepted(rows: Table, pair: Table, lies: Table, t: dict[str, Table], zoned: bool, once: bool) -> Table:
    """(event, bound) with the exception that surely permits, and whether one may. ``once`` as in ``met``."""
    spare = t["spare"]
    fits = [rows.bound == spare.bound, rows.t0 >= spare.from_s, rows.t0 < spare.to_s]
    found = rows.join(spare, fits).select(
        *(rows[c] for c in ("incident", "bound", "t0", "place") if c in rows.columns), spare.exception, spare.ex_duty,
        spare.ex_site,
    )  # fmt: skip
    if zoned and once:
        here = [found.place == lies.place, found.ex_duty == lies.duty, found.t0 >= lies.from_s, found.t0 < lies.to_s]
        found = found.join(lies, here, how="left").select(*(found[c] for c in found.columns), lies.relation)
    elif zoned:
        at = (
            pair.select("incident", "place")
            .join(lies, "place")
            .select("incident", "duty", "from_s", "to_s", "relation")
        )
        here = [found.incident == at.incident, found.ex_duty == at.duty, found.t0 >= at.from_s, found.t0 < at.to_s]
        found = found.join(at, here, how="left").select(*(found[c] for c in found.columns), at.relation)
    else:
        found = found.mutate(relation=int(Relation.INSIDE))
    sure, may = permits(found.ex_site, found.relation, found.exception)
    found = found.mutate(sure=sure, may=may)
    return found.group_by(["incident", "bound"]).aggregate(exception=found.sure.max(), perhaps=found.may.max())


def found(rows: Table, spared_: Table, t: dict[str, Table], single: bool, reasons: bool) -> Table:
    """(event, provision, reading) with verdict while in force, exception, reasons as bits, and how its time lies.

    ``single``: no provision has several sites. Without ``reasons``, as for a breach, which has none but itself, they are no bits.
    """
    bound = t["bound"].select("bound", "provision", "standing", "shield", "fit")
    all_ = rows.join(spared_, ["incident", "bound"], how="left")
    all_ = all_.select(*(rows[c] for c in rows.columns), spared_.exception, perhaps=spared_.perhaps.fill_null(0))
    marked = graded(all_.join(bound, "bound"))
    columns = ["incident", "provision", "reading", "in_force", "undecided", "verdict", "exception"]
    if single and not reasons:
        return marked.select(*columns, told=0)
    if single:
        bits = sum((marked[f].cast("int32") * 2**n for n, f in enumerate(FLAGS[1:], 1)), marked[FLAGS[0]].cast("int32"))
        return marked.select(*columns, told=bits)
    flags = {f: marked[f].max() for f in FLAGS}
    one = marked.group_by(["incident", "provision", "reading"]).aggregate(
        in_force=marked.in_force.max(), undecided=marked.undecided.max(), verdict=marked.verdict.max(),
        exception=marked.exception.max(), **flags,
    )  # fmt: skip
    bits = sum((one[f].cast("int32") * 2**n for n, f in enumerate(FLAGS[1:], 1)), one[FLAGS[0]].cast("int32"))
    return one.select(*columns, told=bits)


def under_reading(rows: Table, keep: str) -> Table:
    """Verdicts under each reading, of those findings that are kept."""
    import ibis

    base, force = rows.verdict, ibis.ifelse(rows.undecided == 1, ibis.null("int8"), rows.in_force.cast("int8"))
    under = in_time(base, force)
    made = rows.select(
        "incident", "provision", "reading", verdict=under.cast("int8"), in_force=force, lowest=base.cast("int8"),
        highest=base.cast("int8"), exception=rows.exception.cast("int32"), told=rows.told.cast("int32"),
    )  # fmt: skip
    if keep == "all":
        return made
    return made.filter(
        made.verdict == int(Verdict.BREACH) if keep == "breaches" else made.verdict != int(Verdict.OUTSIDE_SCOPE)
    )


def written(findings: Table, t: dict[str, Table]) -> Table:
    """Findings with names in place of numbers, as they are written to files."""
    provision, reading, exception = (t[f"{n}_word"] for n in ("provision", "reading", "exception"))
    rows = findings.join(provision, findings.provision == provision.number).select(
        provision.agreement, "incident", provision=provision.word, **{c: findings[c] for c in findings.columns[2:]}
    )
    rows = rows.join(reading, rows.reading == reading.number).select(
        *(rows[c] for c in rows.columns if c != "reading"), reading=reading.word
    )
    rows = rows.join(exception, rows.exception == exception.number, how="left").select(
        *(rows[c] for c in rows.columns if c != "exception"), exception=exception.word
    )
    return rows.select(*FINDING)


def days(rows: Table, rim: Table, t: dict[str, Table]) -> tuple[Table, Table]:
    """Events by place and day, and those in border cells by zone and day; a day is a whole number since 1970-01-01 UTC."""
    here = rows.filter(rows.place > 0)
    base = here.group_by([here.place, _day(here.t0).name("day")]).aggregate(events=here.count())
    return base, rim.group_by([rim.zone, _day(rim.t0).name("day")]).aggregate(events=rim.count())


def by_zone(base: Table, touched: Table, t: dict[str, Table]) -> Table:
    """(zone, day, events)."""
    sure = t["lies"].filter(t["lies"].relation == int(Relation.INSIDE), t["lies"].zone >= 0)
    rows = base.join(sure, "place").select("zone", "day", "events").union(touched.select("zone", "day", "events"))
    return rows.group_by(["zone", "day"]).aggregate(events=rows.events.sum())


def _day(t0: Any) -> Any:
    return (t0 / DAY_S).floor().cast("int32")
