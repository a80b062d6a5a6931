"""The calendar in force (现行日历) and the calendars of earlier versions, each built once per process."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from clocks.builtin import FIRST_DAY, LAST_DAY, builtin_calendar
from clocks.calendar import DayKind, WorkCalendar

_HEADER: Final = ("pk", "number", "official_until", "published_at", "source")


class StoredCalendar(NamedTuple):
    """A calendar and the id of its `CalendarVersion`, 0 while only the shipped one exists."""

    version_id: int
    days: WorkCalendar


def current() -> StoredCalendar:
    """The newest published calendar with its version; one small query, so that every process sees a new notice."""
    from clocks.models import CalendarVersion

    newest = CalendarVersion.objects.order_by("-number").values_list(*_HEADER).first()
    return StoredCalendar(0, builtin_calendar()) if newest is None else StoredCalendar(newest[0], _built(*newest))


def current_calendar() -> WorkCalendar:
    """The newest published calendar; the shipped one before any is published."""
    return current().days


def calendar_of(version_id: int) -> WorkCalendar:
    """The calendar of one version.

    Raises ``CalendarVersion.DoesNotExist``, and ``CalendarDataError`` if its rows contradict the week.
    """
    from clocks.models import CalendarVersion

    return _built(*CalendarVersion.objects.values_list(*_HEADER).get(pk=version_id))


def all_calendars() -> dict[int, StoredCalendar]:
    """Every published calendar by version id, in one query for the versions."""
    from clocks.models import CalendarVersion

    return {row[0]: StoredCalendar(row[0], _built(*row)) for row in CalendarVersion.objects.values_list(*_HEADER)}


@lru_cache(maxsize=16)
def _built(version_id: int, number: int, official_until: date, _published_at: datetime, _source: str) -> WorkCalendar:
    """Versions never change once published; the header in the key tells apart ids that were rolled back."""
    from clocks.models import CalendarDay

    rows = list(CalendarDay.objects.filter(version=version_id).values_list("date", "kind", "note"))
    return WorkCalendar.from_exceptions(
        FIRST_DAY,
        LAST_DAY,
        {day: DayKind(kind) for day, kind, _ in rows},
        official_until,
        f"v{number}",
        {day: note for day, _, note in rows},
    )
