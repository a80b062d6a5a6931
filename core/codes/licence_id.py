"""Electronic licence identifier (电子证照标识) in the form of GB/T 36904-2018, for internal use.

Root OID of electronic licences, licence type, issuer, serial number, version and a check character of ISO 7064
MOD 37,36 (GB/T 17710). These identifiers are assigned by this system and are **not** entries of the national licence
register; a register's own identifier replaces them where an operator is connected to one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.codes import uscc
from core.codes.faults import CodeError, Fault
from core.codes.typed_text import typed

ROOT: Final = "1.2.156.3005.2"
INTERNAL: Final = True
"""Whether identifiers made here are outside the national register (内部标识). Pages that print one say so."""

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE: Final = re.compile(
    r"1\.2\.156\.3005\.2\.([0-9A-Z-]{1,21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,30})\.([0-9]{3})\.([0-9A-Z])", re.ASCII
)


@dataclass(frozen=True, slots=True)
class LicenceId:
    """An identifier whose check character fits (电子证照标识)."""

    type_code: str
    issuer: str
    """Unified social credit code of the issuing body (颁发机构)."""
    serial: str
    version: int
    """1 to 999; a changed licence keeps its serial and takes the next version."""

    @property
    def value(self) -> str:
        """The full dotted identifier with its check character."""
        parts = (self.type_code, self.issuer, self.serial, f"{self.version:03d}")
        return ".".join((ROOT, *parts, check_character("".join(parts))))


def check_character(payload: str) -> str:
    """Check character (校验码) of 0–9 A–Z, hybrid system ISO 7064 MOD 37,36; hyphens are skipped.

    Finds every single wrong character.
    """
    product = 36
    for char in payload.replace("-", ""):
        product = ((product + int(char, 36)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def compose(type_code: str, issuer: str, serial: str, version: int = 1) -> str:
    """Build an identifier (生成标识).

    Args:
        type_code: code of the licence type, up to 21 of 0–9 A–Z and hyphen.
        issuer: credit code of the issuing body.
        serial: number of the licence, up to 30 of 0–9 A–Z.
        version: 1 to 999.

    Raises:
        CodeError: `LICENCE_SHAPE`, or what `uscc.validate` says about the issuer.
    """
    return parse(LicenceId(type_code.upper(), uscc.validate(issuer), serial.upper(), version).value).value


def normalise(text: str) -> str:
    """Half-width and upper-case without blanks (归一化). Raises `CodeError` when empty or absurdly long."""
    return typed(text)


def parse(text: str) -> LicenceId:
    """Read an identifier (解析标识).

    Raises:
        CodeError: `LICENCE_SHAPE`, `LICENCE_CHECK`, or what `uscc.validate` says about the issuer.
    """
    match = _SHAPE.fullmatch(normalise(text))
    if match is None or match[4] == "000":
        raise CodeError(Fault.LICENCE_SHAPE)
    if check_character("".join(match.groups()[:4])) != match[5]:
        raise CodeError(Fault.LICENCE_CHECK)
    return LicenceId(match[1], uscc.validate(match[2]), match[3], int(match[4]))


def validate(text: str) -> str:
    """The normal form of a valid identifier (校验). Raises `CodeError` as `parse` does."""
    return parse(text).value
