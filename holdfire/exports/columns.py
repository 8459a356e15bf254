"""The columns of every table, declared once: names, kinds, meanings, HXL tags, and whether parties are given them."""

from holdfire.exports.table import Column
from holdfire.publish.words import N_

_ID = Column("id", "text", N_("Id, the same in every export"), "#meta+id")
_ACT = Column("act", "word", N_("What happened: an act of the glossary"), "#event+type")
_WHEN = (
    Column("start", "moment", N_("Not before"), "#date+start"),
    Column("end", "moment", N_("Before"), "#date+end"),
    Column("precision", "word", N_("How exactly the time is known"), "#meta+time_precision"),
)
_WHERE = (
    Column("place", "text", N_("Place, as told"), "#loc+name"),
    Column("lat", "number", N_("Latitude of the middle"), "#geo+lat", N_("degrees, WGS84")),
    Column("lon", "number", N_("Longitude of the middle"), "#geo+lon", N_("degrees, WGS84")),
    Column("radius_km", "number", N_("The place is somewhere within so many km of the middle"), "#geo+radius_km", "km"),
)
_WHO = (
    Column("actors", "groups", N_("Who is blamed: any one of these, each together. Not a finding"), "#group+blamed"),
    Column("target", "actor", N_("Against whom"), "#group+target+second"),
)
_TOLL = (
    Column("dead_low", "whole", N_("Killed, by the lowest number told"), "#affected+killed+min"),
    Column("dead_best", "whole", N_("Killed, by the best number of the surest claim"), "#affected+killed"),
    Column("dead_high", "whole", N_("Killed, by the highest number told"), "#affected+killed+max"),
    Column("injured", "whole", N_("Hurt"), "#affected+injured"),
)
_CLAIMANTS = Column("claimants", "actors", N_("Who says so"), "#org+claimant")
_DENIED = Column("denied_by", "actors", N_("Who denies it"), "#org+denies")
_CONFIDENCE = Column("confidence", "word", N_("How sure the surest claim is"), "#meta+confidence")
_FACILITY = Column("facility", "text", N_("Kind of protected site, where it is one"), "#loc+type", party=False)
_EVENT = Column("event", "text", N_("Tag that claims on one matter share"), "#event+id", party=False)
_NUMBER = (
    Column("number", "number", N_("How many things or people it was about"), "#value+number"),
    Column("unit", "word", N_("Of what"), "#item+unit"),
)

INCIDENTS = (
    *(_ID, _ACT, *_WHEN, *_WHERE, *_WHO, _FACILITY, *_TOLL, *_NUMBER, _CONFIDENCE, _CLAIMANTS, _DENIED),
    Column("claims", "words", N_("Ids of its claims")),
    _EVENT,
    Column("was", "words", N_("Ids that it had before claims were joined"), party=False),
)
"""Of incidents and of access events."""

CLAIMS = (
    _ID,
    Column("incident", "text", N_("Id of the incident that it tells of"), "#meta+incident+id"),
    Column("kind", "word", N_("Kind of claim"), "#meta+type"),
    *(_ACT, *_WHEN, *_WHERE, *_WHO, _FACILITY, *_TOLL, *_NUMBER),
    Column("parts", "text", N_("The parts of a number, as stated"), party=False),
    *(_CONFIDENCE, _CLAIMANTS, _DENIED, _EVENT),
    Column("decides", "word", N_("What it decides, where it tells of a decision")),
    Column("amount", "text", N_("For how long, where it decides that")),
    Column("finds", "word", N_("What an inquiry found")),
    Column("standard", "word", N_("Standard of proof")),
    Column("reliability", "word", N_("Admiralty grade of the source, A to F"), "#meta+reliability"),
    Column("credibility", "word", N_("Admiralty grade of the information, 1 to 6"), "#meta+credibility"),
    Column("review", "word", N_("What a person decided on it, where a machine read it"), "#status+review"),
    Column("provisional", "yes", N_("Whether its source calls it provisional")),
    Column("weapon", "text", N_("Weapon, as told"), party=False),
    Column("source", "text", N_("Where it was published"), "#meta+source", party=False),
    Column("origin", "text", N_("Whose word it is in the end"), party=False),
    Column("published", "text", N_("When it was published"), party=False),
    Column("known_from", "moment", N_("When it was known"), "#date+added", party=False),
    Column("report", "text", N_("Id of the report that it stands in"), party=False),
    Column("words", "text", N_("The words of the source"), "#description", party=False),
)

