"""Rules of alerts as data: who is told, by which way, of what, and when. Passwords and secrets never stand in them."""

import hashlib
import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from holdfire.asked import Edition
from holdfire.counting import EVENT
from holdfire.when import clock_time, duration

ClockEvent = Literal["complete", "near", "paused", "stopped", "reset", "open", "shut", "lapsed"]
CLOCK_EVENTS = ("complete", "near", "paused", "stopped", "reset")
GATE_EVENTS = ("open", "shut", "lapsed")
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_SECRET = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:.+")


def _length(text: str) -> str:
    if not duration(text):
        raise ValueError("it lasts no time at all")
    return text


def _hour(text: str) -> str:
    clock_time(text)
    return text


def _address(text: str) -> str:
    if text and not (_ADDRESS.fullmatch(text) and text.isprintable()):
        raise ValueError("it is no address of one mailbox; write it as name@example.org")
    return text


def _secret(text: str) -> str:
    if text and not _SECRET.fullmatch(text):
        raise ValueError("a secret never stands here; write where it lies, as env:NAME or file:PATH")
    return text


Length = Annotated[str, AfterValidator(_length)]
Hour = Annotated[str, AfterValidator(_hour)]
Address = Annotated[str, AfterValidator(_address)]
SecretPlace = Annotated[str, AfterValidator(_secret)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]


class Part(BaseModel):
    """A part of the file: frozen, no field beside those named, names written with hyphens."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        validate_by_name=True,
        validate_by_alias=True,
    )


class Mail(Part):
    """The server that takes our mail."""

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]+$")]
    """Its name."""
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    """Its port: 587 is that of submission (RFC 6409)."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the line is closed to others; ``none`` only to this machine itself."""
    from_: Address
    """Whose mail it is."""
    user: str = ""
    """Who signs in; empty where nobody has to."""
    password: SecretPlace = ""
    """Where the password lies: ``env:NAME`` or ``file:PATH``."""
    authority: str = ""
    """A PEM file of the authority that signed the server's certificate, where the machine does not know it."""

    @model_validator(mode="after")
    def _closed(self) -> "Mail":
        if self.security == "none" and self.host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("an open line goes to this machine only; write security: starttls")
        if self.security == "none" and self.password:
            raise ValueError("no password goes over an open line; write security: starttls")
        return self


class Recipient(Part):
    """Somebody who is told, by one way."""

    mail: Address = ""
    """A mailbox."""
    webhook: str = ""
    """An https address that takes JSON."""
    folder: str = ""
    """A folder into which files are put; one that begins with no slash lies in the case."""
    secret: SecretPlace = ""
    """Where the secret lies with which what goes to a webhook is signed: ``env:NAME`` or ``file:PATH``."""
    language: Literal["en", "ar", "ru"] = "en"
    """In which language."""
    quiet: Length = "60 minutes"
    """At most one message in so long a time: what fires meanwhile comes together."""
    allow_private: bool = False
    """Whether the webhook may lead into a private network, and then also be plain http."""

    @property
    def way(self) -> Literal["mail", "webhook", "folder"]:
        """Which way is named."""
        return "mail" if self.mail else "webhook" if self.webhook else "folder"

    @model_validator(mode="after")
    def _one_way(self) -> "Recipient":
        if sum(map(bool, (self.mail, self.webhook, self.folder))) != 1:
            raise ValueError("it is told by one way: mail, webhook or folder")
        if self.webhook and not self.secret:
            raise ValueError("what goes to a webhook is signed; write secret: env:NAME")
        if self.webhook and not self.webhook.startswith("https://"):
            plain = self.webhook.startswith("http://") and self.allow_private
            if not plain:
                raise ValueError("a webhook is an https address")
        if self.webhook and "@" in self.webhook.removeprefix("https://").partition("/")[0]:
            raise ValueError("no password stands in an address")
        return self


class Told(Part):
    """What every rule says: whom it tells which edition, and under which readings."""

    to: Annotated[dict[str, Edition], Field(min_length=1)]
    """Recipients, and the edition of each: what an alert may say follows from it."""
    readings: tuple[str, ...] = ()
    """The readings it goes by; all where none is named."""
    note: Annotated[str, Field(max_length=300)] = ""
    """Why the rule is there, in a few words."""


