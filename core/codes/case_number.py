"""Case number (办件编号): region (6), day of receipt (8), stage (1), sequence (6): 21 digits, never reused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.codes import region as region_code
from core.codes.faults import CodeError, Fault
from core.codes.typed_text import typed

_SHAPE: Final = re.compile(r"([0-9]{6})([0-9]{8})([0-9])([0-9]{6})", re.ASCII)
STAGES: Final = {"S1": "1", "S2": "2", "S3": "3", "S4": "4", "PX": "5"}
"""Stage code → its digit; items run beside the stages (并行推进) carry 5."""
_STAGE_OF: Final = {digit: stage for stage, digit in STAGES.items()}


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number taken apart (办件编号)."""

    region: str
    received_on: date
    stage: str
    """Stage code: S1, S2, S3, S4 or PX."""
    sequence: int
    """1 to 999999 within region, day and stage."""

    @property
    def value(self) -> str:
        """The 21 digits (编号)."""
        return f"{self.region}{self.received_on:%Y%m%d}{STAGES[self.stage]}{self.sequence:06d}"


def compose(region: str, received_on: date, stage: str, sequence: int) -> str:
    """Build a case number (编号).

    Args:
        region: six digits of GB/T 2260.
        received_on: day of receipt.
        stage: key of `STAGES`.
        sequence: 1 to 999999.

    Raises:
        CodeError: `CASE_STAGE`, `CASE_SHAPE` when the sequence does not fit, or what `region.validate` says.
    """
    if stage not in STAGES:
        raise CodeError(Fault.CASE_STAGE, {"stage": stage})
    if not 1 <= sequence <= 999_999:
        raise CodeError(Fault.CASE_SHAPE)
    return CaseNumber(region_code.validate(region), received_on, stage, sequence).value


def normalise(text: str) -> str:
    """Half-width digits, no blanks or hyphens (归一化). Raises `CodeError` when empty or absurdly long."""
    result = typed(text).replace("-", "")
    if not result:
        raise CodeError(Fault.EMPTY)
    return result


def parse(text: str) -> CaseNumber:
    """Read a case number (解析办件编号).

    Raises:
        CodeError: `CASE_SHAPE`, `CASE_REGION`, `CASE_DATE`, `CASE_STAGE`.
    """
    match = _SHAPE.fullmatch(normalise(text))
    if match is None or match[4] == "000000":
        raise CodeError(Fault.CASE_SHAPE)
    region, day, stage, sequence = match.groups()
    if region[:2] not in region_code.PROVINCES:
        raise CodeError(Fault.CASE_REGION, {"region": region})
    try:
        received_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        raise CodeError(Fault.CASE_DATE, {"day": day}) from None
    if stage not in _STAGE_OF:
        raise CodeError(Fault.CASE_STAGE, {"stage": stage})
    return CaseNumber(region, received_on, _STAGE_OF[stage], int(sequence))


def validate(text: str) -> str:
    """The 21 digits of a valid case number (校验). Raises `CodeError` as `parse` does."""
    return parse(text).value
