"""投资项目统一代码, both generations, and the works code."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import project_code
from core.codes.faults import CodeError, Fault
from core.codes.project_code import Generation


def fault(typed: str, **how: object) -> Fault:
    with pytest.raises(CodeError) as refused:
        project_code.parse(typed, **how)  # type: ignore[arg-type]
    return refused.value.code


@pytest.mark.parametrize(
    ("code", "middle", "kind"),
    [
        ("2018-330104-82-01-005639", "82", "01"),
        ("2017-330104-70-03-013564", "70", "03"),
        ("2016-330104-48-01-017524", "48", "01"),
    ],
)
def test_codes_of_the_first_generation_are_read(code: str, middle: str, kind: str) -> None:
    read = project_code.parse(code)
    assert (read.generation, read.region, read.middle, read.kind) == (Generation.FIRST, "330104", middle, kind)
    assert (read.year, read.month) == (int(code[:4]), None)


def test_codes_of_the_second_generation_carry_year_and_month() -> None:
    read = project_code.parse("2403-360102-04-05-123456")
    assert (read.generation, read.year, read.month) == (Generation.SECOND, 2024, 3)
    assert (read.region, read.middle, read.kind, read.serial) == ("360102", "04", "05", "123456")


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2011", (Generation.SECOND, 2020, 11)),
        ("2012", (Generation.SECOND, 2020, 12)),
        ("2013", (Generation.FIRST, 2013, None)),
        ("2020", (Generation.FIRST, 2020, None)),
        ("2101", (Generation.SECOND, 2021, 1)),
        ("9912", (Generation.SECOND, 2099, 12)),
    ],
)
def test_the_first_group_decides_the_generation(first: str, expected: tuple[Generation, int, int | None]) -> None:
    read = project_code.parse(f"{first}-360102-47-01-000001")
    assert (read.generation, read.year, read.month) == expected


@pytest.mark.parametrize("first", ["2010", "2001", "2021", "2099", "1912", "0001", "2113", "2100"])
def test_a_period_of_neither_generation_is_refused(first: str) -> None:
    assert fault(f"{first}-360102-47-01-000001") is Fault.PROJECT_PERIOD


def test_the_suffix_of_sub_works_becomes_the_works_code() -> None:
    read = project_code.parse("2018-330104-82-01-005639-000")
    assert read.value == "2018-330104-82-01-005639"
    assert read.works_code == "2018-330104-82-01-005639-000"
    assert project_code.parse(read.value).works_code is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2018330104820100 5639", Fault.PROJECT_SHAPE),
        ("2403-36010-04-01-123456", Fault.PROJECT_SHAPE),
        ("2403-360102-04-11-123456", Fault.PROJECT_SHAPE),
        ("2403-990102-04-01-123456", Fault.PROJECT_REGION),
        ("2018-360102-99-01-123456", Fault.PROJECT_INDUSTRY),
        ("2018-360102-47-04-123456", Fault.PROJECT_TYPE),
        ("2403-360102-04-00-123456", Fault.PROJECT_TYPE),
        ("2403-360102-04-06-123456", Fault.PROJECT_TYPE),
    ],
)
def test_each_refusal_names_its_reason(typed: str, expected: Fault) -> None:
    assert fault(typed) is expected


def test_the_region_must_be_in_the_table_given() -> None:
    known = {"360102"}
    assert project_code.parse("2403-360102-04-01-123456", regions=known).region == "360102"
    assert fault("2403-360103-04-01-123456", regions=known) is Fault.PROJECT_REGION


def test_a_code_of_next_month_is_refused() -> None:
    assert project_code.parse("2611-360102-04-01-123456", today=date(2026, 11, 1)).month == 11
    assert fault("2612-360102-04-01-123456", today=date(2026, 11, 30)) is Fault.PROJECT_FUTURE


def test_the_check_digit_is_looked_at_only_when_a_rule_is_plugged_in() -> None:
    code = "2403-360102-04-01-123456"
    assert project_code.parse(code, check_digit=lambda value: value == code).value == code
    assert fault(code, check_digit=lambda value: False) is Fault.PROJECT_CHECK
    assert project_code.parse("2018-330104-82-01-005639", check_digit=lambda value: False)


def test_works_and_buildings_are_numbered_under_the_project() -> None:
    works = project_code.parse_works("2403-360102-04-01-123456-001-02")
    assert (works.project.value, works.works, works.building) == ("2403-360102-04-01-123456", "001", "02")
    assert works.value == "2403-360102-04-01-123456-001-02"
    assert project_code.parse_works("2403-360102-04-01-123456-001").building is None
    with pytest.raises(CodeError) as refused:
        project_code.parse_works("2403-360102-04-01-123456")
    assert refused.value.code is Fault.WORKS_SHAPE


@given(st.integers(2021, 2099), st.integers(1, 12), st.integers(0, 999_999), st.sampled_from("－–—"), st.booleans())
def test_long_dashes_and_blanks_are_forgiven(year: int, month: int, serial: int, dash: str, suffix: bool) -> None:
    code = f"{year % 100:02d}{month:02d}-360102-04-01-{serial:06d}"
    typed = (code + ("-000" if suffix else "")).replace("-", f" {dash} ")
    assert project_code.validate(typed) == code
