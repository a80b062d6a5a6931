"""When a light changes, to the day."""

from datetime import date

import pytest

from clocks.builtin import builtin_calendar
from clocks.lights import (
    AlertPolicy,
    Light,
    LightDates,
    forecast_exceeds,
    light,
    light_dates,
    red_on,
    warn_on,
    warn_window,
    whole_light_dates,
    yellow_on,
)
from clocks.rules import Stop, Unit, due, stopped_on
from clocks.union import Run, union_reckon

C = builtin_calendar()
WD = Unit.WORKING_DAY


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(("limit", "window"), [(1, 1), (2, 1), (5, 1), (6, 2), (7, 2), (10, 2), (11, 3), (45, 9)])
def test_a_warning_starts_with_a_fifth_of_the_limit_left_rounded_up(limit: int, window: int) -> None:
    assert warn_window(limit) == window


def test_a_one_day_limit_is_warned_from_the_start() -> None:
    assert warn_on(day("03-02"), 1, WD, (), C) == day("03-02")


def test_a_stop_moves_the_warning_too() -> None:
    stops = (Stop(day("03-03"), day("03-10")),)
    assert warn_on(day("03-02"), 5, WD, (), C) == day("03-06")
    assert warn_on(day("03-02"), 5, WD, stops, C) == day("03-13")
    assert warn_on(day("03-02"), 5, WD, (Stop(day("03-03")),), C) is None


def test_a_friday_due_date_is_late_on_saturday() -> None:
    assert yellow_on(day("03-06")) == day("03-07")
    assert yellow_on(None) is None


def test_red_comes_with_the_statutory_limit_even_if_the_promise_passed_yesterday() -> None:
    assert red_on(day("06-10"), day("06-30"), C) == day("06-16")
    assert red_on(day("06-10"), day("06-11"), C) == day("06-12")
    assert red_on(None, day("06-11"), C) == day("06-12")
    assert red_on(None, None, C) is None
    assert red_on(day("06-10"), None, C, AlertPolicy(red_after_days=0)) == day("06-11")


def test_a_stop_after_the_due_date_makes_a_late_clock_no_later() -> None:
    halted = (Stop(day("06-12"), day("06-18")),)
    assert red_on(day("06-10"), None, C, stops=halted) == day("06-23")
    assert red_on(day("06-10"), None, C, stops=(Stop(day("06-12")),)) is None


def test_the_last_day_of_each_light() -> None:
    dates = LightDates(warn_on=day("06-08"), yellow_on=day("06-11"), red_on=day("06-16"))
    assert [light(day(f"06-{d:02}"), dates) for d in (7, 8, 10, 11, 15, 16)] == [
        Light.GREEN, Light.WARN, Light.WARN, Light.YELLOW, Light.YELLOW, Light.RED,
    ]  # fmt: skip
    assert light(day("06-30"), LightDates(None, None, None)) is Light.GREEN


def test_a_project_cap_is_warned_at_a_tenth_left_and_red_the_day_after() -> None:
    runs = [Run(day("01-05"))]
    dates = whole_light_dates(runs, 79, C)
    assert union_reckon(runs, 79, C, dates.warn_on or day("01-05")).left == 7
    assert dates.warn_on == C.add(day("01-05"), 72)
    assert dates.red_on == dates.yellow_on == day("05-07")


def test_a_waiting_project_has_no_red_date() -> None:
    runs = [Run(day("01-05"), day("01-12"))]
    assert whole_light_dates(runs, 79, C) == LightDates(None, None, None)
    whole = union_reckon(runs, 79, C, day("06-30"))
    assert (whole.used, whole.left, whole.due_on, whole.running) == (5, 74, None, False)


def test_a_project_whose_plan_no_longer_fits_is_warned() -> None:
    assert not forecast_exceeds(79, 79)
    assert forecast_exceeds(80, 79)
    assert not forecast_exceeds(None, 79)


def test_a_project_runs_from_acceptance_until_its_last_item_ends_or_stops() -> None:
    def running(run: Run, on: str) -> bool:
        return union_reckon([run], 79, C, day(on)).running

    whole = Run(day("03-02"), day("03-20"))
    assert [running(whole, d) for d in ("03-01", "03-02", "03-19", "03-20")] == [False, True, True, False]
    halted = Run(day("03-02"), None, (Stop(day("03-05"), day("03-10")),))
    assert [running(halted, d) for d in ("03-04", "03-05", "03-09", "03-10")] == [True, False, False, True]


def test_a_clock_stands_still_from_the_evening_of_the_stop_to_the_evening_of_its_end() -> None:
    stop = Stop(day("03-05"), day("03-10"))
    assert [stopped_on(day(d), (stop,)) for d in ("03-04", "03-05", "03-09", "03-10")] == [False, True, True, False]
    assert not stopped_on(day("03-05"), (Stop(day("03-05"), day("03-05")),))
    assert stopped_on(day("12-31"), (Stop(day("03-05")),))


def test_calendar_day_limits_are_warned_by_calendar_days() -> None:
    due_on = due(day("04-24"), 10, Unit.CALENDAR_DAY, (), C)
    assert due_on == day("05-06")
    dates = light_dates(day("04-24"), 10, Unit.CALENDAR_DAY, (), C, due_on)
    assert (dates.warn_on, dates.yellow_on, dates.red_on) == (day("05-02"), day("05-07"), day("05-11"))
