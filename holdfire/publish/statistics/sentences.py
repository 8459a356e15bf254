"""The sentences that statistics say by their codes: refusals, what is left out, assumptions and whether they hold."""

from datetime import date

from holdfire.publish.bulletin.words import whole_day
from holdfire.publish.words import N_, Words
from holdfire.statistics.model import Check, Sentence

SENTENCES = {
    "few-days-before": N_("Refused: too few days before (%(days)s; at least %(least)s are needed)."),
    "few-days-after": N_("Refused: too few days after (%(days)s; at least %(least)s are needed)."),
    "few-days": N_("Refused: too few days (%(days)s; at least %(least)s are needed)."),
    "few-counted": N_("Refused: too few were counted (%(counted)s; at least %(least)s are needed)."),
    "few-active": N_("Refused: all that was counted fell on too few days (%(days)s; at least %(least)s are needed)."),
    "none-before": N_("Refused: nothing was counted before, so there is nothing to compare with."),
    "none-after": N_("Nothing was counted after; the upper end is the highest ratio that so much silence allows."),
    "none-after-covered": N_("Refused: nothing covered was counted after; the ratio has only an upper end."),
    "none-after-other": N_("Refused: nothing else was counted after, so there is nothing to compare with."),
    "no-step": N_(
        "No day is named: chance alone makes a step as sharp as the sharpest one (%(day)s) with probability %(p)s."
    ),
    "whole-not-looked-at": N_("No rate: nobody looks at the whole at once, so hours of looking do not add up to it."),
    "few-hours": N_("No rate: too few hours of looking (%(hours)s; at least %(least)s are needed)."),
    "few-days-looked": N_("No interval: days with looking: %(days)s, incidents on them: %(counted)s."),
    "few-stretches": N_("Refused: the window is too short (%(days)s days; at least %(least)s are needed)."),
    "nobody-throughout": N_("Refused: of all sources (%(sources)s) none told anything in every stretch."),
    "few-lists": N_("Refused: fewer than two independent lists have %(least)s incidents each (lists: %(lists)s)."),
    "few-shared": N_("Refused: too few incidents are in two lists (%(shared)s; at least %(least)s are needed)."),
    "lists-share-nothing": N_("Refused: two lists share no incident, so their overlap says nothing: %(lists)s."),
    "no-upper-end": N_("Refused: the data allow more than %(times)s times what was told; there is no upper end."),
    "few-steps": N_("Refused: too few (%(n)s; at least %(least)s are needed)."),
    "all-open": N_("None has ended: all are still open (%(n)s)."),
    "no-start": N_("No start of the truce is settled, so there is no before and after; a day can be named."),
    "record-begins": N_(
        "The record begins on %(day)s: days before that are no zeros. Days before: %(days)s, asked for: %(asked)s."
    ),
    "partial-day": N_("%(day)s belongs to neither side: the truce began within it."),
    "not-to-the-day": N_("Incidents left out because their day is not known: %(n)s."),
    "no-toll": N_("Incidents that tell no number of dead, and add none: %(n)s of %(of)s."),
}
CHECKS = {
    "independent/yes": N_("Lists know nothing of each other: the data do not speak against it (lists: %(lists)s)."),
    "independent/no": N_("Lists know nothing of each other: the data speak against it; these lean: %(pairs)s."),
    "independent/unknown": N_("Lists know nothing of each other: two lists cannot show it. A third could."),
    "closed/unknown": N_("All lists look at the same days and places: the data cannot show it."),
    "matched/unknown": N_("One happening in two lists is recognised as one: a miss makes the interval too high."),
    "equally-told/unknown": N_("Every incident is as likely to be told as any other: if not, the interval is too low."),
    "alike/yes": N_("Incidents with and without dead are told alike (in two lists: %(shares)s; p %(p)s)."),
    "alike/no": N_("Incidents with and without dead are not told alike (in two lists: %(shares)s; p %(p)s)."),
    "alike/unknown": N_("Whether incidents with and without dead are told alike: too few to tell."),
}


def said(sentence: Sentence | Check, words: Words) -> str:
    """A sentence in the reader's language. A code that is not here is shown by itself."""
    key = f"{sentence.code}/{sentence.holds}" if isinstance(sentence, Check) else sentence.code
    template = (CHECKS if isinstance(sentence, Check) else SENTENCES).get(key)
    if not template:
        return key
    values = dict(sentence.values)
    if "day" in values and values["day"] != "–":
        values["day"] = whole_day(date.fromisoformat(values["day"]), words)
    return words.gettext(template) % values
