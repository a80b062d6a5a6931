"""How long a look-up of cover takes over HTTP: plots posted one after another to `/zones/cover.json`, 5,000 units in force.

    python -m bench.cover_http [plots] [units]

The units are those of `bench.cover` (200–2,000 vertices), written into a SQLite database of its own; the server is granian as
`manage.py up --role web` starts it. The answer is the whole one: unit by unit, item by item. One caller, so that the figure
is the time a person waits; beside it stands what four callers at once see, and the server's own core time, which other work
on the machine hardly changes. Written into `bench/results/cover_http.json`.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from bench.clocks import processor
from bench.cover import country
from bench.footprint import ROOT, _resident

RESULT = Path(__file__).parent / "results" / "cover_http.json"
GOAL_P95_MS = 50.0
PATH = "/zones/cover.json"
TOKEN = "b" * 32


def write_units(outlines: Any) -> str:
    """A zone with those outlines as published units, and the session of somebody who may ask."""
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import Department, Membership, Region, User
    from bench.wall_http import cookie_of
    from core import files, geo
    from core.numbers import next_number
    from regional_assessments.models import AssessmentUnit, Zone
    from regional_assessments.units.kinds import kinds
    from regional_assessments.units.record import MAP_VERSION

    call_command("migrate", verbosity=0)
    call_command("bootstrap", verbosity=0)
    region = Region.objects.get(code="360702")
    zone = Zone.objects.create(code="BENCH", name="x", level="LOCAL", region=region)
    reviewer = Department.objects.create(code="BENCH-WATER", name="x", region=region, function="WATER")
    person = User.objects.create(username="bench", name="bench")
    Membership.objects.create(user=person, role="SUPERVISOR", region_id="360000", valid_from=date(2020, 1, 1))
    report, now, begins = files.store(b"%PDF-1.4 bench", "application/pdf"), timezone.now(), date(2020, 1, 1)
    names = list(kinds())
    AssessmentUnit.objects.bulk_create(
        (
            AssessmentUnit(
                zone=zone, kind=names[number % len(names)], code=f"BENCH-{number}", name="x", state="PUBLISHED",
                geometry=geo.to_wkb(shape), **geo.box_of(shape), level=geo.level_of(shape.bounds), area=1,
                effective_from=begins, effective_to=begins + timedelta(days=36500), last_day=begins + timedelta(days=36500),
                producer="x", reviewer=reviewer, report=report, document_number="1", document_on=begins, cleared=True,
                drafted_by=person, drafted_at=now, published_by=person, published_at=now,
            )
            for number, shape in enumerate(outlines)
        ),
        batch_size=200,
    )  # fmt: skip
    next_number(MAP_VERSION)
    return cookie_of(person)


def ask(port: int, cookie: str, bodies: list[bytes]) -> tuple[list[float], list[int]]:
    """(milliseconds of each answer, units named in each). Raises RuntimeError for an answer that is not 200."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"{cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Content-Type": "application/geo+json",
    }  # fmt: skip
    taken, named = [], []
    for body in bodies:
        started = time.perf_counter()
        link.request("POST", PATH, body, headers)
        answer = link.getresponse()
        text = answer.read()
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {text[:300]!r}")
        named.append(len(json.loads(text)["units"]))
    return taken, named


def at_once(port: int, cookie: str, bodies: list[bytes], callers: int) -> list[float]:
    """The same with several callers."""
    taken: list[float] = []
    parts = [bodies[start::callers] for start in range(callers)]
    threads = [threading.Thread(target=lambda part=part: taken.extend(ask(port, cookie, part)[0])) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def spent(group: int) -> float:
    """Core-seconds of every process of the server's group so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if os.getpgid(int(stat.parent.name)) == group:
                ticks += sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def told(taken: list[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    return {f"p{p} ms": round(float(np.percentile(taken, p)), 2) for p in (50, 95, 99)}


def main(plots: int = 2000, units: int = 5000) -> int:
    """Measure, write the result; 1 where the goal is missed."""
    every, ground = country(plots, units)
    bodies = [shapely.to_geojson(plot).encode() for plot in every]
    with tempfile.TemporaryDirectory(prefix="bingshen-bench-") as var:
        os.environ |= {"BINGSHEN_VAR": var, "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        cookie = write_units(ground)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--role", "web", "--host", "127.0.0.1", "--port", str(port),
             "--workers", "2", "--threads", "1"],
            cwd=ROOT, env={"CELERY_BROKER_URL": "redis://127.0.0.1:6379/14", **os.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(port)
            first = ask(port, cookie, bodies[:1])[0][0]
            at_once(port, cookie, bodies[:200], 8)  # every worker reads the units once
            before = spent(server.pid)
            alone, named = ask(port, cookie, bodies)
            core_ms = (spent(server.pid) - before) * 1000 / len(bodies)
            crowd = at_once(port, cookie, bodies, 4)
            memory = _resident(server.pid)
        finally:
            os.killpg(server.pid, 15)
            server.wait(30)
    report = {
        "what": "POST /zones/cover.json, one plot of 6–20 vertices an answer, EPSG:4490",
        "plots": plots,
        "units": units,
        "vertices of units": int(shapely.get_num_coordinates(ground).sum()),
        "plots with a unit": sum(map(bool, named)),
        "one caller": told(alone),
        "four callers": told(crowd),
        "core-ms of the server an answer": round(core_ms, 2),
        "first answer after the start, ms": round(first),
        "memory of the web processes, MB": memory,
        "goal": {"one caller, p95 ms": GOAL_P95_MS, "met": told(alone)["p95 ms"] <= GOAL_P95_MS},
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": {"processor": processor(), "cores": os.cpu_count(), "load": [round(one, 1) for one in os.getloadavg()]},
    }  # fmt: skip
    RESULT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 0 if report["goal"]["met"] else 1  # type: ignore[index]


def _wait(port: int) -> None:
    for _second in range(120):
        time.sleep(1)
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            continue
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
