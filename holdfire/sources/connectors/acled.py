"""ACLED's export, in its columns since March 2023.

Source: the guide to the column changes of 2023 and the codebook of October 2024, acleddata.com/knowledge-base.
``event_id_cnty`` is the same event for ever; ``timestamp`` tells when ACLED last touched the row, so an event that ACLED
changes comes again under the same id. ACLED's terms forbid passing its data on.
"""

from holdfire.sources.connectors.layout import Layout

LAYOUT = Layout(
    name="acled",
    title="ACLED",
    key=("event_id_cnty",),
    needs=frozenset(
        {
            *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2"),
            *("location", "latitude", "longitude", "geo_precision", "source", "notes", "fatalities"),
        }
    ),
)
