"""What would be settled: rulings on incidents, words on days and on provisions, laid over the real judging.

Nothing here is kept in a record. A settlement is asked about ("were this so, what then?"), and the status is made again with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.status.counting import Counted, Counter
from holdfire.status.model import DayWord, StandingWord
from holdfire.when import Span

DaySaid = Literal["met", "unmet", "looked"]
REASON = "settled"
"""The reason that stands in a finding whose verdict was settled for the asking."""


@dataclass(frozen=True)
class Ruling:
    """An incident settled: a breach within ``span`` (None: when it is told to have been), or none; ``by`` these together."""

    breach: bool
    span: Span | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """All that is settled at once. ``days`` is by limb and the day's first moment, in UTC.

    ``looked`` says that somebody looked on that day and told of nothing more; ``met`` and ``unmet`` are how the limb stood.
    A ruling speaks of the breach. Whether aid came on a day is settled for the day.
    """

    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    days: Mapping[tuple[str, datetime], DaySaid] = field(default_factory=dict)
    provisions: Mapping[str, StandingWord] = field(default_factory=dict)

    def __or__(self, other: "Settled") -> "Settled":
        """Both together; the later one speaks where both do."""
        return Settled(
            {**self.rulings, **other.rulings}, {**self.days, **other.days}, {**self.provisions, **other.provisions}
        )

    def attributed(self, incidents: Sequence[Incident]) -> list[Incident]:
        """Incidents with the attribution that was settled, to be judged anew."""
        return [
            i.model_copy(update={"actors": (ruling.by,)}) if (ruling := self.rulings.get(i.id)) and ruling.by else i
            for i in incidents
        ]

    def found(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Findings with the verdicts that were settled: what is in doubt is a breach, or what may be one is none."""
        if not self.rulings:
            return findings
        return [_ruled(f, self.rulings[f.incident]) if f.incident in self.rulings else f for f in findings]

    def day(self, limb: str, start: datetime, state: DayWord) -> DayWord:
        """How a limb stands on a day. Who looked ends only the want of a look: what is contested stays so."""
        said = self.days.get((limb, start))
        if said == "looked":
            return "met" if state == "no-coverage" else state
        return said or state


NOTHING = Settled()
"""No settlement: the record as it is."""


@dataclass(frozen=True)
class SettledCounter(Counter):
    """The counting rule, save that what was settled to be a breach is counted."""

    settled: Settled = NOTHING

    def of(self, incident: Incident) -> Counted:
        """A happening counts as the rule says, or because it was settled."""
        ruling = self.settled.rulings.get(incident.id)
        return Counted.YES if ruling and ruling.breach else super().of(incident)


def _ruled(finding: Finding, ruling: Ruling) -> Finding:
    before, after = (("undetermined",), "breach") if ruling.breach else (("undetermined", "breach"), "outside-scope")
    under = {
        reading: (after, (REASON,)) if verdict in before else (verdict, reasons)
        for reading, (verdict, reasons) in finding.under.items()
    }
    return finding.model_copy(update={"under": under})
