"""行政区划, 行业, 办件编号, 电子证照标识; and what all codes promise together."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.codes import case_number, id_number, industry, licence_id, project_code, region, uscc
from core.codes.faults import CodeError, Fault
from core.codes.region import RegionLevel

ISSUER = "113600000145002338"
NORMALISERS: list[Callable[[str], str]] = [
    uscc.normalise,
    id_number.normalise,
    region.normalise,
    project_code.normalise,
    industry.normalise,
    case_number.normalise,
    licence_id.normalise,
]
VALIDATORS: list[Callable[[str], str]] = [
    uscc.validate,
    lambda text: id_number.validate(text, date(2026, 11, 23)),
    region.validate,
    project_code.validate,
    lambda text: project_code.parse_works(text).value,
    industry.validate,
    case_number.validate,
    licence_id.validate,
]


def fault(call: Callable[[], object]) -> Fault:
    with pytest.raises(CodeError) as refused:
        call()
    return refused.value.code


def test_a_region_knows_its_level_and_its_parent() -> None:
    assert [region.level(code) for code in ("360000", "360100", "360102")] == list(RegionLevel)
    assert [region.parent(code) for code in ("360000", "360100", "360102")] == [None, "360000", "360100"]
    assert [region.subtree_prefix(code) for code in ("360000", "360100", "360102")] == ["36", "3601", "360102"]


def test_regions_are_refused_by_shape_province_and_table() -> None:
    assert fault(lambda: region.validate("36010")) is Fault.REGION_SHAPE
    assert fault(lambda: region.validate("990000")) is Fault.REGION_PROVINCE
    assert fault(lambda: region.validate("360199", {"360102"})) is Fault.REGION_UNKNOWN
    assert region.validate(" ３６０１０２ ", {"360102"}) == "360102"


def test_the_industry_table_is_whole() -> None:
    assert "".join(industry.sections()) == "ABCDEFGHIJKLMNOPQRST"
    assert [node.digits for node in industry.divisions()] == [f"{number:02d}" for number in range(1, 98)]
    table = yaml.safe_load((Path(industry.__file__).parent / "data/gbt4754_2017.yaml").read_text(encoding="utf-8"))
    for code in table["groups"]:
        assert industry.is_division(code[:2])
        assert len(code) == 3 or code[:3] in table["groups"]


@pytest.mark.parametrize(
    ("typed", "value", "name"),
    [
        ("E", "E", "建筑业"),
        ("47", "E47", "房屋建筑业"),
        ("e48", "E48", "土木工程建筑业"),
        ("4813", "E4813", "市政道路工程建筑"),
        ("K70", "K70", "房地产业"),
        ("P83", "P83", "教育"),
        ("C3011", "C3011", None),
    ],
)
def test_industries_are_read_with_or_without_their_letter(typed: str, value: str, name: str | None) -> None:
    node = industry.parse(typed)
    assert (node.value, node.name) == (value, name)


def test_industries_are_refused_for_one_reason_each() -> None:
    assert fault(lambda: industry.parse("47A")) is Fault.INDUSTRY_SHAPE
    assert fault(lambda: industry.parse("U")) is Fault.INDUSTRY_SECTION
    assert fault(lambda: industry.parse("98")) is Fault.INDUSTRY_DIVISION
    assert fault(lambda: industry.parse("C47")) is Fault.INDUSTRY_MISMATCH
    assert fault(lambda: industry.parse("E4815")) is Fault.INDUSTRY_GROUP


@given(
    st.dates(date(2018, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(case_number.STAGES)), st.integers(1, 999_999)
)
def test_a_case_number_is_read_back(day: date, stage: str, sequence: int) -> None:
    number = case_number.compose("360102", day, stage, sequence)
    assert len(number) == 21
    assert case_number.parse(number) == case_number.CaseNumber("360102", day, stage, sequence)


def test_case_numbers_are_refused_for_one_reason_each() -> None:
    assert fault(lambda: case_number.parse("36010220260230100001")) is Fault.CASE_SHAPE
    assert fault(lambda: case_number.parse("990102202602031000001")) is Fault.CASE_REGION
    assert fault(lambda: case_number.parse("360102202602301000001")) is Fault.CASE_DATE
    assert fault(lambda: case_number.parse("360102202602039000001")) is Fault.CASE_STAGE
    assert fault(lambda: case_number.parse("360102202602031000000")) is Fault.CASE_SHAPE
    assert fault(lambda: case_number.compose("360102", date(2026, 2, 3), "S1", 1_000_000)) is Fault.CASE_SHAPE
    assert fault(lambda: case_number.compose("360102", date(2026, 2, 3), "S9", 1)) is Fault.CASE_STAGE


def test_the_check_character_of_licences_is_that_of_the_standard() -> None:
    """A12425GABC1234002-M is the published example of the release identifier GRid, which uses MOD 37,36."""
    assert licence_id.check_character("A12425GABC1234002") == "M"


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30), st.integers(1, 999))
def test_every_single_wrong_character_of_a_licence_identifier_is_found(serial: str, version: int) -> None:
    value = licence_id.compose("JX-203", ISSUER, serial, version)
    assert licence_id.validate(value) == value
    for position in range(len(licence_id.ROOT) + 1, len(value)):
        for wrong in "0AZ9":
            if value[position] not in ".-" + wrong:
                fault(lambda at=position, put=wrong: licence_id.parse(value[:at] + put + value[at + 1 :]))  # type: ignore[misc]


def test_licence_identifiers_are_refused_for_one_reason_each() -> None:
    value = licence_id.compose("JX-203", ISSUER, "360102001", 1)
    assert fault(lambda: licence_id.parse("1.2.156." + value)) is Fault.LICENCE_SHAPE
    assert fault(lambda: licence_id.compose("JX-203", ISSUER, "1", 1000)) is Fault.LICENCE_SHAPE
    assert fault(lambda: licence_id.compose("JX-203", "113600000145002339", "1")) is Fault.USCC_CHECK
    assert licence_id.INTERNAL


@given(st.text(max_size=220))
def test_normalising_twice_changes_nothing(text: str) -> None:
    for normalise in NORMALISERS:
        try:
            once = normalise(text)
        except CodeError:
            continue
        assert normalise(once) == once


@given(st.text(max_size=60))
def test_whatever_is_typed_is_either_valid_or_refused_with_a_reason(text: str) -> None:
    for validate in VALIDATORS:
        try:
            valid = validate(text)
        except CodeError:
            continue
        assert validate(valid) == valid


@pytest.mark.parametrize(
    "text", ["9" * 100_000, " " * 100_000, "-" * 100_000, "䶮" * 100_000, "1-" * 50_000, "A." * 50_000]
)
def test_a_hundred_thousand_characters_are_refused_within_50_ms(text: str) -> None:
    begun = time.perf_counter()
    for validate in VALIDATORS:
        fault(lambda check=validate: check(text))  # type: ignore[misc]
    assert (time.perf_counter() - begun) / len(VALIDATORS) < 0.05
