"""What a message holds: its subject, its text, its data, and the files that come with it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfire import bulletins
from holdfire.alerting.kept import Kept, Message
from holdfire.alerts import Alert, Rules
from holdfire.alerts.digest import MOST_TOLD
from holdfire.case import Case
from holdfire.publish.alert import Speaker, command_of, path_of
from holdfire.publish.words import words_in

TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class File:
    """A file that comes with a message."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """A message ready to leave. ``id`` is the same however often it is sent; ``data`` is what a program reads."""

    id: str
    made_at: datetime
    subject: str
    text: str
    data: dict[str, Any]
    files: tuple[File, ...] = ()

    def with_files(self) -> dict[str, Any]:
        """The data with its files in it, in base64."""
        files = [
            {"name": f.name, "type": f.type, "base64": base64.b64encode(f.data).decode("ascii")} for f in self.files
        ]
        return {**self.data, "files": files}


def letter_of(case: Case, rules: Rules, message: Message, kept: Kept) -> Letter:
    """The letter of a message. Raises ``AskError`` where a bulletin that goes with it cannot be made."""
    recipient = rules.recipients[message.recipient]
    alerts = [alert for alert, _ in kept.alerts(message.alerts)]
    speaker = Speaker(case.agreement.text, words_in(recipient.language), rules.site)
    files = tuple(_bulletin(case, a, recipient.language) for a in alerts if a.fact.what == "bulletin")
    data = {
        "holdfire": 1,
        "id": message.id,
        "recipient": message.recipient,
        "agreement": case.agreement.text.id,
        "language": recipient.language,
        "made_at": message.made_at,
        "alerts": [_data(alert, speaker, recipient.language) for alert in alerts],
    }
    made_at = datetime.fromisoformat(message.made_at)
    return Letter(message.id, made_at, speaker.subject(alerts), speaker.letter(alerts, MOST_TOLD), data, _apart(files))


def trial_letter(case: Case, rules: Rules, name: str, now: datetime) -> Letter:
    """A letter that says that it is a trial, and nothing of the case but its title."""
    recipient = rules.recipients[name]
    subject, text = Speaker(case.agreement.text, words_in(recipient.language)).trial()
    stamp = format(int(now.timestamp()), "x")
    data = {
        "holdfire": 1,
        "id": f"trial-{name}-{stamp}",
        "recipient": name,
        "agreement": case.agreement.text.id,
        "language": recipient.language,
        "made_at": now.isoformat(timespec="seconds"),
        "alerts": [],
    }
    return Letter(str(data["id"]), now, subject, text, data)


def _data(alert: Alert, speaker: Speaker, language: str) -> dict[str, Any]:
    fact = alert.fact.model_dump(exclude_none=True)
    told = {name: value for name, value in fact.items() if value != ""}
    return {
        "id": alert.id,
        **told,
        "rule_digest": alert.rule_digest,
        **({"counting": alert.counting} if alert.counting else {}),
        "as_of": alert.as_of,
        "known_at": alert.known_at,
        "says": speaker.sentence(alert.fact),
        "command": command_of(alert, language),
        "page": speaker.page(alert) or path_of(alert),
    }


def _bulletin(case: Case, alert: Alert, language: str) -> File:
    fact = alert.fact
    known = None if fact.edition == "public" else alert.known_at
    asked = bulletins.Asked(fact.since, fact.edition, language, fact.thing, known)
    at = datetime.fromisoformat(alert.as_of)
    name = f"bulletin-{fact.since}-{fact.edition}-{language}-draft.{fact.thing}"
    return File(name, TYPES[fact.thing], bulletins.draft(case, asked, at))


def _apart(files: Sequence[File]) -> tuple[File, ...]:
    """Each file once."""
    return tuple({file.name: file for file in files}.values())
