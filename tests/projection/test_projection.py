"""A projection is the record's: kept up entry by entry, it tells what the record tells when everything is made anew."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from holdfire import pipeline, projection
from holdfire.case import Case
from holdfire.projection import Projection, cells, kinds, question
from holdfire.status import held, tallies
from tests.projection.truce import FIRST, NOW, Ask, Say, anew, courses, say, truce_case, truce_folder

_NUMBER = count()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case of the truce in which nothing has been said."""
    folder = tmp_path_factory.mktemp("truce")
    return truce_case(folder / "case", truce_folder(folder / "agreement"))


@contextmanager
def copied(case: Case) -> Iterator[Case]:
    """The same case in a folder of its own, gone afterwards."""
    folder = case.folder.with_name(f"copy-{next(_NUMBER)}")
    shutil.copytree(case.folder, folder)
    try:
        yield Case(folder, case.settings, case.agreement)
    finally:
        shutil.rmtree(folder)


def boards(case: Case, kept: Projection, as_of: datetime, known_at: datetime) -> tuple[str, str]:
    """The board from the projection, and the one made anew."""
    whole = anew(case.agreement, pipeline.told_in(case), as_of, known_at)
    return kept.board(as_of, known_at).model_dump_json(), whole.board().model_dump_json()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are cited, snapshots are close, and what came late is sorted in soon: small records meet every edge of large ones."""
    for room in (cells, held, kinds, question, tallies):
        for name, number in (
            ("MOST_FRESH", 1),
            ("MOST_NAMES", 2),
            ("SPACING", 3),
            ("MOST_LATE", 6),
            ("CITED", 2),
            ("SCANNED", 1),
            ("MOST_HELD", 400),
            ("MOST_LISTS", 4),
            ("MOST_DAYS", 2),
            ("MOST_PAST", 2),
        ):
            if hasattr(room, name):
                monkeypatch.setattr(room, name, number)


@given(courses())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_board_is_that_of_a_status_made_anew(empty: Case, small: None, course: list[Say | Ask]) -> None:
    """Whatever is said, in whatever order, and whatever is asked in between; from one process and from the next."""
    assert small is None
    with copied(empty) as case:
        kept, at = projection.open(case, anew), FIRST - timedelta(days=2)
        try:
            for step in course:
                if isinstance(step, Say):
                    at += timedelta(minutes=step.later)
                    say(case, [step.entry], at)
                else:
                    kept.update()
                    as_of, known = (FIRST + timedelta(hours=hours) for hours in (step.hours, step.known))
                    ours, theirs = boards(case, kept, as_of, known)
                    assert ours == theirs
                    if step.known == NOW.known:
                        kept.close()
                        kept = projection.open(case, anew)
        finally:
            kept.close()
