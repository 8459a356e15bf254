"""When provisions are in force, reading by reading: first windows, renewals that count, and what silence means."""

from dataclasses import dataclass
from datetime import datetime

from holdfire.agreement.model import Agreement, Provision, Reading, Window
from holdfire.agreement.times import resolve, said_by
from holdfire.claims import Claim
from holdfire.findings.decisions import by_whom, enough, keys_turned
from holdfire.findings.persons import EVER, NEVER
from holdfire.when import Span, duration, seconds

FAR = 36500
"""Days after which an open window is cut for arithmetic; nothing is asked that far ahead."""


@dataclass(frozen=True)
class Stretch:
    """One stretch of a window. ``by`` is the decision that gave it (None for the first); ``open`` when no end is set."""

    span: Span
    by: str | None
    open: bool = False


@dataclass(frozen=True)
class WindowUnder:
    """A window under one reading: its stretches, and renewals this reading does not count, each with the reason."""

    name: str
    stretches: tuple[Stretch, ...]
    not_counted: tuple[tuple[str, str], ...]

    @property
    def spans(self) -> list[Span]:
        """The stretches as spans."""
        return [s.span for s in self.stretches]

    def lapsed(self, as_of: datetime) -> datetime | None:
        """The moment the window ran out, if it has by then."""
        if not self.stretches or self.stretches[-1].open:
            return None
        end = self.stretches[-1].span.end
        return end if end <= as_of else None


def windows_under(agreement: Agreement, name: str, decisions: list[Claim]) -> dict[str, WindowUnder]:
    """Every window of the agreement under one reading."""
    reading = agreement.text.readings[name]
    return {
        key: _window(agreement, key, window, name, reading, decisions) for key, window in agreement.text.windows.items()
    }


def _window(
    agreement: Agreement, key: str, window: Window, name: str, reading: Reading, decisions: list[Claim]
) -> WindowUnder:
    opens = resolve(window.from_, agreement.text, name)
    if opens is None:
        return WindowUnder(key, (), ())
    stretches = [Stretch(Span(opens, opens + duration(window.lasts)), None)]
    ignored: list[tuple[str, str]] = []
    for claim in decisions:
        if claim.decides != "extend" or claim.amount is None or not window.renewable:
            continue
        missing = _missing_keys(window, reading, claim)
        end = stretches[-1].span.end
        if missing:
            ignored.append((claim.id, missing))
        elif claim.start > end and reading.silence == "lapses":
            ignored.append((claim.id, "decided after the window had run out"))
        else:
            stretches.append(Stretch(Span(end, end + duration(claim.amount)), claim.id))
    if window.renewable and reading.silence == "continues":
        end = stretches[-1].span.end
        stretches.append(Stretch(Span(end, end + duration(f"{FAR} days")), None, open=True))
    return WindowUnder(key, tuple(stretches), tuple(ignored))


def _missing_keys(window: Window, reading: Reading, claim: Claim) -> str:
    """Why a renewal does not count under this reading; empty when it does."""
    by, needed = by_whom(claim), set(window.renewed_by)
    if not needed & by:
        return "not decided by anyone the text names"
    if reading.extensions == "every-side" and needed - by:
        return "not decided by " + ", ".join(sorted(needed - by))
    return ""


def in_force(
    agreement: Agreement, name: str, provision: Provision, windows: dict[str, WindowUnder], decisions: list[Claim]
) -> list[tuple[int, int]] | None:
    """Seconds [from, to) in which a provision is in force under a reading, or None when the text leaves that undecided."""
    start: int | None = EVER
    if provision.from_ is not None:
        said = said_by(provision.from_, name)
        if said.endswith(" opens"):
            opened = _opened(agreement, said.removesuffix(" opens"), decisions)
            if opened is None:
                return []
            start = seconds(opened)
        else:
            found = resolve(said, agreement.text, name)
            start = seconds(found) if found else None
    if start is None:
        return None
    end = NEVER
    if provision.until is not None:
        until = resolve(said_by(provision.until, name), agreement.text, name)
        end = seconds(until) if until else NEVER
    if provision.while_ is None:
        return [(start, end)]
    spans = [(seconds(s.start), seconds(s.end)) for s in windows[provision.while_].spans]
    return _joined([(max(a, start), min(b, end)) for a, b in spans if max(a, start) < min(b, end)])


def _opened(agreement: Agreement, gate: str, decisions: list[Claim]) -> datetime | None:
    found = agreement.text.gates[gate]
    turned = keys_turned(found, decisions)
    if found.opens is None or not enough(found.opens, (t.actor for t in turned)):
        return None
    return max(t.at for t in turned)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
