"""Terms in English: who, when, how long, what, under which condition, and what is no term."""

import pytest

from holdfire.claims.terms import terms_in
from tests.claims.terms_told import article, told

DUTIES = [
    ("Russia must withdraw its troops from Kharsa.", "withdrawal", "must", ("russia",), (), "kharsa"),
    ("Under the agreement, the rebels will hand over their heavy weapons.", "disarmament", "must", ("opposition",), (), ""),
    ("Both sides have to stop shelling.", "attack", "must-not", ("all-sides",), (), ""),
    ("Yemen's army will halt air strikes on the rebels.", "airstrike", "must-not", ("yemen",), (), ""),
    ("Iran needs to persuade the Houthis to stop attacks.", "attack", "must-not", ("houthis",), ("iran",), ""),
    ("Turkey has to get the rebels to separate from al-Qaeda.", "separation", "must", ("opposition",), ("turkey",), ""),
    ("The deal calls for the release of all prisoners.", "release", "must", (), (), ""),
    ("Key to the accord is the withdrawal of Israeli forces from Marun.", "withdrawal", "must", ("israel",), (), "marun"),
    ("The two sides agreed to exchange the bodies of the dead.", "remains-returned", "must", ("all-sides",), (), ""),
    ("Colombia pledged to lift the blockade.", "siege", "must-not", ("colombia",), (), ""),
    ("The parties are to set up a joint commission.", "body-set-up", "must", ("all-sides",), (), ""),
    ("Ethiopia shall allow aid convoys to pass.", "aid-delivery", "must", ("ethiopia",), (), ""),
    ("The United Nations will monitor the truce.", "monitoring", "must", ("un",), (), ""),
    ("Observers will be deployed along the front line.", "monitoring", "must", (), (), "front-line"),
    ("The rebels promised to reopen the road to Damra.", "passage", "must", ("opposition",), (), "damra"),
    ("Foreign fighters must go; Turkey and Russia will withdraw theirs.", "withdrawal", "must", ("turkey", "russia"), (), ""),
    ("The agreement provides for the return of displaced families.", "return-home", "must", (), (), ""),
    ("The government and the rebels undertook to clear mines.", "mine-clearing", "must", ("sweden", "opposition"), (), ""),
    ("The rebels must end the use of child soldiers.", "child-recruitment", "must-not", ("opposition",), (), ""),
    ("Serbia will hold elections in the autumn.", "vote-held", "must", ("serbia",), (), ""),
    ("Azerbaijan agreed to end its siege of Verin.", "siege", "must-not", ("azerbaijan",), (), "verin"),
    ("Humanitarian access must be granted to besieged towns.", "aid-delivery", "must", (), (), "besieged-towns"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "act", "rule", "who", "through", "zone"), DUTIES, ids=[d[0][:50] for d in DUTIES])
def test_a_duty_is_read_with_those_who_owe_it(
    sentence: str, act: str, rule: str, who: tuple[str, ...], through: tuple[str, ...], zone: str
) -> None:
    """What, by whom, through whom and where; who is not said is nobody."""
    found = [one for one in told(sentence, "en").duties if one.act == act and one.said.words in sentence]
    assert len(found) == 1
    duty = found[0]
    assert (duty.rule, duty.through, duty.zone) == (rule, through, zone)
    assert tuple(one.removesuffix("-government") for one in duty.who) == who


STARTS = [
    ("The ceasefire will come into force at midnight on Friday.", "at midnight on Friday"),
    ("The truce starts on Saturday.", "Saturday"),
    ("The deal takes effect on 14 March.", "14 March"),
    ("The cessation of hostilities would begin on Wednesday.", "Wednesday"),
    ("The agreement is to enter into force at 06:00 on 12 March 2031.", "06:00 on 12 March 2031"),
]


@pytest.mark.parametrize(("sentence", "words"), STARTS, ids=[s[0] for s in STARTS])
def test_the_start_is_read_with_its_words(sentence: str, words: str) -> None:
    """A weekday of an announcement lies ahead of it."""
    found = terms_in(
        article(f"Chad and Sudan reached a ceasefire deal. {sentence} Both sides must release prisoners.")
    ).start
    assert found and words in found.said.words and found.first and 10 <= found.first.day <= 22


def test_times_that_contradict_each_other_tell_no_day() -> None:
    """A Saturday that is no day of the feast named beside it: the words are kept, the day is for a person to find."""
    found = told("The truce starts on Saturday, the first day of Ramadan.", "en")
    text = "Chad and Sudan agreed on a truce. It starts on Saturday, the first day of Ramadan. Both must release prisoners."
    start = terms_in(article(text)).start
    assert found.start and start and start.said.words == "Saturday, the first day of Ramadan" and start.first is None


