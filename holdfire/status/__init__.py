"""Status: every provision, clock and gate under every reading, as of an instant and as known at a point in the record.

In: an agreement, claims, incidents, findings. Out: one ``Status``, the same bytes for the same record.
Always: silence is told apart from calm; a gate stays shut while one of its keys is not turned; what is contested is
never counted as met; every state names the claims it rests on.
"""

from holdfire.status.model import Status
from holdfire.status.reached import steps_reached
from holdfire.status.settled import NOTHING, Settled
from holdfire.status.status import Known, by_then, status_at

__all__ = ["NOTHING", "Known", "Settled", "Status", "by_then", "status_at", "steps_reached"]
