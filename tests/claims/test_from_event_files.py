"""ACLED, GDELT, FIRMS and HXL: what each tells becomes a claim of its kind, and no more than it tells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.agreement.acts import ACTS
from holdfire.claims import Names, Unreadable, read
from holdfire.claims.from_acled import ACTS as ACLED_ACTS
from holdfire.sources.connectors.gdelt import EVENT_COLUMNS, MENTION_COLUMNS
from holdfire.sources.sensitive import closed
from tests.claims.told import claim_of, reason_of, report_of

ACLED = {
    "event_id_cnty": "SYR123", "event_date": "12 September 2016", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Military Forces of Syria (2000-2024)", "assoc_actor_1": "Medics",
    "inter1": "State forces", "actor2": "Jabhat Fateh al-Sham", "assoc_actor_2": "", "inter2": "Rebel group",
    "civilian_targeting": "", "admin1": "Aleppo", "admin2": "Jebel Saman", "location": "Urum", "latitude": "36.14",
    "longitude": "36.96", "geo_precision": "1", "source": "SOHR; SANA", "source_scale": "Other-National",
    "notes": "On 12 September 2016, they fought.", "fatalities": "0", "tags": "", "timestamp": "1700000000",
}  # fmt: skip
GROUP = "Jabhat Fateh al-Sham"
EVENT = dict.fromkeys(EVENT_COLUMNS, "") | {
    "GLOBALEVENTID": "5", "SQLDATE": "20160912", "EventCode": "195", "EventRootCode": "19", "QuadClass": "4",
    "Actor1Name": "SYRIA", "Actor2Name": "REBEL", "ActionGeo_Type": "4", "ActionGeo_FullName": "Urum, Halab, Syria",
    "ActionGeo_Lat": "36.14", "ActionGeo_Long": "36.96", "NumArticles": "8", "DATEADDED": "20160912190000",
    "SOURCEURL": "http://news.example/a",
}  # fmt: skip
MENTION = dict.fromkeys(MENTION_COLUMNS, "") | {
    "GLOBALEVENTID": "5", "EventTimeDate": "20160912190000", "MentionTimeDate": "20160913001500", "MentionType": "1",
    "MentionSourceName": "news.example", "MentionIdentifier": "http://news.example/b", "Confidence": "70",
}  # fmt: skip
FIRE = {
    "latitude": "36.14", "longitude": "36.96", "scan": "0.4", "track": "0.3", "acq_date": "2016-09-12", "acq_time": "41",
    "satellite": "N", "instrument": "VIIRS", "confidence": "n", "version": "2.0NRT", "frp": "3.2", "daynight": "N",
}  # fmt: skip
HXL = {
    "#event+type": "Shelling", "#date+occurred": "2016-09-12", "#date+reported": "2016-09-13", "#geo+lat": "36.14",
    "#geo+lon": "36.96", "#adm1+name": "Aleppo", "#adm1+code": "SY02", "#loc+name": "Urum", "#affected+killed": "3",
    "#affected+injured": "5", "#affected+children+killed": "1", "#meta+source": "SOHR", "#description": "Shells fell.",
}  # fmt: skip


def test_a_battle_blames_either_side_and_each_is_the_others_target(agreement: Agreement) -> None:
    """ACLED's order of two actors does not tell who began; years and country behind a name do not hide it."""
    claim = claim_of(agreement, "acled", ACLED)
    assert (claim.id, claim.kind, claim.act, claim.claimants) == ("acled-SYR123", "incident", "clash", ("acled",))
    assert claim.target == "each-other" and len(claim.actors) == 2 and ("nusra",) in claim.actors
    assert claim.origin == "SOHR; SANA" and claim.event == "ACLED-SYR123" and claim.place.startswith("Urum")
    assert "they fought" in claim.words and "with Medics" in claim.words


