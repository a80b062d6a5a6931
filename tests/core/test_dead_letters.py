"""What was given up is seen by administrators and sent again by them, once."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from core import outbox
from core.errors import NotPermitted
from core.models import JournalEntry, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A topic whose receiver fails while the list holds True."""
    down = [True]

    def handler(payload: dict) -> None:
        if down[0]:
            raise OSError("the provider is away")

    monkeypatch.setitem(outbox._handlers, "tests.dead", handler)
    return down


def given_up() -> OutboxMessage:
    outbox.enqueue("tests.dead", {"secret": "䶮"}, dedupe="tests.dead:1")
    for _ in range(outbox.MAX_ATTEMPTS):
        OutboxMessage.objects.update(next_at="2020-01-01T00:00:00Z")
        outbox.deliver_due()
    return OutboxMessage.objects.get()


def test_a_message_given_up_is_listed_without_its_contents_and_sent_again(failing: list[bool]) -> None:
    message = given_up()
    assert message.dead
    admin = User.objects.create(username="admin", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/admin/core/outboxmessage/?stand=dead").content.decode()
    assert "the provider is away" in page
    assert "䶮" not in page + client.get(f"/admin/core/outboxmessage/{message.pk}/change/").content.decode()
    failing[0] = False
    client.post("/admin/core/outboxmessage/", {"action": "send_again", "_selected_action": [message.pk]})
    message.refresh_from_db()
    assert (message.dead, message.attempts) == (False, 0)
    assert outbox.deliver_due() == 1
    assert JournalEntry.objects.filter(verb="core.resend").count() == 1
    client.post("/admin/core/outboxmessage/", {"action": "send_again", "_selected_action": [message.pk]})
    assert JournalEntry.objects.filter(verb="core.resend").count() == 1


def test_only_staff_with_the_permission_may(failing: list[bool]) -> None:
    message = given_up()
    officer = User.objects.create(username="officer")
    with pytest.raises(NotPermitted):
        outbox.resend.perform(officer, message)
    officer.is_staff = True
    officer.save()
    officer.user_permissions.add(Permission.objects.get(codename="change_outboxmessage"))
    assert outbox.resend.perform(User.objects.get(pk=officer.pk), message)
