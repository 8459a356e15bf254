"""The page's own words in three languages: one small translator, and the glyph and word of every state."""

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from holdfire.errors import AskError, did_you_mean

LOCALES = {"en": "en_GB", "ar": "ar_SY", "ru": "ru"}
"""The languages of a page and the locale whose dates and numbers each one writes."""


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a word for translation where it is not yet known who reads it."""
    return message


@dataclass(frozen=True)
class State:
    """A state as shown: never by colour alone. ``glyph`` is drawn, ``word`` is written, ``name`` picks pattern and colour."""

    name: str
    glyph: str
    word: str


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str
    catalog: gettext.NullTranslations

    @property
    def locale(self) -> Locale:
        """The locale of dates and numbers."""
        return _locale(LOCALES[self.language])

    @property
    def direction(self) -> str:
        """``rtl`` for Arabic."""
        return "rtl" if self.language == "ar" else "ltr"

    def gettext(self, message: str) -> str:
        """A fixed string in this language."""
        return self.catalog.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A fixed string with a number, in the plural form this language asks for."""
        return self.catalog.ngettext(one, many, number)

    def pgettext(self, context: str, message: str) -> str:
        """A fixed string whose form depends on what it is said of."""
        return self.catalog.pgettext(context, message)

    def number(self, value: float) -> str:
        """A number as this language writes it."""
        return _number(self.language, value)

    def all_of(self, names: list[str]) -> str:
        """``a, b and c``."""
        return format_list(names, style="standard", locale=self.locale) if names else ""

    def any_of(self, names: list[str]) -> str:
        """``a, b or c``."""
        return format_list(names, style="or", locale=self.locale) if names else ""

    def state(self, kind: str, name: str) -> State:
        """The glyph and word of a state. An unknown one is shown by its own name."""
        glyph, word = _STATES[kind](self.pgettext).get(name, ("dot", name))
        return State(name, glyph, word)


@lru_cache(4096)
def _number(language: str, value: float) -> str:
    return format_decimal(value, locale=_locale(LOCALES[language]))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@cache
