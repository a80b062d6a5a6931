"""The clock (审批计时): due date, days used and days left, from facts alone.

Let C be the working days. A limit of L days accepted on day ``a`` (day 0, 民法典 art. 201) is due on the first day
by which L days of C after ``a`` have passed, not counting days inside a stop. A stop ``(s, t]`` excludes the days
after ``s`` up to and including ``t``: the day it starts still counts, the day it ends does not, so a stop with
s = t excludes nothing, and overlapping stops exclude a day once. Due means 24:00 of the due date: the last day
is in time, the day after is late.

One algorithm serves all units: days are numbered along the axis of the unit (working days or calendar days),
stops become gaps on that axis, and the answer is read back as a date.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from clocks.calendar import WorkCalendar

OPEN_END: Final = 1 << 40
"""Axis position of "not ended yet"; larger than any day."""

Span = tuple[int, int]
"""Half-open interval (x, y] of positions on a day axis."""


class Unit(StrEnum):
    """Unit of a limit (时限单位)."""

    WORKING_DAY = "WORKING_DAY"
    """工作日, the default of 行政许可法 art. 82."""
    CALENDAR_DAY = "CALENDAR_DAY"
    """自然日; a last day off moves to the next working day (民法典 art. 203)."""
    EXACT_DAY = "EXACT_DAY"
    """自然日 to a day that is itself given, such as the end of a licence; it stays that day, whatever day it is."""
    MONTH = "MONTH"
    """月; same day of the month, or its last (民法典 art. 202), then the same shift."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop of the clock (计时暂停): days in ``(start, end]`` do not count; ``end`` None is still open."""

    start: date
    end: date | None = None
    kind: str = ""

    def __post_init__(self) -> None:
        legal_date(self.start)
        if self.end is not None and legal_date(self.end) < self.start:
            raise ValueError(f"a stop cannot end ({self.end}) before it starts ({self.start})")

    def covers(self, day: date) -> bool:
        """Whether this stop excludes ``day``."""
        return self.start < day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Result of a clock (计时结果) as of the evening of ``until``.

    ``due_on`` is None while a stop without an end keeps the limit from being reached. ``left`` is negative by the
    days it is late. ``provisional`` says that the due date rests on a year whose notice is not out.
    """

    accepted_on: date
    limit: int
    unit: Unit
    stops: tuple[Stop, ...]
    until: date
    due_on: date | None
    used: int
    left: int
    stopped: bool
    provisional: bool

    @property
    def late(self) -> bool:
        """Whether ``until`` is past the due date."""
        return self.due_on is not None and self.until > self.due_on


def due(accepted_on: date, limit: int, unit: Unit | str, stops: Iterable[Stop], calendar: WorkCalendar) -> date | None:
    """The last day in time (到期日), or None while an open stop holds the clock.

    ``limit`` in ``unit``, 0 or more; a limit of 0 is due on the day of acceptance, whatever day that is.
    Raises ``ValueError`` for a negative limit, ``CalendarRangeError`` beyond the calendar.
    """
    unit, stops = Unit(unit), tuple(stops)
    last = last_counted(accepted_on, limit, unit, stops, calendar)
    if last is None or limit == 0 or unit in (Unit.WORKING_DAY, Unit.EXACT_DAY):
        return last
    return _shift(last, stops, calendar)


def last_counted(
    accepted_on: date, limit: int, unit: Unit | str, stops: Iterable[Stop], calendar: WorkCalendar
) -> date | None:
    """The day the limit is used up (届满日), before 民法典 art. 203 moves it to a working day. Raises as ``due``."""
    unit = Unit(unit)
    days = limit_in_days(accepted_on, limit, unit)
    if days == 0:
        return legal_date(accepted_on)
    end = walk(_position(accepted_on, unit, calendar), days, gaps(stops, unit, calendar))
    if end is None:
        return None
    return calendar.day_at(end) if unit is Unit.WORKING_DAY else date.fromordinal(end)


def used(accepted_on: date, until: date, unit: Unit | str, stops: Iterable[Stop], calendar: WorkCalendar) -> int:
    """Days used (已用天数) after ``accepted_on`` up to and including ``until``; months are counted in calendar days."""
    unit = Unit(unit)
    start, end = _position(accepted_on, unit, calendar), _position(until, unit, calendar)
    return sum(y - x for x, y in cut((start, end), gaps(stops, unit, calendar)))


def left(
    accepted_on: date, limit: int, until: date, unit: Unit | str, stops: Iterable[Stop], calendar: WorkCalendar
) -> int:
    """Days left (剩余天数) after ``until``: limit − used, so negative when late. Raises as ``due``.

    A last day moved by 民法典 art. 203 counts: calendar-day limits run to the shifted due date.
    """
    unit, stops = Unit(unit), tuple(stops)
    if unit is not Unit.WORKING_DAY and (due_on := due(accepted_on, limit, unit, stops, calendar)) is not None:
        return used(accepted_on, due_on, unit, stops, calendar) - used(accepted_on, until, unit, stops, calendar)
    return limit_in_days(accepted_on, limit, unit) - used(accepted_on, until, unit, stops, calendar)


def reckon(
    accepted_on: date, limit: int, unit: Unit | str, stops: Iterable[Stop], calendar: WorkCalendar, until: date
) -> Reckoning:
    """Everything about one clock (计时) as of the evening of ``until``. Raises as ``due``."""
    unit, stops = Unit(unit), tuple(stops)
    due_on = due(accepted_on, limit, unit, stops, calendar)
    return Reckoning(
        accepted_on=accepted_on,
        limit=limit,
        unit=unit,
        stops=stops,
        until=legal_date(until),
        due_on=due_on,
        used=used(accepted_on, until, unit, stops, calendar),
        left=left(accepted_on, limit, until, unit, stops, calendar),
        stopped=stopped_on(until, stops),
        provisional=calendar.is_provisional(due_on or until),
    )


def stopped_on(day: date, stops: Iterable[Stop]) -> bool:
    """Whether the clock stands still on the evening of ``day``: the day that follows will not count."""
    return any(stop.start <= day and (stop.end is None or day < stop.end) for stop in stops)


def limit_in_days(accepted_on: date, limit: int, unit: Unit) -> int:
    """The limit on the axis of its unit: months become the calendar days to the same day of the month."""
    if limit < 0:
        raise ValueError("a limit cannot be negative")
    if unit is Unit.MONTH:
        return (add_months(accepted_on, limit) - accepted_on).days
    return limit


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month if it has no such day (民法典 art. 202)."""
    years, month0 = divmod(legal_date(day).month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def legal_date(day: date) -> date:
    """``day`` itself; ``TypeError`` for a datetime, whose date depends on a time zone."""
    if isinstance(day, datetime):
        raise TypeError("a legal date is needed, not an instant; use core.time.legal_date")
    return day


# ---- the axis ------------------------------------------------------------------------------------------------


def gaps(stops: Iterable[Stop], unit: Unit, calendar: WorkCalendar) -> list[Span]:
    """The excluded positions of the axis as disjoint spans in order; an open stop ends at ``OPEN_END``."""
    return merge(
        (
            _position(stop.start, unit, calendar),
            OPEN_END if stop.end is None else _position(stop.end, unit, calendar),
        )
        for stop in stops
    )


def merge(spans: Iterable[Span]) -> list[Span]:
    """The union of half-open spans, disjoint and in order; empty spans vanish."""
    merged: list[Span] = []
    top = -1
    for x, y in sorted(spans):
        if y <= x:
            continue
        if x > top:
            merged.append((x, y))
            top = y
        elif y > top:
            merged[-1] = (merged[-1][0], y)
            top = y
    return merged


def walk(start: int, days: int, excluded: Sequence[Span]) -> int | None:
    """The position reached after ``days`` counted days from ``start``; None if an open gap comes first."""
    end = start + days
    for x, y in excluded:
        if x >= end:
            break
        if y == OPEN_END:
            return None
        end += max(0, y - max(x, start))
    return end


def cut(span: Span, excluded: Sequence[Span]) -> list[Span]:
    """What remains of ``span`` without the excluded spans (disjoint, in order)."""
    low, high = span
    kept: list[Span] = []
    for x, y in excluded:
        if x >= high:
            break
        if x > low:
            kept.append((low, x))
        low = max(low, y)
    if low < high:
        kept.append((low, high))
    return kept


def _position(day: date, unit: Unit, calendar: WorkCalendar) -> int:
    if unit is Unit.WORKING_DAY:
        return calendar.index(legal_date(day))
    return legal_date(day).toordinal()


def _shift(day: date, stops: Sequence[Stop], calendar: WorkCalendar) -> date | None:
    """The first working day from ``day`` on that no stop excludes (民法典 art. 203)."""
    day = calendar.roll_forward(day)
    while any(stop.covers(day) for stop in stops):
        if any(stop.end is None and stop.covers(day) for stop in stops):
            return None
        day = calendar.add(day, 1)
    return day
