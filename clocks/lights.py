"""Lights and cards (预警、黄牌、红牌): three dates per clock, so that a light is a comparison of dates.

Jiangxi's electronic supervision knows three signals. Their thresholds are defaults of this product, not law; they
are fields of ``AlertPolicy`` for an administrator to set.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clocks.calendar import WorkCalendar
from clocks.rules import Stop, Unit, last_counted, limit_in_days
from clocks.union import Run, nth_day, union_spans


class Light(StrEnum):
    """Light of a clock (亮灯): each carries a word and a shape on the page, not only a colour."""

    GREEN = "GREEN"
    WARN = "WARN"
    """预警: few days left, still in time; also on the due date itself."""
    YELLOW = "YELLOW"
    """黄牌: the promised limit has passed."""
    RED = "RED"
    """红牌: the statutory limit has passed, or the promised one by more than a few working days."""
    STOPPED = "STOPPED"
    """计时暂停: the clock stands still."""
    ENDED = "ENDED"
    """已办结: the clock has ended."""


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """Thresholds (预警阈值): defaults, editable, not law."""

    warn_percent: int = 20
    """Share of the limit, rounded up and at least one day, at which the warning starts."""
    red_after_days: int = 3
    """Working days past the promised limit that are still yellow."""
    whole_warn_percent: int = 10
    """Share of a project cap or stage budget, rounded down, at which the warning starts."""


DEFAULT_POLICY = AlertPolicy()


@dataclass(frozen=True, slots=True)
class LightDates:
    """First day of each light (亮灯日期); None while an open stop keeps it from coming."""

    warn_on: date | None
    yellow_on: date | None
    red_on: date | None


def warn_window(limit: int, policy: AlertPolicy = DEFAULT_POLICY) -> int:
    """Days left at which the warning starts: a fifth of the limit, rounded up, at least 1."""
    return max(1, -(-policy.warn_percent * limit // 100))


def warn_on(
    accepted_on: date,
    limit: int,
    unit: Unit | str,
    stops: Iterable[Stop],
    calendar: WorkCalendar,
    policy: AlertPolicy = DEFAULT_POLICY,
) -> date | None:
    """The first day on whose evening no more than ``warn_window`` days are left; None if a stop holds the clock."""
    unit = Unit(unit)
    days = limit_in_days(accepted_on, limit, unit)
    axis = Unit.WORKING_DAY if unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY
    return last_counted(accepted_on, max(0, days - warn_window(days, policy)), axis, stops, calendar)


def yellow_on(due_on: date | None) -> date | None:
    """The day after the due date: the last day is in time, the next is late, working day or not."""
    return due_on and due_on + timedelta(days=1)


def red_on(
    due_on: date | None,
    statutory_due_on: date | None,
    calendar: WorkCalendar,
    policy: AlertPolicy = DEFAULT_POLICY,
    stops: Iterable[Stop] = (),
) -> date | None:
    """The first day of the red card: more than three working days past ``due_on``, or past the statutory limit.

    Days inside ``stops`` make a late clock no later. Raises ``CalendarRangeError`` beyond the calendar.
    """
    days = [
        last_counted(due_on, policy.red_after_days + 1, Unit.WORKING_DAY, stops, calendar) if due_on else None,
        statutory_due_on and statutory_due_on + timedelta(days=1),
    ]
    return min((day for day in days if day), default=None)


def light_dates(
    accepted_on: date,
    limit: int,
    unit: Unit | str,
    stops: Iterable[Stop],
    calendar: WorkCalendar,
    due_on: date | None,
    statutory_due_on: date | None = None,
    policy: AlertPolicy = DEFAULT_POLICY,
) -> LightDates:
    """All three dates of one clock whose due date is ``due_on``. Raises ``CalendarRangeError``."""
    stops = tuple(stops)
    return LightDates(
        warn_on=warn_on(accepted_on, limit, unit, stops, calendar, policy),
        yellow_on=yellow_on(due_on),
        red_on=red_on(due_on, statutory_due_on, calendar, policy, stops),
    )


def whole_light_dates(
    runs: Iterable[Run],
    limit: int,
    calendar: WorkCalendar,
    origin: date | None = None,
    policy: AlertPolicy = DEFAULT_POLICY,
) -> LightDates:
    """Dates of a project cap or stage budget: warned at a tenth left, red as soon as the limit has passed.

    ``warn_on`` and ``red_on`` assume that the items now running go on; None while none runs and the mark is not met.
    """
    spans = union_spans(runs, calendar, origin)
    due_on = nth_day(spans, limit, calendar)
    late_on = yellow_on(due_on)
    return LightDates(
        warn_on=nth_day(spans, limit - limit * policy.whole_warn_percent // 100, calendar),
        yellow_on=late_on,
        red_on=late_on,
    )


def forecast_exceeds(forecast: int | None, limit: int) -> bool:
    """Whether a project is to be warned because its open items no longer fit: `forecast` days exceed the cap."""
    return forecast is not None and forecast > limit


def light(today: date, dates: LightDates) -> Light:
    """The light of a running clock on ``today``."""
    if dates.red_on and today >= dates.red_on:
        return Light.RED
    if dates.yellow_on and today >= dates.yellow_on:
        return Light.YELLOW
    if dates.warn_on and today >= dates.warn_on:
        return Light.WARN
    return Light.GREEN
