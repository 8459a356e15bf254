"""The bulletin of a day put together, section by section, in the order in which missions publish theirs."""

from holdfire.publish.bulletin.aid import access
from holdfire.publish.bulletin.annex import annex, errata, record
from holdfire.publish.bulletin.before_after import before_and_after
from holdfire.publish.bulletin.counted import breaches_and_counts
from holdfire.publish.bulletin.document import Document
from holdfire.publish.bulletin.figures_of import pictures
from holdfire.publish.bulletin.mapped import map_of
from holdfire.publish.bulletin.period import Told
from holdfire.publish.bulletin.remarks import with_remarks
from holdfire.publish.bulletin.restrictions import restrictions
from holdfire.publish.bulletin.say import Say
from holdfire.publish.bulletin.sections import (
    casualties,
    clocks_and_gates,
    coverage,
    due,
    figures,
    summary,
)
from holdfire.publish.bulletin.two_bodies import sides
from holdfire.publish.bulletin.words import FOOT, Heading, heading_facts, moment, whole_day
from holdfire.publish.words import Words

SECTIONS = (
    summary,
    clocks_and_gates,
    breaches_and_counts,
    casualties,
    before_and_after,
    due,
    access,
    restrictions,
    coverage,
    sides,
    figures,
    pictures,
    errata,
    annex,
    map_of,
    record,
)
JOINT = (sides, clocks_and_gates, restrictions, errata, record)
"""The sections of a bulletin of two bodies together: what each says stands in its own column."""


def bulletin_of(told: Told, heading: Heading, words: Words) -> Document:
    """The bulletin of a day in one language. The same record and heading give the same document."""
    say = Say(told, words, heading.edition)
    joint = heading.edition == "joint"
    made = with_remarks([section(say) for section in (JOINT if joint else SECTIONS)], heading.remarks, words)
    found = told.sides
    whom = {
        "internal": words.gettext("the body itself"),
        "party": words.gettext("the parties"),
        "joint": words.all_of([say.names.actor(name) for name in (found.a, found.b)] if found else []),
    }[heading.edition]
    cut, known = moment(told.now.as_of, words), moment(told.now.known_at, words)
    title = words.gettext("Joint bulletin of %(day)s") if joint else words.gettext("Bulletin of %(day)s")
    return Document(
        title=title % {"day": whole_day(told.period.day, words)},
        subtitle=told.agreement.text.title.in_(words.language),
        at=told.now.as_of,
        language=words.language,
        direction=words.direction,
        facts=heading_facts(words, heading, cut, told.agreement.text.time_zone, whom, known),
        sections=tuple(section for section in made if section.says or section.tables or section.pictures),
        foot=words.gettext(FOOT),
    )
