"""Project and stage time (项目与阶段用时): the union of the running days of their items, never a sum.

While two items run on the same day the project uses one day; while none runs it uses none. Running days are spans
on the working-day axis, merged once; every figure is then a walk over a handful of spans.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from clocks.calendar import DayKind, WorkCalendar
from clocks.rules import OPEN_END, Span, Stop, Unit, cut, gaps, legal_date, merge


@dataclass(frozen=True, slots=True)
class Run:
    """One item at the government side (事项办理区间): from acceptance to its decision, less its stops."""

    accepted_on: date
    ended_on: date | None = None
    stops: tuple[Stop, ...] = ()


CLOSED: Final = "CLOSED"
"""Kind of the stop that `closures` makes of a day on which the offices of an item were closed."""


@lru_cache(maxsize=256)
def closures(there: WorkCalendar, here: WorkCalendar) -> tuple[Stop, ...]:
    """Days that work `here` and on which the offices `there` were closed by document, as stops of one day each."""
    if there is here:
        return ()
    return tuple(
        Stop(day - timedelta(days=1), day, CLOSED)
        for day, kind, _note in there.exceptions()
        if kind is DayKind.CLOSURE and here.is_working_day(day)
    )


@dataclass(frozen=True, slots=True)
class UnionReckoning:
    """Result of a project cap or stage budget (项目总时限结果), in working days, as of the evening of ``until``.

    ``due_on`` is the last day in time if the items now running go on; None while none runs and days are left.
    ``running`` says whether the next working day will count.
    """

    used: int
    left: int
    due_on: date | None
    running: bool
    provisional: bool


def run_spans(run: Run, calendar: WorkCalendar, origin: date | None = None) -> list[Span]:
    """The running days of one item on the working-day axis; days up to ``origin`` are left out."""
    start = calendar.index(legal_date(run.accepted_on))
    if origin is not None:
        start = max(start, calendar.index(origin))
    end = OPEN_END if run.ended_on is None else calendar.index(legal_date(run.ended_on))
    if not run.stops:
        return [(start, end)] if start < end else []
    return cut((start, end), gaps(run.stops, Unit.WORKING_DAY, calendar))


def run_days(run: Run, calendar: WorkCalendar, until: date) -> Iterator[date]:
    """The running days of one item (计时日) up to and including ``until``, in order."""
    yield from _days(run_spans(run, calendar), calendar, calendar.index(until))


def union_spans(runs: Iterable[Run], calendar: WorkCalendar, origin: date | None = None) -> list[Span]:
    """The days on which at least one item runs, as disjoint spans in order.

    ``origin`` is day 0 of the whole where it is later than the items', such as the date of the land contract.
    """
    return merge(span for run in runs for span in run_spans(run, calendar, origin))


def union_days(runs: Iterable[Run], calendar: WorkCalendar, until: date, origin: date | None = None) -> Iterator[date]:
    """The days the whole has used up to and including ``until``, in order."""
    yield from _days(union_spans(runs, calendar, origin), calendar, calendar.index(until))


def union_used(runs: Iterable[Run], calendar: WorkCalendar, until: date, origin: date | None = None) -> int:
    """Working days used by the whole (项目已用时) up to and including ``until``."""
    return length(union_spans(runs, calendar, origin), calendar.index(until))


def union_reckon(
    runs: Iterable[Run], limit: int, calendar: WorkCalendar, until: date, origin: date | None = None
) -> UnionReckoning:
    """Project cap or stage budget of ``limit`` working days, as of the evening of ``until``.

    Raises ``CalendarRangeError`` beyond the calendar.
    """
    spans = union_spans(runs, calendar, origin)
    today = calendar.index(until)
    due_on = nth_day(spans, limit, calendar)
    spent = length(spans, today)
    return UnionReckoning(
        used=spent,
        left=limit - spent,
        due_on=due_on,
        running=any(x <= today < y for x, y in spans),
        provisional=calendar.is_provisional(due_on or until),
    )


def union_forecast(
    runs: Iterable[Run], due_dates: Iterable[date | None], calendar: WorkCalendar, origin: date | None = None
) -> int:
    """Working days the whole will have used if every open run goes on to its due date (预测用时), in the same order.

    Depends on events alone, not on the day it is asked: what an item is late already is not foreseen here.
    """
    supposed = [
        run if run.ended_on is not None or due_on is None else replace(run, ended_on=max(due_on, run.accepted_on))
        for run, due_on in zip(runs, due_dates, strict=True)
    ]
    return length(union_spans(supposed, calendar, origin), calendar.index(calendar.last_day))


def length(spans: Sequence[Span], until: int) -> int:
    """How many positions up to and including ``until`` the disjoint spans hold."""
    return sum(min(y, until) - x for x, y in spans if x < until)


def nth_day(spans: Sequence[Span], n: int, calendar: WorkCalendar) -> date | None:
    """The day on which the ``n``-th day of the spans is used; None if they end before. ``n`` 0 or less is None."""
    for x, y in spans:
        if 0 < n <= y - x:
            return calendar.day_at(x + n)
        n -= y - x
    return None


def span(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days from first receipt to last issue (总跨度); span − used is the hidden time (隐形时间)."""
    return calendar.count(first, last)


def _days(spans: Iterable[Span], calendar: WorkCalendar, until: int) -> Iterator[date]:
    for x, y in spans:
        for position in range(x + 1, min(y, until) + 1):
            yield calendar.day_at(position)
