"""UCDP GED: release 19.1 and later, the Syria release of 2016-2019, and the monthly candidate events.

Source of the columns: GED codebook 19.1 (Hogbladh 2019) and 23.1; global files have ``relid`` and ``code_status``.
Candidate events (Hegre, Croicu, Eck and Hogbladh 2020, Research & Politics 7(3)) come in the same columns each month, before
the yearly check: what they say may change, or go. Their files are called ``GEDEvent_v25_0_9.csv`` (2025, month 9) or
``GEDEvent_v25_01_25_03.csv`` (a quarter), those of the yearly release ``GEDEvent_v25_1.csv``.
"""

import re

from holdfire.sources.connectors.layout import Layout

_CANDIDATE = re.compile(r"v\d{2}[._]0(?:[._]\d{1,2}|\d[._]\d{2}[._]\d{2})(?!\d)|candidate", re.IGNORECASE)

LAYOUT = Layout(
    name="ucdp-ged",
    title="UCDP GED",
    key=("id",),
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


def of_candidates(file: str) -> bool:
    """True when a file is a release of candidate events, by its name: nothing in it is final."""
    return _CANDIDATE.search(file) is not None
