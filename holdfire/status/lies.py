"""How incidents lie to the place a provision speaks of, under one reading."""

from collections.abc import Sequence

import numpy as np

from holdfire.agreement.as_read import eras_of
from holdfire.agreement.model import Agreement
from holdfire.findings.places import Relation, Site, relations
from holdfire.incidents import Incident
from holdfire.when import seconds


def lies(agreement: Agreement, zones: Sequence[str], incidents: Sequence[Incident], reading: str) -> list[Relation]:
    """The best relation of each incident to any of the zones, each in the shape it had then; inside where none is named."""
    if not zones:
        return [Relation.INSIDE] * len(incidents)
    sites = [Site(i.where, i.facility) for i in incidents]
    at = np.array([seconds(i.span.start) for i in incidents], dtype=np.int64)
    best = np.full(len(incidents), int(Relation.OUTSIDE), dtype=np.int8)
    for era, relation in relations(agreement, sites, eras_of(zones, agreement.text, reading)).items():
        then = (at >= era.from_s) & (at < era.to_s)
        best = np.where(then, np.maximum(best, relation), best)
    return [Relation(int(r)) for r in best]
