"""The public bulletin of a day: made from the public edition alone, so that nothing stands in it that the edition withholds."""

from collections import Counter
from datetime import date, timedelta

from holdfire.agreement import Agreement
from holdfire.counting import EVENT
from holdfire.publish.bulletin.document import Document, Section, Table
from holdfire.publish.bulletin.figures_of import public_pictures
from holdfire.publish.bulletin.remarks import with_remarks
from holdfire.publish.bulletin.words import FOOT, Heading, heading_facts, whole_day
from holdfire.publish.draw_say import Say
from holdfire.publish.edition_model import Edition, PublicIncident
from holdfire.publish.names import Names
from holdfire.publish.words import N_, Words

WITHHELD = {
    "too-recent": N_("too recent"),
    "act-withheld": N_("acts that can be traced to single people"),
    "protected-site": N_("at protected sites"),
    "not-sure": N_("not sure enough"),
    "unpublished-zone": N_("provisions of zones that were never published"),
}
"""Why something is not told, by the rules of the public edition."""


def public_bulletin(agreement: Agreement, edition: Edition, day: date, heading: Heading, words: Words) -> Document:
    """The public bulletin in one language."""
    gettext = words.gettext
    say = Say(agreement.text, words)
    day_told = [i for i in edition.incidents if i.day == day]
    sections = [
        _summary(edition, day, day_told, words),
        _standing(edition, say),
        _incidents(edition, day_told, say),
        public_pictures(agreement, edition, day, words),
        _withheld(edition, words),
        _record(edition, gettext("Digest of the agreement"), words),
    ]
    made = with_remarks(sections, heading.remarks, words)
    until = whole_day(edition.standing_until, words)
    cut = gettext("Clocks, gates and provisions as they stood before %(day)s") % {"day": until}
    return Document(
        title=gettext("Bulletin of %(day)s") % {"day": whole_day(day, words)},
        subtitle=agreement.text.title.in_(words.language),
        at=f"{day.isoformat()}T00:00:00+00:00",
        language=words.language,
        direction=words.direction,
        facts=heading_facts(words, heading, cut, agreement.text.time_zone, gettext("everybody")),
        sections=tuple(section for section in made if section.says or section.tables or section.pictures),
        foot=gettext(FOOT),
    )


def _summary(edition: Edition, day: date, told: list[PublicIncident], words: Words) -> Section:
    gettext = words.gettext
    if day >= edition.until:
        says = gettext("This day is too recent: the public edition tells of days before %(day)s.")
        return Section("summary", gettext("Summary"), says=(says % {"day": whole_day(edition.until, words)},))
    looked = next((c.looked for c in edition.coverage if c.day == day), ())
    rule = gettext("Counted by rule %(rule)s.") % {"rule": EVENT.name}
    before = sum(i.day == day - timedelta(days=1) for i in edition.incidents)
    every = sum(i.day <= day for i in edition.incidents)
    numbers = {"num": words.number(len(told)), "before": words.number(before), "every": words.number(every)}
    says = (
        gettext(
            "Incidents of this day that are told: %(num)s; of the day before: %(before)s; of all days up to this: %(every)s."
        )
        % numbers
    )
    seen = (
        gettext("Somebody is known to have looked.")
        if looked
        else gettext("Nobody is known to have looked: it is not a calm day.")
    )
    return Section("summary", gettext("Summary"), says=(f"{says} {rule}", seen))


def _standing(edition: Edition, say: Say) -> Section:
    gettext, text = say.gettext, say.text
    rows = []
    for r in edition.readings:
        reading = say.name(text.readings[r.reading].title)
        rows += [
            (reading, say.name(text.clocks[c.clock].title), say.words.state("clock", c.state).word) for c in r.clocks
        ]
        rows += [(reading, say.name(text.gates[g.gate].title), say.words.state("gate", g.state).word) for g in r.gates]
    head = (gettext("Reading"), gettext("What"), gettext("State"))
    table = Table(gettext("Clocks and gates"), head, tuple(rows))
    return Section("clocks", gettext("Clocks and gates"), tables=(table,) if rows else ())


def _incidents(edition: Edition, told: list[PublicIncident], say: Say) -> Section:
    gettext, names = say.gettext, Names(say.text, say.words)
    found = Counter((names.word(i.act) if i.act else gettext("act not told"), _where(edition, i, say)) for i in told)
    rows = tuple((act, where, say.words.number(n)) for (act, where), n in sorted(found.items()))
    head = (gettext("Act"), gettext("Where"), gettext("Number"))
    size = say.words.number(edition.cell_tenths / 10)
    rule = gettext("Places are cells of %(size)s degrees: latitude and longitude of the south-western corner.") % {
        "size": size
    }
    table = Table(gettext("Incidents of the day by act and place"), head, rows, rule, numbers=(2,))
    return Section("breaches", gettext("Incidents"), tables=(table,) if rows else ())


def _where(edition: Edition, incident: PublicIncident, say: Say) -> str:
    if incident.cell is None:
        return say.gettext("place not told")
    side = edition.cell_tenths / 10
    lat, lon = incident.cell.row * side - 90, incident.cell.column * side - 180
    return f"{say.words.number(round(lat, 1))}, {say.words.number(round(lon, 1))}"


def _withheld(edition: Edition, words: Words) -> Section:
    rows = tuple((words.gettext(WITHHELD[why]), words.number(n)) for why, n in edition.withheld.items())
    head = (words.gettext("Why"), words.gettext("Number"))
    table = Table(words.gettext("Withheld from the whole edition"), head, rows, numbers=(1,))
    return Section("withheld", words.gettext("What is withheld"), tables=(table,) if rows else ())


def _record(edition: Edition, label: str, words: Words) -> Section:
    head = (words.gettext("What"), words.gettext("Value"))
    return Section(
        "record",
        words.gettext("The record, and how to verify"),
        tables=(Table(words.gettext("The record"), head, ((label, edition.agreement_digest),)),),
    )
