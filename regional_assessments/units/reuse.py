"""The reuse of a regional assessment (区域评估成果应用): does this unit spare this item of this project something? Pure.

An item may use a unit that is in force on the item's own acceptance date, covers the redline, and does not exclude the
project by industry, size or circumstance. Whatever stands against it is named, all of it. Partial cover is never
stretched: it is shown, and a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from catalogue.facts import ProjectFacts
from catalogue.predicates import holds
from projects.redline.area import share_inside
from projects.redline.result import Shape
from regional_assessments.units import rules
from regional_assessments.units.kinds import Effect, Limit, Result, UnitKind, kinds, tolerance

_RANK: Final = {result: place for place, result in enumerate(Result)}
_AREA_NOISE: Final = 1e-12
"""Share below which two outlines merely touch: the rounding of an overlay, not ground."""


class Obstacle(StrEnum):
    """Why a unit does not count (不适用原因)."""

    NOT_PUBLISHED = "NOT_PUBLISHED"
    NOT_YET = "NOT_YET"
    EXPIRED = "EXPIRED"
    OUTSIDE = "OUTSIDE"
    INDUSTRY = "INDUSTRY"
    LIMIT = "LIMIT"
    EXCLUDED = "EXCLUDED"
    NOT_CLEARED = "NOT_CLEARED"


@dataclass(frozen=True, slots=True)
class Reason:
    """One obstacle with the facts its sentence needs (plain values, JSON-ready)."""

    code: Obstacle
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """An assessment unit as plain values. `shape` in EPSG:4490; `limits` in the parameters' units."""

    pk: int
    code: str
    version: int
    kind: str
    name: str
    zone: str
    zone_name: str = ""
    state: str
    shape: Shape
    effective_from: date
    last_day: date | None
    cleared: bool = False
    results: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Decimal] = field(default_factory=dict)
    industries: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()

    @property
    def told(self) -> UnitKind:
        """What its kind says."""
        return kinds()[self.kind]


@dataclass(frozen=True, slots=True)
class Reuse:
    """What one unit does to one item (复用判定). `ratio`: share of the redline inside the unit, 0–1.

    `confirm`: exclusions and parameters that no fact answers; the officer does. `days`: promised working days that
    remain, None for those of the catalogue. `drops`: keys of materials no longer asked for, None for all of them.
    """

    item: str
    unit: UnitFacts
    result: Result
    ratio: float
    reasons: tuple[Reason, ...] = ()
    confirm: tuple[str, ...] = ()
    days: int | None = None
    drops: tuple[str, ...] | None = ()

    @property
    def eligible(self) -> bool:
        """Whether the item may use the unit."""
        return self.result is not Result.NOT_ELIGIBLE

    def saved_days(self, promised: int | None) -> int:
        """Working days saved of the `promised` ones; none where the item has no term."""
        if promised is None or not self.eligible:
            return 0
        if self.result is Result.WAIVE:
            return promised
        return 0 if self.days is None else max(0, promised - self.days)


def covered(redline: Shape, unit: Shape) -> float:
    """Share (0–1) of `redline` that lies in `unit`, both EPSG:4490; exactly 1 only where it lies inside wholly."""
    share = share_inside(redline, unit)
    return 0.0 if share < _AREA_NOISE else min(share, 1.0)


def judge(
    item: str,
    unit: UnitFacts,
    ratio: float,
    on: date,
    facts: ProjectFacts,
    industry: str = "",
    said: Mapping[str, Any] | None = None,
) -> Reuse:
    """What `unit` does to `item` of a project accepted on `on`, the redline being inside to `ratio`.

    `industry`: GB/T 4754-2017 code of the project. `said`: answers to what facts do not tell, exclusion code → bool,
    parameter code → number. Raises KeyError for an item the unit's kind has no effect on.
    """
    said = said or {}
    effect = unit.told.effects[item]
    reasons = [*_days(unit, on), *_ground(unit, ratio)]
    confirm: list[str] = []
    for found, asked in (_industry(unit, industry), _limits(unit, facts, said), _exclusions(unit, facts, said)):
        reasons += found
        confirm += asked
    if reasons:
        return Reuse(item, unit, Result.NOT_ELIGIBLE, ratio, tuple(reasons), tuple(confirm))
    result = _result(unit, effect)
    return Reuse(
        item, unit, result, ratio, (), tuple(confirm),
        days=effect.days if result in (Result.SIMPLIFY, Result.COMMIT) else None,
        drops=None if result is Result.WAIVE else effect.drops,
    )  # fmt: skip


