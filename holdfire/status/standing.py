"""How each provision stands under a reading: kept, late, in part, broken, disputed, undetermined, not due, unpublished."""

from dataclasses import replace
from datetime import UTC, datetime

from holdfire.agreement.acts import ACCESS
from holdfire.agreement.as_read import EVER, eras_of
from holdfire.agreement.model import Provision
from holdfire.findings.places import Relation, Site, relations
from holdfire.findings.windows import Force
from holdfire.incidents import Incident
from holdfire.status.duties import Answer, duty, together
from holdfire.status.evidence import Evidence
from holdfire.status.model import ProvisionStatus, StandingWord
from holdfire.status.tallies import Cited, ProvisionTold, judged_under, standing_word
from holdfire.when import Span, iso, seconds


def provision_status(
    name: str, force: Force | None, told: ProvisionTold, e: Evidence, as_of: datetime
) -> ProvisionStatus:
    """One provision as of an instant; ``force`` says when it is in force, None when that is undecided."""
    provision = e.text.provisions[name]
    states = _states(name, told, e) if provision.ended_by else []
    answer = _standing(provision, force, told, states, e, as_of)
    return ProvisionStatus(
        standing=answer.standing,
        why=answer.why,
        findings=told.by_verdict,
        because=answer.because,
        by=answer.by,
        kept_at=iso(answer.at, e.tz) if answer.at else None,
        broken_at=_broken_at(told, answer, e),
        amounts=answer.amounts,
        lasting=tuple(i.id for i in states if _lasts(i, e, as_of)),
    )


def _states(name: str, told: ProvisionTold, e: Evidence) -> list[Incident]:
    """Counted breaches of a clause that something ends, each of them: their acts are of interest."""
    if not told.broken.number:
        return []
    return [
        i
        for i in e.incidents
        if i.id not in e.cured
        and any(p == name and standing_word(v, how) == "broken" for p, v, how in judged_under(i, e))
    ]


def _broken_at(told: ProvisionTold, answer: Answer, e: Evidence) -> str | None:
    """When it was first broken: by a counted breach, or, a duty, when it was due and not done."""
    moments = [at for at in (told.broken.first, answer.broke_at) if at]
    return iso(min(moments), e.tz) if moments else None


def in_step(found: dict[str, ProvisionStatus], e: Evidence) -> dict[str, ProvisionStatus]:
    """Each status with the duties it should be in step with and is ahead of."""
    done = {name for name, status in found.items() if status.standing in ("kept", "late", "partly")}
    ahead = {
        name: tuple(p for p in e.text.provisions[name].together_with if p not in done)
        for name in done
        if e.text.provisions[name].rule == "must"
    }
    return {name: s.model_copy(update={"ahead_of": ahead[name]}) if ahead.get(name) else s for name, s in found.items()}


def summed_up(found: dict[str, ProvisionStatus], e: Evidence) -> dict[str, ProvisionStatus]:
    """Each provision that sums up others, as they stand together."""
    done = dict(found)
    for name in _inner_first(e.text.provisions):
        summed = [p for p in e.text.provisions[name].made_of if e.text.provisions[p].rule != "may"]
        parts = {p: done[p] for p in summed}
        if not parts:
            continue
        words: dict[str, StandingWord] = {
            p: "undetermined" if s.standing == "unpublished" else s.standing for p, s in parts.items()
        }
        broken = [s.broken_at for s in parts.values() if s.broken_at]
        kept = [s.kept_at for s in parts.values() if s.kept_at]
        done[name] = found[name].model_copy(
            update={
                "standing": together(list(words.values())),
                "why": "it stands as what it sums up: " + ", ".join(f"{p} {s.standing}" for p, s in parts.items()),
                "because": tuple(dict.fromkeys(c for s in parts.values() for c in s.because)),
                "broken_at": min(broken, default=None),
                "kept_at": max(kept) if len(kept) == len(parts) else None,
            }
        )
    return done


