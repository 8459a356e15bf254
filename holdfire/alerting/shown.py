"""What is shown of alerts: the rules, what fired, what waits, what was sent, what was set aside, and what comes next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from holdfire.alerting.checking import rules_for
from holdfire.alerting.kept import KEPT, Kept, Message
from holdfire.alerts import FILE, Alert
from holdfire.alerts.fires import scheduled
from holdfire.alerts.rules import ScheduleRule, digest_of
from holdfire.case import Case
from holdfire.errors import CaseError
from holdfire.when import duration, iso, zone

EXAMPLE = """\
# Alerts: who is told, by which way, of what and when. `holdfire alerts CASE` reads this file and says what is wrong in it.
# Passwords and secrets never stand here: write where they lie, as env:NAME or file:PATH. See docs/alerts.md.

holdfire: 1
# site: https://holdfire.example.org      # so that alerts can link to the application

# mail:
#   host: mail.example.org
#   from: holdfire@example.org
#   user: holdfire
#   password: env:HOLDFIRE_MAIL_PASSWORD

recipients:
  duty-desk:
    folder: alerts          # a folder in the case; or mail: NAME@HOST, or webhook: https://... with secret: env:NAME
    language: en
    quiet: 60 minutes       # at most one message in that time: what fires meanwhile comes together

rules:
  clocks-and-gates:
    kind: clock
    on: [complete, near, paused, reset, open, shut, lapsed]
    near: 24 hours
    to: {duty-desk: internal}
  many-breaches:
    kind: threshold
    above: 10               # fires when there are more than ten
    span: 24 hours
    counting: event/1
    to: {duty-desk: internal}
  what-falls-due:
    kind: deadline
    within: 48 hours
    to: {duty-desk: internal}
  bulletin-of-the-day:
    kind: schedule
    at: "08:00"
    format: html
    to: {duty-desk: internal}
"""


class RuleShown(BaseModel):
    """A rule as it stands: ``digest`` is what its alerts name, ``to`` whom it tells which edition, ``says`` its fields."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: str
    digest: str
    to: dict[str, str]
    says: dict[str, str]


class RecipientShown(BaseModel):
    """Somebody who is told, by which way, in which language, at most once in which time. Never where a secret lies."""

    model_config = ConfigDict(frozen=True)

    name: str
    way: str
    language: str
    quiet: str
    quiet_s: int


class Next(BaseModel):
    """A bulletin that comes next: by which rule, when, of which day."""

    model_config = ConfigDict(frozen=True)

    rule: str
    at: str
    day: str


class Fired(BaseModel):
    """An alert and when it fired, in UTC."""

    model_config = ConfigDict(frozen=True)

    alert: Alert
    fired_at: str


class Shown(BaseModel):
    """All of it. ``checked_at`` is when it was last checked, ``as_of`` the instant it was checked as of; empty: never.

    ``quiet`` is, by recipient, how many alerts wait for its quiet time to be over.
    """

    model_config = ConfigDict(frozen=True)

    rules: tuple[RuleShown, ...]
    recipients: tuple[RecipientShown, ...]
    checked_at: str = ""
    as_of: str = ""
    fired: tuple[Fired, ...] = ()
    quiet: dict[str, int] = {}
    waiting: tuple[Message, ...] = ()
    aside: tuple[Message, ...] = ()
    sent: tuple[Message, ...] = ()
    next: tuple[Next, ...] = ()


def shown(case: Case, now: datetime, most: int = 50) -> Shown:
    """What there is to see of a case's alerts; nothing where it has no rules. Raises ``CaseError`` where they are wrong."""
    if not (case.folder / FILE).is_file():
        return Shown(rules=(), recipients=())
    rules, text = rules_for(case), case.agreement.text
    told = []
    coming = []
    for name, rule in rules.rules.items():
        fields = rule.model_dump(mode="json", by_alias=True, exclude={"kind", "to"}, exclude_defaults=False)
        says = {
            field: ", ".join(v) if isinstance(v, list) else str(v) for field, v in fields.items() if v not in ("", [])
        }
        told.append(RuleShown(name=name, kind=rule.kind, digest=digest_of(name, rule), to=dict(rule.to), says=says))
        if isinstance(rule, ScheduleRule):
            at, day = scheduled(rule, text.time_zone, text.day_begins, now, now + timedelta(days=1, hours=2))[0]
            coming.append(Next(rule=name, at=iso(at, zone(text.time_zone)), day=day.isoformat()))
    recipients = [
        RecipientShown(
            name=name, way=r.way, language=r.language, quiet=r.quiet, quiet_s=int(duration(r.quiet).total_seconds())
        )
        for name, r in rules.recipients.items()
    ]
    found = Shown(
        rules=tuple(told), recipients=tuple(recipients), next=tuple(sorted(coming, key=lambda n: (n.at, n.rule)))
    )
    if not (case.folder / KEPT).is_file():
        return found
    kept = Kept(case.folder)
    try:
        quiet: dict[str, int] = {}
        for one in kept.waiting():
            quiet[one.recipient] = quiet.get(one.recipient, 0) + 1
        changes = {
            "checked_at": kept.get("checked") or "",
            "as_of": iso(kept.last, UTC) if kept.last else "",
            "fired": tuple(Fired(alert=alert, fired_at=at) for alert, at in kept.alerts(None, most)),
            "quiet": dict(sorted(quiet.items())),
            "waiting": tuple(kept.messages("waiting", most)),
            "aside": tuple(kept.messages("aside", most)),
            "sent": tuple(kept.messages("sent", most)),
        }
        return found.model_copy(update=changes)
    finally:
        kept.close()


def begin_rules(folder: Path) -> Path:
    """Write rules to start from, with what each means. Raises ``CaseError`` where there are some already."""
    path = folder / FILE
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(EXAMPLE)
    except FileExistsError:
        raise CaseError("there are rules already", str(path), "Change them; nothing was written.") from None
    except OSError as error:
        raise CaseError(
            f"the rules cannot be written ({error.strerror})", str(path), "See who may write there."
        ) from None
    return path
