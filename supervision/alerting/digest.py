"""The daily digest (每日提醒): one mail on every working day to each person who has limits that need them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from approvals import messages
from approvals.models import Message
from clocks.current import current_calendar
from core.sweeps import each
from core.time import today
from supervision.alerting.telling import dispatch
from supervision.gravity import GRAVITY
from supervision.models import AlertPreference, Level

MOST: Final = 200
"""Messages that one mail speaks of."""


def lines_of(user: User, day: date) -> Iterator[tuple[str, str]]:
    """What the digest of `day` lists: the alerts told to this person that day or unread before it, with their pages.

    One line for each matter: the sentence of its gravest alert, and the other levels told of it.
    """
    told = Message.objects.filter(user=user, kind__startswith="alert_", created_at__date__lte=day, read_at=None)
    matters: dict[str, list[Message]] = {}
    for message in told.order_by("-created_at", "-pk")[:MOST]:
        matters.setdefault(message.data.get("matter") or message.link, []).append(message)
    for same in matters.values():
        gravest, *others = sorted(same, key=lambda message: (-GRAVITY[_level(message)], message.data.get("on", "")))
        yield _line(gravest, others), gravest.link


def _line(gravest: Message, others: list[Message]) -> str:
    said = messages.sentence(gravest)
    if not others:
        return said
    levels = _(", ").join(dict.fromkeys(str(_level(message).label) for message in others))
    return _("%(sentence)s (told before: %(levels)s)") % {"sentence": said, "levels": levels}


def _level(message: Message) -> Level:
    return Level(message.kind.removeprefix("alert_"))


def send_digests() -> int:
    """Write today's digests down; on days off nothing. How many were written."""
    on = today()
    if not current_calendar().is_working_day(on):
        return 0
    wanted = AlertPreference.objects.filter(digest=True, user__is_active=True).exclude(user__email="")
    unread = Message.objects.filter(kind__startswith="alert_", read_at=None).values("user_id")
    return each(list(wanted.filter(user_id__in=unread).values_list("user_id", flat=True)), lambda pk: _write(pk, on))


def _write(pk: int, on: date) -> int:
    return int(dispatch(pk, "EMAIL", day=on) is not None)
