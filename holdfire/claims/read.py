"""Read one report into claims, by its layout."""

from collections.abc import Callable

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import Claim
from holdfire.claims.from_acled import read_acled
from holdfire.claims.from_claims_table import read_claims_table
from holdfire.claims.from_firms import read_firms
from holdfire.claims.from_gdelt import read_gdelt_event, read_gdelt_mention
from holdfire.claims.from_hxl import read_hxl
from holdfire.claims.from_odk import read_odk
from holdfire.claims.from_ucdp_ged import read_ucdp_ged
from holdfire.claims.names import Names
from holdfire.claims.unreadable import Unreadable
from holdfire.sources import Report

Reader = Callable[[Report, Agreement, Names, bool], list[Claim]]
READERS: dict[str, Reader] = {
    "claims-table": read_claims_table,
    "mapped": read_claims_table,
    "ucdp-ged": read_ucdp_ged,
    "acled": read_acled,
    "gdelt-events": read_gdelt_event,
    "gdelt-mentions": read_gdelt_mention,
    "nasa-firms": read_firms,
    "odk": read_odk,
    "hxl": read_hxl,
}

__all__ = ["Unreadable", "read"]


def read(report: Report, agreement: Agreement, names: Names, *, known_when_published: bool = False) -> list[Claim]:
    """The claims in a report. ``known_when_published`` dates knowledge by the source's date, not by its arrival.

    Raises ``Unreadable`` with a reason and a remedy; the caller sets the row aside.
    """
    return READERS[report.layout](report, agreement, names, known_when_published)
