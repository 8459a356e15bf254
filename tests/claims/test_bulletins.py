"""Bulletins as their claimant's claims: figures, lists and observations, in the layouts and languages they come in.

The examples are made up in the manner of the bodies; no figure of theirs is told here.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.claims import check_counts
from holdfire.claims.arithmetic import parse_parts
from holdfire.claims.bulletins import BulletinClaim, BulletinContext, bulletin_claims, recognised
from holdfire.claims.claim import Claim
from holdfire.claims.page.model import Article
from holdfire.sources.report import SetAside
from holdfire.when import Span, iso, zone

DAMASCUS = zone("Asia/Damascus")
KNOWN = datetime(2031, 3, 12, 9, tzinfo=UTC)


def _context(day: str | None = "2031-03-11") -> BulletinContext:
    published = Span.parse(day, DAMASCUS) if day else None
    return BulletinContext("report-1", "bulletin.txt", KNOWN, DAMASCUS, published, lambda name: name.strip())


def _read(text: str, language: str, day: str | None = "2031-03-11") -> tuple[list[BulletinClaim], list[SetAside]]:
    return bulletin_claims(Article(text=text, language=language), _context(day))


def _claims(text: str, language: str) -> list[Claim]:
    return [told.claim for told in _read(text, language)[0]]


def _violations(text: str, language: str) -> list[Claim]:
    return [c for c in _claims(text, language) if c.count and c.count.unit == "violations"]


ENGLISH = """Bulletin of the Russian centre for reconciliation of opposing sides (11 March 2031)

In the past 24 hours 19 ceasefire violations by illegal armed groups were recorded, including nine in the province of Aleppo, \
six in the province of Hama and four in Latakia. Since the beginning of the truce 57 violations have been recorded.

In the province of Aleppo, terrorist groups fired home-made rocket launchers and mortars at the settlements of Sheikh Aqil and \
Al-Hader, and at the districts of Ramusi and 1070.

Militants of Ahrar al-Sham shelled the settlements of Maan and Mubattan in the province of Hama, the Tubal castle in the \
province of Latakia. As a result, three civilians were killed and seven wounded.

The number of settlements that have joined the reconciliation process has reached 642.

In the past 24 hours, two humanitarian actions were carried out in the city of Aleppo; residents received 4.5 tonnes of food.

The Russian air group made no strikes at opposition groups that declared cessation of hostilities."""

RUSSIAN = """Информационный бюллетень российского Центра по примирению враждующих сторон (11 марта 2031 года)

За сутки режим прекращения боевых действий нарушался 14 раз (Латакия – 5, Дераа – 5, Алеппо – 2, Дамаск и Хама – по 1).

Миномётным обстрелам со стороны группировки «Ахрар аш-Шам» подверглись населённые пункты Кляба и Джебель-Алакая в провинции \
Латакия. Боевики вели огонь из стрелкового оружия по позициям у населённого пункта Дума (провинция Дамаск).

Количество населённых пунктов, присоединившихся к процессу примирения, увеличилось до 112.

