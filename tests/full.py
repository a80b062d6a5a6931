"""`make test-full`: the suite again on PostgreSQL and Redis, then the browser journeys.

Uses what it finds on localhost or what TEST_DATABASE_URL / TEST_BROKER_URL name, installs Debian's
Chromium where it may, and says what it skipped and why.

What must be done by a certain time names it in TEST_UNTIL (seconds of the epoch): faults and concurrency run first and whole,
then the browser, then the rest on PostgreSQL; what finds no time left is skipped and counted.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlparse
from xml.etree import ElementTree

DATABASE = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
BROKER = os.environ.get("TEST_BROKER_URL", "redis://127.0.0.1:6379/9")
ALIKE = tuple(
    f"--ignore=tests/{name}"
    for name in (
        "test_permission_matrix.py", "accounts", "catalogue", "documents", "projects",
        *(f"approvals/{room}" for room in (
            "annulments", "checks", "corrections", "joint", "opinions", "prerequisites", "silence", "supplements",
            "withdrawals", "test_rules.py", "test_transitions.py", "test_permissions.py", "test_extension.py",
            "test_overtime.py", "test_pages.py", "test_reuse.py", "test_refiling.py", "test_land_contract.py",
        )),
        *(f"clocks/test_{name}.py" for name in (
            "clock_properties", "golden_dates", "calendar_days", "calendar_pages", "every_kind", "notice_text", "reckon",
        )),
        *(f"commitments/test_{name}.py" for name in ("closed_offices", "gates", "pages", "practice", "rules")),
        *(f"core/test_{name}.py" for name in (
            "catalogues", "codes_id_number", "codes_others", "codes_project_code", "codes_uscc", "codes_validators",
            "face_tags", "geo", "jinja", "source", "static",
        )),
        *(f"regional_assessments/test_{name}.py" for name in (
            "land_dashboard", "map", "unit_drawing", "unit_pages", "zones",
        )),
        *(f"supervision/test_{name}.py" for name in ("anomaly_setting", "clock_page", "statement")),
    )
)  # fmt: skip
"""What asks every database the same simple questions and has passed on SQLite is not asked again."""
DEBIAN = ("chromium", "poppler-utils", "fonts-noto-cjk")


def answers(url: str) -> bool:
    """Whether something listens where the URL points."""
    parts = urlparse(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=2):
            return True
    except OSError:
        return False


def install_debian_packages() -> str:
    """Install Chromium and poppler with apt where this user may; otherwise say what is missing."""
    if shutil.which("chromium") and shutil.which("pdftoppm"):
        return ""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"Chromium is missing and apt-get is not ours to use; install: {' '.join(DEBIAN)}"
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN],
    ):
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if done.returncode:
            return f"`{' '.join(command)}` failed"
    return "" if shutil.which("chromium") else "Chromium did not install"


LAST_MINUTES = 8 * 60
"""Seconds before TEST_UNTIL that the browser leaves to the rest."""


def until(seconds_before: int = 0) -> dict[str, str]:
    """What tells a part to stop in time; nothing where there is no hurry."""
    last = os.environ.get("TEST_UNTIL")
    return {"SKIP_AFTER": str(int(last) - seconds_before)} if last else {}


def pytest(markers: str, *arguments: str, **environment: str) -> int:
    """Run one part of the suite; its exit code."""
    print(f"\n=== pytest -m '{markers}' {environment}", flush=True)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", markers, *arguments], env={**os.environ, **environment}
    ).returncode


def browser() -> int:
    """The tests in Chromium; those that fail are tried once more, for a busy machine may starve a browser once.

    What fails twice is a fault. The second try is told.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "browser.xml"
        code = pytest("browser", "-o", "junit_family=xunit1", f"--junitxml={report}", **until(LAST_MINUTES))
        # 1: some tests failed; anything else (none found, interrupted, broken) is not a matter of a busy machine.
        if code != 1:
            return code
        failed = [
            f"{case.get('file')}::{case.get('name')}"
            for case in ElementTree.parse(report).iter("testcase")
            if case.find("failure") is not None or case.find("error") is not None
        ]
    print("RETRIED after a first failure:", *failed, sep="\n  ", flush=True)
    return pytest("browser", *failed)


def main() -> int:
    skipped: list[str] = []
    failed = 0
    chromium = install_debian_packages()
    environment: dict[str, str] = {}
    if answers(BROKER):
        environment["CELERY_BROKER_URL"] = BROKER
    else:
        skipped.append(f"Redis: nothing answers at {BROKER}")
    exclude = "not browser and not bench" + ("" if "CELERY_BROKER_URL" in environment else " and not redis")
    if answers(DATABASE):
        environment["DATABASE_URL"] = DATABASE
        failed |= pytest(f"{exclude} and pg", TEST_MIGRATIONS="yes", **environment)
    else:
        skipped.append(f"PostgreSQL: nothing answers at {DATABASE}")
    if chromium:
        skipped.append(f"browser: {chromium}")
    else:
        failed |= browser()
    if "DATABASE_URL" in environment:
        failed |= pytest(f"{exclude} and not pg", "-n", "auto", *ALIKE, **environment, **until())
    for line in skipped:
        print(f"SKIPPED {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