@pytest.mark.parametrize("deaths", ["0", "10", "4.0"])
def test_acleds_number_of_dead_is_the_best_and_no_range(agreement: Agreement, deaths: str) -> None:
    """The most careful number reported, often an estimate: nothing lower or higher is made of it."""
    toll = claim_of(agreement, "acled", ACLED | {"fatalities": deaths}).toll
    assert toll and (toll.low, toll.best, toll.high) == (None, int(float(deaths)), None)


@pytest.mark.parametrize(
    ("precision", "word", "start", "length"),
    [("1", "day", "2016-09-12", 1), ("2", "week", "2016-09-09", 7), ("3", "month", "2016-09-01", 30)],
)
def test_acleds_dates_are_as_wide_as_they_are_known(
    agreement: Agreement, precision: str, word: str, start: str, length: int
) -> None:
    """A week is dated by its middle and a month by a day in it: neither is that day."""
    claim = claim_of(agreement, "acled", ACLED | {"time_precision": precision})
    first = claim.start + timedelta(hours=3)  # summer time in Damascus
    assert (claim.precision, f"{first:%Y-%m-%d}", claim.span.length) == (word, start, timedelta(days=length))


@pytest.mark.parametrize(("precision", "radius"), [("1", 2), ("2", 25), ("3", 100)])
def test_acleds_places_are_as_wide_as_they_are_known(agreement: Agreement, precision: str, radius: float) -> None:
    """A province's capital stands for the province and is no point."""
    assert claim_of(agreement, "acled", ACLED | {"geo_precision": precision}).radius_km == radius


@pytest.mark.parametrize(
    ("sub", "first", "second", "act", "actors", "target"),
    [
        ("Air/drone strike", GROUP, "Civilians (Syria)", "airstrike", (("nusra",),), "civilians"),
        ("Air/drone strike", "Civilians (Syria)", GROUP, "airstrike", (("nusra",),), "civilians"),
        ("Air/drone strike", GROUP, "Ahrar al-Sham", "airstrike", (("nusra",), ("ahrar-al-sham",)), "each-other"),
        ("Air/drone strike", GROUP, "", "airstrike", (("nusra",),), "unknown"),
        (
            "Remote explosive/landmine/IED",
            GROUP,
            "Unidentified Armed Group",
            "explosive-device",
            (("nusra",), ("unknown",)),
            "each-other",
        ),
        ("Shelling/artillery/missile attack", "Unidentified Armed Group", "Civilians", "shelling", (), "civilians"),
        ("Attack", GROUP, "Civilians (Syria)", "attack-on-civilians", (("nusra",),), "civilians"),
        ("Abduction/forced disappearance", GROUP, "Civilians (Syria)", "abduction", (("nusra",),), "civilians"),
        ("Excessive force against protesters", "Protesters", GROUP, "attack-on-civilians", (("nusra",),), "civilians"),
        ("Excessive force against protesters", GROUP, "Protesters", "attack-on-civilians", (("nusra",),), "civilians"),
        ("Looting/property destruction", GROUP, "", "looting", (("nusra",),), "unknown"),
        ("Peaceful protest", "Protesters (Syria)", "", None, (), "unknown"),
        ("Agreement", GROUP, "", None, (), "unknown"),
    ],
)
def test_who_used_force_on_whom(
    agreement: Agreement,
    sub: str,
    first: str,
    second: str,
    act: str | None,
    actors: tuple[tuple[str, ...], ...],
    target: str,
) -> None:
    """The order of actors tells nothing but in violence against civilians: the unarmed were aimed at, else either did it."""
    changed = {"sub_event_type": sub, "actor1": first, "actor2": second, "inter1": "", "inter2": ""}
    claim = claim_of(agreement, "acled", ACLED | changed)
    assert (claim.act, claim.actors, claim.target) == (act, actors, target)
    assert claim.kind == ("statement" if act is None else "incident")


