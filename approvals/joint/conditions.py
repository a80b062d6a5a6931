"""When two conditions cannot both be kept (条件冲突): same subject, values that exclude each other. Pure.

A numeric condition is an interval in the subject's base unit, a wordy one a set of admitted or refused words. Two
conditions of different departments contradict each other when no value satisfies both.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

AT_MOST: Final = "AT_MOST"
AT_LEAST: Final = "AT_LEAST"
EXACTLY: Final = "EXACTLY"
BETWEEN: Final = "BETWEEN"
ONE_OF: Final = "ONE_OF"
NONE_OF: Final = "NONE_OF"
NUMERIC: Final = frozenset({AT_MOST, AT_LEAST, EXACTLY, BETWEEN})
WORDY: Final = frozenset({ONE_OF, NONE_OF})

FACTORS: Final[Mapping[str, tuple[str, Decimal]]] = {
    "m": ("m", Decimal(1)),
    "cm": ("m", Decimal("0.01")),
    "mm": ("m", Decimal("0.001")),
    "km": ("m", Decimal(1000)),
    "m2": ("m2", Decimal(1)),
    "hm2": ("m2", Decimal(10000)),
    "mu": ("m2", Decimal("666.6666666667")),
    "percent": ("percent", Decimal(1)),
    "ratio": ("ratio", Decimal(1)),
    "count": ("count", Decimal(1)),
    "day": ("day", Decimal(1)),
    "": ("", Decimal(1)),
}
"""Unit → its dimension's base unit and the factor to it (15 亩 = 1 公顷)."""


class Unfit(ValueError):
    """A condition that says nothing: wrong operator, missing or reversed values, unknown unit."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One condition as a department stated it. `key` names its row, `by` the department, `arena` where it binds."""

    key: int
    by: int
    subject: str
    operator: str
    low: Decimal | None = None
    high: Decimal | None = None
    words: frozenset[str] = frozenset()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed on both ends; None is unbounded."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: "Interval") -> bool:
        """Whether some number lies in both."""
        low = max((b for b in (self.low, other.low) if b is not None), default=None)
        high = min((b for b in (self.high, other.high) if b is not None), default=None)
        return low is None or high is None or low <= high


def check(stated: Stated) -> None:
    """Raise Unfit for a condition that admits nothing or cannot be read."""
    if stated.unit not in FACTORS:
        raise Unfit("unit")
    if stated.operator in NUMERIC:
        interval(stated)
    elif stated.operator in WORDY:
        if not stated.words:
            raise Unfit("words")
    else:
        raise Unfit("operator")


def interval(stated: Stated) -> Interval:
    """The numbers a numeric condition admits, in the base unit. Raises Unfit."""
    _base, factor = FACTORS[stated.unit]
    low = None if stated.low is None else stated.low * factor
    high = None if stated.high is None else stated.high * factor
    if stated.operator == AT_MOST and high is not None:
        return Interval(None, high)
    if stated.operator == AT_LEAST and low is not None:
        return Interval(low, None)
    if stated.operator == EXACTLY and low is not None:
        return Interval(low, low)
    if stated.operator == BETWEEN and low is not None and high is not None and low <= high:
        return Interval(low, high)
    raise Unfit("value")


def contradict(one: Stated, other: Stated) -> bool:
    """Whether no value can satisfy both; symmetric, and never true of one condition with itself.

    Conditions in different dimensions (a length and a share) are not comparable and do not contradict. Two lists
    of refused words never do: there is always another word.
    """
    if one.subject != other.subject:
        return False
    if one.operator in NUMERIC and other.operator in NUMERIC:
        if FACTORS[one.unit][0] != FACTORS[other.unit][0]:
            return False
        return not interval(one).meets(interval(other))
    if one.operator in WORDY and other.operator in WORDY:
        if one.operator == other.operator == ONE_OF:
            return not one.words & other.words
        if one.operator == other.operator:
            return False
        admitted, refused = (one, other) if one.operator == ONE_OF else (other, one)
        return admitted.words <= refused.words
    return False


def conflicts(stated: Iterable[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """Every contradicting pair of different departments, each once, the older (smaller key) first."""
    by_subject: dict[str, list[Stated]] = {}
    for condition in sorted(stated, key=lambda c: c.key):
        by_subject.setdefault(condition.subject, []).append(condition)
    for group in by_subject.values():
        for one, other in combinations(group, 2):
            if one.by != other.by and contradict(one, other):
                yield one, other
