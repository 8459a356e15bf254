"""Why two accounts are taken for one, what both say and where they part, in sentences for a person."""

from collections.abc import Iterator
from datetime import tzinfo

from holdfire.claims.claim import UNKNOWN, Alternatives, Toll
from holdfire.findings.reconcile.model import (
    DENIES,
    DISAGREES,
    NOT_CONFIRMED,
    Account,
    Component,
    Dissent,
    Kind,
    Side,
    Stance,
)
from holdfire.incidents import Incident
from holdfire.incidents.reasons import act_says, dead_in, place_says, time_says, toll_says
from holdfire.incidents.weights import POINTS, Scored
from holdfire.when import iso

DENIED, OR_UNKNOWN = "denies it", " or somebody unknown"


def account_of(incident: Incident, side: Side, stances: tuple[Stance, ...], tz: tzinfo) -> Account:
    """One body's account of an incident, and what the other body says of it."""
    found = side.blames.get(incident.id)
    denied = not found and {p.says for p in incident.positions} == {"denies"}
    blames = tuple(sorted(found)) if found else _blamed(incident)
    return Account(
        incident=incident.id,
        event=incident.event,
        claims=tuple(c.id for c in incident.claims),
        act=incident.act,
        start=iso(incident.span.start, tz),
        end=iso(incident.span.end, tz),
        place=incident.place,
        radius_km=incident.where.radius_km if incident.where else None,
        blames=blames,
        position=DENIED if denied else _position(incident, blames, found=bool(found)),
        target=incident.target,
        toll=toll_in_words(incident.toll),
        verdicts={} if denied else dict(side.verdicts.get(incident.id, {})),
        stances=stances,
    )


def _blamed(incident: Incident) -> Alternatives:
    """Whom the claims blame, as alternatives; a denial names nobody."""
    return tuple(sorted({g for p in incident.positions if p.says != "denies" for g in p.blames if set(g) != {UNKNOWN}}))


def _position(incident: Incident, blames: Alternatives, *, found: bool) -> str:
    """Who did it: ``syrian-government or russia``, ``nobody named``, ``admits it (isil)``; ``found`` by the body itself."""
    named = " or ".join(" and ".join(group) for group in blames)
    if named and not found and any(p.says == "admits" for p in incident.positions):
        return f"admits it ({named})"
    perhaps = not found and any(UNKNOWN in group for p in incident.positions for group in p.blames)
    return f"{named}{OR_UNKNOWN}" if named and perhaps else named or "nobody named"


def _same_attribution(one: Account, other: Account) -> bool:
    """Whether both name the same alternatives; to admit is to name oneself."""
    keys = [(t.position == DENIED, t.blames, t.position.endswith(OR_UNKNOWN)) for t in (one, other)]
    return keys[0] == keys[1]


def toll_in_words(toll: Toll) -> str:
    """``62 dead``, ``10 to 20 dead, 22 hurt``, or empty where no number was given."""
    dead, hurt = dead_in(toll), toll.injured
    words = [] if dead is None else [f"{dead[0]} dead" if dead[0] == dead[1] else f"{dead[0]} to {dead[1]} dead"]
    return ", ".join([*words, *([] if hurt is None else [f"{hurt} hurt"])])


def components_of(a: Incident, b: Incident, scored: Scored, at: int) -> tuple[Component, ...]:
    """Each part of the points of one pair with its sentence. ``at`` is the pair's position in ``scored``."""
    found = [
        Component(what="place", points=int(scored.place[at]), says=place_says(a.where, b.where, float(scored.km[at]))),
        Component(what="time", points=int(scored.time[at]), says=time_says(a.span, b.span, int(scored.gap_s[at]))),
        Component(what="act", points=int(scored.act[at]), says=act_says(a.act, b.act)),
        Component(what="toll", points=int(scored.toll[at]), says=toll_says(a.toll, b.toll)),
    ]
    if record := int(scored.record[at]):
        found.insert(0, Component(what="record", points=record, says=_record(a, b, record)))
    return tuple(found)


