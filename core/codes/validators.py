"""Form validators for national codes (编码校验): each `Fault` as a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.codes import case_number, id_number, industry, licence_id, project_code, region, uscc
from core.codes.faults import CodeError, Fault
from core.time import today

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Final[dict[Fault, _StrPromise]] = {
    Fault.EMPTY: _("Enter the code."),
    Fault.TOO_LONG: _("This is longer than %(max)s characters. Enter only the code."),
    Fault.USCC_LENGTH: _(
        "A unified social credit code has 18 characters; you entered %(length)s. Copy it from the business licence."
    ),
    Fault.USCC_ALPHABET: _(
        "Character %(position)s is “%(char)s”, which no unified social credit code contains. "
        "Letters I, O, S, V and Z are not used: check 1, 0, 5, U and 2."
    ),
    Fault.USCC_REGION: _(
        "Characters 3 to 8 of a unified social credit code are digits; you entered %(region)s. "
        "Compare with the business licence."
    ),
    Fault.USCC_CHECK: _(
        "The check character does not fit: at least one character is wrong. Compare with the business licence."
    ),
    Fault.ID_SHAPE: _(
        "An identity number has 17 digits and a last digit or X; you entered %(length)s characters. "
        "Check for missing or extra digits."
    ),
    Fault.ID_REGION: _("The first two digits of the identity number are no province. Compare with the identity card."),
    Fault.ID_BIRTH: _("Digits 7 to 14 of the identity number are no date of birth. Compare with the identity card."),
    Fault.ID_FUTURE: _("The date of birth in the identity number is after today. Compare with the identity card."),
    Fault.ID_CHECK: _("The check character does not fit: at least one digit is wrong. Compare with the identity card."),
    Fault.REGION_SHAPE: _("A region code has six digits, for example 360102."),
    Fault.REGION_PROVINCE: _("No province has the code %(province)s. Choose the region from the list."),
    Fault.REGION_UNKNOWN: _("The region %(region)s is not in the list in force. Choose the region from the list."),
    Fault.PROJECT_SHAPE: _(
        "A project code has 24 characters in five groups, for example 2401-360102-04-01-123456. "
        "Copy it with its hyphens from the investment platform."
    ),
    Fault.PROJECT_PERIOD: _(
        "The first group %(period)s is neither a year from 2013 to 2020 nor a year and month "
        "from 2011 (November 2020) on. Compare with the investment platform."
    ),
    Fault.PROJECT_FUTURE: _("The first group %(period)s lies in the future. Compare with the investment platform."),
    Fault.PROJECT_REGION: _("The second group %(region)s is not a region. Compare with the investment platform."),
    Fault.PROJECT_INDUSTRY: _(
        "The third group %(division)s is not a division of the industry classification. "
        "Compare with the investment platform."
    ),
    Fault.PROJECT_TYPE: _("The fourth group %(kind)s is not a known type. Compare with the investment platform."),
    Fault.PROJECT_CHECK: _("The check digit of the project code does not fit. Compare with the investment platform."),
    Fault.WORKS_SHAPE: _("A works code is the project code followed by a hyphen and three digits, for example -001."),
    Fault.INDUSTRY_SHAPE: _(
        "An industry code is a letter with two to four digits, for example E4813. Choose it from the list."
    ),
    Fault.INDUSTRY_SECTION: _("No section of the industry classification has the letter %(section)s. Use A to T."),
    Fault.INDUSTRY_DIVISION: _(
        "No division of the industry classification has the digits %(division)s. Choose it from the list."
    ),
    Fault.INDUSTRY_MISMATCH: _(
        "Division %(division)s belongs to section %(section)s, not to %(given)s. Correct the letter."
    ),
    Fault.INDUSTRY_GROUP: _("Division %(division)s has no group or class %(code)s. Choose it from the list."),
    Fault.CASE_SHAPE: _("A case number has 21 digits. Copy it from the receipt."),
    Fault.CASE_REGION: _("The first six digits %(region)s of the case number are no region. Compare with the receipt."),
    Fault.CASE_DATE: _("Digits 7 to 14 of the case number, %(day)s, are no date. Compare with the receipt."),
    Fault.CASE_STAGE: _("Digit 15 of the case number, %(stage)s, is no stage. Compare with the receipt."),
    Fault.LICENCE_SHAPE: _(
        "This is no licence identifier. Copy it whole from the licence; it begins with 1.2.156.3005.2."
    ),
    Fault.LICENCE_CHECK: _("The check character of the licence identifier does not fit. Compare with the licence."),
}


def as_validation_error(error: CodeError) -> ValidationError:
    """The refusal as a form error (提示语): translated sentence, fault as its code."""
    return ValidationError(SENTENCES[error.code], code=error.code.value, params=error.params)


def validate_uscc(value: str) -> None:
    """统一社会信用代码, GB 32100-2015. Raises ValidationError."""
    try:
        uscc.parse(value)
    except CodeError as error:
        raise as_validation_error(error) from error


def validate_id_number(value: str) -> None:
    """公民身份号码, GB 11643-1999, born today or earlier. Raises ValidationError."""
    try:
        id_number.parse(value, today())
    except CodeError as error:
        raise as_validation_error(error) from None


def validate_region_code(value: str) -> None:
    """行政区划代码, GB/T 2260, shape and province only. Raises ValidationError."""
    try:
        region.validate(value)
    except CodeError as error:
        raise as_validation_error(error) from error


def validate_project_code(value: str) -> None:
    """项目代码, both generations, not of the future. Raises ValidationError."""
    try:
        project_code.parse(value, today=today())
    except CodeError as error:
        raise as_validation_error(error) from error


def validate_industry_code(value: str) -> None:
    """国民经济行业代码, GB/T 4754-2017. Raises ValidationError."""
    try:
        industry.parse(value)
    except CodeError as error:
        raise as_validation_error(error) from error


def validate_case_number(value: str) -> None:
    """办件编号, 21 digits. Raises ValidationError."""
    try:
        case_number.parse(value)
    except CodeError as error:
        raise as_validation_error(error) from error


def validate_licence_id(value: str) -> None:
    """电子证照标识 in the form of GB/T 36904-2018. Raises ValidationError."""
    try:
        licence_id.parse(value)
    except CodeError as error:
        raise as_validation_error(error) from error
