"""随附模板: the letters this system knows, their facts, and the wording it comes with (`data/*.yaml`, a chapter each)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from core.display import by_language
from documents.letters.wording import Placeholder, Type

DATA: Final = Path(__file__).with_name("data")
CHAPTERS: Final = ("window", "letters", "joint", "promises", "supervision")
"""The files of `DATA`, in the order they are listed."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of letters: whose they are."""

    zh: str
    en: str

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return by_language(self.zh, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """文书种类 with free wording: its facts and the shipped text. `version` counts changes of the shipped text."""

    key: str
    chapter: Chapter
    document: str
    """`DocumentKind` it is stored as."""
    zh: str
    en: str
    placeholders: tuple[Placeholder, ...]
    title: str
    body: str
    version: int

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return by_language(self.zh, self.en)

    @property
    def samples(self) -> dict[str, Any]:
        """One value for every fact, for previews; None for an optional one that stays out of them."""
        return {one.name: one.sample for one in self.placeholders}


@cache
def letters() -> Mapping[str, LetterKind]:
    """Every letter by key, chapter by chapter, in the order of an application's life.

    Raises ValueError when two files give one fact or one letter.
    """
    told = [yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8")) for name in CHAPTERS]
    facts = _merged([chapter["facts"] for chapter in told])
    return _merged(
        [
            {key: _letter(key, Chapter(**chapter["chapter"]), row, facts) for key, row in chapter["letters"].items()}
            for chapter in told
        ]
    )


def _merged(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for part in parts:
        if twice := whole.keys() & part.keys():
            raise ValueError(f"given twice: {sorted(twice)}")
        whole |= part
    return whole


def _letter(key: str, chapter: Chapter, row: Mapping[str, Any], facts: Mapping[str, Any]) -> LetterKind:
    required = set(row.get("required", ()))
    optional = set(row.get("optional", ()))
    unknown = (required | optional) - set(row["facts"])
    if unknown:
        raise ValueError(f"letter {key}: {sorted(unknown)} are not among its facts")
    return LetterKind(
        key=key,
        chapter=chapter,
        document=row["document"],
        zh=row["zh"],
        en=row["en"],
        placeholders=tuple(_fact(name, facts[name], name in required, name in optional) for name in row["facts"]),
        title=row["title"],
        body=row["body"].strip(),
        version=row["version"],
    )


def _fact(name: str, told: Mapping[str, Any], required: bool, optional: bool) -> Placeholder:
    if extra := told.keys() - {"type", "zh", "en", "sample"}:
        raise ValueError(f"fact {name}: {sorted(extra)} (a comma in a sample needs quotes)")
    kind, sample = Type(told.get("type", "text")), told["sample"]
    if sample is None and not optional:
        raise ValueError(f"fact {name}: only an optional one may have no sample")
    if kind is Type.LINES:
        sample = tuple(sample)
    elif sample is not None and (kind is Type.DATE) != isinstance(sample, date):
        raise ValueError(f"fact {name}: the sample is not of its type")
    return Placeholder(
        name=name, zh=told["zh"], en=told["en"], type=kind, sample=sample, required=required, optional=optional
    )
