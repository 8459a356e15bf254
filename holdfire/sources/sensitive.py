"""What of a report is sensitive: who a source is, people's lives, exact places; and which reports take the closed path.

Sensitive columns never enter the ledger as they stand: intake seals them. A report of sexual violence takes the closed
path: it is sealed whole, nothing is read from it, no claim and no public row is made, and a person refers it to those
trained for it (Murad Code, Global Code of Conduct for gathering and using information about systematic and
conflict-related sexual violence, 2022: do not ask again, add value or leave it). Exact places of protected sites:
OCHA's lists for deconfliction in Syria were shared with the parties, and of 182 sites a newspaper could list 27 were
hit in 2019.
"""

from holdfire.sources.report import Report

SENSITIVE_COLUMNS = ("contact", "persons", "exact_place", "exact_lat", "exact_lon")
"""Columns of the claims table that are always sealed: who to ask, what is said on persons, where exactly."""

PLACE_COLUMNS = ("lat", "lon", "radius_km")

CLOSED_ACTS = ("sexual-violence",)
"""Acts whose reports are sealed whole and referred, never read."""


def closed(report: Report) -> bool:
    """True for a report that takes the closed path."""
    return _closed(report.record)


def _closed(record: dict[str, str]) -> bool:
    return record.get("act", "").strip() in CLOSED_ACTS


def told_openly(record: dict[str, str]) -> str:
    """A row as it may stand beside the reason why it was set aside: without sensitive columns, empty on the closed path."""
    return "" if _closed(record) else ",".join(v for k, v in record.items() if k not in SENSITIVE_COLUMNS)[:500]


def sensitive_columns(report: Report, *, protected: bool) -> tuple[str, ...]:
    """The columns of this report to be sealed; with ``protected``, its place too."""
    return SENSITIVE_COLUMNS + (PLACE_COLUMNS if protected else ())
