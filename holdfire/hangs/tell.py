"""The words of an answer: what each thing is, who says it and who denies it, and what is proved."""

from collections.abc import Iterator, Sequence

from holdfire.hangs.choices import TOGETHER
from holdfire.hangs.found import Found
from holdfire.hangs.pieces import Piece
from holdfire.hangs.under import Under
from holdfire.incidents import Incident
from holdfire.publish.trace import attribution
from holdfire.status.flip_answer import FlipItem
from holdfire.status.model import ReadingStatus
from holdfire.when import spoken


class Telling:
    """Items in words."""

    def __init__(self, under: Under) -> None:
        self.under = under

    def item(self, piece: Piece) -> FlipItem:
        """One thing to settle, told in full."""
        incident = self.under.incidents.get(piece.incident) if piece.incident else None
        return FlipItem(
            kind=piece.kind,
            name=piece.name,
            settled=piece.words,
            now=piece.now,
            says=self._incident(incident) if incident else piece.says,
            day=piece.day,
            place=incident.place if incident else "",
            claimed_by=incident.claimants if incident else (),
            denied_by=incident.denied_by if incident else (),
            because=piece.because,
        )

    def _incident(self, incident: Incident) -> str:
        who = "nobody named" if incident.unattributed else attribution(incident.actors)
        toll = incident.toll
        dead = f", dead {toll.low} to {toll.high}" if toll.high is not None and toll.low != toll.high else ""
        dead = f", dead {toll.high}" if toll.high is not None and not dead else dead
        return f"{incident.act or 'act not told'}, {who}{dead}"


def fixed_days(reading: ReadingStatus, key: str) -> Iterator[str]:
    """Days of a clock that are unmet for good, each with the limb that failed."""
    clock = reading.clocks.get(key)
    if clock is None:
        return
    for day in clock.days:
        failed = [
            limb for limb, rows in clock.limbs.items() if any(r.day == day.day and r.state == "unmet" for r in rows)
        ]
        if failed:
            yield f"{day.day}: {' and '.join(failed)} unmet"


def in_words(own: ReadingStatus, clocks: Sequence[str], found: Found, facts: Found, more: bool, upto: int) -> str:
    """What is proved, in a few sentences."""
    said = []
    if facts.least is None:
        said.append(
            f"No settlement of incidents, attributions, days or keys flips it under this reading{_because(own, clocks)}."
        )
    if found.least is None:
        said.append(
            f"Nor do up to {TOGETHER} choices of reading, with such settlements, nor another declared reading by itself."
        )
        return " ".join(said)
    smallest = len(found.sets[0]) if found.sets else None
    if smallest is not None and smallest == found.least:
        said.append(f"No set smaller than {smallest} flips it.")
    else:
        said.append(f"No set smaller than {found.least} flips it; whether one of that size does is not proved.")
    if more:
        said.append(
            f"All minimal sets up to size {upto} are listed; there are more."
            if upto >= found.least
            else "There are more, or may be."
        )
    else:
        said.append("All minimal sets are listed.")
    said.append(f"Choices of reading are taken {TOGETHER} together at most.")
    return " ".join(said)


def _because(own: ReadingStatus, clocks: Sequence[str]) -> str:
    told = []
    for key in clocks:
        clock = own.clocks.get(key)
        if clock is None or clock.state == "complete":
            continue
        days = [d.partition(":")[0] for d in fixed_days(own, key)]
        settled = f"; unmet for good: {', '.join(days)}" if days else ""
        told.append(
            f": {key} has {spoken(clock.elapsed_s)}, and can have {spoken(clock.elapsed_at_most_s)} at most, of "
            f"{spoken(clock.needed_s)}{settled}"
        )
    return "".join(told)
