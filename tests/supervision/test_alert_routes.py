"""Who is told of an alert, and by which way: the route of its kind, mail and SMS, the digest of the day."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client

from approvals.models import Message
from core import outbox
from core.time import travel
from supervision.alerting import routing
from supervision.alerting.digest import send_digests
from supervision.alerting.firing import fire_due
from supervision.models import Alert, AlertPreference, AlertRoute, Dispatch
from tests.supervision.conftest import TODAY, Land
from tests.supervision.due import BACKEND, clock

pytestmark = pytest.mark.django_db


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
