"""The edition for parties: as their bulletin tells things, so that no site, source or person can be traced.

Incidents at protected sites have no place; whoever tells of something and is neither party nor guarantor is told by role; the
words of sources and of bodies, tags of registers, reports and dates of publication stay out (``Column.party``). Ids of incidents
stay: parties answer to them. A claim's id may name its source, so it is told as a digest over the id and the words, which
parties do not have.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from holdfire.agreement.model import AgreementText
from holdfire.claims import Claim
from holdfire.claims.claim import UNMAPPED
from holdfire.exports.table import Column, Row
from holdfire.incidents import Incident
from holdfire.publish.edition_model import at_a_site, named_openly

SITE = "protected-site"
"""What stands in place of the name of a place at a protected site."""
OTHER = "other"
"""What stands for a source that the agreement does not name."""


def tellers(names: Iterable[str], text: AgreementText) -> tuple[str, ...]:
    """By whose word: those whose name is told openly by name, others by their role, each once."""
    told = [n if named_openly(n, text) else text.actors[n].role if n in text.actors else OTHER for n in names]
    return tuple(dict.fromkeys(told))


def pseudonym(claim: Claim) -> str:
    """What a claim is called here."""
    return "claim-" + hashlib.sha256(f"{claim.id}\n{claim.report}\n{claim.words}".encode()).hexdigest()[:16]


class Hidden:
    """Rows as parties are given them. ``columns`` are those of the table, ``kept`` those that parties have."""

    def __init__(self, columns: tuple[Column, ...], text: AgreementText) -> None:
        self.text = text
        self.columns = columns
        self.kept = tuple(c for c in columns if c.party)
        self._places = {c.name: n for n, c in enumerate(columns)}
        self._wanted = [n for n, c in enumerate(columns) if c.party]

    def incidents(self, rows: Iterable[tuple[Row, Incident]], called: Mapping[str, str]) -> Iterator[Row]:
        """Incidents or access events; ``called`` is what each claim is called here."""
        for row, incident in rows:
            site = at_a_site(incident, self.text)
            yield self._row(
                row, site=site, claims=tuple(called[c.id] for c in incident.claims), target=self._target(incident)
            )

    def claims(self, rows: Iterable[tuple[Row, Claim]], at_sites: set[str], called: Mapping[str, str]) -> Iterator[Row]:
        """Claims; ``at_sites`` are those in incidents at protected sites, ``called`` what each is called here."""
        for row, claim in rows:
            site = claim.id in at_sites or at_a_site(claim, self.text)
            yield self._row(row, site=site, id=called[claim.id], target=self._target(claim))

    def findings(self, rows: Iterable[Row], called: Mapping[str, str]) -> Iterator[Row]:
        """Findings and positions; one on a claim names it as claims are called here."""
        of, on = self._places["of"], self._places["on"]
        for row in rows:
            yield self._row(row, site=False, on=called.get(row[on], OTHER) if row[of] == "claim" else row[on])

    def others(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows that are about no place."""
        return (self._row(row, site=False) for row in rows)

    def _target(self, told: Incident | Claim) -> str:
        return SITE if told.target in self.text.facilities else _mapped(told.target)

    def _row(self, row: Row, *, site: bool, **changed: Any) -> Row:
        held = list(row)
        for name, value in changed.items():
            held[self._places[name]] = value
        if site:
            for name in ("lat", "lon", "radius_km"):
                held[self._places[name]] = None
            held[self._places["place"]] = SITE
        for name in ("claimants", "denied_by", "by"):
            n = self._places.get(name)
            if n is not None and self.columns[n].kind == "actors":
                held[n] = tellers(held[n], self.text)
        for name in ("actors", "attribution"):
            n = self._places.get(name)
            if n is not None:
                held[n] = tuple(dict.fromkeys(tuple(map(_mapped, group)) for group in held[n]))
        return tuple(held[n] for n in self._wanted)


def _mapped(name: str) -> str:
    """A name that only a source knows may be a person's."""
    return OTHER if name.startswith(UNMAPPED) else name
