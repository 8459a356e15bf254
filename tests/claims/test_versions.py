"""Corrections supersede and rewrite nothing."""

from datetime import UTC, datetime
from pathlib import Path

from holdfire import pipeline
from holdfire.case import bundled
from tests.conftest import BEGUN, NOW

HEADER = "id,kind,act,when,place,lat,lon,radius_km,actor,target,said_by,deaths,source,published,words"
ROW = "N-1,incident,shelling,2016-09-14,Talbiseh,34.84,36.73,3,{actor},opposition,sohr,{deaths},SOHR,2016-09-15,shells fell"


def test_a_corrected_claim_leaves_what_was_known_before_it(tmp_path: Path) -> None:
    """A claim collected again with other values counts from then on; the view of an earlier day is what it was."""
    case = pipeline.new_case(tmp_path / "case", bundled("syria-2016-09"), BEGUN)
    table = tmp_path / "claims.csv"
    for month, actor, deaths in ((10, "unknown", 1), (11, "syrian-government", 2)):
        table.write_text("\n".join([HEADER, ROW.format(actor=actor, deaths=deaths)]), "utf-8")
        pipeline.collect_into(case, table, datetime(2026, month, 1, tzinfo=UTC))
    before = pipeline.status_of(case, "2016-09-19", "2026-10-15", NOW).incidents[0]
    after = pipeline.status_of(case, "2016-09-19", "2026-11-15", NOW).incidents[0]
    assert (before.unattributed, before.deaths_best) == (True, 1)
    assert (after.attribution, after.deaths_best) == ((("syrian-government",),), 2)
    assert before.id == after.id == "N-1"
