"""The rules of judging as portable relations: nothing here knows on which engine they run.

Only equi and inequality joins, group by and case expressions are used, which DuckDB, Spark and others run alike. Each rule stands
once, and is run on a case's incidents and on columns of events alike; what differs is the rows it is run on:

================================================  ==================  =====================================
rule                                              function            rows of a case, rows of events
================================================  ==================  =====================================
who is bound, and how an actor stands, by era     ``standings``       ``_rows``, ``bounds``
which targets are shielded                        ``with_shield``     ``_rows``, ``bounds``
what thing, how many of it                        ``with_fit``        ``_rows``, ``bounds``
which exceptions fit, and whether they permit     ``excepting``,      ``_with_exception``, ``excepted``
                                                  ``permits``
how a place lies to a duty's zones: the best of   ``_best``           ``_with_zone``, ``lies_to_duties``
outside, permitted, in doubt, breach              ``graded``          ``verdicts``, ``found``
how a time lies to a window                       ``in_window``       ``window_relations``, ``met``
what that makes of a verdict                      ``in_time``         ``judge.in_time``, ``under_reading``
================================================  ==================  =====================================

How a place lies to one zone is reckoned before: ``places`` (by cover or by distance), for events ``events.places``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    "exception_unclear",
)
IN_FORCE, STRADDLES, OUT = 2, 1, 0
_ASKED = ["act", "manner", "era", "lies", "matter", "parties"]
_ONE = ["incident", "alt", "actor", "target", "provision", "site"]
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
    rows = graded(_rows(t))
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
    """Incident x provision x site x alternative x actor x target, with standing, shield, fit, zone relation and exception."""
    party = t["party"].join(t["incident"], "incident")
    party = party.select("incident", "alt", "actor", "target", "act", "place", "t0", "matter", "manner")
    rows = with_fit(with_shield(standings(party, t), t), t)
    return _with_exception(_with_zone(rows, t), t)


def standings(parties: Table, t: dict[str, Table]) -> Table:
    """How each party stands to each provision that speaks of its act, site by site; at its ``t0``, against its target."""
    who = t["who"]
    here = [parties.act == who.act, parties.actor == who.actor, parties.t0 >= who.from_s, parties.t0 < who.to_s]
    keys = [*parties.columns, "provision", "site"]
    bound = parties.join(who, here).select(*keys, "against", "standing")
    bound = bound.semi_join(t["target_group"], ["target", "against"])
    return bound.group_by(keys).aggregate(standing=bound.standing.max())


def with_shield(rows: Table, t: dict[str, Table]) -> Table:
    """Whether the provision shields the target against the act; a target it does not know is unclear."""
    import ibis

    shield = t["shield"]
    found = rows.join(shield, ["provision", "act", "target"], how="left")
    return found.select(*rows.columns, shield=ibis.coalesce(shield.shield, int(Shield.UNCLEAR)))


def with_fit(rows: Table, t: dict[str, Table]) -> Table:
    """Whether the thing and the number fit the provision; to one that does not ask anything fits."""
    import ibis

    fits = t["fits"]
    found = rows.join(fits, ["provision", "matter"], how="left")
    return found.select(*rows.columns, fit=ibis.coalesce(fits.fit, int(Fit.FITS)))


def excepting(rows: Table, t: dict[str, Table]) -> Table:
    """Rows with each exception that fits act, actor and manner, its time and its site; rows with none are left out."""
    ex = t["exception"]
    fits = [
        rows.provision == ex.provision,
        rows.act == ex.act,
        rows.actor == ex.actor,
        (ex.manner == rows.manner) | (ex.manner == ANYONE),
    ]
    told = {"ex_site": ex.site, "ex_from": ex.from_s, "ex_to": ex.to_s, "exception": ex.exception}
    return rows.join(ex, fits).select(*rows.columns, **told)


def permits(site: Any, relation: Any, exception: Any) -> tuple[Any, Any]:
    """The exception where it surely permits, else null, and 1 where it may: its place lies possibly in its zone."""
    import ibis

    sure = (site == "") | (relation == int(Relation.INSIDE))
    may = (site != "") & relation.isin([int(r) for r in Relation if r not in (Relation.INSIDE, Relation.OUTSIDE)])
    return ibis.ifelse(sure, exception, ibis.null("int32")), may.cast("int8")


def _best(rows: Table, t: dict[str, Table], site: str, keys: list[str]) -> Table:
    """Rows with their relation to the zones of a site at their ``t0``: inside one of several is inside; null for no zones."""
    related = t["zone_of"].join(t["place_zone"], "zone")
    related = related.select("provision", "site", "from_s", "to_s", "place", "relation")
    here = [
        rows.provision == related.provision,
        rows[site] == related.site,
        rows.place == related.place,
        rows.t0 >= related.from_s,
        rows.t0 < related.to_s,
    ]
    zoned = rows.join(related, here, how="left").select(*(rows[k] for k in keys), related.relation)
    return zoned.group_by(keys).aggregate(relation=zoned.relation.max())


def _with_zone(rows: Table, t: dict[str, Table]) -> Table:
    import ibis

    best = _best(rows, t, "site", list(rows.columns))
    return best.mutate(relation=ibis.coalesce(best.relation, int(Relation.INSIDE)))


def _with_exception(rows: Table, t: dict[str, Table]) -> Table:
    keys = list(rows.columns)
    found = excepting(rows, t)
    found = found.filter(found.t0 >= found.ex_from, found.t0 < found.ex_to).rename(own="relation")
    own = [k if k != "relation" else "own" for k in keys]
    at = _best(found, t, "ex_site", [*own, "ex_site", "exception"])
    sure, may = permits(at.ex_site, at.relation, at.exception)
    at = at.mutate(sure=sure, may=may)
    some = at.group_by(_ONE).aggregate(exception=at.sure.max(), perhaps=at.may.max())
    joined = rows.join(some, _ONE, how="left")
    return joined.select(*(rows[k] for k in keys), some.exception, perhaps=some.perhaps.fill_null(0))


def graded(rows: Table) -> Table:
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
    doubt = doubt | (rows.perhaps == 1)
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
        "exception_unclear": rows.perhaps == 1,
    }
    exception = ibis.ifelse(verdict == int(Verdict.PERMITTED), rows.exception, ibis.null("int32"))
    return rows.mutate(
        verdict=verdict, exception=exception, **{name: mark.cast("int8") for name, mark in marks.items()}
    )


def window_relations(judged: Table, t: dict[str, Table]) -> Table:
    """2 surely in a window, 1 perhaps, 0 surely not; for every judged incident, provision and reading."""
    timed = judged.select("incident", "provision").join(t["incident"], "incident")
    timed = timed.select("incident", "provision", "t0", "t1")
    spans = timed.select("provision", "t0", "t1").distinct()
    window = t["window"]
    j = spans.join(window, "provision").select("provision", "reading", "t0", "t1", "from_s", "to_s", "doubt_s")
    relation = in_window(j.t0, j.t1, j.from_s, j.to_s, j.doubt_s)
    j = j.mutate(relation=relation)
    keys = ["provision", "t0", "t1"]
    related = j.group_by([*keys, "reading"]).aggregate(in_force=j.relation.max())
    return timed.join(related, keys).select("incident", "provision", "reading", "in_force")


def in_window(t0: Any, t1: Any, from_s: Any, to_s: Any, doubt_s: Any) -> Any:
    """How [t0, t1), or the instant where both are one, lies to [from_s, to_s), whose edges may be off by ``doubt_s``."""
    import ibis

    last = ibis.ifelse(t0 == t1, t1 + 1, t1)
    return ibis.cases(
        ((t0 >= from_s + doubt_s) & (last <= to_s - doubt_s), IN_FORCE),
        ((t0 < to_s + doubt_s) & (last > from_s - doubt_s), STRADDLES),
        else_=OUT,
    )


def in_time(verdict: Any, in_force: Any) -> Any:
    """The verdict under a reading: surely out of its windows is outside scope, what may be is in doubt. Null: undecided."""
    import ibis

    settled = verdict.isin([int(Verdict.OUTSIDE_SCOPE), int(Verdict.PERMITTED)])
    return ibis.cases(
        (in_force == OUT, int(Verdict.OUTSIDE_SCOPE)),
        ((in_force == IN_FORCE) | settled, verdict),
        else_=int(Verdict.UNDETERMINED),
    )