@pytest.mark.parametrize("word", ["Civilian targeting", "Civilians targeted"])
def test_civilians_who_were_the_main_target_are_the_target(agreement: Agreement, word: str) -> None:
    """As the data writes it and as the codebook does; who of two armed groups did it stays open."""
    told = {
        "sub_event_type": "Shelling/artillery/missile attack",
        "civilian_targeting": word,
        "inter1": "",
        "inter2": "",
    }
    claim = claim_of(agreement, "acled", ACLED | told | {"actor1": GROUP, "actor2": "Ahrar al-Sham"})
    assert claim.target == "civilians" and len(claim.actors) == 2


def test_the_sub_event_types_are_those_of_the_codebook() -> None:
    """Twenty-five, one of which takes the closed path."""
    assert len(ACLED_ACTS) == 24


def test_every_act_of_acled_is_one_of_ours() -> None:
    """The list of sub-event types speaks in acts that are known, and sexual violence is not among them."""
    assert {act for _, act in ACLED_ACTS.values() if act} <= set(ACTS) and "Sexual violence" not in ACLED_ACTS


@pytest.mark.parametrize(
    ("layout", "record"),
    [
        ("acled", ACLED | {"sub_event_type": "Sexual violence"}),
        ("acled", ACLED | {"tags": "women targeted: politicians; sexual violence"}),
        ("gdelt-events", EVENT | {"EventCode": "1821"}),
        ("hxl", HXL | {"#event+type": "sexual violence"}),
        ("odk", {"holdfire_form": "hotline-1", "what/act": "sexual-violence"}),
    ],
)
def test_sexual_violence_takes_the_closed_path_from_every_source(layout: str, record: dict[str, str]) -> None:
    """Whatever word a layout has for it, such a report is sealed whole and read by nobody here."""
    assert closed(report_of(layout, record)) and not closed(report_of("acled", ACLED))


def test_an_event_of_gdelt_is_a_lead(agreement: Agreement) -> None:
    """It names a page to read: a statement that is proposed, without act, actor, target or toll."""
    claim = claim_of(agreement, "gdelt-events", EVENT)
    assert (claim.kind, claim.review, claim.confidence, claim.claimants) == ("statement", "proposed", "low", ("gdelt",))
    assert claim.act is None and claim.actors == () and claim.toll is None and claim.count is None
    assert claim.source == "http://news.example/a" and claim.event == "GDELT-5" and claim.radius_km == 25
    assert "employ aerial weapons (CAMEO 195)" in claim.words and claim.span.length == timedelta(days=1)


def test_a_mention_hangs_on_its_event(agreement: Agreement) -> None:
    """It carries the event's tag and the address of its document, whose outlet is the origin."""
    claim = claim_of(agreement, "gdelt-mentions", MENTION)
    assert (claim.kind, claim.review, claim.event) == ("statement", "proposed", "GDELT-5")
    assert claim.source == "http://news.example/b" and claim.origin == "news.example"
    assert claim.said == datetime(2016, 9, 13, 0, 15, tzinfo=UTC) and "70 percent" in claim.words


@pytest.mark.parametrize(
    ("kind", "radius"), [("1", 400), ("2", 100), ("3", 25), ("4", 25), ("5", 100), ("", None), ("0", None)]
)
def test_a_country_of_gdelt_is_no_point(agreement: Agreement, kind: str, radius: float | None) -> None:
    """What a machine found on a map is as wide as the kind of place it found, or has no place."""
    assert claim_of(agreement, "gdelt-events", EVENT | {"ActionGeo_Type": kind}).radius_km == radius


def test_heat_is_no_incident_and_no_coverage(agreement: Agreement) -> None:
    """A pixel and the minutes of a pass: unusual heat near here, of unknown cause, and of its absence nothing is said."""
    claim = claim_of(agreement, "nasa-firms", FIRE)
    assert claim.kind == "statement" and claim.act is None and claim.review == "proposed" and claim.actors == ()
    assert claim.start == datetime(2016, 9, 12, 0, 41, tzinfo=UTC) and claim.span.length == timedelta(minutes=6)
    assert claim.radius_km == 0.25 and claim.provisional and "Unusual heat near here" in claim.words


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("l", "low"), ("h", "high"), ("nominal", "medium"), ("29", "low"), ("30", "medium"), ("80", "high")],
)
def test_how_sure_the_heat_is(agreement: Agreement, text: str, confidence: str) -> None:
    """VIIRS has three words and MODIS percent, in NASA's own classes."""
    record = FIRE | {"confidence": text, "instrument": "", "satellite": "Aqua", "version": "6.1"}
    claim = claim_of(agreement, "nasa-firms", record)
    assert claim.confidence == confidence and not claim.provisional and claim.span.length == timedelta(minutes=5)


