"""In which zones of the agreement an incident lies, or may lie, by the shapes they had then; what surely lies in some."""

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np

from holdfire.agreement.as_read import ZoneEra, eras_of
from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
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


def surely_in(agreement: Agreement, zones: Collection[str], things: Sequence[Incident | Claim]) -> list[bool]:
    """Which incidents or claims surely happened in one of these zones; each zone is looked at once.

    A place that may lie outside, or that nobody knows, is in none; nor is what a zone had its shape for a part of only.
    """
    text = agreement.text
    names = sorted(set(zones) & set(text.zones))
    eras = dict.fromkeys(era for reading in text.readings for era in eras_of(names, text, reading))
    found = [False] * len(things)
    sites = [Site(thing.where, thing.facility) for thing in things]
    for era, relation in relations(agreement, sites, eras).items():
        for number in (relation == Relation.INSIDE).nonzero()[0]:
            found[number] = found[number] or _then(things[number], era)
    return found


def _then(thing: Incident | Claim, era: ZoneEra) -> bool:
    """True where the zone surely had this shape all the while."""
    return era.from_s <= thing.span.start.timestamp() and thing.span.end.timestamp() <= era.to_s
