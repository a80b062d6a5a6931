"""How an opinion request may move, and when silence counts (征求意见流转与默认规则). Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from approvals.rules import Step


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


REQUEST: Final[Mapping[str, Step]] = {
    "opinions.ask": _step("", "OPEN"),
    "opinions.answer": _step("OPEN", "ANSWERED"),
    "opinions.deem": _step("OPEN", "DEEMED_NO_OBJECTION"),
    "opinions.answer_late": _step("DEEMED_NO_OBJECTION", "DEEMED_NO_OBJECTION"),
    "opinions.take_back": _step("OPEN", "WITHDRAWN"),
    "opinions.close": _step("OPEN", "CLOSED"),
}
"""Verbs of an opinion request."""

SAFETY_MATTERS: Final = frozenset(
    {"FIRE", "CIVIL_DEFENCE", "HAZARDOUS_CHEMICALS", "GEOHAZARD", "CULTURAL_RELICS", "ECOLOGY"}
)
"""消防、人防、危化、地灾、文物、环评: silence never stands for an opinion, whatever a region has written."""
SAFETY_FUNCTIONS: Final = frozenset({"CIVIL_DEFENCE", "CULTURAL_RELICS", "ECOLOGY", "EMERGENCY"})
"""Departments whose every matter is on the safety list."""


def on_safety_list(code: str, function: str) -> bool:
    """Whether a matter, asked of a department with `function`, is on the safety list."""
    return code in SAFETY_MATTERS or function in SAFETY_FUNCTIONS


def silence_counts(code: str, function: str, switched_on: bool, basis: str) -> bool:
    """视为无意见: only where a document says so, and never on the safety list."""
    return switched_on and bool(basis.strip()) and not on_safety_list(code, function)


def deems(state: str, silence: bool, due_on: date, on: date) -> bool:
    """Whether the request is answered by silence on `on`; the last day is in time."""
    return state == "OPEN" and silence and on > due_on
