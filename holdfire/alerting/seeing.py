"""What rules are asked about, out of a case: boards as of the instants they ask for, for each edition."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from holdfire.agreement.amendments import as_of_text
from holdfire.agreement.model import AgreementText
from holdfire.agreement.stepwise import steps_in, with_steps
from holdfire.alerting.kept import Kept
from holdfire.alerts import Rules, Seen
from holdfire.alerts.fires import boards_asked, days_asked
from holdfire.alerts.model import Observed
from holdfire.alerts.rules import SilenceRule, ThresholdRule
from holdfire.asked import EDITIONS, Edition
from holdfire.case import Case
from holdfire.counting import CountsAsked, counts
from holdfire.pipeline import fused_from, projected, told_in
from holdfire.publish.edition import cut, rules_in, unpublished
from holdfire.status import Status, steps_reached
from holdfire.when import iso, zone


@dataclass(frozen=True)
class Looked:
    """What was seen by edition, as known at ``known_at``; ``heard`` is kept for the next check."""

    seen: Mapping[Edition, Seen]
    known_at: datetime
    heard: dict[str, object]


def looked(case: Case, rules: Rules, at: datetime, now: datetime, kept: Kept | None) -> Looked:
    """See a case as of an instant. The public edition is seen as of the end of its delay, with what it may name."""
    text, tz = case.agreement.text, zone(case.agreement.text.time_zone)
    editions = [e for e in EDITIONS if any(e in rule.to.values() for rule in rules.rules.values())]
    ats: dict[Edition, datetime] = dict.fromkeys(editions, at.astimezone(tz))
    if "public" in ats:
        ats["public"] = cut(at, rules_in(case.folder).longest, text).astimezone(tz)
    asked = {edition: {then, *_asked(rules, edition, then, text)} for edition, then in ats.items()}
    boards, known, checkpoint = _boards(case, {then for every in asked.values() for then in every}, now)
    heard, keep = _heard(case, rules, at, checkpoint, kept)
    opened = kept.opened() if kept else frozenset()
    observed = _observed(case, rules, ats, known)
    seen: dict[Edition, Seen] = {}
    for edition, then in ats.items():
        held = as_of_text(case.agreement, then).text
        seen[edition] = Seen(
            text=_settled(held, boards[then]),
            edition=edition,
            at=then,
            moment=at.astimezone(tz),
            boards={t: boards[t] for t in sorted(asked[edition])},
            last=kept.last if kept else None,
            heard=heard if edition == "internal" else {},
            closed=_closed(held, edition),
            observed=observed,
            opened=frozenset(n.partition("/")[2] for n in opened if n.startswith(f"{edition}/")),
        )
    return Looked(seen, known, keep)


def _asked(rules: Rules, edition: Edition, at: datetime, text: AgreementText) -> Iterable[datetime]:
    for rule in rules.rules.values():
        if edition in rule.to.values():
            yield from boards_asked(rule, at, text.time_zone, text.day_begins)


def _boards(case: Case, ats: Iterable[datetime], now: datetime) -> tuple[dict[datetime, Status], datetime, str]:
    with closing(projected(case)) as kept:
        kept.update()
        known = kept.latest(now).astimezone(zone(case.agreement.text.time_zone))
        return {at: kept.board(at, known) for at in sorted(ats)}, known, kept.checkpoint()


def _observed(
    case: Case, rules: Rules, ats: Mapping[Edition, datetime], known: datetime
) -> dict[Observed, tuple[int, int | None]]:
    """How many observations there surely and possibly were, for each rule that asks: the whole record is read, nothing judged."""
    asked: set[Observed] = set()
    text = case.agreement.text
    for rule in rules.rules.values():
        if isinstance(rule, ThresholdRule) and rule.of == "observations":
            at = next(at for edition, at in ats.items() if edition != "public")
            days = days_asked(rule, at, text.time_zone, text.day_begins)
            asked |= {(rule.counting, rule.zones, first, last) for first, last in days}
    if not asked:
        return {}
    at = max(ats.values())
    every = fused_from(case.agreement, told_in(case), at, known).incidents
    incidents = [i for i in every if i.span.start < at]
    found = {}
    for counting, zones, first, last in sorted(asked):
        asking = CountsAsked(first, last, (counting,), zones=zones)
        number = counts(incidents, case.agreement, asking).total.under[0].all
        found[counting, zones, first, last] = number.at_least, number.at_most
    return found


def _settled(text: AgreementText, board: Status) -> AgreementText:
    """The text with the times that hang on steps, as far as these were reached."""
    steps = steps_in(text)
    return with_steps(text, steps_reached(steps, board, None)) if steps else text


def _closed(text: AgreementText, edition: Edition) -> frozenset[str]:
    return (
        frozenset(n for n, p in text.provisions.items() if unpublished(p, text)) if edition == "public" else frozenset()
    )


def _heard(
    case: Case, rules: Rules, at: datetime, checkpoint: str, kept: Kept | None
) -> tuple[dict[str, datetime], dict[str, object]]:
    """When those whose silence a rule awaits were last heard; the record is read only where it grew since the last check."""
    awaited = [rule for rule in rules.rules.values() if isinstance(rule, SilenceRule)]
    names = sorted({f"claimant:{r.claimant}" if r.claimant else f"source:{r.source}" for r in awaited})
    before = kept.get("heard") if kept else None
    if names and before and checkpoint and (before["checkpoint"], before["names"]) == (checkpoint, names):
        told = {name: datetime.fromisoformat(last) for name, last in before["last"].items()}
        if all(last <= at for last in told.values()):
            return told, before
    last: dict[str, datetime] = {}
    for claim in told_in(case).claims if names else ():
        if claim.known_from <= at:
            for name in names:
                what, _, wanted = name.partition(":")
                if wanted in claim.claimants if what == "claimant" else claim.source.startswith(wanted):
                    last[name] = max(last.get(name, claim.known_from), claim.known_from)
    said: dict[str, object] = {
        "checkpoint": checkpoint,
        "names": names,
        "last": {name: iso(t, UTC) for name, t in sorted(last.items())},
    }
    return last, said
