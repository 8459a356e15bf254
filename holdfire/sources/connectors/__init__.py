"""One layout, one file. A new layout is a file here, a line in ``LAYOUTS``, a reader in ``claims``."""

from holdfire.sources.connectors import claims_table, ucdp_ged
from holdfire.sources.connectors.layout import Layout

LAYOUTS: tuple[Layout, ...] = (ucdp_ged.LAYOUT, claims_table.LAYOUT)

__all__ = ["LAYOUTS", "Layout"]
