"""Conditions in words, for the service guide and the plan: the same data the flow decides by."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from catalogue.content import FactSpec
from catalogue.predicates import AllOf, AnyOf, Compare, Not, OneOf, Predicate
from catalogue.texts import Text

_RELATIONS: Final[Mapping[str, Text]] = {
    "min": Text("不少于", "at least"),
    "max": Text("不超过", "at most"),
    "over": Text("超过", "more than"),
    "below": Text("少于", "less than"),
}


def describe(predicate: Predicate, specs: Mapping[str, FactSpec]) -> Text:
    """The condition as a sentence; an empty text where it always holds. KeyError for an unknown fact."""
    match predicate:
        case OneOf():
            return _one_of(predicate, specs[predicate.fact])
        case Compare():
            return _compare(predicate, specs[predicate.fact])
        case AllOf(parts):
            return _join([(part, describe(part, specs)) for part in parts], "，且", " and ")
        case AnyOf(parts):
            return _join([(part, describe(part, specs)) for part in parts], "，或者", " or ")
        case Not(part):
            inner = describe(part, specs)
            return Text(f"不属于以下情形：{inner.zh}", f"not the case: {inner.en}")


def _one_of(leaf: OneOf, spec: FactSpec) -> Text:
    if spec.type == "flag":
        if leaf.values == frozenset({False}):
            return Text(f"非“{spec.label.zh}”", f"not: {spec.label.en}")
        return spec.label
    names = [spec.choices[value] for value in spec.choices if value in leaf.values]
    return Text(
        f"{spec.label.zh}为{'、'.join(name.zh for name in names)}",
        f"{spec.label.en}: {' or '.join(name.en for name in names)}",
    )


def _compare(leaf: Compare, spec: FactSpec) -> Text:
    relation, unit = _RELATIONS[leaf.relation], spec.unit or Text("", "")
    if leaf.limit == 0 and leaf.relation == "over":
        return Text(f"有{spec.label.zh}", f"{spec.label.en} more than 0")
    number, unit_zh = leaf.limit, unit.zh
    if unit_zh == "元" and number % 10000 == 0:
        number, unit_zh = number / 10000, "万元"
    return Text(
        f"{spec.label.zh}{relation.zh}{_number(number)}{unit_zh}",
        f"{spec.label.en} {relation.en} {_number(leaf.limit)} {unit.en}".rstrip(),
    )


def _join(parts: list[tuple[Predicate, Text]], zh: str, en: str) -> Text:
    spoken = [
        Text(f"（{said.zh}）", f"({said.en})") if len(parts) > 1 and isinstance(part, AllOf | AnyOf) else said
        for part, said in parts
    ]
    return Text(zh.join(said.zh for said in spoken), en.join(said.en for said in spoken))


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}"
