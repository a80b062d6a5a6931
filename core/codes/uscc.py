"""Unified social credit code (统一社会信用代码), GB 32100-2015, with the inner organisation code of GB 11714."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.codes.faults import CodeError, Fault
from core.codes.typed_text import typed

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE: Final = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(pow(3, power, 31) for power in range(17))
_INNER_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code whose check character is right (统一社会信用代码), taken apart."""

    value: str
    registrar: str
    """登记管理部门, 1 character: 1 机构编制, 5 民政, 9 市场监管, N 农业农村, Y 其他."""
    category: str
    region: str
    """登记管理机关行政区划码, six digits of GB/T 2260 at the time of registration."""
    organisation: str
    """组织机构代码, nine characters of GB 11714."""

    @property
    def organisation_check_ok(self) -> bool:
        """Whether the inner check character fits (组织机构代码校验).

        Old registers issued codes that break it, so a misfit is worth a warning and never a refusal.
        """
        return organisation_check(self.organisation[:8]) == self.organisation[8]


def check_character(first17: str) -> str:
    """Check character (校验码) of the first 17 characters: 31 − Σ cᵢ·3^(i−1) mod 31, GB 32100-2015 annex."""
    total = sum(_VALUE[char] * weight for char, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """Check character of an organisation code (组织机构代码校验码), GB 11714-1997; A counts 10 … Z counts 35."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, _INNER_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def normalise(text: str) -> str:
    """Upper-case, half-width, without blanks or hyphens (归一化). Raises `CodeError` when empty or absurdly long."""
    result = typed(text).replace("-", "")
    if not result:
        raise CodeError(Fault.EMPTY)
    return result


def parse(text: str) -> Uscc:
    """Read a credit code (解析统一社会信用代码) from what was typed.

    Raises:
        CodeError: `USCC_LENGTH` (params `length`), `USCC_ALPHABET` (`char`, `position` from 1), `USCC_REGION`,
            `USCC_CHECK`. The check character alone finds every single wrong character: 31 is a prime and no weight
            is 0 modulo 31.
    """
    value = normalise(text)
    if len(value) != 18:
        raise CodeError(Fault.USCC_LENGTH, {"length": len(value)})
    for position, char in enumerate(value, start=1):
        if char not in _VALUE:
            raise CodeError(Fault.USCC_ALPHABET, {"char": char, "position": position})
    if check_character(value[:17]) != value[17]:
        raise CodeError(Fault.USCC_CHECK)
    if not value[2:8].isdigit():
        raise CodeError(Fault.USCC_REGION, {"region": value[2:8]})
    return Uscc(value, value[0], value[1], value[2:8], value[8:17])


def validate(text: str) -> str:
    """The normal form of a valid code (校验). Raises `CodeError` as `parse` does."""
    return parse(text).value
