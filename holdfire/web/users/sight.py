"""What of the record a person may see: which incidents and claims, and which of their fields. Denied where nothing says yes.

Pure: the same session, thing and agreement give the same answer. Two things confine sight, each by itself:

- **Zones.** Whoever is confined to zones of the agreement sees an incident, or a claim, only where it surely happened in one of
  them: a place that may lie outside, or that nobody knows, is not seen.
- **Sensitivity.** Exact places of protected sites, private sources and personal data are closed to everybody who was not
  granted ``Right.SEE_CLOSED``. What is sealed in the record stays sealed for them too (``holdfire sealed show``).
"""

import re
from collections.abc import Sequence
from itertools import islice
from operator import is_
from typing import Any

from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.claims.claim import UNMAPPED
from holdfire.claims.protected import coarse
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from
from holdfire.index.lying import surely_in
from holdfire.told import MARK
from holdfire.web.users.people import Session
from holdfire.web.users.roles import Right

CLOSED = "▒▒▒"
"""What stands where a field is closed."""
PRIVATE = ("odk",)
"""Layouts of reports that a person sent in by a form, and nobody published: who sent them is closed, and so is their text.

Who sent an e-mail is sealed when it is taken in; its text is shown as that of a page is.
"""
_SIGN = "▒"
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an address of electronic mail
    r"|(?<![\w+])(?:\+|00)\d(?:[ ().-]{0,2}\d){7,14}(?!\d)"  # a telephone number with its country
    r"|(?<![\w.,+-])0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}(?![\d.,]?\d)"  # one without
)


def sees(session: Session | None, thing: Incident | Claim, agreement: Agreement) -> bool:
    """True where this person may see this incident or claim."""
    return seen(session, [thing], agreement)[0]


def seen(session: Session | None, things: Sequence[Incident | Claim], agreement: Agreement) -> list[bool]:
    """The same of many at once, which is quicker: each zone is looked at once."""
    person = session.person if session else None
    if person is None or Right.SEE not in person.rights:
        return [False] * len(things)
    return [True] * len(things) if person.zones is None else surely_in(agreement, person.zones, things)


def claims_seen(session: Session | None, incident: Incident, agreement: Agreement) -> tuple[Claim, ...]:
    """The claims of an incident that this person may see, each as ``shown``; none of an incident that they may not see.

    A claim that names no place goes with its incident; one that places it elsewhere is seen where that place is.
    """
    if not sees(session, incident, agreement):
        return ()
    kept = seen(session, incident.claims, agreement)
    allowed = [claim for claim, ok in zip(incident.claims, kept, strict=True) if ok or claim.where is None]
    return tuple(shown(session, claim) for claim in allowed)


def sees_whole(session: Session) -> bool:
    """True where nothing is closed to this person: all zones, and every field."""
    return session.person.zones is None and Right.SEE_CLOSED in session.person.rights


def incidents_seen(session: Session, incidents: Sequence[Incident], agreement: Agreement) -> list[Incident]:
    """Those that this person may see, made of the claims that they may see, each as ``shown``."""
    if sees_whole(session):
        return list(incidents)
    allowed = seen(session, incidents, agreement)
    kept = [incident for incident, ok in zip(incidents, allowed, strict=True) if ok]
    may = iter(seen(session, [claim for incident in kept for claim in incident.claims], agreement))
    found = []
    for incident in kept:
        pairs = zip(incident.claims, islice(may, len(incident.claims)), strict=True)
        mine = tuple(shown(session, claim) for claim, ok in pairs if ok or claim.where is None)
        same = len(mine) == len(incident.claims) and all(map(is_, mine, incident.claims))
        found.append(incident if same else incident_from(incident.id, incident.event, mine, incident.was))
    return [incident for incident in found if incident.claims]


def shown(session: Session | None, claim: Claim) -> Claim:
    """The claim with its closed fields closed; unchanged for whoever was granted the right to see them.

    ``sees`` is asked first: this closes fields, and does not tell whether the claim may be seen at all.
    """
    if session is not None and Right.SEE_CLOSED in session.person.rights:
        return claim
    claim = coarse(claim)
    said: dict[str, Any] = {"words": masked(claim.words), "place": masked(claim.place), "source": masked(claim.source)}
    if claim.facility is not None:
        said["spans"] = {name: span for name, span in claim.spans.items() if name not in ("lat", "lon")}
    if private(claim):
        claimants = tuple(CLOSED if name.startswith(UNMAPPED) else name for name in claim.claimants)
        said |= {"source": CLOSED, "origin": "", "text": "", "spans": {}, "claimants": tuple(dict.fromkeys(claimants))}
    changed = {name: value for name, value in said.items() if value != getattr(claim, name)}
    return claim.model_copy(update=changed) if changed else claim


def text_shown(session: Session | None, claim: Claim, text: str) -> str:
    """The text that a claim was read from, as this person may see it: every character at the place where it was.

    Empty for a private one. Addresses of mail and telephone numbers are covered, sign by sign, so that spans still fit.
    """
    if session is not None and Right.SEE_CLOSED in session.person.rights:
        return text
    return "" if private(claim) else masked(text)


def private(claim: Claim) -> bool:
    """True for a claim of a report that nobody published. Where several ledgers are held, the body stands before the layout."""
    return any(part in PRIVATE for part in claim.report.split(MARK)[:2])


def masked(text: str) -> str:
    """A text with personal data covered, as long as it was."""
    return _PERSONAL.sub(lambda found: _SIGN * len(found[0]), text)
