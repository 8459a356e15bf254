"""Claims from text: what a sentence says was done, by whom, to whom, and what it only denies, fears, plans or recalls."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement.acts import ACTS
from holdfire.claims.page.model import Article, Dated
from holdfire.claims.text import Context, Proposed, claims_in

DAY = datetime(2016, 9, 13, tzinfo=UTC)


def article(text: str, language: str = "en") -> Article:
    """A text published on Tuesday 13 September 2016."""
    return Article(text=text, language=language, published=Dated(start=DAY, end=DAY + timedelta(days=1), how="stated"))


def told(text: str, language: str = "en") -> list[Proposed]:
    """The incidents, access events, denials and counts of a text, asides left out."""
    return [p for p in claims_in(article(text, language)) if not p.aside and p.kind != "statement"]


@pytest.mark.parametrize(
    ("text", "act", "actor", "target"),
    [
        ("Regime warplanes bombed a market in Atarib.", "airstrike", "Regime warplanes", "a market"),
        ("Rebels fired mortars at the old city.", "shelling", "Rebels", None),
        ("Two teachers were kidnapped by gunmen near Hama.", "abduction", "gunmen", "Two teachers"),
        ("Shelling by government forces on Douma killed two children.", "shelling", "government forces", "Douma"),
        ("A car bomb exploded outside the embassy.", "explosive-device", None, "the embassy"),
        ("The rebels launched an attack on the airport.", "attack", "The rebels", "the airport"),
        ("The murder of six priests by soldiers shocked the town.", "attack-on-civilians", "soldiers", "six priests"),
        ("Police arrested four students.", "arrest", "Police", "four students"),
        ("Armed men set fire to a warehouse.", "looting", "Armed men", "a warehouse"),
        ("Clashes between the army and rebels continued.", "clash", "the army", None),
        ("Сирийская армия обстреляла населенный пункт.", "shelling", "Сирийская армия", "населенный пункт"),
        ("В результате обстрела больницы боевиками погибли 12 человек.", "shelling", "боевиками", "больницы"),
        ("Боевики захватили село.", "ground-advance", "Боевики", "село"),
        ("شنت الطائرات الحربية غارات على بلدة الأتارب.", "airstrike", None, "بلدة الأتارب"),
        ("خطف مسلحون مجهولون ثلاثة عمال إغاثة.", "abduction", "مسلحون مجهولون", "ثلاثة عمال إغاثة"),
        ("سيطرت فصائل المعارضة على قرية معان.", "ground-advance", "فصائل المعارضة", "قرية معان"),
    ],
)
def test_a_sentence_says_who_did_what_to_whom(text: str, act: str, actor: str | None, target: str | None) -> None:
    """Active, passive and the noun for an act lead to the same roles, in three languages."""
    language = "ru" if "а" <= text[0].lower() <= "я" else "ar" if "\u0600" <= text[0] <= "\u06ff" else "en"
    [one] = told(text, language)
    assert one.act == act
    assert actor is None or actor in [a.words for a in one.actors]
    assert target is None or target in [t.said.words for t in one.targets]


@pytest.mark.parametrize(
    ("text", "language", "low", "best", "high", "injured"),
    [
        ("At least 12 people were killed in an air strike.", "en", 12, 12, None, None),
        ("A bomb killed three policemen and wounded two others.", "en", 3, 3, 3, 2),
        ("Shelling of the quarter left 7 dead.", "en", 7, 7, 7, None),
        ("При обстреле погибли 5 человек, 20 получили ранения.", "ru", 5, 5, 5, 20),
        ("قتل 12 مدنيا وأصيب عشرون آخرون في قصف على حلب.", "ar", 12, 12, 12, 20),
    ],
)
def test_a_toll_is_a_range(
    text: str, language: str, low: int, best: int, high: int | None, injured: int | None
) -> None:
    """The killed and the hurt are told apart, and "at least" leaves the top open."""
    [one] = told(text, language)
    assert one.toll is not None
    assert (one.toll.low, one.toll.best, one.toll.high, one.toll.injured) == (low, best, high, injured)


@pytest.mark.parametrize(
    ("text", "language", "aside"),
    [
        ("No air strikes were reported in Idlib on Tuesday.", "en", "denied-by-the-text"),
        ("The army did not shell the town.", "en", "denied-by-the-text"),
        ("The rebels would attack the airport.", "en", "hypothetical"),
        ("Rebels threatened to attack the airport.", "en", "hypothetical"),
        ("The army will bomb the town.", "en", "planned"),
        ("The war has killed 290,000 people in five years of fighting.", "en", "summary"),
        (
            "They want an end of the five-year civil war that has killed 290,000 and displaced half the people.",
            "en",
            "summary",
        ),
        ("Key to the deal is the withdrawal of regime forces around Aleppo.", "en", "planned"),
        ("Let us recall that gunmen killed the mayor.", "en", "general"),
        ("Gunmen killed the mayor on 3 March 2011.", "en", "long-ago"),
        ("Авиаудары не наносились.", "ru", "denied-by-the-text"),
        ("Боевики угрожают атаковать аэропорт.", "ru", "hypothetical"),
        ("За пять лет войны погибли 290 тысяч человек.", "ru", "summary"),
        ("لم تشهد المدينة أي غارات جوية.", "ar", "denied-by-the-text"),
    ],
)
def test_what_did_not_happen_is_no_incident(text: str, language: str, aside: str) -> None:
    """Negation, doubt, threats, plans, sums over a war, old news: kept with the reason, and never as an incident."""
    found = claims_in(article(text, language))
    assert aside in [p.aside for p in found]
    assert not [p for p in found if p.kind == "incident"]


@pytest.mark.parametrize(
    ("text", "language", "denier", "act"),
    [
        ("The army denied shelling the village.", "en", "The army", "shelling"),
        ("Министерство обороны отрицает нанесение удара по больнице.", "ru", "Министерство обороны", "attack"),
        ("نفت وزارة الدفاع الروسية قصف المستشفى.", "ar", "وزارة الدفاع الروسية", "shelling"),
    ],
)
def test_a_denial_is_the_word_of_who_denies(text: str, language: str, denier: str, act: str) -> None:
    """A denial names who denies and what, and leaves no incident of its own."""
    [one] = told(text, language)
    assert (one.kind, one.act, [d.words for d in one.denied_by]) == ("denial", act, [denier])


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Regime warplanes bombed a market, the Observatory said.", "en", "the Observatory"),
        ("According to the governor, rebels attacked a convoy.", "en", "the governor"),
        ("Боевики обстреляли город, сообщил Центр по примирению.", "ru", "Центр по примирению"),
        ("قصفت قوات النظام بلدة دوما، بحسب المرصد السوري.", "ar", "المرصد السوري"),
    ],
)
def test_blame_is_the_word_of_who_speaks(text: str, language: str, speaker: str) -> None:
    """Who says so is kept beside whom they blame."""
    [one] = told(text, language)
    assert [s.words for s in one.speakers] == [speaker]
    assert [b.words for b in one.blamed_by] == [speaker]


def test_who_claims_an_act_is_its_actor_by_their_own_word() -> None:
    """Who claims responsibility is the actor, and it is they who say so."""
    [one] = told("A car bomb killed four people in Homs. The Islamic State claimed responsibility for the attack.")
    assert one.owned
    assert "The Islamic State" in [a.words for a in one.actors]


def test_who_accuses_is_not_who_did_it() -> None:
    """The accuser and the accused stand apart."""
    [one] = told("Police accused the rebels of attacking the convoy.")
    assert [a.words for a in one.actors] == ["the rebels"]
    assert [b.words for b in one.blamed_by] == ["Police"]


def test_a_round_up_gives_each_happening_once() -> None:
    """Three places, three incidents; the sentence that speaks of one of them again adds to it."""
    text = (
        "A mortar shell killed two children in Douma on Monday.\n\n"
        "In another incident, gunmen kidnapped a doctor near Hama.\n\n"
        "Warplanes bombed a hospital in Atarib on Sunday. The strike destroyed the hospital, residents said."
    )
    found = [p for p in told(text) if p.kind == "incident"]
    assert [p.act for p in found] == ["shelling", "abduction", "airstrike"]
    assert len(found[2].told_again) == 1


def test_the_day_words_were_spoken_is_not_the_day_of_the_act() -> None:
    """A day beside a verb of saying dates the words."""
    [one] = told("The army said today that rebels attacked a checkpoint on Sunday.")
    assert one.time is not None and one.time.first.date().isoformat() == "2016-09-11"


def test_a_count_is_a_claimants_series() -> None:
    """A number of violations is a count, not as many incidents."""
    [one] = told("The centre recorded 42 violations in the past 24 hours.")
    assert one.kind == "count" and one.count is not None and one.count.number == 42


@pytest.mark.parametrize(
    ("text", "language", "act"),
    [
        ("The aid convoy reached the besieged town; aid was delivered to 4,000 families.", "en", "aid-delivery"),
        ("The army turned back a convoy of food; it blocked aid at the gate.", "en", "aid-blocked"),
        ("Гуманитарный конвой прибыл в город.", "ru", "aid-delivery"),
        ("دخلت قافلة مساعدات إلى المدينة.", "ar", "aid-delivery"),
    ],
)
def test_aid_that_passes_or_is_stopped_is_an_access_event(text: str, language: str, act: str) -> None:
    """Deliveries and refusals are steps of access."""
    assert act in [p.act for p in told(text, language) if p.kind == "access"]


def test_what_somebody_holds_of_the_truce_is_a_statement() -> None:
    """A position is kept with who takes it."""
    [one] = claims_in(article("The truce is holding, Lavrov said."))
    assert (one.kind, [s.words for s in one.speakers]) == ("statement", ["Lavrov"])


_PARTS = st.sampled_from(
    [
        "Rebels shelled the town of Maan, killing three people. ",
        "No attacks were reported. ",
        "Warplanes bombed a hospital near Hama on Sunday, doctors said.\n\n",
        "Police arrested two students yesterday. ",
        "A car bomb exploded in Homs! ",
        'The army "denied" attacking it. ',
        "قصفت قوات النظام بلدة دوما. ",
        "Боевики обстреляли город. ",
        "12 people were kidnapped by gunmen, according to AFP [sic]. ",
    ]
)
_TEXTS = st.lists(st.one_of(_PARTS, st.text(max_size=40)), max_size=6).map("".join)


@given(_TEXTS, st.sampled_from(["en", "ar", "ru", ""]))
@settings(max_examples=150, deadline=None)
def test_every_span_lies_in_the_text_and_its_words_are_that_slice(text: str, language: str) -> None:
    """No text raises, the same text gives the same, and nothing is quoted that is not there."""
    found = claims_in(article(text, language))
    assert found == claims_in(article(text, language))
    for one in found:
        assert one.act is None or one.act in ACTS
        groups = (one.actors, one.blamed_by, one.toll_said, one.weapons, one.speakers, one.denied_by, one.told_again)
        said = [one.trigger, one.sentence, *(s for group in groups for s in group), *(t.said for t in one.targets)]
        said += [t.name for t in one.targets if t.name is not None] + ([one.place] if one.place else [])
        assert all(0 <= s.start <= s.end <= len(text) and text[s.start : s.end] == s.words for s in said)
        assert one.time is None or 0 <= one.time.start < one.time.end <= len(text)


_ENGLISH = st.lists(_PARTS.filter(str.isascii), min_size=1, max_size=5).map("".join)


@given(_ENGLISH)
@settings(max_examples=60, deadline=None)
def test_capitals_lose_no_act(text: str) -> None:
    """A dispatch in capitals tells the same acts."""
    small = [p.act for p in claims_in(article(text)) if not p.aside]
    large = [p.act for p in claims_in(article(text.upper())) if not p.aside]
    assert sorted(map(str, small)) == sorted(map(str, large))


def test_a_text_of_any_length_costs_in_proportion() -> None:
    """What lies beyond the longest that is read is left unread, and a sentence without end is cut."""
    endless = "rebels attacked the convoy and " * 3000
    assert claims_in(article(endless), Context(longest=20_000))


def test_a_language_without_word_lists_gives_nothing() -> None:
    """Better silent than wrong."""
    assert claims_in(article("Rebellen beschossen das Dorf.", "de")) == ()