def words_in(language: str) -> Words:
    """The words of ``en``, ``ar`` or ``ru``. Raises ``AskError`` for another language."""
    if language not in LOCALES:
        hint = did_you_mean(language, LOCALES) or f"Languages: {', '.join(LOCALES)}."
        raise AskError(f'there is no page in "{language}"', remedy=hint)
    if language == "en":
        return Words(language, NullTranslations())
    source = files("holdfire.publish").joinpath("locales", f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return Words(language, Translations(compiled))


Say = Callable[[str, str], str]
Table = dict[str, tuple[str, str]]


def _days(pgettext: Say) -> Table:
    return {
        "met": ("check", pgettext("day", "met")),
        "unmet": ("cross", pgettext("day", "unmet")),
        "counted": ("check", pgettext("day", "counted")),
        "part": ("half", pgettext("day", "counted in part")),
        "not-counted": ("cross", pgettext("day", "not counted")),
        "contested": ("differ", pgettext("day", "contested")),
        "no-coverage": ("ask", pgettext("day", "no coverage")),
        "ahead": ("ahead", pgettext("day", "ahead")),
        "looked": ("eye", pgettext("day", "looked")),
    }


def _clocks(pgettext: Say) -> Table:
    return {
        "running": ("running", pgettext("clock", "running")),
        "paused": ("paused", pgettext("clock", "paused")),
        "complete": ("complete", pgettext("clock", "complete")),
        "stopped": ("stopped", pgettext("clock", "stopped")),
    }


def _gates(pgettext: Say) -> Table:
    return {
        "open": ("open", pgettext("gate", "open")),
        "shut": ("shut", pgettext("gate", "shut")),
        "lapsed": ("lapsed", pgettext("gate", "lapsed")),
        "undetermined": ("ask", pgettext("gate", "undetermined")),
        "met": ("check", pgettext("condition", "met")),
        "unmet": ("cross", pgettext("condition", "unmet")),
        "turned": ("key", pgettext("key", "turned")),
        "not-turned": ("nokey", pgettext("key", "not turned")),
    }


def _verdicts(pgettext: Say) -> Table:
    return {
        "breach": ("cross", pgettext("verdict", "breach")),
        "undetermined": ("ask", pgettext("verdict", "undetermined")),
        "permitted": ("check", pgettext("verdict", "permitted")),
        "outside-scope": ("outside", pgettext("verdict", "outside scope")),
        "unjudged": ("dot", pgettext("verdict", "not judged")),
    }


def _standings(pgettext: Say) -> Table:
    return {
        "kept": ("check", pgettext("standing", "kept")),
        "late": ("half", pgettext("standing", "late")),
        "partly": ("half", pgettext("standing", "in part")),
        "broken": ("cross", pgettext("standing", "broken")),
        "disputed": ("differ", pgettext("standing", "disputed")),
        "undetermined": ("ask", pgettext("standing", "undetermined")),
        "not-due": ("ahead", pgettext("standing", "not due")),
        "unpublished": ("outside", pgettext("standing", "unpublished")),
    }


def _positions(pgettext: Say) -> Table:
    return {
        "blames": ("point", pgettext("position", "attributes it to")),
        "admits": ("check", pgettext("position", "admits")),
        "denies": ("cross", pgettext("position", "denies")),
        "undetermined": ("ask", pgettext("position", "leaves it undetermined")),
        "names-nobody": ("dot", pgettext("position", "names nobody")),
    }


def _sums(pgettext: Say) -> Table:
    return {
        "agrees": ("check", pgettext("sum", "agrees")),
        "mismatch": ("differ", pgettext("sum", "does not agree")),
    }


_STATES: dict[str, Callable[[Say], Table]] = {
    "day": _days,
    "clock": _clocks,
    "gate": _gates,
    "verdict": _verdicts,
    "standing": _standings,
    "position": _positions,
    "sum": _sums,
}

FIELD_WORDS = {
    "strongly-disagree": N_("strongly disagrees"),
    "disagree": N_("disagrees"),
    "neutral": N_("neutral"),
    "agree": N_("agrees"),
    "strongly-agree": N_("strongly agrees"),
    "not-confirmed": N_("not confirmed"),
    "denies": N_("denies"),
    "disagrees": N_("disagrees"),
    "right-of-reply": N_("right of reply"),
    "request": N_("request"),
    "notice": N_("notice"),
    "reported": N_("reported"),
    "verified": N_("verified"),
    "reasonable-grounds": N_("reasonable grounds"),
    "balance-of-probabilities": N_("balance of probabilities"),
    "clear-and-convincing": N_("clear and convincing"),
    "beyond-reasonable-doubt": N_("beyond reasonable doubt"),
    "breach": N_("breach"),
    "permitted": N_("permitted"),
    "outside-scope": N_("outside scope"),
    "undetermined": N_("undetermined"),
    "airstrike": N_("airstrike"),
    "shelling": N_("shelling"),
    "sniper-fire": N_("sniper fire"),
    "small-arms-fire": N_("small-arms fire"),
    "guided-missile": N_("guided missile"),
    "explosive-device": N_("explosive device"),
    "clash": N_("clash"),
    "attack-on-aid": N_("attack on aid"),
    "attack-on-civilians": N_("attack on civilians"),
    "attack": N_("attack"),
    "ground-advance": N_("ground advance"),
    "withdrawal": N_("withdrawal"),
    "withdrawal-reversed": N_("withdrawal reversed"),
    "checkpoint-set-up": N_("checkpoint set up"),
    "overflight": N_("overflight"),
    "separation": N_("separation of groups"),
    "aid-request": N_("aid requested"),
    "aid-approval": N_("aid approved"),
    "aid-blocked": N_("aid blocked"),
    "aid-delivery": N_("aid delivered"),
    "obstruction": N_("obstruction"),
    "arrest": N_("arrest"),
    "release": N_("release"),
    "monitoring": N_("monitoring"),
    "monitors-restricted": N_("monitors restricted"),
    "sensor-outage": N_("sensor outage"),
    "information-exchange": N_("exchange of information"),
    "presence": N_("presence"),
    "reinforcement": N_("reinforcement"),
    "troop-movement": N_("troop movement"),
    "fortification": N_("fortification"),
    "mine-laying": N_("mine laying"),
    "mine-clearing": N_("mine clearing"),
    "drone-flight": N_("drone flight"),
    "occupation": N_("occupation"),
    "siege": N_("siege"),
    "assembly": N_("assembly"),
    "assembly-left": N_("assembly left"),
    "disarmament": N_("disarmament"),
    "demobilisation": N_("demobilisation"),
    "recruitment": N_("recruitment"),
    "child-recruitment": N_("child recruitment"),
    "arms-supply": N_("arms supply"),
    "foreign-forces-leave": N_("foreign forces leave"),
    "market-supplied": N_("market supplied"),
    "market-empty": N_("market empty"),
    "passage": N_("passage"),
    "return-home": N_("return home"),
    "displacement": N_("displacement"),
    "evacuation": N_("evacuation"),
    "service-restored": N_("service restored"),
    "service-cut": N_("service cut"),
    "abduction": N_("abduction"),
    "remains-returned": N_("remains returned"),
    "looting": N_("looting"),
    "hostile-words": N_("hostile words"),
    "cyber-attack": N_("cyber attack"),
    "notification": N_("notification"),
    "response": N_("response"),
    "complaint": N_("complaint"),
    "inquiry": N_("inquiry"),
    "correction": N_("correction"),
    "meeting": N_("meeting"),
    "report": N_("report"),
    "appointment": N_("appointment"),
    "body-set-up": N_("body set up"),
    "payment": N_("payment"),
    "law-adopted": N_("law adopted"),
    "vote-held": N_("vote held"),
    "violations": N_("violations"),
    "deaths": N_("deaths"),
    "injured": N_("injured"),
    "incident": N_("incident"),
    "count": N_("count"),
    "denial": N_("denial"),
    "access": N_("access"),
    "statement": N_("statement"),
    "decision": N_("decision"),
    "investigation": N_("investigation"),
    "duty": N_("duty"),
    "coverage": N_("coverage"),
    "extend": N_("extend"),
    "end": N_("end"),
    "reset": N_("reset"),
    "low": N_("low"),
    "medium": N_("medium"),
    "high": N_("high"),
    "calendar": N_("by calendar"),
    "continuous": N_("continuous"),
    "unknown": N_("unknown"),
    "each-other": N_("each other"),
    "civilians": N_("civilians"),
    "aid": N_("aid"),
    "monitors": N_("monitors"),
    "nobody": N_("nobody"),
}
"""Acts, units, kinds of claim, grades of confidence and whoever is struck besides actors, as written for people."""

REASONS = {
    reason: reason
    for reason in (
        N_("the needed time has passed"),
        N_("it has not begun"),
        N_("it has only begun"),
        N_("time counts"),
        N_("the window ran out and was not renewed in a way this reading counts"),
        N_("the window ran out without a renewal this reading counts"),
        N_("no window was in force"),
        N_("the clock was already complete"),
        N_("counted by calendar"),
        N_("counted"),
        N_("counted in part"),
        N_("not yet"),
        N_("nobody is known to have looked"),
        N_("someone looked and no grave breach was told"),
        N_("no word on aid for this day"),
        N_("aid arrived and aid was stopped"),
        N_("told, but not settled for this day"),
        N_("aid was stopped"),
        N_("aid arrived"),
        N_("the first window has not run out"),
        N_("nobody renewed it; this reading holds that silence lets it go on"),
        N_("the window was renewed"),
        N_("its conditions hold"),
        N_("its conditions hold and its keys are turned"),
    )
}
"""Reasons that are fixed sentences of ours; every other reason stays in the language it was written in."""
