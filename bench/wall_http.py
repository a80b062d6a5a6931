"""The wall over HTTP: 16 signed-in users at once against granian as `manage.py up --role web` starts it.

    DATABASE_URL=postgres://…/postgres python -m bench.wall_http [requests]

Uses the data set of `bench.wall`. The load generator is 16 threads on 127.0.0.1; it shares the machine with server and
database. `people` ask again a second after each answer, which is still more than a person reads; `no pause` ask at once,
which shows where two cores end. Memory is the resident size of the web processes before and after the people's requests.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime

from bench.footprint import ROOT, _resident
from bench.wall import RESULT, open_database, people

USERS = 16
PATHS = ("/supervision/", "/supervision/?by=department", "/supervision/?light=YELLOW", "/supervision/?by=stage")
PAUSE = 1.0
"""Seconds a person looks at a page at the least."""
GOALS = {"p95 ms of 16 people": 150, "growth of memory over 2,000 requests, MB": 10}


def cookie_of(user: object) -> str:
    """A session as signing in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def load(port: int, cookies: list[str], requests: int, pause: float = 0) -> tuple[list[float], dict[int, int]]:
    """Milliseconds of every answer and how often each status came; users begin spread over one `pause`."""
    taken: list[float] = []
    statuses: dict[int, int] = {}

    def one(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        time.sleep(pause * number / USERS)
        for turn in range(requests // USERS):
            started = time.perf_counter()
            link.request("GET", PATHS[(number + turn) % len(PATHS)], headers={"Cookie": cookies[number % len(cookies)]})
            answer = link.getresponse()
            answer.read()
            taken.append((time.perf_counter() - started) * 1000)
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            time.sleep(pause)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, statuses


def timed_load(
    port: int, cookies: list[str], requests: int, pause: float = 0
) -> tuple[list[float], dict[int, int], float]:
    """`load` with the seconds it took."""
    started = time.perf_counter()
    return *load(port, cookies, requests, pause), time.perf_counter() - started


def figures(taken: list[float], statuses: dict[int, int], seconds: float) -> dict[str, object]:
    """What is told of one load."""
    taken.sort()
    return {
        "requests": len(taken),
        "statuses": statuses,
        "p50 ms": round(statistics.median(taken), 1),
        "p95 ms": round(taken[int(len(taken) * 0.95)], 1),
        "requests a second": round(len(taken) / seconds),
        "load average": round(os.getloadavg()[0], 1),
    }


def main() -> int:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    open_database()
    from supervision.counting import folding

    folding.advance()
    cookies = [cookie_of(user) for user in people().values()]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="bingshen-bench-") as var:
        environment = {"CELERY_BROKER_URL": "redis://127.0.0.1:6379/4", **os.environ, "BINGSHEN_VAR": var}
        server = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--role", "web", "--host", "127.0.0.1", "--port", str(port),
             "--workers", "2", "--threads", "1"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            for _second in range(120):
                time.sleep(1)
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    continue
            load(port, cookies, 320)
            parts = {"no pause": figures(*timed_load(port, cookies, requests))}
            before = _resident(server.pid)
            parts["people"] = figures(*timed_load(port, cookies, requests, PAUSE))
            after = _resident(server.pid)
        finally:
            os.killpg(server.pid, 15)
            server.wait(30)
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "goals": GOALS,
        **parts,
        "memory before and after, MB": [before, after],
    }
    earlier = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    RESULT.write_text(json.dumps({**earlier, "http": report}, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
