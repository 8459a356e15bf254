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
from holdfire.findings.persons import Obligor, Roles, obligors, role_edges, roles_at
from holdfire.incidents import Incident
from holdfire.status.counting import Counted, Counter
from holdfire.status.held import Held
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
    found: dict[tuple[datetime, int], list[Incident]] = field(default_factory=dict, compare=False, repr=False)
    """Those on a day, by its first moment and how many had begun by its end, as they were found."""

    @classmethod
    def of(cls, incidents: Sequence[Incident]) -> Spread:
        """Spread out in time."""
        rows = tuple(sorted(enumerate(incidents), key=lambda row: (row[1].span.start, row[0])))
        longest = max((i.span.length for i in incidents), default=timedelta())
        return cls(rows, tuple(i.span.start for _, i in rows), longest)

    def on(self, day: Span) -> list[Incident]:
        """Those that share a moment with a day, in the order they came in: the same list for the same day."""
        if day.start == day.end:
            return self._on(day)
        key = day.start, bisect_left(self.starts, day.end)
        if key not in self.found:
            self.found[key] = self._on(day)
        return self.found[key]

    def _on(self, day: Span) -> list[Incident]:
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
    ``looked`` are the claims that show a look, where they have been found already; ``held`` is what was found before.
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
    held: Held = field(default_factory=Held, compare=False, repr=False)

    @cached_property
    def looks(self) -> Looks:
        """Who this reading counts that was able to look, and when."""
        rule, looked = self.counter, self.looked
        from_ = looked if looked is not None else self.claims
        return self.held.of("looks", (from_, rule.text, rule.rule), lambda: (looked or Looks.of(self.claims)).by(rule))

    @cached_property
    def claims_by_id(self) -> dict[str, Claim]:
        """The claims by their ids."""
        return self.held.of("claims by id", (self.claims,), lambda: {c.id: c for c in self.claims})

    def counted_of(self, acts: frozenset[str]) -> list[Incident]:
        """Incidents of some acts that the reading does not leave out, in their order."""

        def found() -> list[Incident]:
            told = (i for i in self.incidents if i.act in acts)
            return [i for i in told if self.counter.of(i) is not Counted.NO]

        return self.held.of(("counted of", acts), (self.incidents, self.counter), found)

    def counted_on(self, acts: frozenset[str], day: Span) -> list[Incident]:
        """Those of ``counted_of`` that share a moment with a day: the same list for the same day."""
        told = self.counted_of(acts)
        return self.held.of("spread", (told,), lambda: Spread.of(told)).on(day)

    @cached_property
    def _since(self) -> dict[datetime, Evidence]:
        return {}

    def since(self, moment: datetime) -> Evidence:
        """The same without incidents that were over by a moment."""
        if moment not in self._since:
            left = self.held.of(
                ("since", moment), (self.incidents,), lambda: [i for i in self.incidents if i.span.end > moment]
            )
            self._since[moment] = replace(self, incidents=left)
        return self._since[moment]

    def _era(self, at_s: int) -> int:
        """The number of the stretch of time, in seconds, in which nobody's role and nothing that binds anybody changes."""
        return bisect_right(self.held.of("edges of roles", (self.text,), lambda: role_edges(self.text)), at_s)

    def roles(self, at: datetime) -> Roles:
        """The roles of every actor at an instant."""
        at_s = seconds(at)
        return self.held.of(("roles", self._era(at_s)), (self.text,), lambda: roles_at(self.text, at_s))

    def obligors(self, provision: Provision, at: datetime) -> list[Obligor]:
        """Who owes a duty at an instant, in the order of the text."""
        at_s = seconds(at)
        return self.held.of(
            ("obligors", self._era(at_s)),
            (provision, self.text),
            lambda: obligors(provision, self.text, at_s, self.roles(at)),
        )

    @property
    def text(self) -> AgreementText:
        """The text as this reading has it."""
        return self.agreement.text

    def zones(self, provision: Provision) -> list[str]:
        """The zones a provision names under this reading."""
        return zones_of(provision.zone, self.reading)