LENGTHS = [
    ("The truce will last 60 days.", "60 days", "window"),
    ("A 48-hour ceasefire was agreed.", "2 days", "window"),
    ("It is a two-week truce.", "14 days", "window"),
    ("The ceasefire holds for an initial ten days.", "10 days", "window"),
    ("If calm lasts for a week, Russia will open the crossing.", "7 days", "clock"),
    ("After 30 days of quiet, the sides will begin talks.", "30 days", "clock"),
]


@pytest.mark.parametrize(("sentence", "length", "of"), LENGTHS, ids=[x[0] for x in LENGTHS])
def test_a_length_is_of_the_truce_or_of_a_condition(sentence: str, length: str, of: str) -> None:
    """How long the truce holds is a window; what must last before a step is a clock."""
    assert [(one.text, one.of) for one in told(sentence, "en").lengths] == [(length, of)]


GATES = [
    ("If it holds a week, Russia and Turkey will set up a centre.", ("russia", "turkey"), "7 days", False, ("body-set-up",)),
    ("Only if attacks stop for 72 hours will Russia lift the blockade.", ("russia",), "3 days", True, ("siege",)),
    ("Once the rebels have left the port, the UN will deploy observers.", ("un",), "", False, ("monitoring",)),
    ("Russia will withdraw its troops if the rebels release the hostages.", ("russia",), "", False, ("withdrawal",)),
    ("Provided that aid arrives, Sudan would start talks.", ("sudan",), "", False, ("meeting",)),
    ("After 14 days of calm, the African Union will send peacekeepers.", ("african-union",), "14 days", False, ("monitoring",)),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "by", "length", "only", "acts"), GATES, ids=[g[0][:50] for g in GATES])
def test_a_step_that_waits_is_a_gate(
    sentence: str, by: tuple[str, ...], length: str, only: bool, acts: tuple[str, ...]
) -> None:
    """What must hold, what follows, who takes the step and whether nothing else opens it."""
    (gate,) = told(sentence, "en").gates
    assert (set(gate.by), gate.length, gate.only_if) == (set(by), length, only) and set(acts) <= set(gate.acts)


BACKINGS = [
    ("Moscow supports the Syrian government.", "russia", "syria"),
    ("Iran, which backs the Houthis, welcomed it.", "iran", "houthis"),
    ("Hezbollah, backed by Iran, agreed.", "iran", "hezbollah"),
    ("Saudi Arabia is behind the rebels.", "saudi-arabia", "opposition"),
    ("Turkey must bring the rebels it supports to withdraw.", "turkey", "opposition"),
]


@pytest.mark.parametrize(("sentence", "by", "whom"), BACKINGS, ids=[b[0] for b in BACKINGS])
def test_who_backs_whom(sentence: str, by: str, whom: str) -> None:
    """In the page's words, by name, capital or pronoun."""
    assert (by, whom) in {(one.by, one.whom.removesuffix("-government")) for one in told(sentence, "en").backings}


EXCLUSIONS = [
    ("The truce does not apply to Islamic State.", "islamic-state"),
    ("The deal excludes al-Qaeda.", "al-qaeda"),
    ("Strikes against Boko Haram will go on.", "boko-haram"),
    ("All groups are covered, except the Nusra Front.", "nusra"),
    ("The rebels must separate themselves from Al Nusra.", "nusra"),
    ("The ceasefire will not cover terrorist groups.", "terrorist-groups"),
]


@pytest.mark.parametrize(("sentence", "who"), EXCLUSIONS, ids=[e[0] for e in EXCLUSIONS])
def test_who_stands_outside(sentence: str, who: str) -> None:
    """Exempted in so many words, parted from, or fought on."""
    assert told(sentence, "en").exclusions == (who,)


NONE = [
    "The sides failed to reach a ceasefire. Mediators hope to agree a truce that begins on Friday and lasts ten days.",
    "No truce was agreed on Monday. Both sides must release all prisoners within ten days.",
    "The club and the striker agreed a two-year deal. It takes effect on Monday if he passes a medical.",
    "The UN called for a ceasefire in Syria for seven days. Both sides must stop attacks, it said.",
    "Shells fell on the town, weeks after a truce agreed in February broke down. The army must withdraw.",
    "If Chad and Sudan agree on a truce, aid will be delivered and prisoners will be released.",
    "Chad refused to sign the peace agreement. The rebels must disarm within ten days.",
    "Sudan may agree to a ceasefire next week, which would begin on Friday.",
    "Chad and Sudan announced a trade agreement. It will come into force on Friday and last two years.",
    "",
    "Ceasefire",
]


