"""Fixtures every room's tests share."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.case import Case
from holdfire.claims import Claim

settings.register_profile("house", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
BEGUN = pipeline.Founding(datetime(2016, 1, 1, tzinfo=UTC), turned="reported")
"""How the tests' cases begin: restated history, in which nobody signed."""


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    """The founding agreement."""
    return load(ROOT / "agreements" / "syria-2016-09")


@pytest.fixture(scope="session")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The founding case, built from the bundled data alone."""
    return pipeline.demo_case(tmp_path_factory.mktemp("founding") / "case")


@pytest.fixture(scope="session")
def course(founding: Case) -> list[Claim]:
    """The 116 claims of the founding course."""
    return pipeline.claims_of(founding)[0]
