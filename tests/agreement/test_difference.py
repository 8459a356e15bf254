"""What changed between two versions of an agreement: times, parts and readings."""

from pathlib import Path

import pytest

from holdfire.agreement import load
from holdfire.agreement.change import Change
from holdfire.agreement.difference import differences
from tests.agreement.editions import (
    AGREEMENTS,
    HUDAYDAH,
    MINSK,
    SYRIA,
    bundled,
    edited,
    only,
    put,
    renamed,
)
from tests.agreement.small import SMALL, written

STEP = "H18-02a1"
TITLE = f"{STEP} {bundled(HUDAYDAH).text.provisions[STEP].title.en}"
FIRST_STEP = f"Provision {STEP} ({bundled(HUDAYDAH).text.provisions[STEP].title.en})"
DEADLINE = f"provisions/{STEP}/deadline"


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
    after = put(tmp_path, HUDAYDAH, (DEADLINE, "ceasefire + 17 days"))
    changes = differences(bundled(HUDAYDAH), after)
    assert changes[0] == Change(
        f"provisions.{STEP}.deadline",
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
        f'Calendar under as-written/declared and un-word/declared: "{TITLE}" '
        "was on 2019-01-01T00:00+03:00 and is on 2019-01-04T00:00+03:00 (72 hours later)."
    )


def test_instants_are_told_as_written(tmp_path: Path) -> None:
    """A fixed day that moves by a day is 24 hours later."""
    days = "2018-12-31T12:00+03:00", "2019-01-01T12:00+03:00"
    before, after = (put(tmp_path, HUDAYDAH, (DEADLINE, day)) for day in days)
    field, in_calendar = differences(before, after)
    assert field.says == (
        f"{FIRST_STEP}: the deadline was 2018-12-31T12:00+03:00 and is 2019-01-01T12:00+03:00 (24 hours later)."
    )
    assert in_calendar.where.count(",") == 3  # the same move under all four readings is one sentence


def test_the_same_instant_written_otherwise_is_told_as_such(tmp_path: Path) -> None:
    """It is a change of the text, and none of the calendar."""
    change = only(differences(bundled(HUDAYDAH), put(tmp_path, HUDAYDAH, (DEADLINE, "ceasefire + 336 hours"))))
    assert change.kind == "changed" and change.says.endswith("(written otherwise, the same instant).")


def test_a_shift_that_differs_between_readings_is_told_for_each(tmp_path: Path) -> None:
    """Where a start is disputed, the same words move it by another length under each reading."""
    change = differences(bundled(HUDAYDAH), put(tmp_path, HUDAYDAH, (DEADLINE, "2019-01-05")))[0]
    assert "9 days later under as-written/signature and un-word/signature" in change.says
    assert "5 days later under as-written/declared and un-word/declared" in change.says


def test_a_deadline_that_is_taken_out_goes_from_the_calendar_too(tmp_path: Path) -> None:
    """And one that is put in comes into it."""
    without = put(tmp_path, HUDAYDAH, (DEADLINE, None))
    gone, *dates = differences(bundled(HUDAYDAH), without)
    assert (gone.kind, gone.after) == ("removed", None) and "is no longer given" in gone.says
    assert len(dates) == 2 and all(c.kind == "removed" and "no longer stands there" in c.says for c in dates)
    back, *dates = differences(without, bundled(HUDAYDAH))
    assert (back.kind, back.before) == ("added", None) and "was not given and is ceasefire + 14 days" in back.says
    assert len(dates) == 2 and all(c.kind == "added" and "now stands there" in c.says for c in dates)


def test_a_longer_repetition_is_one_line_of_the_calendar(tmp_path: Path) -> None:
    """A duty that recurs is told once, and not for each of its dates."""
    field, in_calendar = differences(bundled(HUDAYDAH), put(tmp_path, HUDAYDAH, ("provisions/H18-06/every", "2 weeks")))
    assert field.says.endswith("was 7 days and is 2 weeks (7 days longer).")
    assert "then every 2 weeks (12 dates)" in in_calendar.says