class ClockRule(Told):
    """A clock or a gate changes its state."""

    kind: Literal["clock"]
    on: Annotated[tuple[ClockEvent, ...], Field(min_length=1)]
    """Which changes: of clocks ``complete``, ``near``, ``paused``, ``stopped``, ``reset``; of gates ``open`` and the rest."""
    clocks: tuple[str, ...] = ()
    """Which clocks; all where none is named."""
    gates: tuple[str, ...] = ()
    """Which gates; all where none is named."""
    near: Length = "24 hours"
    """How much may be lacking of a clock that is near completion."""


class ThresholdRule(Told):
    """Breaches, or observations of fire and other happenings, within a span are more than a number."""

    kind: Literal["threshold"]
    above: Annotated[int, Field(ge=0, le=10_000_000)]
    """Fires when there are more than so many."""
    span: Length = "24 hours"
    """Within so long a time."""
    of: Literal["breaches", "observations"] = "breaches"
    """What is counted: breaches under a reading, or what is told whoever did it; that in whole days, under no reading."""
    counting: str = EVENT.name
    """The counting rule, by its name and version. Breaches are counted by ``event/1``: one for each happening."""
    provisions: tuple[str, ...] = ()
    """Under which provisions, each by itself, for one incident may break several; all where none is named."""
    zones: tuple[str, ...] = ()
    """Only observations that surely lie in one of these zones of the agreement; everywhere where none is named."""
    looks_back: Length = "3 days"
    """How many ends of days before now are looked at again, for what is told late."""

    @model_validator(mode="after")
    def _countable(self) -> "ThresholdRule":
        if self.of == "breaches" and self.counting != EVENT.name:
            raise ValueError(f"breaches are counted by {EVENT.name}; write of: observations")
        if self.of == "breaches" and self.zones:
            raise ValueError("breaches go by provisions, which say where they hold; write of: observations")
        if self.of == "observations":
            if self.readings or self.provisions:
                raise ValueError("observations are under no reading and no provision")
            if duration(self.span) % timedelta(days=1):
                raise ValueError("observations are counted by whole days")
            if "public" in self.to.values():
                raise ValueError("observations are withheld from the public edition")
        return self


class DeadlineRule(Told):
    """A duty, a step of a procedure or the end of a window falls due."""

    kind: Literal["deadline"]
    within: Length = "48 hours"
    """So long before it."""
    overdue: bool = True
    """Whether it also fires when the time is over and nothing was told of it."""
    provisions: tuple[str, ...] = ()
    """Which provisions; all where none is named."""


class SilenceRule(Told):
    """Somebody who tells regularly tells nothing. It names a source, so it is for the body itself."""

    kind: Literal["silence"]
    claimant: str = ""
    """Whose word is awaited."""
    source: str = ""
    """Or what is awaited, by the beginning of the source's name as claims cite it."""
    every: Length
    """Something is told at least as often as this."""

    @model_validator(mode="after")
    def _of_one(self) -> "SilenceRule":
        if bool(self.claimant) == bool(self.source):
            raise ValueError("it awaits a claimant or a source, one of them")
        if set(self.to.values()) != {"internal"}:
            raise ValueError("it names a source, which only the internal edition may")
        return self


class ScheduleRule(Told):
    """At an hour of the agreement's day: the bulletin of the day that ended, as a draft."""

    kind: Literal["schedule"]
    at: Hour
    """The hour, in the agreement's time zone."""
    format: Literal["html", "pdf", "docx"] = "pdf"
    """The format of the file."""


Rule = Annotated[ClockRule | ThresholdRule | DeadlineRule | SilenceRule | ScheduleRule, Field(discriminator="kind")]


class Rules(Part):
    """All of ``alerts.yaml``."""

    holdfire: Literal[1] = 1
    """The version of this format."""
    site: Annotated[str, Field(pattern=r"^(https?://[^\s?#]+[^/\s?#])?$")] = ""
    """Where the application is reached, so that an alert can link to it; without a slash at its end."""
    mail: Mail | None = None
    """The server that takes our mail; needed where somebody is told by mail."""
    recipients: dict[Name, Recipient] = {}
    """Who is told."""
    rules: dict[Name, Rule] = {}
    """Of what."""


def digest_of(name: str, rule: Any) -> str:
    """The digest of a rule under its name: 64 hex digits, the same for the same rule whatever the order of its fields."""
    said = f"{name}\n{rule.model_dump_json(by_alias=True)}"
    return hashlib.sha256(said.encode()).hexdigest()