def _record(a: Incident, b: Incident, points: int) -> str:
    if points == POINTS["record", "same-claim"]:
        shared = sorted({c.id for c in a.claims} & {c.id for c in b.claims})
        return f"both stand behind the same claim: {', '.join(shared)}"
    return f"the record puts both under the event {a.event}"


def agreed_of(a: Incident, b: Incident, one: Account, other: Account, tz: tzinfo) -> Iterator[str]:
    """What both accounts say: the core that stands whatever else they dispute."""
    if a.act and a.act == b.act:
        yield f"act: {a.act}"
    span = a.span.cut(b.span)
    if span:
        yield f"time: {span.text(tz)}"
    placed = [i.where for i in (a, b) if i.where]
    if len(placed) == 2:
        yield f"place: {min(placed, key=lambda p: (p.radius_km, p.name)).name}"
    if a.target == b.target != UNKNOWN:
        yield f"target: {a.target}"
    if _same_attribution(one, other):
        yield f"who: {min((one.position, other.position), key=lambda p: (p.startswith('admits'), p))}"
    mine, theirs = dead_in(a.toll), dead_in(b.toll)
    if mine and theirs and max(mine[0], theirs[0]) <= min(mine[1], theirs[1]):
        low, high = max(mine[0], theirs[0]), min(mine[1], theirs[1])
        yield f"dead: {low}" if low == high else f"dead: {low} to {high}"
    for provision in sorted(set(one.verdicts) & set(other.verdicts)):
        if one.verdicts[provision] == other.verdicts[provision]:
            yield f"{provision}: {one.verdicts[provision]}"


def dissent_of(
    names: tuple[str, str], pair: tuple[Incident, Incident], told: tuple[Account, Account]
) -> Iterator[Dissent]:
    """Where two accounts part: who did it, the verdict under a provision, the dead, and what either says of the other's."""
    one, other = told
    denied = [t.position == DENIED for t in told]
    if not _same_attribution(*told) and (not any(denied) or any(t.blames for t in told)):
        yield _dissent("attribution", names, (one.position, other.position))
    for provision in sorted(set(one.verdicts) & set(other.verdicts)):
        if one.verdicts[provision] != other.verdicts[provision]:
            yield _dissent("verdict", names, (one.verdicts[provision], other.verdicts[provision]), provision)
    mine, theirs = dead_in(pair[0].toll), dead_in(pair[1].toll)
    if mine and theirs and max(mine[0], theirs[0]) > min(mine[1], theirs[1]):
        yield _dissent("toll", names, (one.toll, other.toll))
    if any(denied) or one.stances or other.stances:
        said = [_stances_in_words(other.stances, denied[0]), _stances_in_words(one.stances, denied[1])]
        yield _dissent("stance", names, (said[0], said[1]))


def _dissent(what: str, names: tuple[str, str], said: tuple[str, str], provision: str | None = None) -> Dissent:
    under = f"{provision}: " if provision else ""
    says = f"{under}{names[0]}: {said[0] or 'nothing'}; {names[1]}: {said[1] or 'nothing'}"
    return Dissent.model_validate({"what": what, "a": said[0], "b": said[1], "provision": provision, "says": says})


def _stances_in_words(stances: tuple[Stance, ...], denied: bool) -> str:
    words = {NOT_CONFIRMED: "does not confirm", DENIES: "denies, in part or whole,", DISAGREES: "disagrees with"}
    return "; ".join([*([DENIED] if denied else []), *(f"{words[s.says]} {s.about}" for s in stances)])


def kinds_of(dissent: tuple[Dissent, ...], accounts: tuple[Account, Account]) -> tuple[Kind, ...]:
    """The tables a match belongs to; ``agreed`` when the two part in nothing."""
    what = {d.what for d in dissent}
    said = {s.says for account in accounts for s in account.stances}
    kinds: list[Kind] = []
    if "attribution" in what:
        kinds.append("different-attribution")
    if "verdict" in what:
        kinds.append("different-verdict")
    if "toll" in what:
        kinds.append("different-toll")
    if DENIES in said or any(a.position == DENIED for a in accounts):
        kinds.append("denied")
    if DISAGREES in said:
        kinds.append("disagreed")
    if NOT_CONFIRMED in said:
        kinds.append("not-confirmed")
    return tuple(kinds) or ("agreed",)
