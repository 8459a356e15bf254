"""A check: what the rules find now, what of it is new, and for whom it waits from then on."""

from dataclasses import dataclass
from datetime import datetime

from holdfire.alerting.kept import Kept, alone
from holdfire.alerting.seeing import looked
from holdfire.alerts import FILE, Alert, Fact, Rules, Seen, fires, rules_of, turned
from holdfire.alerts.rules import ThresholdRule, digest_of
from holdfire.case import Case
from holdfire.errors import CaseError
from holdfire.when import iso, zone


@dataclass(frozen=True)
class Checked:
    """What a check found. ``standing`` is how many facts stand; ``why`` says why nothing was checked, where it was not."""

    as_of: str
    known_at: str = ""
    fired: tuple[Alert, ...] = ()
    standing: int = 0
    why: str = ""


def rules_for(case: Case) -> Rules:
    """The rules of a case. Raises ``CaseError`` where it has none, or they are wrong."""
    rules = rules_of(case.folder, case.agreement.text)
    if rules is None:
        raise CaseError(
            f"the case has no {FILE}", str(case.folder), "`holdfire alerts CASE --new` writes one to start from."
        )
    return rules


def would_fire(case: Case, at: datetime, now: datetime) -> Checked:
    """What a check would find new as of an instant; nothing is kept and nobody is told."""
    rules = rules_for(case)
    kept = Kept(case.folder) if (case.folder / "alerts.sqlite").is_file() else None
    try:
        return _checked(case, rules, at, now, kept)[0]
    finally:
        if kept:
            kept.close()


def check(case: Case, at: datetime, now: datetime) -> Checked:
    """Check, and keep what was found. An instant before that of the last check is not checked: what is over stays over."""
    rules = rules_for(case)
    with alone(case.folder) as kept:
        if kept is None:
            return Checked(_told(case, at), why="another process is at it")
        return checked_in(case, rules, kept, at, now)


def checked_in(case: Case, rules: Rules, kept: Kept, at: datetime, now: datetime) -> Checked:
    """The same, for whoever is alone with what is kept."""
    if kept.last is not None and at < kept.last:
        return Checked(_told(case, at), why=f"it was checked as of {_told(case, kept.last)} already")
    found, keep = _checked(case, rules, at, now, kept)
    keep(kept)
    return found


class _Keep:
    """What is written once a check is done."""

    def __init__(self, case: Case, rules: Rules, at: datetime, now: datetime) -> None:
        self.case, self.rules, self.at, self.now = case, rules, at, now
        self.found = turned((), ())
        self.alerts: list[Alert] = []
        self.opened: list[str] = []
        self.heard: dict[str, object] = {}

    def __call__(self, kept: Kept) -> None:
        told = [(alert, self._recipients(alert)) for alert in self.alerts]
        kept.keep(self.found, told, self.opened, self.at, self.now)
        if self.heard:
            kept.put("heard", self.heard)

    def _recipients(self, alert: Alert) -> list[str]:
        to = self.rules.rules[alert.fact.rule].to
        return sorted(name for name, edition in to.items() if edition == alert.fact.edition)


def _checked(case: Case, rules: Rules, at: datetime, now: datetime, kept: Kept | None) -> tuple[Checked, _Keep]:
    seen = looked(case, rules, at, now, kept)
    facts: list[Fact] = []
    for name, rule in rules.rules.items():
        for edition in dict.fromkeys(rule.to.values()):
            facts += fires(name, rule, seen.seen[edition])
    keep = _Keep(case, rules, at, now)
    keep.found = turned(kept.held() if kept else (), facts)
    known = _told(case, seen.known_at)
    keep.alerts = [_alert(rules, name, fact, seen.seen[fact.edition], known) for name, fact in keep.found.fired]
    keep.opened = [f"{edition}/{name}" for edition, one in seen.seen.items() for name in _open_now(one)]
    keep.heard = seen.heard
    return Checked(_told(case, at), known, tuple(keep.alerts), sum(h.stands for h in keep.found.held)), keep


def _alert(rules: Rules, name: str, fact: Fact, seen: Seen, known: str) -> Alert:
    rule = rules.rules[fact.rule]
    at = seen.moment if fact.what == "bulletin" else seen.at
    return Alert(
        id=name,
        fact=fact,
        rule_digest=digest_of(fact.rule, rule),
        counting=rule.counting if isinstance(rule, ThresholdRule) else "",
        as_of=iso(at, zone(seen.text.time_zone)),
        known_at=known[:10] if fact.edition == "public" else known,  # the public edition is late by days
    )


def _open_now(seen: Seen) -> list[str]:
    return [
        f"{reading}/{gate}"
        for reading, told in seen.now.readings.items()
        for gate, g in told.gates.items()
        if g.state == "open"
    ]


def _told(case: Case, at: datetime) -> str:
    return iso(at, zone(case.agreement.text.time_zone))
