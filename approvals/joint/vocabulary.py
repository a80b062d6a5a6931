"""The words joint procedures are written in (联合办理词表): subjects of conditions, units, default members. Read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from core.display import by_language

DATA: Final = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Subject:
    """条件主题: a number in one of `units`, or words out of `words`."""

    code: str
    zh: str
    en: str
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """In the reader's language."""
        return by_language(self.zh, self.en)


@cache
def subjects() -> Mapping[str, Subject]:
    """Every subject by code, in the order of the file."""
    return {
        row["code"]: Subject(
            row["code"],
            row["zh"],
            row["en"],
            tuple(row.get("units", ())),
            tuple(word["zh"] for word in row.get("words", ())),
        )
        for row in _read("subjects")["subjects"]
    }


@cache
def _english() -> Mapping[str, str]:
    return {word["zh"]: word["en"] for row in _read("subjects")["subjects"] for word in row.get("words", ())}


def word_label(word: str) -> str:
    """A word of a condition, kept in Chinese, in the reader's language."""
    return by_language(word, _english().get(word, ""))


@cache
def units() -> Mapping[str, Mapping[str, str]]:
    """Unit code → its sign in both languages."""
    return _read("subjects")["units"]


def unit_sign(code: str) -> str:
    """The unit as it is written; empty for ratios and words."""
    sign = units().get(code)
    return by_language(sign["zh"], sign["en"]) if sign else ""


@cache
def defaults() -> Mapping[str, Mapping[str, Any]]:
    """Members, days and silence of every kind where a region has set nothing of its own."""
    return _read("members")


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
