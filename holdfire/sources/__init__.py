"""Sources: what was published or sent, kept as received.

In: files. Out: ``Report`` records, each with its file, row and digest, and ``SetAside`` rows with a reason and a remedy.
Always: nothing received is altered or lost; a bad row never takes a good one with it; of a file only its ids stay in memory.
"""

from holdfire.sources.collect import MOST_MEGABYTES, collect
from holdfire.sources.report import Report, SetAside

__all__ = ["MOST_MEGABYTES", "Report", "SetAside", "collect"]
