"""The explanation of a clock (计时明细): every day, counted or not, with its reason, so that a court can follow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clocks.calendar import DayKind, WorkCalendar, days_between
from clocks.rules import Stop, Unit, due, last_counted, legal_date
from clocks.union import Run


class Reason(StrEnum):
    """Why a day counts or does not (计入或不计入的原因)."""

    START = "START"
    """Day 0, the day of acceptance (民法典 art. 201)."""
    COUNTED = "COUNTED"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    CLOSURE = "CLOSURE"
    STOPPED = "STOPPED"
    """Inside a stop (行政许可法 art. 45 or the promised-limit rules)."""
    SHIFTED = "SHIFTED"
    """After the last calendar day, until the next working day (民法典 art. 203)."""


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of the explanation. ``number`` is its count (1, 2, …), None when it does not count."""

    day: date
    kind: DayKind
    reason: Reason
    number: int | None
    note: str
    stop: Stop | None
    is_due: bool
    late: bool
    provisional: bool


_RESTS = {DayKind.WEEKEND: Reason.WEEKEND, DayKind.HOLIDAY: Reason.HOLIDAY, DayKind.CLOSURE: Reason.CLOSURE}


def trace(
    accepted_on: date,
    limit: int,
    unit: Unit | str,
    stops: Iterable[Stop],
    calendar: WorkCalendar,
    until: date | None = None,
) -> Iterator[TraceDay]:
    """Every day from acceptance to the due date, or to ``until`` if that is later, lazily.

    The highest ``number`` up to a day equals ``used`` on that day. While an open stop holds the clock there is no
    due date and the explanation runs to ``until`` (to the day of acceptance without one). Raises as ``due``.
    """
    unit, stops = Unit(unit), tuple(stops)
    due_on = due(accepted_on, limit, unit, stops, calendar)
    full_on = last_counted(accepted_on, limit, unit, stops, calendar)
    last = max(day for day in (legal_date(accepted_on), due_on, until) if day is not None)
    number, day = 0, accepted_on
    while day <= last:
        stop = next((stop for stop in stops if stop.covers(day)), None)
        reason = _reason(day, accepted_on, unit, stop, calendar)
        if reason is Reason.COUNTED and due_on and full_on and full_on < day <= due_on:
            reason = Reason.SHIFTED
        counts = reason in (Reason.COUNTED, Reason.SHIFTED)
        number += counts
        yield TraceDay(
            day=day,
            kind=calendar.kind(day),
            reason=reason,
            number=number if counts else None,
            note=calendar.note(day),
            stop=stop if reason is Reason.STOPPED else None,
            is_due=day == due_on,
            late=due_on is not None and day > due_on,
            provisional=calendar.is_provisional(day),
        )
        day += timedelta(days=1)


def _reason(day: date, accepted_on: date, unit: Unit, stop: Stop | None, calendar: WorkCalendar) -> Reason:
    if day == accepted_on:
        return Reason.START
    if unit is Unit.WORKING_DAY and not calendar.is_working_day(day):
        return _RESTS[calendar.kind(day)]
    return Reason.STOPPED if stop else Reason.COUNTED


@dataclass(frozen=True, slots=True)
class UnionTraceDay:
    """One day of a project's time. ``running`` are the places of the items that ran; ``number`` its count or None."""

    day: date
    kind: DayKind
    running: tuple[int, ...]
    number: int | None
    note: str
    provisional: bool


def union_trace(
    runs: Sequence[Run], calendar: WorkCalendar, until: date, origin: date | None = None
) -> Iterator[UnionTraceDay]:
    """Every day from the first acceptance to ``until`` with the items that ran on it, lazily.

    A day counts once however many items ran. Raises ``CalendarRangeError`` beyond the calendar.
    """
    if not runs:
        return
    number = 0
    for day in days_between(max(min(run.accepted_on for run in runs), origin or date.min), until):
        running: tuple[int, ...] = ()
        if calendar.is_working_day(day) and (origin is None or day > origin):
            running = tuple(place for place, run in enumerate(runs) if _runs_on(run, day))
        number += bool(running)
        yield UnionTraceDay(
            day=day,
            kind=calendar.kind(day),
            running=running,
            number=number if running else None,
            note=calendar.note(day),
            provisional=calendar.is_provisional(day),
        )


def _runs_on(run: Run, day: date) -> bool:
    return (
        run.accepted_on < day
        and (run.ended_on is None or day <= run.ended_on)
        and not any(stop.covers(day) for stop in run.stops)
    )
