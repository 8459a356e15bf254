"""Why two accounts are taken for one, and where they part, is said in Arabic and Russian too, whatever a model can say of it."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given

from holdfire import reviews
from holdfire.agreement import Agreement
from holdfire.claims import Claim, Toll
from holdfire.findings.reconcile.model import Match, Reconciliation, Side, Stance
from holdfire.findings.reconcile.reconcile import reconcile
from holdfire.findings.reconcile.words import toll_in_words
from holdfire.incidents import fuse
from holdfire.incidents.fields import FIELDS
from holdfire.incidents.linkweights import BASE, LinkWeights, Row
from holdfire.incidents.reasons import reasons_of
from holdfire.publish.accounts import Accounts
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.why_one import FORMS, WHY
from holdfire.publish.words import words_in
from tests.findings.test_reconcile_laws import sides
from tests.incidents.claims import NOON, STRIKE, claim

EVERY_LEVEL = LinkWeights({**{(f, level): Row(100) for f in FIELDS for level in FIELDS[f].levels}, BASE: Row(100)})
"""Weights by which every level counts, and so is told."""
BLAMED = (("syrian-government", "russia"), ("opposition",))
PAIRS = (
    (claim("a"), claim("b")),
    (claim("a", act=None, words="", lat=None), claim("b", act=None)),
    (
        claim("a", words=STRIKE, dead=11, weapon="barrel bomb", target="civilians", actors=(("russia",),), hours=24),
        claim("b", words=STRIKE, toll=Toll(low=9, high=12), weapon="mortar", target="aid", actors=BLAMED, hours=60),
    ),
    (
        claim("a", act="airstrike", dead=3, weapon="mortar", target="aid", hours=24 * 30),
        claim("b", act="arrest", dead=40, weapon="mortar", target="aid", hours=24 * 1500, lat=36.9),
    ),
    (claim("a", act=None, hours=0), claim("b", act="attack", hours=0, after_h=30)),
    (claim("a", act="attack", radius_km=0.25, hours=0.4), claim("b", act="shelling", radius_km=12.5, after_h=5)),
)
"""Claims that share something, everything or nothing, and of which one or neither tells."""
HOLES = re.compile(r'<bdi>.*?</bdi>|<span lang="en" dir="auto">.*?</span>')
LATIN = re.compile("[A-Za-z]")


def _links() -> Iterator[str]:
    """Every part of a link, by every level of every field."""
    for (one, other), field in product(PAIRS, FIELDS.values()):
        for number in range(len(field.levels)):
            yield from (part.says for part in reasons_of((one, other), number << field.shift, EVERY_LEVEL))
    for hours in (0, 48):
        yield reviews._same_picture(claim("a"), claim("b", after_h=hours), 3)


def _records() -> Iterator[str]:
    """What a match says of what the record itself puts together."""
    for one, other in ((claim("a", event="E"), claim("b", event="E")), (claim("a"), claim("a"))):
        (match,) = reconcile(Side("north", fuse([one])), Side("south", fuse([other]))).matched
        yield from (part.says for part in match.components)


SAID = tuple(dict.fromkeys([*_links(), *_records()]))


def _names(agreement: Agreement, language: str) -> Names:
    return Names(agreement.text, words_in(language))


def test_every_form_is_said_by_the_model_and_everything_said_has_a_form() -> None:
    """None of the forms is of a sentence that nobody says any more."""
    assert {form for says in SAID for form, _ in list(WHY.of(says))[:1]} == set(FORMS)


@pytest.mark.parametrize("language", ["ar", "ru"])
@pytest.mark.parametrize("says", SAID)
def test_every_part_is_said_in_the_readers_language(agreement: Agreement, language: str, says: str) -> None:
    """Only a weapon's words, shared words and the names of sources, claims and events stay as they were written."""
    told = _names(agreement, language).why_one(says)
    assert told != _names(agreement, language).original(says)
    assert not LATIN.search(HOLES.sub("", told)), told
    kept = ("weapon", "telling words", "tells both", "the same claim", "under the event")
    if not any(words in says for words in kept):
        assert not LATIN.search(re.sub("<[^>]*>", "", told)), told


@given(sides())
def test_no_match_of_any_two_records_is_told_in_english(agreement: Agreement, drawn: Any) -> None:
    """Whatever the records: each part of the points of matches, candidates and pairs that a person parted has a form."""
    found = reconcile(*drawn)
    parts = [part.says for m in (*found.matched, *found.undone) for part in m.components]
    parts += [says for open_ in (*found.ambiguous_a, *found.ambiguous_b) for c in open_.candidates for says in c.says]
    for language in ("ar", "ru"):
        names = _names(agreement, language)
        for says in set(parts):
            assert not LATIN.search(HOLES.sub("", names.why_one(says))) and names.why_one(says) != names.original(says)