def _inner_first(provisions: dict[str, Provision]) -> list[str]:
    """Provisions so that each comes after those it sums up."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            for inner in provisions[name].made_of:
                visit(inner)
            order.append(name)

    for name in provisions:
        visit(name)
    return order


def _standing(
    provision: Provision, force: Force | None, told: ProvisionTold, states: list[Incident], e: Evidence, as_of: datetime
) -> Answer:
    if force is not None and not any(start - force.doubt_s <= seconds(as_of) for start, _ in force.spans):
        return Answer("not-due", "not in force yet under this reading")
    if provision.rule == "may":
        return Answer("not-due", "it is a permission; nothing is owed")
    if provision.broken_by and _unpublished(provision, e):
        return Answer("unpublished", "it holds in a place that was never published")
    owed = provision.rule == "must" and (provision.deadline is not None or provision.every or provision.quantities)
    if provision.broken_by and provision.kept_by and owed:
        return _both(_prohibition(provision, force, told, states, e, as_of), duty(provision, e, as_of, _since(force)))
    if provision.broken_by:
        return _prohibition(provision, force, told, states, e, as_of)
    if provision.kept_by:
        return duty(provision, e, as_of, _since(force))
    return Answer("undetermined", "no act the sources can show would keep or break it")


def _since(force: Force | None) -> datetime | None:
    """When it began to be owed; None where that is for ever, or undecided."""
    start = min((start for start, _ in force.spans), default=EVER) if force else EVER
    return datetime.fromtimestamp(start, UTC) if start > -(10**10) else None


def _both(kept_clear: Answer, done: Answer) -> Answer:
    """A duty and a prohibition in one clause: a breach breaks it, whatever was done; else the duty tells."""
    if kept_clear.standing in ("broken", "disputed"):
        return replace(kept_clear, why=f"{kept_clear.why}; {done.why}", by=done.by, amounts=done.amounts)
    return done


def _unpublished(provision: Provision, e: Evidence) -> bool:
    """True when no zone of it has a shape at any time."""
    zones = [*e.zones(provision), *(z for bind in provision.binds for z in bind.zone)]
    eras = eras_of(zones, e.text, e.reading)
    return bool(zones) and all(
        era.geometry is None and (era.zone not in e.text.zones or e.text.zones[era.zone].kind != "facility")
        for era in eras
    )


def _prohibition(
    provision: Provision, force: Force | None, told: ProvisionTold, states: list[Incident], e: Evidence, as_of: datetime
) -> Answer:
    by_word = {"broken": told.broken, "disputed": told.disputed, "undetermined": told.undetermined}
    if states:
        state = _state(states, e, as_of)
        if state is not None:
            return state
        by_word["broken"] = Cited()
    words: tuple[tuple[StandingWord, str], ...] = (
        ("broken", "counted breaches"),
        ("disputed", "breaches told, all of them contested"),
        ("undetermined", "incidents told, none of them determined"),
    )
    for word, why in words:
        if (found := by_word[word]).number:
            return Answer(word, f"{found.number} {why}", found.ids)
    if states:
        return Answer("kept", f"{len(states)} breaches that lasted have ended", tuple(i.id for i in states))
    if force is None:
        return Answer("undetermined", "the text does not settle when it is in force")
    first = max(min((start for start, _ in force.spans), default=EVER), -(10**10))
    return _silence(provision, Span(datetime.fromtimestamp(first, UTC), as_of), e)


def _state(broken: list[Incident], e: Evidence, as_of: datetime) -> Answer | None:
    """A state that lasts breaks a clause as long as it lasts; None when every one has ended."""
    lasting = [i for i in broken if _lasts(i, e, as_of)]
    if not lasting:
        return None
    since = iso(min(i.span.start for i in lasting), e.tz)
    return Answer(
        "broken",
        f"{len(lasting)} counted breaches that still last, the first since {since}",
        tuple(i.id for i in lasting),
    )


def _lasts(incident: Incident, e: Evidence, as_of: datetime) -> bool:
    span = e.lasting.get(incident.id)
    return span is not None and span.end >= as_of


def _silence(provision: Provision, day: Span, e: Evidence) -> Answer:
    """No incident was told. That is calm only if someone looked there for such acts and told of none."""
    if set(provision.broken_by) <= set(ACCESS):
        told = e.counted_on(frozenset(provision.kept_by), day)
        done = e.held.of("ids", (told,), lambda: tuple(i.id for i in told))
        everywhere = all(z in e.text.zones and e.text.zones[z].kind == "country" for z in e.zones(provision))
        if done and everywhere:
            return Answer("kept", "what it asks for was done and no hindrance was told", done)
        return Answer("undetermined", "no word on it that is placed in its zone" if done else "no word on it", done)
    looks = e.looks.on(day)
    return e.held.of(
        ("silence", e.reading), (provision, looks, e.agreement, e.claims), lambda: _unbroken(provision, looks, e)
    )


def _unbroken(provision: Provision, looks: tuple[str, ...], e: Evidence) -> Answer:
    """Nothing was told by those who looked."""
    looked, by_id = _there(provision, looks, e), e.claims_by_id
    counts = [c for name in looked if (c := by_id[name]).count and c.count and c.count.number > 0]
    if counts:
        because = tuple(c.id for c in counts)
        return Answer("undetermined", "counts tell of breaches without saying where or which", because)
    if looked:
        return Answer("kept", "claimants this reading counts looked and told of no breach", looked)
    return Answer("undetermined", "nobody this reading counts is known to have looked")


def _there(provision: Provision, looked: tuple[str, ...], e: Evidence) -> tuple[str, ...]:
    """Those of them that looked where it holds: a post whose place lies surely outside saw nothing of it."""
    zones = e.zones(provision)
    if not zones or not looked:
        return looked
    by_id = e.claims_by_id
    sites = [Site(by_id[name].where) for name in looked]
    lying = relations(e.agreement, sites, eras_of(zones, e.text, e.reading)).values()
    return tuple(
        name
        for n, name in enumerate(looked)
        if sites[n].place is None or any(relation[n] != Relation.OUTSIDE for relation in lying)
    )
