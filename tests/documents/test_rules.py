"""Numbers, codes and validity, without rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import rules
from documents.rules import Standing

FIRST, LAST = date(2026, 1, 5), date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 4), Standing.NOT_YET),
        (date(2026, 1, 5), Standing.VALID),
        (date(2027, 1, 4), Standing.VALID),
        (date(2027, 1, 5), Standing.EXPIRED),
    ],
)
def test_first_and_last_day_of_validity_count(day: date, expected: Standing) -> None:
    assert rules.standing("VALID", FIRST, LAST, day) is expected


@given(st.dates(), st.dates(), st.dates(), st.sampled_from(["REVOKED", "VOID", "SUPERSEDED"]))
def test_no_date_gives_force_back(first: date, last: date, day: date, state: str) -> None:
    assert rules.standing(state, first, last, day) == state


@given(st.dates(date(1, 1, 2), date(9999, 12, 30)))
def test_a_paper_without_dates_is_valid_on_any_day(day: date) -> None:
    assert rules.standing("VALID", None, None, day) is Standing.VALID
    assert rules.standing("VALID", None, day, day + timedelta(days=1)) is Standing.EXPIRED


def test_a_code_carries_at_least_128_bits_and_no_look_alikes() -> None:
    assert len(set(rules.CODE_ALPHABET)) ** rules.CODE_LENGTH >= 2**128
    assert not set("0OIl") & set(rules.CODE_ALPHABET)


def test_numbers_are_written_like_official_ones() -> None:
    assert rules.official_number("360702", "ONE_TIME_NOTICE", 2026, 17) == "360702告〔2026〕17号"


@pytest.mark.parametrize(
    "typed", ["360702告〔2026〕17号", " 360702 告[2026]17 号", "360702告（2026）17号", "３６０７０２告(2026)17号"]
)
def test_brackets_width_and_spaces_of_a_typed_number_do_not_matter(typed: str) -> None:
    assert rules.typed_number(typed) == rules.typed_number("360702告〔2026〕17号")


def test_different_numbers_stay_different() -> None:
    assert rules.typed_number("360702告〔2026〕17号") != rules.typed_number("360702告〔2026〕71号")


def test_a_code_may_be_typed_in_groups_and_full_width() -> None:
    assert rules.typed_code(" 4uFz 9wKq 2RtY b7Nc Xe3m Ha ") == "4uFz9wKq2RtYb7NcXe3mHa"
    assert rules.typed_code("４ｕＦｚ") == "4uFz"
    assert rules.is_code("4uFz9wKq2RtYb7NcXe3mHa")
    for wrong in ("", "4uFz", "4uFz9wKq2RtYb7NcXe3mH0", "4uFz9wKq2RtYb7NcXe3mHaa", "4uFz9wKq2RtYb7NcXe3mH甲"):
        assert not rules.is_code(wrong)
