"""发件箱: what must leave is a row of the same transaction; the broker may vanish, nothing is lost.

A topic has one handler, registered at import. Delivery is at least once; handlers that write
rows get exactly once by doing so in the delivery's own transaction.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from core import act, rows
from core.commands import ANY_STATE, Command, Context
from core.models import OutboxMessage
from core.time import now

log = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}
MAX_ATTEMPTS = 10


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register the one handler of `topic`; a second registration raises at import."""

    def register(handler: Handler) -> Handler:
        if topic in _handlers:
            raise ValueError(f"topic {topic!r} already has a handler")
        _handlers[topic] = handler
        return handler

    return register


def enqueue(topic: str, payload: dict[str, Any], *, dedupe: str) -> None:
    """Write a message inside the caller's transaction; the same `dedupe` is written once."""
    if topic not in _handlers:
        raise KeyError(f"no handler for outbox topic {topic!r}")
    at = now()
    message = OutboxMessage(topic=topic, payload=payload, dedupe=dedupe, created_at=at, next_at=at)
    if not act.insert_at_end(message):
        rows.insert([message], once=True)
    if not any(entry[1] is _nudge for entry in transaction.get_connection().run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def deliver_due(limit: int = 200) -> int:
    """Deliver messages that are due, oldest first; returns how many were delivered.

    Safe with any number of dispatchers: each message is re-checked under its row lock.
    """
    due = OutboxMessage.objects.filter(delivered_at__isnull=True, dead=False, next_at__lte=now())
    return sum(_deliver(pk) for pk in list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit]))


def _deliver(pk: int) -> bool:
    try:
        with transaction.atomic():
            message = (
                OutboxMessage.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, delivered_at__isnull=True, dead=False)
                .first()
            )
            if message is None:
                return False
            _handlers[message.topic](message.payload)
            message.delivered_at = now()
            message.attempts += 1
            message.save(update_fields=["delivered_at", "attempts"])
            return True
    except Exception as error:  # a failing receiver must not stop the others
        log.exception("outbox message %s failed", pk)
        _postpone(pk, error)
        return False


def _postpone(pk: int, error: Exception) -> None:
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=pk)
        message.attempts += 1
        message.last_error = f"{type(error).__name__}: {error}"[:2000]
        message.next_at = now() + timedelta(seconds=min(3600, 5 * 2**message.attempts))
        message.dead = message.attempts >= MAX_ATTEMPTS
        message.save(update_fields=["attempts", "last_error", "next_at", "dead"])


def _may_resend(user: Any, _message: Any) -> bool:
    return bool(user.is_staff and user.has_perm("core.change_outboxmessage"))


def _resend(context: Context, message: OutboxMessage) -> bool:
    if message.delivered_at is not None:
        return False
    message.dead, message.attempts, message.next_at = False, 0, now()
    message.save(update_fields=["dead", "attempts", "next_at"])
    context.note("outbox", message, data={"topic": message.topic, "error": message.last_error[:200]})
    transaction.on_commit(_nudge, robust=True)
    return True


resend = Command(
    name="core.resend",
    label=gettext_lazy("Send again"),
    subject=OutboxMessage,
    may=_may_resend,
    states=ANY_STATE,
    validators=[],
    run=_resend,
).register()


def _nudge() -> None:
    from core.tasks import deliver_outbox, nudge

    nudge(deliver_outbox)
