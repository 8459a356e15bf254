"""What an asker may see of incidents, statuses and traces: the closed fields of their claims are closed here too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.claims.protected import coarse
from holdfire.incidents import Incident
from holdfire.index import IncidentRow, Index
from holdfire.pipeline import Judged
from holdfire.publish import Trace
from holdfire.status.model import ClaimView, IncidentView, Status
from holdfire.web.api.bearer import Asker
from holdfire.web.users import Right, claims_seen, seen
from holdfire.web.users.sight import masked, private, shown


def incidents_seen(who: Asker, judged: Judged) -> list[IncidentView]:
    """The incidents that the asker may see, as they may be shown; in the order of the status."""
    by_id = {i.id: i for i in judged.incidents}
    there = [(view, by_id[view.id]) for view in judged.status.incidents]
    allowed = seen(who.session, [incident for _, incident in there], judged.agreement)
    pairs = [pair for pair, ok in zip(there, allowed, strict=True) if ok]
    return [view_shown(who, view, incident, judged.agreement) for view, incident in pairs]


def rows_shown(who: Asker, rows: Sequence[IncidentRow], kept: Index, agreement: Agreement) -> list[IncidentRow]:
    """Those of a list that the asker may see, with their closed fields closed."""
    if Right.SEE_CLOSED in who.person.rights and who.person.zones is None:
        return list(rows)
    there = [(row, incident) for row in rows if (incident := kept.incident(row.id)) is not None]
    allowed = seen(who.session, [incident for _, incident in there], agreement)
    return [
        row.model_copy(update=_closed(who, row, incident, agreement))
        for (row, incident), ok in zip(there, allowed, strict=True)
        if ok
    ]


def view_shown(who: Asker, view: IncidentView, incident: Incident, agreement: Agreement) -> IncidentView:
    """An incident with its claims as this asker may see them, and no more exact than those are."""
    if Right.SEE_CLOSED in who.person.rights and who.person.zones is None:
        return view
    closed = _closed(who, view, incident, agreement)
    kept = tuple(p for p in view.positions if p.claim in closed["claims"])
    return view.model_copy(update={**closed, "positions": kept})


def _closed(who: Asker, told: IncidentRow | IncidentView, incident: Incident, agreement: Agreement) -> dict[str, Any]:
    """The fields of an incident that this asker sees otherwise than they are."""
    claims = claims_seen(who.session, incident, agreement)
    names, speakers = {c.id for c in claims}, {name for c in claims for name in c.claimants}
    changes: dict[str, Any] = {
        "claims": tuple(name for name in told.claims if name in names),
        "claimants": tuple(name for name in told.claimants if name in speakers),
        "place": masked(told.place),
    }
    if Right.SEE_CLOSED not in who.person.rights and (at := _coarser(incident)):
        changes |= {"lat": at.lat, "lon": at.lon, "radius_km": at.radius_km}
    return changes


def _coarser(incident: Incident) -> Claim | None:
    """A claim of a protected site, made coarse, where the incident lies at one: it is shown where that one is."""
    at = next((c for c in incident.claims if c.facility is not None and c.where is not None), None)
    return coarse(at) if at else None


def claims_shown(who: Asker, claims: Sequence[Claim], agreement: Agreement) -> list[Claim]:
    """Those claims that the asker may see, with their closed fields closed."""
    allowed = seen(who.session, claims, agreement)
    return [shown(who.session, claim) for claim, ok in zip(claims, allowed, strict=True) if ok]


def status_shown(who: Asker, judged: Judged) -> Status:
    """The whole status for somebody whose sight is not confined, with the closed fields closed."""
    if Right.SEE_CLOSED in who.person.rights:
        return judged.status
    by_id = {c.id: c for c in judged.claims}
    claims = {name: _cited(who, view, by_id) for name, view in judged.status.claims.items()}
    return judged.status.model_copy(update={"claims": claims, "incidents": tuple(incidents_seen(who, judged))})


def board_shown(who: Asker, board: Status) -> Status:
    """A board with the words of its claims covered where they tell of people."""
    if Right.SEE_CLOSED in who.person.rights:
        return board
    claims = {n: c.model_copy(update={"words": masked(c.words)}) for n, c in board.claims.items()}
    return board.model_copy(update={"claims": claims})


def _cited(who: Asker, view: ClaimView, by_id: Mapping[str, Claim]) -> ClaimView:
    claim = by_id.get(view.id)
    if claim is None:
        return view.model_copy(update={"words": masked(view.words)})
    now = shown(who.session, claim)
    return view.model_copy(update={"words": now.words, "by": now.claimants, "source": now.source})


def trace_shown(who: Asker, found: Trace, claims: Sequence[Claim]) -> Trace:
    """A trace with personal data covered, and without the lines that cite who sent in what nobody published."""
    if Right.SEE_CLOSED in who.person.rights:
        return found
    hidden = {c.source for c in claims if private(c)} - {""}
    return _covered(found, hidden)


def _covered(found: Trace, hidden: set[str]) -> Trace:
    says = masked(found.says)
    for name in sorted(hidden):
        says = says.replace(name, "▒▒▒")
    return replace(found, says=says, rests_on=tuple(_covered(one, hidden) for one in found.rests_on))
