"""From stored facts to the cached columns of a clock (时钟结算); no query, no saving.

Commands, the doctor and bulk loading all go through `settle` and `settle_whole`, so a cached value can only differ
from its recomputation if somebody wrote it by another way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Final

from clocks import lights, rules, stop_rules
from clocks.current import StoredCalendar
from clocks.models import Clock, Stop
from clocks.union import Run, closures, union_forecast, union_reckon

CACHED: Final = (
    "state", "due_on", "warn_on", "red_on", "left", "used", "rested", "forecast", "provisional", "stopped_on",
    "calendar_id",
)  # fmt: skip
"""Columns that `settle` writes."""
WHOLES: Final = frozenset({"CAP", "STAGE"})
"""Clocks that count the union of their items instead of days from an origin."""
RED_AT_ONCE: Final = frozenset({"STATUTORY", "NOTICE", "DELIVERY", "OPINION"})
"""Limits set by law, or whose lapse has effect in law: the card is red on the first late day."""

Key = tuple[str, int]
Chooser = Callable[[Clock], StoredCalendar]
"""The calendar a clock is to be reckoned with."""
StopsBySubject = Mapping[Key, Sequence[Stop]]


def key_of(clock: Clock) -> Key:
    """Type and id of the row a clock belongs to."""
    return clock.subject_type, clock.subject_id


def pauses_of(clock: Clock, stops: Iterable[Stop]) -> tuple[rules.Stop, ...]:
    """The stops of a subject that stop this clock, as facts; an open one counts until its planned end.

    Of an ended clock only what lies before its end, so that later events of the case change nothing.
    """
    last = clock.ended_on or date.max
    return tuple(
        rules.Stop(stop.started_on, min(stop.ended_on or stop.planned_end_on, last), stop.kind)
        for stop in stops
        if stop.started_on <= last and holds(stop, clock.kind)
    )


def holds(stop: Stop, clock_kind: str) -> bool:
    """Whether a stop stops clocks of this kind, by the rule it was entered under."""
    if clock_kind not in stop_rules.STOPPABLE:
        return False
    decided = stop.stops_statutory if clock_kind == "STATUTORY" else stop.stops_promised
    return stop_rules.stops(stop.kind, clock_kind) if decided is None else decided


def standing_since(clock: Clock, stops: Iterable[Stop], on: date) -> date | None:
    """Since when the clock stands still on `on` (暂停起始日), None if it runs.

    A stop nobody ended is over by itself after its planned end.
    """
    return min(
        (
            stop.started_on
            for stop in stops
            if holds(stop, clock.kind)
            and stop.ended_on is None
            and stop.started_on <= on <= stop.planned_end_on
            and stop.started_on < stop.planned_end_on
        ),
        default=None,
    )


def settle(
    clock: Clock, stops: Sequence[Stop], calendar: StoredCalendar, on: date, statutory_due_on: date | None = None
) -> Clock:
    """Write the cached columns of one ordinary clock as they are on `on`; returns the same object.

    `stops` are those of its subject, `statutory_due_on` the due date of the same case's statutory clock.
    Raises ``CalendarRangeError`` beyond the calendar.
    """
    pauses, days = pauses_of(clock, stops), calendar.days
    reckoned = rules.reckon(clock.origin_on, clock.limit, clock.unit, pauses, days, clock.ended_on or on)
    legal = reckoned.due_on if clock.kind in RED_AT_ONCE else statutory_due_on if clock.kind == "PROMISED" else None
    shown = lights.light_dates(clock.origin_on, clock.limit, clock.unit, pauses, days, reckoned.due_on, legal)
    since = None if clock.ended_on else standing_since(clock, stops, on)
    clock.due_on, clock.warn_on, clock.red_on = reckoned.due_on, shown.warn_on, shown.red_on
    clock.provisional = reckoned.provisional
    late_days = rules.used(reckoned.due_on, on, clock.unit, (), days) if reckoned.due_on and on > reckoned.due_on else 0
    _stand(clock, since, reckoned.used, reckoned.left, late_days)
    clock.calendar_id = calendar.version_id
    return clock


def settle_subject(clocks: Sequence[Clock], stops: Sequence[Stop], calendars: Chooser, on: date) -> None:
    """Settle the ordinary clocks of one subject; the statutory one first, because it bounds the red card.

    Clocks settled as ended stay as they are: a later notice or extension does not rewrite what was decided.
    """
    statutory_due_on = None
    for clock in sorted(clocks, key=lambda clock: clock.kind != "STATUTORY"):
        if clock.kind in WHOLES:
            continue
        if clock.state != Clock.State.ENDED:
            settle(clock, stops, calendars(clock), on, statutory_due_on)
        if clock.kind == "STATUTORY":
            statutory_due_on = clock.due_on


def settle_whole(clock: Clock, items: Sequence[Clock], stops: StopsBySubject, calendars: Chooser, on: date) -> Clock:
    """Write the cached columns of a project cap or stage budget as they are on `on`; returns the same object.

    `items` are the settled promised clocks of the project; which of them count follows from `parts_of`. It runs
    while any of them runs, and otherwise waits (for the applicant, or for the end of a stop). It counts working days
    of its own place, and of these the days on which an item ran at the item's place.
    """
    parts, calendar = parts_of(clock, items), calendars(clock)
    runs = [
        run_of(part, stops.get(key_of(part), ()), clock.ended_on, closures(calendars(part).days, calendar.days))
        for part in parts
    ]
    if parts and not clock.origin_fixed:
        clock.origin_on = min(part.origin_on for part in parts)
    origin = clock.origin_on if clock.origin_fixed else None
    until = clock.ended_on or on
    whole = union_reckon(runs, clock.limit, calendar.days, until, origin)
    shown = lights.whole_light_dates(runs, clock.limit, calendar.days, origin)
    running = any(part.state == Clock.State.RUNNING for part in parts)
    since = None if running or clock.ended_on else max((_rests_since(part) for part in parts), default=clock.origin_on)
    clock.due_on, clock.warn_on, clock.red_on = whole.due_on, shown.warn_on, shown.red_on
    clock.provisional = whole.provisional
    if clock.kind == "CAP" and clock.ended_on is None:
        clock.forecast = union_forecast(runs, (part.due_on for part in parts), calendar.days, origin)
    else:
        clock.forecast = None
    late_days = calendar.days.count(whole.due_on, on) if whole.due_on else 0
    _stand(clock, since, whole.used, whole.left, late_days)
    clock.calendar_id = calendar.version_id
    return clock


def parts_of(whole: Clock, items: Iterable[Clock]) -> list[Clock]:
    """The counted items whose days this cap or budget spends; a stage budget must have been saved before."""
    last = whole.ended_on or date.max
    counted = [item for item in items if item.kind == "PROMISED" and item.counts_in_cap and item.origin_on <= last]
    if whole.kind == "STAGE":
        return [item for item in counted if item.part_of_id is not None and item.part_of_id == whole.pk]
    scope = set(whole.scope.split())
    return [item for item in counted if not scope or item.stage in scope]


def run_of(item: Clock, stops: Iterable[Stop], last: date | None = None, closed: tuple[rules.Stop, ...] = ()) -> Run:
    """The running days of an item, as a fact for the union; none after `last`, the end of the whole, or when `closed`."""
    ends = [day for day in (item.ended_on, last) if day is not None]
    return Run(item.origin_on, min(ends, default=None), pauses_of(item, stops) + closed)


def recompute(clocks: Sequence[Clock], stops: StopsBySubject, calendars: Chooser, on: date) -> list[Clock]:
    """Copies of all clocks of one project, reckoned from facts alone (重算), each with its calendar.

    What was stored in the cached columns is not read.
    """
    fresh = {clock.pk: copy(clock) for clock in clocks}
    statutory: dict[Key, date | None] = {}
    for clock in sorted(fresh.values(), key=lambda clock: clock.kind != "STATUTORY"):
        if clock.kind not in WHOLES:
            settle(clock, stops.get(key_of(clock), ()), calendars(clock), on, statutory.get(key_of(clock)))
        if clock.kind == "STATUTORY":
            statutory[key_of(clock)] = clock.due_on
    for clock in fresh.values():
        if clock.kind in WHOLES:
            settle_whole(clock, list(fresh.values()), stops, calendars, on)
    return [fresh[clock.pk] for clock in clocks]


def _stand(clock: Clock, since: date | None, used: int, left: int, late_days: int) -> None:
    clock.state = Clock.State.ENDED if clock.ended_on else Clock.State.STOPPED if since else Clock.State.RUNNING
    clock.stopped_on = since
    running = clock.state == Clock.State.RUNNING
    clock.used, clock.left = (None, None) if running else (used, left)
    clock.rested = late_days + left if running and late_days else 0


def _rests_since(item: Clock) -> date:
    return item.ended_on or item.stopped_on or item.origin_on
