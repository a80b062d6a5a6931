"""Project time of a million projects at once: in memory, and from PostgreSQL beside SQL window functions.

    python -m bench.union [projects] [projects for SQL] [passes]

A project has twelve items, each interrupted by two stops: 36 running spans on the working-day axis; its time is the
length of their union. In memory the spans are arrays. In PostgreSQL they lie twice in a database of their own,
`bench_union`: one packed bytea a project, read with one SELECT and united by `clocks.bulk`, and one row a span for the
window functions. Both ways answer the same projects in the same run, pass by pass, and must agree; everything is
counted in wall seconds and in core-seconds (this process and its backend together, no parallel workers, jit off).
The server is that of BENCH_POSTGRES (default postgres://postgres@127.0.0.1:5432/postgres).
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from bench.clocks import processor
from clocks import bulk
from clocks.rules import OPEN_END, merge
from clocks.union import length

RESULT = Path(__file__).parent / "results" / "union.json"
SERVER = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
DATABASE = "bench_union"
ITEMS, STOPS = 12, 2
SPANS = ITEMS * (STOPS + 1)
GOALS = {
    "a million projects in memory, s": ("at most", 0.6),
    "a million projects from PostgreSQL, s": ("at most", 3.0),
    "SQL window functions vs packed, core-seconds": ("at least", 10),
    "one project, us": ("at most", 10),
}
WINDOW = """
    SELECT project, sum(greatest(0, y - greatest(x, reach)))
    FROM (SELECT project, x, y, coalesce(max(y) OVER earlier, 0) AS reach FROM span
          WINDOW earlier AS (PARTITION BY project ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS s
    GROUP BY project ORDER BY project
"""
PACKED = """
    SELECT string_agg(int4send(project), ''), string_agg(spans, '') FROM packed
    WHERE project < %s GROUP BY project / 5000
"""
"""The packed rows five thousand at a time: the drivers' work is per row that travels, not per byte."""
ROW = np.dtype([("fields", ">i2"), ("a", ">i4"), ("project", ">i4"), ("b", ">i4"), ("spans", "<u4", (SPANS,))])
"""A tuple of COPY's binary format: two fields, a project number and its packed spans, filled with empty ones."""
SPAN = np.dtype(
    [("fields", ">i2"), ("a", ">i4"), ("project", ">i4"), ("b", ">i4"), ("x", ">i4"), ("c", ">i4"), ("y", ">i4")]
)
HEADER, TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
Spent = tuple[float, float]
"""Wall seconds and core-seconds."""


def projects(count: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Starts and ends of (count, 36) spans: twelve items, each cut by two stops, some of them empty."""
    rng = np.random.default_rng(2026)
    steps = rng.integers(0, 8, (count, ITEMS, 2 * STOPS + 2), dtype=np.int32)
    steps[:, :, 0] = rng.integers(1000, 1400, (count, ITEMS), dtype=np.int32)
    edges = np.cumsum(steps, axis=2, dtype=np.int32)
    return (
        np.ascontiguousarray(edges[:, :, 0::2]).reshape(count, SPANS),
        np.ascontiguousarray(edges[:, :, 1::2]).reshape(count, SPANS),
    )


def by_sets(starts: NDArray[np.int32], ends: NDArray[np.int32]) -> list[int]:
    """As one would say it: the days in any of the spans."""
    return [
        len(set().union(*(range(x + 1, y + 1) for x, y in zip(row_x, row_y, strict=True))))
        for row_x, row_y in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def fill(
    connection: "psycopg.Connection[Any]", starts: NDArray[np.int32], ends: NDArray[np.int32], for_sql: int
) -> None:
    """The same projects as one packed row each (all) and as one row a span (the first `for_sql`)."""
    connection.execute("CREATE UNLOGGED TABLE packed (project int PRIMARY KEY, spans bytea NOT NULL)")
    connection.execute("ALTER TABLE packed ALTER COLUMN spans SET STORAGE PLAIN")
    connection.execute("CREATE UNLOGGED TABLE span (project int NOT NULL, x int NOT NULL, y int NOT NULL)")
    rows = np.empty(len(starts), ROW)
    rows["fields"], rows["a"], rows["b"] = 2, 4, 4 * SPANS
    rows["project"] = np.arange(len(starts))
    rows["spans"] = (starts.astype(np.uint32) << 16) | ends.astype(np.uint32)
    flat = np.empty(for_sql * SPANS, SPAN)
    flat["fields"], flat["a"], flat["b"], flat["c"] = 3, 4, 4, 4
    flat["project"] = np.repeat(np.arange(for_sql), SPANS)
    flat["x"], flat["y"] = starts[:for_sql].ravel(), ends[:for_sql].ravel()
    for table, content in (("packed", rows), ("span", flat)):
        with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(HEADER)
            for low in range(0, len(content), 50_000):
                copy.write(content[low : low + 50_000].tobytes())
            copy.write(TRAILER)
    connection.execute("CREATE INDEX ON span (project, x)")
    connection.execute("ANALYZE")


def from_packed(connection: "psycopg.Connection[Any]", count: int) -> NDArray[np.int64]:
    """One SELECT of the packed column, then the arithmetic of the product; by project number."""
    out = np.full(count, -1, dtype=np.int64)
    with connection.cursor(binary=True) as cursor:
        for numbers, spans in cursor.execute(PACKED, [count]):
            out[np.frombuffer(numbers, ">i4")] = bulk.union_packed(np.frombuffer(spans, "<u4").reshape(-1, SPANS))
    return out


def from_windows(connection: "psycopg.Connection[Any]") -> NDArray[np.int64]:
    """SQL alone: the running maximum of the earlier ends by a window function; only the results travel."""
    return np.array([days for _, days in connection.execute(WINDOW).fetchall()], dtype=np.int64)


def spent(work: Callable[[], Any], backend: int | None = None) -> tuple[Any, Spent]:
    """The answer, and the wall and core seconds it took here and in the backend with that process id."""
    before = time.perf_counter(), time.process_time() + _of_backend(backend)
    answer = work()
    return answer, (time.perf_counter() - before[0], time.process_time() + _of_backend(backend) - before[1])


def _of_backend(pid: int | None) -> float:
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(count: int, for_sql: int, passes: int) -> dict[str, Any]:
    starts, ends = projects(count)
    expected = bulk.union_many(starts, ends)
    single = [sorted(zip(x, y, strict=True)) for x, y in zip(starts[:2000].tolist(), ends[:2000].tolist(), strict=True)]
    took: dict[str, list[Spent]] = {}
    wrong = {
        "in memory": int((expected[:2000] != np.array(by_sets(starts[:2000], ends[:2000]))).sum()),
        "one project": sum(length(merge(row), OPEN_END) != days for row, days in zip(single, expected, strict=False)),
    }
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
        try:
            with psycopg.connect(SERVER, dbname=DATABASE, autocommit=True) as connection:
                fill(connection, starts, ends, for_sql)
                connection.execute("SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'")
                found = connection.execute("SELECT pg_backend_pid(), version()").fetchone()
                assert found is not None
                pid, database = found
                jobs: dict[str, tuple[Callable[[], Any], int | None, int]] = {
                    "in memory": (lambda: bulk.union_many(starts, ends), None, count),
                    "packed from PostgreSQL": (lambda: from_packed(connection, count), pid, count),
                    "packed, as many as SQL": (lambda: from_packed(connection, for_sql), pid, for_sql),
                    "SQL window functions": (lambda: from_windows(connection), pid, for_sql),
                    "one project": (lambda: [length(merge(row), OPEN_END) for row in single], None, len(single)),
                }
                for number in range(passes):
                    for name, (work, backend, answers) in jobs.items():
                        answer, cost = spent(work, backend)
                        took.setdefault(name, []).append((cost[0] / answers, cost[1] / answers))
                        if number == 0:
                            wrong[name] = int((np.asarray(answer) != expected[:answers]).sum())
        finally:
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    return report(took, wrong, count, for_sql, passes, database)


def report(
    took: dict[str, list[Spent]], wrong: dict[str, int], count: int, for_sql: int, passes: int, database: str
) -> dict[str, Any]:
    """Medians per million projects, the goals and what ran."""
    wall = {name: statistics.median(cost[0] for cost in costs) * 1e6 for name, costs in took.items()}
    core = {name: statistics.median(cost[1] for cost in costs) * 1e6 for name, costs in took.items()}
    figures = {
        "a million projects in memory, s": round(core["in memory"], 3),
        "a million projects from PostgreSQL, s": round(core["packed from PostgreSQL"], 3),
        "SQL window functions vs packed, core-seconds": round(
            core["SQL window functions"] / core["packed, as many as SQL"], 1
        ),
        "one project, us": round(core["one project"], 2),
    }
    return {
        "what": f"union of {ITEMS} items with {STOPS} stops = {SPANS} spans a project; goals judged by core-seconds, "
        "because this machine may be shared; wall seconds beside them",
        "projects": count,
        "projects for SQL": for_sql,
        "passes": passes,
        "goals": {
            name: {
                "goal": f"{sense} {bound}",
                "found": figures[name],
                "met": figures[name] <= bound if sense == "at most" else figures[name] >= bound,
            }
            for name, (sense, bound) in GOALS.items()
        },
        "wrong": wrong,
        "seconds per million projects": {
            name: {"wall": round(wall[name], 3), "core": round(core[name], 3),
                   "core low": round(min(cost[1] for cost in took[name]) * 1e6, 3),
                   "core high": round(max(cost[1] for cost in took[name]) * 1e6, 3)}
            for name in took
        },
        "SQL vs packed by wall": round(wall["SQL window functions"] / wall["packed, as many as SQL"], 1),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": {
            "processor": processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load": [round(value, 1) for value in os.getloadavg()],
        },
        "versions": {"postgresql": database.split()[1], **{name: version(name) for name in ("numpy", "psycopg")}},
    }  # fmt: skip


def main(count: int = 1_000_000, for_sql: int = 100_000, passes: int = 3) -> None:
    """Measure, write `bench/results/union.json`, and fail if an answer is wrong or a goal is missed."""
    result = measure(count, for_sql, passes)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    missed = [name for name, goal in result["goals"].items() if not goal["met"]]
    if any(result["wrong"].values()) or missed:
        raise SystemExit(f"wrong answers: {sum(result['wrong'].values())}; goals missed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