def test_a_title_that_changes_moves_no_deadline(tmp_path: Path) -> None:
    """The calendar knows a duty by its id."""
    change = only(differences(bundled(HUDAYDAH), put(tmp_path, HUDAYDAH, ("provisions/H18-02/title/en", "All leave"))))
    assert change.where == "provisions.H18-02.title.en"
    assert change.says == (
        'Provision H18-02 (All leave): the title in English was "Mutual redeployment, complete" and is "All leave".'
    )


# --- versions: parts ------------------------------------------------------------------------------------------------


def test_a_provision_that_is_new_is_one_sentence(tmp_path: Path) -> None:
    """Its title and its sense; taken out again, it is removed."""
    new = {
        "article": "none", "title": {"en": "Leave the bridge"}, "says": "Nobody stands on the bridge.",
        "rule": "must-not", "binds": [{"role": "party"}], "broken-by": ["obstruction"],
    }  # fmt: skip
    after = put(tmp_path, HUDAYDAH, ("provisions/X-1", new))
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
    acts = [act for act in bundled(HUDAYDAH).text.provisions["H18-01"].broken_by if act != "airstrike"]
    after = put(tmp_path, HUDAYDAH, ("provisions/H18-01/broken-by", ["overflight", "reinforcement", *acts]))
    change = only(differences(bundled(HUDAYDAH), after))
    assert change.says == (
        "Provision H18-01 (Immediate ceasefire): the acts that break it: overflight and reinforcement were added; "
        "airstrike was taken out."
    )


def test_parts_of_a_provision_are_matched_by_what_they_are_about(tmp_path: Path) -> None:
    """Exceptions by id, quantities by what is counted, those bound by who they are, open questions by their name."""
    after = put(
        tmp_path,
        SYRIA,
        ("provisions/S16-02/exceptions/self-defence/manner", ["self-defence"]),
        ("provisions/S16-06/quantities/checkpoints/exactly", 3),
        ("provisions/S16-06/binds/1", {"side": "government"}),
        ("provisions/S16-06/unsaid/verifier", "Who says so."),
        ("provisions/S16-09/unsaid/posts", None),
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
    some = put(tmp_path, HUDAYDAH, ("provisions/H18-06/binds/0/acts", ["report"]))
    change = only(differences(bundled(HUDAYDAH), some))
    assert change.where == "provisions.H18-06.binds.actor rcc-chair.acts"
    assert change.says.endswith("binding of actor rcc-chair: the acts meant was all and is report.")


def test_a_dispute_is_told_side_by_side(tmp_path: Path) -> None:
    """Each side with what it had and has; a value that becomes disputed with every side beside it."""
    settled = put(tmp_path, HUDAYDAH, ("events/ceasefire/at", "2018-12-13"))
    change = next(c for c in differences(settled, bundled(HUDAYDAH)) if c.where == "events.ceasefire.at")
    assert change.says == (
        "Event ceasefire: the moment was 2018-12-13 and is disputed: signature has 2018-12-13; "
        "declared has 2018-12-18T00:00+03:00."
    )
    moved = put(tmp_path, HUDAYDAH, ("events/ceasefire/at/disputed/declared", "2018-12-19T00:00+03:00"))
    change = differences(bundled(HUDAYDAH), moved)[0]
    assert change.says == (
        "Event ceasefire: the moment as declared has it was 2018-12-18T00:00+03:00 and is 2018-12-19T00:00+03:00 "
        "(24 hours later)."
    )


def test_a_further_candidate_is_a_further_way_to_read_each_reading(tmp_path: Path) -> None:
    """The reading is read for it as well, with dates of its own."""
    after = put(tmp_path, HUDAYDAH, ("events/ceasefire/at/disputed/third", "2018-12-20"))
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
    after = put(
        tmp_path,
        HUDAYDAH,
        ("readings/as-written/silence", "continues"),
        ("readings/as-written/counts", {"claimants": ["un"]}),
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
