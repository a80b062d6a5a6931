"""50,000 rows of the wall written as CSV and as a workbook, by the background writer of the product.

    DATABASE_URL=postgres://…/postgres python -m bench.wall_export [passes]

Uses the server of DATABASE_URL and a database `bench_wall_export` on it with 550,000 clocks (`bench.wall_data`), of
which the supervisor of the whole country sees 50,000 and more. What is measured is `write_export`, from the claimed
row to the stored file. Seconds of wall time and of processor time; the machine may be shared.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench import wall, wall_data

RESULT = Path(__file__).parent / "results" / "wall_export.json"
NAME = "bench_wall_export"
PROJECTS = 55_000
LEAST = 50_000
GOAL = 30
"""Seconds at most for each format."""


def supervisor() -> Any:
    """Somebody who watches every region."""
    from accounts.models import Membership, User

    user, new = User.objects.get_or_create(username="bench-country", defaults={"name": "country"})
    if new:
        for code in {f"{11 + number:02d}0000" for number in range(32)}:
            Membership.objects.create(user=user, role="SUPERVISOR", region_id=code, valid_from=date(2020, 1, 1))
    return user


def once(user: Any, kind: str) -> dict[str, Any]:
    """One export from asking to the stored file."""
    from core import files
    from supervision import exporting
    from supervision.models import ExportJob

    job = ExportJob.objects.create(user=user, format=kind, query={}, language="zh-hans", asked_at=datetime.now(UTC))
    wall_clock, processor = time.perf_counter(), time.process_time()
    if not exporting.write_export(job.pk):
        raise SystemExit("the export was not written")
    found = {"seconds": time.perf_counter() - wall_clock, "processor_seconds": time.process_time() - processor}
    job.refresh_from_db()
    assert job.file is not None
    size = len(files.read(job.file))
    return {**found, "rows": job.written, "total": job.total, "bytes": size}


def main() -> int:
    passes = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    wall.NAME, wall_data.PROJECTS = NAME, PROJECTS
    os.environ.setdefault("BINGSHEN_VAR", "/tmp/bingshen-bench-export")
    wall.open_database()
    from django.db import connection

    user, found = supervisor(), {}
    for kind in ("csv", "xlsx"):
        runs = [once(user, kind) for _ in range(passes)]
        assert all(run["rows"] == run["total"] >= LEAST for run in runs)
        found[kind] = {
            "rows": runs[0]["rows"],
            "bytes": runs[0]["bytes"],
            "seconds": round(statistics.median(run["seconds"] for run in runs), 1),
            "slowest_seconds": round(max(run["seconds"] for run in runs), 1),
            "processor_seconds": round(statistics.median(run["processor_seconds"] for run in runs), 1),
        }
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        ).stdout.strip(),
        "python": platform.python_version(),
        "postgresql": server,
        "processors": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
        "passes": passes,
        "exports": found,
        "resident_peak_MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "goals": {
            f"{kind} of {LEAST} rows, s": {"goal": f"at most {GOAL}", "found": found[kind]["seconds"],
                                           "met": found[kind]["seconds"] <= GOAL}
            for kind in found
        },
    }  # fmt: skip
    RESULT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
