"""What a page weighs and what the demo process holds: first load, map page, desks; resident memory.

    python -m bench.footprint

Starts the demo as `make demo` does, opens the pages in Chromium with an empty cache and adds up every
response as it would travel compressed (gzip 6 for text, as is for pictures and fonts). Memory is read
after the pages were used, over all processes of the server.
"""

import gzip
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "footprint.json"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
GOALS: dict[str, float] = {"first load kB": 200, "map page kB": 600, "demo process MB": 500}
PACKED = ("image/png", "image/jpeg", "font/woff2", "application/pdf")


def main() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="bingshen-bench-") as var:
        environment = {**os.environ, "DEMO_MODE": "true", "BINGSHEN_VAR": var}
        started = time.monotonic()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            ready = _wait(f"http://127.0.0.1:{port}/healthz", started)
            figures = _pages(f"http://127.0.0.1:{port}") | {"seconds to first page": round(ready, 1)}
            figures["demo process MB"] = _resident(server.pid)
        finally:
            os.killpg(server.pid, 15)
            server.wait(30)
    report: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "goals": GOALS,
        "figures": figures,
        "met": {name: figures[name] <= limit for name, limit in GOALS.items()},
    }
    RESULT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0 if all(report["met"].values()) else 1


def _pages(base: str) -> dict[str, Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        figures: dict[str, Any] = {"first load kB": _weigh(browser, base, "/", "")}
        figures["inbox kB"] = _weigh(browser, base, "/approvals/inbox/", "reviewer")
        figures["wall kB"] = _weigh(browser, base, "/supervision/", "supervisor")
        figures["map page kB"] = _weigh(browser, base, "/projects/1/redline/", "enterprise")
        browser.close()
    return figures


def _weigh(browser: Browser, base: str, path: str, user: str) -> float:
    signed_in = browser.new_context()
    if user:
        page = signed_in.new_page()
        page.goto(base + "/accounts/login/")
        page.fill("input[name=login]", user)
        page.fill("input[name=password]", "bingshen-demo")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
    context = browser.new_context(storage_state=signed_in.storage_state())
    page, total = context.new_page(), 0

    def add(response: Any) -> None:
        nonlocal total
        if response.status < 300:
            body = response.body()
            kind = response.headers.get("content-type", "")
            total += len(body) if kind.startswith(PACKED) else len(gzip.compress(body, 6))

    page.on("requestfinished", lambda request: add(request.response()))
    answer = page.goto(base + path, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{path} did not open for {user or 'the public'}")
    context.close()
    signed_in.close()
    return round(total / 1000, 1)


def _resident(group: int) -> int:
    """Resident MB of every process of the server's group (shared pages counted once by PSS)."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getpgid(int(folder.name)) == group:
                    rollup = (folder / "smaps_rollup").read_text()
                    total += int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
            except (OSError, StopIteration):
                continue
    return total // 1000


def _wait(url: str, started: float) -> float:
    while time.monotonic() - started < 300:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return time.monotonic() - started
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demo did not start")


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