def reuse(
    item: str,
    redline: Shape,
    on: date,
    facts: ProjectFacts,
    units: Iterable[UnitFacts],
    industry: str = "",
    said: Mapping[str, Any] | None = None,
) -> Reuse | None:
    """The best any of `units` does to `item` (see `best`); None where none of them touches the redline."""
    shares = ((unit, covered(redline, unit.shape)) for unit in units if item in unit.told.effects)
    return best(judge(item, unit, share, on, facts, industry, said) for unit, share in shares if share > 0)


def best(found: Iterable[Reuse]) -> Reuse | None:
    """The strongest result; among equals the larger cover, then the newer and the lower code; None of none.

    Of units that do not count, the one with the fewest obstacles explains most.
    """
    return min(
        found,
        key=lambda one: (_RANK[one.result], len(one.reasons), -one.ratio, -one.unit.version, one.unit.code),
        default=None,
    )


def _result(unit: UnitFacts, effect: Effect) -> Result:
    granted = unit.results.get(effect.item)
    return Result(granted) if granted in effect.results else effect.results[0]


def _days(unit: UnitFacts, on: date) -> list[Reason]:
    if unit.state not in rules.ONCE_PUBLISHED:
        return [Reason(Obstacle.NOT_PUBLISHED, {"state": unit.state})]
    if on < unit.effective_from:
        return [Reason(Obstacle.NOT_YET, {"from": unit.effective_from.isoformat()})]
    if unit.last_day is not None and on > unit.last_day:
        return [Reason(Obstacle.EXPIRED, {"last_day": unit.last_day.isoformat()})]
    return []


def _ground(unit: UnitFacts, ratio: float) -> list[Reason]:
    reasons = []
    if 1 - ratio > tolerance():
        reasons.append(Reason(Obstacle.OUTSIDE, {"outside_percent": round((1 - ratio) * 100, 4)}))
    if unit.told.cleared and not unit.cleared:
        reasons.append(Reason(Obstacle.NOT_CLEARED))
    return reasons


def _industry(unit: UnitFacts, industry: str) -> tuple[list[Reason], list[str]]:
    for prefix in unit.industries:
        if industry.startswith(prefix):
            return [Reason(Obstacle.INDUSTRY, {"industry": industry, "excluded": prefix})], []
    # a project that names only the division may or may not be of the excluded group
    vague = any(prefix.startswith(industry) for prefix in unit.industries)
    return [], ["INDUSTRY"] if vague else []


def _limits(unit: UnitFacts, facts: ProjectFacts, said: Mapping[str, Any]) -> tuple[list[Reason], list[str]]:
    reasons, confirm = [], []
    for code, most in unit.limits.items():
        limit = unit.told.limits.get(code)
        value = _value(limit, code, facts, said)
        if value is None:
            confirm.append(code)
        elif value > most:
            reasons.append(Reason(Obstacle.LIMIT, {"limit": code, "value": str(value), "most": str(most)}))
    return reasons, confirm


def _value(limit: Limit | None, code: str, facts: ProjectFacts, said: Mapping[str, Any]) -> Decimal | None:
    if limit is not None and limit.fact:
        return Decimal(getattr(facts, limit.fact))
    return None if said.get(code) in (None, "") else Decimal(str(said[code]))


def _exclusions(unit: UnitFacts, facts: ProjectFacts, said: Mapping[str, Any]) -> tuple[list[Reason], list[str]]:
    reasons, confirm = [], []
    for code in unit.exclusions:
        exclusion = unit.told.exclusions.get(code)
        answer = said.get(code)
        if exclusion is not None and exclusion.when is not None and answer is None:
            answer = holds(exclusion.when, facts)
        if answer is None:
            confirm.append(code)
        elif answer:
            reasons.append(Reason(Obstacle.EXCLUDED, {"exclusion": code}))
    return reasons, confirm
