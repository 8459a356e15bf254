"""UCDP Georeferenced Event Dataset, release 19.1 and later, and the Syria release of 2016-2019.

Source of the columns: GED codebook 19.1 (Hogbladh 2019) and 23.1; global files have ``relid`` and ``code_status``.
"""

from holdfire.sources.connectors.layout import Layout

LAYOUT = Layout(
    name="ucdp-ged",
    title="UCDP GED",
    key="id",
    needs=frozenset(
        {
            "id",
            "type_of_violence",
            "dyad_name",
            "side_a",
            "side_b",
            "where_prec",
            "where_coordinates",
            "latitude",
            "longitude",
            "date_prec",
            "date_start",
            "date_end",
            "best",
            "low",
            "high",
        }
    ),
)
