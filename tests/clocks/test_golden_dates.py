"""Worked dates of the domain: one test per scenario, the numbers as officers would write them."""

from datetime import date

import pytest

from clocks.builtin import builtin_calendar, builtin_notice_days
from clocks.calendar import DayKind, WorkCalendar
from clocks.extension import JOINT, ExtensionRefusal, ExtensionRefused, extended_limit
from clocks.lights import Light, light, light_dates
from clocks.rules import Stop, Unit, due, reckon, used
from clocks.union import Run, run_days, span, union_reckon, union_used

C = builtin_calendar()
WD = Unit.WORKING_DAY


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def stop(start: str, end: str | None, kind: str = "") -> Stop:
    return Stop(day(start), day(end) if end else None, kind)


def due_on(accepted: str, limit: int, *stops: Stop, unit: Unit = WD) -> date | None:
    return due(day(accepted), limit, unit, stops, C)


def test_1_accepted_on_the_friday_before_national_day() -> None:
    assert due_on("2025-09-26", 5) == day("2025-10-10")
    assert [str(d) for d in run_days(Run(day("2025-09-26")), C, day("2025-10-10"))] == [
        "2025-09-28", "2025-09-29", "2025-09-30", "2025-10-09", "2025-10-10",
    ]  # fmt: skip
    assert due_on("09-18", 10) == day("10-09")


def test_2_correction_over_spring_festival() -> None:
    correction = stop("02-12", "02-25")
    assert due_on("02-09", 7, correction) == day("03-02")
    assert due_on("02-09", 7) == day("02-25")
    counted = list(run_days(Run(day("02-09"), stops=(correction,)), C, day("03-02")))
    assert counted == [day(d) for d in ("02-10", "02-11", "02-12", "02-26", "02-27", "02-28", "03-02")]


def test_3_a_make_up_saturday_is_a_deadline() -> None:
    assert due_on("04-30", 4) == day("05-09")
    assert due_on("04-30", 5) == day("05-11")


def test_4_two_parallel_items_use_ten_days_not_thirteen() -> None:
    a = Run(day("03-02"), day("03-19"), (stop("03-05", "03-12"),))
    b = Run(day("03-02"), day("03-13"), (stop("03-04", "03-10"),))
    assert due_on("03-02", 10, *a.stops) == day("03-23")
    assert due_on("03-02", 7, *b.stops) == day("03-17")
    a_days, b_days = (list(run_days(run, C, day("03-31"))) for run in (a, b))
    assert a_days == [day(f"03-{d}") for d in ("03", "04", "05", "13", "16", "17", "18", "19")]
    assert b_days == [day(f"03-{d}") for d in ("03", "04", "11", "12", "13")]
    assert union_used([a, b], C, day("03-19")) == 10
    assert len(a_days) + len(b_days) == 13
    assert span(day("03-02"), day("03-19"), C) == 13
    whole = set(run_days(Run(day("03-02"), day("03-19")), C, day("03-19")))
    assert sorted(whole - set(a_days) - set(b_days)) == [day("03-06"), day("03-09"), day("03-10")]


def test_5_silence_at_receipt_accepts_from_the_day_of_receipt() -> None:
    assert due_on("02-11", 5) == day("02-25")
    assert due_on("02-11", 7) == day("02-27")


def test_6_an_opinion_is_due_after_the_dragon_boat_festival() -> None:
    assert due_on("06-16", 5) == day("06-24")


def test_7_one_extension_before_the_due_date() -> None:
    assert due_on("2025-12-22", 20) == day("01-20")
    longer = extended_limit(20, 10, approved_on=day("01-20"), due_on=day("01-20"))
    assert due_on("2025-12-22", longer) == day("02-03")
    assert due_on("2025-12-22", 45) == day("03-02")
    joint = extended_limit(45, 15, approved_on=day("02-27"), due_on=day("03-02"), rule=JOINT)
    assert due_on("2025-12-22", joint) == day("03-23")


@pytest.mark.parametrize(
    ("by", "approved", "earlier", "reason"),
    [
        (10, "01-19", 1, ExtensionRefusal.SECOND),
        (10, "01-21", 0, ExtensionRefusal.TOO_LATE),
        (11, "01-19", 0, ExtensionRefusal.TOO_LONG),
    ],
)
def test_7_other_extensions_are_refused(by: int, approved: str, earlier: int, reason: ExtensionRefusal) -> None:
    with pytest.raises(ExtensionRefused) as refused:
        extended_limit(20, by, approved_on=day(approved), due_on=day("01-20"), earlier=earlier)
    assert refused.value.reason is reason


@pytest.mark.parametrize(("cap", "last_day"), [(79, "05-06"), (60, "04-03"), (67, "04-15"), (37, "03-03")])
def test_8_a_project_without_pause_ends_on_its_cap(cap: int, last_day: str) -> None:
    assert due_on("01-05", cap) == day(last_day)
    whole = union_reckon([Run(day("01-05"))], cap, C, day("01-05"))
    assert (whole.due_on, whole.used, whole.left) == (day(last_day), 0, cap)


