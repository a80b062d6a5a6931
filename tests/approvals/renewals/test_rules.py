"""延续的期限 (行政许可法 50): the last day to ask, when silence renews, and for how long."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from approvals.renewals.rules import deems, file_by, next_period
from clocks.rules import add_months

END = date(2026, 6, 30)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(("days_before", "renewed"), [(31, True), (30, True), (29, False)])
def test_thirty_days_before_the_end_is_in_time_and_twenty_nine_is_not(days_before, renewed):
    last = file_by(END, 30, "CALENDAR_DAY")
    filed = END - timedelta(days=days_before)
    assert last == date(2026, 5, 31)
    assert deems("FILED", filed, last, END, END + timedelta(days=1), switched_on=True) is renewed


@given(END=DAYS, before=st.integers(1, 90), lead=st.integers(0, 200), after=st.integers(-200, 200))
def test_silence_renews_exactly_what_was_asked_early_enough_once_the_last_day_is_over(END, before, lead, after):
    filed, on = END - timedelta(days=lead), END + timedelta(days=after)
    expected = lead >= before and after >= 1
    assert deems("FILED", filed, file_by(END, before, "CALENDAR_DAY"), END, on, switched_on=True) is expected
    assert not deems("FILED", filed, file_by(END, before, "CALENDAR_DAY"), END, on, switched_on=False)
    assert not deems("REFUSED", filed, file_by(END, before, "CALENDAR_DAY"), END, on, switched_on=True)


def test_months_before_are_counted_back_to_the_same_day_or_the_last_of_the_month():
    assert file_by(date(2028, 3, 2), 3, "MONTH") == date(2027, 12, 2)
    assert file_by(date(2026, 5, 31), 3, "MONTH") == date(2026, 2, 28)


def test_other_units_are_refused():
    with pytest.raises(ValueError, match="WORKING_DAY"):
        file_by(END, 30, "WORKING_DAY")


@example(first=date(2032, 11, 28), months=111)
@given(first=DAYS, months=st.integers(1, 120))
def test_a_licence_of_whole_months_is_renewed_for_as_many_months(first, months):
    last = add_months(first, months)
    begins, ends = next_period(first, last)
    assert begins == last + timedelta(days=1)
    assert ends == add_months(last, months)
    again, further = next_period(begins, ends)
    assert again == ends + timedelta(days=1)
    assert further == add_months(ends, months)  # also after an end of February, from which the next period counts


@given(first=DAYS, days=st.integers(0, 2000))
def test_the_next_period_follows_at_once_and_is_no_shorter_than_a_month_less(first, days):
    last = first + timedelta(days=days)
    begins, ends = next_period(first, last)
    assert begins == last + timedelta(days=1)
    assert (
        abs((ends - begins).days - days) <= 5
    )  # months differ by up to four days, and one day is counted at both ends
