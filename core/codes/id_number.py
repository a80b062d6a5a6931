"""Citizen identity number (公民身份号码), GB 11643-1999: region, birth date, sequence, ISO 7064 MOD 11-2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.codes.faults import CodeError, Fault
from core.codes.region import PROVINCES
from core.codes.typed_text import typed

_SHAPE: Final = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_PREFIXES: Final = PROVINCES | {"83"}
"""83 stands on residence permits of residents of Taiwan (国办发〔2018〕81号), beside the 34 provinces."""
_OLDEST: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number that holds together (公民身份号码). Personal information: store encrypted, show `masked`."""

    value: str
    region: str
    born_on: date

    @property
    def female(self) -> bool:
        """The 17th digit is even for women (性别)."""
        return int(self.value[16]) % 2 == 0

    @property
    def masked(self) -> str:
        """`360102********1236` (脱敏): what a page may show."""
        return mask(self.value)

    def __repr__(self) -> str:
        return f"IdNumber({self.masked})"


def mask(value: str) -> str:
    """First six and last four characters, stars between (脱敏); all stars when shorter than 18."""
    return f"{value[:6]}********{value[14:]}" if len(value) == 18 else "*" * len(value)


def check_character(first17: str) -> str:
    """Check character (校验码) of 17 digits, ISO 7064 MOD 11-2."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def normalise(text: str) -> str:
    """Half-width, `x` made `X`, no blanks (归一化). Raises `CodeError` when empty or absurdly long."""
    return typed(text)


def parse(text: str, today: date) -> IdNumber:
    """Read an identity number (解析公民身份号码).

    Args:
        text: what was typed.
        today: the day on which the holder must have been born.

    Raises:
        CodeError: `ID_SHAPE`, `ID_REGION`, `ID_BIRTH` (no such date, or before 1900), `ID_FUTURE`, `ID_CHECK`.
            Parameters hold the length at most: an identity number must not travel in an error.
    """
    value = normalise(text)
    if not _SHAPE.fullmatch(value):
        raise CodeError(Fault.ID_SHAPE, {"length": len(value)})
    if value[:2] not in _PREFIXES:
        raise CodeError(Fault.ID_REGION)
    try:
        born_on = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise CodeError(Fault.ID_BIRTH) from None
    if born_on < _OLDEST:
        raise CodeError(Fault.ID_BIRTH)
    if born_on > today:
        raise CodeError(Fault.ID_FUTURE)
    if check_character(value[:17]) != value[17]:
        raise CodeError(Fault.ID_CHECK)
    return IdNumber(value, value[:6], born_on)


def validate(text: str, today: date) -> str:
    """The normal form of a valid number (校验). Raises `CodeError` as `parse` does."""
    return parse(text, today).value
