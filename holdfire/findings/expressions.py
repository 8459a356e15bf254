"""The rules of judging as portable relations: nothing here knows on which engine they run.

Only equi and inequality joins, group by and case expressions are used, which DuckDB, Spark and others run alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.findings.finding import Verdict
from holdfire.findings.matter import Fit
from holdfire.findings.persons import ANYONE, Shield, Standing
from holdfire.findings.places import Relation

if TYPE_CHECKING:
    from ibis.expr.types import Table

FLAGS = (
    "outside_zone",
    "excluded_actor",
    "guarantor",
    "outsider",
    "excluded_target",
    "target_outside",
    "unpublished",
    "place_unknown",
    "place_straddles",
    "other_object",
    "within_limit",
    "object_unclear",
    "number_unclear",
    "unclear",
    "unattributed",
    "not_named",
    "target_unclear",
)
IN_FORCE, STRADDLES, OUT = 2, 1, 0
_ASKED = ["act", "manner", "era", "lies", "matter", "parties"]
_UNIT, _RECORD = "\x1f", "\x1e"
"""Control characters between and behind names; no id of an agreement holds one."""


def asked_of(t: dict[str, Table]) -> Table:
    """Each incident with all that a rule asks for: act, manner, era of roles, how its place lies, its parties in one text.

    The order in which parties are written together is of no account: two orders are two likes with one verdict.
    """
    party, incident, place = t["party"], t["incident"], t["place_like"]
    written = party.alt.cast("string") + _UNIT + party.actor + _UNIT + party.target
    told = (
        party.mutate(written=written).group_by("incident").aggregate(parties=lambda r: r.written.group_concat(_RECORD))
    )
    columns = ["incident", "act", "manner", "era", "matter", "place"]
    timed = incident.select(columns).join(told, "incident").join(place, "place")
    return timed.select("incident", "act", "manner", "era", "matter", "parties", "like").rename(lies="like")


def likeness(asked: Table) -> Table:
    """(incident, like): ``like`` is one incident of which the same is asked."""
    first = asked.group_by(_ASKED).aggregate(like=asked.incident.min())
    return asked.join(first, _ASKED).select("incident", "like")


def one_of_each(t: dict[str, Table], alike: Table) -> dict[str, Table]:
    """The incidents that stand for those alike, with their parties."""
    likes = alike.select(incident=alike.like).distinct()
    return {name: t[name].semi_join(likes, "incident") for name in ("incident", "party")}


def to_each(some: Table, alike: Table) -> Table:
    """Verdicts handed to every incident that is alike."""
    columns = [c for c in some.columns if c != "incident"]
    return alike.join(some, alike.like == some.incident).select(alike.incident, *(some[c] for c in columns))


def verdicts(t: dict[str, Table]) -> Table:
    """One row for each incident and provision that speaks of its act."""
    rows = _graded(_rows(t))
    flags = {f: rows[f].max() for f in FLAGS}
    alternative = rows.group_by(["incident", "provision", "alt"]).aggregate(
        verdict=rows.verdict.max(), exception=rows.exception.max(), **flags
    )
    flags = {f: alternative[f].max() for f in FLAGS}
    return alternative.group_by(["incident", "provision"]).aggregate(
        lowest=alternative.verdict.min(),
        highest=alternative.verdict.max(),
        exception=alternative.exception.max(),
        **flags,
    )


def _rows(t: dict[str, Table]) -> Table:
    """Incident x provision x site x alternative x actor x target, with standing, shield, zone relation, fit and exception."""
    import ibis

    party = t["party"].join(t["incident"], "incident")
    who = t["who"]
    bound = party.join(
        who, [party.act == who.act, party.actor == who.actor, party.t0 >= who.from_s, party.t0 < who.to_s]
    )
    keys = ["incident", "provision", "site", "alt", "actor", "target", "act", "place", "t0", "matter", "manner"]
    bound = bound.select(*keys, "against", "standing").semi_join(t["target_group"], ["target", "against"])
    standing = bound.group_by(keys).aggregate(standing=bound.standing.max())
    shield = t["shield"]
    shielded = standing.join(shield, ["provision", "act", "target"], how="left").select(
        *keys, "standing", shield=ibis.coalesce(shield.shield, int(Shield.UNCLEAR))
    )
    fits = t["fits"]
    fitted = shielded.join(fits, ["provision", "matter"], how="left").select(
        *keys, "standing", "shield", fit=ibis.coalesce(fits.fit, int(Fit.FITS))
    )
    return _with_exception(_with_zone(fitted, t, keys), t, keys)


def _with_zone(rows: Table, t: dict[str, Table], keys: list[str]) -> Table:
    """The best relation to any zone of the site: inside one of several is inside."""
    import ibis

    zone_of, place_zone = t["zone_of"], t["place_zone"]
    related = zone_of.join(place_zone, "zone").select("provision", "site", "from_s", "to_s", "place", "relation")
    kept = [*keys, "standing", "shield", "fit"]
    here = [
        rows.provision == related.provision,
        rows.site == related.site,
        rows.place == related.place,
        rows.t0 >= related.from_s,
        rows.t0 < related.to_s,
    ]
    zoned = rows.join(related, here, how="left").select(*(rows[k] for k in kept), related.relation)
    relation = ibis.coalesce(zoned.relation.max(), int(Relation.INSIDE))
    return zoned.group_by(kept).aggregate(relation=relation)


def _with_exception(rows: Table, t: dict[str, Table], keys: list[str]) -> Table:
    ex = t["exception"]
    fits = [
        rows.provision == ex.provision,
        rows.act == ex.act,
        rows.actor == ex.actor,
        (ex.manner == rows.manner) | (ex.manner == ANYONE),
        rows.t0 >= ex.from_s,
        rows.t0 < ex.to_s,
    ]
    kept = [*keys, "standing", "shield", "fit", "relation"]
    joined = rows.join(ex, fits, how="left").select(*kept, exception=ex.exception)
    return joined.group_by(kept).aggregate(exception=joined.exception.max())


def _graded(rows: Table) -> Table:
    """The rule itself. What is surely outside comes first, then what is allowed, then what is in doubt."""
    import ibis

    s, sh, r, f = rows.standing, rows.shield, rows.relation, rows.fit
    outside = (
        (r == int(Relation.OUTSIDE))
        | (s <= int(Standing.GUARANTOR))
        | (sh == int(Shield.EXCLUDED))
        | (sh == int(Shield.OUTSIDE))
        | (f <= int(Fit.WITHIN_LIMIT))
    )
    doubt = (r < int(Relation.INSIDE)) | (s < int(Standing.BOUND)) | (sh == int(Shield.UNCLEAR)) | (f < int(Fit.FITS))
    verdict = ibis.cases(
        (outside, int(Verdict.OUTSIDE_SCOPE)),
        (rows.exception.notnull(), int(Verdict.PERMITTED)),
        (doubt, int(Verdict.UNDETERMINED)),
        else_=int(Verdict.BREACH),
    )
    marks = {
        "outside_zone": r == int(Relation.OUTSIDE),
        "excluded_actor": s == int(Standing.EXCLUDED),
        "guarantor": s == int(Standing.GUARANTOR),
        "outsider": s == int(Standing.OUTSIDER),
        "excluded_target": sh == int(Shield.EXCLUDED),
        "target_outside": sh == int(Shield.OUTSIDE),
        "unpublished": r == int(Relation.UNPUBLISHED),
        "place_unknown": r == int(Relation.UNKNOWN_PLACE),
        "place_straddles": r == int(Relation.POSSIBLY),
        "other_object": f == int(Fit.OTHER_OBJECT),
        "within_limit": f == int(Fit.WITHIN_LIMIT),
        "object_unclear": f == int(Fit.OBJECT_UNCLEAR),
        "number_unclear": f == int(Fit.NUMBER_UNCLEAR),
        "unclear": s == int(Standing.UNCLEAR),
        "unattributed": s == int(Standing.UNKNOWN),
        "not_named": s == int(Standing.NOT_NAMED),
        "target_unclear": sh == int(Shield.UNCLEAR),
    }
    return rows.mutate(verdict=verdict, **{name: mark.cast("int8") for name, mark in marks.items()})


def window_relations(judged: Table, t: dict[str, Table]) -> Table:
    """2 surely in a window, 1 perhaps, 0 surely not; for every judged incident, provision and reading."""
    import ibis

    timed = judged.select("incident", "provision").join(t["incident"], "incident")
    timed = timed.select("incident", "provision", "t0", "t1")
    spans = timed.select("provision", "t0", "t1").distinct()
    window = t["window"]
    j = spans.join(window, "provision").select("provision", "reading", "t0", "t1", "from_s", "to_s", "doubt_s")
    last = ibis.ifelse(j.t0 == j.t1, j.t1 + 1, j.t1)
    relation = ibis.cases(
        ((j.t0 >= j.from_s + j.doubt_s) & (last <= j.to_s - j.doubt_s), IN_FORCE),
        ((j.t0 < j.to_s + j.doubt_s) & (last > j.from_s - j.doubt_s), STRADDLES),
        else_=OUT,
    )
    j = j.mutate(relation=relation)
    keys = ["provision", "t0", "t1"]
    related = j.group_by([*keys, "reading"]).aggregate(in_force=j.relation.max())
    return timed.join(related, keys).select("incident", "provision", "reading", "in_force")
