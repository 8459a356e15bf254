"""Restrictions of those who look: kept out, interfered with, or with a sensor that is out; by whose word."""

from holdfire.claims import Claim
from holdfire.publish.bulletin.aid import by_whom, in_its_words, when
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.say import Say

KEPT_OUT = "monitors-restricted"
OUTAGE = "sensor-outage"
JAMMED = "cyber-attack"
RESTRICTS = frozenset({KEPT_OUT, OUTAGE, JAMMED})
"""Acts by which a look is lost; an attack on computers only where it is on those who look."""
WATCHED = frozenset({"monitors"})


def restricts(say: Say, claim: Claim) -> bool:
    """True where a claim tells that somebody was kept from looking."""
    if claim.act != JAMMED:
        return claim.act in RESTRICTS
    actor = say.told.agreement.text.actors.get(claim.target)
    return claim.target in WATCHED or (actor is not None and actor.role == "monitor")


def restrictions(say: Say) -> Section:
    """Every restriction told of the day. Where somebody was kept from looking, no incident told is no calm."""
    gettext, period = say.gettext, say.told.period
    told = [c for c in say.told.claims if restricts(say, c) and c.start < period.ends and c.end > period.begins]
    told += [c for c in say.told.claims if restricts(say, c) and c.start == c.end == period.begins]
    rows = tuple(
        (
            when(say, c),
            say.names.word(c.act or ""),
            say.place(c),
            say.names.alternatives(c.actors) if c.actors else gettext("nobody is named"),
            by_whom(say, c) + in_its_words(say, c),
        )
        for c in sorted(told, key=lambda c: (c.start, c.id))
    )
    since = say.told.since_begun
    every = [c for c in say.told.claims if restricts(say, c)]
    numbers = [
        len(rows),
        len([c for c in every if period.before.holds(c.start.isoformat())]),
        len([c for c in every if since and since.holds(c.start.isoformat())]),
    ]
    head = (gettext("When"), gettext("What"), gettext("Place"), gettext("By whom"), gettext("By whose word"))
    rule = gettext(
        "Counted by rule %(rule)s, each claim once: %(day)s on the day, %(before)s begun on the day before, "
        "%(since)s since the truce began. Where nobody could look, that little is told is no calm."
    )
    told_so = {"rule": "claim/1", **dict(zip(("day", "before", "since"), map(say.number, numbers), strict=True))}
    table = Table(gettext("Restrictions of monitors"), head, rows, rule % told_so, wide=(4,))
    says = () if rows else (gettext("No restriction of monitors is told of this day."),)
    return Section("restrictions", gettext("Restrictions of monitors"), says=says, tables=(table,) if rows else ())
