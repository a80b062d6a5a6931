"""Alerts through outages, on PostgreSQL with real processes: each effect once, oldest first, nothing silent.

T06: three days without a dispatcher, 2,000 thresholds due, four dispatchers at restart. T07: effects that fail and
dispatchers that are killed in mid-sweep. With the guards taken away the same schedules must go wrong. Half the size by
default, for two cores that others use as well; FAULTS=full runs the sizes of the promise.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from approvals.models import Message
from clocks.models import Clock
from core import journal, outbox
from core.models import JournalEntry, OutboxMessage
from core.time import now, today
from supervision.alerting import routing
from supervision.alerting.firing import fire_due
from supervision.models import Alert
from tests.supervision.conftest import Land

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="several dispatchers need PostgreSQL"),
]
ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("FAULTS") == "full"
THRESHOLDS, DISPATCHERS, KILLS, NOTICES = (2000, 4, 50, 1000) if FULL else (500, 4, 25, 400)
FAILING = THRESHOLDS // 2
"""Thresholds of the test whose effects fail."""
PATIENCE = 120
"""Seconds within which everything due must have happened after the service came back."""


@pytest.fixture
def land() -> Land:
    built = Land()
    routing.load_routes()
    built.officer("360121", "HOUSING", "REVIEWER")
    return built


def thresholds(land: Land, count: int) -> None:
    """Clocks whose warning was reached during the last three days; nothing else of them is due."""
    on, rows = today(), []
    for n in range(count):
        row = land.row(on + timedelta(days=30), project_id=50_000 + n, label=f"件{n}")
        row.warn_on, row.red_on = on - timedelta(days=n % 3), on + timedelta(days=40)
        rows.append(row)
    Clock.objects.bulk_create(rows)


def start(seconds: int, failing: float = 0, seed: int = 1, mutation: str = "") -> "subprocess.Popen[bytes]":
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings",
                   "BINGSHEN_VAR": str(settings.VAR_DIR)}  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.dispatcher", str(seconds), str(failing), str(seed), mutation],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def repeated() -> int:
    """Thresholds that were told more than once to the same person."""
    told = Counter(Message.objects.filter(kind="alert_WARN").values_list("user_id", "link"))
    return sum(1 for times in told.values() if times > 1)


def wait(*processes: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    try:
        for process in processes:
            process.wait(max(1, until - time.monotonic()))
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_after_three_days_of_silence_every_threshold_is_told_once_within_two_minutes(land: Land) -> None:
    thresholds(land, THRESHOLDS)
    began = time.monotonic()
    wait(*(start(PATIENCE, seed=n) for n in range(DISPATCHERS)))
    took = time.monotonic() - began
    print(f"{THRESHOLDS} thresholds, {DISPATCHERS} dispatchers: {took:.1f} s")
    assert took < PATIENCE
    assert Alert.objects.count() == THRESHOLDS
    assert Message.objects.filter(kind="alert_WARN").count() == THRESHOLDS
    assert repeated() == 0
    assert JournalEntry.objects.filter(verb="supervision.fire_alert").count() == THRESHOLDS
    assert set(Alert.objects.values_list("due_on", flat=True)) == {today() + timedelta(days=30)}
    days: list[date] = list(Alert.objects.order_by("pk").values_list("reached_on", flat=True))
    first, last = days[: THRESHOLDS // 4], days[-THRESHOLDS // 4 :]
    assert max(first) <= min(last), "the oldest did not come first"
    assert list(journal.verify()) == []


def test_effects_that_fail_and_dispatchers_that_are_killed_lose_and_repeat_nothing(land: Land) -> None:
    thresholds(land, FAILING)
    chance = random.Random(7)
    running = [start(PATIENCE, 0.05, n) for n in range(3)]
    for n in range(KILLS):
        time.sleep(chance.uniform(0.1, 0.5))
        victim = running[n % len(running)]
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        running[n % len(running)] = start(PATIENCE, 0.05, 100 + n)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (left := _left()):
        # What failed waits for its next try; the time is passed for it, unless a dispatcher holds the rows just now.
        with suppress(OperationalError):
            OutboxMessage.objects.filter(delivered_at=None, dead=False).update(next_at=now())
        running = [process if process.poll() is None else start(30, 0.05, left) for process in running]
        time.sleep(0.5)
    for process in running:
        process.kill()
        process.wait()
    assert _left() == 0
    assert Message.objects.filter(kind="alert_WARN").count() == FAILING
    assert repeated() == 0
    assert not OutboxMessage.objects.filter(dead=True).exists()
    failed = OutboxMessage.objects.exclude(last_error="").count()
    print(f"{KILLS} dispatchers killed, {failed} effects failed at least once, none lost, none repeated")
    assert failed > 0, "no effect failed: the test does not bite"


def _left() -> int:
    return (FAILING - Alert.objects.count()) + OutboxMessage.objects.filter(delivered_at=None).count()


def test_without_the_unique_keys_the_same_schedule_goes_wrong(land: Land) -> None:
    """The mutation: no unique key on alerts and outbox, no question whether a level fired. Duplicates must appear."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_alert_per_clock_and_level")
        cursor.execute("ALTER TABLE core_outboxmessage DROP CONSTRAINT core_outboxmessage_dedupe_key")
    try:
        thresholds(land, 60)
        wait(*(start(6, seed=n, mutation="twice") for n in range(DISPATCHERS)))
        assert Alert.objects.count() > 60
        assert repeated() > 0
    finally:
        Alert.objects.all().delete()
        OutboxMessage.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX one_alert_per_clock_and_level ON supervision_alert (clock_id, level) "
                "WHERE lifted_at IS NULL"
            )
            cursor.execute(
                "ALTER TABLE core_outboxmessage ADD CONSTRAINT core_outboxmessage_dedupe_key UNIQUE (dedupe)"
            )


def test_a_broker_that_vanishes_loses_nothing(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    """T09: the nudge after a commit fails; the rows are there, and the next sweep delivers each once."""
    from celery import current_app

    def away(*args: object, **kwargs: object) -> None:
        raise ConnectionError("the broker is away")

    monkeypatch.setattr(current_app, "send_task", away)
    monkeypatch.setattr("celery.app.task.Task.apply_async", away)
    thresholds(land, NOTICES)
    assert fire_due() == NOTICES
    assert OutboxMessage.objects.filter(delivered_at=None).count() == NOTICES
    while outbox.deliver_due():
        pass
    assert Message.objects.filter(kind="alert_WARN").count() == NOTICES
    assert repeated() == 0
