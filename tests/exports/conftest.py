"""What tests of exports share."""

import pytest

from holdfire import pipeline
from holdfire.case import Case
from tests.exports.exported import NOW


@pytest.fixture(scope="module")
def judged(founding: Case) -> pipeline.Judged:
    """The founding case, judged once."""
    return pipeline.judged_at(founding, "2016-09-21", None, NOW)
