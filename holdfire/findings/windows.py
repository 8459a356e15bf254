"""When provisions are in force, reading by reading: windows, renewals that count, ends, suspensions, what silence means."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.agreement.as_read import EVER, NEVER
from holdfire.agreement.model import Agreement, AgreementText, Field_, Provision, Reading, TacitRenewal, Window
from holdfire.agreement.times import Moment, later, moment, said_by, waits_for
from holdfire.claims import Claim
from holdfire.findings.decisions import by_whom, decided
from holdfire.when import Span, duration, merged, seconds

FAR = timedelta(days=36500)
"""After this an open window is cut for arithmetic; nothing is asked that far ahead."""
OPEN_ENDED = "open-ended"
"""What a window without an end says it lasts."""


@dataclass(frozen=True)
class Stretch:
    """One stretch of a window. ``by`` is the decision that gave it (None for the first); ``open`` when no end is set."""

    span: Span
    by: str | None
    open: bool = False


@dataclass(frozen=True)
class WindowUnder:
    """A window under one reading: its stretches, and renewals this reading does not count, each with the reason.

    ``doubt`` is by how much its edges may be off; ``gaps`` are the times for which it was suspended; ``ended_by`` is the decision
    that ended it.
    """

    name: str
    stretches: tuple[Stretch, ...]
    not_counted: tuple[tuple[str, str], ...]
    doubt: timedelta = timedelta()
    gaps: tuple[Span, ...] = ()
    ended_by: str | None = None

    @property
    def spans(self) -> list[Span]:
        """The stretches as spans, less the times of suspension."""
        found = [s.span for s in self.stretches]
        for gap in self.gaps:
            found = [part for span in found for part in _less(span, gap)]
        return found

    def lapsed(self, as_of: datetime) -> datetime | None:
        """The moment the window ran out, if it has by then."""
        if not self.stretches or self.stretches[-1].open:
            return None
        end = self.stretches[-1].span.end
        return end if end <= as_of else None

    def open_at(self, as_of: datetime) -> bool:
        """True while it is in force."""
        return any(span.start <= as_of < span.end for span in self.spans)


@dataclass(frozen=True)
class Force:
    """Seconds [from, to) in which a provision is in force, and by how much the edges may be off."""

    spans: list[tuple[int, int]]
    doubt_s: int = 0


def windows_under(agreement: Agreement, name: str, decisions: list[Claim]) -> dict[str, WindowUnder]:
    """Every window of the agreement under one reading."""
    reading = agreement.text.readings[name]
    return {
        key: _window(agreement.text, key, window, name, reading, decisions)
        for key, window in agreement.text.windows.items()
    }


def _window(
    text: AgreementText, key: str, window: Window, name: str, reading: Reading, decisions: list[Claim]
) -> WindowUnder:
    opens = moment(window.from_, text, name)
    if opens is None:
        return WindowUnder(key, (), ())
    start = opens.span.start
    end, is_open = _first_end(text, window, name, start)
    stretches = [Stretch(Span(start, max(start, end)), None, is_open)]
    ignored: list[tuple[str, str]] = []
    said: dict[str, dict[str, set[str]]] = {}
    for claim in decisions:
        if claim.decides != "extend" or claim.amount is None or not window.renewable:
            continue
        before = said.setdefault(claim.amount, {})
        by = by_whom(claim).union(*before.values())
        before[claim.id] = by_whom(claim)
        missing = _missing_keys(window, reading, by, by_whom(claim))
        end = stretches[-1].span.end
        if missing:
            ignored.append((claim.id, missing))
        elif claim.start > end and reading.silence == "lapses":
            ignored.append((claim.id, "decided after the window had run out"))
        else:
            stretches.append(Stretch(Span(end, max(end, _extended(end, claim.amount))), claim.id))
            ignored = [(name, why) for name, why in ignored if name not in before]
            said.pop(claim.amount)
    if window.renews:
        stretches.append(_tacit(text, key, window.renews, stretches[-1].span.end, decisions))
    elif window.renewable and reading.silence == "continues":
        end = stretches[-1].span.end
        stretches.append(Stretch(Span(end, end + FAR), None, open=True))
    found = WindowUnder(key, tuple(stretches), tuple(ignored), opens.doubt)
    return _ended(text, _suspended(found, window, decisions), window, decisions)


def _first_end(text: AgreementText, window: Window, name: str, start: datetime) -> tuple[datetime, bool]:
    """The end of the first stretch, and whether it is open. An end that hangs on an event not yet known is open."""
    ends: list[datetime] = []
    if window.lasts is not None and window.lasts != OPEN_ENDED:
        ends.append(later(start, window.lasts, text))
    if window.until is not None:
        found = moment(said_by(window.until, name), text, name)
        ends += [found.span.start] if found else []
    return (min(ends), min(ends) >= start + FAR) if ends else (start + FAR, True)


def _tacit(text: AgreementText, key: str, renews: TacitRenewal, end: datetime, decisions: list[Claim]) -> Stretch:
    """Further stretches as one: without end, or to the first end before which notice was given in time."""
    for claim in decisions:
        if claim.decides == f"notice {key}" and (not renews.by or by_whom(claim) & set(renews.by)):
            last = end
            while later(last, renews.unless_notice, text, times=-1) < claim.start:
                last = later(last, renews.for_, text)
            return Stretch(Span(end, last), claim.id)
    return Stretch(Span(end, end + FAR), None, open=True)


def _suspended(found: WindowUnder, window: Window, decisions: list[Claim]) -> WindowUnder:
    if window.suspended_by is None:
        return found
    gaps: list[Span] = []
    at: datetime | None = None
    while stop := decided(window.suspended_by, f"suspend {found.name}", decisions, at):
        back = decided(window.suspended_by, f"resume {found.name}", decisions, stop.at)
        gaps.append(Span(stop.at, back.at if back else max(stop.at, found.stretches[-1].span.end)))
        if back is None:
            break
        at = back.at
    return WindowUnder(found.name, found.stretches, found.not_counted, found.doubt, tuple(gaps))


def _ended(text: AgreementText, found: WindowUnder, window: Window, decisions: list[Claim]) -> WindowUnder:
    """An end decided by those entitled to it cuts the window when the notice has run out."""
    end = decided(window.ended_by, f"end {found.name}", decisions) if window.ended_by else None
    if end is None:
        return found
    at = later(end.at, window.notice, text)
    kept = [
        Stretch(Span(s.span.start, min(s.span.end, at)), s.by, s.open and s.span.end <= at)
        for s in found.stretches
        if s.span.start < at
    ]
    return WindowUnder(found.name, tuple(kept), found.not_counted, found.doubt, found.gaps, end.claims[-1])


def _less(span: Span, gap: Span) -> list[Span]:
    if not span.meets(gap):
        return [span]
    parts = [(span.start, min(span.end, gap.start)), (max(span.start, gap.end), span.end)]
    return [Span(a, b) for a, b in parts if a < b]


def _extended(end: datetime, amount: str) -> datetime:
    """The new end: a length later, or the instant a decision names."""
    return datetime.fromisoformat(amount) if amount[:4].isdigit() and amount[4:5] == "-" else end + duration(amount)


def _missing_keys(window: Window, reading: Reading, by: set[str], now: set[str]) -> str:
    """Why a renewal does not count under this reading; empty when it does. Sides may say the same length one after the other."""
    needed = set(window.renewed_by)
    if not needed & now:
        return "not decided by anyone the text names"
    if reading.extensions == "every-side" and needed - by:
        return "not decided by " + ", ".join(sorted(needed - by))
    return ""


def in_force(
    agreement: Agreement, name: str, provision: Provision, windows: dict[str, WindowUnder], decisions: list[Claim]
) -> Force | None:
    """When a provision is in force under a reading, or None when the text leaves that undecided.

    A beginning that hangs on a step not reached yet is not undecided: the provision is not in force.
    """
    text = agreement.text
    start, doubt = EVER, timedelta()
    if provision.from_ is not None:
        said = said_by(provision.from_, name)
        found = moment(said, text, name)
        if found is None:
            return Force([]) if waits_for(said, text, name) else None
        start, doubt = seconds(found.span.start), found.doubt
    end, end_doubt = _end(text, provision.until, name)
    doubt = max(doubt, end_doubt)
    if provision.while_ is None:
        return Force([(start, end)] if start < end else [], int(doubt.total_seconds()))
    window = windows[provision.while_]
    spans = [(seconds(s.start), seconds(s.end)) for s in merged(window.spans)]
    cut = [(max(a, start), min(b, end)) for a, b in spans if max(a, start) < min(b, end)]
    return Force(cut, int(max(doubt, window.doubt).total_seconds()))


def _end(text: AgreementText, until: Field_ | None, name: str) -> tuple[int, timedelta]:
    found: Moment | None = moment(said_by(until, name), text, name) if until is not None else None
    return (seconds(found.span.start), found.doubt) if found else (NEVER, timedelta())
