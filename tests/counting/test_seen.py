"""What a unit says was perceived, in the words of missions; and the way of a mission's table into a claim."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire import pipeline, reviews
from holdfire.counting import Perceived, log_of, perceived, written
from holdfire.incidents import fuse
from tests.claims.test_bulletins_tables import PROSE
from tests.conftest import ROOT

HEARD = (
    "On the night of 25 November, whilst in Horlivka the SMM heard 15 undetermined explosions 7-9km north-north-west.\n"
    "On 26 November, positioned in Svitlodarsk, the SMM heard 60 undetermined explosions 5km south-east, assessed as "
    "live-fire exercise.\n"
)
AT = datetime(2031, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("explosions: heard, outgoing", Perceived("explosion", "heard", "outgoing")),
        ("bursts", Perceived("burst")),
        ("muzzle flashes: camera", Perceived("flash", "camera")),
        ("взрывов: слышали, неопределённые", Perceived("explosion", "heard", "undetermined")),
        ("снаряда в полёте", Perceived("projectile")),
        ("انفجارات", Perceived("explosion")),
        ("قذائف", Perceived("round")),
        ("shots", Perceived("shot")),
        ("trucks", None),
        ("violations", None),
        ("grounds", None),
        ("", None),
    ],
)
def test_a_unit_tells_what_was_perceived(unit: str, told: Perceived | None) -> None:
    """In three languages; what is no fire is none."""
    assert perceived(unit) == told


@pytest.mark.parametrize(
    ("what", "means"), [("Explosion (undetermined)", "Heard"), ("Burst", ""), ("Flare", "Recorded")]
)
def test_what_is_written_is_read_again(what: str, means: str) -> None:
    """With its means and manner."""
    told = perceived(written(what, means))
    assert told and told.what in what.lower() and bool(told.means) == bool(means)
    assert ("undetermined" in what) == (told.manner == "undetermined")


def test_what_a_mission_says_it_heard_keeps_its_number_as_a_claim(tmp_path: Path) -> None:
    """Number, kind and means stand in the claim that waits for a person, exercises apart; nobody has counted it yet."""
    case = pipeline.new_case(tmp_path / "case", ROOT / "agreements" / "syria-2016-09", pipeline.Founding(AT))
    page = tmp_path / "daily.txt"
    page.write_text(PROSE + HEARD, "utf-8")
    pipeline.collect_into(case, page, received=AT)
    waiting = [c for c in reviews.proposals(case) if c.kind == "incident"]
    assert [(c.count.number, c.count.unit, c.manner) for c in waiting if c.count] == [
        (15, "explosions: heard", None),
        (60, "explosions: heard", "live-fire-exercise"),
    ]
    assert log_of(fuse(waiting, AT)).happenings.begins.size == 0
