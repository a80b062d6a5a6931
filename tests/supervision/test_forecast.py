"""A project whose open items no longer fit into its total limit is warned once, until it fits again."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client

from approvals.models import Message
from clocks import doctor
from clocks.builtin import builtin_calendar
from clocks.commands import end_clocks, set_limit, start_clock
from clocks.models import Clock
from clocks.rules import Stop, due
from clocks.union import Run, union_forecast
from core import outbox
from core.time import travel
from supervision.alerting import routing
from supervision.alerting.firing import fire_due
from supervision.models import Alert
from tests.clocks import clock_oracle as oracle
from tests.clocks.conftest import World, case, subject, world

__all__ = ["world"]
FIRST = date(2026, 3, 2)
C = builtin_calendar()


@pytest.fixture
def cap(world: World) -> Clock:
    """A limit of 10 working days; one item of 8 fits."""
    routing.load_routes()
    with travel(FIRST), transaction.atomic():
        clock = start_clock(
            "CAP", subject("projects.project", 1), world.place, label="总时限", limit=10, origin_on=FIRST
        )
        world.item(1, FIRST, 8)
    clock.refresh_from_db()
    return clock


def forecasts() -> list[tuple[str, bool]]:
    rows = Alert.objects.filter(level="FORECAST").order_by("pk")
    return [(row.level, row.lifted_at is not None) for row in rows]


def test_a_forecast_that_fits_warns_nobody(cap: Clock) -> None:
    assert cap.forecast == 8
    with travel(FIRST):
        fire_due()
    assert forecasts() == []


def test_one_alert_while_it_fails_another_when_it_fails_again(world: World, cap: Clock) -> None:
    later = date(2026, 3, 5)
    supervisor = world.user("city")
    with travel(later):
        with transaction.atomic():
            world.item(2, later, 20)
        cap.refresh_from_db()
        assert cap.forecast == 3 + 20
        assert [fire_due(), fire_due()] == [1, 0]
        assert forecasts() == [("FORECAST", False)]
        outbox.deliver_due()
        (message,) = Message.objects.filter(user=supervisor, kind="alert_FORECAST")
        assert (message.data["forecast"], message.data["limit"]) == (23, 10)
        assert message.link.endswith("/projects/1/")
        assert list(doctor.check()) == []
    with travel(date(2026, 3, 6)):
        with transaction.atomic():
            end_clocks(case(2), on=date(2026, 3, 6), project_id=1)
        cap.refresh_from_db()
        assert cap.forecast == 8
        fire_due()
        assert forecasts() == [("FORECAST", True)]
        assert not Alert.objects.waiting().filter(level="FORECAST").exists()
        with transaction.atomic():
            set_limit("PROMISED", case(1), 11, project_id=1)
        assert [fire_due(), fire_due()] == [1, 0]
        assert forecasts() == [("FORECAST", True), ("FORECAST", False)]
        outbox.deliver_due()
        assert Message.objects.filter(user=supervisor, kind="alert_FORECAST").count() == 2
        assert list(doctor.check()) == []


def test_the_wall_and_the_alerts_show_it(world: World, cap: Clock) -> None:
    with travel(FIRST):
        with transaction.atomic():
            world.item(2, FIRST, 20)
        fire_due()
        client = Client()
        client.force_login(world.user("city"))
        assert "预测超限 20/10" in " ".join(client.get("/supervision/").content.decode().split())
        assert "预测超限" in client.get("/supervision/alerts/").content.decode()
        page = client.get("/supervision/projects/1/").content.decode()
        assert "预计超出总时限10个工作日" in page


def test_the_forecast_is_the_one_counted_day_by_day() -> None:
    dice = random.Random(79)
    for _ in range(300):
        runs, dues, by_hand = [], [], set()
        for _item in range(dice.randrange(1, 8)):
            accepted = FIRST + timedelta(days=dice.randrange(0, 60))
            start = accepted + timedelta(days=dice.randrange(0, 20))
            pauses = [(start, start + timedelta(days=dice.randrange(0, 15)))]
            stops = tuple(Stop(*pause) for pause in pauses)
            ended = accepted + timedelta(days=dice.randrange(0, 40)) if dice.random() < 0.4 else None
            due_on = due(accepted, dice.randrange(1, 25), "WORKING_DAY", stops, C)
            runs.append(Run(accepted, ended, stops))
            dues.append(due_on)
            by_hand |= oracle.run_days(accepted, ended or due_on, pauses)
        assert union_forecast(runs, dues, C) == len(by_hand)
