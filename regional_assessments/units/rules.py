"""How an assessment unit may move, and on which days it is in force (单元流转与生效). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: the states it starts from and the state it ends in."""

    sources: frozenset[str]
    target: str


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


UNIT: Final[Mapping[str, Step]] = {
    "units.draft": _step("", "DRAFT"),
    "units.revise": _step("DRAFT RETURNED", "DRAFT"),
    "units.discard": _step("DRAFT RETURNED", "DISCARDED"),
    "units.submit": _step("DRAFT RETURNED", "SUBMITTED"),
    "units.return": _step("SUBMITTED", "RETURNED"),
    "units.publish": _step("SUBMITTED", "PUBLISHED"),
    "units.supersede": _step("PUBLISHED EXPIRED", "SUPERSEDED"),
    "units.withdraw": _step("PUBLISHED EXPIRED SUPERSEDED", "WITHDRAWN"),
    "units.expire": _step("PUBLISHED", "EXPIRED"),
}
"""Verbs of a unit. Only a published one is ever in force; what it was relied on for stays true when it moves on."""

ONCE_PUBLISHED: Final = frozenset({"PUBLISHED", "SUPERSEDED", "WITHDRAWN", "EXPIRED"})
"""States of units that are public, and that a day in the past may have to be reckoned with."""


def last_day(effective_to: date | None, ended_on: date | None) -> date | None:
    """The last day in force: the end of validity, or the day before it was superseded or withdrawn; None: open."""
    if ended_on is None:
        return effective_to
    before = date.fromordinal(ended_on.toordinal() - 1)
    return before if effective_to is None else min(before, effective_to)


def in_force(state: str, effective_from: date, last: date | None, on: date) -> bool:
    """Whether a unit counts for an item accepted on `on`; the first and the last day are in force."""
    return state in ONCE_PUBLISHED and effective_from <= on and (last is None or on <= last)
