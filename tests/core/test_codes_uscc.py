"""统一社会信用代码, GB 32100-2015."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import uscc
from core.codes.faults import CodeError, Fault

SYNTHETIC = ["91360100MA35H1XY0N", "91360111MA7B2C3D9Y", "113600000145002338", "91360702MAC1TE5T5N"]
PUBLIC = ["914403001922038216", "91440300708461136T", "91330100799655058B"]

first17 = st.builds(
    lambda head, region, tail: head + region + tail,
    st.text(uscc.ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(uscc.ALPHABET, min_size=9, max_size=9),
)
codes = first17.map(lambda start: start + uscc.check_character(start))


@pytest.mark.parametrize("code", SYNTHETIC + PUBLIC)
def test_known_codes_are_valid(code: str) -> None:
    assert uscc.parse(code).value == code


@pytest.mark.parametrize("code", PUBLIC)
def test_codes_of_real_companies_also_satisfy_the_inner_check(code: str) -> None:
    assert uscc.parse(code).organisation_check_ok


def test_a_wrong_inner_check_character_is_told_but_never_refused() -> None:
    start = "91360100MA35H1XY"
    outer_valid = [start + inner + uscc.check_character(start + inner) for inner in "0123456789X"]
    assert [uscc.parse(code).organisation_check_ok for code in outer_valid].count(True) == 1


def test_the_parts_are_taken_apart() -> None:
    code = uscc.parse("91360100MA35H1XY0N")
    assert (code.registrar, code.category, code.region, code.organisation) == ("9", "1", "360100", "MA35H1XY0")


@pytest.mark.parametrize(
    "typed",
    [" 91360100 MA35H1XY0N ", "９１３６０１００ma35h1xy0n", "91360100-ma35h1xy0n", "91360100\u200bMA35H1XY0N\r\n"],
)
def test_blanks_full_width_and_lower_case_are_forgiven(typed: str) -> None:
    assert uscc.validate(typed) == "91360100MA35H1XY0N"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("  -- ", Fault.EMPTY),
        ("91360100MA35H1XY0", Fault.USCC_LENGTH),
        ("91360100MA35H1XYON", Fault.USCC_ALPHABET),
        ("91360100MA35H1XY0P", Fault.USCC_CHECK),
        ("赣1360100MA35H1XY0N", Fault.USCC_ALPHABET),
        ("x" * 201, Fault.TOO_LONG),
    ],
)
def test_each_refusal_names_its_reason(typed: str, fault: Fault) -> None:
    with pytest.raises(CodeError) as refused:
        uscc.parse(typed)
    assert refused.value.code is fault


def test_a_letter_that_is_not_used_is_named_with_its_place() -> None:
    with pytest.raises(CodeError) as refused:
        uscc.parse("91360100MA35H1XYON")
    assert refused.value.params == {"char": "O", "position": 17}


def test_letters_in_the_region_are_refused() -> None:
    start = "91A60100MA35H1XY0"
    with pytest.raises(CodeError) as refused:
        uscc.parse(start + uscc.check_character(start))
    assert refused.value.code is Fault.USCC_REGION


@given(codes)
def test_every_single_wrong_character_is_found(code: str) -> None:
    for position, right in enumerate(code):
        for wrong in uscc.ALPHABET:
            if wrong != right:
                with pytest.raises(CodeError):
                    uscc.parse(code[:position] + wrong + code[position + 1 :])


@given(codes, st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        with pytest.raises(CodeError):
            uscc.parse(swapped)
