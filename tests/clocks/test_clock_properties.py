"""The clock against a naive reckoner that walks day by day and shares no code with it."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clocks import bulk
from clocks.builtin import builtin_calendar
from clocks.calendar import CalendarRangeError
from clocks.rules import Stop, Unit, due, left, reckon, used
from clocks.trace import Reason, trace, union_trace
from clocks.union import Run, run_days, union_days, union_reckon, union_used
from tests.clocks import clock_oracle as oracle

C = builtin_calendar()
UNITS = ["WORKING_DAY", "CALENDAR_DAY", "MONTH"]
days = st.dates(date(2018, 1, 1), date(2024, 12, 31))
lengths = st.integers(0, 60)


@st.composite
def pauses(draw: st.DrawFn, around: date, may_be_open: bool = True) -> list[oracle.Pause]:
    """Up to five pauses near a day, overlapping at will, some empty, perhaps one without an end."""
    found: list[oracle.Pause] = []
    for _ in range(draw(st.integers(0, 5))):
        start = around + timedelta(days=draw(st.integers(-20, 90)))
        found.append((start, start + timedelta(days=draw(st.integers(0, 40)))))
    if may_be_open and draw(st.booleans()):
        found.append((around + timedelta(days=draw(st.integers(-5, 90))), None))
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[date, int, str, list[oracle.Pause], date]:
    """Acceptance, limit, unit, pauses, and a day to look at the clock."""
    accepted, unit = draw(days), draw(st.sampled_from(UNITS))
    limit = draw(st.integers(0, 4) if unit == "MONTH" else lengths)
    return accepted, limit, unit, draw(pauses(accepted)), accepted + timedelta(days=draw(st.integers(0, 150)))


@st.composite
def projects(draw: st.DrawFn) -> list[tuple[date, date | None, list[oracle.Pause]]]:
    """Up to eight items around one day, some still running."""
    first = draw(days)
    found = []
    for _ in range(draw(st.integers(0, 8))):
        accepted = first + timedelta(days=draw(st.integers(0, 120)))
        ended = None if draw(st.booleans()) else accepted + timedelta(days=draw(st.integers(0, 90)))
        found.append((accepted, ended, draw(pauses(accepted))))
    return found


def stops_of(found: list[oracle.Pause]) -> tuple[Stop, ...]:
    return tuple(Stop(start, end) for start, end in found)


@given(days, st.integers(1, 200))
def test_adding_and_counting_undo_each_other(day: date, n: int) -> None:
    end = C.add(day, n)
    assert C.count(day, end) == n
    assert C.is_working_day(end)
    assert C.count(day, end - timedelta(days=1)) == n - 1


@given(days, days)
def test_counting_equals_looking_at_every_day(a: date, b: date) -> None:
    assert C.count(a, b) == len(oracle.run_days(a, b))


@given(cases())
@example((date(2026, 2, 28), 7, "CALENDAR_DAY", [(date(2026, 3, 6), date(2026, 3, 9))], date(2026, 3, 10)))
@example((date(2019, 12, 31), 2, "MONTH", [], date(2020, 3, 1)))
def test_the_due_date_is_the_one_found_day_by_day(case: tuple[date, int, str, list[oracle.Pause], date]) -> None:
    accepted, limit, unit, found, _ = case
    assert due(accepted, limit, unit, stops_of(found), C) == oracle.due(accepted, limit, unit, found)


@given(cases())
def test_days_used_are_the_days_counted_day_by_day(case: tuple[date, int, str, list[oracle.Pause], date]) -> None:
    accepted, _, unit, found, until = case
    assert used(accepted, until, unit, stops_of(found), C) == len(oracle.run_days(accepted, until, found, unit))


@given(cases())
def test_nothing_is_left_on_the_due_date_and_less_than_nothing_when_late(
    case: tuple[date, int, str, list[oracle.Pause], date],
) -> None:
    accepted, limit, unit, found, until = case
    stops = stops_of(found)
    result = reckon(accepted, limit, unit, stops, C, until)
    if result.due_on is None:
        assert result.left > 0 or unit != "WORKING_DAY"
        return
    assert left(accepted, limit, result.due_on, unit, stops, C) == 0
    assert result.late == (until > result.due_on)
    counted_since = used(accepted, until, unit, stops, C) - used(accepted, result.due_on, unit, stops, C)
    assert result.left == -counted_since


@given(cases(), st.randoms())
def test_the_order_of_pauses_does_not_matter_and_a_pause_twice_is_a_pause_once(case, random) -> None:  # type: ignore[no-untyped-def]
    accepted, limit, unit, found, _ = case
    twice = found + found
    random.shuffle(twice)
    assert due(accepted, limit, unit, stops_of(twice), C) == due(accepted, limit, unit, stops_of(found), C)


@given(cases(), st.integers(-10, 60))
def test_an_empty_pause_changes_nothing(case: tuple[date, int, str, list[oracle.Pause], date], offset: int) -> None:
    accepted, limit, unit, found, _ = case
    at = accepted + timedelta(days=offset)
    assert due(accepted, limit, unit, stops_of([*found, (at, at)]), C) == due(accepted, limit, unit, stops_of(found), C)


@given(cases())
def test_the_trace_numbers_exactly_the_days_used(case: tuple[date, int, str, list[oracle.Pause], date]) -> None:
    accepted, limit, unit, found, until = case
    stops = stops_of(found)
    lines = list(trace(accepted, limit, unit, stops, C, until))
    due_on = due(accepted, limit, unit, stops, C)
    assert [line.day for line in lines] == [accepted + timedelta(days=i) for i in range(len(lines))]
    assert lines[-1].day == max(until, due_on or until)
    assert {line.day for line in lines if line.number} == oracle.run_days(accepted, lines[-1].day, found, unit)
    assert [line.number for line in lines if line.number] == list(range(1, sum(bool(x.number) for x in lines) + 1))
    assert [line.day for line in lines if line.is_due] == ([due_on] if due_on else [])
    for line in lines[1:]:
        assert (line.reason is Reason.STOPPED) == (line.stop is not None)
        assert (line.reason in (Reason.COUNTED, Reason.SHIFTED)) == (line.number is not None)


@given(projects(), st.integers(0, 200))
def test_project_time_is_the_size_of_the_set_of_running_days(
    items: list[tuple[date, date | None, list[oracle.Pause]]], later: int
) -> None:
    first = min((accepted for accepted, _, _ in items), default=date(2020, 1, 1))
    until = first + timedelta(days=later)
    expected: set[date] = set()
    for accepted, ended, found in items:
        expected |= oracle.run_days(accepted, min(ended or until, until), found)
    runs = [Run(accepted, ended, stops_of(found)) for accepted, ended, found in items]
    assert union_used(runs, C, until) == len(expected)
    assert set(union_days(runs, C, until)) == expected
    assert {line.day for line in union_trace(runs, C, until) if line.number} == expected
    origin = first + timedelta(days=later // 3)
    assert set(union_days(runs, C, until, origin)) == {day for day in expected if day > origin}
    assert {x.day for x in union_trace(runs, C, until, origin) if x.number} == {d for d in expected if d > origin}
    for run, (accepted, ended, found) in zip(runs, items, strict=True):
        assert set(run_days(run, C, until)) == oracle.run_days(accepted, min(ended or until, until), found)


@given(projects(), st.integers(1, 80))
def test_the_cap_is_due_on_the_day_the_union_reaches_it(
    items: list[tuple[date, date | None, list[oracle.Pause]]], cap: int
) -> None:
    runs = [Run(accepted, ended, stops_of(found)) for accepted, ended, found in items]
    first = min((accepted for accepted, _, _ in items), default=date(2020, 1, 1))
    whole = union_reckon(runs, cap, C, first)
    reached = list(union_days(runs, C, first + timedelta(days=500)))
    assert whole.due_on == (reached[cap - 1] if len(reached) >= cap else None)
    assert (whole.used, whole.left) == (0, cap)


@given(st.lists(st.tuples(days, st.integers(0, 300)), min_size=1, max_size=50))
def test_many_dates_at_once_are_the_dates_one_by_one(pairs: list[tuple[date, int]]) -> None:
    starts = np.array([day for day, _ in pairs], dtype="datetime64[D]")
    steps = np.array([n for _, n in pairs])
    ends = bulk.add_many(C, starts, steps)
    assert ends.tolist() == [C.add(day, n) for day, n in pairs]
    counted = [C.count(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    assert bulk.count_many(C, starts, ends).tolist() == counted
    assert bulk.count_many(C, ends, starts).tolist() == [0] * len(pairs)
    assert bulk.add_many(C, starts, 7).tolist() == [C.add(day, 7) for day, _ in pairs]


@given(st.lists(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=5, max_size=5), max_size=30))
def test_many_unions_at_once_are_the_sizes_of_the_sets(rows: list[list[tuple[int, int]]]) -> None:
    starts = np.array([[x for x, _ in row] for row in rows], dtype=np.int32).reshape(len(rows), 5)
    ends = starts + np.array([[n for _, n in row] for row in rows], dtype=np.int32).reshape(len(rows), 5)
    sets = [set().union(*(range(x + 1, x + n + 1) for x, n in row)) for row in rows]
    assert bulk.union_many(starts, ends).tolist() == [len(days) for days in sets]
    packed = (starts.astype(np.uint32) << 16) | ends.astype(np.uint32)
    assert bulk.union_packed(packed).tolist() == [len(days) for days in sets]


def test_arrays_refuse_what_scalars_refuse() -> None:
    outside = np.array(["2026-01-05", "2007-12-31"], dtype="datetime64[D]")
    inside = np.array(["2026-01-05", "2026-01-06"], dtype="datetime64[D]")
    with pytest.raises(CalendarRangeError):
        bulk.add_many(C, outside, 1)
    with pytest.raises(CalendarRangeError):
        bulk.count_many(C, inside, outside)
    with pytest.raises(CalendarRangeError):
        bulk.add_many(C, inside, 9000)
    with pytest.raises(ValueError, match="forward"):
        bulk.add_many(C, inside, -1)
    with pytest.raises(ValueError, match="before it starts"):
        bulk.union_many(np.array([[5]]), np.array([[4]]))
    with pytest.raises(ValueError, match="before it starts"):
        bulk.union_packed(np.array([[5 << 16 | 4]], dtype=np.uint32))


def test_a_stop_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Stop(date(2026, 1, 6), date(2026, 1, 5))


def test_an_open_stop_holds_the_clock_and_freezes_what_is_left() -> None:
    accepted, hold = date(2026, 3, 2), Stop(date(2026, 3, 5))
    held = [reckon(accepted, 10, Unit.WORKING_DAY, (hold,), C, day) for day in (date(2026, 3, 6), date(2026, 6, 30))]
    assert [(r.due_on, r.used, r.left, r.stopped) for r in held] == [(None, 3, 7, True)] * 2


def test_a_stop_that_begins_on_the_due_date_does_not_move_it() -> None:
    accepted = date(2026, 3, 2)
    due_on = C.add(accepted, 5)
    assert due(accepted, 5, Unit.WORKING_DAY, (Stop(due_on),), C) == due_on


def test_calendar_days_move_to_the_next_working_day_and_say_so() -> None:
    lines = list(trace(date(2026, 4, 24), 7, Unit.CALENDAR_DAY, (), C))
    assert [(str(x.day), x.reason) for x in lines[-6:]] == [
        ("2026-05-01", Reason.COUNTED), ("2026-05-02", Reason.SHIFTED), ("2026-05-03", Reason.SHIFTED),
        ("2026-05-04", Reason.SHIFTED), ("2026-05-05", Reason.SHIFTED), ("2026-05-06", Reason.SHIFTED),
    ]  # fmt: skip
    assert lines[-1].is_due
