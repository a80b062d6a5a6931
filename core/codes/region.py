"""Administrative region code (行政区划代码), GB/T 2260: six digits, two each for province, city and county."""

from __future__ import annotations

import re
from collections.abc import Container
from enum import StrEnum
from typing import Final

from core.codes.faults import CodeError, Fault
from core.codes.typed_text import typed

PROVINCES: Final = frozenset(
    prefix
    for first, seconds in {"1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345"}.items()
    for prefix in (first + second for second in seconds)
) | {"71", "81", "82"}
"""The 34 province-level units (省级行政区), first two digits."""

_SHAPE: Final = re.compile(r"[0-9]{6}", re.ASCII)


class RegionLevel(StrEnum):
    """Level of a region (行政层级)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


def normalise(text: str) -> str:
    """Half-width digits without blanks (归一化). Raises `CodeError` when empty or absurdly long."""
    return typed(text)


def level(code: str) -> RegionLevel:
    """Level told by the trailing zeros (层级) of a code of six digits."""
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    return RegionLevel.CITY if code.endswith("00") else RegionLevel.COUNTY


def parent(code: str) -> str | None:
    """Code of the region one level up (上级区划); None for a province. Takes a code of six digits."""
    match level(code):
        case RegionLevel.PROVINCE:
            return None
        case RegionLevel.CITY:
            return code[:2] + "0000"
        case RegionLevel.COUNTY:
            return code[:4] + "00"


def subtree_prefix(code: str) -> str:
    """Digits shared by a region and everything below it (下辖前缀): `36`, `3601` or `360102`."""
    return {RegionLevel.PROVINCE: code[:2], RegionLevel.CITY: code[:4], RegionLevel.COUNTY: code}[level(code)]


def validate(text: str, known: Container[str] | None = None) -> str:
    """The normal form of a valid region code (校验).

    Args:
        text: what was typed.
        known: codes of the regions in force; None checks only shape and province.

    Raises:
        CodeError: `REGION_SHAPE`, `REGION_PROVINCE`, `REGION_UNKNOWN` (params `region`).
    """
    code = normalise(text)
    if not _SHAPE.fullmatch(code):
        raise CodeError(Fault.REGION_SHAPE)
    if code[:2] not in PROVINCES:
        raise CodeError(Fault.REGION_PROVINCE, {"province": code[:2]})
    if known is not None and code not in known:
        raise CodeError(Fault.REGION_UNKNOWN, {"region": code})
    return code
