"""The shipped calendar, day by day, against two independent tables."""

import copy
import pickle
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from holidays import country_holidays

from clocks.builtin import NOTICES_FILE, PUBLISHED_UNTIL, builtin_calendar, builtin_notice_days, read_notice_days
from clocks.calendar import CalendarDataError, CalendarRangeError, DayKind, WorkCalendar, days_between
from clocks.data import generate

CALENDAR = builtin_calendar()
OFFICIAL = list(days_between(date(2018, 1, 1), date(2026, 12, 31)))


def test_every_official_day_agrees_with_chinesecalendar() -> None:
    days = days_between(CALENDAR.first_day, PUBLISHED_UNTIL)
    assert [day for day in days if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_every_official_day_agrees_with_the_holidays_package() -> None:
    china = country_holidays("CN", years=range(2018, 2027))
    assert [day for day in OFFICIAL if CALENDAR.is_working_day(day) != china.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("year", "working_days"),
    list(zip(range(2018, 2027), (250, 250, 249, 250, 249, 249, 251, 248, 248), strict=True)),
)
def test_a_year_has_the_working_days_its_notice_gives(year: int, working_days: int) -> None:
    assert sum(CALENDAR.is_working_day(day) for day in OFFICIAL if day.year == year) == working_days


def test_make_up_days_of_2025_and_2026_are_those_of_the_notices() -> None:
    made_up = [day for day, kind, _ in CALENDAR.exceptions() if kind is DayKind.MAKEUP and day.year in (2025, 2026)]
    assert made_up == [
        date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11),
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip


def test_the_extended_spring_festival_of_2020_was_off() -> None:
    assert not any(CALENDAR.is_working_day(day) for day in days_between(date(2020, 1, 31), date(2020, 2, 2)))
    sources = {row.day: row.source for row in builtin_notice_days()}
    assert sources[date(2020, 2, 1)] == "国办发明电〔2020〕1号"


def test_a_december_make_up_day_names_the_notice_of_the_next_year() -> None:
    sources = {row.day: row.source for row in builtin_notice_days()}
    assert CALENDAR.kind(date(2018, 12, 29)) is DayKind.MAKEUP
    assert sources[date(2018, 12, 29)] == "国办发明电〔2018〕15号"


def test_2027_holds_the_statutory_days_alone_and_is_provisional() -> None:
    off = [day for day, _, _ in CALENDAR.exceptions() if day.year == 2027]
    assert off == [
        date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 7), date(2027, 2, 8), date(2027, 4, 5),
        date(2027, 5, 1), date(2027, 5, 2), date(2027, 6, 9), date(2027, 9, 15),
        date(2027, 10, 1), date(2027, 10, 2), date(2027, 10, 3),
    ]  # fmt: skip
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_the_shipped_file_is_what_the_generator_writes() -> None:
    written = [tuple(line.split(",")) for line in NOTICES_FILE.read_text(encoding="utf-8").splitlines()[1:]]
    assert written == generate.rows()


def test_days_say_their_kind_and_festival() -> None:
    assert (CALENDAR.kind(date(2026, 2, 17)), CALENDAR.note(date(2026, 2, 17))) == (DayKind.HOLIDAY, "春节")
    assert (CALENDAR.kind(date(2026, 2, 14)), CALENDAR.note(date(2026, 2, 14))) == (DayKind.MAKEUP, "春节")
    assert (CALENDAR.kind(date(2026, 3, 7)), CALENDAR.note(date(2026, 3, 7))) == (DayKind.WEEKEND, "")
    assert CALENDAR.kind(date(2026, 3, 9)) is DayKind.WORK


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2007, 12, 31), date(2036, 1, 1), date(2050, 1, 1)])
def test_a_day_outside_the_calendar_is_refused_not_guessed(day: date) -> None:
    for ask in (CALENDAR.kind, CALENDAR.is_working_day, CALENDAR.index, lambda d: CALENDAR.add(d, 1)):
        with pytest.raises(CalendarRangeError):
            ask(day)
    with pytest.raises(CalendarRangeError):
        CALENDAR.add(day, 0)
    with pytest.raises(CalendarRangeError):
        CALENDAR.count(min(day, date(2026, 1, 1)), max(day, date(2026, 1, 1)))


def test_a_sum_past_the_end_is_refused() -> None:
    with pytest.raises(CalendarRangeError):
        CALENDAR.add(date(2035, 12, 31), 1)
    with pytest.raises(CalendarRangeError):
        CALENDAR.add(date(2035, 1, 1), 10_000)


def test_days_are_added_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add(date(2026, 1, 5), -1)


def test_a_calendar_cannot_be_changed_but_can_be_sent_to_another_process() -> None:
    with pytest.raises(AttributeError):
        CALENDAR.version = "forged"
    twin = pickle.loads(pickle.dumps(copy.copy(CALENDAR)))
    assert (twin.version, twin.last_day, twin.add(date(2026, 9, 18), 10)) == (
        CALENDAR.version, CALENDAR.last_day, date(2026, 10, 9),
    )  # fmt: skip


def test_a_local_closure_takes_a_day_out() -> None:
    flood = date(2026, 7, 8)
    closed = {day: kind for day, kind, _ in CALENDAR.exceptions()} | {flood: DayKind.CLOSURE}
    local = WorkCalendar.from_exceptions(CALENDAR.first_day, CALENDAR.last_day, closed, PUBLISHED_UNTIL, "flood")
    assert CALENDAR.add(date(2026, 7, 7), 1) == flood
    assert local.add(date(2026, 7, 7), 1) == date(2026, 7, 9)


@pytest.mark.parametrize(
    ("day", "kind"),
    [(date(2026, 3, 9), DayKind.MAKEUP), (date(2026, 3, 9), DayKind.WEEKEND), (date(2026, 3, 7), DayKind.WORK)],
)
def test_a_calendar_that_contradicts_the_week_is_refused(day: date, kind: DayKind) -> None:
    with pytest.raises(CalendarDataError):
        WorkCalendar(day, [kind], day, "wrong")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("2027-02-31,HOLIDAY,春节,某号", "line 2"),
        ("2027-02-05,HOLYDAY,春节,某号", "line 2"),
        ("2027-02-05,WORK,春节,某号", "not an exception"),
        ("2027-02-05,HOLIDAY,春节,", "notice number"),
        ("2027-02-05,HOLIDAY,春节,某号\n2027-02-05,MAKEUP,春节,某号", "twice"),
    ],
)
def test_a_faulty_notice_file_is_refused_with_its_line(line: str, complaint: str) -> None:
    with pytest.raises(CalendarDataError, match=complaint):
        list(read_notice_days(["date,kind,occasion,source", *line.split("\n")]))


def test_an_instant_is_not_a_day() -> None:
    from clocks.rules import Stop, due

    with pytest.raises(TypeError):
        due(datetime(2026, 1, 5, 23, 30), 5, "WORKING_DAY", (), CALENDAR)
    with pytest.raises(TypeError):
        Stop(datetime(2026, 1, 5, 23, 30))


def test_rolling_forward_keeps_a_working_day_and_moves_a_holiday() -> None:
    assert CALENDAR.roll_forward(date(2026, 2, 28)) == date(2026, 2, 28)
    assert CALENDAR.roll_forward(date(2026, 2, 16)) == date(2026, 2, 24)
    assert CALENDAR.next_working_day(date(2026, 2, 28)) == date(2026, 3, 2)
    assert CALENDAR.day_at(CALENDAR.index(date(2026, 3, 2))) == date(2026, 3, 2)
    assert CALENDAR.first_day + timedelta(days=1) == date(2008, 1, 2)
