"""In which zones of the agreement an incident lies, or may lie, by the shapes they had when it began."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from holdfire.agreement.as_read import ZoneEra, eras_of
from holdfire.agreement.model import Agreement
from holdfire.findings.places import Relation, Site, relations
from holdfire.incidents import Incident
from holdfire.when import seconds


class Zones:
    """The zones of an agreement, each with the shapes that any reading gives it; a list of zones has those of its parts."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        text = agreement.text
        self._eras: dict[ZoneEra, set[str]] = {}
        for name in text.zones:
            for reading in text.readings:
                for era in eras_of([name], text, reading):
                    if text.zones.get(era.zone):
                        self._eras.setdefault(era, set()).add(name)

    def of(self, incidents: Sequence[Incident]) -> list[tuple[str, ...]]:
        """For each incident the zones in which it surely or possibly lies, in order of their ids."""
        return self.lying([(Site(i.where, i.facility), i.span.start) for i in incidents])

    def lying(self, sites: Sequence[tuple[Site, datetime]]) -> list[tuple[str, ...]]:
        """The same for places, each at a moment."""
        found: list[set[str]] = [set() for _ in sites]
        lies = relations(self.agreement, [site for site, _ in sites], self._eras)
        begun = [seconds(at) for _, at in sites]
        for era, names in self._eras.items():
            for number in np.flatnonzero(lies[era] >= Relation.POSSIBLY).tolist():
                if era.from_s <= begun[number] < era.to_s:
                    found[number] |= names
        return [tuple(sorted(names)) for names in found]
