"""One cluster for all tests of engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire.engine import spark_session
from tests.engine.cluster import SMALL, Cluster

DEFAULTS = f"""spark.driver.memory 512m
spark.executor.memory 512m
spark.driver.extraJavaOptions {SMALL}
spark.executor.extraJavaOptions {SMALL}
"""


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master, and a folder of settings that make Spark small; everything is ended afterwards."""
    folder: Path = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(DEFAULTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        cluster = Cluster(folder)
        try:
            yield cluster
        finally:
            spark_session.end()
            cluster.stop()


@pytest.fixture
def cluster(started: Cluster) -> Cluster:
    """The cluster with two workers."""
    return started.with_workers(2)
