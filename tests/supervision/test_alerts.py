"""Alerts: once per clock and level, never early, late rather than never, to the right people, by the ways they chose."""

import json
import os
import re
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals.models import Message
from clocks.models import Clock
from core import journal, outbox
from core.errors import Invalid, NotPermitted
from core.models import JournalEntry
from core.time import travel
from supervision.alerting import commands, routing
from supervision.alerting.digest import send_digests
from supervision.alerting.firing import due, fire_due
from supervision.alerting.subscribing import matching
from supervision.models import Alert, AlertPreference, AlertRoute, Dispatch, Level, Subscription
from tests.supervision.conftest import TODAY, Land

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
JUMPED = 500 if os.environ.get("FAULTS") == "full" else 70
"""Open clocks under a system clock that jumps (FAULTS=full: as many as promised)."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def routes(land: Land) -> Land:
    routing.load_routes()
    return land


def levels() -> list[tuple[str, str]]:
    return list(Alert.objects.order_by("pk").values_list("clock__label", "level"))


def clock(land: Land, due_on: date | None, label: str = "许可", **facts: object) -> Clock:
    (row,) = land.rows(land.row(due_on, label=label, **facts))
    return row


# ---- firing --------------------------------------------------------------------------------------------------


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


# ---- who is told ---------------------------------------------------------------------------------------------


def told(alert: Alert) -> set[str]:
    from accounts.models import User

    return set(User.objects.filter(pk__in=routing.told(alert)).values_list("username", flat=True))


def test_it_climbs_from_reviewer_to_head_to_department_and_supervisor(routes: Land) -> None:
    for role in ("REVIEWER", "HEAD", "LEAD"):
        routes.officer("360121", "HOUSING", role)
    routes.officer("360121", "WATER", "REVIEWER")
    routes.person("city", "SUPERVISOR", region=routes.regions["360100"])
    clock(routes, TODAY - timedelta(days=11))
    fire_due()
    names = {level: told(Alert.objects.get(level=level)) for level in ("WARN", "YELLOW", "RED")}
    assert names["WARN"] == {"REVIEWER360121HOUSING"}
    assert names["YELLOW"] == {"REVIEWER360121HOUSING", "HEAD360121HOUSING"}
    assert names["RED"] == {"HEAD360121HOUSING", "LEAD360121HOUSING", "city"}


def test_without_a_supervisor_nearby_the_province_is_told(routes: Land) -> None:
    clock(routes, TODAY - timedelta(days=11))
    fire_due()
    assert told(Alert.objects.get(level="RED")) == {"province"}


def test_a_route_of_the_very_kind_replaces_the_general_one(routes: Land) -> None:
    routes.officer("360121", "HOUSING", "CLERK")
    routes.officer("360121", "HOUSING", "REVIEWER")
    clock(routes, TODAY, kind="NOTICE")
    fire_due()
    assert told(Alert.objects.get()) == {"CLERK360121HOUSING"}
    AlertRoute.objects.filter(kind="NOTICE").update(active=False)
    assert told(Alert.objects.get()) == {"REVIEWER360121HOUSING"}


def test_people_get_one_message_each_that_opens_the_clock(routes: Land) -> None:
    reviewer = routes.officer("360121", "HOUSING")
    row = clock(routes, TODAY)
    fire_due()
    outbox.deliver_due()
    message = Message.objects.get(user=reviewer)
    assert (message.kind, message.link) == ("alert_WARN", f"/supervision/clocks/{row.pk}/")
    client = Client()
    client.force_login(reviewer, backend=BACKEND)
    assert "预警：许可，䶮江学校" in client.get("/approvals/messages/").content.decode()
    assert client.get(message.link).status_code == 200


# ---- channels ------------------------------------------------------------------------------------------------


def test_mail_and_sms_go_to_those_who_chose_them(routes: Land, settings: object, tmp_path: object) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]
    reviewer = routes.officer("360121", "HOUSING")
    reviewer.email, reviewer.phone = "yan@example.org", "0791-1234567"
    reviewer.save()
    AlertPreference.objects.create(user=reviewer, email=True, sms=True, digest=False)
    clock(routes, TODAY)
    fire_due()
    outbox.deliver_due()
    outbox.deliver_due()
    (sent,) = mail.outbox
    assert sent.to == ["yan@example.org"]
    assert sent.subject.startswith("预警：许可")
    assert "/supervision/clocks/" in sent.body
    assert sent.alternatives[0][1] == "text/html"
    lines = [json.loads(line) for line in (tmp_path / "channels" / "sms.jsonl").read_text().splitlines()]  # type: ignore[operator]
    assert [line["to"] for line in lines] == ["0791-1234567"]
    assert Dispatch.objects.filter(sent_at__isnull=False).count() == 2


def test_a_channel_that_fails_is_tried_again_and_the_message_is_there_meanwhile(
    routes: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = routes.officer("360121", "HOUSING")
    reviewer.email = "a@example.org"
    reviewer.save()
    AlertPreference.objects.create(user=reviewer, email=True, digest=False)
    clock(routes, TODAY)
    fire_due()

    def away(self: object, notice: object) -> None:
        raise OSError("the mail server is away")

    with monkeypatch.context() as patched:
        patched.setattr("core.channels.EmailChannel.send", away)
        outbox.deliver_due()
        outbox.deliver_due()
    assert Message.objects.filter(user=reviewer).count() == 1
    assert mail.outbox == []
    with travel(TODAY + timedelta(days=1)):
        outbox.deliver_due()
    assert len(mail.outbox) == 1
    assert Message.objects.filter(user=reviewer, kind="alert_WARN").count() == 1


def test_the_digest_comes_once_on_a_working_day_and_never_on_a_day_off(routes: Land) -> None:
    reviewer = routes.officer("360121", "HOUSING")
    reviewer.email = "a@example.org"
    reviewer.save()
    AlertPreference.objects.create(user=reviewer, digest=True)
    clock(routes, TODAY, "第一件")
    clock(routes, TODAY, "第二件")
    fire_due()
    outbox.deliver_due()
    assert mail.outbox == []
    assert (send_digests(), send_digests()) == (1, 0)
    outbox.deliver_due()
    (sent,) = mail.outbox
    assert sent.body.count("/supervision/clocks/") == 2
    with travel(date(2026, 3, 21)):  # a Saturday
        assert send_digests() == 0


# ---- subscriptions -------------------------------------------------------------------------------------------


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


# ---- putting aside -------------------------------------------------------------------------------------------


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


# ---- one line for each matter ------------------------------------------------------------------------------------


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


# ---- pages ---------------------------------------------------------------------------------------------------


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
