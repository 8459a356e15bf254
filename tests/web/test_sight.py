"""What of the record a person may see: by zone and by sensitivity, denied where nothing says yes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.claims.protected import COARSE_KM
from holdfire.incidents import Incident
from holdfire.web.users import Person, Right, Role, Session, claims_seen, seen, sees, shown, text_shown
from holdfire.web.users.sight import CLOSED
from tests.conftest import NOW

AT = datetime(2016, 9, 14, tzinfo=UTC)
ALL = (Role.REVIEWER,)
PERSONAL = ("call +963 944 123 456", "write to a.source@mail.example", "رقم 0944 123 456")


def session(*roles: Role, zones: frozenset[str] | None = None, closed: bool = False) -> Session:
    """Somebody signed in."""
    granted = frozenset({Right.SEE_CLOSED}) if closed else frozenset[Right]()
    return Session(Person("leila", roles, zones, granted), "")


def claim(**said: object) -> Claim:
    """A claim of one strike near Aleppo."""
    told = {
        "id": "C-1", "report": "claims-table:C-1#0", "kind": "incident", "act": "airstrike", "start": AT,
        "end": AT + timedelta(hours=1), "place": "Aleppo", "lat": 36.2, "lon": 37.15, "radius_km": 1.0,
        "claimants": ("sohr",), "source": "SOHR", "known_from": AT, "words": "A strike.",
    }  # fmt: skip
    return Claim.model_validate(told | said)


@pytest.fixture(scope="module")
def incidents(founding: Case) -> list[Incident]:
    """The incidents of the founding case."""
    return pipeline.judged_at(founding, None, None, NOW).incidents


def test_nobody_signed_in_and_no_role_without_sight_sees_anything(
    incidents: list[Incident], agreement: Agreement
) -> None:
    """The public, a monitor and an administrator see nothing of the record itself."""
    for who in (
        None,
        session(),
        session(Role.MONITOR),
        session(Role.ADMINISTRATOR),
        session(Role.MONITOR, closed=True),
    ):
        assert not any(seen(who, incidents, agreement))
        assert not claims_seen(who, incidents[0], agreement)
    assert all(seen(session(*ALL), incidents, agreement))


def test_who_is_confined_sees_what_surely_happened_there_and_nothing_else(
    incidents: list[Incident], agreement: Agreement
) -> None:
    """Another zone, a place in doubt and no place at all are not seen; no zone, and a zone that is none, show nothing."""
    country = next(name for name, zone in agreement.text.zones.items() if zone.kind == "country")
    there = seen(session(*ALL, zones=frozenset({country})), incidents, agreement)
    assert any(there) and not all(there)
    for ok, incident in zip(there, incidents, strict=True):
        assert not ok or incident.where is not None
    for none in (frozenset[str](), frozenset({"no-such-zone"})):
        assert not any(seen(session(*ALL, zones=none), incidents, agreement))


@given(st.data())
def test_more_zones_never_show_less_and_one_is_asked_as_many_are(
    incidents: list[Incident], agreement: Agreement, data: st.DataObject
) -> None:
    """Sight grows with zones, and ``sees`` is ``seen`` of one."""
    names = st.frozensets(st.sampled_from(sorted(agreement.text.zones)), max_size=4)
    few, more = data.draw(names), data.draw(names)
    some = data.draw(st.lists(st.sampled_from(incidents), min_size=1, max_size=5))
    narrow, wide = session(*ALL, zones=few), session(*ALL, zones=few | more)
    got = seen(narrow, some, agreement)
    assert got == [sees(narrow, one, agreement) for one in some]
    assert all(w or not n for n, w in zip(got, seen(wide, some, agreement), strict=True))


def test_an_incident_shows_a_confined_person_the_claims_that_lie_there(
    incidents: list[Incident], agreement: Agreement
) -> None:
    """A claim without a place goes with its incident; one that places it elsewhere does not."""
    country = next(name for name, zone in agreement.text.zones.items() if zone.kind == "country")
    here, denial = claim(), claim(id="C-2", kind="denial", lat=None, lon=None, radius_km=None)
    elsewhere = claim(id="C-3", lat=48.85, lon=2.35, radius_km=5.0)
    told = incidents[0].model_dump() | {"claims": (here, denial, elsewhere)}
    incident = Incident.model_validate(told)
    found = claims_seen(session(*ALL, zones=frozenset({country})), incident, agreement)
    assert [c.id for c in found] == ["C-1", "C-2"]


claims = st.builds(
    claim,
    facility=st.sampled_from([None, "hospital", "school"]),
    report=st.sampled_from(["claims-table:C-1#0", "odk:u-1#0", "russia:odk:u-1#0", "page:x#1"]),
    lat=st.floats(-89, 89), lon=st.floats(-179, 179), radius_km=st.floats(0, 300),
    claimants=st.lists(st.sampled_from(["sohr", "unmapped:Abu Somebody"]), min_size=1).map(tuple),
    words=st.one_of(st.text(max_size=60), st.sampled_from(PERSONAL)),
    source=st.sampled_from(["SOHR", "Incident form", "by a.source@mail.example"]),
    text=st.just("ab" * 32),
    spans=st.just({"lat": (0, 3), "act": (4, 9)}),
)  # fmt: skip


@given(claims)
def test_closed_fields_are_closed_to_whoever_was_not_granted_them(told: Claim) -> None:
    """Whatever the roles: no exact place of a site, no private source, no address, no number; closing twice is closing once."""
    for who in (None, *(session(role) for role in Role), session(Role.MONITOR, closed=True)):
        got = shown(who, told)
        if told.facility is not None:
            assert got.radius_km is not None and got.radius_km >= COARSE_KM and "lat" not in got.spans
        if "odk:" in told.report:
            assert got.source == CLOSED and not got.text and "unmapped:Abu Somebody" not in got.claimants
            assert text_shown(who, told, "all that was sent") == ""
        for secret in ("944 123 456", "0944 123 456", "@mail.example"):
            assert secret not in got.words + got.source + got.place
        assert shown(who, got) == got
        assert (got.id, got.kind, got.act, got.start, got.actors) == (
            told.id,
            told.kind,
            told.act,
            told.start,
            told.actors,
        )
    assert shown(session(*ALL, closed=True), told) == told


@given(st.text(max_size=200), st.sampled_from(PERSONAL))
def test_a_covered_text_keeps_every_other_sign_where_it_was(before: str, personal: str) -> None:
    """Spans of fields still fit; the source's words are otherwise its own."""
    text = f"{before}\n{personal}"
    got = text_shown(session(*ALL), claim(), text)
    assert len(got) == len(text) and all(a in (b, "▒") for a, b in zip(got, text, strict=True))
    assert text_shown(session(*ALL, closed=True), claim(), text) == text


@pytest.mark.parametrize(
    "kept", ["on 14.09.2016 at 09:00", "36.2012345, 37.1561234", "12 000 000 people", "2016-09-14T00:00:00Z"]
)
def test_dates_places_and_numbers_of_people_are_not_taken_for_telephones(kept: str) -> None:
    """What is not personal is shown."""
    assert text_shown(session(*ALL), claim(), kept) == kept
