"""The calendar that ships with the product (内置工作日历), read from ``data/state_council.csv``."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from clocks.calendar import CalendarDataError, DayKind, WorkCalendar

NOTICES_FILE = Path(__file__).parent / "data" / "state_council.csv"
FIRST_DAY = date(2008, 1, 1)
PUBLISHED_UNTIL = date(2026, 12, 31)
LAST_DAY = date(2035, 12, 31)
VERSION = "state-council-2026"


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One holiday or make-up day (放假或调休日) with the notice that made it."""

    day: date
    kind: DayKind
    occasion: str
    source: str


def read_notice_days(lines: Iterable[str]) -> Iterator[NoticeDay]:
    """Rows ``date,kind,occasion,source`` in the format an administrator also uses to import a new notice.

    ``kind`` is HOLIDAY, MAKEUP, or CLOSURE for a day on which a document closed the offices.

    Raises ``CalendarDataError`` naming the line that cannot be read, or a date given twice.
    """
    seen: set[date] = set()
    reader = csv.DictReader(lines)
    for number, row in enumerate(reader, start=2):
        try:
            day, kind = date.fromisoformat((row["date"] or "").strip()), DayKind((row["kind"] or "").strip())
            occasion, source = (row["occasion"] or "").strip(), (row["source"] or "").strip()
        except (KeyError, ValueError) as error:
            raise CalendarDataError(f"line {number}: {error}") from error
        if kind in (DayKind.WORK, DayKind.WEEKEND):
            raise CalendarDataError(f"line {number}: {kind} is not an exception")
        if not source:
            raise CalendarDataError(f"line {number}: the notice number is missing")
        if day in seen:
            raise CalendarDataError(f"line {number}: {day} appears twice")
        seen.add(day)
        yield NoticeDay(day, kind, occasion, source)


@cache
def builtin_notice_days() -> tuple[NoticeDay, ...]:
    """Every row of the shipped file."""
    with NOTICES_FILE.open(encoding="utf-8") as file:
        return tuple(read_notice_days(file))


@cache
def builtin_calendar() -> WorkCalendar:
    """Official 2008–2026 by State Council notice, then to 2035 by law alone and flagged provisional."""
    days = builtin_notice_days()
    return WorkCalendar.from_exceptions(
        FIRST_DAY,
        LAST_DAY,
        {row.day: row.kind for row in days},
        PUBLISHED_UNTIL,
        VERSION,
        {row.day: row.occasion for row in days},
    )
