"""Clocks under a reading: by calendar, or continuous with limbs; paused, reset, stopped when its window runs out."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from holdfire.agreement.model import Agreement, Reading, ReadingClock
from holdfire.agreement.times import resolve
from holdfire.claims import Claim
from holdfire.findings.decisions import by_whom
from holdfire.findings.windows import WindowUnder
from holdfire.status.days import Day, days_between
from holdfire.status.evidence import Evidence
from holdfire.status.limbs import limb_days
from holdfire.status.model import ClockDay, ClockDayWord, ClockStatus, ClockWord, DayWord, LimbDay, Reset
from holdfire.when import Span, duration, iso, merged

Limbs = dict[str, tuple[LimbDay, ...]]


@dataclass(frozen=True)
class ClockRun:
    """What one clock is run on."""

    clock: str
    agreement: Agreement
    reading: Reading
    how: ReadingClock
    needs: timedelta
    windows: dict[str, WindowUnder]
    decisions: list[Claim]
    reset_by: frozenset[str]
    as_of: datetime

    @property
    def rests_on(self) -> tuple[object, ...]:
        """All that days which are over hang on, besides how the limbs stood."""
        return self.agreement, self.how, self.windows, self.decisions


@dataclass
class _Count:
    """Running sums: what surely counts, what counts at most, and when the needed length was reached."""

    needs: timedelta
    sure: timedelta = timedelta()
    most: timedelta = timedelta()
    done: datetime | None = None
    passed: int = 0

    def let_pass(self, tolerated: int) -> bool:
        """True while unmet days may still be let pass; this one is counted off."""
        self.passed += 1
        return self.passed <= tolerated

    def add(self, piece: Span, *, sure: bool, possible: bool) -> timedelta:
        if self.done:
            return timedelta()
        if sure:
            left = self.needs - self.sure
            if piece.length >= left:
                self.done = piece.start + left
            self.sure += min(piece.length, left)
        if sure or possible:
            self.most = min(self.most + piece.length, self.needs)
        return min(piece.length, self.needs) if sure else timedelta()

    def reset(self) -> None:
        if not self.done:
            self.sure = self.most = timedelta()
            self.passed = 0


@dataclass
class _Course:
    """The days that were over when a clock was last run, while nothing reset it: what comes of them need not be run again."""

    told: list[tuple[Day, tuple[LimbDay, ...], ClockDay, _Count]] = field(default_factory=list)

    def kept(self, days: list[Day], limbs: Limbs, as_of: datetime) -> list[ClockDay]:
        """The rows of the first days, as far as each is the same day and its limbs stand as they stood; others are forgotten."""
        by_day = zip(*limbs.values(), strict=True) if limbs else iter([()] * len(days))
        rows: list[ClockDay] = []
        for day, now, (before, stood, row, _) in zip(days, by_day, self.told, strict=False):
            if day is not before or day.span.end > as_of or any(a is not b for a, b in zip(now, stood, strict=True)):
                break
            rows.append(row)
        del self.told[len(rows) :]
        return rows

    def count(self, rows: list[ClockDay]) -> _Count | None:
        """The sums after so many days; None after none."""
        return replace(self.told[len(rows) - 1][3]) if rows else None

    def put(self, day: Day, stood: tuple[LimbDay, ...], row: ClockDay, count: _Count) -> None:
        """The next day."""
        self.told.append((day, stood, row, replace(count)))


def run_clock(run: ClockRun, evidence: Evidence) -> ClockStatus:
    """The clock as of ``run.as_of``."""
    start = resolve(run.how.starts or run.reading.starts, run.agreement.text, evidence.reading)
    if start is None:
        return _never(run, "the start is not settled")
    begins = start + duration(run.how.lead_in)
    horizon = max(run.as_of, begins + run.needs)
    days = days_between(begins, horizon, run.reading.day_begins or run.agreement.text.day_begins, evidence.tz)
    limbs: Limbs = {name: limb_days(run.clock, name, m, days, evidence, run.as_of) for name, m in run.how.limbs.items()}
    resets = _resets(run, begins)
    course = (
        evidence.held.of(("course", run.clock, begins, run.needs), run.rests_on, _Course) if not resets else _Course()
    )
    rows = course.kept(days, limbs, run.as_of)
    count = course.count(rows) or _Count(run.needs)
    for number, day in enumerate(days[len(rows) :], start=len(rows)):
        before = len(resets)
        row = _day(run, day, number, limbs, count, resets, evidence)
        if len(resets) > before or any(day.span.start <= _at(r) < min(day.span.end, run.as_of) for r in resets):
            rows = [_set_back(r) for r in rows]
        rows.append(row)
        if not resets and day.span.end <= run.as_of:
            course.put(day, tuple(limbs[name][number] for name in limbs), row, count)
    return _status(run, begins, count, limbs, rows, resets, evidence)


def _day(
    run: ClockRun, day: Day, number: int, limbs: Limbs, count: _Count, resets: list[Reset], evidence: Evidence
) -> ClockDay:
    start, end = iso(day.span.start, evidence.tz), iso(day.span.end, evidence.tz)
    if day.span.start >= run.as_of:
        return ClockDay(day=day.name, start=start, end=end, counted_s=0, state="ahead", why="not yet")
    past = Span(day.span.start, min(day.span.end, run.as_of))
    words: list[DayWord] = [limbs[name][number].state for name in limbs]
    because = tuple(c for name in limbs for c in limbs[name][number].because if limbs[name][number].state != "met")
    sure, possible = all(w == "met" for w in words), all(w != "unmet" for w in words)
    let_pass = not possible and count.let_pass(run.how.tolerates)
    sure, possible = sure or let_pass, possible or let_pass
    pieces = in_windows(run, past)
    for reset in [r for r in resets if _at(r) < past.end and _at(r) >= past.start]:
        count.reset()
        because = (*because, *reset.because)
        pieces = [cut for p in pieces if (cut := p.cut(Span(_at(reset), past.end))) and cut.length]
    if run.how.unmet_day == "resets" and not possible and not count.done:
        count.reset()
        resets.append(Reset(at=start, by=("an unmet day",), because=because))
    if run.how.unmet_day == "ignored":
        sure = possible = True
    counted = sum((count.add(piece, sure=sure, possible=possible) for piece in pieces), timedelta())
    asked: list[DayWord] = [] if run.how.unmet_day == "ignored" or let_pass else words
    state, why = _day_words(limbs, number, asked, counted, past, bool(pieces))
    if let_pass and state == "counted":
        why = f"counted; unmet, and one of {run.how.tolerates} such days that are let pass"
    return ClockDay(
        day=day.name,
        start=start,
        end=end,
        counted_s=int(counted.total_seconds()),
        state=state,
        why=why,
        because=because,
    )


def _set_back(row: ClockDay) -> ClockDay:
    """A day that counted until the clock was set back to nought."""
    if row.state not in ("counted", "part"):
        return row
    return row.model_copy(
        update={"state": "not-counted", "counted_s": 0, "why": "it counted until the clock was set back"}
    )


def _day_words(
    limbs: Limbs, number: int, words: list[DayWord], counted: timedelta, past: Span, in_window: bool
) -> tuple[ClockDayWord, str]:
    if not in_window:
        return "not-counted", "no window was in force"
    if all(w == "met" for w in words):
        if counted == past.length:
            return "counted", "counted" if words else "counted by calendar"
        if counted:
            return "part", "counted in part"
        return "not-counted", "the clock was already complete"
    told = "; ".join(f"{name}: {limbs[name][number].why}" for name in limbs if limbs[name][number].state != "met")
    if "unmet" in words:
        return "not-counted", told
    return ("contested", told) if "contested" in words else ("no-coverage", told)


def in_windows(run: ClockRun, span: Span) -> list[Span]:
    """The parts of a span that count: all of it, or those in which a window is in force."""
    if not run.how.needs_window or not run.windows:
        return [span]
    open_spans = merged([s for w in run.windows.values() for s in w.spans])
    return [cut for s in open_spans if (cut := span.cut(s)) and cut.length]


def _at(reset: Reset) -> datetime:
    return datetime.fromisoformat(reset.at)


def decided_resets(run: ClockRun, begins: datetime) -> list[datetime]:
    """When decisions set the clock back to nought."""
    return [_at(r) for r in _resets(run, begins)]


def _resets(run: ClockRun, begins: datetime) -> list[Reset]:
    """Only those whom the text names, together, reset a clock."""
    found = []
    for claim in run.decisions:
        if claim.decides == "reset" and claim.start >= begins and run.reset_by and by_whom(claim) >= run.reset_by:
            found.append(Reset(at=iso(claim.start), by=tuple(sorted(run.reset_by)), because=(claim.id,)))
    return found


def _status(
    run: ClockRun, begins: datetime, count: _Count, limbs: Limbs, rows: list[ClockDay], resets: list[Reset], e: Evidence
) -> ClockStatus:
    state, why = _state(run, begins, count, rows)
    earliest = count.done or max(run.as_of, begins) + run.needs - count.sure
    return ClockStatus(
        state=state,
        kind=run.how.kind,
        starts=iso(begins, e.tz),
        elapsed_s=int(count.sure.total_seconds()),
        elapsed_at_most_s=int(max(count.most, count.sure).total_seconds()),
        needed_s=int(run.needs.total_seconds()),
        complete_at=iso(count.done, e.tz) if count.done else None,
        earliest=iso(earliest, e.tz),
        why=why,
        limbs=limbs,
        days=tuple(rows),
        resets=tuple(resets),
    )


def _state(run: ClockRun, begins: datetime, count: _Count, rows: list[ClockDay]) -> tuple[ClockWord, str]:
    if count.done:
        return "complete", "the needed time has passed"
    if run.as_of < begins:
        return "paused", "it has not begun"
    lapses = [end for w in run.windows.values() if (end := w.lapsed(run.as_of))]
    if run.how.needs_window and lapses:
        return "stopped", "the window ran out and was not renewed in a way this reading counts"
    past = [r for r in rows if r.state != "ahead"]
    if run.how.limbs and (not past or past[-1].state not in ("counted", "part")):
        return "paused", past[-1].why if past else "it has only begun"
    return "running", "time counts"


def _never(run: ClockRun, why: str) -> ClockStatus:
    return ClockStatus(
        state="stopped",
        kind=run.how.kind,
        starts=None,
        elapsed_s=0,
        elapsed_at_most_s=0,
        needed_s=int(run.needs.total_seconds()),
        complete_at=None,
        earliest=None,
        why=why,
        limbs={},
        days=(),
    )
