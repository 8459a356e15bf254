"""What limbs and provisions are measured on, under one reading."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
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
class Spread:
    """Incidents by their first moment, each with its place in the order they came in."""

    rows: tuple[tuple[int, Incident], ...]
    starts: tuple[datetime, ...]
    longest: timedelta

    @classmethod
    def of(cls, incidents: Sequence[Incident]) -> Spread:
        """Spread out in time."""
        rows = tuple(sorted(enumerate(incidents), key=lambda row: (row[1].span.start, row[0])))
        longest = max((i.span.length for i in incidents), default=timedelta())
        return cls(rows, tuple(i.span.start for _, i in rows), longest)

    def on(self, day: Span) -> list[Incident]:
        """Those that share a moment with a day, in the order they came in."""
        if self.rows and self.starts[0] + self.longest <= day.start:
            near = self.rows[bisect_left(self.starts, day.start - self.longest) : bisect_right(self.starts, day.end)]
        else:
            near = self.rows[: bisect_right(self.starts, day.end)]
        return [i for _, i in sorted((row for row in near if row[1].span.meets(day)), key=lambda row: row[0])]


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
    def _spread(self) -> dict[frozenset[str], Spread]:
        return {}

    def counted_on(self, acts: frozenset[str], day: Span) -> list[Incident]:
        """Those of ``counted_of`` that share a moment with a day."""
        if acts not in self._spread:
            self._spread[acts] = Spread.of(self.counted_of(acts))
        return self._spread[acts].on(day)

    @cached_property
    def _since(self) -> dict[datetime, Evidence]:
        return {}

    def since(self, moment: datetime) -> Evidence:
        """The same without incidents that were over by a moment."""
        if moment not in self._since:
            self._since[moment] = replace(self, incidents=[i for i in self.incidents if i.span.end > moment])
        return self._since[moment]

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