def test_tags_fill_the_claim(agreement: Agreement) -> None:
    """Act, day, place, radius, toll of all people, source and words come from their tags, whatever the headers say."""
    claim = claim_of(agreement, "hxl", HXL)
    assert (claim.act, claim.kind, claim.place, claim.radius_km) == ("shelling", "incident", "Urum, Aleppo", 5)
    assert claim.toll and (claim.toll.best, claim.toll.injured, claim.toll.low) == (3, 5, None)
    assert claim.published == "2016-09-13" and claim.words == "Shells fell." and claim.source == "SOHR"
    assert claim.id != claim_of(agreement, "hxl", {**HXL, "#org": "other"}).id, "two tables may number rows alike"


def test_a_point_without_a_settlement_may_be_an_areas_middle(agreement: Agreement) -> None:
    """A point beside a province's name is taken for somewhere about it."""
    assert claim_of(agreement, "hxl", HXL | {"#loc+name": ""}).radius_km == 25


@pytest.mark.parametrize(
    ("layout", "record", "changed", "said"),
    [
        ("acled", ACLED, {"sub_event_type": "Skirmish"}, "sub_event_type"),
        ("acled", ACLED, {"event_date": "yesterday"}, "is no day"),
        ("acled", ACLED, {"event_date": "2016-02-30"}, "is no day"),
        ("acled", ACLED, {"geo_precision": "4"}, "geo_precision"),
        ("acled", ACLED, {"fatalities": "many"}, "no whole number"),
        ("acled", ACLED, {"latitude": "136"}, "swapped"),
        ("gdelt-events", EVENT, {"SQLDATE": "20161312"}, "SQLDATE"),
        ("gdelt-events", EVENT, {"DATEADDED": "soon"}, "DATEADDED"),
        ("gdelt-mentions", MENTION, {"MentionTimeDate": ""}, "MentionTimeDate"),
        ("nasa-firms", FIRE, {"acq_time": "noon"}, "acq_time"),
        ("nasa-firms", FIRE, {"acq_time": "2560"}, "acq_date"),
        ("nasa-firms", FIRE, {"scan": "400"}, "pixel"),
        ("nasa-firms", FIRE, {"confidence": "very"}, "confidence"),
        ("hxl", HXL, {"#event+type": "trouble"}, "no act known"),
        ("hxl", HXL, {"#event+type": ""}, "#event"),
        ("hxl", HXL, {"#date+occurred": ""}, "#date"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_value_that_makes_no_sense_is_refused(
    agreement: Agreement, layout: str, record: dict[str, str], changed: dict[str, str], said: str
) -> None:
    """Each with what it is and what would mend it."""
    error = reason_of(agreement, layout, record | changed)
    assert said in error.reason and error.remedy


@given(st.sampled_from(["acled", "gdelt-events", "gdelt-mentions", "nasa-firms", "hxl"]), st.data())
def test_any_text_in_an_event_file_is_a_claim_or_a_reason(
    agreement: Agreement, layout: str, data: st.DataObject
) -> None:
    """Whatever stands in the columns, reading ends in claims or a reason."""
    record = {"acled": ACLED, "gdelt-events": EVENT, "gdelt-mentions": MENTION, "nasa-firms": FIRE, "hxl": HXL}[layout]
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(record)), st.text(max_size=20), max_size=4))
    try:
        claims = read(report_of(layout, record | changed), agreement, Names(agreement))
    except Unreadable as error:
        assert error.reason
        return
    assert all(claim.model_dump_json() for claim in claims)
