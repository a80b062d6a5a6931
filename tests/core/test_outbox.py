"""The outbox: written with its cause, delivered once, patient with a failing receiver."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from core import outbox
from core.models import OutboxMessage
from core.time import now, travel

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = []
    monkeypatch.setattr(outbox, "_handlers", {"test.letter": letters.append})
    return letters


def test_a_message_is_delivered_once(received: list[dict[str, Any]]) -> None:
    outbox.enqueue("test.letter", {"to": "䶮"}, dedupe="a")
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert received == [{"to": "䶮"}]


def test_the_same_cause_writes_one_message(received: list[dict[str, Any]]) -> None:
    for _again in range(3):
        outbox.enqueue("test.letter", {}, dedupe="same")
    assert OutboxMessage.objects.count() == 1


def test_a_rolled_back_cause_leaves_no_message(received: list[dict[str, Any]]) -> None:
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        outbox.enqueue("test.letter", {}, dedupe="gone")
        raise Undone
    assert outbox.deliver_due() == 0


def test_a_failing_receiver_is_tried_later_and_does_not_stop_others(
    monkeypatch: pytest.MonkeyPatch, received: list[dict[str, Any]]
) -> None:
    def broken(payload: dict[str, Any]) -> None:
        raise ConnectionError("receiver away")

    outbox._handlers["test.broken"] = broken
    outbox.enqueue("test.broken", {}, dedupe="b")
    outbox.enqueue("test.letter", {}, dedupe="c")
    assert outbox.deliver_due() == 1
    message = OutboxMessage.objects.get(topic="test.broken")
    assert message.attempts == 1
    assert "receiver away" in message.last_error
    assert message.next_at > now()
    outbox._handlers["test.broken"] = received.append
    with travel(now() + timedelta(hours=2)):
        assert outbox.deliver_due() == 1


def test_after_ten_failures_the_message_is_dead_and_the_doctor_says_so(received: list[dict[str, Any]]) -> None:
    from core.doctor import check

    def broken(payload: dict[str, Any]) -> None:
        raise ConnectionError("never")

    outbox._handlers["test.broken"] = broken
    outbox.enqueue("test.broken", {}, dedupe="d")
    for hours in range(1, 12):
        with travel(now() + timedelta(hours=2 * hours)):
            outbox.deliver_due()
    assert OutboxMessage.objects.get().dead
    assert any("gave up" in sentence for sentence in check())


def test_an_unknown_topic_raises_at_once(received: list[dict[str, Any]]) -> None:
    with pytest.raises(KeyError):
        outbox.enqueue("test.nobody", {}, dedupe="e")
