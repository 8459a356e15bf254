"""One readable page of statistics: the window, before and after, the unknown day, coverage, sources, what was not seen, lag."""

from collections.abc import Callable

from holdfire.agreement.model import AgreementText
from holdfire.publish.bulletin.document import Section
from holdfire.publish.statistics.effort import coverage, lags, source_set, unseen
from holdfire.publish.statistics.rates import change_points, changes, comparison, window
from holdfire.publish.statistics.say import Say
from holdfire.publish.words import Words
from holdfire.statistics.model import Statistics

__all__ = ["SECTIONS", "statistics_page"]
SECTIONS: tuple[Callable[[Say[Statistics]], Section], ...] = (
    window,
    changes,
    comparison,
    change_points,
    coverage,
    source_set,
    unseen,
    lags,
)


def statistics_page(told: Statistics, text: AgreementText, words: Words) -> tuple[Section, ...]:
    """The sections in one language. The same statistics give the same words."""
    say = Say(told, text, words)
    return tuple(section(say) for section in SECTIONS)
