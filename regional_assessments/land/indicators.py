"""Control indicators (控制指标) as data, and whether a measured value keeps one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from catalogue.texts import Text
from catalogue.units import UNITS

DATA: Final = Path(__file__).parents[1] / "data" / "indicators.yaml"


class Rule(StrEnum):
    """Whether the limit bounds from below or from above."""

    AT_LEAST = "ge"
    AT_MOST = "le"


class Phase(StrEnum):
    """When an indicator is measured: 竣工核验 or 达产考核."""

    COMPLETION = "COMPLETION"
    PRODUCTION = "PRODUCTION"


@dataclass(frozen=True, slots=True)
class Indicator:
    """控制指标. `subjects`: pollutants that each have a limit of their own; none for all others."""

    code: str
    name: Text
    unit: Text
    rule: Rule
    phase: Phase
    required: bool
    subjects: tuple[str, ...] = ()
    limit: Decimal | None = None
    """What a form offers; the limit that counts is the parcel's."""


def keeps(rule: Rule, limit: Decimal, measured: Decimal) -> bool:
    """Whether `measured` keeps `limit`; exactly the limit keeps it."""
    return measured >= limit if rule == Rule.AT_LEAST else measured <= limit


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by code, in the order of the agreement."""
    return {row["code"]: _indicator(row) for row in _told()["indicators"]}


def production_years() -> int:
    """Years from completion to the check of production where the agreement names no day."""
    return int(_told()["production_years"])


def missing(codes: set[str]) -> list[Indicator]:
    """The required indicators that are not among `codes`."""
    return [one for one in indicators().values() if one.required and one.code not in codes]


def _indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=row["code"],
        name=Text(row["zh"], row["en"]),
        unit=UNITS[row["unit"]],
        rule=Rule(row["rule"]),
        phase=Phase(row["phase"]),
        required=row.get("required", False),
        subjects=tuple(row.get("subjects", ())),
        limit=Decimal(row["limit"]) if "limit" in row else None,
    )


@cache
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return told
