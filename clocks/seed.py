"""Publishes the shipped calendar (内置工作日历入库); safe to repeat."""

from django.db import transaction

from clocks.builtin import PUBLISHED_UNTIL, VERSION, builtin_notice_days
from clocks.models import CalendarDay, CalendarVersion
from core.time import now

SOURCE = "国务院办公厅关于部分节假日安排的通知（2008—2026年）"


def seed_calendar() -> CalendarVersion:
    """The newest calendar version; the shipped one is published first if there is none."""
    newest = CalendarVersion.objects.newest()
    if newest is not None:
        return newest
    with transaction.atomic():
        version, new = CalendarVersion.objects.get_or_create(
            number=1,
            defaults={
                "source": SOURCE,
                "note": VERSION,
                "official_until": PUBLISHED_UNTIL,
                "published_at": now(),
            },
        )
        if new:
            CalendarDay.objects.bulk_create(
                CalendarDay(version=version, date=row.day, kind=row.kind.value, note=row.occasion, source=row.source)
                for row in builtin_notice_days()
            )
    return version
