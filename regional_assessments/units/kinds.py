"""The fourteen kinds of regional assessment (区域评估事项) as data: effects, default validity, limits, exclusions. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from catalogue.predicates import Predicate, parse_predicate
from catalogue.source import shipped_catalogue
from catalogue.texts import Text

DATA: Final = Path(__file__).parents[1] / "data" / "kinds.yaml"


class Result(StrEnum):
    """What a unit does to an item of a project inside it (复用结果)."""

    WAIVE = "WAIVE"
    SIMPLIFY = "SIMPLIFY"
    COMMIT = "COMMIT"
    REFERENCE = "REFERENCE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


@dataclass(frozen=True, slots=True)
class Effect:
    """On one item: the results a unit may state, the first by default; promised working days that remain (None: as
    the catalogue says), materials no longer asked for (keys of the catalogue)."""

    item: str
    results: tuple[Result, ...]
    days: int | None = None
    drops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A number a unit may set (管控参数). `fact` is the project fact it bounds from above; "" when a person says it."""

    code: str
    name: Text
    unit: Text
    fact: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Projects a unit does not count for (除外情形). `when` None: a person answers, the facts do not say."""

    code: str
    name: Text
    when: Predicate | None


@dataclass(frozen=True, slots=True)
class UnitKind:
    """区域评估事项. `years` None: in force until the approval says otherwise. `reviewers`: functions of departments
    that may review it, the usual one first. `cleared`: counts only where the unit states the ground as cleared."""

    code: str
    name: Text
    reviewers: tuple[str, ...]
    years: int | None
    cleared: bool
    effects: Mapping[str, Effect]
    limits: Mapping[str, Limit]
    exclusions: Mapping[str, Exclusion]
    industries: tuple[str, ...]
    basis: Text

    def default_end(self, effective_from: date) -> date | None:
        """The last day of the usual validity; None for open validity. A day that a year lacks moves to the last of February."""
        if self.years is None:
            return None
        try:
            same_day = effective_from.replace(year=effective_from.year + self.years)
        except ValueError:
            same_day = date(effective_from.year + self.years, 3, 1)
        return same_day - timedelta(days=1)


@cache
def kinds() -> Mapping[str, UnitKind]:
    """Every kind by code, in order. Raises KeyError or ValueError for a data file that contradicts itself."""
    told = _told()
    names = shipped_catalogue().regional_kinds
    limits = {row["code"]: row for row in told["limits"]}
    exclusions = {row["code"]: Text(row["zh"], row["en"]) for row in told["exclusions"]}
    return {row["code"]: _kind(row, names[row["code"]].name, limits, exclusions) for row in told["kinds"]}


def tolerance() -> float:
    """Share of a redline (0–1) that may lie outside a unit and still count as covered."""
    return float(_told()["tolerance"])


def kinds_of_item(item: str) -> tuple[UnitKind, ...]:
    """The kinds that do something to the item of that code."""
    return tuple(kind for kind in kinds().values() if item in kind.effects)


def items_affected() -> tuple[str, ...]:
    """Codes of all items some kind does something to, in order."""
    return tuple(sorted({item for kind in kinds().values() for item in kind.effects}))


def _kind(row: Mapping[str, Any], name: Text, limits: Mapping[str, Any], exclusions: Mapping[str, Text]) -> UnitKind:
    return UnitKind(
        code=row["code"],
        name=name,
        reviewers=tuple(row["reviewers"]),
        years=row["years"],
        cleared=row.get("cleared", False),
        effects={
            item: Effect(item, tuple(map(Result, one["results"])), one.get("days"), tuple(one.get("drops", ())))
            for item, one in row["effects"].items()
        },
        limits={
            one["code"]: Limit(
                one["code"],
                Text(limits[one["code"]]["zh"], limits[one["code"]]["en"]),
                Text(limits[one["code"]]["unit"]["zh"], limits[one["code"]]["unit"]["en"]),
                one.get("fact", ""),
            )
            for one in row.get("limits", ())
        },
        exclusions={
            one["code"]: Exclusion(
                one["code"], exclusions[one["code"]], parse_predicate(one["when"]) if "when" in one else None
            )
            for one in row["exclusions"]
        },
        industries=tuple(row.get("industries", ())),
        basis=Text(row["basis"]["zh"], row["basis"]["en"]),
    )


@cache
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return told
