"""What people ask of clocks (计时查询): the wall, one clock's explanation, its figures today."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from clocks import rules, trace
from clocks.calendar import WorkCalendar
from clocks.current import StoredCalendar, all_calendars, calendar_of, in_force
from clocks.lights import Light, LightDates, light, yellow_on
from clocks.models import Clock, Stop
from clocks.querysets import OPEN_STATES
from clocks.settling import WHOLES, Key, key_of, parts_of, pauses_of, recompute, run_of
from clocks.union import closures
from core.keyset import Held, Segment
from core.time import today


def clocks_for(user: Any) -> "QuerySet[Clock]":
    """The clocks `user` may see, with what a list shows of them."""
    return Clock.objects.visible_to(user).select_related("region", "department")


_PARTS: Final = (
    (("due_on", "id"), Q(state=Clock.State.RUNNING, due_on__isnull=False)),
    (("stopped_on", "id"), Q(state=Clock.State.STOPPED)),
    (("origin_on", "id"), Q(state=Clock.State.RUNNING, due_on__isnull=True)),
)
"""The running by due date, then the stopped, then what waits."""


def wall(clocks: "QuerySet[Clock, Any]") -> list[Segment]:
    """Open clocks most urgent first (时限墙), for `core.keyset.page`.

    `clocks` is any filter of `clocks_for(user)`; each segment is served by one index.
    """
    return [Segment(clocks, columns, where) for columns, where in _PARTS]


def held_wall(clocks: "QuerySet[Clock, Any]") -> list[Segment]:
    """The same of a handful of clocks, all read by one query: as models or as rows that name their columns."""
    parts: tuple[list[Any], ...] = ([], [], [])
    for row in clocks.filter(state__in=OPEN_STATES):
        parts[1 if row.state == Clock.State.STOPPED else 0 if row.due_on else 2].append(row)
    return [Held(clocks, columns, where, rows) for (columns, where), rows in zip(_PARTS, parts, strict=True)]


def light_of(clock: Clock, on: date) -> Light:
    """The light of a clock on `on` (亮灯)."""
    if clock.state != Clock.State.RUNNING:
        return Light(clock.state)
    return light(on, LightDates(clock.warn_on, yellow_on(clock.due_on), clock.red_on))


def days_left(clock: Clock, on: date, calendar: WorkCalendar) -> int | None:
    """Days left on `on` (剩余天数) in the clock's unit, months in calendar days; negative when late.

    Two look-ups, no query, for lists. None for a cap or budget that never ran into a due date.
    """
    if clock.state != Clock.State.RUNNING:
        return clock.left
    if clock.due_on is None:
        return None
    if clock.unit != rules.Unit.WORKING_DAY:
        return (clock.due_on - on).days + clock.rested
    return calendar.count(on, clock.due_on) - calendar.count(clock.due_on, on) + clock.rested


def days_used(clock: Clock, on: date, calendar: WorkCalendar) -> int | None:
    """Days used on `on` (已用天数), the counterpart of `days_left`."""
    if clock.state != Clock.State.RUNNING:
        return clock.used
    left = days_left(clock, on, calendar)
    if left is None or clock.due_on is None:
        return None
    return rules.limit_in_days(clock.origin_on, clock.limit, rules.Unit(clock.unit)) - left


def stops_of(clock: Clock) -> list[Stop]:
    """The stops of the clock's subject that stop this clock (暂停记录), in order."""
    return [stop for stop in _stops(clock) if pauses_of(clock, [stop])]


def reckon_row(clock: Clock, on: date | None = None) -> Clock:
    """The same clock with its cached columns reckoned anew from stored facts (重新结算), unsaved.

    An open clock is reckoned with the calendar in force, an ended one with the one it ended under.
    """
    project = list(Clock.objects.of_project(clock.project_id))
    fresh = recompute(project, _stops_of_project(clock.project_id), calendar_chooser(), on or today())
    return next(found for found in fresh if found.pk == clock.pk)


def calendar_chooser() -> Callable[[Clock], StoredCalendar]:
    """The calendar a clock is to be reckoned with: the one in force at its place while open, its own once ended."""
    calendars, every = in_force(), all_calendars()
    return lambda clock: calendars.of(clock) if clock.ended_on is None else every[clock.calendar_id]


def explain(clock: Clock, on: date | None = None) -> Iterator[trace.TraceDay]:
    """Every day of an ordinary clock, counted or not, with its reason (计时明细), from day 0 to its due date or `on`.

    Raises ``ValueError`` for a cap or stage budget; see `explain_whole`.
    """
    if clock.kind in WHOLES:
        raise ValueError("a cap or stage budget is explained by its items")
    until = clock.ended_on or on or today()
    pauses = pauses_of(clock, _stops(clock))
    return trace.trace(clock.origin_on, clock.limit, clock.unit, pauses, calendar_of(clock.calendar_id), until)


def explain_whole(clock: Clock, on: date | None = None) -> tuple[list[Clock], Iterator[trace.UnionTraceDay]]:
    """The items of a cap or stage budget, and every day with the places of the items that ran (项目用时明细)."""
    items = Clock.objects.of_project(clock.project_id).filter(kind="PROMISED").order_by("origin_on", "pk")
    parts, stops, every = parts_of(clock, items), _stops_of_project(clock.project_id), all_calendars()
    days = every[clock.calendar_id].days
    runs = [
        run_of(part, stops.get(key_of(part), ()), clock.ended_on, closures(every[part.calendar_id].days, days))
        for part in parts
    ]
    origin = clock.origin_on if clock.origin_fixed else None
    until = clock.ended_on or on or today()
    return parts, trace.union_trace(runs, days, until, origin)


def _stops(clock: Clock) -> list[Stop]:
    return list(Stop.objects.filter(subject_type=clock.subject_type, subject_id=clock.subject_id))


def _stops_of_project(project_id: int) -> dict[Key, list[Stop]]:
    found: dict[Key, list[Stop]] = {}
    for stop in Stop.objects.filter(project_id=project_id):
        found.setdefault((stop.subject_type, stop.subject_id), []).append(stop)
    return found