@pytest.mark.parametrize(
    ("says", "russian", "arabic"),
    [
        (
            "places 1.2 km apart, within radii 2 + 5 km",
            "между местами 1,2 км, в пределах радиусов 2 + 5 км",
            "بين المكانين 1.2 كم، ضمن نصفي القطر 2 + 5 كم",
        ),
        (
            "times miss each other by 0 d 02 h 30 (known to 21 min and 2.5 d)",
            "времена не встречаются, разрыв: 2 часа 30 минут (известны с точностью: 21 минута и 2,5 дня)",
            "لا يلتقي الوقتان، والفارق: ساعتان 30 دقيقة (معروفان بدقة: 21 دقيقة و2.5 يوم)",
        ),
        (
            "kin acts: attack and shelling",
            "родственные действия: нападение и обстрел",
            "فعلان متقاربان: هجوم وقصف",
        ),
        (
            "dead: 3 and 3 to 5, which overlap",
            "погибшие: 3 и 3–5, числа пересекаются",
            "القتلى: 3 و3–5، والعددان متداخلان",
        ),
        ("who: russia or iran and turkey", "кто: Россия или Иран и Турция", "الفاعل: روسيا أو إيران وتركيا"),
    ],
)
def test_numbers_times_and_names_are_those_of_the_language(
    agreement: Agreement, says: str, russian: str, arabic: str
) -> None:
    """With the plural forms that each language asks for; in English nothing changes."""
    for language, wanted in (("ru", russian), ("ar", arabic), ("en", says)):
        assert re.sub("</?bdi>", "", _names(agreement, language).why_one(says)) == wanted


def test_what_is_no_form_of_ours_stays_marked_and_runs_nowhere(agreement: Agreement) -> None:
    """A sentence of somebody else is shown as it was written."""
    names = _names(agreement, "ru")
    assert names.why_one("The moon was full.") == '<span lang="en" dir="auto">The moon was full.</span>'
    for says in ("same weapon: <script>", "same act: <script>", "<script> tells both", "who: <script> or x"):
        assert "<script>" not in names.why_one(says)
    for source in ("Radio\nof the north", "9" * 5000 + " telling words are shared, 1%: x", "1..2 km", "dead: 1 and 2"):
        assert "оба из одного источника" in names.why_one(f"{source} tells both"), source


def test_parts_of_a_day_take_the_form_of_a_fraction() -> None:
    """Two and a half days are neither two nor many."""
    assert [Times(words_in(language)).amount(2.5, "d") for language in ("en", "ru", "ar")] == [
        "2.5 days",
        "2,5 дня",
        "2.5 يوم",
    ]
    assert [Times(words_in("ru")).amount(number, "h") for number in (1, 2, 5)] == ["1 час", "2 часа", "5 часов"]


def _told(name: str, **more: Any) -> Claim:
    return claim(name, event="E", start=NOON, end=NOON, **more)


STANCES = tuple(Stance(about="b", says=says) for says in ("not-confirmed", "denies", "disagrees"))  # type: ignore[arg-type]
PARTED: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"actors": (("russia",),)}, {"actors": BLAMED}),
    ({"actors": (("russia",),), "finds": "admitted"}, {}),
    ({"kind": "denial", "claimants": ("russia",)}, {"actors": (("russia",), ("unknown",))}),
    ({"toll": Toll(low=1, high=2, injured=7)}, {"toll": Toll(best=30)}),
)


def _matches(stances: tuple[Stance, ...] = STANCES) -> Iterator[tuple[Match, Reconciliation]]:
    verdicts = ("breach", "permitted", "outside-scope", "undetermined")
    for (mine, theirs), verdict in zip(PARTED, verdicts, strict=True):
        other = verdicts[verdicts.index(verdict) - 1]
        found = reconcile(
            Side("russia", fuse([_told("a", **mine)]), verdicts={"E": {"P-01": verdict}}, stances=stances),
            Side("united-states", fuse([_told("b", **theirs)]), verdicts={"E": {"P-01": other}}),
        )
        (match,) = found.matched
        yield match, found


def test_the_examples_part_in_every_way_there_is() -> None:
    """Attribution, verdict, toll and stance; blamed, admitted, denied, perhaps and nobody."""
    made = [match for match, _ in _matches()]
    assert {d.what for m in made for d in m.dissent} == {"attribution", "verdict", "toll", "stance"}
    positions = " | ".join(t.position for m in made for t in (m.a, m.b))
    for words in ("admits it (russia)", "denies it", "nobody named", "or somebody unknown", " and ", "opposition or "):
        assert words in positions, positions


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_where_two_accounts_part_is_said_in_the_readers_language(agreement: Agreement, language: str) -> None:
    """Positions, verdicts, tolls and stances of either side, each by its name; English is as the model has it."""
    accounts, english = Accounts(_names(agreement, language)), Accounts(_names(agreement, "en"))
    for match, found in [*_matches(), *_matches(())]:
        lines = accounts.parted(match, found)
        assert len(lines) == len(match.dissent)
        for line in lines:
            assert not LATIN.search(re.sub(r"<bdi>(P-01|b)</bdi>|</?bdi>", "", line)), line
        for account in (match.a, match.b):
            assert not LATIN.search(accounts.blames(account) + accounts.toll(account.toll))
        assert [str(line) for line in english.parted(match, found)] == [d.says for d in match.dissent]


def test_a_side_that_says_nothing_is_told_so(agreement: Agreement) -> None:
    """Silence has words of its own, and what a stance is about is named."""
    match, found = list(_matches())[1]
    stance = Accounts(_names(agreement, "ru")).parted(match, found)[-1]
    assert re.sub("</?bdi>", "", stance) == (
        "Россия: отрицает частично или полностью b; не соглашается с b; не подтверждает b; "
        "Соединённые Штаты: ничего об этом не говорит"
    )


@pytest.mark.parametrize("language", ["ar", "ru"])
@pytest.mark.parametrize("toll", [Toll(best=62, injured=100), Toll(low=10, high=20), Toll(injured=1), Toll()])
def test_every_toll_is_said_in_the_readers_language(agreement: Agreement, language: str, toll: Toll) -> None:
    """Every number stays, and no English word does."""
    words = toll_in_words(toll)
    told = Accounts(_names(agreement, language)).toll(words)
    assert re.findall(r"\d+", told) == re.findall(r"\d+", words) and not LATIN.search(told)
