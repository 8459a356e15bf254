"""Whose word it is in the end: outlets that repeat one monitor are one origin."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims import Claim
from holdfire.incidents.copies import copies
from holdfire.incidents.media import media_hash, same_media
from holdfire.incidents.monitors import agency_of, known_as, monitors_quoted
from holdfire.incidents.origins import Context, Document, independent, origins
from holdfire.sources.report import SetAside
from tests.incidents.claims import claim

LONG = (
    "Warplanes struck the covered market of the town shortly after noon on Saturday, when families were buying food for the "
    "feast, and at least eleven people were killed, three of them children. Rescue workers pulled the wounded from under the "
    "concrete for four hours while a second aircraft circled over the quarter. The hospital in the next town ran out of blood "
    "before the evening."
)


def _told(name: str, **changes: object) -> Claim:
    return claim(name, **{"claimants": ("press",), "source": f"outlet {name}", **changes})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Twelve died, the Syrian Observatory for Human Rights said.", ["sohr"]),
        ("Its head told AFP by telephone. The Observatory's director said the toll would rise.", ["sohr"]),
        ("SOHR told AFP that shells fell on two villages", ["sohr"]),
        ("According to the White Helmets and SNHR, four volunteers were hurt", ["white-helmets", "snhr"]),
        ("قال المرصد السوري لحقوق الإنسان إن القصف أوقع 12 قتيلا", ["sohr"]),
        ("وأوقع القصف قتلى بحسب المرصد", ["sohr"]),
        ("По данным Сирийской обсерватории по правам человека, погибли 12 человек", ["sohr"]),
        ("Как сообщил Центр по примирению, за сутки зафиксировано 12 нарушений", ["russian-centre"]),
        ("The Observatory has its seat in Coventry.", []),
        ("Volunteers of the White Helmets dug through the rubble all night.", []),
        ("Residents said that the shelling began at dusk.", []),
        ("", []),
    ],
)
def test_a_monitor_is_an_origin_where_it_is_said_to_say_something(text: str, names: list[str]) -> None:
    """Quoted in three languages, by long name, short name or initials; merely named is not quoted."""
    assert [q.name for q in monitors_quoted(text)] == names


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("Beirut (AFP) -", "afp"),
        ("بيروت - أ ف ب", "afp"),
        ("© Reuters 2016", "reuters"),
        ("ТАСС", "tass"),
        ("A Gazette", "a gazette"),
    ],
)
def test_an_agency_is_known_by_its_credit(credit: str, agency: str) -> None:
    """A credit in any of three scripts; one that is not known stands for itself."""
    assert agency_of(credit) == agency and known_as(agency) == agency


def test_ten_outlets_that_repeat_one_monitor_are_one_origin() -> None:
    """However many print it, the word is the Observatory's."""
    words = [
        "The Observatory said",
        "SOHR reported",
        "قال المرصد",
        "as the Syrian Observatory told AFP",
        "по сведениям Сирийской обсерватории",
    ]
    claims = [_told(f"o{n}", words=f"{words[n % 5]} {n} shells fell on the town") for n in range(10)]
    found = independent(claims)
    assert found.number == 1 and len(found.sets[0]) == 10
    assert any("sohr" in why for why in found.because)


def test_two_monitors_are_two_origins() -> None:
    """The Observatory and the White Helmets do not repeat each other."""
    assert independent([claim("a", claimants=("sohr",)), claim("b", claimants=("white-helmets",))]).number == 2


def test_what_states_its_origin_is_believed_first() -> None:
    """Then come quotation, claimant, agency and outlet, in this order."""
    page = {f"report-{n}": Document(f"report-{n}", outlet="A Gazette", agency="AFP") for n in "abcde"}
    told = [
        _told("a", origin="UN", words="SOHR said so"),
        _told("b", words="SOHR said so"),
        _told("c", claimants=("snhr",)),
        _told("d"),
        _told("f"),
    ]
    found = origins(told, Context(page))
    assert [(o.how, o.names) for o in found.values()] == [
        ("stated", ("un",)),
        ("quoted", ("sohr",)),
        ("claimant", ("snhr",)),
        ("agency", ("afp",)),
        ("outlet", ("outlet f",)),
    ]
    assert all(o.because for o in found.values())


def test_a_page_that_rests_on_one_monitor_passes_its_word_on() -> None:
    """Where the claim's own words name nobody, the page's only monitor is the origin; of two, neither is."""
    one = Document("report-a", text="Shells fell. The Observatory said so.")
    two = Document(
        "report-b", text="Shells fell. The Observatory said so. SNHR said there were more.", outlet="A Gazette"
    )
    found = origins([_told("a"), _told("b")], Context({"report-a": one, "report-b": two}))
    assert found["a"].names == ("sohr",) and found["b"].names == ("a gazette",)


def test_a_ministry_and_its_centre_are_one_voice() -> None:
    """Who speaks for one body is no second origin beside it."""
    claims = [claim("a", claimants=("russian-centre",)), claim("b", claimants=("russian-ministry",))]
    voices = {"russian-centre": "russia", "russian-ministry": "russia"}
    assert independent(claims).number == 2 and independent(claims, Context(voices=voices)).number == 1