Гуманитарные акции не проводились."""


def test_a_day_of_the_russian_centre_in_english() -> None:
    """The figure with its provinces and running total is one count, by the centre and nobody else."""
    (count,) = _violations(ENGLISH, "en")
    assert count.count and count.count.number == 19
    assert count.count.parts == "Aleppo=9; Hama=6; Latakia=4"
    assert count.count.since_start == 57
    assert count.claimants == ("Russian reconciliation centre",)
    assert count.review == "proposed"
    assert [flag.agrees for flag in check_counts([count])] == [True]


def test_places_under_fire_are_incidents_with_weapon_and_blame() -> None:
    """One incident for each place, with its province, and never a point."""
    struck = [c for c in _claims(ENGLISH, "en") if c.kind == "incident"]
    assert [c.place for c in struck] == [
        *("Sheikh Aqil, Aleppo", "Al-Hader, Aleppo", "Ramusi, Aleppo", "1070, Aleppo"),
        *("Maan, Hama", "Mubattan, Hama", "Tubal, Latakia"),
    ]
    assert {c.act for c in struck} == {"shelling"}
    assert struck[0].weapon == "home-made rocket launchers and mortars"
    assert [c.actors for c in (struck[0], struck[-1])] == [(("terrorist groups",),), (("Ahrar al-Sham",),)]
    assert all(c.where is None for c in struck)


def test_what_else_a_bulletin_tells() -> None:
    """Deaths, joined settlements, aid, and strikes that the centre says were not made."""
    told = _claims(ENGLISH, "en")
    by_unit = {c.count.unit: c for c in told if c.count}
    deaths = by_unit["deaths"]
    assert deaths.toll and (deaths.toll.best, deaths.toll.injured) == (3, 7)
    assert by_unit["settlements-joined"].count and by_unit["settlements-joined"].count.number == 642
    assert by_unit["humanitarian-actions"].act == "aid-delivery"
    assert [(c.kind, c.act) for c in told if c.kind == "denial"] == [("denial", "airstrike")]


def test_a_day_of_the_russian_centre_in_russian() -> None:
    """Two provinces that share "по 1" have one each; small arms are no shelling; no aid is a nought and no blank."""
    (count,) = _violations(RUSSIAN, "ru")
    assert count.count and count.count.parts == "Латакия=5; Дераа=5; Алеппо=2; Дамаск=1; Хама=1"
    struck = [(c.place, c.act, c.actors) for c in _claims(RUSSIAN, "ru") if c.kind == "incident"]
    assert struck == [
        ("Кляба, Латакия", "shelling", (("Ахрар аш-Шам",),)),
        ("Джебель-Алакая, Латакия", "shelling", (("Ахрар аш-Шам",),)),
        ("Дума, Дамаск", "small-arms-fire", (("Боевики",),)),
    ]
    aid = next(c for c in _claims(RUSSIAN, "ru") if c.count and c.count.unit == "humanitarian-actions")
    assert aid.count and aid.count.number == 0


@pytest.mark.parametrize(
    ("language", "text", "figures"),
    [
        (
            "ru",
            "Российской частью представительства комиссии зафиксировано три факта открытия огня: в провинции Латакия – один, "
            "Идлиб – два. Турецкой частью представительства зафиксирован один факт открытия огня в провинции Идлиб.",
            {
                "Russian part of the joint commission": (3, "Латакия=1; Идлиб=2"),
                "Turkish part of the joint commission": (1, ""),
            },
        ),
        (
            "ru",
            "Представители российской стороны в комиссии зафиксировали за сутки 15 нарушений. В провинциях Хама и Дамаск "
            "зафиксировано по 6 нарушений, в провинции Алеппо – 3.",
            {"Russian part of the joint commission": (15, "Хама=6; Дамаск=6; Алеппо=3")},
        ),
        (
            "ar",
            "رصد الجانب الروسي في لجنة الهدنة، خلال الـ24 ساعة الأخيرة، 31 حالة إطلاق نار: 20 في اللاذقية، 8 في حلب، و3 في حماة، "
            "بينما لم يسجّل الجانب التركي أي انتهاك لوقف إطلاق النار.",
            {
                "Russian part of the joint commission": (31, "اللاذقية=20; حلب=8; حماة=3"),
                "Turkish part of the joint commission": (0, ""),
            },
        ),
        (
            "en",
            "The reconciliation centre said eight violations were registered. It said there had been two violations in Hama "
            "province, three in Aleppo and three in Idlib.",
            {"Russian reconciliation centre": (8, "Hama=2; Aleppo=3; Idlib=3")},
        ),
    ],
)
def test_two_columns_and_two_sentences(language: str, text: str, figures: dict[str, tuple[int, str]]) -> None:
    """Each part of a commission is a claimant of its own; provinces may stand in the next sentence; none is a nought."""
    found = {c.claimants[0]: (c.count.number, c.count.parts) for c in _violations(text, language) if c.count}
    assert found == figures


SUMMARY = """SNHR: No less than 250 breaches in the first week

SNHR documented no less than 250 breaches in the first week. The report notes that 230 breaches were carried out through combat \
operations, including 210 breaches at the hands of government forces and 12 by alleged Russian forces, in addition to eight \
breaches by armed opposition factions.

Also, 30 breaches in the form of arrests were recorded: 14 arrests at the hands of government forces and six at the hands of \
Self-management forces.

