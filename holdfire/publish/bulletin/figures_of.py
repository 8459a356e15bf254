"""The figures of a bulletin: incidents by day and act, who looked, clauses by day, each with its rule and its caution."""

from collections.abc import Callable
from datetime import date, datetime

from holdfire.agreement import Agreement
from holdfire.publish.bulletin.document import Picture, Section
from holdfire.publish.bulletin.say import Say
from holdfire.publish.edition_model import Edition
from holdfire.publish.figures.clauses import clauses
from holdfire.publish.figures.coverage import coverage
from holdfire.publish.figures.daily import daily
from holdfire.publish.figures.facts import Source, day_of, facts_of, period, public_facts
from holdfire.publish.figures.model import Facts, Figure
from holdfire.publish.figures.told import svg_of
from holdfire.publish.words import Words


def pictures(say: Say) -> Section:
    """The figures of the four weeks up to the day."""
    told = say.told
    source = Source(told.agreement, told.now.incidents, coverage=told.now.coverage)
    known = (day_of(datetime.fromisoformat(i.start), told.agreement.text) for i in told.now.incidents)
    facts = facts_of(source, period(None, told.period.day, known), say.edition, say.words, ground=False)
    return _section(facts, (daily, coverage, clauses), say.words)


def public_pictures(agreement: Agreement, edition: Edition, day: date, words: Words) -> Section:
    """The same from the public edition, up to the day or to the last of which it tells wholly."""
    return _section(public_facts(agreement, edition, None, day, words), (daily, coverage), words)


def _section(facts: Facts, makers: tuple[Callable[[Facts, Words], Figure], ...], words: Words) -> Section:
    made = [make(facts, words) for make in makers]
    shown = tuple(
        Picture(svg_of(figure, words), f"{figure.title}. {figure.shows} {figure.rule} {figure.caution}")
        for figure in made
        if not figure.lacks
    )
    says = tuple(f"{figure.title}. {figure.lacks}" for figure in made if figure.lacks)
    return Section("pictures", words.gettext("Figures of the weeks up to the day"), says=says, pictures=shown)
