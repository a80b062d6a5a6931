"""Conditions on project facts as data: parsed, evaluated, weighed under partial knowledge, spoken.

    {kind: GOV, floor_area: {over: 300}, any: [{linear: true}, {sector: [PUBLIC, RESIDENTIAL]}]}

A mapping means "all of"; a list as value means "one of"; min ≥, max ≤, over >, below <.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from catalogue.facts import ProjectFacts

_COMPARE: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "min": lambda fact, limit: fact >= limit,
    "max": lambda fact, limit: fact <= limit,
    "over": lambda fact, limit: fact > limit,
    "below": lambda fact, limit: fact < limit,
}


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact has one of these values."""

    fact: str
    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Compare:
    """The number stands in this relation (min, max, over, below) to the limit."""

    fact: str
    relation: str
    limit: Decimal


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; no parts: always."""

    parts: tuple["Predicate", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Predicate"


Predicate = OneOf | Compare | AllOf | AnyOf | Not
ALWAYS: Final = AllOf()
Knowledge = Mapping[str, frozenset[Any]]
"""What is known of the facts: for some names the set of values they can still have."""


def parse_predicate(source: Any) -> Predicate:
    """The predicate written in `source`; None means always. Raises ValueError for a wrong form."""
    if source is None:
        return ALWAYS
    if not isinstance(source, Mapping):
        raise ValueError(f"a condition is a mapping, not {source!r}")
    parts = tuple(_parse_entry(str(key), value) for key, value in source.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _parse_entry(key: str, value: Any) -> Predicate:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ValueError(f"“{key}” needs a list of conditions")
        parts = tuple(parse_predicate(part) for part in value)
        return AllOf(parts) if key == "all" else AnyOf(parts)
    if key == "not":
        return Not(parse_predicate(value))
    if isinstance(value, Mapping):
        tests = tuple(_parse_comparison(key, relation, limit) for relation, limit in value.items())
        if not tests:
            raise ValueError(f"{key}: the comparison is empty")
        return tests[0] if len(tests) == 1 else AllOf(tests)
    return OneOf(key, frozenset(value if isinstance(value, list) else [value]))


def _parse_comparison(fact: str, relation: str, limit: Any) -> Compare:
    if relation not in _COMPARE:
        raise ValueError(f"{fact}: unknown comparison “{relation}”")
    if isinstance(limit, bool) or not isinstance(limit, int | float | str):
        raise ValueError(f"{fact}: {limit!r} is not a number")
    return Compare(fact, relation, Decimal(str(limit)))


def holds(predicate: Predicate, facts: ProjectFacts) -> bool:
    """Whether the predicate is true of these facts. AttributeError for a fact that does not exist."""
    match predicate:
        case OneOf(fact, values):
            return getattr(facts, fact) in values
        case Compare(fact, relation, limit):
            return _COMPARE[relation](getattr(facts, fact), limit)
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)


def weigh(predicate: Predicate, known: Knowledge) -> bool | None:
    """True or False where `known` decides the predicate, None where it leaves it open."""
    match predicate:
        case OneOf(fact, values):
            possible = known.get(fact)
            if possible is None:
                return None
            return True if possible <= values else False if possible.isdisjoint(values) else None
        case Compare():
            return None
        case AllOf(parts):
            verdicts = [weigh(part, known) for part in parts]
            return False if False in verdicts else None if None in verdicts else True
        case AnyOf(parts):
            verdicts = [weigh(part, known) for part in parts]
            return True if True in verdicts else None if None in verdicts else False
        case Not(part):
            verdict = weigh(part, known)
            return None if verdict is None else not verdict


def knowledge_from(predicate: Predicate) -> Knowledge:
    """What must be true of the single facts wherever `predicate` holds (its top-level conjunction)."""
    known: dict[str, frozenset[Any]] = {}
    parts = predicate.parts if isinstance(predicate, AllOf) else (predicate,)
    for part in parts:
        if isinstance(part, OneOf):
            known[part.fact] = known.get(part.fact, part.values) & part.values
    return known


def leaves(predicate: Predicate) -> Iterator[OneOf | Compare]:
    """Every single test inside the predicate."""
    match predicate:
        case OneOf() | Compare():
            yield predicate
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
