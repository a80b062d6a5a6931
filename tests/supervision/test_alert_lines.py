"""One delay is one line (一事一行): of the list, of what is put aside and of the digest."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from approvals.models import Message
from clocks.models import Clock
from core import outbox
from supervision.alerting import commands
from supervision.alerting.digest import send_digests
from supervision.alerting.firing import fire_due
from supervision.gravity import GRAVITY
from supervision.models import Alert, AlertPreference, Level
from tests.supervision.conftest import TODAY, Land
from tests.supervision.due import BACKEND, clock

pytestmark = pytest.mark.django_db


def lines(person: object, address: str = "") -> list[tuple[str, list[str]]]:
    """Every line of the list: its level, and the others it stands for."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    shown = client.get(reverse("supervision:alerts") + address).context["lines"]
    return [
        (
            line["alert"].level,
            [level for level, kinds in line["others"] for _ in range(sum(times for _kind, times in kinds))],
        )
        for line in shown
    ]


def test_one_delay_is_one_line_that_names_every_level_of_both_limits(routes: Land) -> None:
    clock(routes, TODAY - timedelta(days=11), subject_id=7)
    clock(routes, TODAY, subject_id=7, kind="STATUTORY")
    clock(routes, TODAY - timedelta(days=1), subject_id=8)
    fire_due()
    assert Alert.objects.count() == 6
    assert sorted(lines(routes.province)) == [("RED", ["YELLOW", "WARN", "WARN"]), ("YELLOW", ["WARN"])]
    assert lines(routes.province, "?level=YELLOW") == [("YELLOW", ["WARN"])]
    assert lines(routes.province, "?level=WARN") == []
    client = Client()
    client.force_login(routes.province, backend=BACKEND)
    context = client.get(reverse("supervision:alerts")).context
    assert {level: number for level, _, number in context["tabs"]} == {"WARN": 0, "YELLOW": 1, "RED": 1, "FORECAST": 0}
    assert context["total"] == len(context["lines"]) == 2


def test_where_the_limit_set_by_law_passes_first_it_leads_and_no_message_says_that_a_day_to_come_has_passed(
    routes: Land,
) -> None:
    """A correction stops the promised limit only: due in three days by promise, since yesterday by law."""
    reviewer = routes.officer("360121", "HOUSING", "HEAD")
    promised = clock(routes, TODAY + timedelta(days=3), subject_id=7)
    by_law = clock(routes, TODAY - timedelta(days=1), subject_id=7, kind="STATUTORY")
    Clock.objects.filter(pk__in=[promised.pk, by_law.pk]).update(red_on=TODAY)
    fire_due()
    client = Client()
    client.force_login(routes.province, backend=BACKEND)
    (line,) = client.get(reverse("supervision:alerts")).context["lines"]
    assert line["alert"].clock_id == by_law.pk
    outbox.deliver_due()
    told_days = Message.objects.filter(user=reviewer, kind="alert_RED").values_list("data__on", flat=True)
    assert list(told_days) == ["2026-03-17", "2026-03-17"]


def test_putting_a_line_aside_puts_aside_what_it_stands_for_and_nothing_graver(routes: Land) -> None:
    row = clock(routes, TODAY - timedelta(days=1))
    fire_due()
    yellow = Alert.objects.get(level="YELLOW")
    Clock.objects.filter(pk=row.pk).update(red_on=TODAY)
    fire_due()  # while the person fills in the form
    commands.snooze.perform(routes.province, yellow, until=TODAY + timedelta(days=2), reason="已电话督促")
    assert list(Alert.objects.waiting().values_list("level", flat=True)) == ["RED"]
    assert lines(routes.province) == [("RED", [])]
    red = Alert.objects.get(level="RED")
    commands.snooze.perform(routes.province, red, until=TODAY + timedelta(days=1), reason="已约谈")
    assert lines(routes.province) == []
    assert lines(routes.province, "?all=1") == [("RED", ["YELLOW", "WARN"])]


def test_the_digest_has_one_line_for_each_matter_and_names_every_level(routes: Land) -> None:
    reviewer = routes.officer("360121", "HOUSING")
    reviewer.email = "a@example.org"
    reviewer.save()
    AlertPreference.objects.create(user=reviewer, digest=True)
    clock(routes, TODAY - timedelta(days=1), "第一件")
    clock(routes, TODAY, "第二件")
    fire_due()
    outbox.deliver_due()
    send_digests()
    outbox.deliver_due()
    (sent,) = mail.outbox
    assert sent.body.count("/supervision/clocks/") == 2
    assert re.search("黄牌：第一件.*此前已提醒：预警", sent.body)
    assert "预警：第二件" in sent.body
    assert sent.subject.endswith("2 条")


def test_every_level_has_its_place_in_the_order_of_gravity() -> None:
    assert set(GRAVITY) == set(Level.values)
    assert sorted(GRAVITY, key=lambda level: GRAVITY[level]) == ["FORECAST", "WARN", "YELLOW", "RED"]