def test_8_the_critical_path_of_a_government_building_fills_79_days() -> None:
    ends, at, total = [], day("01-05"), 0
    for limit in (5, 10, 8, 3, 7, 10, 7, 10, 5, 12, 2):
        at = C.add(at, limit)
        total += limit
        ends.append(at)
    expected = ("01-12", "01-26", "02-05", "02-10", "02-26", "03-11", "03-20", "04-03", "04-13", "04-29", "05-06")
    assert (ends, total) == ([day(d) for d in expected], 79)


def test_9_lights_of_a_seven_day_promise_within_twenty_by_law() -> None:
    due_day, statutory = due_on("06-01", 7), due_on("06-01", 20)
    assert (due_day, statutory) == (day("06-10"), day("06-30"))
    dates = light_dates(day("06-01"), 7, WD, (), C, due_day, statutory)
    lights = {d: light(day(d), dates) for d in ("06-05", "06-08", "06-10", "06-11", "06-15", "06-16")}
    assert lights == {
        "06-05": Light.GREEN, "06-08": Light.WARN, "06-10": Light.WARN,
        "06-11": Light.YELLOW, "06-15": Light.YELLOW, "06-16": Light.RED,
    }  # fmt: skip
    assert reckon(day("06-01"), 7, WD, (), C, day("06-08")).left == 2
    ten = light_dates(day("06-15"), 10, WD, (), C, due_on("06-15", 10))
    assert (due_on("06-15", 10), ten.warn_on) == (day("06-30"), day("06-26"))


def test_10_a_make_up_sunday_starts_and_ends_a_limit() -> None:
    assert due_on("01-04", 1) == day("01-05")
    assert due_on("2025-12-31", 1) == day("01-04")


def test_11_submission_on_a_holiday_keeps_its_own_date() -> None:
    assert due_on("10-03", 5) == day("10-13")


def test_12_the_formal_document_follows_late_files_by_two_days() -> None:
    assert due_on("04-03", 2) == day("04-08")


def test_13_overlapping_pauses_exclude_a_day_once() -> None:
    pauses = (stop("07-07", "07-14"), stop("07-10", "07-17"))
    assert due_on("07-01", 10, *pauses) == day("07-27")
    assert due_on("07-01", 10) == day("07-15")
    assert due_on("07-01", 10, stop("07-07", "07-07")) == day("07-15")
    excluded = C.count(day("07-01"), day("07-31")) - used(day("07-01"), day("07-31"), WD, pauses, C)
    assert excluded == 8


def test_14_waiting_costs_nothing_and_overlapping_stages_share_days() -> None:
    s1 = Run(day("03-02"), day("03-31"))
    after_a_gap, overlapping = Run(day("04-13"), day("05-12")), Run(day("03-20"), day("04-20"))
    alone = [union_used([run], C, day("12-31")) for run in (s1, after_a_gap, overlapping)]
    assert alone == [21, 19, 20]
    assert union_used([s1, after_a_gap], C, day("12-31")) == 40
    assert span(day("03-02"), day("05-12"), C) == 48
    assert union_used([s1, overlapping], C, day("12-31")) == 34


def test_15_a_due_date_in_an_unpublished_year_is_provisional() -> None:
    before = reckon(day("12-21"), 20, WD, (), C, day("12-31"))
    assert (before.due_on, before.used, before.provisional) == (day("2027-01-19"), 8, True)
    # An invented notice: 2 and 3 January off as well, Saturday 9 January made up.
    exceptions = {row.day: row.kind for row in builtin_notice_days()} | {
        date(2027, 1, 4): DayKind.HOLIDAY,
        date(2027, 1, 5): DayKind.HOLIDAY,
        date(2027, 1, 9): DayKind.MAKEUP,
    }
    published = WorkCalendar.from_exceptions(C.first_day, C.last_day, exceptions, date(2027, 12, 31), "invented-2027")
    after = reckon(day("12-21"), 20, WD, (), published, day("12-31"))
    assert (after.due_on, after.provisional) == (day("2027-01-20"), False)
    assert reckon(day("12-21"), 8, WD, (), C, day("12-31")).provisional is False


def test_16_months_end_on_the_last_day_and_move_off_a_holiday() -> None:
    assert due_on("2025-12-31", 2, unit=Unit.MONTH) == day("02-28")
    assert due_on("2025-12-16", 2, unit=Unit.MONTH) == day("02-24")


def test_17_rectification_stops_joint_acceptance() -> None:
    assert due_on("09-14", 12) == day("09-30")
    assert due_on("09-14", 12, stop("09-17", "10-09")) == day("10-21")


def test_18_a_waived_item_adds_no_day_to_the_union() -> None:
    running, waived = Run(day("06-30"), day("07-08")), Run(day("06-30"), day("06-30"))
    assert union_used([running, waived], C, day("07-31")) == union_used([running], C, day("07-31")) == 6


def test_20_expert_review_resumes_by_itself() -> None:
    assert due_on("05-18", 20) == day("06-15")
    assert due_on("04-15", 30) == day("05-29")


def test_21_delivery_and_rating_windows() -> None:
    assert due_on("09-22", 10) == day("10-13")
    assert due_on("09-22", 5) == day("09-30")
