"""The crosswalk: each act of ours in the words of ACLED, UCDP GED, CAMEO and PLOVER, as data (``crosswalk.csv``).

Codebooks: ACLED, October 2024; GED 23.1; CAMEO 1.1b3; PLOVER's types, modes and contexts as POLECAT publishes them. An empty
cell: that data set has no word for the act, and a layout leaves such an incident out and counts it; no mode or context: the act
alone does not say. CAMEO 196, violate ceasefire, is never written: a violation is a finding, and a file of incidents holds none.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

from pydantic import BaseModel, ConfigDict, model_validator

PLOVER: dict[str, frozenset[str]] = {
    "AGREE": frozenset(),
    "CONSULT": frozenset({"visit", "third-party", "multilateral", "phone"}),
    "SUPPORT": frozenset(),
    "CONCEDE": frozenset(),
    "COOPERATE": frozenset(),
    "AID": frozenset(),
    "RETREAT": frozenset({"withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"}),
    "REQUEST": frozenset({"assist", "change", "yield", "meet"}),
    "ACCUSE": frozenset({"disapprove", "investigate", "allege"}),
    "REJECT": frozenset({"assist", "change", "yield", "meet"}),
    "THREATEN": frozenset({"restrict", "ban", "arrest", "relations", "expel", "territory", "violence"}),
    "PROTEST": frozenset({"demo", "riot", "strike", "hunger", "boycott", "obstruct"}),
    "SANCTION": frozenset({"convict", "expel", "withdraw", "discontinue"}),
    "MOBILIZE": frozenset({"troops", "weapons", "police", "militia"}),
    "COERCE": frozenset(
        {
            *("seize", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold"),
            *("misinformation", "cyber"),
        }
    ),
    "ASSAULT": frozenset(
        {
            *("abduct", "beat", "torture", "execute", "sexual", "assassinate", "destroy", "primitive", "firearms"),
            *("explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "cleansing"),
            *("massacre", "unconventional", "sideAB"),
        }
    ),
}
"""Every type of PLOVER with its modes, as POLECAT publishes them (rpolecat, ``data-raw/types.R`` and ``modes.R``)."""
PLOVER_CONTEXTS = frozenset(
    {
        *(
            "military",
            "intelligence",
            "executive",
            "legislative",
            "election",
            "political_institutions",
            "pro-democracy",
        ),
        *("pro-autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression"),
        *("human_security", "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory"),
        *(
            "peacekeeping",
            "health",
            "asylum",
            "migration",
            "disasters",
            "natural_resources",
            "environment",
            "technology",
        ),
        *("terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption", "illegal_drugs", "trafficking"),
    }
)
"""Every context, of whichever type (rpolecat, ``data-raw/contexts.R``)."""


class Words(BaseModel):
    """One act in the words of others. ``ucdp`` is ``force`` for what GED counts; ``lost`` is what those words do not say.

    ``plover_contexts`` are parted by ``;``.
    """

    model_config = ConfigDict(frozen=True)

    act: str
    acled_event_type: str
    acled_sub_event_type: str
    acled_event_type_civilians: str
    acled_sub_event_type_civilians: str
    ucdp: str
    cameo: str
    plover: str
    plover_mode: str
    plover_contexts: str
    lost: str

    @model_validator(mode="after")
    def _published(self) -> "Words":
        modes, contexts = PLOVER.get(self.plover, frozenset()), set(filter(None, self.plover_contexts.split(";")))
        if (self.plover and self.plover not in PLOVER) or (self.plover_mode and self.plover_mode not in modes):
            raise ValueError(f"PLOVER has no {self.plover} {self.plover_mode}".rstrip())
        if contexts - PLOVER_CONTEXTS or (contexts and not self.plover):
            raise ValueError(f"PLOVER has no context {self.plover_contexts} of {self.plover or 'nothing'}")
        return self


@cache
def crosswalk() -> dict[str, Words]:
    """Every act of ours and its words elsewhere."""
    text = files("holdfire.exports").joinpath("crosswalk.csv").read_text("utf-8")
    return {row["act"]: Words.model_validate(row) for row in csv.DictReader(StringIO(text))}
