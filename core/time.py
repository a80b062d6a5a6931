"""The one source of time. No other code asks the machine what time it is.

In production on PostgreSQL the database's clock decides, so that application hosts that drift
cannot move a deadline. Where the two are more than `DRIFT` apart one of them is wrong, perhaps the
database's: then nothing is recorded, /healthz answers 503 and every sweep is reported as failed. In demo mode the time machine adds an offset of whole days.
"""

import time as _time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.errors import ClocksDisagree

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)
DRIFT = timedelta(seconds=5)
"""How far the clocks of host and database may be apart."""
_OFFSET_SECONDS = 1.0
_offset: tuple[float, timedelta] = (float("-inf"), timedelta(0))


def now() -> datetime:
    """The present instant, aware, in UTC."""
    fixed = _travelled.get()
    if fixed is not None:
        return fixed
    if settings.DEMO_MODE:
        return timezone.now() + _demo_offset()
    if settings.PRODUCTION and connection.vendor == "postgresql":
        return _database_time()
    return timezone.now()


def today() -> date:
    """The present legal date in Asia/Shanghai (a limit ends at 24:00 of its due date)."""
    return legal_date(now())


def legal_date(instant: datetime) -> date:
    """The date of `instant` in the legal time zone."""
    return timezone.localtime(instant, timezone.get_default_timezone()).date()


def wall_now() -> datetime:
    """The instant by which sessions age: the time machine, which moves legal dates, does not sign people out."""
    return _travelled.get() or timezone.now()


@contextmanager
def travel(to: datetime | date) -> Iterator[None]:
    """Hold the clock at `to` inside the block; a bare date means 10:00 of that day.

    For seeding history and for tests. Raises ValueError for a naive datetime.
    """
    if not isinstance(to, datetime):
        to = datetime(to.year, to.month, to.day, 10, tzinfo=timezone.get_default_timezone())
    if to.tzinfo is None:
        raise ValueError("travel() needs an aware datetime")
    token = _travelled.set(to)
    try:
        yield
    finally:
        _travelled.reset(token)


def forget_offset() -> None:
    """Read the time machine's offset again at the next call."""
    global _offset
    _offset = (float("-inf"), timedelta(0))


def _database_time() -> datetime:
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    apart = max(before - at, at - timezone.now())
    if apart > DRIFT:
        raise ClocksDisagree(apart.total_seconds())
    return at


def _demo_offset() -> timedelta:
    global _offset
    read_at, offset = _offset
    if _time.monotonic() - read_at > _OFFSET_SECONDS:
        from core.models import TimeMachine

        row = TimeMachine.objects.first()
        offset = timedelta(days=row.offset_days) if row else timedelta(0)
        _offset = (_time.monotonic(), offset)
    return offset
