"""What limbs and provisions are measured on, under one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from holdfire.agreement.model import Agreement, AgreementText, Provision
from holdfire.agreement.times import zones_of
from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.findings.persons import Roles, roles_at
from holdfire.incidents import Incident
from holdfire.status.counting import Counted, Counter
from holdfire.status.looks import Looks
from holdfire.status.settled import NOTHING, Settled
from holdfire.when import Span, seconds

if TYPE_CHECKING:
    from holdfire.status.tallies import Tallies


@dataclass(frozen=True)
class Evidence:
    """What limbs and provisions are measured on, under one reading; ``agreement`` holds the text as this reading has it.

    ``lasting`` are incidents that go on, with the span they last; ``cured`` are breaches healed by a procedure; ``settled`` is
    what is asked about as if it were so. Where ``tallies`` are kept, ``incidents`` are those of interest and not all of them.
    ``looked`` are the claims that show a look, where they have been found already.
    """

    agreement: Agreement
    reading: str
    counter: Counter
    incidents: Sequence[Incident]
    findings: dict[str, list[Finding]]
    claims: Sequence[Claim]
    tz: tzinfo
    lasting: dict[str, Span] = field(default_factory=dict)
    cured: frozenset[str] = frozenset()
    settled: Settled = NOTHING
    tallies: Tallies | None = None
    looked: Looks | None = None

    @cached_property
    def looks(self) -> Looks:
        """Who this reading counts that was able to look, and when."""
        return (self.looked or Looks.of(self.claims)).by(self.counter)

    @cached_property
    def _by_acts(self) -> dict[frozenset[str], list[Incident]]:
        return {}

    def counted_of(self, acts: frozenset[str]) -> list[Incident]:
        """Incidents of some acts that the reading does not leave out, in their order."""
        if acts not in self._by_acts:
            told = (i for i in self.incidents if i.act in acts)
            self._by_acts[acts] = [i for i in told if self.counter.of(i) is not Counted.NO]
        return self._by_acts[acts]

    @cached_property
    def _roles(self) -> dict[int, Roles]:
        return {}

    def roles(self, at: datetime) -> Roles:
        """The roles of every actor at an instant."""
        at_s = seconds(at)
        if at_s not in self._roles:
            self._roles[at_s] = roles_at(self.text, at_s)
        return self._roles[at_s]

    @property
    def text(self) -> AgreementText:
        """The text as this reading has it."""
        return self.agreement.text

    def zones(self, provision: Provision) -> list[str]:
        """The zones a provision names under this reading."""
        return zones_of(provision.zone, self.reading)
