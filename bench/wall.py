"""The wall over 1,000,000 projects and 10,000,000 clocks on PostgreSQL beside what people do instead, interleaved.

    DATABASE_URL=postgres://…/postgres python -m bench.wall [passes]

Uses the server of DATABASE_URL and a database `bench_wall` on it, written once (`bench.wall_data`) and used again.
The pages are the real querysets and `core.keyset.page` of the view, the counts `counting.wall.kept_counts`. The peers
are what a straightforward Django project does: days left computed in SQL through a calendar table, rows sorted in
Python, OFFSET paging, GROUP BY. Figures are milliseconds of wall time.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parent / "results" / "wall.json"
NAME = "bench_wall"
PAGE = 50
SMALL = 25
"""Rows a page for the ratio: the province has 27,768 running clocks, 1,000 pages need 25,000."""
SEEK = 1000
GOALS = {
    "page p50": 5,
    "page p95": 10,
    "page 1000 of page 1": 2,
    "counts of the whole p50": 5,
    "counts of a region p50": 1,
}
Job = Callable[[], Any]


def open_database() -> None:
    """Point Django at the database of the data set, made where it is missing."""
    import psycopg

    server = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres").rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            link.execute(f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = f"{server}/{NAME}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from accounts.models import User
    from bench import wall_data

    call_command("migrate", verbosity=0)
    call_command("bootstrap", verbosity=0)
    User.objects.get_or_create(username="bench-loader")
    wall_data.ready()


def people() -> dict[str, Any]:
    """Restricted users: supervisors of a province, a city, a county, and a reviewer of one department."""
    from accounts.models import Department, Membership, User
    from clocks.models import Clock

    busy = Clock.objects.open().filter(region_id="200302").values_list("department_id", flat=True).first()
    posts: dict[str, dict[str, Any]] = {
        "province": {"role": "SUPERVISOR", "region_id": "200000"},
        "city": {"role": "SUPERVISOR", "region_id": "200300"},
        "county": {"role": "SUPERVISOR", "region_id": "200302"},
        "department": {"role": "REVIEWER", "department": Department.objects.get(pk=busy or 0)},
    }
    found = {}
    for name, post in posts.items():
        user, new = User.objects.get_or_create(username=f"bench-{name}", defaults={"name": name})
        if new:
            Membership.objects.create(user=user, valid_from=date(2020, 1, 1), **post)
        found[name] = user
    return found


def narrowed(user: Any, **query: str) -> Any:
    """The filter of the view for `user`."""
    from django.test import RequestFactory

    from supervision import queries
    from supervision.filters import WallFilter

    request = RequestFactory().get("/supervision/", query)
    request.user = user
    return WallFilter(request.GET, queries.watched_clocks(user), request=request, regions=queries.watched_regions(user))


def page_job(user: Any, cursor: str = "", size: int = PAGE, **query: str) -> Job:
    from core.keyset import page
    from core.time import today
    from supervision import queries

    choice = narrowed(user, **query)

    def run() -> Any:
        clocks = queries.watched_clocks(user) if not query else choice.qs.all()
        shown = page(queries.ordered(queries.shown(clocks), "urgency"), cursor, size)
        return shown, queries.rows(shown.rows, today())

    return run


def cursor_at(user: Any, number: int) -> str:
    """The cursor in front of page `number`."""
    from core.keyset import _write
    from supervision import queries

    row = queries.ordered(queries.watched_clocks(user), "urgency")[0].ordered()[(number - 1) * SMALL - 1]
    return _write("n", 0, [row.due_on, row.pk])


def peers(user: Any) -> dict[str, Job]:
    from django.db import connection
    from django.db.models import F

    from clocks.current import current_calendar
    from clocks.models import Clock
    from core.time import today
    from supervision import queries, tallies

    seen = Clock.objects.visible_to(user).open().select_related("department")
    calendar, on = current_calendar(), today()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE working AS SELECT d::date AS day, extract(isodow FROM d) < 6 AS counts, "
                       "sum((extract(isodow FROM d) < 6)::int) OVER (ORDER BY d) AS upto "
                       "FROM generate_series('2018-01-01'::date, '2030-12-31', '1 day') d; CREATE UNIQUE INDEX ON working(day); ANALYZE working")  # fmt: skip

    def through_a_calendar() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                'SELECT c.*, d.name, o.upto + c."limit" - t.upto AS remaining FROM clocks_clock c '
                "JOIN working o ON o.day = c.origin_on JOIN working t ON t.day = current_date "
                "LEFT JOIN accounts_department d ON d.id = c.department_id "
                "WHERE c.state = 'RUNNING' AND c.region_id BETWEEN '200000' AND '209999' ORDER BY remaining, c.id LIMIT 50"
            )
            return cursor.fetchall()

    def in_python() -> Any:
        running = list(seen.filter(state="RUNNING"))
        return sorted(
            running, key=lambda c: (calendar.count(on, c.due_on or on) - calendar.count(c.due_on or on, on), c.pk)
        )[:PAGE]

    return {
        "days left through a calendar table in SQL": through_a_calendar,
        "rows sorted in Python": in_python,
        "range of codes, OFFSET page 1": lambda: list(seen.filter(state="RUNNING").order_by(F("due_on"), "id")[:PAGE]),
        "OFFSET page 1000": lambda: list(
            seen.filter(state="RUNNING").order_by("due_on", "id")[(SEEK - 1) * SMALL : SEEK * SMALL]
        ),
        "GROUP BY of the province": lambda: tallies.tally_by(
            queries.watched_clocks(user).open(), on, "department__function"
        ),
        "GROUP BY of the whole": lambda: tallies.tally_by(Clock.objects.open(), on, "department__function"),
    }


def timed(jobs: dict[str, Job], passes: int, slow: set[str]) -> dict[str, dict[str, float]]:
    """p50 and p95 in ms; the jobs take turns, slow ones every tenth pass."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(passes):
        for name, job in jobs.items():
            if name in slow and turn % 20:
                continue
            started = time.perf_counter()
            job()
            taken[name].append((time.perf_counter() - started) * 1000)
    return {
        name: {"p50": round(statistics.median(ms), 2), "p95": round(sorted(ms)[int(len(ms) * 0.95)], 2), "n": len(ms)}
        for name, ms in taken.items()
    }


