"""A real Spark cluster on the loopback: a master and workers, each a process of its own."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pyspark

from holdfire.engine.java import java_home

SPARK_HOME = Path(pyspark.__file__).parent
SMALL = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A Java that starts quickly and stays small."""
PATIENCE_S = 180.0
"""How long a busy machine may take to start a process of the cluster."""


class Cluster:
    """A master on a free port of 127.0.0.1 and workers of one core each; settings and logs lie in ``folder``."""

    def __init__(self, folder: Path, memory: str = "1g") -> None:
        self.folder, self.memory = folder, memory
        self.java_home = java_home(folder)
        self.workers: list[subprocess.Popen[bytes]] = []
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        self.url = self._told("master", r"Starting Spark master at (spark://127\.0\.0\.1:\d+)")[0]

    def with_workers(self, wanted: int) -> "Cluster":
        """As many workers at work as are wanted, started where some are missing."""
        self.workers = [w for w in self.workers if w.poll() is None]
        before = len(self._processes)
        for number in range(before, before + wanted - len(self.workers)):
            name = f"worker-{number}"
            where = ("--host", "127.0.0.1", "--webui-port", "0", "--work-dir", str(self.folder / name))
            self.workers.append(self._start(name, "worker.Worker", *where, "-c", "1", "-m", self.memory, self.url))
            self._told(name, "Successfully registered with master")
        return self

    def kill_a_worker(self) -> None:
        """One worker and the executors it started are gone from one moment to the next, as when a machine loses its power."""
        lost = self.workers.pop()
        os.killpg(lost.pid, signal.SIGKILL)
        lost.wait()

    def stop(self) -> None:
        """Every process that was started here is ended."""
        for process in reversed(self._processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _start(self, name: str, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Workers are given no Python that runs: they need none."""
        env = {
            "PATH": os.environ["PATH"],
            "JAVA_HOME": str(self.java_home),
            "SPARK_HOME": str(SPARK_HOME),
            "SPARK_CONF_DIR": str(self.folder),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": SMALL,
            "PYSPARK_PYTHON": str(self.folder / "no-python"),
        }
        command = [str(SPARK_HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", *arguments]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        self._processes.append(process)
        return process

    def _told(self, name: str, pattern: str) -> list[str]:
        """What a log says, waited for."""
        end = time.monotonic() + PATIENCE_S
        log = self.folder / f"{name}.log"
        while time.monotonic() < end:
            found = re.findall(pattern, log.read_text("utf-8", errors="replace"))
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{name} did not start:\n{log.read_text('utf-8', errors='replace')[-2000:]}")
