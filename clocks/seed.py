"""Publishes the shipped calendar (内置工作日历入库); safe to repeat."""

from django.db import connection, transaction

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
            _write_days(version)
    return version


def _write_days(version: CalendarVersion) -> None:
    """Eighteen years of days by one prepared statement, a tenth of what as many models take."""
    rows = [
        (version.pk, row.day.isoformat(), row.kind.value, row.occasion, row.source) for row in builtin_notice_days()
    ]
    table, columns = CalendarDay._meta.db_table, "version_id, date, kind, note, source"
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s)", rows)  # noqa: S608
