"""Claims: single statements, tied to the record they came from.

In: reports. Out: claims by kind (incident, count, denial, access, statement, decision, investigation, duty, coverage),
or a reason why a report cannot be read.
Always: a claim is never more exact than its report; an actor no agreement names is kept by name, not dropped; a stated
total and the sum of its parts are both kept.
"""

from holdfire.claims.arithmetic import Flag, check_counts
from holdfire.claims.claim import Claim, Count, Toll
from holdfire.claims.names import Names
from holdfire.claims.read import Unreadable, read
from holdfire.claims.versions import as_known, by_review

__all__ = ["Claim", "Count", "Flag", "Names", "Toll", "Unreadable", "as_known", "by_review", "check_counts", "read"]
