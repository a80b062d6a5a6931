"""What was told in the demo while its history went on (提醒与消息): alerts on their days, old messages read."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F

from approvals.models import Message
from clocks.current import current_calendar
from core.outbox import deliver_due
from core.time import today, travel
from supervision.alerting.firing import fire_due

BACK: Final = 60
"""Days back to which open limits are looked at; none of them was reached earlier."""
UNREAD: Final = 2
"""Working days whose messages nobody has read yet."""


def catch_up() -> int:
    """Raise the alerts of what is open now on the days they were due, deliver all messages; how many alerts."""
    fired = 0
    for back in range(BACK, -1, -1):
        with travel(datetime.combine(today() - timedelta(days=back), time(8, 5), ZoneInfo("Asia/Shanghai"))):
            fired += fire_due()
            while deliver_due():
                pass
    calendar = current_calendar()
    since = calendar.day_at(calendar.index(today()) - UNREAD)
    old = Message.objects.filter(created_at__date__lt=since, read_at=None)
    old.update(read_at=F("created_at") + timedelta(hours=2))
    return fired
