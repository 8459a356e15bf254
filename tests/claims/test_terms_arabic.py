"""Terms in Arabic."""

import pytest

from holdfire.claims.terms import terms_in
from tests.claims.terms_told import article, told

DUTIES = [
    ("يجب على روسيا سحب قواتها من مدينة خرشا.", "withdrawal", "must", ("russia",), ()),
    ("وسيسلم المتمردون أسلحتهم الثقيلة.", "disarmament", "must", ("opposition",), ()),
    ("يجب على الطرفين وقف إطلاق النار.", "attack", "must-not", ("all-sides",), ()),
    ("يتعين على القوات السورية وقف الغارات على مواقع المعارضة.", "airstrike", "must-not", ("syria",), ()),
    ("يجب على إيران إقناع الحوثيين بوقف الهجمات.", "attack", "must-not", ("houthis",), ("iran",)),
    ("تعهدت تركيا بدفع المعارضة إلى الانفصال عن القاعدة.", "separation", "must", ("opposition",), ("turkey",)),
    ("ينص الاتفاق على الإفراج عن جميع الأسرى.", "release", "must", (), ()),
    ("اتفق الطرفان على تبادل الجثث.", "remains-returned", "must", ("all-sides",), ()),
    ("تعهدت إسرائيل برفع الحصار.", "siege", "must-not", ("israel",), ()),
    ("وسيشكل الطرفان لجنة مشتركة.", "body-set-up", "must", ("all-sides",), ()),
    ("يجب على إثيوبيا إدخال المساعدات.", "aid-delivery", "must", ("ethiopia",), ()),
    ("ينص الاتفاق على إيصال المساعدات إلى المناطق المحاصرة.", "aid-delivery", "must", (), ()),
    ("وسينسحب الحوثيون من الميناء.", "withdrawal", "must", ("houthis",), ()),
    ("وسترسل الأمم المتحدة مراقبين. ويجب على ليبيا إجلاء الجرحى.", "evacuation", "must", ("libya",), ()),
    ("وستراقب الأمم المتحدة الهدنة.", "monitoring", "must", ("un",), ()),
    ("تعهدت الأردن بفتح المعبر.", "passage", "must", ("jordan",), ()),
    ("تشمل الخطة عودة النازحين. وينص الاتفاق على عودة اللاجئين.", "return-home", "must", (), ()),
    ("ينص الاتفاق على خروج القوات الأجنبية.", "foreign-forces-leave", "must", (), ()),
    ("وتفرج حماس عن عشرين رهينة.", "release", "must", ("hamas",), ()),
    ("يجب على السودان استئناف المفاوضات.", "meeting", "must", ("sudan",), ()),
    ("يجب على الطرفين إجراء انتخابات.", "vote-held", "must", ("all-sides",), ()),
]


@pytest.mark.parametrize(("sentence", "act", "rule", "who", "through"), DUTIES, ids=[d[0][:50] for d in DUTIES])
def test_a_duty_is_read_with_those_who_owe_it(
    sentence: str, act: str, rule: str, who: tuple[str, ...], through: tuple[str, ...]
) -> None:
    """What, by whom and through whom; who is not said is nobody."""
    found = [one for one in told(sentence, "ar").duties if one.act == act and one.said.words in sentence]
    assert len(found) == 1
    assert (found[0].rule, found[0].through) == (rule, through)
    assert tuple(one.removesuffix("-government") for one in found[0].who) == who


OTHERS = [
    ("وستدخل الهدنة حيز التنفيذ يوم السبت.", "start", "يوم السبت"),
    ("ويبدأ وقف إطلاق النار في 14 آذار/مارس.", "start", "14 آذار/مارس"),
    ("وتستمر الهدنة 60 يوما.", "window", "60 days"),
    ("وأعلنت الهدنة لمدة 48 ساعة.", "window", "2 days"),
    ("وأعلنت الهدنة لمدة أسبوعين.", "window", "14 days"),
    ("إذا صمدت الهدنة أسبوعا، فستفتح روسيا المعبر.", "clock", "7 days"),
    ("بعد سبعة أيام من الهدوء، سيبدأ الطرفان المفاوضات.", "clock", "7 days"),
    ("تدعم موسكو الحكومة السورية.", "backing", "russia syria"),
    ("وتدعم إيران الحوثيين.", "backing", "iran houthis"),
    ("وافقت المعارضة المدعومة من تركيا.", "backing", "turkey opposition"),
    ("لا تشمل الهدنة تنظيم داعش.", "excluded", "islamic-state"),
    ("يشمل الاتفاق الجميع باستثناء القاعدة.", "excluded", "al-qaeda"),
    ("وستستمر الضربات ضد الجماعات الإرهابية.", "excluded", "terrorist-groups"),
    ("إذا صمدت الهدنة، فستنشئ روسيا والولايات المتحدة مركزا مشتركا.", "gate", "russia united-states"),
    ("ستفتح روسيا المعبر إذا أفرج المتمردون عن الأسرى.", "gate", "russia"),
]


@pytest.mark.parametrize(("sentence", "of", "expected"), OTHERS, ids=[o[0] for o in OTHERS])
def test_starts_lengths_backers_exclusions_and_steps(sentence: str, of: str, expected: str) -> None:
    """Each kind of term from one sentence after an announcement."""
    found = told(sentence, "ar")
    if of == "start":
        found = terms_in(
            article(f"توصلت تشاد والسودان إلى اتفاق. {sentence} وينص الاتفاق على الإفراج عن جميع الأسرى.", "ar")
        )
    told_of = {
        "start": {found.start.said.words} if found.start else set(),
        "window": {one.text for one in found.lengths if one.of == "window"},
        "clock": {one.text for one in found.lengths if one.of == "clock"},
        "backing": {f"{one.by} {one.whom.removesuffix('-government')}" for one in found.backings},
        "excluded": set(found.exclusions),
        "gate": {" ".join(one.by) for one in found.gates},
    }[of]
    assert any(expected in one for one in told_of) if of == "start" else told_of == {expected}


NONE = [
    "لم يتوصل الطرفان إلى هدنة. ويأمل الوسطاء في هدنة لمدة عشرة أيام.",
    "دعت الأمم المتحدة إلى وقف إطلاق النار في سوريا لمدة سبعة أيام. ويجب على الطرفين وقف الهجمات.",
    "وقع النادي واللاعب اتفاقا لمدة عامين. ويبدأ الاتفاق يوم الاثنين.",
    "قتل 12 شخصا في القصف. وكانت الهدنة السابقة قد انهارت مرارا.",
    "إذا اتفق الطرفان على هدنة، فستصل المساعدات.",
    "رفضت تشاد توقيع اتفاق السلام. ويجب على المتمردين تسليم أسلحتهم.",
]


@pytest.mark.parametrize("text", NONE, ids=[n[:50] for n in NONE])
def test_a_page_that_announces_no_agreement_gives_no_terms(text: str) -> None:
    """Failed, asked for, of another kind, earlier, conditional or refused."""
    assert terms_in(article(text, "ar")).announced is None


def test_a_private_person_is_a_source_without_a_name() -> None:
    """Names of residents are kept nowhere."""
    found = told("وقال المواطن عمر حداد إنهم ينتظرون المساعدات.", "ar")
    assert [(one.kind, one.closed) for one in found.sources] == [("person", True)]
    assert "حداد" not in found.model_dump_json()
