"""An alert in words: what fired, by which rule, as of when and as known when, and where it is shown. English, Arabic, Russian.

Nothing stands in it but names of the agreement, identifiers, numbers and instants.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from holdfire.agreement.model import AgreementText
from holdfire.alerts import Alert, Fact
from holdfire.publish.bulletin.words import FOOT, whole_day
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.words import N_, Words

_CLOCKS = {
    "complete": N_("%(thing)s: complete, since %(at)s"),
    "near": N_("%(thing)s: near completion; %(elapsed)s of %(of)s count, complete on %(at)s at the earliest"),
    "paused": N_("%(thing)s: paused; %(elapsed)s of %(of)s count"),
    "stopped": N_("%(thing)s: stopped; %(elapsed)s of %(of)s count"),
    "reset": N_("%(thing)s: set back to nought on %(at)s"),
}
_GATES = {
    "open": N_("%(thing)s: open, since %(at)s"),
    "shut": N_("%(thing)s: shut again"),
    "lapsed": N_("%(thing)s: lapsed"),
}
_DUES = {
    "provision due": N_("%(thing)s: falls due on %(at)s, and is not done as far as is told"),
    "provision overdue": N_("%(thing)s: was due on %(at)s, and is not done as far as is told"),
    "step due": N_("Step %(thing)s: falls due on %(at)s"),
    "step overdue": N_("Step %(thing)s: was due on %(at)s, and nothing was told of it in time"),
    "window due": N_("%(thing)s: ends on %(at)s if it is not renewed"),
}
_BREACHES = N_("Breaches of %(thing)s within %(of)s, up to %(at)s: %(number)s; the rule fires above %(limit)s")
_OBSERVED = N_(
    "Observations by rule %(thing)s within %(of)s, up to %(at)s: at least %(number)s; the rule fires above %(limit)s"
)
_OBSERVED_IN = N_(
    "Observations by rule %(thing)s in %(zones)s within %(of)s, up to %(at)s: surely %(number)s, possibly %(most)s; "
    "the rule fires when surely more than %(limit)s"
)
_SILENT = N_("Nothing from %(thing)s since %(at)s; something is awaited every %(of)s")
_NEVER = N_("Nothing was ever told by %(thing)s; something is awaited every %(of)s")
_BULLETIN = N_("The bulletin of %(day)s comes with this, as a draft: nobody has issued it")


@dataclass(frozen=True)
class Speaker:
    """Says alerts in one language; ``site`` is where the application is reached, empty where it is not told."""

    text: AgreementText
    words: Words
    site: str = ""

    def sentence(self, fact: Fact) -> str:
        """What fired, without a full stop."""
        times, names = Times(self.words), Names(self.text, self.words)
        told = {
            "thing": self._thing(fact, names),
            "at": times.moment(fact.at) if fact.at else "–",
            "elapsed": times.length(fact.elapsed_s or 0),
            "of": times.length(fact.of_s or 0),
            "number": self.words.number(fact.number or 0),
            "most": self.words.gettext("more") if fact.most is None else self.words.number(fact.most),
            "zones": self.words.all_of([self._zone(name) for name in fact.zones]),
            "limit": self.words.number(fact.limit or 0),
            "day": whole_day(date.fromisoformat(fact.since), self.words) if fact.what == "bulletin" else "",
        }
        return self.words.gettext(_form(fact)) % told

    def _thing(self, fact: Fact, names: Names) -> str:
        if fact.what == "gate" and fact.thing in self.text.gates:
            return f"{self.text.gates[fact.thing].title.in_(self.words.language)} ({fact.thing})"
        if fact.what in ("provision", "breaches"):
            return self._provision(fact.thing)
        return names.thing(fact.thing) if fact.what in ("clock", "window", "claimant") else fact.thing

    def _zone(self, name: str) -> str:
        found = self.text.zones.get(name)
        return found.name.in_(self.words.language) if found else name

    def _provision(self, name: str) -> str:
        found = self.text.provisions.get(name)
        return f"{name} ({found.title.in_(self.words.language)})" if found else name

    def reading(self, name: str) -> str:
        """The title of a reading; its name where it has none."""
        found = self.text.readings.get(name)
        return found.title.in_(self.words.language) if found else name

    def lines(self, alerts: Sequence[Alert], language: str) -> list[str]:
        """One alert, or several that differ by the reading alone, as lines of plain text."""
        gettext, times, first = self.words.gettext, Times(self.words), alerts[0]
        moments = {"as_of": times.moment(first.as_of), "known_at": times.published(first.known_at)}
        readings = [self.reading(a.fact.reading) for a in alerts if a.fact.reading]
        rule, under = gettext("Rule: %(rule)s, digest %(digest)s"), gettext("Readings: %(readings)s")
        counted, shown = gettext("Counting rule: %(rule)s"), gettext("Shown by: %(command)s")
        found = [
            f"{self.sentence(first.fact)}.",
            *([under % {"readings": self.words.all_of(readings)}] if readings else []),
            rule % {"rule": first.fact.rule, "digest": first.rule_digest[:16]},
            *([counted % {"rule": first.counting}] if first.counting else []),
            gettext("As of %(as_of)s, as known at %(known_at)s") % moments,
            shown % {"command": command_of(first, language, one=len(alerts) == 1)},
        ]
        if page := self.page(first):
            found.append(page)
        return found

    def page(self, alert: Alert) -> str:
        """The page that shows it; empty where nobody said where the application is reached."""
        return f"{self.site}{path_of(alert)}" if self.site else ""

    def subject(self, alerts: Sequence[Alert]) -> str:
        """One line for all of them: how many, and the first."""
        count = self.words.ngettext("%(num)s alert", "%(num)s alerts", len(alerts))
        told = count % {"num": self.words.number(len(alerts))}
        return f"Holdfire, {told}: {self.sentence(alerts[0].fact)}"

    def letter(self, alerts: Sequence[Alert], most: int) -> str:
        """All of them as plain text; beyond ``most`` paragraphs it says how many more there are."""
        gettext, groups = self.words.gettext, together(alerts)
        parts = ["\n".join(self.lines(group, self.words.language)) for group in groups[:most]]
        if more := sum(len(group) for group in groups[most:]):
            told = self.words.ngettext("And %(num)s more alert.", "And %(num)s more alerts.", more)
            parts.append(told % {"num": self.words.number(more)})
        said = gettext("An alert says that a rule fired, and no more than that.")
        parts.append(f"{gettext(FOOT)}\n{said}")
        return f"{self.text.title.in_(self.words.language)}\n\n" + "\n\n".join(parts) + "\n"

    def trial(self) -> tuple[str, str]:
        """Subject and text of a trial: nothing of the case stands in it but the title of its agreement."""
        subject = self.words.gettext("Holdfire: a trial; no rule has fired")
        return subject, f"{self.text.title.in_(self.words.language)}\n\n{subject}.\n"


def _form(fact: Fact) -> str:
    match fact.what:
        case "clock":
            return _CLOCKS[fact.state]
        case "gate":
            return _GATES[fact.state]
        case "breaches":
            return _BREACHES
        case "observations":
            return _OBSERVED_IN if fact.zones else _OBSERVED
        case "claimant" | "source":
            return _SILENT if fact.since else _NEVER
        case "bulletin":
            return _BULLETIN
        case _:
            return _DUES[f"{fact.what} {fact.state}"]


def together(alerts: Sequence[Alert]) -> list[tuple[Alert, ...]]:
    """Alerts that differ by their reading alone stand together, in the order of the first of each."""
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        same = alert.model_copy(update={"id": "", "fact": alert.fact.model_copy(update={"reading": ""})})
        found.setdefault(same.model_dump_json(), []).append(alert)
    return [tuple(group) for group in found.values()]


def _asked(alert: Alert, mark: Callable[[str], str]) -> list[str]:
    return [mark("as-of"), alert.as_of, mark("known-at"), alert.known_at]


def _shown(fact: Fact) -> str:
    """The thing whose trace shows it; empty where the status does."""
    if fact.what == "step":
        return fact.thing.split("/")[1]
    return fact.thing if fact.what in ("clock", "gate", "provision", "breaches") else ""


def _parted(fact: Fact) -> str:
    """By what the page of counts takes apart what shows an observation."""
    return "zone" if fact.zones else "day"


def command_of(alert: Alert, language: str, *, one: bool = True) -> str:
    """The command that shows it, where the case is at hand; under its reading where it is ``one`` alert."""
    fact = alert.fact
    if fact.edition == "public":
        return "holdfire edition CASE --out FOLDER"
    if fact.what == "bulletin":
        options = f"--edition {fact.edition} --format {fact.thing} --lang {language} --known-at {alert.known_at}"
        return f"holdfire bulletin CASE --day {fact.since} {options} --out FILE"
    if fact.what == "observations":
        where = " ".join(f"--zone {name}" for name in fact.zones) or "--by day"
        return f"holdfire count CASE {where} --rule {fact.thing} --known-at {alert.known_at}"
    asked = " ".join(_asked(alert, lambda name: f"--{name}"))
    what = f"why CASE {_shown(fact)}" if _shown(fact) else "status CASE"
    return f"holdfire {what} {asked}" + (f" --reading {fact.reading}" if fact.reading and one else "")


def path_of(alert: Alert) -> str:
    """The path of the page that shows it."""
    fact = alert.fact
    if fact.edition == "public":
        return "/public/"
    if fact.what == "bulletin":
        told = {"day": fact.since, "edition": fact.edition, "format": fact.thing}
        return f"/bulletins/draft?{urlencode(told)}"
    if fact.what == "observations":
        told = {"by": _parted(fact), "rule": fact.thing, "known_at": alert.known_at}
        return f"/numbers?{urlencode(told)}"
    asked = urlencode({"as_of": alert.as_of, "known_at": alert.known_at})
    return f"/why/{_shown(fact)}?{asked}" if _shown(fact) else f"/?{asked}"
