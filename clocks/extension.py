"""Extension of a limit (延期): it raises the limit and never moves day 0."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
    """How far a limit may be extended (延期上限), in the unit of the limit, and who approves."""

    longest: int
    law: str


SINGLE = ExtensionRule(10, "行政许可法第四十二条第一款：二十日内不能作出决定的，经本行政机关负责人批准，可以延长十日")
JOINT = ExtensionRule(15, "行政许可法第四十二条第二款：四十五日内不能办结的，经本级人民政府负责人批准，可以延长十五日")


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
