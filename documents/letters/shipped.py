"""随附模板: the letters this system knows, their facts, and the wording it comes with (`data/letters.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from core.display import by_language
from documents.letters.wording import Placeholder, Type

DATA: Final = Path(__file__).with_name("data") / "letters.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """文书种类 with free wording: its facts and the shipped text. `version` counts changes of the shipped text."""

    key: str
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
        """One value for every fact, for previews."""
        return {one.name: one.sample for one in self.placeholders}


@cache
def letters() -> Mapping[str, LetterKind]:
    """Every letter by key, in the order of an application's life."""
    told = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    facts: Mapping[str, Any] = told["facts"]
    return {key: _letter(key, row, facts) for key, row in told["letters"].items()}


def _letter(key: str, row: Mapping[str, Any], facts: Mapping[str, Any]) -> LetterKind:
    required = set(row.get("required", ()))
    optional = set(row.get("optional", ()))
    unknown = (required | optional) - set(row["facts"])
    if unknown:
        raise ValueError(f"letter {key}: {sorted(unknown)} are not among its facts")
    return LetterKind(
        key=key,
        document=row["document"],
        zh=row["zh"],
        en=row["en"],
        placeholders=tuple(_fact(name, facts[name], name in required, name in optional) for name in row["facts"]),
        title=row["title"],
        body=row["body"].strip(),
        version=row["version"],
    )


def _fact(name: str, told: Mapping[str, Any], required: bool, optional: bool) -> Placeholder:
    kind, sample = Type(told.get("type", "text")), told["sample"]
    if kind is Type.LINES:
        sample = tuple(sample)
    elif (kind is Type.DATE) != isinstance(sample, date):
        raise ValueError(f"fact {name}: the sample is not of its type")
    return Placeholder(
        name=name, zh=told["zh"], en=told["en"], type=kind, sample=sample, required=required, optional=optional
    )