The report documents the killing of 21 civilians, including four children."""


def test_a_summary_keeps_total_and_parts_though_they_disagree() -> None:
    """Kinds by who is blamed, nested; the sums that do not hold are flagged and nothing is mended."""
    (count,) = _violations(SUMMARY, "en")
    assert count.count and count.count.number == 250 and count.claimants == ("SNHR",)
    assert count.count.parts == (
        "combat=230[government forces=210; alleged Russian forces=12; armed opposition factions=8]; "
        "arrests=30[government forces=14; Self-management forces=6]"
    )
    wrong = [(flag.what, flag.stated, flag.summed) for flag in check_counts([count]) if not flag.agrees]
    assert wrong == [("violations, all parts", 250, 260), ("arrests", 30, 20)]
    assert count.span.length.days > 7


def test_a_summary_in_arabic_and_one_by_province() -> None:
    """Force before or after the figure, places in brackets, and a running total."""
    arabic = (
        "قالت الشبكة السورية لحقوق الإنسان إن ما تم توثيقه بلغ 44 خرقا للهدنة، منها 27 خرقا بعمليات قتالية: 20 عملية من القوات "
        "الحكومية و7 من القوات الروسية، و17 خرقا بالاعتقال."
    )
    (count,) = _violations(arabic, "ar")
    assert count.count and count.count.parts == "combat=27[القوات الحكومية=20; القوات الروسية=7]; arrests=17"
    places = (
        "SNHR recorded 64 breaches. Of those, 60 were combat operations: 57 by government forces (Daraa 30, Homs 20, Idlib 7) "
        "and three by opposition factions. The overall total of breaches since the truce started on 27 February is now 418."
    )
    (count,) = _violations(places, "en")
    assert count.count and count.count.since_start == 418
    assert count.count.parts == "combat=60[government forces=57[Daraa=30; Homs=20; Idlib=7]; opposition factions=3]"


def test_every_span_is_where_its_words_stand() -> None:
    """The words of a claim are that slice of the text; every field's span lies within the text."""
    for text, language in ((ENGLISH, "en"), (RUSSIAN, "ru"), (SUMMARY, "en")):
        for claim in _claims(text, language):
            start, end = claim.spans["words"]
            assert text[start:end] == claim.words
            assert all(0 <= a < b <= len(text) for a, b in claim.spans.values())
    count = _violations(ENGLISH, "en")[0]
    assert ENGLISH[slice(*count.spans["count.number"])] == "19"
    assert ENGLISH[slice(*count.spans["count.since_start"])] == "57"


def test_the_layout_is_told_with_its_reason() -> None:
    """By content and never by a file's name."""
    assert recognised(ENGLISH).layout == "russian-centre" and "reconciliation" in recognised(ENGLISH).because
    assert recognised(RUSSIAN).layout == "russian-centre"
    assert recognised(SUMMARY).layout == "snhr"
    assert recognised("A market opened in the town on Monday.").layout == ""


def test_no_layout_and_no_day_are_set_aside() -> None:
    """One line with a reason and a remedy; nothing is guessed."""
    claims, aside = _read("A market opened in the town on Monday.", "en")
    assert claims == [] and "no known layout" in aside[0].reason
    claims, aside = _read("The reconciliation centre recorded nine violations.", "en", None)
    assert claims == [] and "no day" in aside[0].reason and aside[0].remedy
    claims, aside = _read("The reconciliation centre spoke of violations.", "en")
    assert claims == [] and len(aside) == 1


def test_a_bulletins_own_date_wins_over_nothing_and_as_of_is_a_day() -> None:
    """A bare date is that day and the 24 hours before; an hour as of which it speaks ends the 24 hours."""
    count = _violations(ENGLISH, "en")[0]
    assert iso(count.start, DAMASCUS) == "2031-03-10T00:00:00+03:00"
    assert iso(count.end, DAMASCUS) == "2031-03-12T00:00:00+03:00"
    text = "Reconciliation centre, as of 19:30, 11 March 2031: nine violations were recorded."
    count = _violations(text, "en")[0]
    assert (iso(count.start, DAMASCUS), iso(count.end, DAMASCUS)) == (
        "2031-03-10T19:30:00+03:00",
        "2031-03-11T19:30:00+03:00",
    )


def test_a_second_figure_is_not_dropped() -> None:
    """Two figures for one day: the one with parts is the claim, the other is set aside with its number."""
    text = "The reconciliation centre recorded 12 violations. In 24 hours 14 violations were recorded (Hama - 8, Aleppo - 6)."
    claims, aside = _read(text, "en")
    assert [c.claim.count.number for c in claims if c.claim.count] == [14]
    assert "12" in aside[0].reason


