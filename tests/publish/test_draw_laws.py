"""What drawing never does, whatever it is given: time runs one way, no letter is lost, lanes are not shared."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdfire.publish.draw_axis import EDGE, axis
from holdfire.publish.draw_letters import SIZES, Letters, width_of
from holdfire.publish.draw_links import Link, beside, routes
from tests.conftest import ROOT
from tests.publish.drawn_case import ISOLATES

CSS = (ROOT / "holdfire" / "publish" / "templates" / "draw.css").read_text("utf-8")


MOMENTS = some.lists(
    some.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1), timezones=some.just(UTC)), min_size=1, max_size=40
)


@given(MOMENTS)
def test_time_runs_one_way_and_stays_on_its_line(moments: list[datetime]) -> None:
    """What is later is never drawn earlier, whatever is left out between."""
    line = axis(moments, 100, 800)
    xs = [line.x(at) for at in sorted(moments)]
    assert xs == sorted(xs) and xs[0] >= 100 and xs[-1] <= 900.1
    assert line.x(min(moments) - timedelta(days=9)) == xs[0]
    assert line.x(max(moments) + timedelta(days=9)) == xs[-1]
    ticks = [tick.x for tick in line.ticks(UTC)]
    assert ticks == sorted(ticks)


def test_days_years_apart_stand_at_marked_breaks() -> None:
    """Ten years between two weeks are left out; two weeks alone need no break."""
    week = [datetime(2030, 1, day, tzinfo=UTC) for day in range(1, 8)]
    line = axis([*week, datetime(2040, 1, 1, tzinfo=UTC), datetime(2040, 1, 3, tzinfo=UTC)], 0, 800)
    assert [round(length.days / 365) for _, length in line.breaks()] == [10]
    assert line.x(week[1]) - line.x(week[0]) > 30
    assert line.x(datetime(2035, 1, 1, tzinfo=UTC)) == pytest.approx(next(iter(line.breaks()))[0], abs=EDGE)
    plain = axis(week, 0, 800)
    assert not list(plain.breaks())
    assert axis([], 0, 800).pieces == ()


@given(some.text(max_size=200), some.sampled_from(sorted(SIZES)), some.booleans())
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str, look: str, over: bool) -> None:
    """Words are broken where they must be; only what could do harm is written otherwise."""
    lines = [ISOLATES.sub("", line) for line in Letters(over).lines(text, 120, look)]
    assert all(width_of(line, look) <= 120 or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == ISOLATES.sub("", Letters(over).plain(text)).replace(" ", "")


def test_too_many_lines_are_cut_and_say_so() -> None:
    """The last line ends in three dots and still fits."""
    lines = Letters(False).lines("word " * 60, 100, "body", 3)
    assert len(lines) == 3 and lines[-1].endswith("…") and width_of(lines[-1], "body") <= 100


SPOTS = some.dictionaries(
    some.sampled_from([f"n{n}" for n in range(14)]), some.tuples(some.integers(0, 4), some.integers(0, 3)), min_size=2
)


@given(SPOTS, some.data())
def test_lines_in_one_gutter_never_share_a_lane(spots: dict[str, tuple[int, int]], data: some.DataObject) -> None:
    """Trunks that run side by side keep to lanes of their own; a link to what is not drawn is left out."""
    keys = [*spots, "elsewhere"]
    members = some.lists(some.sampled_from(keys), max_size=5).map(tuple)
    links = data.draw(some.lists(some.builds(Link, some.sampled_from(keys), members, some.just("part"))))
    used: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for route in routes(links, spots, down=data.draw(some.booleans())):
        assert "elsewhere" not in (route.link.root, *route.link.members)
        if not route.link.members:
            continue
        rows = [2 * spots[route.link.root][0]]
        rows += [2 * spots[m][0] + (not beside(spots[m][1], route.gutter)) for m in route.link.members]
        lane = used.setdefault((route.gutter, route.lane), [])
        assert all(max(rows) < low or high < min(rows) for low, high in lane)
        lane.append((min(rows), max(rows)))


def _light(colour: str) -> float:
    """The relative luminance of a colour, as WCAG counts it."""
    short = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(short[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
def test_words_can_be_read_on_what_they_stand_on(dark: bool) -> None:
    """4.5 to 1 in light and in dark, on paper, boxes, bands and maps; and nothing is smaller than 11 pixels."""
    light, _, rest = CSS.partition("@media screen and (prefers-color-scheme: dark) {")
    part = rest.partition("@media print")[0] if dark else light

    def fill(selector: str) -> str:
        found = [
            m[2] for m in re.finditer(r"(?m)^\s*([^{\n]+) \{[^}]*?fill: (#\w+)", part) if selector in m[1].split(", ")
        ]
        return found[0]

    for words in ("text", ".soft", ".accent", ".on-map.name"):
        for ground in (".paper", ".box", ".band", ".band-head", ".sea", ".zone.country"):
            one, two = sorted((_light(fill(words)), _light(fill(ground))))
            assert (two + 0.05) / (one + 0.05) >= 4.5, (words, ground)
    assert min(size for size, _ in SIZES.values()) >= 11
