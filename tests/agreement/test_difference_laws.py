"""What changed between two versions of an agreement: drawings, and what holds of every difference."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import Field

from holdfire.agreement import Agreement, load
from holdfire.agreement import model as nouns
from holdfire.agreement.apart import Apart, parts_apart
from holdfire.agreement.change import Change, field_words, item_words, yaml_name
from holdfire.agreement.difference import differences
from holdfire.agreement.model import Disputed, Name, Part
from holdfire.agreement.noun import Words
from holdfire.agreement.shift import Sides, length
from holdfire.errors import AgreementError
from tests.agreement.editions import (
    HUDAYDAH,
    MINSK,
    SYRIA,
    bundled,
    check_sentences,
    copied,
    only,
    redrawn,
)
from tests.agreement.small import SMALL, shapes, written


def _in_text(changes: list[Change]) -> list[Change]:
    return [c for c in changes if not c.where.startswith("calendar.")]


# --- versions: drawings -----------------------------------------------------------------------------------------------


def _box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def test_another_outline_is_told_in_numbers(tmp_path: Path) -> None:
    """How large it was and is, and how far the outlines are apart at most."""
    west, south, east, north = 42.904, 14.764, 43.014, 14.836
    before, after = (
        load(written(tmp_path / str(right), SMALL, shapes(_box(west, south, right, north)))) for right in (42.996, east)
    )
    change = only(differences(before, after))
    assert change.where == "zones.strip.geometry"
    found = re.fullmatch(
        r"Zone strip \(Strip\): the drawing was an area of ([\d.]+) km2 and is an area of ([\d.]+) km2 "
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
    text = SMALL.replace("kind: polygon", "kind: point, buffer-m: 500")
    points = (shapes(at, "Point") for at in ([42.93, 14.84], [42.93, 14.85]))
    before, after = (load(written(tmp_path / str(n), text, one)) for n, one in enumerate(points))
    point = only(differences(before, after))
    assert "was a point at 14.84, 42.93 and is a point at 14.85, 42.93 (the outlines are 1.11 km apart" in point.says


def test_a_drawing_that_several_zones_share_is_told_of_each(tmp_path: Path) -> None:
    """Each of them lies elsewhere now, as far around it as each reaches."""
    after = redrawn(tmp_path, HUDAYDAH, "hudaydah-city", _box(42.904, 14.764, 43.014, 14.836))
    sharing = [name for name, zone in bundled(HUDAYDAH).text.zones.items() if zone.geometry == "hudaydah-city"]
    assert "city" in sharing and len(sharing) > 1
    assert [c.where for c in differences(bundled(HUDAYDAH), after)] == [f"zones.{name}.geometry" for name in sharing]


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


def _length(line: str) -> timedelta | None:
    """The length of time that a line gives: ``10 days``, or ``10 d``."""
    return length(line.partition(":")[2].strip())


@example(482, "cut short")
@given(st.integers(0, 10_000), st.sampled_from(["left out", "cut short", "twice"]))
def test_there_is_a_change_whenever_the_digest_is_another_one(
    tmp_path_factory: pytest.TempPathFactory, number: int, how: str
) -> None:
    """A line that is lost or cut is told, if what is left still loads; one that says nothing or the same length is not."""
    file = copied(tmp_path_factory.mktemp("line"), "template") / "agreement.yaml"
    lines = file.read_text("utf-8").split("\n")
    at = number % len(lines)
    whole = lines[at]
    lines[at : at + 1] = {"left out": [], "cut short": [whole[:-3]], "twice": [whole] * 2}[how]
    file.write_text("\n".join(lines), "utf-8")
    try:
        after = load(file.parent)
    except AgreementError:
        return
    there, back = differences(bundled("template"), after), differences(after, bundled("template"))
    same_length = how == "cut short" and _length(whole) is not None and _length(whole) == _length(whole[:-3])
    assert bool(there) == bool(back) == (after.digest != bundled("template").digest and not same_length)
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
