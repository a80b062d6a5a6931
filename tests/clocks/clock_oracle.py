"""A second opinion, written day by day and sharing nothing with the product: sets, loops, and another table."""

from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import holidays, workdays

ONE = timedelta(days=1)

Pause = tuple[date, date | None]


@cache
def works(day: date) -> bool:
    """Working day by chinesecalendar's table, which ends with 2026."""
    assert day.year <= 2026
    return day in workdays or (day not in holidays and day.weekday() < 5)


def paused(day: date, pauses: list[Pause]) -> bool:
    return any(s < day and (t is None or day <= t) for s, t in pauses)


def counts(day: date, unit: str, pauses: list[Pause]) -> bool:
    return not paused(day, pauses) and (unit != "WORKING_DAY" or works(day))


def same_day_in_months(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def due(accepted: date, limit: int, unit: str = "WORKING_DAY", pauses: list[Pause] | None = None) -> date | None:
    pauses = pauses or []
    if unit == "MONTH":
        limit = (same_day_in_months(accepted, limit) - accepted).days
    n, day = 0, accepted
    while n < limit:
        day += ONE
        if any(t is None and s < day for s, t in pauses):
            return None
        n += counts(day, unit, pauses)
    while limit and unit != "WORKING_DAY" and (not works(day) or paused(day, pauses)):
        day += ONE
        if any(t is None and s < day for s, t in pauses):
            return None
    return day


def run_days(accepted: date, until: date, pauses: list[Pause] | None = None, unit: str = "WORKING_DAY") -> set[date]:
    days, day = set(), accepted + ONE
    while day <= until:
        if counts(day, unit, pauses or []):
            days.add(day)
        day += ONE
    return days
