"""An index is the record's: kept up entry by entry, it lists what the record tells when everything is read anew."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire import index
from holdfire.case import Case
from holdfire.index import keeping
from holdfire.projection import projection
from tests.index.read import held
from tests.projection.test_projection import copied
from tests.projection.truce import FIRST, Ask, Say, courses, say, truce_case, truce_folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case of the truce in which nothing has been said."""
    folder = tmp_path_factory.mktemp("index")
    return truce_case(folder / "case", truce_folder(folder / "agreement"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, so that small records meet every edge of large ones."""
    monkeypatch.setattr(projection, "BATCH", 3)
    monkeypatch.setattr(keeping, "AT_ONCE", 2)


@given(courses(), st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_an_index_lists_what_the_record_holds(empty: Case, small: None, course: list[Say | Ask], again: bool) -> None:
    """Whatever is said, in whatever order; the file opened anew in between, or held open."""
    assert small is None
    with copied(empty) as case:
        kept, at = index.open(case), FIRST - timedelta(days=2)
        try:
            for step in course:
                if isinstance(step, Say):
                    at += timedelta(minutes=step.later)
                    say(case, [step.entry], at)
                else:
                    if again:
                        kept.close()
                        kept = index.open(case)
                    kept.update()
                    held(case, kept)
        finally:
            kept.close()
