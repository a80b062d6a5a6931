"""Processes a second: start, fan out 8, complete all, join, end, on PostgreSQL beside other workflow engines.

    python -m bench.review [processes a pass] [passes]

Each engine runs in a process of its own with a database of its own on the server of DATABASE_URL and takes its turn
pass by pass, so that a busy neighbour slows all alike; commits are as durable as the server is set. The peers move tokens. Ours
are the commands of the pages, with permission, validators, journal, clocks and messages in them:

- hand-off: what a case asks of eight departments and they answer, ten transactions a pass (`Command.perform_many`); beside it
  SpiffWorkflow with nine transactions a pass;
- opinions: the same one by one, ten transactions a case;
- joint procedure: the same shape as processes of the engine, ten transactions and one stored paper at its end;
- the stage of an application, the heaviest thing officers do: a case takes two people and a stored paper, 18 transactions, 10
  papers.

`acts` says where the time goes.
Caluma needs another Django and is installed into an environment of its own; a peer that cannot run is named with the
reason.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import venv
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "review.json"
SERVER = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres").rsplit("/", 1)[0]
CALUMA = "caluma==11.3.0"
PREPARED = (
    "projects, their papers and applications; the cases of an application are eight fixed items of eight departments "
    "(commands.filing._open_cases and _bind are replaced), so that every engine fans out to eight"
)
GOAL = "ahead of Caluma, then of SpiffWorkflow"


class Worker:
    """An engine in its own process; `error` says why it cannot run."""

    def __init__(self, name: str, command: list[str], **environment: str) -> None:
        self.name, self.error = name, ""
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.passes: list[dict[str, Any]] = []
        self.facts = self._answer() or {}

    def run(self, count: int) -> None:
        """One pass of so many processes."""
        if self.error or self.process.stdin is None:
            return
        load = os.getloadavg()[0]
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        if (answer := self._answer()) is not None:
            self.passes.append({**answer, "count": count, "load": round(load, 2)})

    def report(self) -> dict[str, Any]:
        """Median and range of processes a second, milliseconds of processor time of the worker a process."""
        if self.error or not self.passes:
            return {"cannot run": self.error}
        rates = sorted(one["count"] / one["seconds"] for one in self.passes)
        acts: dict[str, float] = {}
        for one in self.passes:
            for name, seconds in one.get("acts", {}).items():
                acts[name] = acts.get(name, 0) + seconds
        processes = sum(one["count"] for one in self.passes)
        return {
            "processes a second": round(statistics.median(rates), 2),
            "range": [round(rates[0], 2), round(rates[-1], 2)],
            "worker ms a process": round(1000 * sum(one["processor"] for one in self.passes) / processes, 1),
            "transactions": self.facts.get("transactions"),
            "load before each pass": [one["load"] for one in self.passes],
            **({"acts, ms a process": {k: round(1000 * v / processes, 1) for k, v in acts.items()}} if acts else {}),
            **({"statements": self.passes[-1]["statements"]} if "statements" in self.passes[-1] else {}),
        }

    @property
    def rate(self) -> float:
        """Processes a second, the median of the passes; 0 for one that cannot run."""
        rates = [one["count"] / one["seconds"] for one in self.passes]
        return statistics.median(rates) if rates else 0.0

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answer(self) -> dict[str, Any] | None:
        if self.process.stdout is None or self.process.stderr is None:
            return None
        for line in self.process.stdout:
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer
        self.error = (self.process.stderr.read().strip().splitlines() or ["ended without a word"])[-1]
        return None


def database(name: str) -> str:
    """A new, empty database on the server; its URL."""
    import psycopg

    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS bench_review_{name}")
        link.execute(f"CREATE DATABASE bench_review_{name}")
    return f"{SERVER}/bench_review_{name}"


def caluma() -> Worker:
    """Caluma in its own environment below VAR, made where it is missing."""
    home = Path(os.environ.get("BINGSHEN_VAR", ROOT / "var")) / "bench" / "caluma"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", CALUMA, "psycopg[binary]"], check=True, timeout=600)
    at = urlparse(database("caluma"))
    return Worker(
        "Caluma", [str(python), str(Path(__file__).parent / "review_peers" / "caluma_engine.py")],
        ENV="dev", DEBUG="false", SECRET_KEY="bench", DATABASE_ENGINE="django.db.backends.postgresql",
        DATABASE_HOST=at.hostname or "127.0.0.1", DATABASE_PORT=str(at.port or 5432), DATABASE_USER=at.username or "",
        DATABASE_PASSWORD=at.password or "none", DATABASE_NAME=at.path.lstrip("/"),
    )  # fmt: skip


def module(name: str, file: str, base: str, **environment: str) -> Worker:
    command = [sys.executable, "-m", f"bench.review_peers.{file}"]
    return Worker(name, command, DATABASE_URL=database(base), **environment)


def versions() -> dict[str, str]:
    found = {"Caluma": CALUMA.split("==")[1]}
    for name in ("django", "django-viewflow", "spiffworkflow"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    passes = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    mine = [
        module("Bingshen, hand-off", "opinions", "handoff", BENCH_TOGETHER="1"),
        module("Bingshen, opinions", "opinions", "opinions"),
        module("Bingshen, joint procedure", "joint", "joint"),
        module("Bingshen", "ours", "ours"),
    ]
    workers = [
        *mine,
        module("django-viewflow", "bare_viewflow", "viewflow"),
        module("SpiffWorkflow", "spiff", "spiff"),
        module("SpiffWorkflow, hand-off", "spiff", "spiff_handoff", BENCH_TOGETHER="1"),
    ]
    try:
        workers.append(caluma())
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Caluma cannot run here: {error}", file=sys.stderr)
    try:
        for worker in workers:
            worker.run(2)  # warm
            worker.passes.clear()
        for _ in range(passes):
            for worker in workers:
                worker.run(count)
    finally:
        for worker in workers:
            worker.stop()
    peers = [worker for worker in workers if worker not in mine]
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": versions(),
        "goal": GOAL,
        "times the peer": {
            one.name: {peer.name: round(one.rate / peer.rate, 2) for peer in peers if peer.rate} for one in mine
        },
        "prepared outside the timing": PREPARED,
        "engines": {worker.name: worker.report() for worker in workers},
        "load average": os.getloadavg()[0],
    }
    RESULT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