FINDINGS = (
    _ID,
    Column("made_by", "word", N_("Proposed by the rule, found by a body, or a position that a body holds")),
    Column("of", "word", N_("On what: an incident, a claim or a finding")),
    Column("on", "text", N_("Id of what it is on")),
    Column("incident", "text", N_("Id of the incident that it tells of")),
    Column("provision", "text", N_("Provision of the agreement")),
    Column("reading", "text", N_("Reading, for what the rule proposes")),
    Column("by", "actor", N_("Whose it is")),
    Column("says", "word", N_("Verdict, or position")),
    Column("weighed", "word", N_("What the reading makes of it with the findings of bodies")),
    Column("standard", "word", N_("Standard of proof")),
    Column("reasons", "words", N_("Reasons of the rule")),
    Column("exception", "text", N_("Exception of the provision that applies")),
    Column("attribution", "groups", N_("Whom the body holds to have done it: alternatives")),
    Column("at", "moment", N_("When it was found or held")),
    Column("superseded_by", "text", N_("Id of the later one that takes its place")),
    Column("why", "text", N_("The body’s own words"), party=False),
)

COVERAGE = (
    Column("day", "day", N_("Day of the agreement"), "#date+start"),
    Column(
        "looked", "yes", N_("Whether anybody is known to have looked; where nobody did, it is no calm day"), "#status"
    ),
    Column("by", "actors", N_("Who looked, by their own account"), "#org+looked"),
    Column("claims", "words", N_("Ids of its claims"), party=False),
)

STATUS = (
    Column("reading", "text", N_("Reading of the agreement")),
    Column("kind", "word", N_("A clock, a day of a clock, a gate or a provision")),
    Column("name", "text", N_("Its id in the agreement")),
    Column("title", "text", N_("Its title")),
    Column("day", "day", N_("Day of the agreement")),
    Column("state", "word", N_("How it stands")),
    Column("counted_s", "whole", N_("Time that counts"), unit="s"),
    Column("needed_s", "whole", N_("Time that is needed"), unit="s"),
    Column("breach", "whole", N_("Incidents judged a breach")),
    Column("permitted", "whole", N_("Incidents judged permitted")),
    Column("outside_scope", "whole", N_("Incidents judged outside scope")),
    Column("undetermined", "whole", N_("Incidents left undetermined")),
    Column("rule", "text", N_("What this reading counts")),
    Column("why", "text", N_("Why"), party=False),
)

PUBLIC_INCIDENTS = (
    _ID,
    Column("day", "day", N_("Day of the agreement"), "#date+start"),
    _ACT,
    Column("south", "number", N_("Southern edge of its cell"), "#geo+lat+min", N_("degrees, WGS84")),
    Column("west", "number", N_("Western edge of its cell"), "#geo+lon+min", N_("degrees, WGS84")),
    Column("north", "number", N_("Northern edge of its cell"), "#geo+lat+max", N_("degrees, WGS84")),
    Column("east", "number", N_("Eastern edge of its cell"), "#geo+lon+max", N_("degrees, WGS84")),
    *_WHO,
    _TOLL[0],
    _TOLL[2],
    Column("sources", "words", N_("What those are to the agreement who tell of it"), "#org+type"),
    Column("denied", "yes", N_("Whether anybody denies it"), "#status+denied"),
)
PUBLIC_COVERAGE = (
    *COVERAGE[:2],
    Column("by", "words", N_("What those are to the agreement who looked"), "#org+looked"),
)
PUBLIC_STATUS = tuple(c for c in STATUS if c.name not in ("rule", "why"))
PUBLIC_FINDINGS = tuple(
    c for c in STATUS if c.name in ("reading", "name", "title", "breach", "permitted", "outside_scope", "undetermined")
)
OF_WHAT = {
    "incidents": INCIDENTS,
    "claims": CLAIMS,
    "findings": FINDINGS,
    "access": INCIDENTS,
    "coverage": COVERAGE,
    "status": STATUS,
}
"""What may be asked for, and its columns."""
OF_PUBLIC = {
    "incidents": PUBLIC_INCIDENTS,
    "access": PUBLIC_INCIDENTS,
    "findings": PUBLIC_FINDINGS,
    "coverage": PUBLIC_COVERAGE,
    "status": PUBLIC_STATUS,
}
"""The same of the public edition. It holds no claims."""
