"""Humanitarian access as a pipeline, place by place: what was asked for, allowed, refused, delivered; what sieges lack.

Figures of one claimant are that claimant's: nothing is added across them.
"""

from collections.abc import Iterable

from holdfire.agreement.acts import ACCESS
from holdfire.claims import Claim
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.say import Say
from holdfire.when import iso, zone

STAGES = ("aid-request", "aid-approval", "aid-blocked", "aid-delivery")
"""The stages of the pipeline, by their acts (OCHA's access monitoring framework)."""
MARKET = ("market-empty", "market-supplied")
"""Acts that tell what people find to buy."""
CUT_OFF = frozenset({"siege", "obstruction", "service-cut"})
OF_AID = frozenset({*ACCESS, "siege"})
"""Acts of which this section tells."""
LONGEST_WORDS = 240
"""Signs of a source's words in a cell; longer ones are cut off, and the claim's id is told."""


def access(say: Say) -> Section:
    """Access told of the day, the pipeline of each place since the truce began, and how long each place waits, lacking what."""
    gettext = say.gettext
    told = [c for c in say.told.claims if c.act in OF_AID]
    day = [c for c in told if say.told.period.holds(c.start.isoformat())]
    head = (gettext("When"), gettext("Act"), gettext("Place"), gettext("Who"), gettext("How much"), gettext("Told by"))
    events = Table(gettext("Access events of the day"), head, tuple(_event(say, c) for c in _by_time(day)))
    tables = (events, _pipeline(say, told, day), _waiting(say, told))
    says = () if day else (gettext("No access event is told of this day."),)
    return Section("access", gettext("Humanitarian access"), says=says, tables=tuple(t for t in tables if t.rows))


def _by_time(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda c: (c.start, c.id))


def when(say: Say, claim: Claim) -> str:
    """When, no more exactly than it was told."""
    tz = zone(say.told.agreement.text.time_zone)
    return say.times.span(iso(claim.start, tz), iso(claim.end, tz), claim.precision)


def by_whom(say: Say, claim: Claim) -> str:
    """By whose word, and who denies it."""
    return say.tellers(claim.claimants) + say.denied(claim.denied_by)


def _event(say: Say, claim: Claim) -> tuple[str, ...]:
    who = say.names.alternatives(claim.actors) if claim.actors else say.gettext("nobody is named")
    act = say.names.word(claim.act or "")
    return (when(say, claim), act, say.place(claim), who, _amount(say, claim) or "–", by_whom(say, claim))


def _amount(say: Say, claim: Claim) -> str:
    return f"{say.number(claim.count.number)} {say.names.word(claim.count.unit)}" if claim.count else ""


def _pipeline(say: Say, told: list[Claim], day: list[Claim]) -> Table:
    """How many of each stage are told of each place, on the day and since the truce began."""
    gettext = say.gettext
    since = say.told.since_begun
    of_truce = [c for c in told if since and since.holds(c.start.isoformat())]
    rows = []
    for place in sorted({say.site(c) for c in of_truce if c.act in STAGES}):
        cells = []
        for act in STAGES:
            here = [len([c for c in part if c.act == act and say.site(c) == place]) for part in (day, of_truce)]
            cells.append(f"{say.number(here[0])} / {say.number(here[1])}")
        rows.append((place, *cells))
    head = (gettext("Place"), *(say.names.word(act) for act in STAGES))
    rule = gettext(
        "Counted by rule %(rule)s: each claim once, the day / since the truce began. Claims of several sources on one delivery "
        "are several claims; trucks and loads of different claimants are never added."
    ) % {"rule": "claim/1"}
    return Table(gettext("From request to delivery"), head, tuple(rows), rule, numbers=(1, 2, 3, 4))


def _waiting(say: Say, told: list[Claim]) -> Table:
    """Days since a delivery, what the market lacks and whether the place is cut off, each by whose word."""
    gettext = say.gettext
    places: dict[str, list[Claim]] = {}
    for claim in _by_time(told):
        if claim.act in (*STAGES, *MARKET, *CUT_OFF):
            places.setdefault(say.site(claim), []).append(claim)
    rows = []
    for place, here in sorted(places.items()):
        delivered = [c for c in here if c.act == "aid-delivery"]
        last = max(delivered, key=lambda c: (c.end, c.id), default=None)
        market = max((c for c in here if c.act in MARKET), key=lambda c: (c.end, c.id), default=None)
        cut = max((c for c in here if c.act in CUT_OFF), key=lambda c: (c.end, c.id), default=None)
        days = say.number(_days(say, last)) if last else gettext("none told")
        by = f"{when(say, last)}: {by_whom(say, last)}" if last else "–"
        rows.append((place, days, by, _market(say, market), _cut(say, cut)))
    head = (
        gettext("Place"),
        gettext("Days since a delivery"),
        gettext("Last delivery told, by whose word"),
        gettext("The market, by whose word"),
        gettext("Cut off, by whose word"),
    )
    rule = gettext(
        "Whole days from the end of the last delivery told to the cut-off. What nobody told is not known to be well."
    )
    return Table(
        gettext("How long each place waits, and what it lacks"), head, tuple(rows), rule, numbers=(1,), wide=(3,)
    )


def _days(say: Say, claim: Claim) -> int:
    return max(0, (say.told.period.ends - claim.end).days)


def _market(say: Say, claim: Claim | None) -> str:
    if claim is None:
        return say.gettext("nobody tells")
    state = say.names.word(claim.act or "")
    return f"{state}, {when(say, claim)}: {by_whom(say, claim)}{in_its_words(say, claim)}"


def _cut(say: Say, claim: Claim | None) -> str:
    if claim is None:
        return "–"
    return f"{say.names.word(claim.act or '')}, {when(say, claim)}: {by_whom(say, claim)}"


def in_its_words(say: Say, claim: Claim) -> str:
    """What a source wrote, for the body itself alone: words may tell who a source is."""
    words = " ".join(claim.words.split())
    if say.edition != "internal" or not words:
        return ""
    cut = words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rstrip()}… ({claim.id})"
    return f" – “{cut}”"
