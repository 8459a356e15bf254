"""The crosswalk: each act of ours in the words of ACLED, UCDP GED, CAMEO and PLOVER, as data (``crosswalk.csv``).

Codebooks: ACLED, October 2024; GED 23.1; CAMEO 1.1b3; PLOVER's event types as POLECAT publishes them. An empty cell: that data
set has no word for the act, and a layout leaves such an incident out and counts it. CAMEO 196, violate ceasefire, is never
written: a violation is a finding, and a file of incidents holds none.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

from pydantic import BaseModel, ConfigDict


class Words(BaseModel):
    """One act in the words of others. ``ucdp`` is ``force`` for what GED counts; ``lost`` is what those words do not say."""

    model_config = ConfigDict(frozen=True)

    act: str
    acled_event_type: str
    acled_sub_event_type: str
    acled_event_type_civilians: str
    acled_sub_event_type_civilians: str
    ucdp: str
    cameo: str
    plover: str
    lost: str


@cache
def crosswalk() -> dict[str, Words]:
    """Every act of ours and its words elsewhere."""
    text = files("holdfire.exports").joinpath("crosswalk.csv").read_text("utf-8")
    return {row["act"]: Words.model_validate(row) for row in csv.DictReader(StringIO(text))}
