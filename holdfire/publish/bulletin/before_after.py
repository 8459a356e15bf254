"""The rates of the truce in a bulletin: before and after, up to the cut-off, as the statistics of the case tell them."""

from dataclasses import replace

from holdfire.publish.bulletin.document import Section
from holdfire.publish.bulletin.say import Say
from holdfire.publish.statistics.rates import in_all
from holdfire.publish.statistics.say import Say as Told


def before_and_after(say: Say) -> Section:
    """Rates before and after of what the truce covers, of the rest and of all; or why none are given."""
    told = say.told
    if told.rates is None:
        return Section("rates", say.gettext("Before and after"))
    return replace(in_all(Told(told.rates, told.agreement.text, say.words)), key="rates")
