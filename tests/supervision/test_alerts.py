"""Alerts: once per clock and level, never early, late rather than never; put aside, subscribed to, shown."""

import os
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals.models import Message
from clocks.models import Clock
from core import journal, outbox
from core.errors import Invalid, NotPermitted
from core.models import JournalEntry
from core.time import travel
from supervision.alerting import commands
from supervision.alerting.firing import due, fire_due
from supervision.alerting.subscribing import matching
from supervision.models import Alert, AlertPreference, Level, Subscription
from tests.supervision.conftest import TODAY, Land
from tests.supervision.due import BACKEND, clock

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
JUMPED = 500 if os.environ.get("FAULTS") == "full" else 70
"""Open clocks under a system clock that jumps (FAULTS=full: as many as promised)."""


def levels() -> list[tuple[str, str]]:
    return list(Alert.objects.order_by("pk").values_list("clock__label", "level"))


def test_nothing_fires_early_and_the_last_day_is_still_in_time(routes: Land) -> None:
    clock(routes, TODAY + timedelta(days=3))
    clock(routes, TODAY, "今日到期")
    assert fire_due() == 1
    assert levels() == [("今日到期", "WARN")]
    with travel(TODAY + timedelta(days=1)):
        assert fire_due() == 2
    assert ("今日到期", "YELLOW") in levels()


def test_every_level_fires_once_however_often_the_sweep_comes(routes: Land) -> None:
    clock(routes, TODAY - timedelta(days=11))
    assert fire_due() == 3
    assert [level for _, level in levels()] == ["WARN", "YELLOW", "RED"]
    assert (fire_due(), fire_due()) == (0, 0)
    assert outbox.deliver_due() == 3


def test_a_clock_that_jumps_raises_nothing_early_and_nothing_twice(routes: Land) -> None:
    routes.rows(*(routes.row(TODAY + timedelta(days=place % 70), label=f"第{place}件") for place in range(JUMPED)))
    eve = datetime(2026, 12, 31, 23, 59, 30, tzinfo=CHINA)
    minute, farthest = timedelta(minutes=1), date.min
    start = datetime.combine(TODAY, clock_time(10), CHINA)
    for at in (
        start, start - timedelta(days=1), start + 5 * minute, start - 5 * minute, start + timedelta(days=61),
        start + timedelta(days=60), start, eve, eve + minute, eve - 5 * minute, eve + 5 * minute,
    ):  # fmt: skip
        with travel(at):
            while fire_due():
                pass
        farthest = max(farthest, at.date())
        reached = {
            (row.pk, level)
            for row in Clock.objects.all()
            for level, day in (("WARN", row.warn_on), ("YELLOW", row.due_on + timedelta(days=1)), ("RED", row.red_on))
            if day <= farthest
        }
        fired = list(Alert.objects.values_list("clock_id", "level"))
        assert len(fired) == len(set(fired))
        assert set(fired) == reached, at
    assert list(journal.verify()) == []


def test_the_database_itself_knows_of_one_alert_per_clock_and_level(routes: Land) -> None:
    clock(routes, TODAY)
    fire_due()
    alert = Alert.objects.get()
    with pytest.raises(IntegrityError, match="one_alert_per_clock_and_level|UNIQUE"), transaction.atomic():
        Alert.objects.create(number="JC-2", clock=alert.clock, level="WARN", region=alert.region,
                             reached_on=TODAY, fired_at=alert.fired_at)  # fmt: skip


def test_after_an_outage_the_oldest_comes_first_and_names_the_legal_due_date(routes: Land) -> None:
    late = clock(routes, TODAY - timedelta(days=4), "早")
    clock(routes, TODAY - timedelta(days=1), "晚")
    days = [row[0] for row in due(TODAY)]
    assert days == sorted(days)
    fire_due()
    alert = Alert.objects.get(clock=late, level="YELLOW")
    assert (alert.due_on, alert.reached_on, alert.fired_at.date()) == (
        TODAY - timedelta(days=4), TODAY - timedelta(days=3), TODAY,
    )  # fmt: skip


def test_a_stopped_clock_raises_none_and_a_moved_one_does_not_repeat_a_level(routes: Land) -> None:
    row = clock(routes, TODAY)
    fire_due()
    Clock.objects.filter(pk=row.pk).update(state="STOPPED", stopped_on=TODAY)
    with travel(TODAY + timedelta(days=40)):
        assert fire_due() == 0
    later = TODAY + timedelta(days=50)
    Clock.objects.filter(pk=row.pk).update(state="RUNNING", due_on=later, warn_on=later, red_on=later)
    with travel(later):
        assert fire_due() == 1  # red only; the warning was given once
    assert [level for _, level in levels()] == ["WARN", "RED"]


def test_where_yellow_and_red_fall_on_one_day_only_red_is_told(routes: Land) -> None:
    row = clock(routes, TODAY - timedelta(days=1))
    Clock.objects.filter(pk=row.pk).update(red_on=TODAY)
    fire_due()
    assert Alert.objects.get(level="YELLOW").absorbed
    assert outbox.deliver_due() == 2
    assert not Alert.objects.visible_to(routes.province).filter(level="YELLOW").exists()


