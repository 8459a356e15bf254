"""Statistics in words: the sections of one page, in one language, as a bulletin has them.

In: a ``Statistics`` and the agreement it is of. Out: sections of sentences and tables. Always: beside every number stand its
method, its window, how many it rests on, and what it does not say; what is refused is told with its reason.
"""

from holdfire.publish.statistics.page import statistics_page
from holdfire.publish.statistics.sentences import said
from holdfire.publish.statistics.text import as_text

__all__ = ["as_text", "said", "statistics_page"]
