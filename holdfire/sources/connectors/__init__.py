"""One layout, one file. A new layout is a file here, a line in ``LAYOUTS``, a reader in ``claims``."""

from holdfire.sources.connectors import acled, claims_table, firms, gdelt, hxl, odk, ucdp_ged
from holdfire.sources.connectors.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    *(ucdp_ged.LAYOUT, acled.LAYOUT, gdelt.EVENTS, gdelt.MENTIONS, firms.LAYOUT),
    *(claims_table.LAYOUT, odk.LAYOUT, hxl.LAYOUT),
)
"""In the order in which they are tried. HXL is the last: a file of a layout above may carry hashtags too."""

__all__ = ["LAYOUTS", "Layout"]
