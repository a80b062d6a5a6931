"""Extension of a limit (延期): it raises the limit and never moves day 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class ExtensionRefusal(StrEnum):
    """Why an extension is refused (不予延期的原因)."""

    SECOND = "SECOND"
    """A limit is extended once only."""
    TOO_LATE = "TOO_LATE"
    """It must be approved before the limit has passed."""
    TOO_LONG = "TOO_LONG"
    """Longer than the law allows."""


class ExtensionRefused(ValueError):
    """The extension is not lawful; ``reason`` says why."""

    def __init__(self, reason: ExtensionRefusal) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a limit may be extended (延期上限), in the unit of the limit, and who approves.

    `by_government`: the head of the government at that level approves, whose paper is then named.
    """

    longest: int
    law: str
    by_government: bool = False


SINGLE = ExtensionRule(10, "行政许可法第四十二条第一款：二十日内不能作出决定的，经本行政机关负责人批准，可以延长十日")
JOINT = ExtensionRule(
    15, "行政许可法第四十二条第二款：四十五日内不能办结的，经本级人民政府负责人批准，可以延长十五日", True
)
ENTERPRISE_APPROVAL = ExtensionRule(
    40,
    "企业投资项目核准和备案管理条例第十一条：项目情况复杂或者需要征求有关单位意见的，经本机关主要负责人批准，"
    "可以延长核准期限，但延长的期限不得超过40个工作日",
)
SOIL_CONSERVATION = ExtensionRule(
    10, "生产建设项目水土保持方案管理办法：十个工作日内不能作出决定的，经本机关负责人批准，可以延长十个工作日"
)
ITEM_RULES: Final[Mapping[str, ExtensionRule]] = {"104": ENTERPRISE_APPROVAL, "207": SOIL_CONSERVATION}
"""Items with a rule of their own, by code of the shipped catalogue."""
JOINT_LIMIT: Final = 45
"""Working days of permits handled jointly by several departments (行政许可法第四十二条第二款)."""


def rule_for(
    item_code: str, statutory_limit: int, item_rules: Mapping[str, ExtensionRule] = ITEM_RULES
) -> ExtensionRule:
    """The rule an item is extended by: its own, that of joint handling, or the general one."""
    return item_rules.get(item_code) or (JOINT if statutory_limit == JOINT_LIMIT else SINGLE)


def promised_share(by: int, promised: int, statutory: int) -> int:
    """By how much the promised limit grows when the statutory limit becomes `statutory`: it never goes beyond that."""
    return max(0, min(by, statutory - promised))


def extended_limit(
    limit: int, by: int, *, approved_on: date, due_on: date | None, earlier: int = 0, rule: ExtensionRule = SINGLE
) -> int:
    """The new limit. ``due_on`` is the present due date (None while stopped), ``earlier`` the extensions so far.

    Raises ``ExtensionRefused``; ``ValueError`` unless ``by`` is positive.
    """
    if by < 1:
        raise ValueError("an extension adds at least one day")
    if earlier:
        raise ExtensionRefused(ExtensionRefusal.SECOND)
    if by > rule.longest:
        raise ExtensionRefused(ExtensionRefusal.TOO_LONG)
    if due_on is not None and approved_on > due_on:
        raise ExtensionRefused(ExtensionRefusal.TOO_LATE)
    return limit + by
