"""What can be wrong with a code (编码错误): one name per reason, so that a form can say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """Reasons for refusing a code (拒绝原因). Values are stable: they travel as error codes in the API."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    USCC_LENGTH = "uscc_length"
    USCC_ALPHABET = "uscc_alphabet"
    USCC_REGION = "uscc_region"
    USCC_CHECK = "uscc_check"
    ID_SHAPE = "id_shape"
    ID_REGION = "id_region"
    ID_BIRTH = "id_birth"
    ID_FUTURE = "id_future"
    ID_CHECK = "id_check"
    REGION_SHAPE = "region_shape"
    REGION_PROVINCE = "region_province"
    REGION_UNKNOWN = "region_unknown"
    PROJECT_SHAPE = "project_shape"
    PROJECT_PERIOD = "project_period"
    PROJECT_FUTURE = "project_future"
    PROJECT_REGION = "project_region"
    PROJECT_INDUSTRY = "project_industry"
    PROJECT_TYPE = "project_type"
    PROJECT_CHECK = "project_check"
    WORKS_SHAPE = "works_shape"
    INDUSTRY_SHAPE = "industry_shape"
    INDUSTRY_SECTION = "industry_section"
    INDUSTRY_DIVISION = "industry_division"
    INDUSTRY_MISMATCH = "industry_mismatch"
    INDUSTRY_GROUP = "industry_group"
    CASE_SHAPE = "case_shape"
    CASE_REGION = "case_region"
    CASE_DATE = "case_date"
    CASE_STAGE = "case_stage"
    LICENCE_SHAPE = "licence_shape"
    LICENCE_CHECK = "licence_check"


class CodeError(ValueError):
    """A code was refused (编码不合规).

    `code` is the `Fault`; `params` fills the sentence shown to a person (only short, already normalised pieces of
    what was typed, never the whole input, so that an identity number cannot leak into a log through an error).
    """

    def __init__(self, code: Fault, params: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.params: dict[str, str | int] = dict(params or {})
        super().__init__(f"{code.value} {self.params}" if self.params else code.value)