def test_an_alert_is_journalled_in_the_chain_of_its_project(routes: Land) -> None:
    row = clock(routes, TODAY)
    fire_due()
    entry = JournalEntry.objects.get(verb="supervision.fire_alert")
    assert entry.chain == f"project:{row.project_id}"
    assert entry.data["rule"] == "TIME-01"
    assert list(journal.verify()) == []


def test_a_clock_that_ended_meanwhile_is_left_alone(routes: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    row = clock(routes, TODAY)
    found = due(TODAY)
    Clock.objects.filter(pk=row.pk).update(state="ENDED", ended_on=TODAY)
    answers = iter([found, []])
    monkeypatch.setattr("supervision.alerting.firing.due", lambda on: next(answers))
    assert fire_due() == 0


def test_finding_what_is_due_takes_one_query_a_level(routes: Land, django_assert_num_queries: object) -> None:
    for n in range(5):
        clock(routes, TODAY - timedelta(days=n))
    with django_assert_num_queries(len(Level)):  # type: ignore[operator]
        due(TODAY)


def test_a_subscription_tells_of_clocks_that_fit_and_only_of_those_one_may_see(routes: Land) -> None:
    city = routes.person("city", "SUPERVISOR", region=routes.regions["360100"])
    commands.subscribe.perform(city, None, name="南昌县黄牌", level="YELLOW", query={"region": "360121"})
    clock(routes, TODAY - timedelta(days=1))
    clock(routes, TODAY - timedelta(days=1), region="360124")
    clock(routes, TODAY - timedelta(days=1), region="360702")
    fire_due()
    outbox.deliver_due()
    assert list(Message.objects.filter(user=city).values_list("kind", flat=True)) == ["alert_YELLOW"]
    assert [row.region_id for row in matching(city, {"region": "360121"})] == ["360121"]
    assert not matching(city, {"region": "360702"}).exists()


def test_names_are_unique_and_a_level_is_needed(routes: Land) -> None:
    commands.subscribe.perform(routes.province, None, name="全省", level="RED", query={})
    for bad in ({"name": "全省", "level": "RED"}, {"name": " ", "level": "RED"}, {"name": "x", "level": "GREEN"}):
        with pytest.raises(Invalid):
            commands.subscribe.perform(routes.province, None, query={}, **bad)
    with pytest.raises(NotPermitted):
        commands.unsubscribe.perform(routes.person("b", "SUPERVISOR", region=routes.regions["360700"]),
                                     Subscription.objects.get())  # fmt: skip
    commands.unsubscribe.perform(routes.province, Subscription.objects.get())
    assert not Subscription.objects.exists()


def test_an_alert_is_put_aside_with_a_reason_for_ten_days_at_most(routes: Land) -> None:
    clock(routes, TODAY)
    fire_due()
    alert = Alert.objects.get()
    for until, reason in ((TODAY, "x"), (date(2026, 4, 30), "x"), (TODAY + timedelta(days=2), " ")):
        with pytest.raises(Invalid):
            commands.snooze.perform(routes.province, alert, until=until, reason=reason)
    commands.snooze.perform(routes.province, alert, until=TODAY + timedelta(days=2), reason="已电话督促")
    assert not Alert.objects.waiting().exists()
    with travel(TODAY + timedelta(days=2)):
        assert Alert.objects.waiting().exists()
    stranger = routes.officer("360702", "WATER", "HEAD")
    with pytest.raises(NotPermitted):
        commands.snooze.perform(stranger, alert, until=TODAY + timedelta(days=2), reason="x")


def test_the_pages_open_and_the_list_keeps_its_queries(routes: Land, django_assert_max_num_queries: object) -> None:
    client = Client()
    client.force_login(routes.province, backend=BACKEND)
    for n in range(40):
        clock(routes, TODAY - timedelta(days=n % 12), f"件{n}")
    fire_due()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get(reverse("supervision:alerts"))
    assert page.status_code == 200
    alert = Alert.objects.filter(level="RED").first()
    assert client.get(reverse("supervision:snooze", args=[alert.pk])).status_code == 200
    assert client.get(reverse("supervision:preferences"), {"region": "360121"}).status_code == 200
    tried = client.get(reverse("supervision:try_rule"), {"region": "360121"}).content.decode()
    assert "40" in tried
    kept = client.post(reverse("supervision:subscribe"), {"name": "县", "level": "RED", "region": "360121"})
    assert kept.status_code == 302
    assert Subscription.objects.get().query == {"region": "360121"}
    assert "南昌县" in client.get(reverse("supervision:preferences")).content.decode()
    saved = client.post(reverse("supervision:preferences"), {"email": "on", "language": "zh-hans"})
    assert saved.status_code == 422  # no address known
    assert not AlertPreference.objects.exists()
