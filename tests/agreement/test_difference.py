"""What changed between two versions of an agreement."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from holdfire.agreement import Agreement, load
from holdfire.agreement import model as nouns
from holdfire.agreement.apart import Apart, parts_apart
from holdfire.agreement.change import Change, field_words, item_words, yaml_name
from holdfire.agreement.difference import differences
from holdfire.agreement.model import Disputed, Name, Part
from holdfire.agreement.noun import Words
from holdfire.agreement.shift import Sides
from holdfire.errors import AgreementError
from tests.agreement.editions import (
    AGREEMENTS,
    HUDAYDAH,
    MINSK,
    SYRIA,
    bundled,
    check_sentences,
    copied,
    edited,
    only,
    redrawn,
    renamed,
)
from tests.agreement.small import SMALL, written

FIRST_STEP = "Provision H18-02a (First step, ports and critical parts of the city)"


def _in_text(changes: list[Change]) -> list[Change]:
    return [c for c in changes if not c.where.startswith("calendar.")]


# --- versions: nothing, times and lengths ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [HUDAYDAH, MINSK, SYRIA, "syria-2016-02", "template"])
def test_an_agreement_has_no_difference_from_itself(name: str) -> None:
    """Read twice, it is the same."""
    assert differences(bundled(name), load(AGREEMENTS / name)) == []


def test_comments_spaces_and_another_way_to_write_a_length_make_no_difference(tmp_path: Path) -> None:
    """What is said counts, and not how it stands on the page."""
    after = edited(
        tmp_path,
        HUDAYDAH,
        ("provisions:\n", "provisions:    # the clauses\n\n"),
        ("    says: Fire ceases at once in the city,", "    says: >-\n      Fire ceases   at once in the city,"),
        ("every: 7 days", "every: 1 week"),
        ("broken-by: [airstrike, shelling, sniper-fire,", "broken-by: [sniper-fire, shelling, airstrike,"),
    )
    assert differences(bundled(HUDAYDAH), after) == []


def test_a_deadline_that_moves_is_told_with_its_shift_and_what_it_does_to_the_calendar(tmp_path: Path) -> None:
    """One sentence on the field, one for each date that moved, naming the readings it moved under."""
    after = edited(tmp_path, HUDAYDAH, ("deadline: ceasefire + 14 days", "deadline: ceasefire + 17 days"))
    changes = differences(bundled(HUDAYDAH), after)
    assert changes[0] == Change(
        "provisions.H18-02a.deadline",
        "changed",
        "ceasefire + 14 days",
        "ceasefire + 17 days",
        f"{FIRST_STEP}: the deadline was ceasefire + 14 days and is ceasefire + 17 days (72 hours later).",
    )
    assert [c.where for c in changes[1:]] == [
        "calendar.as-written/signature,un-word/signature",
        "calendar.as-written/declared,un-word/declared",
    ]
    assert changes[2].says == (
        'Calendar under as-written/declared and un-word/declared: "H18-02a First step, ports and critical parts of the city" '
        "was on 2019-01-01T00:00+03:00 and is on 2019-01-04T00:00+03:00 (72 hours later)."
    )


def test_instants_are_told_as_written(tmp_path: Path) -> None:
    """A fixed day that moves by a day is 24 hours later."""
    edits = [("deadline: ceasefire + 14 days", f"deadline: {day}T12:00+03:00") for day in ("2018-12-31", "2019-01-01")]
    before, after = (edited(tmp_path, HUDAYDAH, one) for one in edits)
    field, in_calendar = differences(before, after)
    assert field.says == (
        f"{FIRST_STEP}: the deadline was 2018-12-31T12:00+03:00 and is 2019-01-01T12:00+03:00 (24 hours later)."
    )
    assert in_calendar.where.count(",") == 3  # the same move under all four readings is one sentence


def test_the_same_instant_written_otherwise_is_told_as_such(tmp_path: Path) -> None:
    """It is a change of the text, and none of the calendar."""
    change = only(
        differences(bundled(HUDAYDAH), edited(tmp_path, HUDAYDAH, ("ceasefire + 14 days", "ceasefire + 336 hours")))
    )
    assert change.kind == "changed" and change.says.endswith("(written otherwise, the same instant).")


def test_a_shift_that_differs_between_readings_is_told_for_each(tmp_path: Path) -> None:
    """Where a start is disputed, the same words move it by another length under each reading."""
    change = differences(
        bundled(HUDAYDAH), edited(tmp_path, HUDAYDAH, ("deadline: ceasefire + 14 days", "deadline: 2019-01-05"))
    )[0]
    assert "9 days later under as-written/signature and un-word/signature" in change.says
    assert "5 days later under as-written/declared and un-word/declared" in change.says


def test_a_deadline_that_is_taken_out_goes_from_the_calendar_too(tmp_path: Path) -> None:
    """And one that is put in comes into it."""
    without = edited(tmp_path, HUDAYDAH, ("    deadline: ceasefire + 14 days\n", ""))
    gone, *dates = differences(bundled(HUDAYDAH), without)
    assert (gone.kind, gone.after) == ("removed", None) and "is no longer given" in gone.says
    assert len(dates) == 2 and all(c.kind == "removed" and "no longer stands there" in c.says for c in dates)
    back, *dates = differences(without, bundled(HUDAYDAH))
    assert (back.kind, back.before) == ("added", None) and "was not given and is ceasefire + 14 days" in back.says
    assert len(dates) == 2 and all(c.kind == "added" and "now stands there" in c.says for c in dates)


def test_a_longer_repetition_is_one_line_of_the_calendar(tmp_path: Path) -> None:
    """A duty that recurs is told once, and not for each of its dates."""
    field, in_calendar = differences(bundled(HUDAYDAH), edited(tmp_path, HUDAYDAH, ("every: 7 days", "every: 2 weeks")))
    assert field.says.endswith("was 7 days and is 2 weeks (7 days longer).")
    assert "then every 2 weeks (12 dates)" in in_calendar.says


def test_a_title_that_changes_moves_no_deadline(tmp_path: Path) -> None:
    """The calendar knows a duty by its id."""
    change = only(
        differences(bundled(HUDAYDAH), edited(tmp_path, HUDAYDAH, ('"Mutual redeployment, complete"', "All leave")))
    )
    assert change.where == "provisions.H18-02.title.en"
    assert change.says == (
        'Provision H18-02 (All leave): the title in English was "Mutual redeployment, complete" and is "All leave".'
    )


# --- versions: parts ------------------------------------------------------------------------------------------------


def test_a_provision_that_is_new_is_one_sentence(tmp_path: Path) -> None:
    """Its title and its sense; taken out again, it is removed."""
    new = (
        "  X-1: {article: none, title: {en: Leave the bridge}, says: Nobody stands on the bridge., rule: must-not,\n"
        "        binds: [{role: party}], broken-by: [obstruction]}\n  H18-13:\n"
    )
    after = edited(tmp_path, HUDAYDAH, ("  H18-13:\n", new))
    assert only(differences(bundled(HUDAYDAH), after)) == Change(
        "provisions.X-1",
        "added",
        None,
        "Leave the bridge: Nobody stands on the bridge.",
        "Provision X-1 was added: Leave the bridge: Nobody stands on the bridge.",
    )
    gone = only(differences(after, bundled(HUDAYDAH)))
    assert gone.kind == "removed" and gone.says.startswith("Provision X-1 was removed: Leave the bridge: ")


@pytest.mark.parametrize(
    ("group", "old", "new", "said"),
    [
        ("provisions", "H18-13", "H18-20", "Provision H18-13 (Joint committee on Ta'iz) is called H18-20 now"),
        ("actors", "unmha", "mission", "Actor unmha (UN Mission to support the Hudaydah Agreement (UNMHA)) is called"),
        ("sources", "R5", "R50", "Source R5 is called R50 now"),
        (
            "readings",
            "un-word",
            "un-only",
            "Reading un-word (Only the word of the United Nations) is called un-only now",
        ),
        ("events", "signature", "signing", "Event signature is called signing now"),
        ("undecided", "U-07", "U-70", "Question U-07 is called U-70 now"),
        (
            "gates",
            "G-PLAN",
            "G-PLACES",
            "Gate G-PLAN (Agree places and plan of the redeployment) is called G-PLACES now",
        ),
    ],
)
def test_a_new_name_is_one_sentence_wherever_it_is_used(
    tmp_path: Path, group: str, old: str, new: str, said: str
) -> None:
    """Parts that name it follow, and so do the calendar and readings made for candidates."""
    change = only(differences(bundled(HUDAYDAH), renamed(tmp_path, HUDAYDAH, old, new)))
    assert (change.where, change.kind, change.before, change.after) == (f"{group}.{new}", "moved", old, new)
    assert change.says.startswith(said)


def test_words_are_sets_of_which_some_came_and_some_went(tmp_path: Path) -> None:
    """Acts that break a clause: what was added, what was taken out."""
    after = edited(
        tmp_path,
        HUDAYDAH,
        ("    broken-by: [airstrike, shelling,", "    broken-by: [overflight, reinforcement, shelling,"),
    )
    change = only(differences(bundled(HUDAYDAH), after))
    assert change.says == (
        "Provision H18-01 (Immediate ceasefire): the acts that break it: overflight and reinforcement were added; "
        "airstrike was taken out."
    )


def test_parts_of_a_provision_are_matched_by_what_they_are_about(tmp_path: Path) -> None:
    """Exceptions by id, quantities by what is counted, those bound by who they are, open questions by their name."""
    after = edited(
        tmp_path,
        SYRIA,
        ("        manner: [self-defence, return-fire]\n", "        manner: [self-defence]\n"),
        ("{what: checkpoints, exactly: 2}", "{what: checkpoints, exactly: 3}"),
        ("      - actor: sarc\n", "      - actor: sarc\n      - side: government\n"),
        ("      verifier: Who states that a checkpoint is staffed as agreed.\n", "      verifier: Who says so.\n"),
        ("      posts: Where the two posts stand.\n", ""),
    )
    changes = {c.where: c.says for c in _in_text(differences(bundled(SYRIA), after))}
    begin = "Provision S16-06 (Two Red Crescent checkpoints on Castello Road)"
    assert changes == {
        "provisions.S16-02.exceptions.self-defence.manner": (
            "Provision S16-02 (No attacks, with any weapon), exception self-defence: the manners allowed: "
            "return-fire was taken out."
        ),
        "provisions.S16-06.binds.side government": (
            f"{begin}: the binding of side government was added: side government."
        ),
        "provisions.S16-06.quantities.checkpoints.exactly": (
            f"{begin}, quantity checkpoints: the exact number was 2 and is 3."
        ),
        "provisions.S16-06.unsaid.verifier": (
            f'{begin}: the open question verifier was "Who states that a checkpoint is staffed as agreed." '
            'and is "Who says so."'
        ),
        "provisions.S16-09.unsaid.posts": (
            "Provision S16-09 (Government personnel back 1,000 m, north): the open question posts was removed: "
            '"Where the two posts stand."'
        ),
    }


def test_who_is_bound_for_fewer_acts_is_the_same_who(tmp_path: Path) -> None:
    """Acts and targets of one who is bound are told of that one; left out, they mean all."""
    some = edited(
        tmp_path,
        HUDAYDAH,
        ("binds: [{actor: local-security-forces}]", "binds: [{actor: local-security-forces, acts: clash}]"),
    )
    change = only(differences(bundled(HUDAYDAH), some))
    assert change.where == "provisions.H18-11.binds.actor local-security-forces.acts"
    assert change.says.endswith("binding of actor local-security-forces: the acts meant was all and is clash.")


def test_a_dispute_is_told_side_by_side(tmp_path: Path) -> None:
    """Each side with what it had and has; a value that becomes disputed with every side beside it."""
    settled = edited(
        tmp_path,
        HUDAYDAH,
        (
            "    at:\n      disputed: {signature: 2018-12-13, declared: 2018-12-18T00:00+03:00}\n",
            "    at: 2018-12-13\n",
        ),
        (
            "      why: The text says at once on signature; in practice the ceasefire was declared from 18 December. See U-01.\n",
            "",
        ),
        ("      source: [R1, R3, R4]\n    text-says: at once", "    text-says: at once"),
    )
    change = next(c for c in differences(settled, bundled(HUDAYDAH)) if c.where == "events.ceasefire.at")
    assert change.says == (
        "Event ceasefire: the moment was 2018-12-13 and is disputed: signature has 2018-12-13; "
        "declared has 2018-12-18T00:00+03:00."
    )
    moved = edited(tmp_path, HUDAYDAH, ("declared: 2018-12-18T00:00+03:00}", "declared: 2018-12-19T00:00+03:00}"))
    change = differences(bundled(HUDAYDAH), moved)[0]
    assert change.says == (
        "Event ceasefire: the moment as declared has it was 2018-12-18T00:00+03:00 and is 2018-12-19T00:00+03:00 "
        "(24 hours later)."
    )


def test_a_further_candidate_is_a_further_way_to_read_each_reading(tmp_path: Path) -> None:
    """The reading is read for it as well, with dates of its own."""
    after = edited(
        tmp_path,
        HUDAYDAH,
        ("declared: 2018-12-18T00:00+03:00}", "declared: 2018-12-18T00:00+03:00, third: 2018-12-20}"),
    )
    changes = differences(bundled(HUDAYDAH), after)
    assert [c.where for c in changes] == [
        "events.ceasefire.at.third",
        "readings.as-written/third",
        "readings.un-word/third",
    ]
    assert changes[1].says == "Reading as-written is now read for the candidate third, with dates of its own."
    assert (
        differences(after, bundled(HUDAYDAH))[1].says == "Reading as-written is no longer read for the candidate third."
    )


def test_a_reading_of_two_candidates_is_told_once(tmp_path: Path) -> None:
    """What it settles is told by its own name, and what is left out by what that means."""
    after = edited(
        tmp_path, HUDAYDAH, ("    counts: {unreviewed: true}", "    silence: continues\n    counts: {claimants: [un]}")
    )
    assert [(c.where, c.says) for c in differences(bundled(HUDAYDAH), after)] == [
        (
            "readings.as-written.silence",
            "Reading as-written (As written): the meaning of silence was lapses and is continues.",
        ),
        (
            "readings.as-written.counts.claimants",
            "Reading as-written (As written), counting: the list of those heard was everyone and is un.",
        ),
        (
            "readings.as-written.counts.unreviewed",
            "Reading as-written (As written), counting: whether unreviewed proposals count was yes and is no.",
        ),
    ]


def test_an_amendment_that_changes_is_told_down_to_the_field(tmp_path: Path) -> None:
    """And the text after it is a version like any other."""
    later = SMALL + (
        "amendments:\n"
        "  - {id: A-1, says: More time., from: 2031-03-05, changes: {provisions: {P-2: {deadline: end + 2 days}}}}\n"
    )
    before, after = load(written(tmp_path / "before", SMALL)), load(written(tmp_path / "after", later))
    assert only(differences(before, after)).says == (
        "Amendment A-1 was added: More time: from 2031-03-05, changes (provisions: P-2: deadline: end + 2 days)."
    )
    other = load(written(tmp_path / "other", later.replace("+ 2 days", "+ 3 days")))
    change = only(differences(after, other))
    assert change.where == "amendments.A-1.changes.provisions.P-2.deadline"
    assert change.says == (
        "Amendment A-1: the change of provisions, P-2, deadline was end + 2 days and is end + 3 days (24 hours later)."
    )
    gone = load(written(tmp_path / "gone", later.replace("{deadline: end + 2 days}", "null")))
    assert only(differences(after, gone)).says.endswith("P-2 was deadline: end + 2 days and is taken away.")
    amended = before.model_copy(update={"text": after.later[0][1].model_copy(update={"amendments": []})})
    field, in_calendar = differences(before, amended)
    assert field.says == "Provision P-2 (Withdraw): the deadline was end and is end + 2 days (48 hours later)."
    assert in_calendar.where == "calendar.plain"


# --- versions: drawings -----------------------------------------------------------------------------------------------


def test_another_outline_is_told_in_numbers(tmp_path: Path) -> None:
    """How large it was and is, and how far the outlines are apart at most."""
    after = redrawn(tmp_path, HUDAYDAH, "hudaydah-city", [[[42.904, 14.764], [43.014, 14.764], [43.014, 14.836], [42.904, 14.836],
                                                  [42.904, 14.764]]])  # fmt: skip
    change = only(differences(bundled(HUDAYDAH), after))
    assert change.where == "zones.city.geometry"
    found = re.fullmatch(
        r"Zone city \(Hudaydah city\): the drawing was an area of ([\d.]+) km2 and is an area of ([\d.]+) km2 "
        r"\(the outlines are ([\d.]+) km apart at most\)\.",
        change.says,
    )
    assert found, change.says
    was, now, apart = map(float, found.groups())
    assert was == pytest.approx(79.2, abs=0.5) and now / was == pytest.approx(110 / 92, abs=0.01)
    assert apart == pytest.approx(0.018 * 111.2 * 0.967, abs=0.05)


def test_a_line_and_a_point_are_told_in_numbers_too(tmp_path: Path) -> None:
    """A line by its length, a point by where it is, and both by how far they are apart."""
    old = bundled(MINSK).shapes["contact-line"]["coordinates"]
    assert isinstance(old, tuple | list)
    line = _in_text(
        differences(bundled(MINSK), redrawn(tmp_path, MINSK, "contact-line", [*old, [old[-1][0], old[-1][1] - 0.1]]))
    )
    said = [c.says for c in line if c.where.startswith("zones.")]
    assert said and re.search(
        r"was a line of \d+ km and is a line of \d+ km \(the outlines are 11\.1 km apart", said[0]
    )
    point = only(differences(bundled(HUDAYDAH), redrawn(tmp_path, HUDAYDAH, "hudaydah-port", [42.93, 14.85])))
    assert "was a point at 14.84, 42.93 and is a point at 14.85, 42.93 (the outlines are 1.11 km apart" in point.says


def test_an_outline_that_begins_at_another_corner_is_the_same(tmp_path: Path) -> None:
    """The ground counts, and not the order of its corners."""
    ring = [[42.996, 14.764], [42.996, 14.836], [42.904, 14.836], [42.904, 14.764], [42.996, 14.764]]
    assert differences(bundled(HUDAYDAH), redrawn(tmp_path, HUDAYDAH, "hudaydah-city", [ring])) == []


def test_a_shape_that_no_zone_uses_is_told_by_its_own_name() -> None:
    """The digest covers it, and so does the list of changes."""
    before = bundled(HUDAYDAH)
    spare: dict[str, object] = {"type": "Point", "coordinates": [43.0, 15.0]}
    after = before.model_copy(update={"shapes": {**before.shapes, "spare": spare}})
    assert [c.says for c in differences(before, after)] == ["Shape spare was not given and is a point at 15, 43."]
    assert [c.kind for c in differences(after, before)] == ["removed"]


# --- versions: laws -----------------------------------------------------------------------------------------------------

PROVISIONS = st.sampled_from([HUDAYDAH, SYRIA]).flatmap(
    lambda name: st.tuples(st.just(name), st.permutations(sorted(bundled(name).text.provisions)))
)


def _with(agreement: Agreement, **text: object) -> Agreement:
    return agreement.model_copy(update={"text": agreement.text.model_copy(update=text)})


@given(PROVISIONS)
def test_the_order_of_provisions_makes_no_difference(shuffled: tuple[str, list[str]]) -> None:
    """An agreement is the same with its clauses in any order."""
    name, order = shuffled
    agreement = bundled(name)
    assert differences(agreement, _with(agreement, provisions={p: agreement.text.provisions[p] for p in order})) == []


@given(
    PROVISIONS, st.integers(0, 8), st.integers(0, 8), st.sampled_from(["deadline", "zone", "unsaid", "says", "binds"])
)
def test_what_is_added_one_way_is_removed_the_other(
    shuffled: tuple[str, list[str]], gone: int, bare: int, field: str
) -> None:
    """Every change has its mirror."""
    name, order = shuffled
    agreement = bundled(name)
    empty: object = {"unsaid": {}, "says": "Otherwise.", "binds": []}.get(field)
    left = {
        p: agreement.text.provisions[p].model_copy(update={field: empty} if n < bare else {})
        for n, p in enumerate(order[gone:])
    }
    there = differences(agreement, _with(agreement, provisions=left))
    back = differences(_with(agreement, provisions=left), agreement)
    mirrored = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((c.where, mirrored[c.kind], str(c.after), str(c.before)) for c in there) == sorted(
        (c.where, c.kind, str(c.before), str(c.after)) for c in back
    )
    assert len([c for c in there if c.where.count(".") == 1 and c.where.startswith("prov")]) == gone
    check_sentences([*there, *back])


@given(PROVISIONS, st.text("abc déф؟.,;:!-'_ ", min_size=1, max_size=40).filter(lambda text: bool(text.strip())))
def test_every_other_wording_of_a_provision_is_found_and_named(shuffled: tuple[str, list[str]], words: str) -> None:
    """Whatever the new sense, one change tells it, with the old beside it."""
    name, (one, *_) = shuffled
    agreement = bundled(name)
    provision = agreement.text.provisions[one]
    other = {**agreement.text.provisions, one: provision.model_copy(update={"says": f"{provision.says} {words}"})}
    change = only(differences(agreement, _with(agreement, provisions=other)))
    assert (change.where, change.kind) == (f"provisions.{one}.says", "changed")
    assert (
        one in change.says
        and " ".join(words.split()) in change.says
        and change.before == " ".join(provision.says.split())
    )


@given(st.integers(0, 10_000), st.sampled_from(["left out", "cut short", "twice"]))
def test_there_is_a_change_whenever_the_digest_is_another_one(
    tmp_path_factory: pytest.TempPathFactory, number: int, how: str
) -> None:
    """A line that is lost or cut is told, if what is left still loads; one that says nothing is not."""
    file = copied(tmp_path_factory.mktemp("line"), "template") / "agreement.yaml"
    lines = file.read_text("utf-8").split("\n")
    at = number % len(lines)
    lines[at : at + 1] = {"left out": [], "cut short": [lines[at][:-3]], "twice": [lines[at]] * 2}[how]
    file.write_text("\n".join(lines), "utf-8")
    try:
        after = load(file.parent)
    except AgreementError:
        return
    there, back = differences(bundled("template"), after), differences(after, bundled("template"))
    assert bool(there) == bool(back) == (after.digest != bundled("template").digest)
    check_sentences([*there, *back])


@pytest.mark.parametrize("pair", [("syria-2016-02", SYRIA), (HUDAYDAH, MINSK), ("template", SYRIA)])
def test_agreements_that_share_nothing_are_told_apart_in_sentences(pair: tuple[str, str]) -> None:
    """However much changed, each change is a sentence in the words of the field, and has its mirror."""
    before, after = map(bundled, pair)
    there, back = differences(before, after), differences(after, before)
    check_sentences([c for c in there if c.kind != "moved"])
    added = {c.where for c in there if c.kind == "added"}
    assert added and added == {c.where for c in back if c.kind == "removed"}


class Berth(Part):
    """A part of a kind that no agreement has."""

    quay_side: str
    draught_m: float = 0
    open_by_night: bool = False
    pilots: Words = Field([])
    tolls: dict[str, float] = Field({})
    inner: "Berth | None" = None
    rows: list["Berth"] = Field([])
    opening_time: str | Disputed = "unknown"
    label: Name = Name(en="Berth")


def _apart(before: Berth, after: Berth) -> Iterator[Apart]:
    text = bundled(HUDAYDAH).text
    return parts_apart("berths.one", "Berth one", before, after, Sides(text, text, (("as-written/declared",) * 2,)))


def test_fields_that_do_not_exist_yet_are_told_by_their_names() -> None:
    """Values, words, tables, parts in parts and lists of parts need no code of their own."""
    before = Berth(quay_side="north", tolls={"wheat": 1.5}, rows=[Berth(quay_side="a"), Berth(quay_side="b")])
    after = Berth(
        quay_side="south", draught_m=7.5, open_by_night=True, pilots=["ali"], tolls={"wheat": 2, "rice": 1},
        inner=Berth(quay_side="west"), rows=[Berth(quay_side="b", pilots=["omar"]), Berth(quay_side="c")],
        opening_time="declared + 2 days", label=Name(en="Dock"),
    )  # fmt: skip
    assert list(_apart(before, before.model_copy(update={"rows": before.rows[::-1]}))) == []
    assert [(a.place.where, a.place.of, a.place.what, a.before, a.after) for a in _apart(before, after)] == [
        ("berths.one.quay-side", "Berth one", "the quay side", "north", "south"),
        ("berths.one.draught-m", "Berth one", "the draught m", "0", "7.5"),
        ("berths.one.open-by-night", "Berth one", "the open by night", "no", "yes"),
        ("berths.one.pilots", "Berth one", "the pilots", None, "ali"),
        ("berths.one.tolls.wheat", "Berth one", "the toll wheat", "1.5", "2"),
        ("berths.one.tolls.rice", "Berth one", "the toll rice", None, "1"),
        ("berths.one.inner", "Berth one", "the inner", None, "quay side west"),
        ("berths.one.rows.quay side a", "Berth one", "the row quay side a", "quay side a", None),
        ("berths.one.rows.quay side b.pilots", "Berth one, row quay side b", "the pilots", None, "omar"),
        ("berths.one.rows.quay side c", "Berth one", "the row quay side c", None, "quay side c"),
        ("berths.one.opening-time", "Berth one", "the opening time", "unknown", "declared + 2 days"),
        ("berths.one.label.en", "Berth one", "the name of the label in English", "Berth", "Dock"),
    ]


def test_every_field_of_every_part_has_words() -> None:
    """No field is called by a name of the machine."""
    parts = [v for v in vars(nouns).values() if isinstance(v, type) and issubclass(v, Part) and v is not Agreement]
    for part in parts:
        for field in part.model_fields:
            name = yaml_name(part.model_construct(), field)
            for words in (field_words(name, part.__name__), item_words(name)):
                assert words == words.strip() and "_" not in words and not words.endswith("-"), (part, field)