PROVINCES = ["Aleppo", "Hama", "Homs", "Latakia", "Daraa", "al-Quneitra", "Idlib"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PROVINCES), st.integers(1, 60)), min_size=2, max_size=6, unique_by=lambda p: p[0]
    ),
    st.sampled_from(["({})", ", including {}", ": {}"]),
    st.sampled_from(
        ["{n} in the province of {p}", "{n} - in the province of {p}", "{p} - {n}", "{p} {n}", "{n} in {p}"]
    ),
    st.integers(-3, 3),
)
def test_any_list_of_provinces_reads_back(parts: list[tuple[str, int]], frame: str, item: str, off: int) -> None:
    """Whatever the manner of the list, each province has its figure, and a wrong total stays wrong."""
    total = max(sum(n for _, n in parts) + off, *(n for _, n in parts))
    listed = ", ".join(item.format(n=n, p=p) for p, n in parts)
    text = f"The reconciliation centre recorded {total} violations in 24 hours{frame.format(listed)}."
    (count,) = _violations(text, "en")
    assert count.count and count.count.number == total
    assert [(p.name, p.number) for p in parse_parts(count.count.parts)] == parts


HEAP = (
    "reconciliation centre violations 12 19 in the province of Aleppo ( ) - , . : including SNHR breaches by government forces "
    "combat arrests нарушений – по 1 Латакия Турецкой частью خرق في حلب منها shelled at "
    "the settlements of Maan since | SMM position"
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*HEAP.split(" "), "\n"]), max_size=60), st.sampled_from(["en", "ar", "ru", ""]))
def test_no_heap_of_words_is_too_odd(words: list[str], language: str) -> None:
    """Nothing raises, spans hold, parts can be read again, and the same text gives the same claims."""
    text = " ".join(words)
    claims, aside = _read(text, language)
    assert claims or aside
    for told in claims:
        assert all(0 <= a <= b <= len(text) for a, b in told.claim.spans.values())
        if told.claim.count:
            parse_parts(told.claim.count.parts)
    assert _read(text, language) == (claims, aside)


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "Reconciliation centre: 12 breaches in the regions of Daraa (4) and Hama (8).", "Daraa=4; Hama=8"),
        ("ru", "Центр по примирению: зафиксированы 9 случаев стрельбы — в провинциях Хама (2) и Дамаск (7).", "Хама=2; Дамаск=7"),
        ("ar", "رصد الجانب الروسي 19 انتهاكًا، وقعت في محافظات إدلب (6) وحلب (3) واللاذقية (10).", "إدلب=6; حلب=3; اللاذقية=10"),
        ("ar", "رصد الجانب الروسي 4 خروقات، 2 في حلب، 1 في إدلب و1 في دمشق.", "حلب=2; إدلب=1; دمشق=1"),
    ],
)  # fmt: skip
def test_figures_in_brackets_and_behind_commas(language: str, text: str, parts: str) -> None:
    """Names before figures in brackets, and lists that nothing but a comma opens."""
    (count,) = _violations(text, language)
    assert count.count and count.count.parts == parts


def test_what_a_side_does_not_confirm_is_its_denial_and_no_figure() -> None:
    """Nine by one side, none of them confirmed by the other."""
    text = (
        "The reconciliation centre's bulletin: the Turkish side reported nine ceasefire violations, but the Russian side does "
        "not confirm any of them."
    )
    told = _claims(text, "en")
    assert [(c.kind, c.claimants[0]) for c in told] == [
        ("denial", "Russian part of the joint commission"),
        ("count", "Turkish part of the joint commission"),
    ]
    assert told[1].count and told[1].count.number == 9


def test_places_without_a_total_are_not_taken_for_one() -> None:
    """Ten in one province and five in another are no figure of ten."""
    text = "По данным российской части, в Идлибе зафиксировано десять нарушений, в Латакии — пять, в Хаме — одно."
    claims, aside = _read(text, "ru")
    assert claims == [] and "without a total" in aside[0].reason


def test_where_fire_came_from_is_not_where_it_fell() -> None:
    """The place after "from the side of" and groups by name are no places that were hit."""
    text = (
        "Центр по примирению сообщил о нарушениях: боевики группировки «Ахрар аш-Шам» обстреляли посёлок Тахун со стороны "
        "населенного пункта Тейр-Маала (провинция Хомс)."
    )
    struck = [c for c in _claims(text, "ru") if c.kind == "incident"]
    assert [(c.place, c.actors) for c in struck] == [("Тахун, Хомс", (("Ахрар аш-Шам",),))]
