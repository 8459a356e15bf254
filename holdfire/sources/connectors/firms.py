"""NASA FIRMS: points of heat seen by MODIS or VIIRS from space, as CSV (earthdata.nasa.gov, Active Fire Data Attributes).

A row has no id: satellite, day, time and point together are one. Near-real-time and standard files tell the same point twice,
the second time for good.
"""

from holdfire.sources.connectors.layout import Layout

LAYOUT = Layout(
    name="nasa-firms",
    title="NASA FIRMS",
    key=("satellite", "acq_date", "acq_time", "latitude", "longitude"),
    needs=frozenset(
        {"latitude", "longitude", "scan", "track", "acq_date", "acq_time", "satellite", "confidence", "frp"}
    ),
)
