"""公民身份号码, GB 11643-1999."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import id_number
from core.codes.faults import CodeError, Fault

TODAY = date(2026, 11, 23)

numbers = st.builds(
    lambda region, born, sequence: (start := f"{region}{born:%Y%m%d}{sequence:03d}") + id_number.check_character(start),
    st.sampled_from(["360102", "360702", "361121", "110101", "810000"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def fault(typed: str, today: date = TODAY) -> Fault:
    with pytest.raises(CodeError) as refused:
        id_number.parse(typed, today)
    return refused.value.code


@pytest.mark.parametrize("number", ["360102199003071236", "360702198511200020"])
def test_known_numbers_are_valid(number: str) -> None:
    assert id_number.parse(number, TODAY).value == number


def test_a_day_that_never_was_is_refused_although_the_check_digit_fits() -> None:
    number = "361121197802290014"
    assert id_number.check_character(number[:17]) == number[17]
    assert fault(number) is Fault.ID_BIRTH


def test_the_holder_is_read_and_masked() -> None:
    number = id_number.parse("360702198511200020", TODAY)
    assert (number.region, number.born_on, number.female) == ("360702", date(1985, 11, 20), True)
    assert id_number.parse("360102199003071236", TODAY).masked == "360102********1236"


def test_the_number_never_shows_in_repr_or_in_an_error() -> None:
    number = id_number.parse("360102199003071236", TODAY)
    assert "19900307" not in repr(number)
    with pytest.raises(CodeError) as refused:
        id_number.parse("360102199003071237", TODAY)
    assert "19900307" not in str(refused.value)


def test_a_child_born_today_counts_and_one_born_tomorrow_does_not() -> None:
    def born(day: date) -> str:
        start = f"360102{day:%Y%m%d}001"
        return start + id_number.check_character(start)

    assert id_number.parse(born(TODAY), TODAY).born_on == TODAY
    assert fault(born(TODAY + timedelta(days=1))) is Fault.ID_FUTURE


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("36010219900307123", Fault.ID_SHAPE),
        ("36010219900307123Y", Fault.ID_SHAPE),
        ("٣٦٠١٠٢١٩٩٠٠٣٠٧١٢٣٦", Fault.ID_SHAPE),
        ("990102199003071236", Fault.ID_REGION),
        ("360102189912311236", Fault.ID_BIRTH),
        ("360102199003071237", Fault.ID_CHECK),
    ],
)
def test_each_refusal_names_its_reason(typed: str, expected: Fault) -> None:
    assert fault(typed) is expected


@given(numbers)
def test_a_built_number_is_read_back(number: str) -> None:
    assert id_number.validate(f" {number.lower()} ", TODAY) == number


@given(numbers)
def test_every_single_wrong_character_is_found(number: str) -> None:
    for position, right in enumerate(number):
        for wrong in "0123456789X":
            if wrong != right:
                fault(number[:position] + wrong + number[position + 1 :])


@given(numbers, st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        fault(swapped)
