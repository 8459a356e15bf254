"""GDELT 2.0: events and mentions, tab separated, without a header row (GDELT Event Database codebook V2.0, 19 February 2015).

A machine coded them from news; one happening stands in many rows. Holdfire takes them as leads: pages that a person may read.
"""

from holdfire.sources.connectors.layout import Layout

_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
EVENT_COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"Actor1Geo_{name}" for name in _GEO),
    *(f"Actor2Geo_{name}" for name in _GEO),
    *(f"ActionGeo_{name}" for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
MENTION_COLUMNS = (
    *("GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier"),
    *("SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)
FIRST_YEAR, LAST_YEAR = 1900, 2100


def _is_event(values: list[str]) -> bool:
    return len(values) == len(EVENT_COLUMNS) and values[0].isdigit() and _stamp(values[1], 8) and _stamp(values[59], 14)


def _is_mention(values: list[str]) -> bool:
    fits = len(values) in (len(MENTION_COLUMNS), len(MENTION_COLUMNS) - 1)
    return fits and values[0].isdigit() and _stamp(values[1], 14) and _stamp(values[2], 14)


def _stamp(text: str, digits: int) -> bool:
    return len(text) == digits and text.isdigit() and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR


EVENTS = Layout(
    name="gdelt-events",
    title="GDELT events",
    key=("GLOBALEVENTID",),
    needs=frozenset({"GLOBALEVENTID", "SQLDATE", "EventCode", "ActionGeo_Lat", "ActionGeo_Long", "SOURCEURL"}),
    headless=EVENT_COLUMNS,
    begins=_is_event,
)
MENTIONS = Layout(
    name="gdelt-mentions",
    title="GDELT mentions",
    key=("GLOBALEVENTID", "MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset"),
    needs=frozenset({"GLOBALEVENTID", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier"}),
    headless=MENTION_COLUMNS,
    begins=_is_mention,
)
