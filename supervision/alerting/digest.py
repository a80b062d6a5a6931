"""The daily digest (每日提醒): one mail on every working day to each person who has limits that need them."""

from collections.abc import Iterator
from datetime import date

from accounts.models import User
from approvals import messages
from approvals.models import Message
from clocks.current import current_calendar
from core.sweeps import each
from core.time import today
from supervision.alerting.telling import dispatch
from supervision.models import AlertPreference


def lines_of(user: User, day: date) -> Iterator[tuple[str, str]]:
    """What the digest of `day` lists: the alerts told to this person that day or unread before it, with their pages."""
    told = Message.objects.filter(user=user, kind__startswith="alert_", created_at__date__lte=day, read_at=None)
    for message in told.order_by("-created_at", "-pk")[:200]:
        yield messages.sentence(message), message.link


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