def counts_job(*areas: str, key: str = "function") -> Job:
    from supervision.counting.reading import counts

    return lambda: counts(areas, key)  # type: ignore[arg-type]


def main() -> int:
    passes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    open_database()
    from django.db import connection

    from clocks.models import Clock
    from supervision import tallies
    from supervision.counting import folding
    from supervision.counting.reading import counts, differences

    started = time.perf_counter()
    folding.rebuild()
    rebuilt = time.perf_counter() - started
    who = people()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT left(region_id, 2) FROM clocks_clock WHERE state <> 'ENDED'")
        country = [row[0] for row in cursor.fetchall()]
    pages = {f"page of {name}": page_job(user) for name, user in who.items()}
    pages |= {
        "page 1 of province, 25 rows": page_job(who["province"], size=SMALL),
        "page 1000 of province, 25 rows": page_job(who["province"], cursor_at(who["province"], SEEK), SMALL),
        "page of province, one function": page_job(who["province"], function="F07"),
        "page of province, yellow": page_job(who["province"], light="YELLOW"),
        "page of city, stage": page_job(who["city"], stage="S2"),
    }
    numbers = {
        "counts of the whole": counts_job(*country),
        "counts of the whole by province": counts_job(*country, key="area"),
        "counts of a province": counts_job("20"),
        "counts of a county": counts_job("200302"),
    }
    others = peers(who["province"])
    figures = timed({**pages, **numbers, **others}, passes, set(others))
    kept, grouped = (
        counts(country, "function"),
        tallies.tally_by(Clock.objects.open(), date.today(), "department__function"),
    )
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "rows": {"clocks": Clock.objects.count(), "open": Clock.objects.open().count()},
        "goals": GOALS,
        "ms": figures,
        "rebuild of all counts, s": round(rebuilt, 2),
        "counts equal GROUP BY": {k: t.by_light for k, t in (kept or {}).items()}
        == {k: t.by_light for k, t in grouped.items()},
        "differences": list(differences()),
        "page 1000 of page 1": round(
            figures["page 1000 of province, 25 rows"]["p50"] / figures["page 1 of province, 25 rows"]["p50"], 2
        ),
        "commit": subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True
        ).stdout.strip(),
    }
    earlier = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    RESULT.write_text(json.dumps({**earlier, **report}, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
