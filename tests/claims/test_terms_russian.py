"""Terms in Russian."""

import pytest

from holdfire.claims.terms import terms_in
from tests.claims.terms_told import article, told

DUTIES = [
    ("Россия должна отвести войска от Харши.", "withdrawal", "must", ("russia",), ()),
    ("Повстанцы обязаны сдать тяжёлое оружие.", "disarmament", "must", ("opposition",), ()),
    ("Обе стороны прекратят огонь.", "attack", "must-not", ("all-sides",), ()),
    ("Сирийские войска должны прекратить авиаудары по позициям оппозиции.", "airstrike", "must-not", ("syria",), ()),
    ("Иран должен убедить хуситов прекратить обстрелы.", "attack", "must-not", ("houthis",), ("iran",)),
    (
        "Турция обязалась заставить оппозицию отмежеваться от «Аль-Каиды».",
        "separation",
        "must",
        ("opposition",),
        ("turkey",),
    ),
    ("Соглашение предусматривает освобождение всех пленных.", "release", "must", (), ()),
    ("Стороны обменяются телами погибших.", "remains-returned", "must", ("all-sides",), ()),
    ("Израиль пообещал снять блокаду.", "siege", "must-not", ("israel",), ()),
    ("Стороны создадут совместную комиссию.", "body-set-up", "must", ("all-sides",), ()),
    ("Эфиопия должна обеспечить гуманитарный доступ.", "aid-delivery", "must", ("ethiopia",), ()),
    ("Стороны согласились начать переговоры.", "meeting", "must", ("all-sides",), ()),
    ("Турция и Россия выведут войска.", "withdrawal", "must", ("turkey", "russia"), ()),
    ("ООН направит наблюдателей.", "monitoring", "must", ("un",), ()),
    ("Повстанцы должны открыть дорогу.", "passage", "must", ("opposition",), ()),
    ("План предусматривает возвращение беженцев.", "return-home", "must", (), ()),
    ("Стороны обязались провести разминирование.", "mine-clearing", "must", ("all-sides",), ()),
    ("Сербия проведёт выборы.", "vote-held", "must", ("serbia",), ()),
    ("Соглашение предусматривает вывод иностранных наёмников.", "foreign-forces-leave", "must", (), ()),
    ("Власти Ливии должны эвакуировать раненых.", "evacuation", "must", ("libya",), ()),
    ("Ирак должен прекратить полёты.", "overflight", "must-not", ("iraq",), ()),
    ("Азербайджан обязался остановить наступление.", "ground-advance", "must-not", ("azerbaijan",), ()),
]


@pytest.mark.parametrize(("sentence", "act", "rule", "who", "through"), DUTIES, ids=[d[0][:50] for d in DUTIES])
def test_a_duty_is_read_with_those_who_owe_it(
    sentence: str, act: str, rule: str, who: tuple[str, ...], through: tuple[str, ...]
) -> None:
    """What, by whom and through whom; who is not said is nobody."""
    found = [one for one in told(sentence, "ru").duties if one.act == act and one.said.words in sentence]
    assert len(found) == 1
    assert (found[0].rule, found[0].through) == (rule, through)
    assert tuple(one.removesuffix("-government") for one in found[0].who) == who


OTHERS = [
    ("Перемирие вступит в силу в полночь 14 марта.", "start", "14 марта"),
    ("Режим прекращения огня начнёт действовать в субботу.", "start", "субботу"),
    ("Перемирие продлится 60 дней.", "window", "60 days"),
    ("Перемирие объявлено сроком на 48 часов.", "window", "2 days"),
    ("Перемирие объявлено на десять дней.", "window", "10 days"),
    ("Если перемирие продержится неделю, Россия откроет переход.", "clock", "7 days"),
    ("Россия откроет переход, если затишье продлится 72 часа.", "clock", "3 days"),
    ("После семи дней тишины стороны начнут переговоры.", "clock", "7 days"),
    ("Москва поддерживает сирийское правительство.", "backing", "russia syria"),
    ("Повстанцы, которых поддерживает Турция, согласились.", "backing", "turkey opposition"),
    ("Саудовская Аравия выступает на стороне оппозиции.", "backing", "saudi-arabia opposition"),
    ("Перемирие не распространяется на ИГИЛ.", "excluded", "islamic-state"),
    ("Соглашение охватывает всех, за исключением «Аль-Каиды».", "excluded", "al-qaeda"),
    ("Удары по террористическим группировкам продолжатся.", "excluded", "terrorist-groups"),
    ("Если стороны прекратят огонь, Россия и США создадут совместный центр.", "gate", "russia united-states"),
    ("Только после семи дней тишины США и Россия начнут сотрудничать.", "gate", "united-states russia"),
]


@pytest.mark.parametrize(("sentence", "of", "expected"), OTHERS, ids=[o[0] for o in OTHERS])
def test_starts_lengths_backers_exclusions_and_steps(sentence: str, of: str, expected: str) -> None:
    """Each kind of term from one sentence after an announcement."""
    found = told(sentence, "ru")
    if of == "start":
        found = terms_in(article(f"Чад и Судан достигли соглашения. {sentence} Стороны освободят пленных.", "ru"))
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
    "Стороны не достигли перемирия. Посредники надеются договориться о перемирии на десять дней.",
    "ООН призвала к прекращению огня в Сирии на семь дней. Стороны должны прекратить обстрелы.",
    "Клуб и нападающий подписали договор на два года. Он вступит в силу в понедельник.",
    "При обстреле погибли 12 человек. Перемирие, объявленное ранее, неоднократно нарушалось.",
    "Если стороны договорятся о перемирии, помощь будет доставлена.",
    "Чад отказался подписать мирный договор. Повстанцы должны сложить оружие.",
]


@pytest.mark.parametrize("text", NONE, ids=[n[:50] for n in NONE])
def test_a_page_that_announces_no_agreement_gives_no_terms(text: str) -> None:
    """Failed, asked for, of another kind, earlier, conditional or refused."""
    assert terms_in(article(text, "ru")).announced is None


def test_a_private_person_is_a_source_without_a_name() -> None:
    """Names of residents are kept nowhere."""
    found = told("«Мы ждём помощи», — сказал житель Умар Хаддад.", "ru")
    assert [(one.kind, one.closed) for one in found.sources] == [("person", True)]
    assert "Хаддад" not in found.model_dump_json()
