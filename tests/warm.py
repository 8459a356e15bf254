"""Commands of a page without a second of loading before each: every one is a process of its own, forked from one that has loaded.

``Warm(folder)`` puts a program called ``holdfire`` into the folder; whoever finds it on their path runs the real command line.
``python -m tests.warm SOCKET`` is the process that has loaded; it takes arguments, folder, environment and open files.
"""

import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ("ibis.backends.duckdb", "ibis.backends.sql.compilers.duckdb", "sqlglot.generators.duckdb", "typst", "docx")
"""What rooms load only when they are asked."""
MOST = 1 << 20
"""Bytes that arguments and environment of one command may take."""
CALL = """\
#!{python} -IS
import json, os, socket, sys
asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
at = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
at.connect({address!r})
socket.send_fds(at, [asked], [0, 1, 2])
sys.exit(int(at.recv(8) or b"1"))
"""


class Warm:
    """The process that has loaded, for as long as the block lasts."""

    def __init__(self, folder: Path) -> None:
        self.folder, address = folder, str(folder / "at")
        program = folder / "holdfire"
        program.write_text(CALL.format(python=sys.executable, address=address), "utf-8")
        program.chmod(0o755)
        self._loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", address], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Warm":
        assert self._loaded.stdout and self._loaded.stdout.readline() == "ready\n"
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._loaded.kill()
        self._loaded.communicate()


def _load() -> None:
    """Every room of the house, as far as it loads without being asked for anything."""
    import holdfire

    for name in BESIDE:
        importlib.import_module(name)
    for found in pkgutil.walk_packages(holdfire.__path__, "holdfire."):
        if not found.name.endswith("__main__") and ".web" not in found.name:
            importlib.import_module(found.name)


def _run(arguments: list[str], folder: str, environment: dict[str, str], files: list[int]) -> None:
    """One command, in this process, which ends with it."""
    from holdfire.cli.app import main

    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin, sys.stdout, sys.stderr = (open(n, m, encoding="utf-8", closefd=False) for n, m in enumerate("rww"))  # noqa: SIM115 - they are open
    sys.argv = ["holdfire", *arguments]
    code = 0
    try:
        main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _answer(at: socket.socket) -> None:
    """Run what one caller asks for in a process of its own, and tell the caller how it ended."""
    asked, files, _, _ = socket.recv_fds(at, MOST, 3)
    arguments, folder, environment = json.loads(asked)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if (child := os.fork()) == 0:
        at.close()
        _run(arguments, folder, environment, list(files))
    for file in files:
        os.close(file)
    at.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255).encode())


def main() -> None:
    """Load, listen, and fork for each caller."""
    _load()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(sys.argv[1])
    listener.listen(8)
    print("ready", flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        at, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer(at)
            os._exit(0)
        at.close()


if __name__ == "__main__":
    main()
