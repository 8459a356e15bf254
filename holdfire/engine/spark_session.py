"""The session with a Spark master: begun when first asked for, kept until the process ends, and never waited for without end.

Settings of a cluster (memory of driver and workers, cores to take, security) are Spark's own, in ``spark-defaults.conf`` where
SPARK_CONF_DIR says. Set here is only what answers hang on, and what keeps Spark quiet.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfire.engine.java import java_home
from holdfire.errors import EngineError

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

CONNECT_S = 10.0
"""How long a master may take to answer at all, in seconds."""
WORKERS_S = 90.0
"""How long a job waits while no worker is at work on it, in seconds: a restart of one takes some ten, on a busy machine sixty."""
_LOCAL = re.compile(r"local(\[(\d+|\*)\])?")
_SETTINGS = {
    "spark.app.name": "Holdfire",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
_SHUFFLE = "spark.sql.shuffle.partitions"
_PARTS_A_CORE = 2
"""Parts that a relation is dealt into, for each core. Spark advises two to three; its default, 200, suits a hundred cores."""
_REMEDY = "See that the master and its workers run, with free cores and memory, and that their Spark is {version}."
_lock = threading.RLock()
_held: dict[str, Held] = {}


class Held:
    """A running session, the master it is with, and the folder of its log."""

    def __init__(self, spark: SparkSession, folder: Path, *, alone: bool) -> None:
        self.spark, self.folder, self.alone = spark, folder, alone

    @property
    def stopped(self) -> bool:
        """Whether the master or the driver's own Java process has ended it."""
        try:
            context: Any = self.spark.sparkContext
            return context._gateway.proc.poll() is not None or bool(_java(context).isStopped())
        except Exception:
            return True


@contextlib.contextmanager
def working(engine: str) -> Iterator[SparkSession]:
    """A session of its own views with the master of ``engine``. Whatever Spark raises inside is an ``EngineError``."""
    with _lock:
        held = _session(engine)
        spark = held.spark.newSession()
        spark.conf.set(_SHUFFLE, max(2, _PARTS_A_CORE * spark.sparkContext.defaultParallelism))
        ended = threading.Event()
        lost = threading.Event()
        watch = threading.Thread(target=_watch, args=(held, ended, lost), daemon=True)
        watch.start()
        try:
            yield spark
        except EngineError:
            raise
        except _failures() as failure:
            what = f"for {WORKERS_S:.0f} seconds no worker was at work on it" if lost.is_set() else _reason(failure)
            raise EngineError(f"Spark did not finish: {what}", engine, _remedy()) from failure
        finally:
            ended.set()
            watch.join()


def end() -> None:
    """End the session that is held, if one is, and free what it took of the cluster."""
    with _lock:
        for engine in list(_held):
            _end(_held.pop(engine))


def _failures() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    return (Py4JError, PySparkException, OSError)


def _session(engine: str) -> Held:
    if engine in _held and not _held[engine].stopped:
        return _held[engine]
    end()
    address = engine.removeprefix("spark://")
    alone = _LOCAL.fullmatch(address) is not None
    own = "" if alone else _own_address(engine)
    folder = Path(tempfile.mkdtemp(prefix="holdfire-spark-"))
    try:
        settings = _SETTINGS | {"spark.master": address if alone else engine}
        if own and not {"SPARK_LOCAL_IP", "SPARK_LOCAL_HOSTNAME"} & set(os.environ):
            settings["spark.driver.host"] = own
        held = Held(_begin(engine, settings, folder), folder, alone=alone)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _held[engine] = held
    atexit.register(end)
    return held


def _own_address(engine: str) -> str:
    """The address by which this machine reaches the master, so that workers find the way back."""
    host, _, port = engine.removeprefix("spark://").split(",")[0].rpartition(":")
    if not host or not port.isdigit():
        raise EngineError(
            f'"{engine}" names no host and port', remedy="Write spark://HOST:PORT; Spark's own port is 7077."
        )
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S) as line:
            return str(line.getsockname()[0])
    except (OSError, OverflowError) as error:
        raise EngineError(f"no Spark master answers ({error})", engine, _remedy()) from None


def _begin(engine: str, settings: dict[str, str], folder: Path) -> SparkSession:
    import logging

    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # it prints what is raised here as well
    if SparkContext._gateway is not None:
        raise EngineError(
            "this process runs a Spark of its own already", engine, "Stop it, or judge in another process."
        )
    home = java_home(folder)
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    log = folder / "spark.log"
    gateway = None
    try:
        with log.open("w") as kept, _environment(JAVA_HOME=str(home)):
            gateway = launch_gateway(conf, {"stdout": kept, "stderr": kept})  # type: ignore[no-untyped-call]
        conf = SparkConf(_jvm=gateway.jvm).setAll(list(settings.items()))
        context = SparkContext(conf=conf, gateway=gateway)
        return SparkSession(context)
    except _failures() as failure:
        told = _last_words(log) or _reason(failure)
        _shut(gateway)
        raise EngineError(f"Spark did not start: {told}", engine, _remedy()) from failure


@contextlib.contextmanager
def _environment(**set_to: str) -> Iterator[None]:
    """Variables for a process that is started inside, and as before afterwards."""
    before = {name: os.environ.get(name) for name in set_to}
    os.environ.update(set_to)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _watch(held: Held, ended: threading.Event, lost: threading.Event) -> None:
    """End jobs that no worker is left for; Spark itself would wait for one for ever."""
    without = 0.0
    step = min(1.0, WORKERS_S / 4)
    while not held.alone and not ended.wait(step):
        with contextlib.suppress(Exception):
            without = 0.0 if _workers(held.spark.sparkContext) else without + step
            if without >= WORKERS_S:
                lost.set()
                held.spark.sparkContext.cancelAllJobs()


def _workers(context: SparkContext) -> int:
    return int(_java(context).getExecutorMemoryStatus().size()) - 1


def _java(context: SparkContext) -> Any:
    return context._jsc.sc()


def _end(held: Held) -> None:
    from pyspark import SparkContext

    with contextlib.suppress(Exception):
        held.spark.stop()
    _shut(SparkContext._gateway)
    shutil.rmtree(held.folder, ignore_errors=True)


def _shut(gateway: Any) -> None:
    """End the driver's Java process, and have PySpark forget it: it would go on to ask a process that is gone."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    SparkSession._instantiatedSession = None
    SparkContext._active_spark_context = None
    SparkContext._gateway = SparkContext._jvm = None
    with contextlib.suppress(Exception):
        gateway.shutdown()
    with contextlib.suppress(Exception):
        gateway.proc.kill()
        gateway.proc.wait()


def _reason(failure: BaseException) -> str:
    """The first line of what Spark says, or of the cause it gives."""
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    return (causes or lines or [type(failure).__name__])[0][:300]


def _last_words(log: Path) -> str:
    """The line of a log that says what was wrong."""
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    wrong = [line for line in lines if re.search(r"ERROR|Error|Exception", line) and not line.startswith("\tat ")]
    return re.sub(r"^[\d/]+ [\d:]+ \w+ \w+: ", "", wrong[0].strip())[:300] if wrong else ""


def _remedy() -> str:
    import pyspark

    return _REMEDY.format(version=pyspark.__version__)
