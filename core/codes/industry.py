"""Industry of the national economy (国民经济行业分类), GB/T 4754-2017: section letter and two to four digits.

`data/gbt4754_2017.yaml` holds all 20 sections and 97 divisions, and the groups and classes of the divisions that
construction projects use. In a division whose groups are not listed, three or four digits are accepted unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from core.codes.faults import CodeError, Fault
from core.codes.typed_text import typed

EDITION: Final = 2017
_SHAPE: Final = re.compile(r"([A-Z])?([0-9]{2,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Industry:
    """One node of the classification (行业): section, division, group or class."""

    section: str
    digits: str
    """Empty for a section, otherwise two to four digits."""
    name: str | None
    """Chinese name; None for a group or class that the table does not list."""

    @property
    def value(self) -> str:
        """Section letter and digits, the form that is stored (门类字母加数字)."""
        return self.section + self.digits

    @property
    def division(self) -> str | None:
        """Two digits of the division (大类); None for a bare section."""
        return self.digits[:2] or None


@dataclass(frozen=True, slots=True)
class _Table:
    sections: Mapping[str, str]
    names: Mapping[str, str]
    section_of: Mapping[str, str]
    listed: frozenset[str]


@cache
def _table() -> _Table:
    raw = yaml.safe_load(files("core.codes").joinpath("data/gbt4754_2017.yaml").read_text(encoding="utf-8"))
    sections = {letter: entry["name"] for letter, entry in raw["sections"].items()}
    names: dict[str, str] = {}
    section_of: dict[str, str] = {}
    for letter, entry in raw["sections"].items():
        for division, name in entry["divisions"].items():
            names[division] = name
            section_of[division] = letter
    names |= raw["groups"]
    return _Table(sections, names, section_of, frozenset(code[:2] for code in raw["groups"]))


def is_division(digits: str) -> bool:
    """Whether two digits are a division (大类)."""
    return len(digits) == 2 and digits in _table().section_of


def sections() -> Mapping[str, str]:
    """Letter → Chinese name of the 20 sections (门类), A to T."""
    return _table().sections


def divisions() -> list[Industry]:
    """The 97 divisions (大类) in order of their digits, for a choice list."""
    table = _table()
    return [Industry(letter, digits, table.names[digits]) for digits, letter in sorted(table.section_of.items())]


def normalise(text: str) -> str:
    """Half-width and upper-case without blanks (归一化). Raises `CodeError` when empty or absurdly long."""
    return typed(text)


def parse(text: str) -> Industry:
    """Read an industry code (解析行业代码): `E`, `47`, `E47`, `E481`, `4813`; the letter is added when missing.

    Raises:
        CodeError: `INDUSTRY_SHAPE`, `INDUSTRY_SECTION`, `INDUSTRY_DIVISION`, `INDUSTRY_MISMATCH` (letter and digits
            belong to different sections), `INDUSTRY_GROUP` (not a group of a division whose groups are listed).
    """
    match = _SHAPE.fullmatch(normalise(text))
    if match is None:
        raise CodeError(Fault.INDUSTRY_SHAPE)
    letter, digits = match[1], match[2] or ""
    table = _table()
    if letter is not None and letter not in table.sections:
        raise CodeError(Fault.INDUSTRY_SECTION, {"section": letter})
    if not digits:
        return Industry(letter, "", table.sections[letter])
    section = table.section_of.get(digits[:2])
    if section is None:
        raise CodeError(Fault.INDUSTRY_DIVISION, {"division": digits[:2]})
    if letter is not None and letter != section:
        raise CodeError(Fault.INDUSTRY_MISMATCH, {"division": digits[:2], "section": section, "given": letter})
    if len(digits) > 2 and digits[:2] in table.listed and digits not in table.names:
        raise CodeError(Fault.INDUSTRY_GROUP, {"code": digits, "division": digits[:2]})
    return Industry(section, digits, table.names.get(digits))


def validate(text: str) -> str:
    """Letter and digits of a valid code (校验). Raises `CodeError` as `parse` does."""
    return parse(text).value
