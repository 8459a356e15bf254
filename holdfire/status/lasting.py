"""States that last: what was done goes on until somebody ends it, as an occupation does until the withdrawal."""

from collections.abc import Sequence
from datetime import datetime

from holdfire.agreement.model import AgreementText
from holdfire.incidents import Incident, near
from holdfire.status.counting import Counted, Counter
from holdfire.when import Span


def lasting_spans(
    text: AgreementText, incidents: Sequence[Incident], counter: Counter, as_of: datetime
) -> dict[str, Span]:
    """Incident to the span it lasts, for acts of provisions that say what ends them; without an end, until ``as_of``.

    What ends it is counted, begins later, fits the place, and is done by one of those who did it, or by nobody named.
    """
    found: dict[str, Span] = {}
    for provision in text.provisions.values():
        if not provision.ended_by:
            continue
        ends = [i for i in incidents if i.act in provision.ended_by and counter.of(i) is Counted.YES]
        for incident in incidents:
            if incident.act in provision.broken_by:
                later = [e.span.start for e in ends if e.span.start >= incident.span.start and _ends(e, incident)]
                end = min([*later, as_of]) if later else as_of
                found[incident.id] = Span(incident.span.start, max(end, incident.span.end))
    return found


def _ends(end: Incident, state: Incident) -> bool:
    by, whose = ({a for group in i.actors for a in group} for i in (end, state))
    return near(end, state) and (not by or not whose or bool(by & whose))
