"""A few incidents by themselves, as the status of the whole record lists them: nothing else of a status is made."""

from datetime import datetime

from holdfire.agreement.model import Agreement
from holdfire.status.model import IncidentView
from holdfire.status.status import Known, by_then, in_view
from holdfire.status.views import incident_view
from holdfire.when import zone


def listed(agreement: Agreement, known: Known, as_of: datetime) -> tuple[IncidentView, ...]:
    """The incidents in ``known`` as ``status_at`` lists them; those that it would not list are left out."""
    then, text = by_then(agreement, known, as_of), agreement.text
    tz, spoken_of = zone(text.time_zone), {f.incident for f in then.said.made}
    shown = [i for i in then.incidents if i.id in spoken_of or in_view(then.findings.get(i.id, ()), text.readings)]
    weighed = {name: then.under(name).counter for name in text.readings} if shown else {}
    return tuple(incident_view(i, then.findings.get(i.id, []), tz, weighed) for i in shown)