@pytest.mark.parametrize("text", NONE, ids=[n[:50] for n in NONE])
def test_a_page_that_announces_no_agreement_gives_no_terms(text: str) -> None:
    """Failed, hoped for, asked for, conditional, earlier, or of another kind."""
    found = terms_in(article(text))
    assert found.announced is None and not found.duties and not found.gates and not found.actors


def test_an_announcement_alone_gives_no_terms() -> None:
    """A page that says no more than that something was agreed is no plan."""
    assert terms_in(article("Officials said a truce was agreed.")).announced is None


def test_what_a_page_does_not_say_is_unknown() -> None:
    """Every field an agreement needs and the page is silent on."""
    found = told("Both sides must release prisoners.", "en")
    assert {"gates", "exclusions", "clock", "end", "resets", "monitors", "backings"} <= set(found.unknown)
    assert not {"makers", "start", "duties"} & set(found.unknown)


def test_a_private_person_is_a_source_without_a_name() -> None:
    """A resident's words are heard and their name is kept nowhere."""
    found = told('"We must stop the attacks," said resident Omar Haddad, a father of three.', "en")
    assert [(one.kind, one.name) for one in found.sources if one.closed] == [("person", "resident")]
    assert "Haddad" not in found.model_dump_json() and not any(one.act == "attack" and one.who for one in found.duties)


def test_a_number_over_years_is_background() -> None:
    """A toll of a whole war is no incident; one of a day is told as such."""
    found = told("The five-year war has killed 290,000 people. On Sunday 12 people were killed.", "en").figures
    assert [(one.number, one.of, one.background) for one in found] == [(290_000, "killed", True), (12, "killed", False)]


def test_a_page_without_a_day_keeps_the_words_of_the_start() -> None:
    """Where nobody knows when it was published, the weekday is told and the day is not."""
    text = "Chad and Sudan agreed on a truce. It will take effect on Friday. Both sides must release prisoners."
    found = terms_in(article(text, dated=False)).start
    assert found and found.said.words.endswith("Friday") and found.first is None and found.last is None


def test_other_languages_give_no_terms() -> None:
    """Three languages are read; a fourth is not guessed at."""
    assert terms_in(article("Le Tchad et le Soudan ont conclu une trêve.", "fr")).announced is None


def test_the_items_of_a_list_of_terms_are_duties() -> None:
    """A list under a line on the agreement needs no word for a duty in each item; a list of other things makes none."""
    items = "\n- withdrawal of heavy weapons from Verin\n- release of all prisoners\n- Russia to clear mines"
    found = told(f"The main points of the deal:{items}", "en").duties
    assert [(one.act, one.who, one.zone) for one in found[1:]] == [
        ("withdrawal", (), "verin"),
        ("release", (), ""),
        ("mine-clearing", ("russia",), ""),
    ]
    other = told(f"Residents spoke of three wishes:{items}", "en").duties
    assert [one.act for one in other] == ["attack"]


def test_what_a_private_person_says_is_no_term_however_long_they_speak() -> None:
    """The quotation goes on after the name, and in the next paragraph with "she said"."""
    words = '"We wait," said resident Amna Idris. "They have to stop bombing us."\n\n"Both sides must release my sons," she said.'
    assert [one.act for one in told(words, "en").duties] == ["attack"]


def test_who_says_that_another_must_is_not_who_must() -> None:
    """A minister's word binds neither his state nor anybody who is not named; somebody called by letters keeps them."""
    found = told(
        "Turkey's president said the YPG must hand over its weapons. Iran said prisoners must be released.", "en"
    ).duties
    assert [(one.act, one.who) for one in found[1:]] == [("disarmament", ("ypg",)), ("release", ())]


def test_a_clause_within_another_does_not_give_its_subject() -> None:
    """Whoever is told of between two commas is not who must act."""
    found = told("The Houthis, whom Iran supports, would withdraw from Marun.", "en")
    assert [(one.act, one.who) for one in found.duties[1:]] == [("withdrawal", ("houthis",))]


def test_a_denied_backing_is_none() -> None:
    """Whoever denies that they back somebody is not told as their backer."""
    assert not told("Rwanda denies backing M23. The M23 rebels must disarm.", "en").backings
