"""Proposed statements as claims that wait for a person."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from holdfire.agreement import Agreement
from holdfire.claims import Names
from holdfire.claims.page.model import Article, Dated
from holdfire.claims.places import Candidate, Mention
from holdfire.claims.text import Context, Source, actors_of, as_claims, claims_in

DAY = datetime(2016, 9, 13, tzinfo=UTC)
TEXT = (
    "Regime forces shelled Douma on Monday, killing at least 12 people, the Syrian Observatory said. "
    "Gunmen kidnapped a doctor. Rebels would attack the airport."
)


def _article(published: bool = True) -> Article:
    dated = Dated(start=DAY, end=DAY + timedelta(days=1), how="stated") if published else None
    return Article(text=TEXT, language="en", outlet="Arab Today", agency="AFP", published=dated)


def _source(agreement: Agreement) -> Source:
    return Source("page:1", "page.html", DAY + timedelta(days=2), Names(agreement))


def test_claims_from_text_wait_for_a_person(agreement: Agreement) -> None:
    """Each is proposed, holds the digest of the text, and its spans quote the fields."""
    claims, left = as_claims(claims_in(_article()), _article(), _source(agreement))
    assert not left and len(claims) == 2
    shelled = claims[0]
    assert {c.review for c in claims} == {"proposed"}
    assert shelled.text == sha256(TEXT.encode()).hexdigest()
    assert TEXT[slice(*shelled.spans["act"])] == "shelled"
    assert TEXT[slice(*shelled.spans["words"])] == shelled.words
    assert shelled.toll is not None and (shelled.toll.low, shelled.toll.high) == (12, None)
    assert shelled.start.date().isoformat() == "2016-09-12"
    assert shelled.origin == Names(agreement).actor("AFP", DAY)


def test_words_without_a_time_may_mean_any_moment_of_the_week_before(agreement: Agreement) -> None:
    """An undated act is not put on the day of publication."""
    claims, _ = as_claims(
        claims_in(Article(text="Gunmen kidnapped a doctor.", language="en", published=_article().published)),
        _article(),
        _source(agreement),
    )
    [one] = claims
    assert one.end - one.start == timedelta(days=8)
    assert one.precision == "range"


def test_an_undated_act_on_an_undated_page_is_set_aside(agreement: Agreement) -> None:
    """Nothing is lost: the reason and the remedy stand beside the words."""
    claims, left = as_claims(claims_in(_article(published=False)), _article(published=False), _source(agreement))
    assert not claims
    assert "no day" in left[0].reason and left[0].remedy


def test_what_is_no_incident_becomes_a_statement_only_when_asked(agreement: Agreement) -> None:
    """A threat never becomes an incident."""
    claims, _ = as_claims(claims_in(_article()), _article(), _source(agreement), asides=True)
    assert [c.kind for c in claims] == ["incident", "incident", "statement"]


def _mentions(text: str, language: str) -> tuple[Mention, ...]:
    at = text.find("Douma")
    one = Candidate(id="1", name="Douma", kind="town", lat=33.57, lon=36.4, radius_km=3)
    return (Mention(start=at, end=at + 5, words="Douma", candidates=(one,), unsure=False),) if at >= 0 else ()


def test_a_place_is_put_on_the_map_only_where_the_gazetteer_is_sure(agreement: Agreement) -> None:
    """An unsure mention leaves the place in words alone."""
    sure = claims_in(_article(), Context(mentions=_mentions))
    unsure = claims_in(
        _article(), Context(mentions=lambda t, n: tuple(m.model_copy(update={"unsure": True}) for m in _mentions(t, n)))
    )
    [placed, *_], _ = as_claims(sure, _article(), _source(agreement))
    [unplaced, *_], _ = as_claims(unsure, _article(), _source(agreement))
    assert (placed.place, placed.lat, placed.radius_km) == ("Douma", 33.57, 3)
    assert (unplaced.place, unplaced.lat) == ("Douma", None)


def test_the_names_of_an_agreement_are_actors(agreement: Agreement) -> None:
    """What the general lists do not know, the agreement does; its aliases lead to its actors, by their word."""
    text = "Jabhat Fateh al-Sham shelled the village of Maan on Monday."
    article = _article().model_copy(update={"text": text})
    claims, _ = as_claims(claims_in(article, Context(actors=actors_of(agreement))), article, _source(agreement))
    assert claims[0].actors == (("nusra",),)


def test_a_name_of_two_letters_turns_no_word_into_an_actor() -> None:
    """ISIL is called IS in a data set: the verb stays a verb."""
    found = claims_in(_article(), Context(actors=(("IS", "group"), ("at", "group"), ("killing", "group"))))
    assert found == claims_in(_article())


def test_the_same_text_gives_the_same_bytes(agreement: Agreement) -> None:
    """Twice read, once told."""
    once, _ = as_claims(claims_in(_article()), _article(), _source(agreement))
    again, _ = as_claims(claims_in(_article()), _article(), _source(agreement))
    assert [c.model_dump_json() for c in once] == [c.model_dump_json() for c in again]