def test_a_copied_page_is_no_second_origin() -> None:
    """An outlet that prints another's text, cut short and with a line of its own, hangs on it; one that tells it anew stands."""
    cut = "The Gazette's front page. " + LONG[: len(LONG) * 2 // 3]
    anew = "Eleven shoppers, some of them children, died in an air raid on a busy bazaar around midday, a nurse told us by phone."
    pages = {f"report-{n}": Document(f"report-{n}", text=t) for n, t in (("a", LONG), ("b", cut), ("c", anew))}
    found = independent([_told(n) for n in "abc"], Context(pages))
    assert found.sets == (("a", "b"), ("c",))
    assert any("one text" in why for why in found.because)


def test_claims_of_unknown_origin_are_counted_as_one() -> None:
    """Where nobody is named, nobody can say that they are two."""
    assert independent([_told(n, source="") for n in "abc"]).number == 1


def test_a_denial_tells_of_no_happening() -> None:
    """Who denies a strike is no second origin for it."""
    assert independent([claim("a"), claim("b", kind="denial", claimants=("somebody-else",))]).number == 1


@given(st.integers(0, 2000))
def test_order_does_not_matter(seed: int) -> None:
    """The same sets and reasons in whatever order claims come."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    says = ("SOHR said so", "SNHR reported", "", "SOHR and SNHR said")
    claims = [_told(f"c{n}", words=rng.choice(says), report=f"r{rng.randrange(4)}") for n in range(8)]
    mixed = list(claims)
    rng.shuffle(mixed)
    assert independent(mixed) == independent(claims)


def test_more_claims_never_lower_what_they_rest_on_below_one() -> None:
    """No claim has no origin; one has one."""
    assert independent([]).number == 0 and independent([claim("a")]).number == 1


def test_copies_are_found_whatever_the_length_and_script() -> None:
    """A piece of a long text, in Arabic and Russian too; unlike texts and bare headlines are no copies."""
    arabic = (
        "قصفت طائرات حربية سوق البلدة المسقوف بعد ظهر يوم السبت حين كانت العائلات تشتري حاجات العيد "
        "وقتل احد عشر شخصا بينهم ثلاثة اطفال"
    )
    russian = (
        "Самолёты нанесли удар по крытому рынку города вскоре после полудня в субботу, когда семьи покупали еду к празднику, "
        "погибли не менее одиннадцати человек, трое из них дети"
    )
    texts = {
        "long": LONG + " And so on, with more of what was seen there and said about it. " * 3,
        "piece": LONG[40:330],
        **{"arabic": arabic, "arabic 2": f"خاص {arabic} يتبع", "russian": russian, "russian 2": russian.upper()},
        **{"headline": "Market struck", "headline 2": "Market struck"},
    }
    assert set(copies(texts)) == {("long", "piece"), ("arabic", "arabic 2"), ("russian", "russian 2")}


def _picture(path: Path, seed: int, size: int = 256) -> Path:
    image = pytest.importorskip("PIL.Image", reason="pictures need the extra holdfire[media]")
    draw = pytest.importorskip("PIL.ImageDraw")
    rng = random.Random(seed)  # noqa: S311 - no secret
    made = image.new("RGB", (256, 256), (90, 120, 150))
    pen = draw.Draw(made)
    for _ in range(12):
        left, top = rng.randrange(200), rng.randrange(200)
        colour = tuple(rng.randrange(256) for _ in range(3))
        pen.rectangle((left, top, left + rng.randrange(20, 120), top + rng.randrange(20, 120)), fill=colour)
    made.resize((size, size)).save(path)
    return path


def test_the_same_picture_smaller_and_in_another_format_is_one(tmp_path: Path) -> None:
    """Scaled and compressed anew it is the same; another picture is another; two outlets that show it are one origin."""
    pytest.importorskip("imagehash", reason="pictures need the extra holdfire[media]")
    hashes = [
        media_hash(_picture(tmp_path / "first.png", 1)),
        media_hash(_picture(tmp_path / "again.jpg", 1, 160)),
        media_hash(_picture(tmp_path / "other.png", 2)),
    ]
    held = [h for h in hashes if isinstance(h, str)]
    assert len(held) == 3
    assert set(same_media({"a": [held[0]], "b": [held[1]], "c": [held[2]]})) == {("a", "b")}
    pages = {f"report-{n}": Document(f"report-{n}", media=(h,)) for n, h in zip("abc", held, strict=True)}
    assert independent([_told(n) for n in "abc"], Context(pages)).sets == (("a", "b"), ("c",))


def test_a_black_frame_or_a_damaged_file_has_no_hash(tmp_path: Path) -> None:
    """An even surface would be like every other; what is no picture is set aside with a reason."""
    image = pytest.importorskip("PIL.Image", reason="pictures need the extra holdfire[media]")
    pytest.importorskip("imagehash", reason="pictures need the extra holdfire[media]")
    image.new("RGB", (64, 64)).save(tmp_path / "black.png")
    (tmp_path / "torn.jpg").write_bytes(_picture(tmp_path / "whole.jpg", 3).read_bytes()[:300])
    (tmp_path / "text.png").write_text("no picture")
    for name in ("black.png", "torn.jpg", "text.png", "missing.png"):
        found = media_hash(tmp_path / name)
        assert isinstance(found, SetAside) and found.reason and found.remedy


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=8))
def test_pictures_are_one_up_to_five_bits(number: int, flipped: set[int]) -> None:
    """The stretches lose no pair within five bits, wherever these lie, and let none through beyond."""
    other = number
    for bit in flipped:
        other ^= 1 << bit
    found = same_media({"a": [f"{number:016x}"], "b": [f"{other:016x}"]})
    assert found == ({("a", "b"): len(flipped)} if len(flipped) <= 5 else {})
