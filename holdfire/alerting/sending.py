"""Sending: messages are made, tried, tried again later, set aside after a number of attempts, and let go on by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from holdfire.alerting.checking import Checked, checked_in, rules_for
from holdfire.alerting.drop import into_folder
from holdfire.alerting.kept import Kept, Message, alone
from holdfire.alerting.letters import Letter, letter_of, trial_letter
from holdfire.alerting.mail import by_mail
from holdfire.alerting.ways import NotTakenError, Ways
from holdfire.alerting.webhook import by_webhook
from holdfire.alerts import Rules, gathered
from holdfire.case import Case
from holdfire.errors import AskError, HoldfireError, did_you_mean
from holdfire.when import iso

ATTEMPTS = 8
"""So often a message is tried before it is set aside: with the waits below some two hours."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""After the first failure, and at most; each wait is twice the one before."""
_GONE = "the rules name no such recipient any more"
Progress = Callable[["Outcome"], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one message: ``sent``, ``waiting`` for another attempt, or ``aside``; ``why`` where it was not taken."""

    recipient: str
    message: str
    alerts: int
    state: str
    why: str = ""


@dataclass(frozen=True)
class Round:
    """A check and what was sent after it. ``waiting`` are alerts that wait for the quiet time of their recipient."""

    checked: Checked
    outcomes: tuple[Outcome, ...] = ()
    waiting: int = 0


def run(
    case: Case,
    at: datetime,
    now: datetime,
    ways: Ways = Ways(),  # noqa: B008 - frozen
    progress: Progress | None = None,
    least: timedelta = timedelta(),
) -> Round:
    """Check as of an instant, then send what is due. One process of a case at a time: another one is told so and does nothing.

    Nor does one that comes less than ``least`` after the round before, so that several may be asked to make rounds.
    """
    rules = rules_for(case)
    with alone(case.folder) as kept:
        if kept is None:
            return Round(Checked(iso(at, UTC), why="another process is at it"))
        before = kept.get("checked")
        if before and now - datetime.fromisoformat(before) < least:
            return Round(Checked(iso(at, UTC), why="it was checked a moment ago"))
        checked = checked_in(case, rules, kept, at, now)
        outcomes = send(case, rules, kept, now, ways, progress)
        return Round(checked, outcomes, len(kept.waiting()))


def send(
    case: Case, rules: Rules, kept: Kept, now: datetime, ways: Ways, progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Make the messages that are due and try each that waits and whose time has come."""
    with kept.writing():
        busy = {message.recipient for message in kept.messages("waiting")}
        for recipient, alerts in gathered(rules, kept.waiting(), kept.made_last(), busy, now):
            kept.make(recipient, alerts, now)
    outcomes = []
    for message in kept.messages("waiting"):
        if datetime.fromisoformat(message.next_at) <= now:
            after = _tried(case, rules, kept, message, now, ways)
            kept.mark(after)
            outcomes.append(Outcome(after.recipient, after.id, len(after.alerts), after.state, after.why))
            if progress:
                progress(outcomes[-1])
    return tuple(outcomes)


def _tried(case: Case, rules: Rules, kept: Kept, message: Message, now: datetime, ways: Ways) -> Message:
    """The message after one attempt."""
    attempts = message.attempts + 1
    try:
        if message.recipient not in rules.recipients:
            raise NotTakenError(_GONE, lasting=True)
        deliver(case, rules, message.recipient, letter_of(case, rules, message, kept), now, ways)
    except (NotTakenError, HoldfireError) as error:
        why = error.why if isinstance(error, NotTakenError) else str(error)
        aside = attempts >= ATTEMPTS or (isinstance(error, NotTakenError) and error.lasting)
        wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        changes = {"state": "aside" if aside else "waiting", "why": why, "next_at": iso(now + wait, UTC)}
        return message.model_copy(update={**changes, "attempts": attempts})
    return message.model_copy(update={"state": "sent", "attempts": attempts, "why": "", "done_at": iso(now, UTC)})


def deliver(case: Case, rules: Rules, name: str, letter: Letter, now: datetime, ways: Ways) -> None:
    """Bring a letter to a recipient by its way. Raises ``NotTakenError``."""
    recipient = rules.recipients[name]
    match recipient.way:
        case "mail":
            assert rules.mail is not None  # noqa: S101 - asked for when the rules were read
            by_mail(letter, recipient.mail, rules.mail, case.folder, ways)
        case "webhook":
            by_webhook(letter, recipient, case.folder, now, ways)
        case _:
            into_folder(letter, case.folder / recipient.folder)


def try_out(case: Case, name: str, now: datetime, ways: Ways = Ways()) -> str:  # noqa: B008
    """Send a recipient a trial; returns why it was not taken, empty where it was. Raises ``AskError`` for no recipient."""
    rules = rules_for(case)
    if name not in rules.recipients:
        remedy = did_you_mean(name, rules.recipients) or f"There are: {', '.join(rules.recipients) or 'none'}."
        raise AskError(f'there is no recipient "{name}"', remedy=remedy)
    try:
        deliver(case, rules, name, trial_letter(case, rules, name, now), now, ways)
    except NotTakenError as error:
        return error.why
    return ""


def retry(case: Case, now: datetime) -> int:
    """Let messages that were set aside be tried again from now on; returns how many. Nothing is sent by this."""
    rules_for(case)
    if not (case.folder / "alerts.sqlite").is_file():
        return 0
    kept = Kept(case.folder)
    try:
        with kept.writing():
            return kept.again(now)
    finally:
        kept.close()
