"""The bulletin of a day put together, section by section, in the order in which missions publish theirs."""

from dataclasses import dataclass

from holdfire.publish.bulletin.annex import annex, errata, map_of, record
from holdfire.publish.bulletin.counted import breaches_and_counts
from holdfire.publish.bulletin.document import Document, Section
from holdfire.publish.bulletin.figures_of import pictures
from holdfire.publish.bulletin.period import Told
from holdfire.publish.bulletin.say import Say
from holdfire.publish.bulletin.sections import (
    access,
    casualties,
    clocks_and_gates,
    coverage,
    due,
    figures,
    summary,
)
from holdfire.publish.bulletin.words import FOOT, heading_facts, whole_day
from holdfire.publish.times import offset_of
from holdfire.publish.words import Words

SECTIONS = (
    summary,
    clocks_and_gates,
    breaches_and_counts,
    casualties,
    due,
    access,
    coverage,
    figures,
    pictures,
    errata,
    annex,
    map_of,
    record,
)


@dataclass(frozen=True)
class Heading:
    """``number`` counts the bulletins that a case issued, 0 for a draft; ``edition`` is whom it is for.

    ``remarks`` are sentences put in before issue.
    """

    number: int
    edition: str
    remarks: tuple[str, ...] = ()


def bulletin_of(told: Told, heading: Heading, words: Words) -> Document:
    """The bulletin of a day in one language. The same record and heading give the same document."""
    say = Say(told, words, heading.edition)
    gettext = words.gettext
    whom = {"internal": gettext("the body itself"), "party": gettext("the parties")}[heading.edition]
    cut = f"{say.moment(told.now.as_of)} ({offset_of(told.now.as_of)})"
    made = [section(say) for section in SECTIONS]
    if heading.remarks:
        made.insert(1, Section("remarks", gettext("Remarks"), says=heading.remarks))
    return Document(
        title=gettext("Bulletin of %(day)s") % {"day": whole_day(told.period.day, words)},
        subtitle=told.agreement.text.title.in_(words.language),
        at=told.now.as_of,
        language=words.language,
        direction=words.direction,
        facts=heading_facts(words, heading.number, cut, whom, say.moment(told.now.known_at)),
        sections=tuple(section for section in made if section.says or section.tables or section.pictures),
        foot=gettext(FOOT),
    )
