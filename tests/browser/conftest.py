"""A real server on SQLite and a real browser: what a person sees."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
PASSWORD = "bingshen-demo"
PHONE, DESK, HEIGHT, TALLEST = 360, 1280, 900, 12000
RECORD = (
    "accounts_enterprise", "accounts_membership", "accounts_user", "approvals_jointapplication", "core_journalentry",
    "core_storedfile", "documents_document", "projects_material", "projects_project", "projects_redline",
)  # fmt: skip
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The demo exactly as `make demo` starts it, on a free port with a province of its own: address and folder.

    BINGSHEN_TEST_SERVER names a demo that already runs, and BINGSHEN_TEST_VAR its folder, to work on these tests
    without seeding again.
    """
    running = os.environ.get("BINGSHEN_TEST_SERVER", "").rstrip("/")
    if running:
        yield running, Path(os.environ["BINGSHEN_TEST_VAR"])
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    var = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "DEMO_MODE": "true", "BINGSHEN_VAR": str(var), "BASE_URL": f"http://127.0.0.1:{port}"}
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    log = (var / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}/healthz", process, var / "server.log")
        yield f"http://127.0.0.1:{port}", var
    finally:
        os.killpg(process.pid, 15)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)


@pytest.fixture(scope="session")
def server(demo: tuple[str, Path]) -> str:
    """The address of the demo."""
    return demo[0]


def _wait_until_healthy(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from playwright.sync_api import expect, sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    expect.set_options(timeout=15000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Person:
    """Somebody at a browser; notes every request that leaves the server and every console error."""

    def __init__(self, browser: object, server: str, name: str) -> None:
        self.name, self.server = name, server
        self.context = browser.new_context(
            viewport={"width": DESK, "height": HEIGHT},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15000)
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.refusals: tuple[int, ...] = ()
        """Answers that belong to the story, such as 422 for bad input; the console notes each of them."""
        self.was_offline = False
        self.page.on("request", self._watch)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _watch(self, request: object) -> None:
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.foreign.append(request.url)

    def _listen(self, line: object) -> None:
        if line.type == "error":
            self.complaints.append(f"{line.text} ({line.location['url']} on {self.page.url})")

    def open(self, path: str) -> None:
        """Go to a path and expect a page, not an error."""
        answer = self.page.goto(self.server + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"

    def log_in(self, username: str) -> "Person":
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)
        return self

    @contextmanager
    def without_network(self) -> Iterator[None]:
        """The tablet on site: the browser may say, then and a moment later, that a request found no network."""
        self.was_offline = True
        self.context.set_offline(True)
        try:
            yield
        finally:
            self.context.set_offline(False)

    def picture(self, name: str) -> None:
        """Keep the page at desk and phone width; the phone must not scroll sideways."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_load_state()
        for width in (DESK, PHONE):
            self._unfold(width)
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
            self.expect_no_sideways_scroll(f"{name} at {width} px")
        self.page.set_viewport_size({"width": DESK, "height": HEIGHT})

    def _unfold(self, width: int) -> None:
        """A window as tall as the page, so that bars which stick to the window stand at its end."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": min(max(tall, HEIGHT), TALLEST)})
        self.page.wait_for_timeout(150)

    def expect_no_sideways_scroll(self, where: str) -> None:
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{where} scrolls sideways by {overflow} px"

    def leave(self) -> None:
        self.context.close()
        assert self.foreign == [], f"requests to third parties: {self.foreign}"
        expected = [f"the server responded with a status of {status}" for status in self.refusals]
        if self.was_offline:
            expected.append("net::ERR_INTERNET_DISCONNECTED")
        complaints = [line for line in self.complaints if not any(status in line for status in expected)]
        assert complaints == [], f"the browser complains: {complaints}"


@pytest.fixture(scope="session")
def someone(browser: object, server: str) -> Callable[..., object]:
    """`with someone("clerk") as clerk:` — signed in when a user name is given."""

    @contextmanager
    def comes(username: str = "") -> Iterator[Person]:
        somebody = Person(browser, server, username or "public")
        try:
            yield somebody.log_in(username) if username else somebody
        except BaseException:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            somebody.page.screenshot(path=SCREENSHOTS / f"failed-{somebody.name}.png")
            raise
        else:
            somebody.leave()

    return comes


@pytest.fixture
def person(someone: Callable[..., object]) -> Callable[..., object]:
    """The same, named as a story reads: `with person("clerk") as clerk:`."""
    return someone


@pytest.fixture(scope="session")
def rows(demo: tuple[str, Path]) -> Callable[[], dict[str, int]]:
    """Counts what a refusal must not leave behind: rows of the record and files of the store."""
    _address, var = demo

    def count() -> dict[str, int]:
        with closing(sqlite3.connect(f"file:{var / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
            counts = {table: base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in RECORD}
        return counts | {"files": sum(1 for path in (var / "files").rglob("*") if path.is_file())}

    return count
