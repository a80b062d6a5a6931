"""One source of time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import time
from core.errors import ClocksDisagree
from core.models import TimeMachine


def test_the_legal_date_is_that_of_shanghai() -> None:
    assert time.legal_date(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) == date(2026, 4, 1)
    assert time.legal_date(datetime(2026, 3, 31, 15, 59, tzinfo=UTC)) == date(2026, 3, 31)


def test_time_can_be_held_for_history() -> None:
    with time.travel(date(2026, 2, 14)):
        assert time.today() == date(2026, 2, 14)
    assert time.today() != date(2026, 2, 14)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), time.travel(datetime(2026, 1, 1)):
        pass


@pytest.mark.django_db
def test_the_time_machine_moves_today_in_demo_mode_only(settings: object) -> None:
    before = time.today()
    TimeMachine(offset_days=30).save()
    time.forget_offset()
    assert time.today() == before
    settings.DEMO_MODE = True
    time.forget_offset()
    assert (time.today() - before).days == 30
    time.forget_offset()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"date": "2026-13-45"},
        {"date": "9999-12-31"},
        {"days": "--5"},
        {"days": "²"},
        {"days": "9" * 5000},
        {"days": ""},
    ],
)
def test_the_time_machine_stays_where_it_is_for_what_is_no_day(client, settings, typed: dict[str, str]) -> None:
    settings.DEMO_MODE = True
    assert client.post("/demo/time/", typed).status_code == 302
    assert not TimeMachine.objects.exclude(offset_days=0).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ahead", "refused"), [(0, False), (4, False), (-4, False), (6, True), (-6, True), (-86400, True)]
)
def test_nothing_is_recorded_while_host_and_database_disagree_on_the_time(
    settings: object, monkeypatch: pytest.MonkeyPatch, client: Client, ahead: int, refused: bool
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has a clock of its own")
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=ahead))
    if not refused:
        assert abs((time.now() - real()).total_seconds()) < 1, "the database's clock is the one that counts"
        return
    with pytest.raises(ClocksDisagree, match=str(abs(ahead))):
        time.now()
    answer = client.get("/healthz", secure=True)
    assert (answer.status_code, answer.json()["database"]) == (503, "ClocksDisagree")
