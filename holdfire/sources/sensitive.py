"""What of a report is sensitive: who a source is, people's lives, exact places; and which reports take the closed path.

Sensitive columns never enter the ledger as they stand: intake seals them. A report of sexual violence takes the closed
path: it is sealed whole, nothing is read from it, no claim and no public row is made, and a person refers it to those
trained for it (Murad Code, Global Code of Conduct for gathering and using information about systematic and
conflict-related sexual violence, 2022: do not ask again, add value or leave it). Exact places of protected sites:
OCHA's lists for deconfliction in Syria were shared with the parties, and of 182 sites a newspaper could list 27 were
hit in 2019.
"""

from collections.abc import Iterable
from functools import lru_cache

from holdfire.sources.connectors import odk
from holdfire.sources.connectors.hxl import parts
from holdfire.sources.connectors.odk import bare
from holdfire.sources.report import Report

SENSITIVE_COLUMNS = ("contact", "persons", "exact_place", "exact_lat", "exact_lon")
"""Columns of the claims table that are always sealed: who to ask, what is said on persons, where exactly."""

SEALED = "sealed/"
"""Prefix of a source's own columns that its mapping names as sensitive."""

SUBMITTERS = frozenset(
    {
        *("username", "phonenumber", "deviceid", "subscriberid", "simserial", "simid", "email", "uri:phonenumber"),
        *("DeviceID", "SubmitterID", "SubmitterName", "_submitted_by", "enumerator", "reporter"),
        *("deviceId", "submitterId", "submitterName"),
    }
)
"""What ODK and Kobo add to a submission on the person who sent it and the device; Kobo's list of attachments names them too."""

PLACE_COLUMNS = ("lat", "lon", "radius_km")
_PLACES_OF_FORMS = frozenset(
    {"location", "_geolocation", "route", *(f"location/{part}" for part in ("latitude", "longitude"))}
)

CLOSED_ACTS = ("sexual-violence",)
"""Acts whose reports are sealed whole and referred, never read."""
CLOSED_CODES = {"EventCode": frozenset({"1821"})}
"""The same as a code: CAMEO's, which GDELT uses."""
CLOSED_WORDS = frozenset(
    {
        *("sexual violence", "sexual assault", "rape", "gang rape", "sgbv", "crsv", "gbv"),
        *("عنف جنسي", "العنف الجنسي", "اعتداء جنسي", "اغتصاب"),
        *("сексуальное насилие", "изнасилование"),
    }
)
"""The same as other tables say it: a cell that holds nothing else closes its row, whichever column it stands in."""
MOST_TAGS = 200
_LONGEST_WORD = max(map(len, CLOSED_WORDS))


def closed(report: Report) -> bool:
    """True for a report that takes the closed path."""
    return takes_closed_path(report.record)


def takes_closed_path(record: dict[str, str]) -> bool:
    """The same of a record alone."""
    for name, value in _cells(record):
        told = value.strip()
        if not told or len(told) > _LONGEST_WORD:
            continue
        if " ".join(told.casefold().replace("-", " ").replace("_", " ").split()) in CLOSED_WORDS:
            return True
        if told in CLOSED_CODES.get(name, ()) or (told in CLOSED_ACTS and bare(name) == "act"):
            return True
    return False


def _cells(record: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Every cell; of a cell of tags, such as ACLED's, each tag by itself."""
    for name, value in record.items():
        if bare(name) == "tags":
            yield from ((name, tag) for tag in value.split(";")[:MOST_TAGS])
        else:
            yield name, value


@lru_cache(maxsize=4096)
def sensitive(name: str) -> bool:
    """True for a column that is always sealed, whatever group or prefix stands before it."""
    field = bare(name)
    if field in SENSITIVE_COLUMNS or field in SUBMITTERS or name.startswith((SEALED, "_attachments")):
        return True
    tag, _ = parts(name)
    return tag == "#contact"


def sensitive_among(names: Iterable[str]) -> bool:
    """True when a file has a sensitive column: then a row that cannot be cut into columns is not shown either."""
    return any(map(sensitive, names))


def told_openly(record: dict[str, str]) -> str:
    """A row as it may stand beside the reason why it was set aside: without sensitive columns, empty on the closed path."""
    return "" if takes_closed_path(record) else ",".join(v for k, v in record.items() if not sensitive(k))[:500]


def sensitive_columns(report: Report, *, protected: bool) -> tuple[str, ...]:
    """The columns of this report to be sealed; with ``protected``, or where a form tells of such a site, its place too."""
    site = protected or (report.layout == odk.LAYOUT.name and odk.at_a_site(report.record))
    return tuple(name for name in report.record if sensitive(name) or (site and _tells_place(name)))


@lru_cache(maxsize=4096)
def _tells_place(name: str) -> bool:
    if name in PLACE_COLUMNS or bare(name) in _PLACES_OF_FORMS:
        return True
    return parts(name)[0] == "#geo"
