"""Investment project code (投资项目统一代码), both generations, and the works code (工程代码) built on it.

The first generation (2013 to October 2020) carries year, region, industry and regime. The second
(发改投资〔2020〕1439号 and GB/T 40058-2021, from 1 November 2020) carries year and month, region, guiding department
and project type, and ends in a check digit. The published texts at hand do not give the check algorithm, so it is
pluggable and off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from core.codes import industry
from core.codes.faults import CodeError, Fault
from core.codes.region import PROVINCES
from core.codes.typed_text import typed

_SHAPE: Final = re.compile(r"([0-9]{4})-([0-9]{6})-([0-9]{2})-(0[0-9])-([0-9]{6})(?:-([0-9]{3}))?", re.ASCII)
_WORKS: Final = re.compile(r"(.{24})-([0-9]{3})(?:-([0-9]{2}))?", re.ASCII)

CheckDigit = Callable[[str], bool]
"""Takes a second-generation code without suffix, says whether its last digit fits."""


class Generation(StrEnum):
    """Which rule built the code (编码规则代次)."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A well-formed project code (项目代码)."""

    value: str
    """24 characters with hyphens, without any works suffix."""
    generation: Generation
    year: int
    month: int | None
    """Month of assignment; None in the first generation, which has none."""
    region: str
    middle: str
    """First generation: GB/T 4754 division. Second: guiding department (04 发展改革, 07 工业和信息化 …)."""
    kind: str
    """First: 01 审批, 02 核准, 03 备案. Second: 01 基本建设, 02 技术改造, 03 单纯购置, 04 信息化, 05 其他."""
    serial: str
    works: str | None
    """Three digits of a works suffix such as `-000` that some systems print after the code; None without one."""

    @property
    def works_code(self) -> str | None:
        """Works code (工程代码) when a suffix was given."""
        return f"{self.value}-{self.works}" if self.works is not None else None


@dataclass(frozen=True, slots=True)
class WorksCode:
    """Works code (工程代码): a project code, three digits for the works and two for a single building (单体)."""

    project: ProjectCode
    works: str
    building: str | None

    @property
    def value(self) -> str:
        tail = f"-{self.building}" if self.building else ""
        return f"{self.project.value}-{self.works}{tail}"


def normalise(text: str) -> str:
    """Half-width, plain hyphens, no blanks (归一化). Raises `CodeError` when empty or absurdly long."""
    return typed(text)


def parse(
    text: str,
    *,
    regions: Container[str] | None = None,
    today: date | None = None,
    check_digit: CheckDigit | None = None,
) -> ProjectCode:
    """Read a project code (解析项目代码).

    Args:
        text: what was typed, with hyphens.
        regions: codes of the regions that may stand in it, past ones included; None checks only the province.
        today: refuses codes of a later month or year; None does not look.
        check_digit: verifies the last digit of a second-generation code; None leaves it unverified.

    Raises:
        CodeError: `PROJECT_SHAPE`, `PROJECT_PERIOD`, `PROJECT_FUTURE`, `PROJECT_REGION`, `PROJECT_INDUSTRY`,
            `PROJECT_TYPE`, `PROJECT_CHECK`.
    """
    match = _SHAPE.fullmatch(normalise(text))
    if match is None:
        raise CodeError(Fault.PROJECT_SHAPE)
    first, region, middle, kind, serial, works = match.groups()
    generation, year, month = _period(first)
    if today is not None and (year, month or 1) > (today.year, today.month):
        raise CodeError(Fault.PROJECT_FUTURE, {"period": first})
    if region[:2] not in PROVINCES or (regions is not None and region not in regions):
        raise CodeError(Fault.PROJECT_REGION, {"region": region})
    if generation is Generation.FIRST and not industry.is_division(middle):
        raise CodeError(Fault.PROJECT_INDUSTRY, {"division": middle})
    if not "01" <= kind <= ("03" if generation is Generation.FIRST else "05"):
        raise CodeError(Fault.PROJECT_TYPE, {"kind": kind})
    value = "-".join((first, region, middle, kind, serial))
    if generation is Generation.SECOND and check_digit is not None and not check_digit(value):
        raise CodeError(Fault.PROJECT_CHECK)
    return ProjectCode(value, generation, year, month, region, middle, kind, serial, works)


def parse_works(text: str, *, regions: Container[str] | None = None) -> WorksCode:
    """Read a works code (解析工程代码): `{project code}-{nnn}` or `{project code}-{nnn}-{bb}`.

    Raises:
        CodeError: `WORKS_SHAPE`, or whatever `parse` says about the project code inside.
    """
    match = _WORKS.fullmatch(normalise(text))
    if match is None:
        raise CodeError(Fault.WORKS_SHAPE)
    return WorksCode(parse(match[1], regions=regions), match[2], match[3])


def validate(text: str, *, regions: Container[str] | None = None, today: date | None = None) -> str:
    """The 24 characters of a valid code (校验), suffix removed. Raises `CodeError` as `parse` does."""
    return parse(text, regions=regions, today=today).value


def _period(first: str) -> tuple[Generation, int, int | None]:
    """2013–2020 is a year of the first generation; 2011, 2012 and 2101 onward are year and month of the second."""
    if 2013 <= int(first) <= 2020:
        return Generation.FIRST, int(first), None
    year, month = 2000 + int(first[:2]), int(first[2:])
    if not 1 <= month <= 12 or (year, month) < (2020, 11):
        raise CodeError(Fault.PROJECT_PERIOD, {"period": first})
    return Generation.SECOND, year, month
